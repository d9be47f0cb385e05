"""The page on which words are made unreadable: which, where they stand, and why they go."""

from collections.abc import Sequence
from dataclasses import dataclass

from trialoog.core.ids import TrialogueId
from trialoog.core.state import State
from trialoog.core.words import Perspective
from trialoog.views.forms import Form
from trialoog.views.lineage import FollowUp
from trialoog.views.looks import Looks


@dataclass(frozen=True, slots=True)
class Stands:
    """One place where the words stand. `text` goes as a whole; empty where a passage goes."""

    where: str
    text: str = ""
    perspective: Perspective | None = None


def page(  # noqa: PLR0913, PLR0917 - the parts of the page
    looks: Looks,
    language: str,
    state: State,
    tid: TrialogueId,
    form: Form,
    places: Sequence[Stands] | None,
    followed_by: Sequence[FollowUp] = (),
) -> str:
    """Return the page; `places` is None before anything was looked for. `followed_by` are the
    public weighings that go on from one of this trialogue."""
    return looks.render(
        language,
        "redact.html",
        here="trialogues",
        signed_in=True,
        title=state.title,
        tid=tid,
        form=form,
        places=places,
        followed_by=followed_by,
    )
