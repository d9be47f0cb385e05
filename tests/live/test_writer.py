"""Acts that come together are written together, and each is answered for itself."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncSession

from tests.live.meeting import LEAD, says
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.ids import TrialogueId
from trialoog.core.refusals import Refused
from trialoog.live.rooms import Room, Rooms
from trialoog.live.writer import TOGETHER, Answered
from trialoog.store import journal
from trialoog.store.db import Db
from trialoog.store.journal import ReceiptEntry


@contextmanager
def counted_commits(db: Db) -> Iterator[list[Connection]]:
    """Collect one thing per transaction that is written."""
    commits: list[Connection] = []

    def count(connection: Connection) -> None:
        commits.append(connection)

    engine = db._writing.sync_engine
    event.listen(engine, "commit", count)
    yield commits
    event.remove(engine, "commit", count)


async def test_acts_that_come_together_share_a_transaction(db: Db, room: Room) -> None:
    before = room.state.seq
    with counted_commits(db) as commits:
        answers = await asyncio.gather(
            *(room.act(*says(n), ReceiptEntry(f"k{n}", "b")) for n in range(60))
        )
    assert len(commits) == 1
    assert [fact.seq for (fact,) in answers] == list(range(before + 1, before + 61))
    assert [fact for (fact,) in answers] == (await journal.read(db, room.id, after=before))
    assert await journal.verify(db, room.id) is None
    kept = await journal.receipts(db, room.id, {f"k{n}" for n in range(60)})
    assert len(kept) == 60


async def test_a_crowd_is_written_in_parts(db: Db, room: Room) -> None:
    with counted_commits(db) as commits:
        await asyncio.gather(*(room.act(*says(n)) for n in range(2 * TOGETHER + 1)))
    assert len(commits) == 3
    assert len(room.state.contributions) == 2 * TOGETHER + 1


async def test_nobody_is_answered_or_shown_anything_before_it_is_on_disk(
    db: Db, room: Room
) -> None:
    before = room.state.seq
    async with db._reading.connect() as connection:
        # Another program holds the only right to write.
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute("PRAGMA query_only = OFF")
        await driver.execute("BEGIN IMMEDIATE")
        asked = [asyncio.create_task(room.act(*says(n))) for n in range(5)]
        refused = asyncio.create_task(room.act(c.Resume(), LEAD))
        _, waiting = await asyncio.wait([*asked, refused], timeout=0.3)
        assert len(waiting) == 6
        assert room.state.seq == before
        await driver.execute("ROLLBACK")
        assert len([await each for each in asked]) == 5
        with pytest.raises(Refused):
            await refused
    assert room.state.seq == before + 5


async def test_each_is_decided_on_what_the_ones_before_it_led_to(room: Room) -> None:
    answers = await asyncio.gather(
        room.act(*says(1)),
        room.act(c.Adjourn(), LEAD),
        room.act(*says(2)),
        room.act(c.Resume(), LEAD),
        room.act(*says(3)),
        return_exceptions=True,
    )
    assert [type(a) for a in answers] == [list, list, Refused, list, list]
    assert set(room.state.contributions) == {"c1", "c3"}


async def test_a_form_that_is_among_those_written_counts_once(db: Db, room: Room) -> None:
    form, other = ReceiptEntry("key", "body"), ReceiptEntry("key", "another body")
    with counted_commits(db) as commits:
        first, again, different = await asyncio.gather(
            room.act(*says(1), form),
            room.act(*says(1), form),
            room.act(*says(2), other),
            return_exceptions=True,
        )
    assert isinstance(first, list)
    assert isinstance(again, Answered)
    assert isinstance(different, Answered)
    assert different.receipt.body_hash == "body"
    assert len(commits) == 1
    assert set(room.state.contributions) == {"c1"}


async def test_one_that_cannot_be_written_takes_no_others_with_it(db: Db, room: Room) -> None:
    async def fails(session: AsyncSession) -> None:
        await session.execute(text("INSERT INTO nowhere VALUES (1)"))

    answers = await asyncio.gather(
        room.act(*says(1)),
        room.act(*says(2), also=fails),
        room.act(*says(3), ReceiptEntry("k", "b")),
        return_exceptions=True,
    )
    assert [isinstance(a, list) for a in answers] == [True, False, True]
    assert set(room.state.contributions) == {"c1", "c3"}
    assert await journal.verify(db, room.id) is None


async def test_what_is_written_is_not_done_again_when_something_fails_after_it(
    db: Db, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("after the commit")

    with monkeypatch.context() as once:
        once.setattr(room._writer, "_take_in", fails)
        answers = await asyncio.gather(
            *(room.act(*says(n)) for n in range(3)), return_exceptions=True
        )
    assert [str(answer) for answer in answers] == ["after the commit"] * 3
    await room.catch_up()
    made = [f.event for f in await journal.read(db, room.id)]
    assert [e_.text for e_ in made if isinstance(e_, e.ContributionMade)] == [
        "tekst 0",
        "tekst 1",
        "tekst 2",
    ]
    assert set(room.state.contributions) == {"c0", "c1", "c2"}


async def test_a_mistake_of_ours_in_one_act_is_that_acts_alone(room: Room) -> None:
    class Unknown:
        """A command that no rule knows."""

    bad, good = await asyncio.gather(
        room.act(Unknown(), LEAD),  # type: ignore[arg-type]
        room.act(*says(1)),
        return_exceptions=True,
    )
    assert isinstance(bad, Exception)
    assert isinstance(good, list)


async def test_who_stops_waiting_takes_nothing_back(room: Room) -> None:
    impatient = asyncio.create_task(room.act(*says(1)))
    patient = asyncio.create_task(room.act(*says(2)))
    await asyncio.sleep(0)
    impatient.cancel()
    await patient
    assert set(room.state.contributions) == {"c1", "c2"}


async def test_what_was_asked_is_written_before_the_doors_close(
    db: Db, rooms: Rooms, trialogue: TrialogueId, room: Room
) -> None:
    asked = [asyncio.create_task(room.act(*says(n))) for n in range(10)]
    await asyncio.sleep(0)
    await room.empty(1012)
    assert all(task.done() for task in asked)
    made = [f for f in await journal.read(db, room.id) if isinstance(f.event, e.ContributionMade)]
    assert len(made) == 10
