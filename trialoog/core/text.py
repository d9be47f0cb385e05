"""What people type, made fit for the record: limits and the characters that may stay."""

import unicodedata
from typing import NewType

from trialoog.core.refusals import Refused

# What somebody typed: kept apart from the fact in the journal, so that it can be blanked.
Text = NewType("Text", str)

LONG = 5000  # one text field, in characters
LINE = 200  # a title, a name, one line
LINES = 12  # entries in a list of lines

# What stands where a text was, once it is gone: the control character for "something that could
# not be shown stood here". Nobody can type it, and screens show plain words instead.
GONE = "\x1a"

# What stands there in files that people read without us, by the language of what is said.
REMOVED = {"nl": "[verwijderd]", "en": "[removed]"}

# Characters that turn the direction of the text around them.
_DIRECTION = {0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069}


def clean(typed: str) -> str:
    """Return a text in NFC without control characters and blanks at its ends."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")
    if lines.replace("\n", "").replace("\t", "").isprintable():
        return unicodedata.normalize("NFC", lines).strip()  # as nearly every text is
    kept = "".join(
        c
        for c in lines
        if c in "\n\t" or (unicodedata.category(c) not in {"Cc", "Cs"} and ord(c) not in _DIRECTION)
    )
    # Joiners belong inside words and emoji; alone they would be a text that nobody can see.
    if all(c.isspace() or unicodedata.category(c) == "Cf" for c in kept):
        return ""
    return unicodedata.normalize("NFC", kept).strip()


def long(typed: str, field: str, missing: str | None = None, limit: int = LONG) -> str:
    """Return a cleaned text of at most 5,000 characters, or another limit.

    Raises `Refused`: `missing` when it is empty and may not be, `too_long` beyond the limit.
    """
    return _limited(clean(typed), field, missing, limit)


def line(typed: str, field: str, missing: str | None = None, limit: int = LINE) -> str:
    """Return a cleaned text of one line, at most 200 characters or another limit.

    Raises `Refused` as `long`.
    """
    return _limited(" ".join(clean(typed).split()), field, missing, limit)


def lines(typed: tuple[str, ...], field: str) -> tuple[str, ...]:
    """Return cleaned, non-empty entries of at most 500 characters each. Raises `Refused`."""
    entries = tuple(" ".join(clean(entry).split()) for entry in typed)
    entries = tuple(entry for entry in entries if entry)
    if len(entries) > LINES:
        raise Refused("too_many_lines", field, limit=LINES)
    for entry in entries:
        _limited(entry, field, None, 500)
    return entries


def _limited(text: str, field: str, missing: str | None, limit: int) -> str:
    if not text and missing:
        raise Refused(missing, field)
    if len(text) > limit:
        raise Refused("too_long", field, limit=limit, length=len(text))
    return text
