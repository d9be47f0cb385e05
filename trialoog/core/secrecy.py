"""What a record may not show yet: the words of a round of silent writing that still runs."""

from collections.abc import Iterable

from trialoog.core.events import ContributionMade, ContributionReworded, Fact
from trialoog.core.state import State
from trialoog.core.words import Status


def blind(state: State, facts: Iterable[Fact]) -> frozenset[int]:
    """Return the positions of the facts whose words nobody but their writer may see now.

    After closing the record is whole: what was never revealed then belongs to it.
    """
    if state.status is Status.CLOSED:
        return frozenset()
    hidden = {c.id for c in state.contributions.values() if not state.visible(c) and not c.held}
    return frozenset(
        fact.seq
        for fact in facts
        if isinstance(fact.event, ContributionMade | ContributionReworded)
        and fact.event.contribution in hidden
    )
