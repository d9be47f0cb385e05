"""A whole installation into another database and back: everything comes along, and nothing else."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

import psycopg
import pytest
from sqlalchemy import JSON, Column, insert, make_url, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import UTCDateTime

from tests.store.build import LEAD, NOW, a_trialogue
from tests.store.engines import Fresh
from tests.store.shelf import put
from tests.store.test_register import everything
from trialoog import backups
from trialoog.backups import NotDone
from trialoog.core import events as e
from trialoog.core.ids import TrialogueId
from trialoog.store import backups as files
from trialoog.store import finding, journal, lists, moving
from trialoog.store.db import TURN, Db, open_db
from trialoog.store.tables import Ending, Table

SECRET = b"0123456789abcdef0123456789abcdef"
NOT_COMPARED = {*moving.MADE, moving.STAMP}

# From where to where; the quick checks run the first.
DIRECTIONS = (
    pytest.param("sqlite", "sqlite", id="sqlite-sqlite"),
    pytest.param("sqlite", "postgresql", id="sqlite-postgresql", marks=pytest.mark.served),
    pytest.param("postgresql", "sqlite", id="postgresql-sqlite", marks=pytest.mark.served),
)
each_way = pytest.mark.parametrize(("source", "target"), DIRECTIONS, indirect=True)
from_both = pytest.mark.parametrize(
    ("source", "target"), [DIRECTIONS[0], DIRECTIONS[2]], indirect=True
)


@pytest.fixture
def source(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database on the engine that is asked for."""
    fresh: Fresh = request.getfixturevalue(f"fresh_{getattr(request, 'param', 'sqlite')}")
    with fresh() as url:
        yield url


@pytest.fixture
def target(request: pytest.FixtureRequest) -> Iterator[str]:
    """Another one."""
    fresh: Fresh = request.getfixturevalue(f"fresh_{getattr(request, 'param', 'sqlite')}")
    with fresh() as url:
        yield url


async def filled(url: str) -> str:
    """Fill a database; return a trialogue that people have seats in."""
    async with open_db(url) as db:
        await everything(db)
        await put(db, "toeslag")
        trialogue = await a_trialogue(db)
        info = await lists.get(db, trialogue)
        assert info is not None
        # A copy whose id, and moment, come before those of what it is a copy of.
        for copy, of in (("bb", trialogue), ("aa", "bb")):
            await lists.create_trialogue(
                db, team=info.team, title="Kopie", draft={}, language="nl", now=NOW,
                copy_of=of, id=TrialogueId(copy),
            )  # fmt: skip
        await journal.append(
            db, trialogue, 0, [(LEAD, e.DoorClosed())], NOW, row={"secret": SECRET}
        )
        async with db.write() as session:
            await opens_something(session, trialogue)
            for number in range(1, 4):
                await session.execute(insert(Ending).values(who=f"{number}", signed_out=True))
    return trialogue


def sample_of(column: Column[Any]) -> Any:
    """Something that a column can hold."""
    if isinstance(column.type, JSON):
        return {}
    if isinstance(column.type, UTCDateTime):
        return NOW
    return {int: 1, bool: True}.get(column.type.python_type, "policy")


async def opens_something(session: AsyncSession, trialogue: str) -> None:
    """Add rows of what `everything` leaves out: somebody invited, a spokesperson, a crowd."""
    for name, known in (
        ("account", {"id": "policy"}),
        ("invitation", {"trialogue": trialogue, "role": "facilitator", "invited_by": "policy"}),
        ("spokesperson_link", {"trialogue": trialogue}),
        ("spokesperson_session", {}),
        ("crowd", {"trialogue": trialogue}),
    ):
        table = Table.metadata.tables[name]
        needed = {c.name: c for c in table.columns if not c.nullable and c.server_default is None}
        row = {name: sample_of(column) for name, column in needed.items()}
        await session.execute(insert(table).values({**row, **known}))


async def rows_of(url: str) -> dict[str, list[Any]]:
    """All rows of all tables, in an order that does not depend on the engine."""
    async with open_db(url) as db, db.read() as session:
        return {
            table.name: sorted(map(repr, (await session.execute(select(table))).mappings()))
            for table in Table.metadata.sorted_tables
        }


