"""Weighings that are due for review: where to look at them, and the mail that reminds of one."""

from datetime import date
from typing import NamedTuple, Protocol

from trialoog.core.ids import DilemmaId, TrialogueId
from trialoog.core.text import clean
from trialoog.views import locales
from trialoog.views.looks import LANGUAGES, Looks
from trialoog.views.mails import signed
from trialoog.views.words import N_

SUBJECT = N_("Tijd om opnieuw te kijken: %(question)s")
MAIL = N_(
    "Vanaf %(day)s zou jullie team opnieuw kijken naar deze weging:\n\n%(question)s\n%(public)s\n\n"
    "Kloppen de aannames nog? Zet bij elke aanname wat je nu weet, en maak een nieuwe versie "
    "openbaar:\n%(editor)s\n\n"
    "Of begin een vervolg. Dat kan met één knop bij deze weging in Mijn trialogen:\n%(mine)s\n\n"
    "Je krijgt deze herinnering één keer."
)
LONGEST_SUBJECT = 150  # characters of a question in the subject of a mail


class Weighing(Protocol):
    """What this needs to know of a weighing that is public."""

    @property
    def slug(self) -> str:
        """Its address."""

    @property
    def trialogue(self) -> TrialogueId:
        """Where it was weighed."""

    @property
    def dilemma(self) -> DilemmaId:
        """Which dilemma of that."""

    @property
    def question(self) -> str:
        """The question of the dilemma."""

    @property
    def language(self) -> str:
        """The language of its texts."""

    @property
    def review(self) -> date | None:
        """When it is looked at again."""

    @property
    def rests_on(self) -> str:
        """The letter of the first option with assumptions, if any."""

    @property
    def due(self) -> bool:
        """Whether the day to look at it again has come."""


class Mail(NamedTuple):
    """A mail as it goes out, but for the address."""

    subject: str
    text: str


def editor_at(it: Weighing) -> str:
    """Return where the public text is edited, at the first assumption if there is one."""
    at = f"#{it.rests_on.lower()}-assumption-1" if it.rests_on else ""
    return f"/t/{it.trialogue}/weighing/{it.dilemma}{at}"


def mail(looks: Looks, it: Weighing, site: str) -> Mail:
    """Return the reminder, in the language of the weighing. `site` is the public address, without
    a slash at the end."""
    language = it.language if it.language in LANGUAGES else LANGUAGES[0]
    question = " ".join(clean(it.question).split())
    text = looks.say(
        language,
        MAIL,
        day=locales.day(it.review, language) if it.review else "",
        question=question,
        public=f"{site}/w/{it.slug}",
        editor=site + editor_at(it),
        mine=f"{site}/trialogues",
    )
    subject = looks.say(language, SUBJECT, question=question[:LONGEST_SUBJECT])
    return Mail(subject, signed(looks, language, text))
