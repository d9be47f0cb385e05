"""What every request needs of the running application, put together once at the start."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection

from trialoog.core.changes import CriteriaSet
from trialoog.core.format import Format
from trialoog.live.bell import Bell
from trialoog.live.crowds import Crowds
from trialoog.live.mail import Mailer
from trialoog.live.pasts import Pasts
from trialoog.live.press import Press
from trialoog.live.rooms import Rooms
from trialoog.store.db import Db
from trialoog.store.entering import Entering
from trialoog.views.diwoo import Publisher
from trialoog.views.looks import Looks
from trialoog.views.statements import Statements
from trialoog.web.caps import Caps
from trialoog.web.limits import Limits

if TYPE_CHECKING:
    from trialoog.web.party import Party


@dataclass(frozen=True, slots=True)
class Facade:
    """How the house looks from the street, from the settings."""

    public_url: str  # without a slash at the end
    secure: bool
    language: str
    screen_link_lasts: timedelta
    login_link_lasts: timedelta
    organisation: str = ""  # who runs it
    contact: str = ""  # where people can ask a question
    publisher: Publisher | None = None  # by the Woo


@dataclass(frozen=True, slots=True)
class House:
    """The running application."""

    db: Db
    entering: Entering
    rooms: Rooms
    pasts: Pasts
    bell: Bell
    crowds: Crowds
    looks: Looks
    formats: Mapping[str, Format]
    criteria: Sequence[CriteriaSet]  # to pick from while preparing
    limits: Limits
    caps: Caps
    mailer: Mailer
    press: Press | None  # where PDF can be made
    facade: Facade
    statements: Statements
    sso: "Mapping[str, Party]"  # the providers of single sign-on, by their key
    now: Callable[[], datetime]


def house_of(connection: HTTPConnection) -> House:
    """Return the house that a request or a socket came into."""
    house: House = connection.app.state.house
    return house
