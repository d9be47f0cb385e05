"""Clauses about speaking: hands, turns, time, and who is ready. See `decide`."""

from datetime import datetime

from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.events import By, Event
from trialoog.core.ids import OptionId
from trialoog.core.refusals import Refused
from trialoog.core.state import State
from trialoog.core.turns import Hand
from trialoog.core.words import Activity, Perspective, Role

LONGEST_BUDGET = 60  # minutes
MOST_HANDS = 50  # that the facilitator puts up for who has no phone
LONGEST_TURN = 4 * 3600  # seconds; longer than this somebody forgot to end it


def decide(state: State, by: By, command: c.Command, now: datetime) -> tuple[Event, ...]:
    """Return the events, or raise `Refused`. Role, standing and step were checked."""
    match command:
        case c.RaiseHand():
            return _raise(state, by, command)
        case c.LowerHand():
            return tuple(e.HandLowered(hand.id) for hand in _named(state, by, command))
        case c.GiveTurn():
            return (*ended(state, now), _given(state, command, now))
        case c.EndTurn():
            return ended(state, now)
        case c.SetBudget():
            if not 0 <= command.minutes <= LONGEST_BUDGET:
                raise Refused("minutes_out_of_range", "minutes", limit=LONGEST_BUDGET)
            seconds = command.minutes * 60
            return () if seconds == state.floor.budget else (e.BudgetSet(seconds),)
        case c.SayReady():
            return _ready(state, by, command)
    raise AssertionError(f"no clause for {type(command).__name__}")


def ended(state: State, now: datetime) -> tuple[Event, ...]:
    """Return the end of the turn that runs, if one does."""
    turn = state.floor.turn
    if turn is None:
        return ()
    seconds = int((now - turn.at).total_seconds())
    return (e.TurnEnded(min(max(seconds, 0), LONGEST_TURN)),)


def _raise(state: State, by: By, command: c.RaiseHand) -> tuple[Event, ...]:
    if any(hand.id == command.hand for hand in state.floor.hands):
        raise Refused("already_there")
    if by.role is Role.FACILITATOR:
        if command.perspective is None or command.perspective not in state.at_table:
            raise Refused("perspective_missing", "perspective")
        if sum(1 for hand in state.floor.hands if hand.tag is None) >= MOST_HANDS:
            raise Refused("hands_full")
        return (e.HandRaised(command.hand, command.perspective),)
    if by.tag is None or by.perspective is None:
        raise Refused("not_yours")
    _this_step(state, command.step)
    if any(hand.tag == by.tag for hand in state.floor.hands):
        return ()
    return (e.HandRaised(command.hand, by.perspective),)


def _named(state: State, by: By, command: c.LowerHand) -> tuple[Hand, ...]:
    """Return the hand that a command is about, if it is still up."""
    if by.role is Role.FACILITATOR:
        return tuple(hand for hand in state.floor.hands if hand.id == command.hand)
    return tuple(hand for hand in state.floor.hands if by.tag and hand.tag == by.tag)


def _given(state: State, command: c.GiveTurn, now: datetime) -> Event:
    at = now.replace(microsecond=0)
    about = _about(state)
    if command.perspective is not None:
        if command.perspective not in state.at_table:
            raise Refused("perspective_missing", "perspective")
        first = next((h for h in state.floor.hands if h.perspective is command.perspective), None)
        return e.TurnGiven(command.perspective, at, first.id if first else None, about)
    waiting = state.floor.queue
    if command.hand is not None:
        waiting = tuple(hand for hand in waiting if hand.id == command.hand)
    if not waiting:
        raise Refused("hand_gone")
    return e.TurnGiven(waiting[0].perspective, at, waiting[0].id, about)


def _about(state: State) -> OptionId | None:
    """Return the option that is on the screen, so that the time spent on it is known."""
    looking = state.looking
    if looking is not None and looking.option is not None:
        return looking.option
    if looking is not None and looking.contribution is not None:
        return state.contributions[looking.contribution].option
    if state.now_at.allows(Activity.OUTCOME) or state.now_at.allows(Activity.CONSENT):
        proposed = state.proposed()
        return proposed.option if proposed is not None else None
    if state.now_at.allows(Activity.RATE) and state.board().shown:
        return state.board().shown[-1]
    return None


def _ready(state: State, by: By, command: c.SayReady) -> tuple[Event, ...]:
    if by.tag is None or by.perspective is None:
        raise Refused("not_yours")
    _this_step(state, command.step)
    before: Perspective | None = state.ready.get(by.tag)
    if command.on:
        return () if before is by.perspective else (e.ReadySaid(by.perspective),)
    return () if before is None else (e.ReadyTakenBack(before),)


def _this_step(state: State, step: int) -> None:
    # The tag of a phone is made for one step, so that its hands in two steps can't be linked.
    if step != state.step:
        raise Refused("not_this_step")
