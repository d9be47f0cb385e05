"""What every request needs of the running application, put together once at the start."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import HTTPConnection

from trialoog.core.changes import CriteriaSet
from trialoog.core.format import Format
from trialoog.live.crowds import Crowds
from trialoog.live.rooms import Rooms
from trialoog.store.db import Db
from trialoog.views.looks import Looks
from trialoog.views.statements import Statements
from trialoog.web.caps import Caps
from trialoog.web.limits import Limits
from trialoog.web.mail import Mailer
from trialoog.web.party import Party


@dataclass(frozen=True, slots=True)
class Facade:
    """How the house looks from the street, from the settings."""

    public_url: str  # without a slash at the end
    secure: bool
    language: str
    screen_link_lasts: timedelta
    login_link_lasts: timedelta


@dataclass(frozen=True, slots=True)
class House:
    """The running application."""

    db: Db
    rooms: Rooms
    crowds: Crowds
    looks: Looks
    formats: Mapping[str, Format]
    criteria: Sequence[CriteriaSet]  # to pick from while preparing
    limits: Limits
    caps: Caps
    mailer: Mailer
    facade: Facade
    statements: Statements
    sso: Mapping[str, Party]  # the providers of single sign-on, by their key
    now: Callable[[], datetime]


def house_of(connection: HTTPConnection) -> House:
    """Return the house that a request or a socket came into."""
    house: House = connection.app.state.house
    return house
