"""The clock of a step, the door of the room, and its size."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.core.playing import (
    D1,
    D2,
    IMPLEMENTATION,
    NINE,
    OVERSIGHT,
    POLICY,
    POLITICS,
    Meeting,
    kinds_of,
    plan,
    start,
)
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.ids import RoundId, Tag
from trialoog.core.state import State, Timer


def running() -> Meeting:
    """Return a meeting in a step of 25 minutes."""
    meeting = start()
    meeting.go("explore")
    return meeting


def left(meeting: Meeting) -> int:
    timer = meeting.state.timer
    assert timer is not None
    if timer.ends is None:
        return timer.left
    return int((timer.ends - meeting.now).total_seconds())


def test_a_step_starts_its_clock() -> None:
    assert left(running()) == 25 * 60


def test_the_gathering_has_no_clock_at_first() -> None:
    meeting = start()
    assert meeting.state.timer is None
    for command in (c.PauseTimer(), c.ResumeTimer()):
        assert meeting.refuses(command) == ["no_timer"]


def test_a_step_without_a_clock_gets_one_of_the_minutes_that_are_asked_for() -> None:
    meeting = start()
    meeting.do(c.ExtendTimer(5))
    assert left(meeting) == 5 * 60
    meeting.wait(60)
    meeting.do(c.ExtendTimer(1))
    assert left(meeting) == 5 * 60


@pytest.mark.parametrize("minutes", [-1, 0, 61])
def test_a_step_is_extended_by_one_to_sixty_minutes(minutes: int) -> None:
    assert running().refuses(c.ExtendTimer(minutes)) == ["minutes_out_of_range"]


def test_extending_adds_to_what_is_left() -> None:
    meeting = running()
    meeting.wait(60)
    meeting.do(c.ExtendTimer(5))
    assert left(meeting) == 29 * 60


def test_extending_past_zero_starts_from_now() -> None:
    meeting = running()
    meeting.wait(40 * 60)
    assert left(meeting) < 0
    meeting.do(c.ExtendTimer(5))
    assert left(meeting) == 5 * 60


def test_a_clock_that_stands_still_keeps_what_is_left() -> None:
    meeting = running()
    meeting.wait(100)
    meeting.do(c.PauseTimer())
    assert meeting.do(c.PauseTimer()) == ()
    meeting.wait(3600)
    assert left(meeting) == 25 * 60 - 100
    meeting.do(c.ExtendTimer(1))
    assert meeting.state.timer == Timer(None, 26 * 60 - 100)
    meeting.do(c.ResumeTimer())
    assert meeting.do(c.ResumeTimer()) == ()
    assert left(meeting) == 26 * 60 - 100


def test_pausing_past_zero_leaves_nothing_and_never_less() -> None:
    meeting = running()
    meeting.wait(40 * 60)
    meeting.do(c.PauseTimer())
    assert meeting.state.timer == Timer(None, 0)
    meeting.do(c.ResumeTimer())
    assert left(meeting) == 0


def test_the_clock_counts_in_whole_seconds() -> None:
    meeting = running()
    meeting.now = NINE + timedelta(seconds=10, microseconds=999_999)
    meeting.do(c.ExtendTimer(1))
    assert meeting.state.timer is not None
    assert meeting.state.timer.ends == NINE + timedelta(minutes=26)


def test_another_step_has_its_own_clock_and_stopping_ends_it() -> None:
    meeting = running()
    meeting.go("options")
    assert left(meeting) == 20 * 60
    meeting.do(c.Adjourn())
    assert meeting.state.timer is None
    meeting.do(c.Resume())
    assert meeting.refuses(c.PauseTimer()) == ["no_timer"]
    meeting.do(c.ExtendTimer(5))
    assert left(meeting) == 5 * 60


# == steps and rounds ==


def test_the_first_visit_to_the_writing_opens_a_round_and_a_later_one_does_not() -> None:
    meeting = running()
    first = meeting.state.round
    meeting.go("options")
    meeting.go("explore")
    assert meeting.state.round == first
    assert list(meeting.state.rounds) == [first]


def test_leaving_the_step_ends_the_writing_but_shows_nothing() -> None:
    meeting = running()
    first = meeting.state.round
    assert first is not None
    meeting.go("options")
    assert not meeting.state.rounds[first].open
    assert not meeting.state.rounds[first].revealed


def test_a_round_ends_once() -> None:
    meeting = running()
    meeting.reveal()
    events = meeting.do(c.MoveTo(D1, "options", RoundId("r"), absent=True))
    assert kinds_of(events) == [e.MovedTo, e.TimerSet]
    assert kinds_of(meeting.do(c.Adjourn())) == [e.Adjourned]


def test_each_dilemma_has_its_own_rounds_and_at_most_one_is_open() -> None:
    meeting = running()
    meeting.go("explore", D2)
    meeting.go("explore", D1)
    assert [len(d.rounds) for d in meeting.state.dilemmas.values()] == [1, 1]
    assert not [each for each in meeting.state.rounds.values() if each.open]
    assert meeting.state.round == meeting.state.dilemmas[D1].rounds[0]


def test_staying_where_the_room_is_is_nothing_new() -> None:
    meeting = running()
    assert meeting.do(c.MoveTo(D1, "explore", RoundId("r"))) == ()


def test_a_step_without_minutes_has_no_clock() -> None:
    prepared = plan()
    first, *others = prepared.format.phases
    script = replace(prepared.format, phases=(replace(first, minutes=0), *others))
    meeting = Meeting()
    meeting.do(replace(prepared, format=script))
    meeting.go("explore")
    meeting.go("gather")
    assert meeting.state.timer is None


def test_before_the_start_there_is_no_script_and_no_dilemma() -> None:
    with pytest.raises(LookupError, match="not started"):
        _ = State().script
    with pytest.raises(LookupError, match="no dilemma"):
        State().board()


# == the door ==


def test_a_closed_door_keeps_strangers_out_and_those_inside_in() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    meeting.do(c.CloseDoor())
    seat = c.TakeSeat(POLICY, rules=True)
    assert meeting.refuses(seat, meeting.phone(POLICY)) == ["door_closed"]
    assert meeting.do(seat, anna) == ()
    meeting.do(c.OpenDoor())
    assert meeting.refuses(seat, meeting.phone(POLICY)) == []


def test_the_door_can_be_opened_and_closed_while_the_meeting_is_adjourned() -> None:
    meeting = start()
    meeting.do(c.Adjourn())
    meeting.do(c.CloseDoor())
    assert not meeting.state.door
    meeting.do(c.OpenDoor())
    assert meeting.state.door


def test_a_seat_is_in_a_perspective_of_this_format() -> None:
    meeting = start()
    phone = meeting.phone(OVERSIGHT)
    assert meeting.refuses(c.TakeSeat(None, rules=True), phone) == ["perspective_missing"]
    both = ["perspective_missing", "rules_missing"]
    assert meeting.refuses(c.TakeSeat(None, rules=False), phone) == both
    assert meeting.refuses(c.TakeSeat(OVERSIGHT, rules=True), phone) == []


def test_the_room_is_full_at_five_thousand() -> None:
    meeting = start()
    seats = {Tag(str(number)): POLICY for number in range(5000)}
    meeting.state = replace(meeting.state, seats=seats)  # playing them one by one takes seconds
    assert meeting.refuses(c.TakeSeat(POLICY, rules=True), meeting.phone(POLICY)) == ["room_full"]


def test_a_new_code_leaves_everybody_in_or_takes_all_seats_back() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    (seat,) = meeting.state.seats
    meeting.do(c.RenewCode(empty=False))
    assert meeting.state.renewals == 1
    assert set(meeting.state.seats) == {seat}
    meeting.do(c.RenewCode(empty=True))
    assert meeting.state.renewals == 2
    assert not meeting.state.seats
    assert meeting.state.emptied == {seat}
    meeting.do(c.TakeSeat(POLICY, rules=True), anna)
    assert set(meeting.state.seats) == {seat}


# == empty seats ==


def test_the_seats_of_one_perspective_are_taken_back_and_of_no_other() -> None:
    meeting = start()
    phones = meeting.join_all(2)
    assert meeting.do(c.EmptySeats(POLICY)) == (e.SeatsEmptied((POLICY,)),)
    assert [meeting.state.seats_of(p) for p in phones] == [0, 2, 2]
    assert meeting.do(c.EmptySeats(POLICY)) == ()
    assert meeting.do(c.EmptySeats()) == (e.SeatsEmptied((IMPLEMENTATION, POLITICS)),)
    assert not meeting.state.seats
    assert meeting.state.renewals == 0


def test_who_lost_a_seat_takes_it_again_while_the_door_is_open() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    (seat,) = meeting.state.seats
    meeting.do(c.EmptySeats(POLICY))
    assert meeting.state.emptied == {seat}
    meeting.do(c.CloseDoor())
    assert meeting.refuses(c.TakeSeat(POLICY, rules=True), anna) == ["door_closed"]
    meeting.do(c.OpenDoor())
    meeting.do(c.TakeSeat(POLICY, rules=True), anna)
    assert meeting.state.seats_of(POLICY) == 1


def test_who_lost_a_seat_has_no_hand_up_and_is_not_ready() -> None:
    meeting = start()
    phones = meeting.join_all(1)
    for (phone,) in phones.values():
        meeting.raise_hand(phone)
        meeting.do(c.SayReady(meeting.state.step), phone)
    on_behalf = meeting.raise_hand(POLICY)
    meeting.do(c.EmptySeats(POLICY))
    assert [meeting.state.ready_of(p) for p in phones] == [0, 1, 1]
    up = meeting.state.floor.hands
    assert [hand.perspective for hand in up] == [IMPLEMENTATION, POLITICS, POLICY]
    assert up[-1].id == on_behalf
