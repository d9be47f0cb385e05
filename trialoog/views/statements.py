"""What an organisation owes its visitors to say: on privacy, on accessibility, on weaknesses.

What is not known is not claimed: an empty field means that nothing is said.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from trialoog.views.looks import LANGUAGES, Looks
from trialoog.views.words import N_

VALID = timedelta(days=180)  # RFC 9116 recommends less than a year

# In the words of the Dutch register of accessibility statements, explained.
STATUSES = {
    "A": N_("Voldoet volledig: uit onderzoek blijkt dat alles toegankelijk is."),
    "B": N_("Voldoet gedeeltelijk: het is onderzocht, en er zijn nog fouten te herstellen."),
    "C": N_("Eerste maatregelen genomen: het onderzoek moet nog komen."),
    "D": N_("Voldoet niet: het is niet goed onderzocht, en dat is ook nog niet gepland."),
    "E": N_("Die status heeft elke website zonder toegankelijkheidsverklaring."),
}


@dataclass(frozen=True, slots=True)
class Statements:
    """What was set for this installation."""

    language: str = LANGUAGES[0]  # of the organisation's own words
    privacy: str = ""  # Markdown
    single_sign_on: bool = False
    unseen_days: int | None = None  # after closing, words that the room never saw go; None: never
    accessibility_status: str = ""  # a key of STATUSES
    accessibility_statement: str = ""  # an address
    security_contact: str = ""  # an address: https, mailto or tel


class Lasts(NamedTuple):
    """How long what a browser carries works."""

    cookie_days: int
    idle_hours: int  # of somebody who is signed in
    session_days: int
    screen_hours: int
    spokesperson_days: int


def privacy(looks: Looks, language: str, statements: Statements, lasts: Lasts) -> str:
    """Return the page that says what is kept of people, why, and how long."""
    return looks.render(
        language, "privacy.html", here="privacy", signed_in=False, its=statements, lasts=lasts
    )


def accessibility(looks: Looks, language: str, statements: Statements) -> str:
    """Return the page with the accessibility statement, or with the word that there is none."""
    return looks.render(
        language,
        "accessibility.html",
        here="accessibility",
        signed_in=False,
        its=statements,
        meaning=STATUSES.get(statements.accessibility_status, ""),
    )


def security_txt(statements: Statements, public_url: str, now: datetime) -> str:
    """Return the file of RFC 9116; empty without a contact, which it may not lack.

    It expires at a midnight (UTC), so that it stays the same all day. `public_url` is only
    named when it is https, as the standard asks.
    """
    if not statements.security_contact:
        return ""
    expires = datetime.combine(now.astimezone(UTC).date(), time(), UTC) + VALID
    languages = sorted(LANGUAGES, key=lambda one: one != statements.language)
    lines = [
        f"Contact: {statements.security_contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(languages)}",
    ]
    if public_url.startswith("https://"):
        lines.append(f"Canonical: {public_url}/.well-known/security.txt")
    return "\n".join([*lines, ""])
