"""Clauses about the approval of the public text by the perspectives. See `decide`."""

from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core import text
from trialoog.core.approvals import asked
from trialoog.core.events import By, Event, Text
from trialoog.core.public_text import blocks
from trialoog.core.refusals import Refused
from trialoog.core.state import State


def decide(state: State, by: By, command: c.ApproveRelease | c.WantChange) -> tuple[Event, ...]:
    """Return the events, or raise `Refused`. Role and standing were checked."""
    if command.dilemma not in state.dilemmas:
        raise Refused("unknown_dilemma", "dilemma")
    if state.rehearsal:
        raise Refused("rehearsal")
    if by.perspective is None or by.perspective not in asked(state):
        raise Refused("not_yours")
    before = state.dilemmas[command.dilemma].approvals.get(by.perspective)
    if isinstance(command, c.ApproveRelease):
        if before is not None and before.approved and before.seen == command.seen:
            return ()
        return (e.ReleaseApproved(command.dilemma, command.seen),)
    words = text.long(command.words, "words", "change_missing")
    known = {block.key for block in blocks(state, command.dilemma)}
    block = command.block if command.block in known else ""
    if before is not None and (before.seen, before.words, before.block) == (
        command.seen,
        words,
        block,
    ):
        return ()
    return (e.ReleaseChangeWanted(command.dilemma, command.seen, Text(words), block),)
