"""The mails to followers, as plain text: one change whole, or several, one weighing after another.

Everything is in the mail itself, so that nobody has to click to know what happened. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from trialoog.core.document import Document, OptionText
from trialoog.core.words import OutcomeKind
from trialoog.views import locales
from trialoog.views.looks import Looks
from trialoog.views.mails import signed
from trialoog.views.words import N_, OUTCOME, OUTCOME_WHY

CONFIRM_SUBJECT = N_("Bevestig dat je wilt volgen")
CONFIRM_MAIL = N_(
    "Iemand vroeg om met dit adres te volgen: %(what)s.\n"
    "Klopt dat? Open dan deze link en druk op de knop:\n\n%(link)s\n\n"
    "De link werkt een week. Daarna bewaren we dit adres niet meer.\n"
    "Vroeg je hier niet om? Dan hoef je niets te doen."
)
NEW = N_("Nieuwe weging: %(question)s")
CHANGED = N_("Gewijzigd: %(question)s")
SEVERAL = N_("Wegingen: %(question)s (en nog %(more)s)")
WHY = N_("Je krijgt dit bericht, omdat je wegingen volgt.")
CHANGE = N_("Kies wat je volgt, of stop ermee:\n%(link)s")

EXAMPLE = N_("Dit is een voorbeeld, niet echt.")
MADE_UP = N_(
    "Dit gesprek is verzonnen om te laten zien hoe een weging werkt. Het dilemma komt uit:"
)
WHAT_CHANGED = N_("Wat is er veranderd:")
CHOICE = N_("De keuze:")
EXPLORES = N_("Om uit te werken:")
ACCEPTED = N_("Wat we ermee accepteren:")
FELL = N_("Wat afviel:")
OPTIONS = N_("Elke optie, en waarom")
REOPEN = N_("Wanneer we dit opnieuw bekijken:")
READ = N_("Lees de hele weging:\n%(link)s")
VERSION = N_("Versie %(version)s, openbaar sinds %(day)s")
EARLIER = N_("Versie %(version)s:")

RULE = "\n\n" + "-" * 60 + "\n\n"
LONGEST_SUBJECT = 150  # characters of a question in the subject of a mail


@dataclass(frozen=True, slots=True)
class Change:
    """One version that became public."""

    slug: str
    document: Document
    published: datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it goes out, but for the address. The headers say how to stop (RFC 8058)."""

    subject: str
    text: str
    headers: Mapping[str, str]


def letter(
    looks: Looks, language: str, site: str, changes: Sequence[Change], *, token: str
) -> Mail:
    """Return the mail that tells of changes, the newest first. `site` is the public address.

    A weighing stands in it once: its newest version whole, of older ones what had changed.
    """
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.slug, []).append(change)
    told = [_weighing(looks, site, group) for group in groups.values()]
    foot = [
        looks.say(language, WHY),
        looks.say(language, CHANGE, link=f"{site}/follow/my/{token}"),
    ]
    text = signed(looks, language, RULE.join([*told, "\n".join(foot)]))
    stop = f"{site}/follow/stop/{token}"
    headers = {
        "List-Id": f"<wegingen.{urlsplit(site).hostname}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return Mail(_subject(looks, language, list(groups.values())), text, headers)


def confirmation(looks: Looks, language: str, site: str, *, token: str, what: str) -> Mail:
    """Return the mail that asks whether an address wants to follow something."""
    link = f"{site}/follow/confirm/{token}"
    text = looks.say(language, CONFIRM_MAIL, what=_line(what), link=link)
    return Mail(looks.say(language, CONFIRM_SUBJECT), signed(looks, language, text), {})


def _subject(looks: Looks, language: str, groups: Sequence[Sequence[Change]]) -> str:
    newest = groups[0][0].document
    question = _line(newest.question)[:LONGEST_SUBJECT]
    if len(groups) > 1:
        return looks.say(language, SEVERAL, question=question, more=len(groups) - 1)
    return looks.say(language, CHANGED if newest.version > 1 else NEW, question=question)


def _line(text: str) -> str:
    """Return a text on one line: a header of two would be two headers."""
    return " ".join(text.split())


def _weighing(looks: Looks, site: str, versions: Sequence[Change]) -> str:
    newest, *older = versions
    document = newest.document
    say, language = looks.say, document.language
    day = locales.day(newest.published.astimezone(looks.zone).date(), language)
    explores = any(o.outcome is OutcomeKind.ELABORATE for o in document.options)
    what = say(language, WHAT_CHANGED)
    earlier = [
        f"{say(language, EARLIER, version=each.document.version)} {each.document.note}"
        for each in older
        if each.document.note
    ]
    parts = [
        document.question,
        document.organisation,
        say(language, VERSION, version=document.version, day=day),
        f"{say(language, EXAMPLE)} {say(language, MADE_UP)} {document.example}"
        if document.example
        else "",
        f"{what} {document.note}" if document.note else "",
        *earlier,
        document.intro,
        _led(say(language, EXPLORES if explores else CHOICE), document.choice),
        _led(say(language, ACCEPTED), document.accepted),
        _led(say(language, FELL), document.fell),
        say(language, OPTIONS),
        *(_option(looks, language, option) for option in document.options),
        say(language, READ, link=f"{site}/w/{newest.slug}/v/{document.version}"),
    ]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _option(looks: Looks, language: str, option: OptionText) -> str:
    became = looks.say(language, OUTCOME[option.outcome]) if option.outcome is not None else ""
    lines = [f"{option.letter}. {option.title}" + (f" ({became.lower()})" if became else "")]
    if option.outcome is not None and option.reason:
        lines.append(f"{looks.say(language, OUTCOME_WHY[option.outcome])}: {option.reason}")
    if option.reopen:
        lines.append(f"{looks.say(language, REOPEN)} {option.reopen}")
    return "\n".join(lines)


def _led(lead: str, text: str) -> str:
    return f"{lead} {text}" if text.strip() else ""
