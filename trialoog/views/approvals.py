"""Approval of the public text as the facilitator sees it: where each perspective stands, its
link, and who is missing. Who is asked, and what counts, is decided in `core.approvals`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from trialoog.core.approvals import approvals, unapproved
from trialoog.core.document import Document, text_digest
from trialoog.core.ids import DilemmaId
from trialoog.core.public_text import Shape
from trialoog.core.state import ReleaseAnswer, State
from trialoog.core.words import THREE, Approval, Perspective, Status
from trialoog.views import editor
from trialoog.views.forms import Form
from trialoog.views.looks import Looks
from trialoog.views.words import N_

SAYS = {
    Approval.APPROVED: N_("Akkoord"),
    Approval.STALE: N_("Akkoord met een oudere tekst"),
    Approval.CHANGE: N_("Wil iets aanpassen"),
    Approval.NONE: N_("Nog geen antwoord"),
}
NOT_ASKED = N_("Nog niet gevraagd")
SIGN = {
    Approval.APPROVED: "chosen",
    Approval.STALE: "clock",
    Approval.CHANGE: "rejected",
    Approval.NONE: "clock",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A link that was made on this page, shown until somebody leaves it. `mailed` says that one
    went out as well."""

    perspective: Perspective
    url: str
    mailed: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link that works."""

    made: datetime
    expires: datetime


Parts = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Headings, and under each the keys and names of parts of the public text."""

NO_LINKS: Mapping[Perspective, Link] = {}
NONE_MADE: Mapping[Perspective, Made] = {}


@dataclass(frozen=True, slots=True)
class Card:
    """One perspective. `approval` is None for who was not at the table, and `says` puts it in
    words; `since` tells that the text changed after the answer, `part` names what that was about.
    `made` is the link while it can still be read."""

    perspective: Perspective
    office: str
    approval: Approval | None
    says: str
    answer: ReleaseAnswer | None
    since: bool
    part: str
    link: Link | None
    made: Made | None


@dataclass(frozen=True, slots=True)
class Approvals:
    """The three cards, and who has not agreed with this very text. `can` tells whether anybody
    can be asked now, `confirmed` that publishing without them was ticked."""

    cards: tuple[Card, ...]
    missing: tuple[Perspective, ...]
    can: bool
    mails: bool
    confirmed: bool
    form: Form
    sign: Mapping[Approval, str] = field(default_factory=lambda: SIGN)

    @property
    def wishes(self) -> tuple[Card, ...]:
        """Who asked for a change."""
        return tuple(it for it in self.cards if it.approval is Approval.CHANGE)

    @property
    def again(self) -> tuple[Perspective, ...]:
        """Who answered an older text and still has a link that works."""
        return tuple(it.perspective for it in self.cards if it.answer and it.since and it.link)

    @property
    def silent(self) -> tuple[Perspective, ...]:
        """Who gave no answer."""
        return tuple(it.perspective for it in self.cards if it.approval is Approval.NONE)


def of_editor(  # noqa: PLR0913  the parts of the card
    looks: Looks,
    language: str,
    state: State,
    *,
    dilemma: DilemmaId,
    document: Document,
    form: Form,
    links: Mapping[Perspective, Link] = NO_LINKS,
    mails: bool = False,
    made: Mapping[Perspective, Made] = NONE_MADE,
) -> Approvals:
    """Return where everybody stands towards the text as it is in `document`."""
    digest = text_digest(document)
    found = approvals(state, dilemma, digest)
    answers = state.dilemmas[dilemma].approvals
    named = {
        key: name for _, those in parts(looks, language, state, dilemma) for key, name in those
    }
    missing = unapproved(state, dilemma, digest)
    cards = []
    for perspective in THREE:
        answer, approval = answers.get(perspective), found.get(perspective)
        waits = approval is Approval.NONE and perspective not in links
        cards.append(
            Card(
                perspective=perspective,
                office=state.spokespersons.get(perspective, ""),
                approval=approval,
                says=NOT_ASKED if waits else SAYS[approval or Approval.NONE],
                answer=answer,
                since=answer is not None and answer.seen != digest,
                part=named.get(answer.block, "") if answer is not None else "",
                link=links.get(perspective),
                made=made.get(perspective),
            )
        )
    return Approvals(
        cards=tuple(cards),
        missing=missing,
        can=state.status is Status.CLOSED and not state.rehearsal,
        mails=mails,
        confirmed=form.value("without") == " ".join(missing),
        form=form,
    )


def parts(looks: Looks, language: str, state: State, dilemma: DilemmaId) -> Parts:
    """Return the parts of the public text by their key and name, under the headings of the page.

    Only what somebody can read as a text of its own.
    """
    sections: Sequence[editor.Section] = editor.sections(looks, language, state, dilemma, texts={})
    say = partial(looks.say, language)
    return tuple(
        (
            section.heading or section.record_heading or say(N_("De tekst")),
            tuple(
                (it.block.key, it.label)
                for it in section.fields
                if it.block.shape not in {Shape.STANDING, Shape.DATE}
            ),
        )
        for section in sections
    )
