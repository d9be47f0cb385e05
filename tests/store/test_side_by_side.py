"""What is written at the same moment, by one process and by several, and what waits its turn.

Each `Db` here stands for a process: it has connections of its own.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, text

from tests.postgresql import ADMINISTRATOR, Cluster
from tests.store.build import LEAD, NOW, D, a_trialogue
from tests.store.engines import on_postgresql
from trialoog.core import events as e
from trialoog.core.events import TextAt
from trialoog.core.ids import TrialogueId
from trialoog.core.words import Perspective
from trialoog.store import blanking, journal, lists, people, publications
from trialoog.store.away import Away
from trialoog.store.db import ALONE, BESIDE, READERS, Db, open_db
from trialoog.store.journal import Also, Conflict

DOOR = (LEAD, e.DoorClosed())
CONNECTIONS = """
FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
SAID = (LEAD, e.SpokespersonNamed(Perspective.POLITICS, e.Text("de wethouder")))


def above(cluster: Cluster, url: str) -> str:
    """The address of the same database, for who may do anything there."""
    return cluster.url(str(make_url(url).database), ADMINISTRATOR)


async def seq_of(db: Db, trialogue: str) -> int | None:
    info = await lists.get(db, trialogue)
    return info.last_seq if info is not None else None


async def add(db: Db, trialogue: str, *also: Also) -> int | None:
    """Append one fact as a room does: behind others if needed. None when it is not there."""
    while (seq := await seq_of(db, trialogue)) is not None:
        try:
            await journal.append(db, trialogue, seq, [SAID], NOW, also=also)
        except Conflict:
            continue
        return seq + 1
    return None


@on_postgresql
async def test_trialogues_are_written_at_the_same_moment(db: Db, url: str) -> None:
    first, second = await a_trialogue(db), await a_trialogue(db)
    async with open_db(url) as other, db.write(beside=True) as session:
        await session.execute(
            text("UPDATE trialogue SET last_seq = 0 WHERE id = :id"), {"id": first}
        )
        async with asyncio.timeout(3):
            await journal.append(other, second, 0, [DOOR], NOW)
            await journal.append(db, second, 1, [DOOR], NOW)


@on_postgresql
async def test_what_looks_further_waits_for_them_and_they_wait_for_it(db: Db, url: str) -> None:
    trialogue, order = await a_trialogue(db), []

    async def alone() -> None:
        async with other.write() as session:
            for _ in range(3):
                assert await session.scalar(text("SELECT last_seq FROM trialogue")) == 0
                order.append("looked")
                await asyncio.sleep(0.05)

    async def late() -> None:
        await asyncio.sleep(0.1)  # it asks second, and does not push in
        await journal.append(third, trialogue, 0, [DOOR], NOW)
        order.append("written")

    async with open_db(url) as other, open_db(url) as third:
        await people.create_team(other, "Team")  # it is connected
        async with db.write(beside=True) as session:
            await session.scalar(text("SELECT 1"))
            waiting = [asyncio.create_task(alone()), asyncio.create_task(late())]
            await asyncio.sleep(0.2)
            order.append("first")
        await asyncio.gather(*waiting)
    assert order == ["first", *["looked"] * 3, "written"]


async def test_facts_of_one_trialogue_keep_their_order_however_many_write(
    db: Db, url: str, trialogue: str
) -> None:
    async with open_db(url) as other:
        places = await asyncio.gather(
            *(add(process, trialogue) for process in (db, other) for _ in range(8))
        )
    assert sorted(filter(None, places)) == list(range(1, 17))
    assert await journal.verify(db, trialogue) is None


async def test_who_takes_the_turn_waits_for_it_and_is_not_overtaken_then(
    db: Db, url: str, trialogue: str
) -> None:
    """Who loses a race decides anew on what it learns in its turn, and that holds."""
    went: list[str] = []

    async def second(other: Db) -> None:
        async with journal.in_turn(other, trialogue, 0, beside=True) as turn:
            went.append("second")
            assert [fact.seq for fact in turn.news] == [1]
            await journal.append(other, trialogue, 1, [SAID], NOW, turn=turn)

    async with (
        open_db(url) as other,
        asyncio.TaskGroup() as group,
        journal.in_turn(db, trialogue, 0, beside=True) as turn,
    ):
        group.create_task(second(other))
        await asyncio.sleep(0.1)  # it asks, and has to wait
        assert not turn.news
        await journal.append(db, trialogue, 0, [SAID], NOW, turn=turn)
        went.append("first")
    assert went == ["first", "second"]
    assert await seq_of(db, trialogue) == 2
    assert await journal.verify(db, trialogue) is None


