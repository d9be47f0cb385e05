"""SQLite for SQLAlchemy with one change of thread for each statement.

The driver works in a thread of its own, and its cursors go there four times for one question: to
be made, to execute, to fetch and to be closed. Here a statement goes there once and comes back with
its rows, and takes the start of its transaction along.
"""

import sqlite3
from collections import deque
from typing import Any, NamedTuple

from sqlalchemy.dialects.sqlite import aiosqlite
from sqlalchemy.util import await_only

Row = tuple[Any, ...]


class Answer(NamedTuple):
    """What a statement led to, as a cursor of DB-API 2.0 says it."""

    description: tuple[Row, ...] | None = None
    rowcount: int = -1
    lastrowid: int | None = None


class Cursor(aiosqlite.AsyncAdapt_aiosqlite_cursor):
    """A cursor that holds all rows as soon as it executed, and nothing of the database."""

    __slots__ = ("_answer", "arraysize")

    _adapt_connection: "Connection"

    def __init__(self, connection: "Connection") -> None:
        self._adapt_connection = connection
        self._connection = connection._connection
        self._rows = deque()
        self._answer = Answer()
        self.arraysize = 1

    @property
    def description(self) -> Any:
        return self._answer.description

    @property
    def rowcount(self) -> int:
        return self._answer.rowcount

    @property
    def lastrowid(self) -> Any:
        return self._answer.lastrowid

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        await self._run(sqlite3.Connection.execute, operation, parameters or ())

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        await self._run(sqlite3.Connection.executemany, operation, seq_of_parameters)

    async def _run(self, *asked: Any) -> None:
        async with self._adapt_connection._execute_mutex:
            self._answer, self._rows = await self._adapt_connection.run(*asked)

    async def _async_soft_close(self) -> None:
        """Nothing is open any more."""

    def close(self) -> None:
        self._rows.clear()


def _run(
    connection: sqlite3.Connection, begin: str, how: Any, *asked: Any
) -> tuple[Answer, deque[Row]]:
    """Do one statement from start to end, in the thread of the connection."""
    if begin and not connection.in_transaction:
        connection.execute(begin)
    cursor = how(connection, *asked)
    rows = deque(cursor.fetchall() if cursor.description else ())
    answer = Answer(cursor.description, cursor.rowcount, cursor.lastrowid)
    cursor.close()
    return answer, rows


class Connection(aiosqlite.AsyncAdapt_aiosqlite_connection):
    """A connection that starts a transaction together with its first statement."""

    __slots__ = ("_begin", "_open")

    _cursor_cls: Any = Cursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._begin = ""  # what has to be said before the first statement, until it is
        self._open = False  # also while that is on its way

    def begin(self, statement: str) -> None:
        """Start a transaction, as soon as there is something to do in it."""
        self._begin = statement

    async def run(self, *asked: Any) -> tuple[Answer, deque[Row]]:
        """Send a statement to the thread, and in front of it what starts the transaction."""
        self._open = self._open or bool(self._begin)
        driver: Any = self._connection
        done: tuple[Answer, deque[Row]] = await driver._execute(
            _run, driver._conn, self._begin, *asked
        )
        return done

    def cursor(self, server_side: bool = False) -> Any:  # noqa: FBT001, FBT002 - as it is called
        """Return a cursor; one that streams leaves our thread of statements, so it begins here."""
        if server_side:
            await_only(self.run(sqlite3.Connection.execute, "SELECT 1"))
        return super().cursor(server_side)

    def commit(self) -> None:
        self._end(super().commit)

    def rollback(self) -> None:
        self._end(super().rollback)

    def _end(self, how: Any) -> None:
        self._begin = ""
        if self._open:
            how()
            self._open = False


class Driver(aiosqlite.AsyncAdapt_aiosqlite_dbapi):
    """The driver's module as SQLAlchemy sees it, with our connections."""

    def connect(self, *arguments: Any, **options: Any) -> Connection:
        return Connection(self, super().connect(*arguments, **options)._connection)


class Dialect(aiosqlite.SQLiteDialect_aiosqlite):
    """The dialect of an engine whose transactions start with the statement `begin`."""

    supports_statement_cache = True

    def __init__(self, begin: str = "BEGIN", **options: Any) -> None:
        super().__init__(**options)
        self._begin = begin

    @classmethod
    def import_dbapi(cls) -> Driver:
        plain = super().import_dbapi()
        return Driver(plain.aiosqlite, plain.sqlite)

    def do_begin(self, dbapi_connection: Any) -> None:
        dbapi_connection.begin(self._begin)
