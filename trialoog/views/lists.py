"""The pages round the trialogues: my list, and what to do when something is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from trialoog.core.format import Format
from trialoog.core.ids import DilemmaId, TrialogueId
from trialoog.core.words import Perspective, Status
from trialoog.views.accounts import Team
from trialoog.views.forms import Form
from trialoog.views.looks import Looks
from trialoog.views.reviews import Weighing, editor_at
from trialoog.views.tour import Tour
from trialoog.views.words import N_


class Listed(Protocol):
    """What the list needs to know of a trialogue."""

    @property
    def id(self) -> TrialogueId:
        """Its id, as in its address."""

    @property
    def title(self) -> str:
        """Its title, perhaps empty."""

    @property
    def status(self) -> Status:
        """Where it stands."""

    @property
    def rehearsal(self) -> bool:
        """Whether it is there to try things out."""

    @property
    def team(self) -> str:
        """Whose it is, by the team's id."""

    @property
    def updated(self) -> datetime:
        """When it was last touched."""

    @property
    def language(self) -> str:
        """The language of its texts."""


class Released(Protocol):
    """How far the weighing of one dilemma of a closed trialogue is."""

    @property
    def dilemma(self) -> DilemmaId:
        """Which one."""

    @property
    def question(self) -> str:
        """Its question."""

    @property
    def slug(self) -> str:
        """Its address while it is public."""

    @property
    def version(self) -> int:
        """The newest version that went public."""

    @property
    def since(self) -> datetime | None:
        """When that was."""

    @property
    def agreed(self) -> Sequence[Perspective]:
        """Who agreed with a text last."""

    @property
    def wishes(self) -> Sequence[Perspective]:
        """Who asked for a change last."""


NO_RELEASES: Mapping[TrialogueId, Sequence[Released]] = {}


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """A page about something that went wrong: its title, what it means, what to do."""

    title: str
    meaning: str
    advice: str


ERRORS = {
    403: ErrorWords(
        N_("Dit is niet voor jou"),
        N_("Je bent ingelogd of je doet mee, maar hier mag je niet bij."),
        N_(
            "Deed je mee, en is de trialoog gesloten? Dank je wel, je hoeft niets meer te doen. "
            "Anders: vraag de gespreksleider, of log in met de link die bij deze trialoog hoort."
        ),
    ),
    404: ErrorWords(
        N_("Deze pagina is er niet"),
        N_(
            "Misschien klopt het adres niet, of is de trialoog gesloten. "
            "Na het sluiten weet trialoog niet meer welke telefoons meededen."
        ),
        N_(
            "Doe je mee? Typ de code van het scherm opnieuw. Zoek je een weging? "
            "Die vind je in de lijst."
        ),
    ),
    405: ErrorWords(
        N_("Dat kan hier niet"),
        N_("Deze pagina verwacht iets anders."),
        N_("Ga terug en probeer het opnieuw."),
    ),
    409: ErrorWords(
        N_("Dat kan nu niet"),
        N_("Er is intussen iets veranderd, dus dit kon niet doorgaan."),
        N_("Ga terug en laad de pagina opnieuw. Wat je schreef, staat nog in het vorige scherm."),
    ),
    413: ErrorWords(
        N_("Dit is te groot"),
        N_("Wat je stuurde is te lang."),
        N_("Ga terug en maak het korter."),
    ),
    422: ErrorWords(
        N_("Er klopt iets niet in het formulier"),
        N_("We konden niet lezen wat je stuurde."),
        N_("Ga terug en probeer het opnieuw. Wat je typte, staat er nog."),
    ),
    429: ErrorWords(
        N_("Even rustig aan"),
        N_("Er kwamen te veel verzoeken achter elkaar."),
        N_("Wacht een minuut en probeer het opnieuw."),
    ),
    500: ErrorWords(
        N_("Er ging iets mis bij ons"),
        N_("Dit ligt niet aan jou. Wat al bewaard was, is er nog."),
        N_(
            "Probeer het zo opnieuw. Blijft het misgaan, geef dan dit nummer door aan de beheerder."
        ),
    ),
    503: ErrorWords(
        N_("Het lukt even niet"),
        N_("Het is te druk, of er wordt iets hersteld. Dit ligt niet aan jou."),
        N_("Wacht een paar tellen en probeer het opnieuw."),
    ),
}
# A code that is wrong and one that was closed are one answer: else one could find out codes.
NO_CODE = ErrorWords(
    N_("Deze code geldt niet (meer)"),
    N_(
        "Er is een typefout gemaakt, of deze trialoog is al gesloten. Dan kan niemand meer meedoen."
    ),
    N_(
        "Zit je in de zaal? Typ de code over zoals hij nu op het scherm staat. Is de trialoog "
        "voorbij? De weging vind je in de lijst, zodra die openbaar is."
    ),
)
# For who comes back to a board with a phone that had the key of a seat there. Nothing is known of
# that seat any more, nor has to be: it says what is true of any trialogue, also of none.
LEFT = ErrorWords(
    N_("Dank je wel"),
    N_("Deze trialoog is gesloten, of je doet niet meer mee. Je kunt je telefoon wegleggen."),
    N_(
        "Gaat het toch verder? Typ de code van het scherm opnieuw. Wordt er later een weging "
        "openbaar, dan staat die op deze site."
    ),
)
# The same, for who sent a form.
NOT_SENT = ErrorWords(
    N_("Het lukt even niet"),
    N_("Wat je net stuurde, is misschien niet aangekomen. Dit ligt niet aan jou."),
    N_("Wacht een paar tellen, ga terug en stuur het opnieuw. Wat je typte, staat er nog."),
)


