"""What everybody looks at, large: one text, or one option with what was said of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from trialoog.core.state import Contribution, Option, State
from trialoog.core.words import OutcomeKind, Pole
from trialoog.views import board_models, fit, screen_texts

ABOUT = 3.1  # the line with perspective and kind, with the gap under it, in rem
BELOW = 2.0  # the line with the source, with the gap above it
DETAIL = 0.4  # of the height, when there is something to read under it


@dataclass(frozen=True, slots=True)
class Text:
    """One text with what is known of it. `pole` is the side of the dilemma it is about, if any."""

    card: board_models.Card
    passage: fit.Passage
    pole: str
    source: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One option: its detail, what became of it, and the texts on it that fit."""

    detail: fit.Passage
    outcome: OutcomeKind | None
    columns: tuple[screen_texts.Column, ...]
    size: str


def text(state: State) -> Contribution | None:
    """Return the text that everybody looks at, unless the room may not read it any more."""
    looking = state.looking
    if looking is None or looking.contribution is None:
        return None
    found = state.contributions[looking.contribution]
    return found if state.visible(found) and found.dilemma == state.dilemma else None


def option(state: State) -> Option | None:
    """Return the option that everybody looks at, or that the text they look at is about."""
    looking = state.looking
    if looking is not None and looking.option is not None:
        return state.options[looking.option]
    found = text(state)
    return state.options[found.option] if found is not None and found.option is not None else None


def show_text(state: State, room: float) -> Mapping[str, object]:
    """Show one text as large as it fits."""
    found = text(state)
    if found is None:
        raise LookupError("nobody looks at a text")
    poles = {Pole.A: state.board().pole_a, Pole.B: state.board().pole_b}
    source = fit.shorten(found.source, 80)
    height = room - ABOUT - (BELOW if source or found.recognised else 0.0)
    shown = Text(
        board_models.card(found),
        fit.passage(found.text, height),
        "" if found.pole is None else poles[found.pole].name,
        source,
        found.answered,
    )
    return {"it": shown}


def show_option(state: State, room: float) -> Mapping[str, object]:
    """Show one option: its detail, and the texts on it as far as they fit."""
    found = option(state)
    if found is None:
        raise LookupError("nobody looks at an option")
    texts = [c for c in board_models.visible(state, found.dilemma) if c.option == found.id]
    outcome = state.outcome_of(found.id)
    room -= ABOUT if outcome is not None else 0.0
    detail = fit.passage(found.detail, room * DETAIL if texts else room - BELOW, "l")
    height = room - (detail.height + fit.GAP if found.detail else 0.0)
    size, columns = screen_texts.in_grid(state, texts, fit.WIDTH, height)
    shown = Said(detail, None if outcome is None else outcome.kind, columns, size)
    return {"it": shown, "more": detail.more or any(column.more for column in columns)}
