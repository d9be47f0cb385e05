"""What is logged and how: one line per message, in UTC, without a word that anybody typed.

An error's own sentence may quote what somebody wrote, a code or a token, so of an error only its
kind and where it happened are written.
"""

import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from traceback import extract_tb
from typing import TextIO


class PlainLines(logging.Formatter):
    """Writes a message as one line that nobody can break, and an error as the places it passed."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; below it the places, indented."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = record.getMessage()
        if record.name == "asyncio":
            said = said.split("\n", 1)[0]  # what follows shows the error itself
        line = f"{at} {record.levelname} {record.name} {one_line(said)}"
        error = record.exc_info[1] if record.exc_info else None
        return "\n".join((line, *places(error)))


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


def configure(level: str, stream: TextIO | None = None) -> None:
    """Log from `level` on (`debug` to `error`) to a stream, standard error unless told else.

    Of libraries only warnings and worse: below that they name paths, addresses and parameters.
    """
    own = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(PlainLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(own, logging.WARNING))
    logging.getLogger("trialoog").setLevel(own)