@each_way
async def test_every_row_comes_along_and_the_guards_hold_there(source: str, target: str) -> None:
    trialogue = await filled(source)
    before = await rows_of(source)
    told: list[tuple[int, int]] = []
    moved = await backups.move(source, target, lambda *told_now: told.append(told_now))
    after = await rows_of(target)
    assert await rows_of(source) == before, "the source is as it was"
    assert {t: after[t] for t in after if t not in NOT_COMPARED} == {
        t: before[t] for t in before if t not in NOT_COMPARED
    }
    assert sum(1 for table in before.values() if table) > 20, "there was something to bring"
    assert moved.trialogues == len(before["trialogue"])
    assert moved.facts == len(before["fact"])
    assert (
        told[-1][0]
        == told[-1][1]
        == sum(len(rows) for table, rows in before.items() if table not in moving.MADE)
    )
    await goes_on(target, trialogue)


async def goes_on(url: str, trialogue: str) -> None:
    """What is moved can be found and read, goes on, and is as well guarded as before."""
    async with open_db(url) as db:
        assert await lists.secret(db, trialogue) == SECRET
        found = await finding.weighings(db, "drempelbedrag")
        assert [it.slug for it in found.weighings] == ["toeslag"]
        await journal.append(db, trialogue, 1, [(LEAD, e.DoorOpened())], NOW)
        assert await journal.verify(db, trialogue) is None
        async with db.write() as session:
            highest = await session.scalar(text("SELECT max(id) FROM ending"))
            await session.execute(insert(Ending).values(who="next", signed_out=True))
            assert await session.scalar(text("SELECT max(id) FROM ending")) == highest + 1
        for forbidden in (
            "UPDATE fact SET data = '{}'",
            "DELETE FROM fact",
            "DELETE FROM text",
            "UPDATE text SET body = 'anders'",
            "UPDATE trialogue SET rehearsal = true",
        ):
            with pytest.raises(DBAPIError):
                async with db.write() as session:
                    await session.execute(text(forbidden))
        stamp = text("SELECT changes FROM public_stamp")
        async with db.write() as session:
            before = await session.scalar(stamp)
            await session.execute(text("UPDATE publication SET note = 'anders'"))
            assert await session.scalar(stamp) > before


def may_write(url: str) -> bool:
    """Tell whether somebody else could write now."""
    if url.startswith("sqlite"):
        path = make_url(url).database
        with closing(sqlite3.connect(str(path), timeout=0, isolation_level=None)) as db:
            with suppress(sqlite3.OperationalError):
                db.execute("BEGIN IMMEDIATE")
                return True
            return False
    with psycopg.connect(url) as db:
        asked = db.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", (TURN,)).fetchone()
        return bool(asked and asked[0])


@from_both
async def test_nobody_writes_in_the_old_database_meanwhile(source: str, target: str) -> None:
    await filled(source)
    seen: list[bool] = []
    await moving.move(source, target, lambda *_: seen.append(may_write(source)))
    assert seen
    assert not any(seen)
    assert may_write(source)


async def test_what_came_in_another_shape_is_noticed(source: str, target: str) -> None:
    await filled(source)
    async with open_db(target) as db, db.write() as session:
        await session.execute(
            text(
                "CREATE TRIGGER meddles AFTER INSERT ON account "
                "BEGIN UPDATE account SET name = 'X' WHERE id = NEW.id; END"
            )
        )
    with pytest.raises(NotDone, match="the table account is not the same"):
        await backups.move(source, target)


@pytest.mark.parametrize(("source", "target"), [DIRECTIONS[1]], indirect=True)
async def test_what_the_other_engine_can_not_hold_is_said_and_nothing_comes(
    source: str, target: str
) -> None:
    await filled(source)
    async with open_db(source) as db, db.write() as session:
        await session.execute(text("UPDATE account SET name = 'een' || char(0) || 'geheim'"))
    with pytest.raises(NotDone, match="NUL") as why:
        await backups.move(source, target)
    assert "geheim" not in str(why.value)
    assert not any(rows for name, rows in (await rows_of(target)).items() if name != moving.STAMP)


async def test_nothing_is_moved_where_something_is_or_from_under_a_server(
    source: str, target: str
) -> None:
    await filled(source)
    with pytest.raises(NotDone, match="same database"):
        await backups.move(source, source)
    async with open_db(source) as serving:
        await used(serving)
        with pytest.raises(NotDone, match="stop it first"):
            await backups.move(source, target)
    assert await files.contents(target) is None
    await filled(target)
    with pytest.raises(NotDone, match="something in the new database"):
        await backups.move(source, target)


async def used(db: Db) -> None:
    """Do something with a database, as a server has from its first request on."""
    await lists.all_of_them(db)
