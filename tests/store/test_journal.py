import asyncio
import random
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from tests.store.build import (
    DOCUMENT,
    LEAD,
    NOW,
    D,
    a_trialogue,
    entry,
    meeting,
    phone,
)
from tests.store.engines import Fresh, on_postgresql, on_sqlite
from trialoog.core import events as e
from trialoog.core.codec import KINDS
from trialoog.core.evolve import fold
from trialoog.core.text import GONE
from trialoog.core.words import Perspective, Status
from trialoog.store import chain, journal, lists
from trialoog.store.away import Away
from trialoog.store.db import Db, open_db
from trialoog.store.export import full, verify
from trialoog.store.journal import Conflict, ReceiptEntry

MEETING = meeting(chain.document_digest(DOCUMENT))
DOOR = (LEAD, e.DoorClosed())


@pytest.fixture
async def held(db: Db, trialogue: str) -> str:
    await journal.append(db, trialogue, 0, MEETING, NOW)
    return trialogue


# --- append and read -----------------------------------------------------------------


async def test_a_nul_is_not_written(db: Db, trialogue: str) -> None:
    said = e.SpokespersonNamed(Perspective.POLITICS, e.Text("a\0b"))
    with pytest.raises(ValueError, match="NUL"):
        await journal.append(db, trialogue, 0, [(LEAD, said)], NOW)
    assert await journal.read(db, trialogue) == []


async def test_a_meeting_is_read_back_as_it_was_appended(db: Db, trialogue: str) -> None:
    facts = await journal.append(db, trialogue, 0, MEETING, NOW)
    assert await journal.read(db, trialogue) == facts
    assert [fact.seq for fact in facts] == list(range(1, len(MEETING) + 1))
    assert [(fact.by, fact.event) for fact in facts] == MEETING
    assert fold(facts).status is Status.CLOSED
    assert await journal.read(db, trialogue, after=3) == facts[3:]
    assert await journal.verify(db, trialogue) is None


@settings(max_examples=10, phases=[Phase.generate])
@given(one_of_each=st.tuples(*(entry(kind) for kind in KINDS)))
def test_38_events_of_every_kind_are_read_back_as_they_were_appended(
    one_of_each: tuple[tuple[e.By, e.Event], ...], fresh: Fresh
) -> None:
    async def there_and_back(url: str) -> None:
        async with open_db(url) as db:
            trialogue = await a_trialogue(db)
            facts = await journal.append(db, trialogue, 0, one_of_each, NOW)
            assert tuple((fact.by, fact.event) for fact in facts) == one_of_each
            assert await journal.read(db, trialogue) == facts
            assert await journal.verify(db, trialogue) is None
            assert verify(await full(db, trialogue)) == []

    with fresh() as url:
        asyncio.run(there_and_back(url))


async def test_times_are_kept_to_the_minute_and_in_utc(db: Db, trialogue: str) -> None:
    local = datetime(2026, 11, 21, 11, 30, 59, 5, tzinfo=timezone(timedelta(hours=1)))
    (fact,) = await journal.append(db, trialogue, 0, [DOOR], local)
    assert fact.at == NOW
    assert (await journal.read(db, trialogue))[0].at.tzinfo is UTC
    info = await lists.get(db, trialogue)
    assert info is not None
    assert info.updated == NOW
    with pytest.raises(ValueError, match="time zone"):
        await journal.append(db, trialogue, 1, [DOOR], datetime(2026, 1, 1))  # noqa: DTZ001


async def test_38_an_event_that_could_not_be_read_back_is_not_written(
    db: Db, trialogue: str
) -> None:
    broken = (LEAD, e.MovedTo(D, "\ud800"))
    with pytest.raises(ValueError, match="surrogates"):
        await journal.append(db, trialogue, 0, [broken], NOW)
    assert await journal.read(db, trialogue) == []


