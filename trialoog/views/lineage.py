"""How public weighings hang together: what follows one, and what became of its options. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from trialoog.core.document import Document
from trialoog.core.follow_up import ASIDE
from trialoog.core.words import OutcomeKind


class FollowUp(NamedTuple):
    """A weighing that goes on from another. `anew`: it chose something else; `back` are the
    letters of options that had fallen or were parked there, and were weighed again."""

    slug: str
    question: str
    language: str
    anew: bool
    back: tuple[str, ...]


def follow_ups(found: Iterable[tuple[str, Document]]) -> tuple[FollowUp, ...]:
    """Return the weighings that go on from one, by their addresses and documents."""
    return tuple(
        FollowUp(slug, document.question, document.language, _anew(document), _back(document))
        for slug, document in found
    )


def _anew(document: Document) -> bool:
    """Tell whether something was chosen that was not chosen before."""
    chosen = (o for o in document.options if o.outcome is OutcomeKind.CHOSEN)
    return any(o.before is None or o.before.outcome is not OutcomeKind.CHOSEN for o in chosen)


def _back(document: Document) -> tuple[str, ...]:
    before = (o.before for o in document.options)
    return tuple(it.letter for it in before if it is not None and it.outcome in ASIDE)
