"""When the database does not answer: one error for it, whatever engine and driver call it.

A mistake in a statement or a row that is refused is something else, and passes as it is. So is a
database that has to be made or brought up to date first.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from sqlalchemy.exc import DBAPIError, PendingRollbackError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFree

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())  # a command, which keeps no log, says it itself

QUIET = 1.0  # seconds between two lines in the log

# Of SQLite's codes: busy, locked, a disk that fails, full, a file that can't be opened, and locks
# that can't be had.
SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
# Of PostgreSQL's codes. Classes: connection, transaction rolled back, resources, operator.
CLASSES = {"08", "40", "53", "57"}
# A transaction that stood still for too long, and a lock that was not to be had in time; a server
# that takes no writes, and one that does not yet: a standby that is to be the next primary.
CODES = {"25P03", "55P03", "25006", "0A000"}


class Away(Exception):
    """The database can't be reached, or is too busy: try again.

    Nothing of the transaction is there. Only when the connection broke at the commit itself nobody
    can tell; then all of it is there or nothing.
    """


class NotReady(Exception):
    """The database is not there, of another version, or lacks what we may not make in it: the
    sentence says what to do first."""


def is_away(error: SQLAlchemyError) -> bool:
    """Tell whether an error says that the database does not answer now."""
    if isinstance(error, NoneFree | PendingRollbackError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in SQLITE
    # PostgreSQL's driver calls a server that can't be reached an operational error without a code.
    code = getattr(cause, "sqlstate", None)
    if code is None:
        return type(cause).__name__ in {"OperationalError", "ConnectionTimeout"}
    return code[:2] in CLASSES or code in CODES


class Complaint:
    """Says in the log that the database does not answer, and that it does again: at most one line
    in a second, however many asked."""

    def __init__(self) -> None:
        self.times = 0  # that it did not answer
        self._since: float | None = None
        self._said = 0.0

    def away(self, error: SQLAlchemyError) -> None:
        """Note that it did not answer."""
        now = monotonic()
        self.times += 1
        self._since = now if self._since is None else self._since
        if now - self._said >= QUIET:
            self._said = now
            log.warning("the database does not answer: %s", reason(error))

    def answers(self) -> None:
        """Note that it answered."""
        if self._since is None:
            return
        now = monotonic()
        if now - self._said >= QUIET:
            log.warning("the database answers again, after %.1f s", now - self._since)
            self._since, self._said = None, now


def reason(error: SQLAlchemyError) -> str:
    """Return in a few words why, without anything of a row."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    if cause is None:
        return type(error).__name__
    if getattr(cause, "sqlstate", None) is None and not isinstance(cause, sqlite3.Error):
        # About the connection: who does not answer, and where it was looked for.
        return str(cause).partition("\n")[0][:200]
    return getattr(cause, "sqlite_errorname", type(cause).__name__)


def refusal(error: DBAPIError | sqlite3.Error) -> str:
    """Return in the words of the database why it refused: no permission, a file of another kind."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(cause).partition("\n")[0][:200]


@contextmanager
def answering(complaint: Complaint) -> Iterator[None]:
    """Raise `Away` in place of an error that says so."""
    try:
        yield
    except SQLAlchemyError as error:
        if not is_away(error):
            raise
        complaint.away(error)
        raise Away(reason(error)) from error
    complaint.answers()
