"""The pages for signing in: the ways there are, and the page behind a one-time link."""

from collections.abc import Sequence
from dataclasses import dataclass

from trialoog.views.forms import Form
from trialoog.views.looks import Looks
from trialoog.views.single_sign_on import Provider
from trialoog.views.words import N_

LOGIN_SUBJECT = N_("Inloggen bij trialoog")
LOGIN_MAIL = N_(
    "Met deze link log je in bij trialoog:\n\n%(link)s\n\n"
    "De link werkt één keer, en niet langer dan %(minutes)s minuten.\n"
    "Vroeg je hier niet om? Dan hoef je niets te doen."
)
INVITATION_SUBJECT = N_("Uitnodiging voor trialoog")
INVITATION_MAIL = N_(
    "Je bent uitgenodigd voor het team %(team)s in trialoog.\n"
    "Met deze link kom je erbij:\n\n%(link)s\n\n"
    "De link werkt één keer, en een week lang.\n"
    "Weet je niet waar dit over gaat? Dan hoef je niets te doen."
)
LEAD_MAIL = N_(
    "%(by)s vraagt je om een trialoog mee te leiden: %(title)s.\n"
    "Met deze link kom je erbij:\n\n%(link)s\n\n"
    "De link werkt één keer, en een week lang.\n"
    "Weet je niet waar dit over gaat? Dan hoef je niets te doen."
)
UNTITLED = N_("zonder titel")


@dataclass(frozen=True, slots=True)
class Ways:
    """How one can get in. `used` says that a link was tried that works no more, `sent` that a
    link was mailed, if the address is known."""

    providers: Sequence[Provider] = ()
    mails: bool = False
    used: bool = False
    sent: bool = False


def login(looks: Looks, language: str, form: Form, ways: Ways) -> str:
    """Return how to get in: by a provider of single sign-on, or by a link."""
    return looks.render(language, "login.html", here="login", signed_in=False, form=form, ways=ways)


def login_link(looks: Looks, language: str, token: str) -> str:
    """Return one button, so that a program that only looks at links does not use it up."""
    return looks.render(language, "login-link.html", here="login", signed_in=False, token=token)
