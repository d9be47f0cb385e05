"""Teams: roles, and how people go out."""

import asyncio
from datetime import timedelta

import pytest

from tests.store.build import NOW, a_trialogue
from trialoog.core.ids import TrialogueId
from trialoog.store import identities, invitations, lists, people, teams
from trialoog.store.db import Db
from trialoog.store.identities import Grant
from trialoog.store.invitations import Into


@pytest.fixture
async def team(db: Db) -> str:
    """A team with one administrator, Ada."""
    ada = await people.create_account(db, "Ada", NOW)
    made = await people.create_team(db, "Team")
    await people.add_member(db, made, ada.id, "administrator")
    return made


async def test_two_administrators_who_leave_at_once_do_not_both_go(db: Db, team: str) -> None:
    bo = await people.create_account(db, "Bo", NOW)
    await people.add_member(db, team, bo.id, "administrator")
    everybody = [member.account for member in await teams.members(db, team)]
    left = await asyncio.gather(
        *(teams.remove(db, team, who) for who in everybody), return_exceptions=True
    )
    assert [type(each) for each in left if each is not None] == [teams.LastAdministrator]
    assert len(await teams.members(db, team)) == 1


async def test_a_place_from_a_provider_changes_only_there(db: Db, team: str) -> None:
    who = await identities.sign_in(
        db, "https://issuer", "7", "Cas", [Grant("Team", "facilitator")], NOW
    )
    assert who is not None
    for change in (teams.remove(db, team, who), teams.set_role(db, team, who, "administrator")):
        with pytest.raises(teams.GivenElsewhere):
            await change
    with pytest.raises(LookupError):
        await teams.remove(db, team, "nobody")


async def test_who_is_taken_out_leaves_no_invitation_behind(db: Db, team: str) -> None:
    bo = (await people.create_account(db, "Bo", NOW)).id
    (ada,) = [member.account for member in await teams.members(db, team)]
    await people.add_member(db, team, bo, "administrator")
    ours, elsewhere = await a_trialogue(db), await a_trialogue(db)
    await lists.hand_over(db, ours, team)
    other = await lists.get(db, elsewhere)
    assert other is not None
    await people.add_member(db, other.team, bo, "facilitator")

    async def asked(into: Into, by: str) -> str:
        day = timedelta(days=1)
        links = await invitations.invite(db, into, name="X", email=None, by=by, ttl=day, now=NOW)
        return links.handed

    doors = [Into(team=team), Into(trialogue=TrialogueId(ours))]
    gone = [await asked(into, bo) for into in doors]
    kept = [await asked(into, ada) for into in doors]
    kept.append(await asked(Into(trialogue=TrialogueId(elsewhere)), bo))
    await teams.remove(db, team, bo)
    await people.add_member(db, team, bo, "administrator")  # even where they come back
    assert [await invitations.get(db, token, NOW) for token in gone] == [None, None]
    assert None not in [await invitations.get(db, token, NOW) for token in kept]
