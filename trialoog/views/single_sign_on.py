"""The pages of single sign-on: on the way to a provider, and when it did not work out."""

from dataclasses import dataclass
from typing import Protocol

from trialoog.views.looks import Looks
from trialoog.views.words import N_


class Provider(Protocol):
    """A provider of single sign-on, as the pages name it."""

    @property
    def key(self) -> str:
        """How addresses name it."""

    @property
    def name(self) -> str:
        """How people know it."""


@dataclass(frozen=True, slots=True)
class NoEntry:
    """Why somebody did not get in: the status, what it means, what to do."""

    status: int
    title: str
    meaning: str
    advice: str


NO_ENTRY = {
    "refused": NoEntry(
        400,
        N_("Inloggen is niet gelukt"),
        N_("Het antwoord van de inlogdienst klopte niet, of het duurde te lang."),
        N_("Begin opnieuw. Lukt het weer niet, vraag dan de beheerder om een inloglink."),
    ),
    "stopped": NoEntry(
        403,
        N_("Je bent niet ingelogd"),
        N_("De inlogdienst liet je niet door, of je bent daar gestopt."),
        N_("Begin opnieuw als je toch wilt inloggen."),
    ),
    "level": NoEntry(
        403,
        N_("Dit inlogmiddel is niet sterk genoeg"),
        N_("Voor trialoog is een sterkere manier van inloggen nodig."),
        N_("Begin opnieuw en kies bij de inlogdienst een ander inlogmiddel."),
    ),
    "role": NoEntry(
        403,
        N_("Je account heeft hier geen rol"),
        N_("Het inloggen is gelukt, maar je account hoort bij geen enkel team."),
        N_("Vraag de beheerder van trialoog in je organisatie om een rol."),
    ),
    "unavailable": NoEntry(
        503,
        N_("Deze manier van inloggen werkt nu niet"),
        N_("De inlogdienst geeft geen goed antwoord. Dat ligt niet aan jou."),
        N_("Probeer het over een minuut opnieuw, of log in met een inloglink."),
    ),
}


def onward(
    looks: Looks, language: str, provider: Provider, address: str, *, leaving: bool = False
) -> str:
    """Return the page that goes on to an address at a provider by itself."""
    return looks.render(
        language,
        "login-onward.html",
        here="login",
        signed_in=False,
        provider=provider,
        address=address,
        leaving=leaving,
    )


def no_entry(looks: Looks, language: str, why: str) -> tuple[str, int]:
    """Return the page for a key of `NO_ENTRY`, and its status."""
    words = NO_ENTRY[why]
    html = looks.render(
        language, "login-refused.html", here="login", signed_in=False, words_of=words, why=why
    )
    return html, words.status
