"""Co-facilitators: a right for one trialogue, until it is taken away."""

from datetime import timedelta

import pytest

from tests.store.build import NOW, a_trialogue
from trialoog.core.ids import TrialogueId
from trialoog.store import facilitators, identities, invitations, lists, people, teams
from trialoog.store.db import Db
from trialoog.store.identities import Grant
from trialoog.store.invitations import Into


@pytest.fixture
async def team(db: Db, trialogue: str) -> str:
    """The team that owns the trialogue, with Ada in it."""
    info = await lists.get(db, trialogue)
    assert info is not None
    ada = await people.create_account(db, "Ada", NOW)
    await people.add_member(db, info.team, ada.id, "administrator")
    return info.team


async def account(db: Db, name: str) -> str:
    (found,) = await people.accounts(db, name)
    return found.id


async def along(db: Db, trialogue: str, who: str | None = None) -> str:
    """Somebody who comes to lead along, invited by Ada: Bo, or who has an account."""
    links = await invitations.invite(
        db,
        Into(trialogue=TrialogueId(trialogue)),
        name="Bo",
        email=None,
        by=await account(db, "Ada"),
        ttl=timedelta(days=1),
        now=NOW,
    )
    accepted = await invitations.accept(db, links.handed, who, NOW)
    assert accepted is not None
    return accepted.account


async def test_a_co_facilitator_leads_one_trialogue_and_is_in_no_team(
    db: Db, trialogue: str, team: str
) -> None:
    other = await a_trialogue(db)
    bo = await along(db, trialogue)
    assert await lists.role_of(db, trialogue, bo) == "guest"
    assert await lists.role_of(db, other, bo) is None
    assert [info.id for info in await lists.list_of(db, bo)] == [trialogue]
    assert await people.teams_of(db, bo) == []
    assert [member.name for member in await teams.members(db, team)] == ["Ada"]


async def test_the_team_comes_first_and_then_who_leads_along(
    db: Db, trialogue: str, team: str
) -> None:
    await along(db, trialogue)
    zoe = await people.create_account(db, "Zoë", NOW)
    await people.add_member(db, team, zoe.id, "facilitator")
    found = await facilitators.of(db, trialogue)
    assert [(person.name, person.since, person.by) for person in found] == [
        ("Ada", None, ""),
        ("Zoë", None, ""),
        ("Bo", NOW, "Ada"),
    ]
    assert await facilitators.of(db, await a_trialogue(db)) == []


async def test_a_right_that_is_taken_away_is_gone(db: Db, trialogue: str, team: str) -> None:
    bo = await along(db, trialogue)
    assert await facilitators.remove(db, trialogue, bo)
    assert not await facilitators.remove(db, trialogue, bo)
    assert await lists.role_of(db, trialogue, bo) is None
    assert await lists.list_of(db, bo) == []
    assert await people.account(db, bo) is not None, "the account is for other trialogues too"


async def test_nobody_of_the_team_is_taken_out_as_a_co_facilitator(
    db: Db, trialogue: str, team: str
) -> None:
    assert not await facilitators.remove(db, trialogue, await account(db, "Ada"))
    assert await lists.role_of(db, trialogue, await account(db, "Ada")) == "team"


async def test_who_led_along_and_came_into_the_team_leaves_both(
    db: Db, trialogue: str, team: str
) -> None:
    zoe = (await people.create_account(db, "Zoë", NOW)).id
    elsewhere, ada = await a_trialogue(db), await account(db, "Ada")
    other = await lists.get(db, elsewhere)
    assert other is not None
    await people.add_member(db, other.team, ada, "facilitator")
    await along(db, trialogue, zoe)
    await along(db, elsewhere, zoe)
    await people.add_member(db, team, zoe, "facilitator")
    assert await lists.role_of(db, trialogue, zoe) == "team"
    assert [person.name for person in await facilitators.of(db, trialogue)] == [
        "Ada",
        "Zoë",
        "Zoë",
    ]
    await teams.remove(db, team, zoe)
    assert await lists.role_of(db, trialogue, zoe) is None
    assert await lists.role_of(db, elsewhere, zoe) == "guest", "that is of another team"


async def test_a_co_facilitator_stays_when_another_team_gets_the_trialogue(
    db: Db, trialogue: str, team: str
) -> None:
    bo = await along(db, trialogue)
    await lists.hand_over(db, trialogue, await people.create_team(db, "Ander"))
    assert await lists.role_of(db, trialogue, bo) == "guest"
    assert await lists.role_of(db, trialogue, await account(db, "Ada")) is None


async def test_who_loses_the_team_at_a_provider_keeps_no_way_back(
    db: Db, trialogue: str, team: str
) -> None:
    async def again(*grants: Grant) -> str | None:
        return await identities.sign_in(db, "https://issuer", "7", "Cas", grants, NOW)

    cas = await again(Grant("Ergens", "facilitator"))
    assert cas is not None
    await along(db, trialogue, cas)
    await again(Grant("Gemeente", "facilitator"))
    into = Into(trialogue=TrialogueId(trialogue))
    day = timedelta(days=1)
    await invitations.invite(db, into, name="Cas", email=None, by=cas, ttl=day, now=NOW)
    assert await again() is None
    assert await lists.role_of(db, trialogue, cas) is None
    await again(Grant("Gemeente", "facilitator"))
    assert await invitations.into(db, into, NOW) == [], "also not when they come back"


async def test_who_leads_along_comes_in_by_single_sign_on_without_a_team(
    db: Db, trialogue: str, team: str
) -> None:
    async def again(*grants: Grant) -> str | None:
        return await identities.sign_in(db, "https://issuer", "7", "Cas", grants, NOW)

    cas = await again(Grant("Ergens", "facilitator"))
    assert cas is not None
    assert await again() is None, "an account alone opens nothing"
    await along(db, trialogue, cas)
    assert await again() == cas
    assert await facilitators.remove(db, trialogue, cas)
    assert await again() is None
