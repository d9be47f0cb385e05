import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.store.build import NOW
from trialoog.store import people, screens, teams
from trialoog.store.db import Db, open_db
from trialoog.store.people import ABSOLUTE, IDLE, TeamInfo

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def who(db: Db) -> str:
    return (await people.create_account(db, "Sam", NOW)).id


async def test_an_account_is_in_teams_with_a_role(db: Db, who: str) -> None:
    first, second = await people.create_team(db, "B"), await people.create_team(db, "A")
    await people.add_member(db, first, who, "facilitator")
    await people.add_member(db, second, who, "facilitator")
    await people.add_member(db, second, who, "administrator")
    assert await people.teams_of(db, who) == [
        TeamInfo(second, "A", "administrator"),
        TeamInfo(first, "B", "facilitator"),
    ]
    assert await teams.get(db, first, who) == TeamInfo(first, "B", "facilitator")
    assert await teams.get(db, first, "nobody") is None
    with pytest.raises(IntegrityError):
        await people.add_member(db, first, who, "owner")  # type: ignore[arg-type]


async def test_an_account_can_be_put_in_a_team_from_two_places_at_once(db: Db, who: str) -> None:
    team = await people.create_team(db, "A")
    await asyncio.gather(*(people.add_member(db, team, who, "facilitator") for _ in range(10)))
    assert await people.teams_of(db, who) == [TeamInfo(team, "A", "facilitator")]


async def test_accounts_are_found_by_id_and_by_name(db: Db, who: str) -> None:
    found = await people.account(db, who)
    assert found is not None
    assert (found.name, found.created) == ("Sam", NOW)
    assert await people.accounts(db) == await people.accounts(db, "Sam") == [found]
    assert await people.accounts(db, "sam") == []
    assert await people.account(db, "nobody") is None


async def test_a_link_is_used_once_among_twenty_at_the_same_time(
    db: Db, url: str, who: str
) -> None:
    token = await people.create_signin_link(db, who, 15 * MINUTE, NOW)
    async with open_db(url) as second:
        tries = [
            people.use_signin_link(second if n % 2 else db, token, NOW + MINUTE) for n in range(20)
        ]
        found = await asyncio.gather(*tries)
    assert [account for account in found if account is not None] == [who]


async def test_a_link_is_not_used_after_its_time_nor_when_unknown(db: Db, who: str) -> None:
    token = await people.create_signin_link(db, who, 15 * MINUTE, NOW)
    assert await people.use_signin_link(db, token, NOW + 15 * MINUTE) is None
    assert await people.use_signin_link(db, token + "x", NOW) is None
    assert await people.use_signin_link(db, token, NOW + 14 * MINUTE) == who


async def test_a_session_ends_after_twelve_hours_unused(db: Db, who: str) -> None:
    cookie = await people.create_session(db, who, NOW)
    assert await people.session(db, cookie, NOW + IDLE - MINUTE) == who
    assert await people.session(db, cookie, NOW + 2 * IDLE - 2 * MINUTE) == who
    assert await people.session(db, cookie, NOW + 3 * IDLE) is None
    assert await people.session(db, "another", NOW) is None


async def test_a_session_ends_after_seven_days_however_busy(db: Db, who: str) -> None:
    cookie = await people.create_session(db, who, NOW)
    at = NOW
    while at + IDLE / 2 < NOW + ABSOLUTE:
        at += IDLE / 2
        assert await people.session(db, cookie, at) == who
    assert await people.session(db, cookie, NOW + ABSOLUTE) is None


async def test_being_signed_in_writes_only_some_minutes_apart(db: Db, who: str) -> None:
    cookie = await people.create_session(db, who, NOW)
    for minutes, seen in ((1, 0), (4, 0), (5, 5), (9, 5), (10, 10)):
        await people.session(db, cookie, NOW + minutes * MINUTE)
        (listed,) = await people.sessions(db, who, NOW)
        assert listed.seen == NOW + seen * MINUTE


async def test_sessions_are_listed_and_ended(db: Db, who: str) -> None:
    cookies = [await people.create_session(db, who, NOW + n * MINUTE) for n in range(4)]
    listed = await people.sessions(db, who, NOW + 5 * MINUTE)
    assert [info.id_hash for info in listed] == [people.hashed(c) for c in reversed(cookies)]
    await people.end_session(db, cookies[0])
    await people.end_sessions(db, who, people.hashed(cookies[1]))
    await people.end_sessions(db, "somebody else", people.hashed(cookies[2]))
    alive = [await people.session(db, cookie, NOW + 5 * MINUTE) for cookie in cookies]
    assert alive == [None, None, who, who]
    await people.end_sessions(db, who)
    assert await people.sessions(db, who, NOW + 5 * MINUTE) == []


async def test_no_token_is_stored_and_what_is_over_is_swept(
    db: Db, who: str, trialogue: str
) -> None:
    kept = [
        await people.create_signin_link(db, who, MINUTE, NOW),
        await people.create_session(db, who, NOW),
        await screens.create_grant(db, trialogue, MINUTE, NOW),
        await screens.create_session(db, trialogue, NOW),
    ]
    tables = ("signin_link", "signin_session", "screen_grant", "screen_session")
    async with db.read() as session:
        rows = [str((await session.execute(text(f"SELECT * FROM {t}"))).one()) for t in tables]
    assert not any(token in row for token in kept for row in rows)
    await people.sweep(db, NOW + ABSOLUTE)
    await screens.sweep(db, NOW + ABSOLUTE)
    async with db.read() as session:
        for table in tables:
            assert await session.scalar(text(f"SELECT count(*) FROM {table}")) == 0


async def test_a_projector_is_let_in_once_and_for_some_hours(db: Db, trialogue: str) -> None:
    token = await screens.create_grant(db, trialogue, 10 * MINUTE, NOW)
    assert await screens.use_grant(db, token, NOW + 10 * MINUTE) is None
    found = await asyncio.gather(*(screens.use_grant(db, token, NOW) for _ in range(20)))
    assert [each for each in found if each is not None] == [trialogue]
    cookie = await screens.create_session(db, trialogue, NOW)
    assert await screens.session(db, cookie, NOW + screens.LASTS - MINUTE) == trialogue
    assert await screens.session(db, cookie, NOW + screens.LASTS) is None
