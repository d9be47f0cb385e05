"""A backup as one file, and a database made from it: of SQLite a copy, of PostgreSQL a dump.

What `register` keeps apart stands in no backup. Bringing what comes back up to date is done
above; see `trialoog.backups`.
"""

import asyncio
import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError

from trialoog.store import postgresql_tools
from trialoog.store.db import PATIENCE, Db, full_url, open_db
from trialoog.store.register import APART
from trialoog.store.staging import STAGE, InUse, others
from trialoog.store.tables import Table

SQLITE, POSTGRESQL = "sqlite", "postgresql"
# How the file of each engine begins.
MARKS = {b"SQLite format 3\0": SQLITE, b"PGDMP": POSTGRESQL}
PIECE = 2**20  # bytes that are copied at once

COUNTS = "SELECT (SELECT count(*) FROM trialogue), (SELECT count(*) FROM fact)"


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

    It stands there whole or not at all. Raises `postgresql_tools.ToolFailed`, and `OSError`,
    `sqlite3.Error` or `Busy` for what can't be done with SQLite.
    """
    with _beside(file) as unfinished:
        if engine_of(url) == SQLITE:
            found = await asyncio.to_thread(_copied, sqlite_file(url), unfinished)
        else:
            found = await _dump(url, unfinished)
        _settle(unfinished, file)
    return found


class Damaged(Exception):
    """What stands there can't be read."""


class Busy(Exception):
    """Another backup is being made of the same database, or put back."""


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """Lend the path of a new, empty file beside another, for its owner only."""
    opened, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    os.close(opened)
    lent = Path(name)
    try:
        yield lent
    finally:
        lent.unlink(missing_ok=True)


@contextmanager
def _at_home(place: Path) -> Iterator[Path]:
    """Lend the path of an empty file beside a database of SQLite. One at a time: what was left
    there by who was killed is gone the next time. Raises `Busy`."""
    lent = place.with_name(f".{place.name}.copy")
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        _remove(lent)
        os.close(os.open(lent, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            yield lent
        finally:
            _remove(lent)
    finally:
        os.close(folder)


def _remove(lent: Path) -> None:
    lent.unlink(missing_ok=True)
    _remove_beside(lent)


def _remove_beside(file: Path) -> None:
    """Remove what SQLite keeps beside a file while it is open."""
    for end in ("wal", "shm", "journal"):
        file.with_name(f"{file.name}-{end}").unlink(missing_ok=True)


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


def _copied(source: Path, target: Path) -> Contents:
    # Where the secrets are already, or they would be on another disk when we are killed half-way.
    with _at_home(source) as copy:
        found = _copy(source, copy)
        # Not by making it: it is gone when nobody waits for it any more.
        with copy.open("rb") as made, target.open("r+b") as wanted:
            shutil.copyfileobj(made, wanted, PIECE)
    return found


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
    apart = (f"--exclude-table-data=*.{table}" for table in APART)
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
            f"--exclude-schema={STAGE}",
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
    """Return what stands in a database; None where there is none, or nothing was done in it yet.

    Raises `Damaged`.
    """
    if engine_of(url) == SQLITE and not sqlite_file(url).exists():
        return None
    try:
        async with open_db(url) as db, db.read() as session:
            connection = await session.connection()
            if not await connection.run_sync(_has_tables):
                return None
            found = Contents(*(await session.execute(text(COUNTS))).one())
            people = await session.scalar(text("SELECT count(*) FROM account"))
    except DatabaseError as why:
        raise Damaged from why
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
        return await others(session)


def _is_open(file: Path) -> bool:
    if not file.exists():
        return False
    try:
        with _alone(file):
            return False
    except InUse:
        return True


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Keep everybody out of a database of SQLite. Raises `InUse` when somebody has it open."""
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as db:
        try:
            # Only who is alone can leave the write-ahead file; whoever opens it next comes back.
            db.execute("PRAGMA journal_mode = DELETE")
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as why:
            if why.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise  # not ours to write, for example
            raise InUse from why
        except sqlite3.DatabaseError:
            pass  # damaged, so that nobody can use it
        yield


@contextmanager
def unpacked(url: str, file: Path) -> Iterator[str]:
    """Lend the address of a copy of a backup of SQLite, beside the database that it is for.

    When the block ends well the copy takes the place of that database. Nobody can open that
    meanwhile. Raises `sqlite3.Error` for a file that is damaged, `InUse` and `Busy`.
    """
    place = sqlite_file(url)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _at_home(place) as copy:
        try:
            with _alone(place):
                shutil.copyfile(file, copy)
                _look_into(copy)
                yield f"sqlite:///{copy.resolve()}"
                with closing(sqlite3.connect(copy)) as db:
                    db.execute("PRAGMA journal_mode = DELETE")  # all of it is in the one file
                _remove_beside(place)
                # Who waits for the old one can't go on with it: SQLite sees that it was renamed.
                _settle(copy, place)
        finally:
            if place.stat().st_size == 0:
                place.unlink()  # there was none, and it was only held


def _look_into(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as db:
        (found,) = db.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(f"It is damaged: {found}")
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_schema")}
        if not tables.issuperset({"trialogue", "fact"}):
            raise sqlite3.DatabaseError("It is a database of another program.")
