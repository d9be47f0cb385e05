"""The database: opens it, and lends sessions for reading and for writing.

A write takes its turn at the start, so that two writers wait and never collide
half-way: what a write looked up holds until it is done. On PostgreSQL writes that look at nothing
but rows of their own go side by side. Knows nothing of tables.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import Any, Self

from sqlalchemy import URL, event, make_url
from sqlalchemy.dialects import registry
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from trialoog.store.away import Complaint, answering

DRIVERS = {
    "sqlite": "sqlite+statements",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",  # as many hosting companies write it
}

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

# Connections to PostgreSQL of one process, ten at most. More readers would not be quicker: they
# share one processor with all the rest of the process.
READERS, BESIDE, ALONE = 5, 4, 1

# Whose turn it is to write on PostgreSQL, where every row could have a writer of its own. Who asks
# for it alone waits for everybody and keeps everybody waiting; the others share it.
TURN = int.from_bytes(b"trialoog")
LOCKS = {ALONE: "pg_advisory_xact_lock", BESIDE: "pg_advisory_xact_lock_shared"}

# How long PostgreSQL may take for one statement, and wait for the next one of a transaction, in ms.
STATEMENT = 30_000
# Who writes keeps others waiting: a process that stands still must not do so for long.
STILL = 10_000

# What belongs to a connection of PostgreSQL. No setting of a session outlives a transaction, and no
# statement is prepared, so that a pooler such as PgBouncer can hand out connections by transaction.
CONNECTION = {
    "autocommit": True,  # the driver must not start transactions by itself: we say BEGIN
    "prepare_threshold": None,
    "connect_timeout": PATIENCE // 1000,
    # A server that was unplugged is noticed within 20 s, also while it is only waited for.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "tcp_user_timeout": 2 * PATIENCE,
}

registry.register("sqlite.statements", "trialoog.store.sqlite", "Dialect")

NO_DRIVER = (
    "PostgreSQL needs its driver, which is not installed here: install the packages of "
    'requirements/deploy.txt, or trialoog with its extra "postgres"'
)


class Db:
    """An open database. Use as a context, which closes it.

    Whatever is asked of it raises `Away` while the database does not answer.
    """

    def __init__(
        self, reading: AsyncEngine, writing: AsyncEngine, beside: AsyncEngine | None = None
    ) -> None:
        """`beside` is for writes that need not be alone, where the engine can do that."""
        self._reading = reading
        self._writing = writing
        self._beside = beside or writing
        self._complaint = Complaint()
        self.writes = 0  # transactions that this process committed
        self.stained = False  # a scrub that had to wait for somebody who read

    @property
    def failures(self) -> int:
        """How often it was asked something and did not answer."""
        return self._complaint.times

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Lend a session in which everything read is of one moment."""
        with answering(self._complaint):
            async with _session(self._reading) as session, session.begin():
                yield session

    @asynccontextmanager
    async def write(self, *, beside: bool = False) -> AsyncIterator[AsyncSession]:
        """Lend a session for one transaction: committed at the end, undone on an exception.

        Nobody else writes meanwhile, so that what it looks up holds. `beside` is for what needs no
        such thing: it looks at rows only in the statement that changes them, and changes rows of
        one trialogue or one session. Others like it may then write at the same moment.

        Don't ask for one inside another: there is a single writer.
        """
        engine = self._beside if beside else self._writing
        with answering(self._complaint):
            async with _session(engine) as session, session.begin():
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
        with answering(self._complaint):
            await self._truncate()

    async def _truncate(self) -> None:
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
        await self._beside.dispose()


def _session(engine: AsyncEngine) -> AsyncSession:
    return AsyncSession(engine, expire_on_commit=False)


def open_db(url: str) -> Db:
    """Open `sqlite:///file` or `postgresql://…`. Nothing is touched before the first use.

    Raises `ValueError` for another kind of database, SQLite without a file, and PostgreSQL without
    its driver.
    """
    full = full_url(url)
    if full.get_backend_name() == "sqlite":
        return Db(sqlite_engine(full, begin="BEGIN"), writing_engine(full))
    begin = f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {_limit(STATEMENT, STATEMENT)}"
    reading = _postgresql(full, begin, READERS)
    return Db(reading, writing_engine(full), _turns(full, BESIDE, _limit(STATEMENT, STILL)))


