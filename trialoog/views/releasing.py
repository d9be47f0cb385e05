"""What stands around the button that makes a weighing public: findings, plans, what went offline.

View models and their words only; what may point at a person is `core.tracing`'s.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from trialoog.core.ids import DilemmaId
from trialoog.core.problems import MOST_SUBJECTS
from trialoog.core.public_text import Block, blocks
from trialoog.core.refusals import Refused
from trialoog.core.state import State
from trialoog.core.tracing import Finding, Trace
from trialoog.core.words import Ground, Status
from trialoog.views import editor
from trialoog.views.forms import Form
from trialoog.views.lineage import FollowUp
from trialoog.views.looks import Looks
from trialoog.views.messages import sentence
from trialoog.views.subjects import SUBJECTS
from trialoog.views.tips import Tips
from trialoog.views.words import N_

TRACE = {
    Trace.EMAIL: N_("Een e-mailadres: “%(words)s”. Haal het weg, of noem een algemeen adres."),
    Trace.PHONE: N_("Een telefoonnummer: “%(words)s”. Haal het weg, of noem een algemeen nummer."),
    Trace.ADDRESS: N_("Een adres: “%(words)s”. Noem hooguit de plaats."),
    Trace.NUMBER: N_("Dit lijkt een burgerservicenummer: “%(words)s”. Haal het weg."),
    Trace.NAME: N_("Dit lijkt een naam: “%(words)s”. Noem liever een functie of een groep."),
    Trace.FIRST_PERSON: N_("Hier spreekt één mens: “%(words)s”. Schrijf namens een groep."),
    Trace.FEW: N_("Dit telt een klein groepje: “%(words)s”. Noem geen aantal."),
    Trace.VIEW: N_(
        "Zo staat het letterlijk in één inbreng: “%(words)s”. Zeg het met andere woorden."
    ),
    Trace.SMALL: N_(
        "Zo zei een groep van één of twee het letterlijk: “%(words)s”. "
        "Zeg het met andere woorden, of laat het weg."
    ),
}
GROUND = {
    Ground.PRIVACY: N_("Er staan persoonsgegevens in. Ook de titel verdwijnt."),
    Ground.PROCEDURE: N_("Er is iets anders mis. De titel blijft staan."),
}
REFUSED = N_("De regels staan het niet meer toe. Kijk de tekst na.")


@dataclass(frozen=True, slots=True)
class Traces:
    """What may point at a person, beside each field by its key, and in the order of the page.

    `mark` is what confirms exactly these.
    """

    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    listed: tuple[editor.Sentence, ...] = ()
    mark: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A version that goes public by itself. `refused` says why it did not."""

    at: datetime
    edited: bool
    outdated: bool
    refused: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """Whether the public hears that the trialogue was held, and whom to ask."""

    closed: bool
    reason: str  # why it does not
    contact: str


@dataclass(frozen=True, slots=True)
class Releasing:
    """The card around the button, with the form that it may show again."""

    form: Form
    traces: Traces
    tips: Mapping[str, Tips]  # beside each field by its key
    subjects: Mapping[str, str]
    picked: tuple[str, ...]
    most: int
    planned: Planned | None
    offline: bool
    public: bool
    announcement: Announcement | None
    followed_by: tuple[FollowUp, ...] = ()  # public weighings that go on from this one


def traces(  # noqa: PLR0913, PLR0917 - the parts of a sentence, and what was confirmed
    looks: Looks,
    language: str,
    state: State,
    dilemma: DilemmaId,
    found: Sequence[Finding],
    mark: str,
    confirmed: str,
) -> Traces:
    """Return what was found in words. `confirmed` is the mark that was ticked, if any."""
    say = partial(looks.say, language)
    beside: dict[str, tuple[str, ...]] = {}
    listed = []
    names = {block.key: block for block in blocks(state, dilemma)}
    for it in found:
        # The sentence has a point of its own.
        words = say(TRACE[it.trace], words=it.words.rstrip(".!?"))
        beside[it.key] = (*beside.get(it.key, ()), words)
        block = names.get(it.key)
        where = _where(say, block) if block is not None else ""
        listed.append(editor.Sentence(f"{where}. {words}" if where else words, it.key))
    return Traces(beside, tuple(listed), mark, bool(mark) and confirmed == mark)


def _where(say: Callable[..., str], block: Block) -> str:
    """Return which field of the page a sentence is about."""
    name = editor.label(say, block)
    if not block.section.isupper():
        return name
    return say(N_("Optie %(option)s: %(field)s"), option=block.section, field=name)


def releasing(  # noqa: PLR0913 - the parts of the card
    *,
    state: State,
    dilemma: DilemmaId,
    form: Form,
    traces: Traces,
    tips: Mapping[str, Tips],
    picked: Iterable[str],
    planned: Planned | None = None,
    followed_by: tuple[FollowUp, ...] = (),
) -> Releasing:
    """Return the card of a dilemma."""
    it = state.dilemmas[dilemma]
    waits = any(not each.publications for each in state.dilemmas.values())
    announced = waits and not state.rehearsal
    return Releasing(
        form=form,
        traces=traces,
        tips=tips,
        subjects=SUBJECTS,
        picked=tuple(picked),
        most=MOST_SUBJECTS,
        planned=planned,
        offline=bool(it.publications) and not it.public,
        public=it.public,
        announcement=Announcement(state.status is Status.CLOSED, state.unannounced, state.contact)
        if announced
        else None,
        followed_by=followed_by,
    )


def why_not(looks: Looks, language: str, code: str) -> str:
    """Return why a plan was not carried out, empty when it was not refused."""
    if not code:
        return ""
    try:
        return sentence(looks, language, Refused(code))
    except KeyError:  # a sentence that needs more than its code
        return looks.say(language, REFUSED)


def gone(  # noqa: PLR0917 - the parts of the page
    looks: Looks, language: str, title: str, at: datetime, ground: Ground, reason: str
) -> str:
    """Return the page at the address of a weighing that was taken offline."""
    private = ground is Ground.PRIVACY
    return looks.render(
        language,
        "gone.html",
        here="",
        signed_in=False,
        title="" if private else title,
        at=at,
        private=private,
        reason=reason,
    )


def announced(
    looks: Looks, language: str, found: Sequence[object], page: int, *, more: bool
) -> str:
    """Return the page of trialogues that were held and are not public yet."""
    return looks.render(
        language,
        "announced.html",
        here="announced",
        signed_in=False,
        found=found,
        page=page,
        more=more,
    )
