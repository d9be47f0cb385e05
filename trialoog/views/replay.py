"""Looking back: the board at one moment of the meeting, as the projector drew it.

Draws nothing by itself: the regions are those of the projector, in the language of the meeting.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from markupsafe import Markup

from trialoog.core.past import Past
from trialoog.core.words import Perspective, Role
from trialoog.views import journal_lines, regions
from trialoog.views.looks import Looks
from trialoog.views.timeline import BEGINS

# The clock is left out: it counts down to what is long past.
BOARD = ("head", "earlier", "stage", "turn")


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened last at a moment, the board after it, and where one can go from here.

    `place` counts from 1; `before` and `after` are the facts of the moments beside it, `step` is
    the one that the step began with.
    """

    seq: int
    at: datetime
    text: str
    perspective: Perspective | None
    step: int
    name: str
    place: int
    many: int
    before: int | None
    after: int | None
    frozen: bool
    language: str
    board: Mapping[str, Markup]


def moment(looks: Looks, language: str, past: Past, seq: int | None) -> Moment:
    """Return the latest moment up to a fact, or the last. Raises `LookupError` when none is."""
    fact = past.moment(len(past.facts) if seq is None else seq)
    state, place = past.at(fact), past.place(fact.seq)
    told = journal_lines.line(past.now, fact, partial(looks.say, language))
    drawn = regions.render(looks, state, regions.Audience(Role.SCREEN), state.language)
    steps = (it.seq for it in past.moments[place::-1] if isinstance(it.event, BEGINS))
    return Moment(
        seq=fact.seq,
        at=fact.at,
        text="" if told is None else told.text,
        perspective=fact.by.perspective,
        step=next(steps, fact.seq),
        name=state.now_at.name,
        place=place + 1,
        many=len(past.moments),
        before=past.moments[place - 1].seq if place else None,
        after=past.moments[place + 1].seq if place + 1 < len(past.moments) else None,
        frozen=state.frozen is not None,
        language=state.language,
        board={region: Markup(drawn[region]) for region in BOARD},  # noqa: S704 - our template's
    )


def part(looks: Looks, language: str, past: Past, seq: int | None) -> str:
    """Return only `#moment`."""
    return looks.render(language, "journal/moment.html", now=moment(looks, language, past, seq))