def writing_engine(url: URL, *, foreign_keys: bool = True, hurry: bool = True) -> AsyncEngine:
    """Return an engine of which each transaction is a turn to write, alone. `url` is a full one.

    Only SQLite can do without foreign keys. Without `hurry` a statement may take as long as it
    takes.
    """
    # One connection: writers queue here in order of arrival, and those of other processes wait
    # for each other in the database, for as long as we have patience.
    if url.get_backend_name() == "sqlite":
        one = {"pool_size": ALONE, "max_overflow": 0}
        return sqlite_engine(url, begin="BEGIN IMMEDIATE", foreign_keys=foreign_keys, **one)
    return _turns(url, ALONE, _limit(STATEMENT, STILL) if hurry else _limit(0, 0))


def _turns(url: URL, connections: int, limit: str) -> AsyncEngine:
    # Whatever the server was told for others: what is acknowledged is on its disk.
    durable = (
        "SELECT set_config('synchronous_commit', 'on', true) "
        "WHERE current_setting('synchronous_commit') = 'off'"
    )
    turn = f"SET LOCAL lock_timeout = {PATIENCE}; SELECT {LOCKS[connections]}({TURN})"
    begin = f"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; {limit}; {durable}; {turn}"
    return _postgresql(url, begin, connections)


def _limit(statement: int, still: int) -> str:
    # A process that vanished must not keep its turn: the others would wait for its connection.
    idle = f"SET LOCAL idle_in_transaction_session_timeout = {still}"
    return f"SET LOCAL statement_timeout = {statement}; {idle}"


def full_url(url: str) -> URL:
    """Return the address with the driver that we use. Raises `ValueError` as `open_db`."""
    try:
        full = make_url(url)
    except (ArgumentError, ValueError):
        # Its own sentence might quote the address, with a password in it.
        raise ValueError("must be an address like postgresql://user@host/name") from None
    backend = full.get_backend_name()
    if backend not in DRIVERS:
        raise ValueError(f"not a database that trialoog can use: {backend}")
    if backend == "sqlite" and full.database in {None, "", ":memory:"}:
        raise ValueError("SQLite needs a file")
    if backend != "sqlite" and find_spec("psycopg") is None:
        raise ValueError(NO_DRIVER)
    return full.set(drivername=DRIVERS[backend])


def sqlite_engine(
    url: URL, *, begin: str, foreign_keys: bool = True, **options: Any
) -> AsyncEngine:
    """Return an engine whose transactions start as told, with our settings on each connection."""
    # The driver must not start transactions by itself: we say BEGIN. An error must not carry
    # people's words, tags or the secret into a log.
    told = {"isolation_level": None}
    engine = create_async_engine(
        url, connect_args=told, hide_parameters=True, begin=begin, **options
    )

    def settle(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in (*PRAGMAS, f"foreign_keys = {'ON' if foreign_keys else 'OFF'}"):
            cursor.execute(f"PRAGMA {pragma}")
        if begin == "BEGIN":
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    event.listen(engine.sync_engine, "connect", settle)
    return engine


def _postgresql(url: URL, begin: str, connections: int) -> AsyncEngine:
    """Return an engine whose transactions start as told, in one message to the server."""
    told = {name: value for name, value in CONNECTION.items() if name not in url.query}
    engine = create_async_engine(
        url,
        connect_args=told,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=2 * PATIENCE / 1000,
        pool_pre_ping=True,  # what a restart of the server broke is replaced before it is used
        hide_parameters=True,
    )

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "begin", start)
    event.listen(engine.sync_engine, "handle_error", _hush)
    return engine


def _hush(context: ExceptionContext) -> None:
    """Keep the first line of an error from PostgreSQL: the next may quote the whole row."""
    if context.sqlalchemy_exception is None:
        return
    for error in (context.original_exception, context.sqlalchemy_exception):
        error.args = tuple(str(part).partition("\n")[0] for part in error.args)
