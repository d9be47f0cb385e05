"""What facts about the approval of the public text change. See `evolve`."""

from dataclasses import replace

from trialoog.core import events as e
from trialoog.core.changing import changed, put
from trialoog.core.state import ReleaseAnswer, State


def approval(state: State, fact: e.Fact) -> State:
    """Return the state after a perspective answered: only the latest answer counts."""
    match fact.event:
        case e.ReleaseApproved() as it:
            answer = ReleaseAnswer(approved=True, seen=it.seen, at=fact.at)
        case e.ReleaseChangeWanted() as it:
            answer = ReleaseAnswer(
                approved=False, seen=it.seen, at=fact.at, words=it.words, block=it.block
            )
        case _:
            raise AssertionError(f"no rule for {type(fact.event).__name__}")
    if fact.by.perspective is None:
        raise AssertionError("an answer is of a perspective")
    dilemma = state.dilemmas[it.dilemma]
    answers = put(dilemma.approvals, fact.by.perspective, answer)
    return changed(
        state, dilemmas=put(state.dilemmas, it.dilemma, replace(dilemma, approvals=answers))
    )


def outdated(state: State) -> State:
    """Return the state in which nobody has seen the text yet: the meeting goes on, and with it
    what there is to approve."""
    return changed(
        state,
        dilemmas={
            id: replace(
                dilemma,
                approvals={p: replace(a, seen="") for p, a in dilemma.approvals.items()},
            )
            for id, dilemma in state.dilemmas.items()
        },
    )
