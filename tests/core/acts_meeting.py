"""What people do about the meeting at random: steps, seats, the clock, the door, the lead."""

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.core.playing import COLEADER, LEADER, SCREEN, plan
from tests.core.samples import every_command
from trialoog.core import commands as c
from trialoog.core.ids import AccountId
from trialoog.core.words import Perspective, Status

if TYPE_CHECKING:
    from tests.core.players import Players


def moves(players: "Players") -> None:
    phase = players.known([each.key for each in players.state.script.phases], str)
    absent = not players.chance(3)
    move = c.MoveTo(players.dilemma(), phase, players.fresh_round(), absent)
    players.act(move, players.leader())


def sits(players: "Players") -> None:
    phone = players.phone()
    players.act(c.TakeSeat(players.pick([None, *Perspective]), not players.chance(5)), phone)


def changes_places(players: "Players") -> None:
    number = players.random.randrange(len(players.phones))
    players.act(c.LeaveSeat(), players.phones[number])
    moved = replace(players.phones[number], perspective=players.pick(Perspective))
    if players.state.status in (Status.OPEN, Status.ADJOURNED):
        players.phones[number] = moved
    players.act(c.TakeSeat(moved.perspective, rules=True), moved)


def leads(players: "Players") -> None:
    players.meeting.wait(players.random.randrange(3000))
    clock = (c.ExtendTimer(players.random.randrange(70)), c.PauseTimer(), c.ResumeTimer())
    door = (c.CloseDoor(), c.OpenDoor(), c.OpenDoor(), c.RenewCode(empty=False))
    players.act(players.pick([*clock, *door]), players.leader())
    if players.chance(6):
        emptied = c.EmptySeats(players.pick([None, *Perspective]))
        players.act(emptied, players.leader())


def stops(players: "Players") -> None:
    if players.chance(4):
        players.act(players.pick([c.Adjourn(), c.CloseTrialogue()]), players.leader())


def goes_on(players: "Players") -> None:
    players.act(players.pick([c.Resume(), c.Reopen(), plan()]))


def changes_the_lead(players: "Players") -> None:
    to = c.HandLead(AccountId(players.pick(["leader", "co-leader"])))
    who = players.pick([LEADER, COLEADER])
    players.act(players.pick([c.TakeLead(), c.TakeLead(), to]), who)


def asks_anything(players: "Players") -> None:
    command = players.pick(every_command(players.meeting).values())
    if not isinstance(command, c.CloseTrialogue):
        anybody = [LEADER, SCREEN, players.phone(), players.phone()]
        players.act(command, players.pick(anybody))