async def test_salts_can_be_given_and_are_fresh_otherwise(db: Db, trialogue: str) -> None:
    other = await a_trialogue(db)
    for each in (trialogue, other):
        await journal.append(db, each, 0, MEETING, NOW, salt=lambda size: b"s" * size)
    async with db.read() as session:
        salts = await session.scalars(text("SELECT DISTINCT salt FROM fact"))
        assert salts.all() == [b"s" * 32]
    third = await a_trialogue(db)
    await journal.append(db, third, 0, MEETING, NOW)
    async with db.read() as session:
        fresh = await session.scalars(
            text(
                "SELECT salt FROM fact WHERE trialogue = :t UNION ALL"
                " SELECT salt FROM text WHERE trialogue = :t"
            ),
            {"t": third},
        )
        found = fresh.all()
    assert len(set(found)) == len(found) > len(MEETING)


# --- one transaction -----------------------------------------------------------------


async def test_a_stale_position_is_a_conflict_and_writes_nothing(db: Db, held: str) -> None:
    for stale in (0, len(MEETING) - 1, len(MEETING) + 1):
        with pytest.raises(Conflict):
            await journal.append(
                db, held, stale, [DOOR], NOW, row={"door": True}, receipts=[ReceiptEntry("k", "b")]
            )
    assert len(await journal.read(db, held)) == len(MEETING)
    assert await journal.receipts(db, held, {"k"}) == {}
    info = await lists.get(db, held)
    assert info is not None
    assert not info.door


async def test_the_row_the_receipt_and_what_comes_along_are_one_with_the_facts(
    db: Db, trialogue: str
) -> None:
    entry = ReceiptEntry("key", "body", {"status": 204})

    async def fails(session: AsyncSession) -> None:
        await session.execute(text("UPDATE trialogue SET title = 'anders'"))
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await journal.append(
            db, trialogue, 0, [DOOR], NOW, receipts=[entry], row={"status": "open"}, also=[fails]
        )
    info = await lists.get(db, trialogue)
    assert info is not None
    assert (info.status, info.title, info.last_seq) == (Status.DRAFT, "Maatwerk", 0)
    assert await journal.receipts(db, trialogue, {"key"}) == {}

    row = {"status": "open", "door": True, "code": "ABCDEFGH", "secret": b"x" * 32}
    await journal.append(db, trialogue, 0, [DOOR], NOW, receipts=[entry], row=row)
    info = await lists.get(db, trialogue)
    assert info is not None
    assert (info.status, info.door, info.code, info.last_seq) == (Status.OPEN, True, "ABCDEFGH", 1)
    assert await lists.secret(db, trialogue) == b"x" * 32
    assert await journal.receipts(db, trialogue, {"key", "else"}) == {"key": entry}

    row = {"status": "closed", "secret": None}
    forget = journal.drop_receipts(trialogue)
    await journal.append(db, trialogue, 1, [DOOR], NOW, row=row, also=[forget])
    assert await lists.secret(db, trialogue) is None
    assert await journal.receipts(db, trialogue, {"key"}) == {}


async def test_a_form_is_answered_once(db: Db, trialogue: str) -> None:
    entry = ReceiptEntry("key", "body", {"status": 204})
    await journal.append(db, trialogue, 0, [], NOW, receipts=[entry])
    with pytest.raises(Conflict):
        await journal.append(db, trialogue, 0, [DOOR], NOW, receipts=[entry])
    assert await journal.read(db, trialogue) == []


@pytest.mark.parametrize(
    "column",
    ["last_seq", "open_seq", "head", "closed_head", "rehearsal", "epoch", "id", "nonsense"],
)
async def test_the_row_keeps_what_is_not_for_a_fact_to_change(
    db: Db, trialogue: str, column: str
) -> None:
    with pytest.raises(ValueError, match=column):
        await journal.append(db, trialogue, 0, [DOOR], NOW, row={column: 1})


