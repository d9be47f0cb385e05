"""A proposed outcome on the projector: its reason typed large, and the consent per perspective.

Until the facilitator shows how the perspectives stand, the room sees only which of them answered:
who sees a bar grow leans with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trialoog.core import weighing
from trialoog.core.state import Outcome, State
from trialoog.core.words import GUESTS, THREE, Activity, OutcomeKind, Perspective
from trialoog.views import fit
from trialoog.views.words import N_

CONSENT = 7.2  # the height of the bars with the gap above them, in rem
CONSENT_OF_ONE = 5.6  # with one answer of each of the three, which takes one line
CONSENT_OF_GUESTS = 2.0


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
    blocks: tuple[tuple[str, str], ...]  # message id and text; an empty id for the reason
    size: str
    more: bool
    consent: Consent | None  # none was asked


def proposal(state: State) -> Outcome | None:
    """Return the latest outcome that stands on the screen and is not recorded yet."""
    if not (state.now_at.allows(Activity.OUTCOME) or state.now_at.allows(Activity.CONSENT)):
        return None
    return state.proposed()


def decide(state: State, room: float) -> Mapping[str, object]:
    """Show the proposed outcome as large as it fits, and who can live with it."""
    outcome = proposal(state)
    if outcome is None:
        raise LookupError("nothing was proposed")
    guests = any(state.seats_of(p) for p in GUESTS)
    asked = CONSENT if any(state.seats_of(p) > 1 for p in THREE) else CONSENT_OF_ONE
    asked += CONSENT_OF_GUESTS if guests else 0.0
    height = room - 2.4 - (asked if outcome.asked else 0.0)
    blocks, fitted = _as_much(state, outcome, height)
    shown = Proposal(
        outcome.kind,
        tuple(blocks[i] for i in fitted.entries),
        fitted.size,
        fitted.more,
        _consent(state, outcome) if outcome.asked else None,
    )
    return {"proposal": shown}


def _as_much(
    state: State, outcome: Outcome, height: float
) -> tuple[Sequence[tuple[str, str]], fit.Fitted]:
    """Fit the parts of an outcome. A long reason gives way so that the others can be read, and
    then the last parts do."""
    every = len(list(_blocks(state, outcome, REASONS[0])))
    for parts in range(every, 0, -1):
        for most in REASONS:
            blocks = list(_blocks(state, outcome, most))[:parts]
            texts = [f"{label}: {text}" if label else text for label, text in blocks]
            less = parts < every or blocks[0][1] != outcome.reason
            fitted = fit.column(texts, fit.WIDTH, height - (fit.MORE if less else 0.0), 0.5)
            if not fitted.more:
                return blocks, fit.Fitted(fitted.size, fitted.entries, more=less)
    blocks = [("", fit.shorten(outcome.reason, REASONS[-1]))]
    return blocks, fit.Fitted("s", (0,), more=True)


REASONS = (5000, 500, 350, 240, 160, 75)  # letters of a reason, from all to the least that is shown


def _blocks(state: State, outcome: Outcome, most: int) -> Iterable[tuple[str, str]]:
    """Yield the parts of an outcome, each with its heading; the reason has none."""
    yield "", outcome.reason if len(outcome.reason) <= most else fit.shorten(outcome.reason, most)
    if outcome.into is not None:
        into = state.options[outcome.into]
        yield N_("Samengevoegd met"), f"{into.letter}. {into.title}"
    if outcome.reopen:
        yield N_("Heropenen als"), outcome.reopen
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
