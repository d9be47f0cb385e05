"""What the tests of the console share: meetings to show, and how to read what is shown."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from tests.core.playing import (
    POLICY,
    POLITICS,
    Meeting,
    start,
)
from trialoog.core.ids import TrialogueId
from trialoog.core.words import Pole

NOW = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
TID = TrialogueId("t1")
CODE = "AB2CD3EF"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
STEPS = ("gather", "explore", "options", "weigh", "decide", "read_back")


Page = Callable[..., str]
Regions = Callable[[Meeting], dict[str, str]]


def plain(html: str) -> str:
    """What a reader sees of some HTML: its text, blanks joined."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def flat(html: str) -> str:
    """HTML without its layout."""
    return " ".join(html.split())


def full(seats: int = 3) -> Meeting:
    meeting = start()
    meeting.join_all(seats)
    return meeting


def written() -> Meeting:
    """A meeting with two hidden texts in an open round."""
    meeting = full()
    meeting.go("explore")
    policy, politics = meeting.join(POLICY), meeting.join(POLITICS)
    meeting.write(policy, "Geheim van beleid")
    meeting.write(politics, "Geheim van politiek", pole=Pole.B)
    return meeting
