"""Blank cards to print, for a round on paper: what this step asks, with room to write."""

from dataclasses import dataclass

from trialoog.core.state import State
from trialoog.core.words import Activity, Kind, Perspective
from trialoog.views.looks import Looks

CARDS = 4  # on one sheet


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cards of one perspective."""

    perspective: Perspective
    prompt: str


@dataclass(frozen=True, slots=True)
class Cards:
    """What stands on every card: where a text can belong, and what it can be."""

    question: str
    heading: str
    sheets: tuple[Sheet, ...]
    places: tuple[str, ...]
    kinds: tuple[Kind, ...]
    numbers: range = range(CARDS)


def cards(looks: Looks, language: str, state: State) -> str:
    """Return the page with blank cards for the step that the room is in."""
    phase, dilemma = state.now_at, state.board()
    places: tuple[str, ...] = tuple(o.letter for o in state.options_of(dilemma.id))
    if phase.allows(Activity.WRITE):
        places = (dilemma.pole_a.name, dilemma.pole_b.name)
    model = Cards(
        question=dilemma.question,
        heading=phase.heading or phase.name,
        sheets=tuple(Sheet(p, phase.prompts.get(p, "")) for p in state.at_table),
        places=places,
        kinds=phase.kinds,
    )
    return looks.render(language, "cards.html", it=model)
