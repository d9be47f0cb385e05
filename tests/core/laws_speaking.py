"""What has to hold about speaking and leading in every meeting. Compares states; see `laws`."""

from trialoog.core import commands as c
from trialoog.core.events import By
from trialoog.core.state import State
from trialoog.core.words import Status

# == between two states ==


def only_who_leads_steers(before: State, after: State, by: By) -> None:
    """Whatever moves the room for everybody is done by who led just before."""

    def steered(state: State) -> object:
        stopped = state.status is Status.ADJOURNED, state.closed
        return state.step, state.renewals, state.emptied, *stopped

    if before.status is Status.OPEN and steered(before) != steered(after):
        assert by.account == before.lead


def the_lead_changes_hands_on_purpose(before: State, after: State, command: c.Command) -> None:
    if before.lead != after.lead:
        assert isinstance(command, c.StartGathering | c.TakeLead | c.HandLead)
        assert after.lead is not None


def hands_go_up_and_down_by_hand(before: State, after: State, command: c.Command) -> None:
    if before.step != after.step:
        assert after.floor.hands == ()
        return
    was, now = before.floor.hands, after.floor.hands
    gone = [hand for hand in was if hand not in now]
    if gone and not isinstance(command, c.CloseTrialogue | c.EmptySeats | c.RenewCode):
        assert isinstance(command, c.LowerHand | c.GiveTurn)
        assert len(gone) == 1
    new = [hand for hand in now if hand not in was]
    if new:
        assert isinstance(command, c.RaiseHand)
        assert now == (*was, *new)


def ready_is_said_of_one_step(before: State, after: State, command: c.Command) -> None:
    if before.step != after.step:
        assert after.ready == {}
    elif after.ready != before.ready:
        away = c.CloseTrialogue | c.EmptySeats | c.RenewCode
        assert isinstance(command, c.SayReady | away)
        assert isinstance(command, c.SayReady) or after.ready.items() <= before.ready.items()


def time_that_was_spoken_stays_spoken(before: State, after: State, command: c.Command) -> None:
    for was, now in [
        *((each.spoken, after.dilemmas[each.id].spoken) for each in before.dilemmas.values()),
        *((each.spoken, after.options[each.id].spoken) for each in before.options.values()),
    ]:
        assert all(now[perspective] >= seconds for perspective, seconds in was.items())
        more = [p for p in now if now[p] != was.get(p, 0)]
        assert len(more) <= 1
        if more:
            assert before.floor.turn is not None
            assert more == [before.floor.turn.perspective]
    del command  # whatever ends a turn


# == of any state ==


def every_hand_has_one_place_in_a_fair_queue(state: State) -> None:
    hands, queue = state.floor.hands, state.floor.queue
    assert len({hand.id for hand in hands}) == len(hands)
    tags = [hand.tag for hand in hands if hand.tag]
    assert len(set(tags)) == len(tags)
    assert sorted(queue, key=lambda hand: hand.id) == sorted(hands, key=lambda hand: hand.id)
    last = state.floor.turn.perspective if state.floor.turn else state.floor.last
    for place, hand in enumerate(queue):
        if hand.perspective is last:  # twice in a row only when nobody else waits
            assert {each.perspective for each in queue[place:]} == {last}
        last = hand.perspective


def everybody_may_speak_as_long_as_everybody(state: State) -> None:
    floor = state.floor
    assert all(seconds >= 0 for seconds in floor.left.values())
    assert bool(floor.left) == bool(floor.budget) or not floor.left
    allowed = {seconds + floor.spoken.get(p, 0) for p, seconds in floor.left.items()}
    assert len(allowed) <= 1
    assert all(seconds >= floor.budget for seconds in allowed)


def outside_an_open_meeting_nobody_has_the_floor(state: State) -> None:
    if state.status is not Status.OPEN:
        assert state.floor.turn is None
        assert state.frozen is None
    if state.status is Status.CLOSED:
        assert not state.floor.hands
        assert not state.ready
