"""Which texts have no use any more once a trialogue is closed: those that the room never saw.

What was shown, decided or said of a decision is the record, and stays. Pure: removes nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from trialoog.core.events import Fact, TextAt
from trialoog.core.ids import ContributionId
from trialoog.core.state import Contribution, State
from trialoog.core.wording import Wording, wordings
from trialoog.core.words import Status


class Rule(StrEnum):
    """Why a text goes."""

    UNREVEALED = "unrevealed"  # written in a round that was never revealed
    LATE = "late"  # came after its round and was not let in
    HELD = "held"  # held back by the facilitator, and still so at closing
    WITHDRAWN = "withdrawn"  # taken back by who wrote it
    EARLIER = "earlier"  # an earlier wording that nobody else saw


def expired(state: State, now: datetime, days: int) -> bool:
    """Tell whether a trialogue has been closed for so many days."""
    if state.status is not Status.CLOSED or state.closed is None:
        return False
    return now - state.closed >= timedelta(days=days)


def unseen(state: State, facts: Sequence[Fact]) -> Mapping[Rule, Sequence[TextAt]]:
    """Return by rule the texts that the room never saw and that are still there."""
    of: dict[ContributionId, list[Wording]] = {}
    for wording in wordings(facts):
        if wording.of is not None:
            of.setdefault(wording.of, []).append(wording)
    found: dict[Rule, list[TextAt]] = {}
    for contribution, its in of.items():
        rule = _rule(state, state.contributions[contribution])
        going = its
        if rule is None:
            rule, going = Rule.EARLIER, _earlier(its)
        if going:
            found.setdefault(rule, []).extend(wording.at for wording in going)
    return found


def _rule(state: State, it: Contribution) -> Rule | None:
    if it.withdrawn:
        return Rule.WITHDRAWN
    if it.late and not it.admitted:
        return Rule.LATE
    if not state.shown(it):
        return Rule.UNREVEALED
    return Rule.HELD if it.held else None


def _earlier(its: Sequence[Wording]) -> list[Wording]:
    """Return what was written before the last wording."""
    written = [wording for wording in its if wording.written]
    last = max((wording.at.seq for wording in written), default=0)
    return [wording for wording in written if wording.at.seq < last]