@pytest.mark.served
async def test_two_hundred_appends_by_twenty_writers_on_two_engines_leave_no_gap(
    db: Db, url: str, trialogue: str
) -> None:
    gaps: list[list[int]] = []
    done = asyncio.Event()

    async def add(through: Db, number: int) -> None:
        entry = (phone(f"tag-{number}"), e.SeatTaken(Perspective.POLICY))
        while True:
            info = await lists.get(through, trialogue)
            assert info is not None
            try:
                await journal.append(through, trialogue, info.last_seq, [entry], NOW)
            except Conflict:
                await asyncio.sleep(random.random() / 50)
            else:
                return

    async def write(through: Db, writer: int) -> None:
        for number in range(writer, 200, 20):
            await add(through, number)

    async def watch(through: Db) -> None:
        while not done.is_set():
            seqs = [fact.seq for fact in await journal.read(through, trialogue)]
            if seqs != list(range(1, len(seqs) + 1)):
                gaps.append(seqs)
            await asyncio.sleep(0.01)

    async with open_db(url) as second:
        watching = asyncio.create_task(watch(second))
        await asyncio.gather(*(write((db, second)[writer % 2], writer) for writer in range(20)))
        done.set()
        await watching
    facts = await journal.read(db, trialogue)
    assert gaps == []
    assert [fact.seq for fact in facts] == list(range(1, 201))
    assert {fact.by.tag for fact in facts} == {f"tag-{n}" for n in range(200)}
    assert await journal.verify(db, trialogue) is None


# --- append-only -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fact SET data = '{}'",
        "UPDATE fact SET seq = seq + 100",
        "DELETE FROM fact",
        "DELETE FROM fact WHERE seq = (SELECT max(seq) FROM fact)",
        "INSERT INTO fact SELECT * FROM fact WHERE seq = 2"
        " ON CONFLICT (trialogue, seq) DO UPDATE SET data = '{}'",
        "UPDATE text SET body = 'iets anders'",
        "UPDATE text SET salt = substr(salt, 2)",
        "UPDATE text SET place = place + 7, body = NULL, salt = NULL",
        "DELETE FROM text",
        "UPDATE trialogue SET rehearsal = true",
        "DELETE FROM trialogue",
    ],
)
async def test_the_database_itself_refuses_to_change_the_record(
    db: Db, held: str, statement: str
) -> None:
    await refused(db, held, statement)


@on_sqlite
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO fact SELECT * FROM fact WHERE seq = 2",
        "REPLACE INTO fact SELECT * FROM fact WHERE seq = 2",
        "INSERT OR REPLACE INTO text SELECT trialogue, seq, place, 'x', salt FROM text",
        "INSERT OR REPLACE INTO trialogue SELECT * FROM trialogue",
    ],
)
async def test_replacing_which_only_sqlite_knows_is_refused(
    db: Db, held: str, statement: str
) -> None:
    await refused(db, held, statement)


@on_postgresql
@pytest.mark.parametrize(
    "statement", ["TRUNCATE text", "TRUNCATE fact, text", "TRUNCATE trialogue CASCADE"]
)
async def test_emptying_a_table_which_only_postgresql_knows_is_refused(
    db: Db, held: str, statement: str
) -> None:
    await refused(db, held, statement)


async def refused(db: Db, held: str, statement: str) -> None:
    before = await journal.read(db, held)
    with pytest.raises(DBAPIError, match=r"never|only be blanked"):
        async with db.write() as session:
            await session.execute(text(statement))
    assert await journal.read(db, held) == before
    assert await journal.verify(db, held) is None


async def test_a_blanked_text_reads_as_gone_and_the_chain_still_holds(db: Db, held: str) -> None:
    async with db.write() as session:
        await session.execute(text("UPDATE text SET body = NULL, salt = NULL WHERE seq = 7"))
    said = (await journal.read(db, held))[6].event
    assert isinstance(said, e.ContributionMade)
    assert said.text == GONE
    assert await journal.verify(db, held) is None


async def test_what_is_read_can_not_be_written_through(db: Db, held: str) -> None:
    with pytest.raises((DBAPIError, Away), match=r"(?i)read-?only"):
        async with db.read() as session:
            await session.execute(text("UPDATE trialogue SET title = 'x'"))
