"""The database: opens it, and lends sessions for reading and for writing.

A write takes its turn at the start, so that two writers wait and never collide
half-way. Knows nothing of tables.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

from sqlalchemy import URL, event, make_url
from sqlalchemy.engine import Connection
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


class Db:
    """An open database. Use as a context, which closes it."""

    def __init__(self, reading: AsyncEngine, writing: AsyncEngine) -> None:
        self._reading = reading
        self._writing = writing
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

        Don't ask for one inside another: on SQLite there is a single writer.
        """
        session = AsyncSession(self._writing, expire_on_commit=False)
        async with session, session.begin():
            yield session

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
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        await self._reading.dispose()
        await self._writing.dispose()


def open_db(url: str) -> Db:
    """Open `sqlite:///file` or `postgresql://…`. Nothing is touched before the first use.

    Raises `ValueError` for another kind of database, or SQLite without a file.
    """
    full = full_url(url)
    if full.get_backend_name() == "sqlite":
        # One writing connection: writers queue here in order of arrival, and those of
        # other processes wait for each other by busy_timeout.
        writing = sqlite_engine(
            full, begin="BEGIN IMMEDIATE", foreign_keys=True, pool_size=1, max_overflow=0
        )
        return Db(sqlite_engine(full, begin="BEGIN", foreign_keys=True), writing)
    reading = create_async_engine(
        full,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )
    writing = create_async_engine(
        full, pool_pre_ping=True, hide_parameters=True, isolation_level="READ COMMITTED"
    )
    return Db(reading, writing)


def full_url(url: str) -> URL:
    """Return the address with the driver that we use. Raises `ValueError` as `open_db`."""
    full = make_url(url)
    backend = full.get_backend_name()
    if backend not in DRIVERS:
        raise ValueError(f"not a database that trialoog can use: {backend}")
    if backend == "sqlite" and full.database in {None, "", ":memory:"}:
        raise ValueError("SQLite needs a file")
    return full.set(drivername=DRIVERS[backend])


def sqlite_engine(url: URL, *, begin: str, foreign_keys: bool, **options: Any) -> AsyncEngine:
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
