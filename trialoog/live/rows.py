"""What facts change in the row of their trialogue. Pure; the journal writes it with the facts."""

from collections.abc import Iterable
from typing import Any

from trialoog.core import events as e
from trialoog.core.words import Status


def row_changes(events: Iterable[e.Event]) -> dict[str, Any]:
    """Return the columns to change and their new values, later facts over earlier ones.

    At closing the secret behind the tags and the code are destroyed. Reopening needs new
    ones, which come from outside: randomness is not made here.
    """
    changes: dict[str, Any] = {}
    for event in events:
        match event:
            case e.TrialogueStarted():
                changes |= {
                    "status": Status.OPEN.value,
                    "title": event.title,
                    "organisation": event.organisation,
                    "door": True,
                }
            case e.DoorClosed() | e.DoorOpened():
                changes["door"] = isinstance(event, e.DoorOpened)
            case e.Adjourned():
                changes["status"] = Status.ADJOURNED.value
            case e.Resumed():
                changes["status"] = Status.OPEN.value
            case e.TrialogueClosed():
                changes |= {
                    "status": Status.CLOSED.value,
                    "door": False,
                    "code": None,
                    "secret": None,
                }
            case e.Reopened():
                changes |= {"status": Status.OPEN.value, "door": True}
            case e.AnnouncementWithheld():
                changes["unannounced"] = True
            case e.TrialogueAnnounced():
                changes |= {"unannounced": False, "contact": event.contact}
            case _:
                pass
    return changes
