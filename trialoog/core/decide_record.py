"""Clauses about the record itself: which of its words go. See `decide`."""

from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core import text
from trialoog.core.events import Event, Text
from trialoog.core.refusals import Refused
from trialoog.core.state import State


def decide(state: State, command: c.Command) -> tuple[Event, ...]:
    """Return the events, or raise `Refused`. Role and standing were checked."""
    match command:
        case c.RedactTexts():
            return _redact(state, command)
        case c.ExpireTexts():
            return (e.TextsExpired(command.days),)
    raise AssertionError(f"no clause for {type(command).__name__}")


def _redact(state: State, command: c.RedactTexts) -> tuple[Event, ...]:
    ground = text.long(command.ground, "ground", "ground_missing")
    for found in command.contributions:
        # What nobody has read can't be judged either, and must not be found by its words.
        if found not in state.contributions or not state.shown(state.contributions[found]):
            raise Refused("unknown_contribution")
    if any(not 0 < at.seq <= state.seq for at in command.texts):
        raise Refused("words_not_found", "words")
    changed = tuple(_changed(state, change) for change in command.public)
    return (e.TextsRedacted(command.contributions, command.texts, Text(ground)), *changed)


def _changed(state: State, change: c.PublicChange) -> Event:
    known = state.dilemmas.get(change.dilemma)
    public = {p.version: p.document for p in known.publications} if known is not None else {}
    if public.get(change.version) != change.was or change.document == change.was:
        raise Refused("words_not_found", "words")
    return e.WeighingRedacted(change.dilemma, change.version, change.was, change.document)
