"""What our way to SQLite leans on, and that it answers as the driver's own way does."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.dialects.sqlite import aiosqlite as dialect
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from trialoog.store.db import full_url, open_db, sqlite_engine

PLAIN, OURS = "sqlite+aiosqlite", "sqlite+statements"

# What an application asks of a database, and what only a careless one does.
ASKED: list[tuple[str, Any]] = [
    ("CREATE TABLE it (id INTEGER PRIMARY KEY, words TEXT UNIQUE, bytes BLOB)", None),
    ("INSERT INTO it (words) VALUES (:words)", {"words": "één"}),
    ("INSERT INTO it (words, bytes) VALUES (:words, :bytes)", {"words": "𝄞", "bytes": b"\0\xff"}),
    ("INSERT INTO it (words) VALUES (:words)", [{"words": "drie"}, {"words": "vier"}]),
    ("SELECT id, words, bytes FROM it ORDER BY id", None),
    ("SELECT words FROM it WHERE id = :id", {"id": 99}),
    ("UPDATE it SET words = words || :more WHERE id > :id", {"more": "!", "id": 2}),
    ("UPDATE it SET words = words || '?' WHERE id > 1 RETURNING id, words", None),
    ("DELETE FROM it WHERE id = 4 RETURNING id", None),
    ("DELETE FROM it WHERE id = 77", None),
    ("INSERT INTO it (words) VALUES ('één')", None),
    ("SELECT nothing FROM it", None),
    ("SELECT (", None),
    ("INSERT INTO it (id) VALUES ('no number')", None),
]


async def _answers(engine: AsyncEngine) -> list[object]:
    """What each of those leads to: rows, columns, how many were changed, and the last number."""
    found: list[object] = []
    async with engine.connect() as connection:
        for statement, parameters in ASKED:
            try:
                async with connection.begin():
                    result = await connection.execute(text(statement), parameters)
                    rows = result.all() if result.returns_rows else []
                    keys = list(result.keys()) if result.returns_rows else []
                    last = None if isinstance(parameters, list) else result.lastrowid
                    found.append((keys, [tuple(row) for row in rows], result.rowcount, last))
            except DBAPIError as error:
                cause = error.orig
                found.append((type(cause), str(cause), getattr(cause, "sqlite_errorname", "")))
    await engine.dispose()
    return found


async def test_all_is_answered_as_by_the_drivers_own_cursors(tmp_path: Path) -> None:
    by_theirs, by_ours = [
        await _answers(create_async_engine(f"{way}:///{tmp_path / way[7:]}.db"))
        for way in (PLAIN, OURS)
    ]
    assert len(by_ours) == len(ASKED)
    assert by_ours == by_theirs


@contextmanager
def changes_of_thread() -> Iterator[list[str]]:
    """What is sent to a thread of the driver, from here on."""
    seen: list[str] = []
    really: Any = aiosqlite.Connection._execute

    async def noted(self: aiosqlite.Connection, what: Any, *rest: Any, **more: Any) -> Any:
        seen.append(what.__name__)
        return await really(self, what, *rest, **more)

    with patch.object(aiosqlite.Connection, "_execute", noted):
        yield seen


async def test_a_statement_goes_to_the_thread_once_and_takes_the_start_along(
    tmp_path: Path,
) -> None:
    async with open_db(f"sqlite:///{tmp_path / 'a.db'}") as db:
        for lend in (db.read, db.write):
            async with lend() as session:  # the first one opens its connection
                await session.scalar(text("SELECT 1"))
            with changes_of_thread() as seen:
                async with lend() as session:
                    await session.scalar(text("SELECT 1"))
                    await session.execute(text("SELECT 2"))
                assert seen == ["_run", "_run", "commit"]
            with changes_of_thread() as seen:
                async with lend() as session:
                    await session.connection()
                assert seen == []


async def test_who_stops_waiting_for_the_turn_to_write_does_not_get_it_later(
    tmp_path: Path,
) -> None:
    file = tmp_path / "a.db"
    engine = sqlite_engine(full_url(f"sqlite:///{file}"), begin="BEGIN IMMEDIATE", pool_size=1)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE it (id INTEGER)"))

    async def write() -> None:
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO it VALUES (1)"))

    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        task = asyncio.create_task(write())
        await asyncio.sleep(0.2)  # by now its statement waits in the thread
        task.cancel()
        await asyncio.sleep(0.05)
        other.execute("ROLLBACK")
        with pytest.raises(asyncio.CancelledError):
            await task
        other.execute("BEGIN IMMEDIATE")  # nobody holds the turn
        assert other.execute("SELECT count(*) FROM it").fetchone() == (0,)
        other.execute("ROLLBACK")
    await write()
    await engine.dispose()


async def test_a_transaction_that_could_not_begin_does_not_go_on_without_one(
    tmp_path: Path,
) -> None:
    file = tmp_path / "a.db"
    engine = sqlite_engine(full_url(f"sqlite:///{file}"), begin="BEGIN IMMEDIATE")
    insert = text("INSERT INTO it VALUES (1)")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE it (id INTEGER)"))
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        async with engine.connect() as connection:
            raw: Any = await connection.get_raw_connection()
            await raw.driver_connection.execute("PRAGMA busy_timeout = 50")
            transaction = await connection.begin()
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(OperationalError, match="locked"):
                await connection.execute(insert)
            other.execute("ROLLBACK")
            await connection.execute(insert)
            await transaction.rollback()
        assert other.execute("SELECT count(*) FROM it").fetchone() == (0,)
    await engine.dispose()


async def test_what_is_streamed_is_of_one_moment_too(tmp_path: Path) -> None:
    url = full_url(f"sqlite:///{tmp_path / 'a.db'}")
    writes, reads = (sqlite_engine(url, begin=begin) for begin in ("BEGIN IMMEDIATE", "BEGIN"))
    insert, count = text("INSERT INTO it VALUES (1)"), text("SELECT count(*) FROM it")
    async with writes.begin() as connection:
        await connection.execute(text("CREATE TABLE it (id INTEGER)"))
    async with reads.begin() as reading:
        assert await (await reading.stream(count)).scalar_one() == 0
        async with writes.begin() as connection:
            await connection.execute(insert)
        assert await (await reading.stream(count)).scalar_one() == 0
    for engine in (writes, reads):
        await engine.dispose()


def test_the_libraries_still_have_what_we_lean_on() -> None:
    for method in ("_execute_async", "_executemany_async", "_async_soft_close"):
        assert callable(getattr(dialect.AsyncAdapt_aiosqlite_cursor, method))
    assert dialect.AsyncAdapt_aiosqlite_connection._cursor_cls is not None
    assert {"_conn", "_execute"} <= vars(aiosqlite.Connection).keys()
    assert callable(dialect.SQLiteDialect_aiosqlite.do_begin)
