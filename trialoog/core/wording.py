"""Where people's words stand in the facts: which text belongs to which contribution. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from trialoog.core import events as e
from trialoog.core.codec import encode
from trialoog.core.events import Fact, TextAt
from trialoog.core.ids import ContributionId
from trialoog.core.text import GONE


class Wording(NamedTuple):
    """One text at its place. `of` is the contribution that it is a wording or a copy of."""

    at: TextAt
    body: str
    of: ContributionId | None
    written: bool  # in the fact of its writing, not in what the room saw


def wordings(facts: Iterable[Fact]) -> Iterator[Wording]:
    """Return every text that is still there, in the order of the facts."""
    for fact in facts:
        data, texts = encode(fact.event)
        written = isinstance(fact.event, e.ContributionMade | e.ContributionReworded)
        for place, of in _owners(fact.event, data, len(texts)):
            if texts[place] != GONE:
                yield Wording(TextAt(fact.seq, place), texts[place], of, written)


def _owners(
    event: e.Event, data: Mapping[str, Any], count: int
) -> Iterator[tuple[int, ContributionId | None]]:
    match event:
        case e.ContributionMade() | e.ContributionReworded() | e.LateAdmitted():
            yield from ((place, event.contribution) for place in range(count))
        case e.Revealed():
            for card, shown in zip(event.cards, data["cards"], strict=True):
                yield from (
                    (value["$text"], card.contribution)
                    for value in (shown["text"], shown["source"])
                    if value is not None
                )
        case _:
            yield from ((place, None) for place in range(count))
