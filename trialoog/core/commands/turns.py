"""Commands about speaking: hands, turns, time, and who is done with a step."""

from dataclasses import dataclass

from trialoog.core.ids import HandId
from trialoog.core.words import Perspective


@dataclass(frozen=True, slots=True)
class RaiseHand:
    """Ask for the floor, in the step with this number (`State.step`).

    Only the facilitator gives `perspective`: for somebody without a phone.
    """

    hand: HandId
    step: int
    perspective: Perspective | None = None


@dataclass(frozen=True, slots=True)
class LowerHand:
    """Take a hand down: the own one of this step, or, as facilitator, the one named."""

    step: int
    hand: HandId | None = None


@dataclass(frozen=True, slots=True)
class GiveTurn:
    """Give the floor to a hand, or to a perspective; to neither: to whose turn it is."""

    hand: HandId | None = None
    perspective: Perspective | None = None


@dataclass(frozen=True, slots=True)
class EndTurn:
    """End the turn that runs."""


@dataclass(frozen=True, slots=True)
class SetBudget:
    """Give each perspective so many minutes to speak in this step; 0 is: no budget."""

    minutes: int


@dataclass(frozen=True, slots=True)
class SayReady:
    """Say: I have finished the step with this number. `on` False takes it back."""

    step: int
    on: bool = True
