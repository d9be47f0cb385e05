"""What people do about speaking at random: hands, turns, time, and who is ready."""

from typing import TYPE_CHECKING

from tests.core.playing import LEADER
from trialoog.core import commands as c
from trialoog.core.ids import HandId
from trialoog.core.words import Perspective

if TYPE_CHECKING:
    from tests.core.players import Players


def asks_for_the_floor(players: "Players") -> None:
    again = players.chance(10)
    hand = a_hand(players) if again else HandId(players.meeting.fresh("hand"))
    step = players.state.step - players.chance(8)
    players.act(c.RaiseHand(hand, step), players.phone())
    if players.chance(4):
        players.act(c.RaiseHand(hand, step, players.pick([None, *Perspective])))


def lowers_a_hand(players: "Players") -> None:
    command = c.LowerHand(players.state.step, a_hand(players))
    players.act(command, players.pick([LEADER, players.phone()]))


def gives_turns(players: "Players") -> None:
    turn = (
        c.GiveTurn(),
        c.GiveTurn(hand=a_hand(players)),
        c.GiveTurn(perspective=players.pick(Perspective)),
    )
    players.act(players.pick([turn[0], *turn]))
    players.meeting.wait(players.random.randrange(200))
    if players.chance(2):
        players.act(c.EndTurn())


def sets_a_budget(players: "Players") -> None:
    players.act(c.SetBudget(players.pick([0, 1, 1, 2, 60, 61, -1])))


def finishes_the_step(players: "Players") -> None:
    step = players.state.step - players.chance(8)
    players.act(c.SayReady(step, on=not players.chance(4)), players.phone())


def a_hand(players: "Players") -> HandId:
    """Return the id of a hand that is up, or of none."""
    return players.known([hand.id for hand in players.state.floor.hands], HandId)
