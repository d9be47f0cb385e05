"""What in a public text may read easier: long sentences, passive voice, words of offices.

Pure, and takes time in proportion to the text, whatever it holds. It advises and never judges. A
wrong tip annoys more than a missing one helps, so that doubtful cases pass.

The Dutch government asks for short, simple sentences in active voice and words that everybody knows
(communicatierijk.nl, "Taalniveau B1"); the usual measure is some 15 words on average. An average
leaves room for a longer one now and then: only beyond 20 words do we say so.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from trialoog.core.jargon import PLAINER
from trialoog.core.passive import passives

MOST_WORDS = 20  # of one sentence


class Kind(StrEnum):
    """What makes words hard to read."""

    LONG = "long"
    PASSIVE = "passive"
    JARGON = "jargon"


@dataclass(frozen=True, slots=True)
class Tip:
    """Words that may read easier, where they stand, and what is known of them."""

    kind: Kind
    start: int
    end: int
    words: str
    plainer: str = ""  # of jargon: what to try
    count: int = 0  # of a long sentence: its words


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence that there are tips about, in their order."""

    start: int
    end: int
    tips: tuple[Tip, ...]


# A colon or semicolon gives rest as a full stop does; so do a new line and a cell of a table.
_END = re.compile(r"[.!?…][)\]”\"’'*_]{0,4}(?=\s|$)|[:;](?=\s)|[|\n]+")
# Shortened, and hardly ever last in a sentence.
_SHORTENED = (
    " a.d.h.v art artt blz bijv d.m.v d.w.z dhr dr drs e.g evt i.e i.p.v i.v.m incl ing ir m.b.t"
    " m.b.v m.i.v mevr mr mrs ms mw n.a.v nr o.a o.b.v par prof resp t.a.v t.b.v t.o.v vgl vs "
)
_MARKS = re.compile(r"[\s>#*+•–-]{0,12}")  # of Markdown, before the first word
_WORD = re.compile(r"[^\W\d_]+")
_IN_NAMES = frozenset({"inzake", "aangaande", "omtrent"})  # of laws
_LONGEST_WORD = 40  # characters to look back for one


def passages(said: str, language: str) -> tuple[Passage, ...]:
    """Return the sentences of a text that may read easier, in their order."""
    found = [Tip(Kind.PASSIVE, *it) for it in passives(said, language)]
    found += _office_words(said, PLAINER.get(language, PLAINER["nl"]))
    found.sort(key=lambda tip: tip.start)
    return tuple(_passages(said, found))


def _passages(said: str, found: Sequence[Tip]) -> Iterator[Passage]:
    place = 0
    for start, end in _sentences(said):
        tips = [*_long(said, start, end)]
        while place < len(found) and found[place].start < end:
            tips.append(found[place])
            place += 1
        if tips:
            yield Passage(start, end, tuple(tips))


def _sentences(said: str) -> Iterator[tuple[int, int]]:
    """Return where the sentences of a text start and end, without blanks and marks around them."""
    start = 0
    for it in _END.finditer(said):
        if _goes_on(said, it):
            continue
        yield _trimmed(said, start, it.end())
        start = it.end()
    yield _trimmed(said, start, len(said))


def _goes_on(said: str, end: re.Match[str]) -> bool:
    """Tell whether a sentence goes on after a mark that often ends one: "bijv. zo"."""
    mark = end.group()[0]
    if mark not in ".!?…":
        return False
    if said[end.end() : end.end() + 3].lstrip()[:1].islower():
        return True
    before = said[max(0, end.start() - _LONGEST_WORD) : end.start()].split()
    last = before[-1].lstrip("(").lower() if before else ""
    return mark == "." and f" {last} " in _SHORTENED


def _trimmed(said: str, start: int, end: int) -> tuple[int, int]:
    marks = _MARKS.match(said, start, end)
    start = marks.end() if marks else start
    return start, start + len(said[start:end].rstrip())


def _long(said: str, start: int, end: int) -> Iterator[Tip]:
    words = said[start:end].split()
    if len(words) > MOST_WORDS:
        count = sum(any(c.isalnum() for c in word) for word in words)  # a dash is none
        if count > MOST_WORDS:
            yield Tip(Kind.LONG, start, end, said[start:end], count=count)


def _office_words(said: str, plainer: Mapping[str, str]) -> Iterator[Tip]:
    """Return the words of offices in a text, each once. Looks first which there are at all."""
    lower = said.lower()
    words = set(_WORD.findall(lower))
    for office, plain in plainer.items():
        if office in lower if " " in office else office in words:
            for it in _pattern(office).finditer(said):
                if not _named(said, it.start(), office):
                    yield Tip(Kind.JARGON, it.start(), it.end(), it.group(), plain)
                    break


def _named(said: str, start: int, office: str) -> bool:
    """Tell whether words belong to a name: "Stichting Conform", "Wet inzake bloedtesten"."""
    before = said[max(0, start - _LONGEST_WORD) : start].rstrip(" ")
    if said[start].isupper():
        return before[-1:].isalnum() or before[-1:] == ","
    return office in _IN_NAMES and before.rpartition(" ")[2][:1].isupper()


@cache
def _pattern(office: str) -> re.Pattern[str]:
    """Return what finds words that stand by themselves, not in an address or a longer word."""
    return re.compile(rf"(?<![\w/.@-]){re.escape(office)}(?![\w/@-])", re.IGNORECASE)
