"""Invitations: one link, one person, into a team or into one trialogue."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.store.build import NOW
from trialoog.core.ids import TrialogueId
from trialoog.store import facilitators, invitations, lists, people, teams
from trialoog.store.db import Db
from trialoog.store.invitations import Into

DAY = timedelta(days=1)
WHERE = ["team", "trialogue"]


@pytest.fixture
async def ada(db: Db) -> str:
    """Who invites."""
    return (await people.create_account(db, "Ada", NOW)).id


@pytest.fixture
async def team(db: Db, ada: str, trialogue: str) -> str:
    """The team that owns the trialogue, with one administrator, Ada."""
    info = await lists.get(db, trialogue)
    assert info is not None
    await people.add_member(db, info.team, ada, "administrator")
    return info.team


@pytest.fixture
def doors(team: str, trialogue: str) -> dict[str, Into]:
    """Both things that an invitation can open."""
    return {"team": Into(team=team), "trialogue": Into(trialogue=TrialogueId(trialogue))}


async def invited(db: Db, into: Into, by: str, email: str | None = None) -> str:
    links = await invitations.invite(db, into, name="Bo", email=email, by=by, ttl=DAY, now=NOW)
    return links.mailed or links.handed


async def inside(db: Db, into: Into) -> list[str]:
    """The names of who came in."""
    if into.team is not None:
        return [member.name for member in await teams.members(db, into.team)]
    return [person.name for person in await facilitators.of(db, into.trialogue or "")]


@pytest.mark.parametrize("where", WHERE)
async def test_of_many_who_accept_at_once_one_comes_in(
    db: Db, ada: str, doors: dict[str, Into], where: str
) -> None:
    into = doors[where]
    before = await inside(db, into)
    token = await invited(db, into, ada)
    tries = [invitations.accept(db, token, None, NOW) for _ in range(20)]
    found = [who for who in await asyncio.gather(*tries) if who is not None]
    assert [accepted.into for accepted in found] == [into]
    assert await inside(db, into) == [*before, "Bo"]
    assert await invitations.into(db, into, NOW) == []


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("at", [NOW + DAY, NOW + 2 * DAY])
async def test_an_old_invitation_is_none(
    db: Db, ada: str, doors: dict[str, Into], where: str, at: datetime
) -> None:
    into = doors[where]
    before = await inside(db, into)
    token = await invited(db, into, ada)
    assert await invitations.get(db, token, NOW) is not None
    assert await invitations.get(db, token, at) is None
    assert await invitations.accept(db, token, None, at) is None
    assert await invitations.into(db, into, at) == []
    assert await inside(db, into) == before


async def test_an_invitation_tells_what_it_opens_and_who_asks(
    db: Db, ada: str, doors: dict[str, Into]
) -> None:
    for where, called in (("team", "Gemeente"), ("trialogue", "Maatwerk")):
        (found,) = [await invitations.get(db, await invited(db, doors[where], ada), NOW)]
        assert found is not None
        assert (found.into, found.called, found.by) == (doors[where], called, "Ada")
        assert [each.id for each in await invitations.into(db, doors[where], NOW)] == [found.id]


async def test_a_link_opens_one_thing(db: Db, ada: str, team: str, trialogue: str) -> None:
    for both in (Into(), Into(team=team, trialogue=TrialogueId(trialogue))):
        with pytest.raises(IntegrityError):
            await invited(db, both, ada)


async def test_an_invitation_is_taken_back_where_it_was_made(
    db: Db, ada: str, doors: dict[str, Into]
) -> None:
    token = await invited(db, doors["trialogue"], ada)
    (made,) = await invitations.into(db, doors["trialogue"], NOW)
    await invitations.withdraw(db, doors["team"], made.id)
    assert await invitations.get(db, token, NOW) is not None
    await invitations.withdraw(db, doors["trialogue"], made.id)
    assert await invitations.accept(db, token, None, NOW) is None


async def test_an_invitation_never_takes_a_right_away(
    db: Db, ada: str, team: str, doors: dict[str, Into]
) -> None:
    await invitations.accept(db, await invited(db, doors["team"], ada), ada, NOW)
    found = await teams.get(db, team, ada)
    assert found is not None
    assert found.role == "administrator"


async def test_who_leads_along_already_stays_as_it_was(
    db: Db, ada: str, trialogue: str, doors: dict[str, Into]
) -> None:
    cas = (await people.create_account(db, "Cas", NOW)).id
    for day in (0, 1):
        links = await invitations.invite(
            db,
            doors["trialogue"],
            name="Cas",
            email=None,
            by=ada,
            ttl=3 * DAY,
            now=NOW,
        )
        assert await invitations.accept(db, links.handed, cas, NOW + day * DAY)
    (_, person) = await facilitators.of(db, trialogue)
    assert (person.name, person.since, person.by) == ("Cas", NOW, "Ada")


async def test_an_address_belongs_to_one_account(
    db: Db, ada: str, team: str, doors: dict[str, Into]
) -> None:
    for _ in range(2):
        token = await invited(db, doors["team"], ada, "b@example.org")
        assert await invitations.accept(db, token, None, NOW)
    assert len(await teams.members(db, team)) == 3
    assert await people.by_email(db, "b@example.org") is not None


@pytest.mark.parametrize("where", WHERE)
async def test_only_the_mailed_link_ties_the_address_to_who_comes_in(
    db: Db, ada: str, doors: dict[str, Into], where: str
) -> None:
    async def both() -> invitations.Links:
        made = await invitations.invite(
            db, doors[where], name="Bo", email="b@example.org", by=ada, ttl=DAY, now=NOW
        )
        assert made.mailed is not None
        return made

    first, second = await both(), await both()
    assert await invitations.accept(db, first.handed, None, NOW)
    assert await people.by_email(db, "b@example.org") is None
    assert await invitations.accept(db, first.mailed or "", None, NOW) is None, "it is one way in"
    assert await invitations.get(db, second.mailed or "", NOW) is not None
    accepted = await invitations.accept(db, second.mailed or "", None, NOW)
    assert accepted is not None
    assert await people.by_email(db, "b@example.org") == accepted.account
    assert await invitations.accept(db, second.handed, None, NOW) is None
    assert await invitations.into(db, doors[where], NOW) == []


async def test_an_account_that_is_there_gets_no_address_by_an_invitation(
    db: Db, ada: str, doors: dict[str, Into]
) -> None:
    cas = (await people.create_account(db, "Cas", NOW)).id
    token = await invited(db, doors["team"], ada, "b@example.org")
    assert await invitations.accept(db, token, cas, NOW)
    assert await people.by_email(db, "b@example.org") is None


@pytest.mark.parametrize("where", WHERE)
async def test_what_somebody_may_not_invite_to_any_more_stays_closed(
    db: Db, ada: str, team: str, doors: dict[str, Into], where: str
) -> None:
    zoe = (await people.create_account(db, "Zoë", NOW)).id
    await people.add_member(db, team, zoe, "administrator")
    token, into = await invited(db, doors[where], zoe), doors[where]
    assert await invitations.get(db, token, NOW) is not None
    if where == "team":
        await teams.set_role(db, team, zoe, "facilitator")
    else:
        other = await people.create_team(db, "Ander")
        await lists.hand_over(db, into.trialogue or "", other)
    assert await invitations.get(db, token, NOW) is None
    assert await invitations.into(db, into, NOW) == []
    assert await invitations.accept(db, token, None, NOW) is None


async def test_who_is_in_the_team_can_not_be_asked_to_lead_along(
    db: Db, ada: str, trialogue: str, doors: dict[str, Into]
) -> None:
    token = await invited(db, doors["trialogue"], ada)
    with pytest.raises(invitations.LeadsAlready):
        await invitations.accept(db, token, ada, NOW)
    assert [person.since for person in await facilitators.of(db, trialogue)] == [None]
    assert await invitations.accept(db, token, None, NOW), "it is left for who it is meant for"


async def test_a_draft_that_goes_takes_its_invitations_along(
    db: Db, ada: str, trialogue: str, doors: dict[str, Into]
) -> None:
    token = await invited(db, doors["trialogue"], ada)
    assert await invitations.accept(db, await invited(db, doors["trialogue"], ada), None, NOW)
    assert await lists.delete_draft(db, trialogue)
    assert await invitations.accept(db, token, None, NOW) is None
    async with db.read() as session:
        for table in ("invitation", "co_facilitator"):
            assert await session.scalar(text(f"SELECT COUNT(*) FROM {table}")) == 0
