"""A backup as one file, and a database made from it: of SQLite a copy, of PostgreSQL a dump.

What `register` keeps apart stands in no backup. Bringing what comes back up to date is done
above; see `trialoog.backups`.
"""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, inspect, text
from sqlalchemy.engine import Connection

from trialoog.store import postgresql_tools
from trialoog.store.db import PATIENCE, Db, full_url, open_db
from trialoog.store.register import APART
from trialoog.store.tables import Table

SQLITE, POSTGRESQL = "sqlite", "postgresql"
# How the file of each engine begins.
MARKS = {b"SQLite format 3\0": SQLITE, b"PGDMP": POSTGRESQL}

COUNTS = "SELECT (SELECT count(*) FROM trialogue), (SELECT count(*) FROM fact)"
# Others who are connected to the same database as the same user: no monitors, no administrators.
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND usename = current_user AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands in a database, or in a backup of it."""

    trialogues: int
    facts: int


def engine_of(url: str) -> str:
    """Return which engine an address is for."""
    return full_url(url).get_backend_name()


def engine_in(file: Path) -> str | None:
    """Return which engine a backup is of; None for any other file."""
    with file.open("rb") as opened:
        start = opened.read(16)
    return next((engine for mark, engine in MARKS.items() if start.startswith(mark)), None)


def sqlite_file(url: str) -> Path:
    """Return where an SQLite database is."""
    return Path(str(full_url(url).database))


# --- writing -----------------------------------------------------------------------------


async def write(url: str, file: Path) -> Contents:
    """Write a backup of one moment, while others go on writing, in place of a file that is there.

    It stands there whole or not at all. Raises `postgresql_tools.ToolFailed`, and `OSError` or
    `sqlite3.Error` for what SQLite can't do.
    """
    with _beside(file) as unfinished:
        if engine_of(url) == SQLITE:
            found = await asyncio.to_thread(_copy, sqlite_file(url), unfinished)
        else:
            found = await _dump(url, unfinished)
        _settle(unfinished, file)
    return found


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """Lend the path of a new, empty file beside another, for its owner only."""
    lent = file.with_name(f".{file.name}.{os.getpid()}")
    os.close(os.open(lent, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield lent
    finally:
        for left in (lent, *(lent.with_name(f"{lent.name}-{end}") for end in ("wal", "shm"))):
            left.unlink(missing_ok=True)


def _settle(unfinished: Path, file: Path) -> None:
    """Put a finished file in its place, so that it is there after a power cut too."""
    for path in (unfinished, file.parent):
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
        if path is unfinished:
            unfinished.replace(file)


def _copy(source: Path, target: Path) -> Contents:
    with closing(sqlite3.connect(source, timeout=PATIENCE / 1000)) as db:
        db.execute("VACUUM INTO ?", (str(target),))
    with closing(sqlite3.connect(target, isolation_level=None)) as db:
        # What goes is overwritten where it stands, and written down nowhere else before: when this
        # fails, so does the backup.
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA journal_mode = OFF")
        for table in APART:
            db.execute(f"DELETE FROM {table}")
        return Contents(*db.execute(COUNTS).fetchone())


async def _dump(url: str, target: Path) -> Contents:
    apart = (f"--exclude-table-data={table}" for table in APART)
    async with open_db(url) as db, db.read() as session:
        # The counts and the dump are of the same moment. This transaction waits for the program.
        await session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        moment = await session.scalar(text("SELECT pg_export_snapshot()"))
        found = Contents(*(await session.execute(text(COUNTS))).one())
        await postgresql_tools.run(
            "pg_dump",
            url,
            "--no-password",  # it would wait for somebody to type
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            "--no-comments",
            f"--snapshot={moment}",
            f"--file={target}",
            *apart,
        )
    return found


async def forget(db: Db) -> None:
    """Remove what stands in no backup, from a database that was copied in another way."""
    async with db.write() as session:
        # What points at others goes first.
        for table in reversed(Table.metadata.sorted_tables):
            if table.name in APART:
                await session.execute(delete(table))
    await db.scrub()


# --- reading -----------------------------------------------------------------------------


async def contents(url: str) -> Contents | None:
    """Return what stands in a database; None where there is none, or nothing was done in it yet."""
    if engine_of(url) == SQLITE and not sqlite_file(url).exists():
        return None
    async with open_db(url) as db, db.read() as session:
        connection = await session.connection()
        if not await connection.run_sync(_has_tables):
            return None
        found = Contents(*(await session.execute(text(COUNTS))).one())
        people = await session.scalar(text("SELECT count(*) FROM account"))
    return found if found.trialogues or people else None


def _has_tables(connection: Connection) -> bool:
    return inspect(connection).has_table("trialogue")


async def facts(db: Db) -> int:
    """Return how many facts there are."""
    async with db.read() as session:
        return await session.scalar(text("SELECT count(*) FROM fact")) or 0


async def in_use(url: str) -> bool:
    """Tell whether another program has a database open, as a server has from its first request."""
    if engine_of(url) == SQLITE:
        return await asyncio.to_thread(_is_open, sqlite_file(url))
    async with open_db(url) as db, db.read() as session:
        return bool(await session.scalar(text(OTHERS)))


def _is_open(file: Path) -> bool:
    if not file.exists():
        return False
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as db:
        try:
            # Only who is alone can leave the write-ahead file; whoever opens it next comes back.
            db.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError:
            return True
    return False


@contextmanager
def unpacked(url: str, file: Path) -> Iterator[str]:
    """Lend the address of a copy of a backup of SQLite, beside the database that it is for.

    When the block ends well the copy takes the place of that database. Nobody may have it open.
    Raises `sqlite3.Error` for a file that is damaged.
    """
    place = sqlite_file(url)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _beside(place) as copy:
        shutil.copyfile(file, copy)
        _look_into(copy)
        yield f"sqlite:///{copy.resolve()}"
        with closing(sqlite3.connect(copy)) as db:
            db.execute("PRAGMA journal_mode = DELETE")  # all of it is in the one file
        for end in ("wal", "shm", "journal"):
            place.with_name(f"{place.name}-{end}").unlink(missing_ok=True)
        _settle(copy, place)


def _look_into(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as db:
        (found,) = db.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(f"It is damaged: {found}")
        db.execute(COUNTS)


async def look_into(url: str, file: Path) -> None:
    """Raise `postgresql_tools.ToolFailed` for a dump that can't be read here."""
    await postgresql_tools.run("pg_restore", url, "--list", str(file))


async def load(url: str, file: Path) -> None:
    """Fill a PostgreSQL database without tables from a dump: all of it, or nothing.

    Raises `postgresql_tools.ToolFailed`.
    """
    await postgresql_tools.run(
        "pg_restore",
        url,
        "--no-password",
        f"--dbname={postgresql_tools.name_of(url)}",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        str(file),
    )
