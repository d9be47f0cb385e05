"""Where the perspectives stand towards the public text: of each its latest answer. Pure.

Silence is no veto: this tells who has not agreed, and stands in nobody's way.
"""

from collections.abc import Mapping

from trialoog.core.ids import DilemmaId
from trialoog.core.state import State
from trialoog.core.words import THREE, Approval, Perspective


def asked(state: State) -> tuple[Perspective, ...]:
    """Return who is asked to agree: those of the three who were at the table, never a guest."""
    return tuple(p for p in THREE if p not in state.absent)


def approvals(state: State, dilemma: DilemmaId, digest: str) -> Mapping[Perspective, Approval]:
    """Return where everybody who is asked stands towards the text with this digest."""
    return {p: _towards(state, dilemma, p, digest) for p in asked(state)}


def unapproved(state: State, dilemma: DilemmaId, digest: str) -> tuple[Perspective, ...]:
    """Return who has not agreed with exactly the text with this digest."""
    found = approvals(state, dilemma, digest)
    return tuple(p for p, approval in found.items() if approval is not Approval.APPROVED)


def _towards(state: State, dilemma: DilemmaId, who: Perspective, digest: str) -> Approval:
    answer = state.dilemmas[dilemma].approvals.get(who)
    if answer is None:
        return Approval.NONE
    if not answer.approved:
        return Approval.CHANGE
    return Approval.APPROVED if answer.seen == digest else Approval.STALE
