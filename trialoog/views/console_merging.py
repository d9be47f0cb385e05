"""In which option another can go on, and whether that one goes on itself.

An option that goes on in one that fell, falls with it. Nothing is refused for that: it is said.
"""

from dataclasses import dataclass

from trialoog.core.ids import OptionId
from trialoog.core.state import Option, Outcome, State
from trialoog.core.words import OutcomeKind

AWAY = (OutcomeKind.REJECTED, OutcomeKind.PARKED, OutcomeKind.MERGED)


@dataclass(frozen=True, slots=True)
class Target:
    """An option to go on in, with what became of it so far; `into` is the letter of the option
    in which it goes on itself."""

    id: OptionId
    letter: str
    title: str
    kind: OutcomeKind | None
    recorded: bool
    into: str

    @property
    def away(self) -> bool:
        """Tell whether it is not on the table any more, or is proposed to go."""
        return self.kind in AWAY


def target(state: State, option: Option) -> Target:
    """Return an option as one to go on in. A proposal counts: it may be recorded next."""
    outcome = state.outcome_of(option.id)
    into = outcome.into if outcome else None
    return Target(
        id=option.id,
        letter=option.letter,
        title=option.title,
        kind=outcome.kind if outcome else None,
        recorded=bool(outcome and outcome.recorded),
        into=state.options[into].letter if into else "",
    )


def went_away(state: State, outcome: Outcome) -> Target | None:
    """Return the option that an outcome lets another go on in, if that one is away itself."""
    found = target(state, state.options[outcome.into]) if outcome.into else None
    return found if found is not None and found.away else None
