""" "Then and now": what an earlier weighing decided and expected, for who prepares a follow-up and
for the room. Pure; what was said then is shown as it was public.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from trialoog.core import follow_up, set_aside
from trialoog.core.document import Document
from trialoog.core.draft import Draft
from trialoog.core.earlier import EarlierAssumption, EarlierOption, EarlierWeighing
from trialoog.core.state import Option, State
from trialoog.core.words import Activity, OutcomeKind, Perspective, Standing
from trialoog.views import board_models, fit

WENT_ON = (OutcomeKind.CHOSEN, OutcomeKind.ELABORATE)
MOST = 58  # letters on one line of the projector
HEADING, GAP = (
    1.9,
    0.35,
)  # rem, of the heading above the assumptions there; and, in their size, under each
KNOWN = " nnnnn nnn nnnnn"  # stands in for what is known of one


@dataclass(frozen=True, slots=True)
class Aside:
    """An option that did not go on then: with a tick and a reason it is on the table again."""

    id: str
    then: EarlierOption
    back: bool
    why: str
    why_field: str


@dataclass(frozen=True, slots=True)
class Then:
    """What a dilemma in a preparation goes on from."""

    weighing: EarlierWeighing
    aside: tuple[Aside, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line on the projector: what became of an option, or which went on. `why` one is back
    takes a second line."""

    outcome: OutcomeKind
    text: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Assumed:
    """What was assumed then, in a size that fits."""

    entries: tuple[EarlierAssumption, ...]
    size: str
    more: bool


def prepared(draft: Draft, dilemma: str, found: Mapping[str, Document]) -> Then | None:
    """Return what a dilemma goes on from, if that is public; `found` is by id of the dilemma."""
    follows, document = draft.get("follows", {}).get(dilemma), found.get(dilemma)
    if follows is None or document is None:
        return None
    weighing = follow_up.weighed_then(document, follows, follows["came"])
    then = {option.letter: option for option in weighing.options}
    aside = tuple(
        Aside(it["id"], then[it["letter"]], it["back"], it["why"], set_aside.why_field(it))
        for it in follows["aside"]
        if it["letter"] in then
    )
    return Then(weighing, aside)


# --- in the room -----------------------------------------------------------------------


def board(state: State, _: Perspective | None) -> Mapping[str, object]:
    """Show phones and the console what was weighed then; empty where nothing was, or when the
    meeting reads back."""
    weighing = _weighing(state)
    options = weighing.options if weighing else ()
    return {
        "then": weighing,
        "went_on": [o for o in options if o.outcome in WENT_ON],
        "back": [o for o in options if o.outcome in follow_up.ASIDE and o.option],
        "aside": [o for o in options if o.outcome in follow_up.ASIDE and not o.option],
    }


def line(state: State, option: Option | None) -> Line | None:
    """Return the one line under the title of the projector: what became of the option that the
    room looks at, or else what was chosen then."""
    weighing = _weighing(state)
    if weighing is None or not state.now_at.activities:
        return None
    if option is not None:
        was = weighing.of(option.id)
        if was is None:
            return None
        return Line(was.outcome, fit.shorten(was.reason, MOST), fit.shorten(was.why or "", MOST))
    went_on = [o for o in weighing.options if o.outcome in WENT_ON]
    if not went_on:
        return None
    return Line(went_on[0].outcome, fit.shorten(", ".join(o.title for o in went_on), MOST))


def assumptions(state: State) -> tuple[EarlierAssumption, ...]:
    """Return what was assumed then of what went on."""
    weighing = _weighing(state)
    options = weighing.options if weighing else ()
    return tuple(a for o in options if o.outcome in WENT_ON for a in o.assumptions)


def assumed(state: State, height: float) -> Assumed | None:
    """Return what was assumed then, as much of it as fits in so many rem of the projector."""
    found = assumptions(state)
    texts = [a.text + ("" if a.state is Standing.OPEN else KNOWN) for a in found]
    fitted = fit.column(texts, fit.WIDTH, height - HEADING, GAP)
    if not fitted.entries:
        return None
    return Assumed(tuple(found[i] for i in fitted.entries), fitted.size, fitted.more)


def _weighing(state: State) -> EarlierWeighing | None:
    phase = board_models.underway(state)
    if phase is None or state.dilemma is None or phase.allows(Activity.READ_BACK):
        return None
    return state.board().earlier
