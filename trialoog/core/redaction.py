"""Finding words that have to go, wherever somebody may read them. Pure: removes nothing.

A text of the record goes as a whole, because its hash is of the whole; of a public text only the
passage goes. What the room never saw is not searched: nobody may find it by its words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from trialoog.core import text
from trialoog.core.events import Fact, TextAt
from trialoog.core.ids import ContributionId
from trialoog.core.plain import change_words
from trialoog.core.refusals import Refused
from trialoog.core.state import State
from trialoog.core.wording import Wording, wordings

SHORTEST = 3  # characters; less stands in every other text


@dataclass(frozen=True, slots=True)
class Found:
    """Where words stand in the record: contributions, and texts that belong to none."""

    contributions: tuple[ContributionId, ...] = ()
    texts: tuple[Wording, ...] = ()


def pattern(words: str) -> "re.Pattern[str]":
    """Return what finds some words: whole words, whatever the case and the blanks between them.

    Raises `Refused` for no words, or fewer than three characters.
    """
    parts = text.long(words, "words", "words_missing").split()
    if len("".join(parts)) < SHORTEST:
        raise Refused("words_short", "words", limit=SHORTEST)
    inside = r"\s+".join(re.escape(part) for part in parts)
    return re.compile(rf"(?<!\w){inside}(?!\w)", re.IGNORECASE)


def find(state: State, facts: Sequence[Fact], words: "re.Pattern[str]") -> Found:
    """Return where words stand among what the facilitator may read."""
    # By id, which is random: as they stand in the state they tell who wrote first.
    contributions = tuple(
        it.id
        for _, it in sorted(state.contributions.items())
        if state.shown(it) and (words.search(it.text) or words.search(it.source))
    )
    texts = tuple(w for w in wordings(facts) if w.of is None and words.search(w.body))
    return Found(contributions, texts)


def places(facts: Sequence[Fact], found: Found) -> tuple[TextAt, ...]:
    """Return every text that goes: of a contribution each wording and each copy."""
    own = {wording.at for wording in found.texts}
    return tuple(w.at for w in wordings(facts) if w.at in own or w.of in found.contributions)


def without(data: Any, words: "re.Pattern[str]", language: str, keys: frozenset[str]) -> Any:
    """Return plain data in which the words are replaced by a mark that says so.

    `keys` are those under which no words of people stand.
    """
    removed = text.REMOVED.get(language, text.REMOVED["nl"])
    return change_words(data, keys, lambda said: words.sub(removed, said))
