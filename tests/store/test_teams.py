"""Teams, and how people come in and go out."""

import asyncio
from datetime import datetime, timedelta

import pytest

from tests.store.build import NOW
from trialoog.store import identities, people, teams
from trialoog.store.db import Db
from trialoog.store.identities import Grant
from trialoog.store.people import TeamRole

DAY = timedelta(days=1)


@pytest.fixture
async def team(db: Db) -> str:
    """A team with one administrator, Ada."""
    ada = await people.create_account(db, "Ada", NOW)
    made = await people.create_team(db, "Team")
    await people.add_member(db, made, ada.id, "administrator")
    return made


async def account(db: Db, name: str) -> str:
    (found,) = await people.accounts(db, name)
    return found.id


async def invited(db: Db, team: str, role: TeamRole = "facilitator", **more: str) -> str:
    return await teams.invite(
        db, team=team, role=role, name="Bo", email=more.get("email"), ttl=DAY, now=NOW
    )


async def test_of_many_who_accept_at_once_one_comes_in(db: Db, team: str) -> None:
    token = await invited(db, team)
    tries = [teams.accept(db, token, None, NOW) for _ in range(20)]
    found = [who for who in await asyncio.gather(*tries) if who is not None]
    assert len(found) == 1
    assert [(m.name, m.role, m.given) for m in await teams.members(db, team)] == [
        ("Ada", "administrator", True),
        ("Bo", "facilitator", True),
    ]
    assert await teams.invitations(db, team, NOW) == []


@pytest.mark.parametrize("at", [NOW + DAY, NOW + 2 * DAY])
async def test_an_old_invitation_is_none(db: Db, team: str, at: datetime) -> None:
    token = await invited(db, team)
    assert await teams.invitation(db, token, NOW) is not None
    assert await teams.invitation(db, token, at) is None
    assert await teams.accept(db, token, None, at) is None
    assert await teams.invitations(db, team, at) == []


async def test_an_invitation_never_takes_a_right_away(db: Db, team: str) -> None:
    ada = await account(db, "Ada")
    await teams.accept(db, await invited(db, team), ada, NOW)
    found = await teams.get(db, team, ada)
    assert found is not None
    assert found.role == "administrator"


async def test_an_address_belongs_to_one_account(db: Db, team: str) -> None:
    for name in ("b@example.org", "b@example.org"):
        assert await teams.accept(db, await invited(db, team, email=name), None, NOW)
    assert len(await teams.members(db, team)) == 3
    assert await people.by_email(db, "b@example.org") is not None


async def test_two_administrators_who_leave_at_once_do_not_both_go(db: Db, team: str) -> None:
    await teams.accept(db, await invited(db, team, "administrator"), None, NOW)
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
