"""The doorbell: what one process does, another sees at once, and without Redis a moment later."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from redis.asyncio import Redis
from sqlalchemy import literal, select

from tests.live.meeting import CONSOLE, LOOKS, NOW, draw, says, until
from tests.live.test_seats import Line
from tests.redis import Server, temporary_redis
from tests.store.build import LEAD
from trialoog.core import events as e
from trialoog.core.ids import TrialogueId
from trialoog.live.bell import Bell
from trialoog.live.hints import CHANNEL
from trialoog.live.rooms import NOT_THERE, RESTART, SIGNED_OUT, Room, Rooms
from trialoog.live.seats import Seat
from trialoog.store import endings, journal, lists, people
from trialoog.store.db import Db
from trialoog.store.tables import Ending

AT_ONCE = 10.0  # seconds, on a busy machine; by itself nobody looks for a minute
SLOWLY = 3.0  # seconds, in which somebody looked


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with temporary_redis() as running:
        yield running


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks by itself, so that what is seen was hinted at."""
    monkeypatch.setattr("trialoog.live.bell.LOOK", 60.0)


@dataclass
class Process:
    """A part of what a process is: its rooms, and the bell at their door."""

    rooms: Rooms
    bell: Bell

    async def seat(self, trialogue: TrialogueId, who: str) -> tuple[Seat, Line]:
        """Let somebody watch."""
        line = Line()
        seat = Seat(CONSOLE, "nl", line, lambda _: None, who=who)
        (await self.rooms.get(trialogue)).join(seat)
        return seat, line


@asynccontextmanager
async def process(db: Db, redis_url: str = "") -> AsyncIterator[Process]:
    """Another process that serves the same database."""
    async with (
        Rooms(db, LOOKS, lambda: NOW, draw) as rooms,
        Bell(db, rooms, redis_url) as bell,
    ):
        if redis_url:
            await until(lambda: bell.state == "up", 5)
        yield Process(rooms, bell)


# --- what others wrote -------------------------------------------------------------------


@pytest.mark.usefixtures("quiet")
async def test_a_fact_is_seen_at_once_in_another_process(
    db: Db, room: Room, server: Server
) -> None:
    async with process(db, server.url) as here, process(db, server.url) as there:
        mine, other = await here.rooms.get(room.id), await there.rooms.get(room.id)
        for number in range(20):
            await mine.act(*says(number))
        await until(lambda: other.state == mine.state, AT_ONCE)
        assert here.bell.sent
        assert there.bell.received
        assert not here.bell.received, "what it said itself is no news"


async def test_without_redis_it_is_seen_within_three_seconds(db: Db, room: Room) -> None:
    async with process(db) as here, process(db) as there:
        mine, other = await here.rooms.get(room.id), await there.rooms.get(room.id)
        await mine.act(*says(1))
        await until(lambda: other.state == mine.state, SLOWLY)
        assert (here.bell.state, here.bell.sent) == ("off", 0)
        await until(lambda: there.bell.found == 1, 1)


@pytest.mark.usefixtures("quiet")
async def test_one_look_is_for_all_rooms_and_finds_only_what_is_new(db: Db, room: Room) -> None:
    async with process(db) as here, process(db) as there:
        mine, other = await here.rooms.get(room.id), await there.rooms.get(room.id)
        await there.bell.look()
        before = there.bell.found
        await mine.act(*says(1))
        await there.bell.look()
        await until(lambda: other.state == mine.state, AT_ONCE)
        await there.bell.look()
        assert (before, there.bell.found) == (0, 1)


async def test_a_trialogue_that_another_process_deleted_is_not_there_any_more(db: Db) -> None:
    team = await people.create_team(db, "Team")
    made = await lists.create_trialogue(
        db, team=team, title="", draft={}, language="nl", now=NOW, rehearsal=True
    )
    async with process(db) as there:
        seat, _ = await there.seat(made.id, "ann")
        await lists.delete_draft(db, made.id)
        await there.bell.look()
        assert seat.code == NOT_THERE
        assert there.rooms.open(made.id) is None


async def test_a_room_that_knows_more_than_its_journal_begins_anew(db: Db) -> None:
    """As after a form that makes a deleted rehearsal again, or a backup that was put back."""
    team = await people.create_team(db, "Team")
    made = partial(
        lists.create_trialogue, db, team=team, title="", draft={}, language="nl", now=NOW
    )
    id = (await made(rehearsal=True)).id
    await journal.append(db, id, 0, [(LEAD, e.DoorClosed())], NOW)
    async with process(db) as there:
        seat, _ = await there.seat(id, "ann")
        await lists.delete_draft(db, id)
        await made(rehearsal=True, id=id)
        await there.bell.look()
        assert seat.code == RESTART
        assert (await there.rooms.get(id)).state.seq == 0


# --- rights that ended -------------------------------------------------------------------


async def signed_in(db: Db) -> tuple[str, str, str]:
    """An account, the cookie of a session of it, and the name of that session."""
    account = (await people.create_account(db, "Ann", NOW)).id
    cookie = await people.create_session(db, account, NOW)
    return account, cookie, people.hashed(cookie)


@pytest.mark.usefixtures("quiet")
async def test_a_session_that_ends_closes_its_pages_here_and_there(
    db: Db, room: Room, server: Server
) -> None:
    _, cookie, ann = await signed_in(db)
    async with process(db, server.url) as here, process(db, server.url) as there:
        mine, _ = await here.seat(room.id, ann)
        other, _ = await there.seat(room.id, ann)
        bob, _ = await there.seat(room.id, "bob")
        await people.end_session(db, cookie)
        await here.bell.ended()
        assert mine.code == SIGNED_OUT, "before the answer to who signs out"
        await until(lambda: other.code == SIGNED_OUT, AT_ONCE)
        assert bob.code is None


