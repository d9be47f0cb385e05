"""Teams: roles, and how people go out."""

import asyncio

import pytest

from tests.store.build import NOW
from trialoog.store import identities, people, teams
from trialoog.store.db import Db
from trialoog.store.identities import Grant


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
