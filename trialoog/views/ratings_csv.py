"""The ratings of a weighing as a table for spreadsheets: a row per option, criterion and
perspective. What was said by fewer than three people is left empty.
"""

import csv
from io import StringIO

from trialoog.core.document import Document

HEAD = (
    "option",
    "title",
    "outcome",
    "criterion",
    "criterion_name",
    "perspective",
    "median",
    "suppressed",
)
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def ratings(document: Document) -> str:
    """Return the table (RFC 4180). Medians run from -2 to 2; an empty one says that nobody
    answered, or where `suppressed` is yes that fewer than three did."""
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow(HEAD)
    names = {criterion.key: criterion.name for criterion in document.criteria}
    for option in document.options:
        for cell in option.cells:
            for voice in cell.voices:
                rows.writerow(
                    (
                        option.letter,
                        as_text(option.title),
                        option.outcome or "",
                        cell.criterion,
                        as_text(names.get(cell.criterion, "")),
                        voice.perspective,
                        "" if voice.value is None else f"{voice.value:g}",
                        "yes" if voice.hidden else "no",
                    )
                )
    return written.getvalue()


def as_text(words: str) -> str:
    """Return words of people as a cell that no spreadsheet computes."""
    return f"'{words}" if words.lstrip(" \xa0").startswith(FORMULA) else words
