"""What is logged and how: one line per message, in UTC, without a word that anybody typed.

An error's own sentence may quote what somebody wrote, a code or a token, so of an error only its
kind and where it happened are written. Text is for people, JSON for what collects logs.
"""

import json
import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from traceback import extract_tb
from typing import TextIO

from trialoog.store.away import Away


class PlainLines(logging.Formatter):
    """Writes a message as one line that nobody can break, and an error as the places it passed."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; below it the places, indented."""
        line = f"{moment(record)} {record.levelname} {record.name} {one_line(said(record))}"
        error = record.exc_info[1] if record.exc_info else None
        return "\n".join((line, *places(error)))


class JsonLines(logging.Formatter):
    """Writes a message as one object of JSON on a line, with an error as the places it passed."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. What the message says in parts stands beside it, each with its name."""
        error = record.exc_info[1] if record.exc_info else None
        line = {
            "at": moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": one_line(said(record)),
            **getattr(record, "parts", {}),
        }
        if error is not None:
            kind = type(error)
            line["error"] = f"{kind.__module__}.{kind.__qualname__}"
            line["places"] = [place.strip() for place in places(error)]
        return json.dumps(line, default=str)


FORMATS = {"text": PlainLines, "json": JsonLines}


def moment(record: logging.LogRecord) -> str:
    """Return when it was, in UTC."""
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def said(record: logging.LogRecord) -> str:
    """Return the message."""
    words = record.getMessage()
    # What follows the first line of asyncio shows the error itself.
    return words.split("\n", 1)[0] if record.name == "asyncio" else words


def one_line(words: str) -> str:
    """Return a text in which everything that could break or hide a line is escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in words)


def places(error: BaseException | None) -> Iterator[str]:
    """Return the kind of an error and where it passed, and the same of what led to it."""
    while error is not None:
        yield f"  {type(error).__module__}.{type(error).__qualname__}"
        for frame in extract_tb(error.__traceback__):
            yield f"    {one_line(frame.filename)}:{frame.lineno} {frame.name}"
        error = error.__cause__ or error.__context__


def of_use(record: logging.LogRecord) -> bool:
    """Tell whether a line says more than that the database is away: of that, `store.away` says
    all there is to say, once a second. Many at once would each bring a page of places with it.
    What the driver of PostgreSQL says by itself names the database, and may quote what it answered.
    """
    error = record.exc_info[1] if record.exc_info else None
    from_below = record.name == "psycopg" or (error and record.name.startswith("sqlalchemy.pool"))
    return not (isinstance(error, Away) or from_below)


def configure(
    level: str, stream: TextIO | None = None, *, form: str = "text", supervises: bool = False
) -> None:
    """Log from `level` on (`debug` to `error`) to a stream, standard error unless told else.

    Of libraries only warnings and worse: below that they name paths, addresses and parameters.
    Who `supervises` workers serves nobody, and says when one of them died.
    """
    own = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(FORMATS[form]())
    handler.addFilter(of_use)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(own, logging.WARNING))
    logging.getLogger("trialoog").setLevel(own)
    logging.getLogger("uvicorn.error").setLevel(own if supervises else logging.NOTSET)
