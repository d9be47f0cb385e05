"""The pages of a spokesperson: the weighing as it will be public, with one question above it.

Tells nothing of the other perspectives, not even whether they answered.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from trialoog.core.approvals import approvals, asked
from trialoog.core.document import Document, text_digest
from trialoog.core.ids import DilemmaId, TrialogueId
from trialoog.core.state import Publication, ReleaseAnswer, State
from trialoog.core.words import Approval, Perspective, Status
from trialoog.views import locales
from trialoog.views import public as pages
from trialoog.views.approvals import Parts, parts
from trialoog.views.changes import Changes, changes
from trialoog.views.forms import Form
from trialoog.views.looks import Looks
from trialoog.views.mails import signed
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
    what an answer can be about, under headings; `can` is False while the meeting goes on.

    `public` is the version on the site, `out` tells that it says exactly this text. `about` names
    the part that the answer was about, `changes` are those since what is public.
    """

    tid: TrialogueId
    dilemma: DilemmaId
    perspective: Perspective
    office: str
    approval: Approval
    answer: ReleaseAnswer | None
    seen: str
    about: str
    parts: Parts
    can: bool
    public: Publication | None
    out: bool
    changes: Changes | None
    form: Form


def page(  # noqa: PLR0913  the parts of the page
    looks: Looks,
    language: str,
    state: State,
    tid: TrialogueId,
    *,
    document: Document,
    public: Document | None,
    dilemma: DilemmaId,
    perspective: Perspective,
    form: Form,
) -> str:
    """Return what a spokesperson reads: the question, and the weighing as it will be public.
    `public` is what stands on the site now."""
    seen = text_digest(document)
    publications = state.dilemmas[dilemma].publications
    those = parts(looks, language, state, dilemma)
    answer = state.dilemmas[dilemma].approvals.get(perspective)
    shown = Asked(
        tid=tid,
        dilemma=dilemma,
        perspective=perspective,
        office=state.spokespersons.get(perspective, ""),
        approval=approvals(state, dilemma, seen).get(perspective, Approval.NONE),
        answer=answer,
        seen=seen,
        about={key: name for _, names in those for key, name in names}.get(
            answer.block if answer is not None else "", ""
        ),
        parts=those,
        can=state.status is Status.CLOSED and perspective in asked(state),
        public=publications[-1] if public is not None else None,
        out=public is not None and _same(document, public),
        changes=_since(looks, language, document, public),
        form=form,
    )
    return pages.weighing(
        looks,
        language,
        replace(document, approvals={}),  # of the others it tells nothing
        publications[0].slug if publications else "",
        versions=[(p.version, p.at, p.note) for p in publications if not p.withdrawn],
        preview=True,
        template="approve.html",
        asked=shown,
    )


def _since(
    looks: Looks, language: str, document: Document, public: Document | None
) -> Changes | None:
    """Return what is different from the text on the site; nothing of what the others answered."""
    if public is None:
        return None
    return changes(looks, language, replace(public, approvals={}), replace(document, approvals={}))


def _same(document: Document, public: Document) -> bool:
    """Tell whether a text is the one on the site, whatever was noted about its version."""
    return text_digest(replace(document, note="")) == text_digest(replace(public, note=""))


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
        until=locales.day(until.astimezone(looks.zone).date(), language),
    )
    subject = looks.say(language, REMINDER_SUBJECT if reminds else SUBJECT)
    return subject, signed(looks, language, text)


def opening(  # noqa: PLR0917 - what it is about, for whom, until when
    looks: Looks,
    language: str,
    state: State,
    dilemma: DilemmaId,
    perspective: Perspective,
    *,
    until: datetime,
) -> str:
    """Return what the link of a spokesperson is for, with the one button behind it."""
    return looks.render(
        language,
        "approve_open.html",
        written=state.language,
        here="",
        signed_in=False,
        gone=False,
        question=state.dilemmas[dilemma].question,
        title=state.title,
        organisation=state.organisation,
        perspective=perspective,
        office=state.spokespersons.get(perspective, ""),
        until=until,
        public=state.dilemmas[dilemma].public,
    )


def gone(looks: Looks, language: str) -> str:
    """Return what to do with a link that opens nothing any more."""
    return looks.render(language, "approve_open.html", here="", signed_in=False, gone=True)
