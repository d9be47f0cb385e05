"""The database: opens it, and lends sessions for reading and for writing.

A write takes its turn at the start, so that two writers wait and never collide
half-way: what a write looked up holds until it is done. Knows nothing of tables.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

from sqlalchemy import URL, event, make_url
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}

# How long to wait for other programs, in ms.
PATIENCE = 5000
SCRUBBING = 250

PRAGMAS = (
    f"busy_timeout = {PATIENCE}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "recursive_triggers = ON",  # or INSERT OR REPLACE slips past the triggers
    "secure_delete = ON",  # what was blanked or destroyed is overwritten, not only unlinked
)

# Whose turn it is to write on PostgreSQL, where every row could have a writer of its own.
TURN = int.from_bytes(b"trialoog")


class Db:
    """An open database. Use as a context, which closes it."""

    def __init__(self, reading: AsyncEngine, writing: AsyncEngine) -> None:
        self._reading = reading
        self._writing = writing
        self.writes = 0  # transactions that this process committed
        self.stained = False  # a scrub that had to wait for somebody who read

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Lend a session in which everything read is of one moment."""
        session = AsyncSession(self._reading, expire_on_commit=False)
        async with session, session.begin():
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """Lend a session for one transaction: committed at the end, undone on an exception.

        Don't ask for one inside another: there is a single writer.
        """
        session = AsyncSession(self._writing, expire_on_commit=False)
        async with session, session.begin():
            yield session
        self.writes += 1

    async def scrub(self) -> None:
        """Leave no copy of what was blanked or destroyed in SQLite's write-ahead file.

        To be called after a trialogue closed, which destroys its secret, or a rehearsal went.
        While another program reads, a backup for example, it can't be done: `stained` then says
        to try again. It does nothing on PostgreSQL, where vacuuming is the server's work.
        """
        if self._writing.dialect.name != "sqlite":
            return
        self.stained = True
        async with self._writing.connect() as connection:
            # Past SQLAlchemy, which would begin a transaction, in which this can't be done.
            driver = (await connection.get_raw_connection()).driver_connection
            if driver is not None:
                # Not for long: all who write wait for this connection.
                await driver.execute(f"PRAGMA busy_timeout = {SCRUBBING}")
                try:
                    ((busy, *_),) = await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    await driver.execute(f"PRAGMA busy_timeout = {PATIENCE}")
                self.stained = bool(busy)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._reading.dispose()
        await self._writing.dispose()


def open_db(url: str) -> Db:
    """Open `sqlite:///file` or `postgresql://…`. Nothing is touched before the first use.

    Raises `ValueError` for another kind of database, or SQLite without a file.
    """
    full = full_url(url)
    if full.get_backend_name() == "sqlite":
        return Db(sqlite_engine(full, begin="BEGIN"), writing_engine(full))
    reading = _postgresql(
        full,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )
    return Db(reading, writing_engine(full))


def writing_engine(url: URL, *, foreign_keys: bool = True) -> AsyncEngine:
    """Return an engine of which each transaction is a turn to write. `url` is a full one.

    Only SQLite can do without foreign keys.
    """
    # One connection: writers queue here in order of arrival, and those of other processes wait
    # for each other in the database, for as long as we have patience.
    one = {"pool_size": 1, "max_overflow": 0}
    if url.get_backend_name() == "sqlite":
        return sqlite_engine(url, begin="BEGIN IMMEDIATE", foreign_keys=foreign_keys, **one)
    engine = _postgresql(url, isolation_level="READ COMMITTED", **one)

    def take_turn(connection: Connection) -> None:
        connection.exec_driver_sql(
            f"SET LOCAL lock_timeout = {PATIENCE}; SELECT pg_advisory_xact_lock({TURN})"
        )

    event.listen(engine.sync_engine, "begin", take_turn)
    return engine


def full_url(url: str) -> URL:
    """Return the address with the driver that we use. Raises `ValueError` as `open_db`."""
    full = make_url(url)
    backend = full.get_backend_name()
    if backend not in DRIVERS:
        raise ValueError(f"not a database that trialoog can use: {backend}")
    if backend == "sqlite" and full.database in {None, "", ":memory:"}:
        raise ValueError("SQLite needs a file")
    return full.set(drivername=DRIVERS[backend])


def sqlite_engine(
    url: URL, *, begin: str, foreign_keys: bool = True, **options: Any
) -> AsyncEngine:
    """Return an engine whose transactions start as told, with our settings on each connection."""
    # The driver must not start transactions by itself: we say BEGIN. An error must not carry
    # people's words, tags or the secret into a log.
    engine = create_async_engine(
        url, connect_args={"isolation_level": None}, hide_parameters=True, **options
    )

    def settle(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in (*PRAGMAS, f"foreign_keys = {'ON' if foreign_keys else 'OFF'}"):
            cursor.execute(f"PRAGMA {pragma}")
        if begin == "BEGIN":
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", settle)
    event.listen(engine.sync_engine, "begin", start)
    return engine


def _postgresql(url: URL, **options: Any) -> AsyncEngine:
    # Connections that a restart of the server broke are replaced before they are used.
    engine = create_async_engine(url, pool_pre_ping=True, hide_parameters=True, **options)
    event.listen(engine.sync_engine, "handle_error", _hush)
    return engine


def _hush(context: ExceptionContext) -> None:
    """Keep the first line of an error from PostgreSQL: the next may quote the whole row."""
    if context.sqlalchemy_exception is None:
        return
    for error in (context.original_exception, context.sqlalchemy_exception):
        error.args = tuple(str(part).partition("\n")[0] for part in error.args)
