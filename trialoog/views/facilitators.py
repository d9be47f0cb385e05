"""The page about who leads a trialogue, and the part of the console that says who leads now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from trialoog.core.ids import TrialogueId
from trialoog.core.words import Status
from trialoog.views.accounts import Invited
from trialoog.views.forms import Form
from trialoog.views.looks import Looks


class Facilitator(Protocol):
    """Somebody who may lead."""

    @property
    def account(self) -> str:
        """The account's id."""

    @property
    def name(self) -> str:
        """How the person is called."""

    @property
    def since(self) -> datetime | None:
        """Since when a co-facilitator leads along; None for who is in the team."""

    @property
    def by(self) -> str:
        """Who invited a co-facilitator."""


@dataclass(frozen=True, slots=True)
class Facilitators:
    """Who leads a trialogue, as its page shows it to `me`, who is in its team (`owner`) or not.

    `lead` is the account that leads now, and `other` its name where that is not `me`. `link` is an
    invitation that was just made, to pass on; `mails` tells whether it can be mailed.
    """

    tid: TrialogueId
    title: str
    status: Status
    me: str
    owner: bool
    people: Sequence[Facilitator]
    lead: str | None
    other: str | None
    invitations: Sequence[Invited]
    form: Form
    link: str = ""
    mails: bool = False

    @property
    def team(self) -> tuple[Facilitator, ...]:
        """Who is in the team that owns the trialogue."""
        return tuple(person for person in self.people if person.since is None)

    @property
    def guests(self) -> tuple[Facilitator, ...]:
        """Who leads this trialogue along, by invitation."""
        return tuple(person for person in self.people if person.since is not None)

    @property
    def running(self) -> bool:
        """Whether there is a meeting to lead."""
        return self.status in {Status.OPEN, Status.ADJOURNED}


def page(looks: Looks, language: str, shown: Facilitators) -> str:
    """Return who may lead and who leads now, with what the one who looks may change."""
    return looks.render(
        language, "facilitators.html", here="trialogues", signed_in=True, it=shown, form=shown.form
    )


def leading(looks: Looks, language: str, tid: TrialogueId, other: str | None) -> str:
    """Return what the console says of who leads: nothing, where it is who looks."""
    return looks.render(language, "lead/leading.html", tid=tid, other=other)