async def test_without_redis_they_close_within_five_seconds(db: Db, room: Room) -> None:
    account, _, ann = await signed_in(db)
    async with process(db) as there:
        seat, _ = await there.seat(room.id, ann)
        await people.end_sessions(db, account)
        await until(lambda: seat.code == SIGNED_OUT, 5)


async def test_what_is_looked_at_besides_keeps_no_right_alive(
    db: Db, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trialoog.live.bell.LOOK", 0.05)
    account, _, ann = await signed_in(db)
    async with process(db) as there:
        begun: list[None] = []

        async def never() -> None:
            begun.append(None)
            await asyncio.Event().wait()

        there.bell.besides = never
        seat, _ = await there.seat(room.id, ann)
        await until(lambda: bool(begun), 5)
        await people.end_sessions(db, account)
        await until(lambda: seat.code == SIGNED_OUT, 5)
        assert len(begun) == 1


async def test_who_has_other_rights_in_one_trialogue_comes_back_there_alone(
    db: Db, room: Room
) -> None:
    account, _, ann = await signed_in(db)
    team = await people.create_team(db, "Team")
    await people.add_member(db, team, account, "facilitator")
    await lists.hand_over(db, room.id, team)
    async with process(db) as there:
        elsewhere = TrialogueId(
            (
                await lists.create_trialogue(
                    db, team=team, title="", draft={}, language="nl", now=NOW
                )
            ).id
        )
        seat, _ = await there.seat(room.id, ann)
        stays, _ = await there.seat(elsewhere, ann)
        await lists.hand_over(db, room.id, await people.create_team(db, "Ander"))
        await there.bell.look()
        assert (seat.code, stays.code) == (RESTART, None)


async def test_an_ending_counts_once_and_not_for_who_came_back(db: Db, room: Room) -> None:
    account, _, ann = await signed_in(db)
    async with process(db) as there:
        seat, _ = await there.seat(room.id, ann)
        async with db.write() as session:
            await endings.look_anew(session, select(literal(account)))
        await there.bell.look()
        assert seat.code == RESTART
        again, _ = await there.seat(room.id, ann)
        await there.bell.look()
        assert again.code is None
    async with process(db) as later:
        seat, _ = await later.seat(room.id, ann)
        await later.bell.look()
        assert seat.code is None, "it ended before this process began"


async def test_an_ending_that_shows_late_is_not_missed(db: Db, room: Room) -> None:
    """On PostgreSQL a row can show after others with a higher number and a later time."""
    _, _, ann = await signed_in(db)
    async with process(db) as there:
        seat, _ = await there.seat(room.id, ann)
        await there.bell.look()
        early = datetime.now(UTC) - endings.OVERLAP + timedelta(seconds=10)
        async with db.write() as session:
            session.add(Ending(id=-1, who=ann, signed_out=True, at=early))
        await there.bell.look()
        assert seat.code == SIGNED_OUT


# --- a Redis that goes and comes back -----------------------------------------------------


@pytest.mark.usefixtures("quiet")
async def test_after_each_of_three_restarts_hints_arrive_again(
    db: Db, room: Room, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    async with process(db, server.url) as here, process(db, server.url) as there:
        mine, other = await here.rooms.get(room.id), await there.rooms.get(room.id)
        for number in range(3):
            server.kill()
            await until(lambda: here.bell.state == there.bell.state == "away", 5)
            await mine.act(*says(2 * number))
            assert other.state != mine.state
            server.start()
            # Whoever hears of the doorbell again looks at everything that it may have missed.
            await until(lambda: other.state == mine.state, 5)
            await until(lambda: here.bell.state == there.bell.state == "up", 5)
            await mine.act(*says(2 * number + 1))
            await until(lambda: other.state == mine.state, AT_ONCE)
    told = [line for line in caplog.messages if "Redis" in line]
    assert len(told) == 2 * 2 * 3, "once when it goes and once when it is back"


async def test_a_redis_that_stands_still_is_noticed_and_keeps_nobody_waiting(
    db: Db, room: Room, server: Server
) -> None:
    async with process(db, server.url) as here, process(db, server.url) as there:
        mine, other = await here.rooms.get(room.id), await there.rooms.get(room.id)
        server.freeze()
        try:
            async with asyncio.timeout(1):
                for number in range(20):
                    await mine.act(*says(number))
            await until(lambda: other.state == mine.state, SLOWLY)
            await until(lambda: here.bell.state == there.bell.state == "away", 5)
        finally:
            server.thaw()
        await until(lambda: here.bell.state == there.bell.state == "up", 5)


@pytest.mark.usefixtures("quiet")
async def test_what_is_no_hint_of_ours_rings_nowhere(db: Db, room: Room, server: Server) -> None:
    async with process(db, server.url) as there, Redis.from_url(server.url) as stranger:
        await there.rooms.get(room.id)
        for said in (b"\xff", b"{", b"7", b'{"rooms": 7}', b'{"rooms": {"x": "y", "z": 3}}'):
            await stranger.publish(CHANNEL, said)
        await until(lambda: there.bell.received == 2, AT_ONCE)
        assert there.bell.state == "up"
        assert not there.bell.found


async def test_a_server_starts_while_redis_is_away(db: Db, room: Room) -> None:
    async with (
        Rooms(db, LOOKS, lambda: NOW, draw) as rooms,
        Bell(db, rooms, "redis://127.0.0.1:9/0") as bell,
    ):
        await (await rooms.get(room.id)).act(*says(1))
        assert bell.state == "away"
