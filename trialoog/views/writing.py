"""Markdown that we write around the words of people: those stay words, whatever is typed in them.

Meant for any Markdown reader (CommonMark, GitHub, pandoc), so more is escaped than one needs.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from trialoog.core.document import Document
from trialoog.core.text import GONE, REMOVED
from trialoog.views import locales
from trialoog.views.looks import LANGUAGES, Looks
from trialoog.views.markdown import spoken

ACTIVE = re.compile(r"([\\`*_{}\[\]<>#&|~$^])")
# What makes a heading, a list, a rule or a block of code only at the start of a line.
FIRST = re.compile(r"^([-+=:%]|\d{1,9}(?=[.)]))")


class Pen:
    """Writes a file in the language of a weighing, part by part."""

    def __init__(self, looks: Looks, document: Document) -> None:
        known = document.language in looks.translations
        self.language = document.language if known else LANGUAGES[0]
        self._looks = looks
        self._parts: list[str] = []

    def say(self, message: str, **values: object) -> str:
        """Return an interface text in the language of the weighing."""
        return self._looks.say(self.language, message, **values)

    def day(self, at: date) -> str:
        """Return a day, written out."""
        return locales.day(self.date(at), self.language)

    def date(self, at: date) -> date:
        """Return the day of a moment, where the installation stands."""
        return at.astimezone(self._looks.zone).date() if isinstance(at, datetime) else at

    def heading(self, level: int, *parts: str) -> None:
        """Begin a section; `parts` are ours, or the words of people by `line`."""
        self._parts.append(f"{'#' * level} {''.join(parts)}")

    def put(self, *parts: str) -> None:
        """Write paragraphs that are Markdown already; empty ones are left out."""
        self._parts.extend(part for part in parts if part)

    def prose(self, text: str, lead: str = "") -> None:
        """Write a text of people as paragraphs; `lead` begins the first."""
        for number, part in enumerate(p for p in text.split("\n\n") if p.strip()):
            bold = f"**{lead}** " if lead and not number else ""
            self._parts.append(bold + line(part))

    def from_markdown(self, text: str) -> None:
        """Write Markdown of a facilitator without its markup, but for its lists."""
        listed: list[str] = []
        for words, in_list in spoken(text):
            if in_list:
                listed.append(line(words))
                continue
            self.bullets(listed)
            listed = []
            self.put(line(words))
        self.bullets(listed)

    def points(self, points: Iterable[str], lead: str = "") -> None:
        """Write a list of texts of people, with a `lead` above it; nothing when it is empty."""
        self.bullets([line(point) for point in points], lead)

    def bullets(self, points: Sequence[str], lead: str = "") -> None:
        """Write a list of what is Markdown already."""
        if points:
            self.put(f"**{lead}**" if lead else "", "\n".join(f"- {point}" for point in points))

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Write a table of Markdown already, its first row the heads."""
        head, *others = [f"| {' | '.join(row)} |" for row in rows]
        self._parts.append("\n".join([head, f"|{' --- |' * len(rows[0])}", *others]))

    def text(self) -> str:
        """Return all that was written."""
        return "\n\n".join(self._parts).replace(GONE, line(REMOVED[self.language])) + "\n"


def line(text: str) -> str:
    """Return words of people as one line that holds no markup."""
    words = ACTIVE.sub(r"\\\1", " ".join(text.split()))
    found = FIRST.match(words)
    if found is None:
        return words
    after = found.end()
    # A number is told by what follows it.
    return f"{words[:after]}\\{words[after:]}" if words[0].isdigit() else f"\\{words}"
