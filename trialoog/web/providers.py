"""Providers of single sign-on as their file names them, and what their claims give here.

Pure: asks no network, no clock and no environment. A claim gives a role by its value alone. Loads
nothing that only who has a provider needs: that begins with `party`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from trialoog.core.text import clean
from trialoog.store.identities import Grant
from trialoog.store.people import TeamRole

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, RSAKey

Claims = Mapping[str, object]

MOST_NAME = 80  # characters of somebody's name
LONGEST_NAME = 255  # characters
PAUSE = timedelta(seconds=10)  # before a provider that did not answer is asked again


class NotAccepted(Exception):
    """A sign-in or a logout that is refused. `reason` is for the log: no name, token or code."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Unavailable(Exception):
    """The provider can't be asked now. `reason` is for the log."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class RoleRule:
    """Who has this value in this claim gets this role in this team."""

    claim: str
    value: str
    team: str
    role: TeamRole


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider, as registered there and here."""

    key: str  # in addresses
    name: str  # on the button
    issuer: str
    client_id: str
    credential: "str | RSAKey | ECKey" = field(repr=False)  # a secret, or the key that we sign with
    scopes: str = "openid profile"
    acr: tuple[str, ...] = ()  # one of these is needed; empty: any will do
    userinfo: bool = False  # ask there for claims that the ID token does not hold
    allow_http: bool = False  # of a loopback address only
    roles: tuple[RoleRule, ...] = ()


def grants(rules: Sequence[RoleRule], claims: Claims) -> list[Grant]:
    """Return the places in teams that somebody's claims give."""
    return [
        Grant(rule.team, rule.role) for rule in rules if holds(claims.get(rule.claim), rule.value)
    ]


def is_name(said: str) -> bool:
    """Tell whether this can be how a provider names somebody or a session: short and plain.

    Core 1.0, section 2, gives a subject 255 characters at most.
    """
    return 0 < len(said) <= LONGEST_NAME and said.isprintable()


def holds(claim: object, value: str) -> bool:
    """Tell whether a claim is exactly this text, or a list of texts with exactly this text in it.

    That a claim is there says nothing: `{"admin": false}` must not make an administrator.
    """
    if isinstance(claim, list):
        return all(isinstance(one, str) for one in claim) and value in claim
    return isinstance(claim, str) and claim == value


def name_of(claims: Claims, otherwise: str) -> str:
    """Return what somebody is called, on one line."""
    for claim in ("name", "preferred_username"):
        said = claims.get(claim)
        name = " ".join(clean(said).split()) if isinstance(said, str) else ""
        if name:
            return name[:MOST_NAME]
    return otherwise