def trialogues(  # noqa: PLR0913, PLR0917 - the list, and what a new one needs
    looks: Looks,
    language: str,
    infos: Sequence[Listed],
    formats: Mapping[str, Format],
    form: Form,
    teams: Sequence[Team] = (),
    weighings: Sequence[Weighing] = (),
    tour: Tour | None = None,
    releases: Mapping[TrialogueId, Sequence[Released]] = NO_RELEASES,
    *,
    discarded: bool = False,
) -> str:
    """Return my trialogues, the one touched last first, and the formats to begin a new one.

    `teams` are mine: with more than one a trialogue can be handed to another. `weighings` are
    those of my teams that are public, `releases` how far those of closed trialogues are;
    `discarded` says that a rehearsal was thrown away just now.
    """
    return looks.render(
        language,
        "trialogues.html",
        here="trialogues",
        signed_in=True,
        infos=infos,
        formats=by_language(formats, language),
        form=form,
        teams=teams,
        tour=tour,
        releases=releases,
        discarded=discarded,
        weighings={info.id: [it for it in weighings if it.trialogue == info.id] for info in infos},
        due=[it for it in weighings if it.due],
        editor_at=editor_at,
    )


def by_language(
    formats: Mapping[str, Format], language: str
) -> tuple[tuple[str, tuple[Format, ...]], ...]:
    """Return the formats per language, those in the reader's own first."""
    known = sorted({it.language for it in formats.values()}, key=lambda one: one != language)
    return tuple((one, tuple(it for it in formats.values() if it.language == one)) for one in known)


def error(  # noqa: PLR0913 - what is known of who asked
    looks: Looks,
    language: str,
    status: int,
    reference: str = "",
    *,
    code: str = "",
    sent: bool = False,
    left: bool = False,
) -> str:
    """Return the page for an HTTP status. `reference` is the number in the log, if there is one,
    `code` the one that somebody typed to take part; `sent` tells whether they sent a form, `left`
    whether they come back to where they took part."""
    found = ERRORS.get(status) or ERRORS[500 if status >= 500 else 404]
    if status == 503 and sent:
        found = NOT_SENT
    if status == 404 and code:
        found = NO_CODE
    if left:
        found = LEFT
    return looks.render(
        language,
        "error.html",
        here="error",
        signed_in=False,
        words_of=found,
        status=status,
        reference=reference,
        code=code,
        joins=status == 404,
        again=status in {429, 500, 503} and not sent,
    )