@on_postgresql
async def test_of_starting_and_deleting_a_draft_at_once_one_happens(db: Db, url: str) -> None:
    """A trialogue that began is never deleted, and one that was deleted never begins."""

    async def start(id: str) -> bool:
        row = {"status": "open", "door": True, "code": lists.new_code(), "secret": b"s" * 32}
        try:
            await journal.append(other, id, 0, [DOOR, SAID], NOW, row=row)
        except Conflict:
            return False
        return True

    drafts = [await a_trialogue(db) for _ in range(12)]
    async with open_db(url) as other:
        done = await asyncio.gather(
            *(call for id in drafts for call in (start(id), lists.delete_draft(db, id)))
        )
    for id, began, deleted in zip(drafts, done[::2], done[1::2], strict=True):
        assert began is not deleted
        assert (await lists.get(db, id) is None) is deleted
        assert len(await journal.read(db, id)) == 2 * began
        if began:
            assert await journal.verify(db, id) is None


async def test_what_was_saved_last_before_the_start_is_what_it_starts_with(
    db: Db, url: str, trialogue: str
) -> None:
    """A preparation that is saved while the gathering starts is in it, or was not saved."""

    async def save(number: int) -> bool:
        draft = {"title": f"titel {number}", "language": "nl", "n": number}
        return await lists.change_draft(other, trialogue, lambda _: draft, now=NOW) is not None

    async with open_db(url) as other:
        opened = {"status": "open"}
        *saved, _ = await asyncio.gather(
            *map(save, range(6)), journal.append(db, trialogue, 0, [DOOR], NOW, row=opened)
        )
        assert not await save(99)
    info = await lists.get(db, trialogue)
    assert info is not None
    assert (info.status, info.last_seq) == ("open", 1)
    assert not any(saved) or info.draft["n"] in [n for n, kept in enumerate(saved) if kept]


async def test_of_forms_that_cross_each_finds_its_change_in_the_draft(
    db: Db, url: str, trialogue: str
) -> None:
    """What is saved by itself crosses a tap on a button, and the tablet crosses the laptop."""

    async def save(number: int) -> None:
        def change(was: Mapping[str, Any]) -> Mapping[str, Any]:
            return {**was, "title": "Nieuw", "language": "nl", f"n{number}": number}

        await lists.change_draft((db, other)[number % 2], trialogue, change, now=NOW)

    async with open_db(url) as other:
        await asyncio.gather(*map(save, range(10)))
    info = await lists.get(db, trialogue)
    assert info is not None
    kept = {"question": "Hoe?", "title": "Nieuw", "language": "nl"}
    assert info.draft == {**kept, **{f"n{n}": n for n in range(10)}}


Doing = Callable[[Db, str], Awaitable[object]]


def _blanked(db: Db, id: str) -> Awaitable[object]:
    return add(db, id, blanking.blank(TrialogueId(id), [TextAt(1, 0)]))


def _closing(db: Db, id: str) -> Awaitable[object]:
    return add(db, id, journal.drop_receipts(id))


def _public(db: Db, id: str) -> Awaitable[object]:
    return add(db, id, _published(id, lists.new_id()))


def _coded(db: Db, id: str) -> Awaitable[object]:
    return lists.set_code(db, id, lists.new_code())


# Most of what happens is a fact of a trialogue; the rest looks further.
USUAL: list[Doing] = [*(add,) * 12, _blanked, _closing, _public, _coded]


@on_postgresql
async def test_everything_at_once_leaves_every_trialogue_whole(db: Db, url: str) -> None:
    """Sitting down, closing, blanking, publishing, deleting and handing over, in two processes."""
    chance = random.Random(7)
    async with open_db(url) as other:
        kept = [await a_trialogue(db) for _ in range(4)]
        gone = [await a_trialogue(db, rehearsal=True) for _ in range(4)]
        team = await people.create_team(db, "Anderen")
        for id in (*kept, *gone):
            await add(db, id)
        doing = [
            *(
                chance.choice(USUAL)(chance.choice([db, other]), chance.choice(kept))
                for _ in range(100)
            ),
            *(add(chance.choice([db, other]), id) for id in gone for _ in range(5)),
            *(lists.delete_draft(chance.choice([db, other]), id) for id in gone),
            *(lists.hand_over(other, id, team) for id in kept),
        ]
        chance.shuffle(doing)
        await asyncio.gather(*doing)
    for id in kept:
        assert await journal.verify(db, id) is None
    for id in gone:
        assert await lists.get(db, id) is None
        assert await journal.read(db, id) == []


