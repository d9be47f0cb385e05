"""What people do in a random meeting, half of it in the wrong place, as a list to play again."""

from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from tests.core.players import Players
from tests.core.playing import LEADER, Phone
from trialoog.core import commands as c
from trialoog.core.events import By
from trialoog.core.refusals import Refused, RefusedAll


class Act(NamedTuple):
    """Something that somebody asks at a moment."""

    command: c.Command
    by: By
    now: datetime


class Script(Players):
    """Players of whom it is written down what they ask, refused or not."""

    def __init__(self, seed: int) -> None:
        self.acted: list[Act] = []
        super().__init__(seed)

    def act(self, command: c.Command, who: Phone | By = LEADER) -> None:
        """Let somebody ask something."""
        self.acts += 1
        meeting = self.meeting
        self.acted.append(Act(command, meeting.by(who, command), meeting.now))
        with suppress(Refused, RefusedAll):
            meeting.do(command, who)


def random_meeting(seed: int, acts: int) -> list[Act]:
    """Return what people ask in a meeting that follows from its number, at least so many times."""
    players = Script(seed)
    while len(players.acted) < acts:
        players.play()
    return players.acted
