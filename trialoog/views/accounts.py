"""The pages about people who sign in: my account, a team, an invitation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from trialoog.views.forms import Form
from trialoog.views.looks import Looks
from trialoog.views.words import N_

TEAM_ROLES = {"facilitator": N_("Gespreksleider"), "administrator": N_("Beheerder")}


class Team(Protocol):
    """A team, and the role in it of who looks."""

    @property
    def id(self) -> str:
        """Its id, as in its address."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def role(self) -> str:
        """A key of `TEAM_ROLES`."""


class Session(Protocol):
    """A browser that is signed in."""

    @property
    def id_hash(self) -> str:
        """A name for it that is not its cookie."""

    @property
    def created(self) -> datetime:
        """When somebody signed in."""

    @property
    def seen(self) -> datetime:
        """When it was last used, some minutes precise."""


class Member(Protocol):
    """Somebody in a team."""

    @property
    def account(self) -> str:
        """The account's id."""

    @property
    def name(self) -> str:
        """How the person is called."""

    @property
    def role(self) -> str:
        """A key of `TEAM_ROLES`."""

    @property
    def given(self) -> bool:
        """Whether the place was given here, so that it can be changed here."""


class Opened(Protocol):
    """What an invitation opens: a team, or one trialogue."""

    @property
    def team(self) -> str | None:
        """The id of the team, if it is a team."""

    @property
    def trialogue(self) -> str | None:
        """The id of the trialogue, if it is one."""

    @property
    def role(self) -> str:
        """A key of `TEAM_ROLES`: what one becomes there."""


class Invited(Protocol):
    """An open invitation."""

    @property
    def id(self) -> str:
        """A name for it that is not its token."""

    @property
    def name(self) -> str:
        """Who is invited."""

    @property
    def into(self) -> Opened:
        """What it opens."""

    @property
    def called(self) -> str:
        """The name of that team, or the title of that trialogue."""

    @property
    def by(self) -> str:
        """Who invites."""

    @property
    def expires(self) -> datetime:
        """Until when it can be used."""


@dataclass(frozen=True, slots=True)
class TeamPage:
    """What a team's page shows. `link` is an invitation that was just made, to pass on; `mails`
    tells whether it can be mailed."""

    team: Team
    me: str
    members: Sequence[Member]
    invitations: Sequence[Invited]
    form: Form
    link: str = ""
    mails: bool = False


def account(  # noqa: PLR0917 - who I am, where I am, and with whom
    looks: Looks,
    language: str,
    name: str,
    teams: Sequence[Team],
    sessions: Sequence[Session],
    here: str | None,
) -> str:
    """Return my account; `here` is the `id_hash` of the browser that asks."""
    return looks.render(
        language,
        "account.html",
        here="account",
        signed_in=True,
        name=name,
        teams=teams,
        sessions=sessions,
        this=here,
        roles=TEAM_ROLES,
    )


def team(looks: Looks, language: str, page: TeamPage) -> str:
    """Return a team with its members; an administrator can change them."""
    return looks.render(
        language, "team.html", here="account", signed_in=True, it=page, roles=TEAM_ROLES
    )


def invitation(
    looks: Looks,
    language: str,
    token: str,
    invited: Invited | None,
    *,
    signed_in: bool,
    leads: bool = False,
) -> str:
    """Return an invitation with one button, or that it works no more (`None`).

    `leads` is that who looks is in the team of that trialogue, and leads it already.
    """
    return looks.render(
        language,
        "invitation.html",
        here="login",
        signed_in=signed_in,
        token=token,
        invited=invited,
        leads=leads,
        roles=TEAM_ROLES,
    )