def _published(id: str, slug: str) -> Also:
    return publications.publish(
        trialogue_id=id, dilemma=D, slug=slug, version=1, document={}, note="", now=NOW
    )


# --- how many connections, and what belongs to them ------------------------------------------


@on_postgresql
async def test_a_process_has_ten_connections_however_many_ask(
    db: Db, url: str, cluster: Cluster
) -> None:
    trialogues = [await a_trialogue(db) for _ in range(20)]
    seen: set[int] = set()

    async def read() -> None:
        async with db.read() as session:
            seen.add(await session.scalar(text("SELECT pg_backend_pid()")) or 0)
            await asyncio.sleep(0.01)

    await asyncio.gather(
        *(read() for _ in range(40)),
        *(add(db, id) for id in trialogues),
        *(people.create_team(db, "Team") for _ in range(20)),
    )
    with psycopg.connect(above(cluster, url)) as connection:
        found = connection.execute(f"SELECT count(*) {CONNECTIONS}").fetchone()
        assert found == (READERS + BESIDE + ALONE,)
    assert 1 < len(seen) <= READERS


@on_postgresql
async def test_nothing_of_a_connection_outlives_a_transaction(db: Db, trialogue: str) -> None:
    """So a pooler may hand out connections by transaction: no setting, no lock, no statement."""
    told = "lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"
    settings = text("SELECT name, setting, reset_val FROM pg_settings WHERE name = ANY(:told)")
    for _ in range(8):
        await add(db, trialogue)
    for engine in (db._reading, db._writing, db._beside):
        async with engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            found = await (
                await driver.execute(str(settings).replace(":told", "%s"), [[*told]])
            ).fetchall()
            assert len(found) == len(told)
            assert all(setting == reset for _, setting, reset in found)
            for left in (
                "SELECT count(*) FROM pg_prepared_statements",
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'",
            ):
                assert await (await driver.execute(left)).fetchone() == (0,)


@on_postgresql
async def test_a_process_that_stands_still_keeps_others_waiting_for_ten_seconds_at_most(
    db: Db,
) -> None:
    for beside in (True, False):
        async with db.write(beside=beside) as session:
            still = await session.scalar(text("SHOW idle_in_transaction_session_timeout"))
            assert still == "10s"


@on_postgresql
async def test_what_is_acknowledged_is_on_disk_whatever_the_role_was_told(
    db: Db, url: str, cluster: Cluster
) -> None:
    name = make_url(url).database
    with psycopg.connect(above(cluster, url), autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        try:
            async with open_db(url) as other:
                async with other.read() as session:
                    assert await session.scalar(text("SHOW synchronous_commit")) == "off"
                for beside in (True, False):
                    async with other.write(beside=beside) as session:
                        assert await session.scalar(text("SHOW synchronous_commit")) == "on"
        finally:
            connection.execute(f'ALTER DATABASE "{name}" RESET synchronous_commit')


# --- when the server ends something --------------------------------------------------------------


@on_postgresql
@pytest.mark.parametrize("how", ["pg_cancel_backend", "pg_terminate_backend"])
@pytest.mark.parametrize("beside", [True, False])
async def test_a_write_that_the_server_ends_leaves_nothing_and_the_next_one_works(
    db: Db, url: str, cluster: Cluster, trialogue: str, how: str, *, beside: bool
) -> None:

    async def ended() -> None:
        async with db.write(beside=beside) as session:
            await session.execute(text("UPDATE trialogue SET title = 'half'"))
            await session.execute(text("SELECT pg_sleep(60)"))

    task = asyncio.create_task(ended())
    async with asyncio.timeout(10):
        while not task.done():
            await asyncio.sleep(0.1)
            with psycopg.connect(above(cluster, url)) as connection:
                connection.execute(f"SELECT {how}(pid) {CONNECTIONS}")
    with pytest.raises(Away):
        await task
    assert await add(db, trialogue) == 1
    info = await lists.get(db, trialogue)
    assert info is not None
    assert info.title == "Maatwerk"
