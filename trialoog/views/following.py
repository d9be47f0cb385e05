"""The pages for who follows by e-mail: asking, confirming, changing and stopping.

None of them shows an address: a link in a mail can be passed on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trialoog.views.forms import Form
from trialoog.views.looks import Looks
from trialoog.views.subjects import SUBJECTS
from trialoog.views.words import N_

OFTEN: Mapping[str, str] = {
    "each": N_("Bij elke wijziging"),
    "daily": N_("Hoogstens één keer per dag"),
    "weekly": N_("Hoogstens één keer per week"),
}
THIS = N_("Deze weging: %(question)s")
SUBJECT = N_("Alles over %(subject)s")
ALL = N_("Alle wegingen")
ABOUT_WEIGHING = N_("de weging “%(question)s”")
ABOUT_SUBJECT = N_("alle wegingen over %(subject)s")
ABOUT_ALL = N_("alle wegingen")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be followed. `value` is how a form calls it, `feed` where its feed is."""

    value: str
    name: str
    feed: str


@dataclass(frozen=True, slots=True)
class Followed:
    """Something that somebody follows. `name` is how a form calls it."""

    name: str
    what: str
    frequency: str


def subject(looks: Looks, language: str, key: str, *, alone: bool) -> str:
    """Return what a subject is called, `alone` among subjects or beside other things."""
    name = looks.say(language, SUBJECTS[key])
    return name if alone else looks.say(language, SUBJECT, subject=name.lower())


def capital(words: str) -> str:
    """Return what was made for the middle of a sentence as the begin of one."""
    return words[:1].upper() + words[1:]


def follow(  # noqa: PLR0913 - the parts of the page
    looks: Looks,
    language: str,
    choices: Sequence[Choice],
    *,
    chosen: str,
    often: str,
    form: Form,
    mails: bool,
    sent: bool = False,
) -> str:
    """Return the page to follow something on. `chosen` and `often` are what is offered first;
    `mails` tells whether mail can be sent, and `sent` that a link was."""
    return looks.render(
        language,
        "follow.html",
        here="follow",
        signed_in=False,
        choices=choices,
        chosen=chosen,
        often=often,
        how_often=OFTEN,
        form=form,
        mails=mails,
        sent=sent,
    )


def confirm(looks: Looks, language: str, token: str, what: str) -> str:
    """Return one button, so that a program that only looks at links confirms nothing."""
    return looks.render(
        language, "follow_confirm.html", here="follow", signed_in=False, token=token, what=what
    )


def mine(
    looks: Looks, language: str, token: str, follows: Sequence[Followed], *, said: str = ""
) -> str:
    """Return what somebody follows, to change it. `said` is what was just done."""
    return looks.render(
        language,
        "follow_mine.html",
        here="follow",
        signed_in=False,
        token=token,
        follows=follows,
        how_often=OFTEN,
        said=said,
    )


def stop(looks: Looks, language: str, token: str) -> str:
    """Return one button, by which somebody is gone."""
    return looks.render(
        language, "follow_stop.html", here="follow", signed_in=False, token=token, stopped=False
    )


def stopped(looks: Looks, language: str) -> str:
    """Return the word that somebody is gone."""
    return looks.render(
        language, "follow_stop.html", here="follow", signed_in=False, token="", stopped=True
    )


def gone(looks: Looks, language: str) -> str:
    """Return the page behind a link that works no more."""
    return looks.render(language, "follow_gone.html", here="follow", signed_in=False)
