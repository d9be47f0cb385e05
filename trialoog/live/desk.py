"""Where mail is written and sent from: to followers, and to teams about a review."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from trialoog.live.mail import Mailer
from trialoog.store.db import Db
from trialoog.views.looks import Looks


@dataclass(frozen=True, slots=True)
class Desk:
    """What it takes to write. `site` is the public address, without a slash at the end."""

    db: Db
    looks: Looks
    mailer: Mailer
    site: str
    now: Callable[[], datetime]
