"""The pages of a spokesperson: the weighing as it will be public, with one question above it.

Tells nothing of the other perspectives, not even whether they answered.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from babel.dates import format_date

from trialoog.core.approvals import approvals, asked
from trialoog.core.document import Document, text_digest
from trialoog.core.ids import DilemmaId, TrialogueId
from trialoog.core.state import ReleaseAnswer, State
from trialoog.core.words import Approval, Perspective, Status
from trialoog.views import public
from trialoog.views.approvals import Parts, parts
from trialoog.views.forms import Form
from trialoog.views.looks import Looks
from trialoog.views.words import N_

SUBJECT = N_("Lees je mee met de openbare tekst?")
MAIL = N_(
    "Namens %(who)s vragen we je om een tekst te lezen: %(title)s.\n"
    "Die wordt straks openbaar. Zeg of dat zo mag:\n\n%(link)s\n\n"
    "De link werkt tot %(until)s. Geef hem aan niemand door.\n"
    "Weet je niet waar dit over gaat? Dan hoef je niets te doen."
)
REMINDER_SUBJECT = N_("Herinnering: lees je mee met de openbare tekst?")


@dataclass(frozen=True, slots=True)
class Asked:
    """What one spokesperson is asked. `seen` is the digest of the text on the page; `parts` are
    what an answer can be about, under headings; `can` is False while the meeting goes on."""

    tid: TrialogueId
    dilemma: DilemmaId
    perspective: Perspective
    office: str
    approval: Approval
    answer: ReleaseAnswer | None
    seen: str
    parts: Parts
    can: bool
    form: Form


def page(  # noqa: PLR0913  the parts of the page
    looks: Looks,
    language: str,
    state: State,
    tid: TrialogueId,
    *,
    document: Document,
    dilemma: DilemmaId,
    perspective: Perspective,
    form: Form,
) -> str:
    """Return what a spokesperson reads: the question, and the weighing as it will be public."""
    seen = text_digest(document)
    publications = state.dilemmas[dilemma].publications
    shown = Asked(
        tid=tid,
        dilemma=dilemma,
        perspective=perspective,
        office=state.spokespersons.get(perspective, ""),
        approval=approvals(state, dilemma, seen).get(perspective, Approval.NONE),
        answer=state.dilemmas[dilemma].approvals.get(perspective),
        seen=seen,
        parts=parts(looks, language, state, dilemma),
        can=state.status is Status.CLOSED and perspective in asked(state),
        form=form,
    )
    return public.weighing(
        looks,
        language,
        replace(document, approvals={}),  # of the others it tells nothing
        publications[0].slug if publications else "",
        versions=[(p.version, p.at, p.note) for p in publications if not p.withdrawn],
        preview=True,
        template="approve.html",
        asked=shown,
    )


def mail(  # noqa: PLR0917 - who asks for what, and until when
    looks: Looks, language: str, state: State, link: str, until: datetime, *, reminds: bool
) -> tuple[str, str]:
    """Return the subject and the text of the mail with a link. What people typed is one line."""
    text = looks.say(
        language,
        MAIL,
        who=" ".join(state.organisation.split()) or "trialoog",
        title=" ".join(state.title.split()),
        link=link,
        until=format_date(until.astimezone(looks.zone).date(), "long", locale=language),
    )
    return looks.say(language, REMINDER_SUBJECT if reminds else SUBJECT), text


def opening(looks: Looks, language: str) -> str:
    """Return the one button behind the link of a spokesperson."""
    return looks.render(language, "approve_open.html", here="", signed_in=False, gone=False)


def gone(looks: Looks, language: str) -> str:
    """Return what to do with a link that opens nothing any more."""
    return looks.render(language, "approve_open.html", here="", signed_in=False, gone=True)
