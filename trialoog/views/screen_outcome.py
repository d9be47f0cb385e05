"""A proposed outcome on the projector: its reason typed large, and the consent per perspective.

Until the facilitator shows how the perspectives stand, the room sees only which of them answered:
who sees a bar grow leans with it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from trialoog.core import weighing
from trialoog.core.state import Outcome, State
from trialoog.core.words import GUESTS, THREE, OutcomeKind, Perspective
from trialoog.views import fit
from trialoog.views.words import N_

Block = tuple[str, str]  # message id of a heading, empty for the reason, and text
# The height of who answered with the gap above it, in rem, and of the bars: with more than one
# answer of a perspective what they say may take two lines.
ANSWERED = 4.8
BARS, BARS_OF_ONE = 7.2, 5.6
# What the perspectives say to it, where nothing is asked: the gap above and the name, the column.
NAMED, COLUMN, SAID = 2.6, 14.0, 0.95
GUESTS_LINE = 2.0
CHIP = 2.4
GAP = 0.4  # under each part, in its own size


@dataclass(frozen=True, slots=True)
class Bar:
    """Consent of one perspective: how long each part of its bar is, of 100."""

    perspective: Perspective
    support: int
    live_with: int
    objects: int
    answered: bool
    tally: weighing.Tally


@dataclass(frozen=True, slots=True)
class Consent:
    """How the perspectives stand, once that is shown; before, only which of them answered."""

    answered: tuple[tuple[Perspective, bool], ...]  # the three
    bars: tuple[Bar, ...]  # the three; empty until it is shown
    guests: tuple[Perspective, ...]  # who answered


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed outcome, typed large."""

    kind: OutcomeKind
    blocks: Sequence[Block]
    size: str
    more: bool
    consent: Consent | None  # none was asked
    says: tuple[tuple[Perspective, str], ...] = ()  # of the three, where there is room for it


def decide(state: State, room: float) -> Mapping[str, object]:
    """Show the proposed outcome as large as it fits, and who can live with it."""
    outcome = state.proposed()
    if outcome is None:
        raise LookupError("nothing was proposed")
    if not outcome.asked:
        return {"proposal": _with_what_they_say(state, outcome, room - CHIP)}
    height = room - CHIP - _consent_height(state, outcome)
    blocks, size, less = _as_much(state, outcome, height)
    return {"proposal": Proposal(outcome.kind, blocks, size, less, _consent(state, outcome))}


def _with_what_they_say(state: State, outcome: Outcome, height: float) -> Proposal:
    """Show what the perspectives say to it too, if all else stays whole."""
    says = tuple((p, outcome.says[p]) for p in THREE if p in outcome.says)
    if says:
        most = max(fit.lines(text, COLUMN, SAID) for _, text in says)
        foot = NAMED + most * SAID * fit.LINE
        blocks, size, less = _as_much(state, outcome, height - foot)
        if not less:
            more = len(says) < len(outcome.says)
            return Proposal(outcome.kind, blocks, size, more, None, says)
    blocks, size, less = _as_much(state, outcome, height)
    return Proposal(outcome.kind, blocks, size, less or bool(outcome.says), None)


def _consent_height(state: State, outcome: Outcome) -> float:
    """Return the height of who answered, or of the bars, in rem.

    Until the bars are shown answers come one by one: the line of guests is kept free for them.
    """
    answered = {consent.perspective for consent in outcome.consents.values()}
    there = (p for p in GUESTS if (p in answered if outcome.shown else state.seats_of(p)))
    height = GUESTS_LINE if any(there) else 0.0
    if not outcome.shown:
        return height + ANSWERED
    return height + (BARS if any(state.seats_of(p) > 1 for p in THREE) else BARS_OF_ONE)


# How many letters of the reason and of each other part are shown, from all to the least: a line of
# the smallest type has about eighty, heading included.
CUTS = (
    (5000, 5000),
    (500, 5000),
    (350, 5000),
    (240, 5000),
    (240, 240),
    (160, 130),
    (160, 55),
    (75, 55),
)


def _as_much(state: State, outcome: Outcome, height: float) -> tuple[Sequence[Block], str, bool]:
    """Return the parts of an outcome that fit, their size, and whether that is less than all.

    A long reason gives way first, then every part, so that each can be read in few words. What
    still does not fit is left out, the last first.
    """
    for blocks, less in _shorter(state, outcome):
        texts = [f"{label}: {text}" if label else text for label, text in blocks]
        fitted = fit.column(texts, fit.WIDTH, height, GAP)
        if not fitted.more:
            return blocks, fitted.size, less
    return blocks, "s", True


def _shorter(state: State, outcome: Outcome) -> Iterator[tuple[Sequence[Block], bool]]:
    """Yield the parts, whole and then shorter and fewer; the last is the reason in few words."""
    for reason, other in CUTS:
        yield _cut(state, outcome, reason, other)
    blocks, _ = _cut(state, outcome, *CUTS[-1])
    for many in range(len(blocks) - 1, 0, -1):
        yield blocks[:many], True


def _cut(state: State, outcome: Outcome, reason: int, other: int) -> tuple[Sequence[Block], bool]:
    """Return the parts with at most so many letters, and whether that leaves something out."""
    blocks = list(_blocks(state, outcome))
    most = (reason, *(other for _ in blocks[1:]))
    cut = [
        (label, text if len(text) <= letters else fit.shorten(text, letters))
        for (label, text), letters in zip(blocks, most, strict=True)
    ]
    return cut, cut != blocks


def _blocks(state: State, outcome: Outcome) -> Iterable[Block]:
    """Yield the parts of an outcome, each with its heading; the reason has none."""
    yield "", outcome.reason
    if outcome.into is not None:
        into = state.options[outcome.into]
        yield N_("Samengevoegd met"), f"{into.letter}. {into.title}"
    if outcome.reopen:
        yield N_("Wanneer we dit opnieuw bekijken"), outcome.reopen
    for label, entries in (
        (N_("Wat we ermee accepteren"), outcome.downsides),
        (N_("Voorwaarden"), outcome.conditions),
        (N_("Wat we aannemen"), outcome.assumptions),
    ):
        if entries:
            yield label, " · ".join(entry.rstrip(".") for entry in entries)


def _consent(state: State, outcome: Outcome) -> Consent:
    answered = {consent.perspective for consent in outcome.consents.values()}
    tallies = weighing.consent(state, outcome) if outcome.shown else ()
    return Consent(
        tuple((p, p in answered) for p in THREE),
        tuple(_bar(tally) for tally in tallies if tally.perspective in THREE),
        tuple(p for p in GUESTS if p in answered),
    )


def _bar(tally: weighing.Tally) -> Bar:
    support, live_with, objects = tally.support or 0, tally.live_with or 0, tally.objects or 0
    answers = support + live_with + objects
    first = round(100 * support / answers) if answers else 0
    second = round(100 * live_with / answers) if answers else 0
    third = 100 - first - second if answers else 0
    return Bar(tally.perspective, first, second, third, bool(answers), tally)
