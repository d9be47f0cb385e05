"""Speaking in a meeting: hands, turns, time, and who is ready with a step."""

from dataclasses import replace

import pytest

from tests.core.playing import (
    CITIZEN,
    D1,
    D2,
    IMPLEMENTATION,
    LEADER,
    OVERSIGHT,
    POLICY,
    POLITICS,
    A,
    B,
    Meeting,
    Phone,
    kinds_of,
    plan,
    start,
)
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.decide_turns import MOST_HANDS
from trialoog.core.hearing import SPOKE, heard
from trialoog.core.ids import HandId
from trialoog.core.words import THREE, Perspective

UNKNOWN = HandId("unknown")


def talking(phase: str = "explore") -> tuple[Meeting, Phone, Phone, Phone]:
    """Return a meeting in a step, with a phone of each of the three."""
    meeting = start()
    policy, implementation, politics = (meeting.join(p) for p in THREE)
    meeting.go(phase)
    return meeting, policy, implementation, politics


# == hands ==


def test_who_asks_first_gets_the_floor_first() -> None:
    meeting, anna, bo, _ = talking()
    meeting.raise_hand(bo)
    meeting.raise_hand(anna)
    (given,) = meeting.do(c.GiveTurn())
    assert isinstance(given, e.TurnGiven)
    assert given.perspective is IMPLEMENTATION
    assert [hand.perspective for hand in meeting.state.floor.hands] == [POLICY]


def test_a_hand_goes_down_by_who_put_it_up_and_by_the_facilitator() -> None:
    meeting, anna, bo, _ = talking()
    step = meeting.state.step
    hands = [meeting.raise_hand(anna), meeting.raise_hand(bo)]
    assert meeting.do(c.LowerHand(step, hands[1]), anna) == (e.HandLowered(hands[0]),)
    assert meeting.do(c.LowerHand(step), anna) == ()
    assert meeting.do(c.LowerHand(step, hands[1])) == (e.HandLowered(hands[1]),)
    assert meeting.do(c.LowerHand(step, hands[1])) == ()


def test_a_hand_is_of_the_step_it_went_up_in() -> None:
    meeting, anna, _, _ = talking()
    meeting.raise_hand(anna)
    before = meeting.state.step
    meeting.go("options")
    assert meeting.state.floor.hands == ()
    assert meeting.refuses(c.RaiseHand(HandId("h"), before), anna) == ["not_this_step"]
    assert meeting.refuses(c.RaiseHand(HandId("h"), meeting.state.step), anna) == []


def test_the_facilitator_puts_hands_up_for_who_has_no_phone_as_many_as_there_are() -> None:
    meeting, *_ = talking()
    for _ in range(2):
        meeting.raise_hand(POLITICS)
    assert [(hand.perspective, hand.tag) for hand in meeting.state.floor.hands] == [
        (POLITICS, None)
    ] * 2


def test_so_many_wait_without_a_phone_and_a_phone_still_gets_its_hand_up() -> None:
    meeting, anna, *_ = talking()
    for _ in range(MOST_HANDS):
        meeting.raise_hand(POLITICS)
    one_more = c.RaiseHand(HandId("more"), meeting.state.step, POLITICS)
    assert meeting.refuses(one_more) == ["hands_full"]
    meeting.raise_hand(anna)
    meeting.do(c.GiveTurn(perspective=POLITICS))
    assert meeting.refuses(one_more) == []


def test_the_floor_knows_whose_hand_got_it() -> None:
    meeting, anna, *_ = talking()
    first = meeting.raise_hand(anna)
    tag = meeting.state.floor.hands[0].tag
    meeting.do(c.GiveTurn(hand=first))
    turn = meeting.state.floor.turn
    assert turn is not None
    assert turn.tag == tag is not None
    meeting.do(c.GiveTurn(perspective=IMPLEMENTATION))
    turn = meeting.state.floor.turn
    assert turn is not None
    assert turn.tag is None


def test_the_floor_knows_which_hand_of_this_step_went_down_last() -> None:
    meeting, anna, bo, _ = talking()
    first, second = meeting.raise_hand(anna), meeting.raise_hand(bo)
    down = [meeting.state.floor.down]
    for command, who in (
        (c.GiveTurn(hand=first), LEADER),
        (c.LowerHand(meeting.state.step), bo),
        (c.GiveTurn(perspective=IMPLEMENTATION), LEADER),
    ):
        meeting.do(command, who)
        down.append(meeting.state.floor.down)
    meeting.go("options")
    assert [*down, meeting.state.floor.down] == [None, first, second, second, None]


@pytest.mark.parametrize("perspective", [None, OVERSIGHT])
def test_a_hand_or_a_turn_is_of_a_perspective_at_the_table(
    perspective: Perspective | None,
) -> None:
    prepared = plan()
    meeting = Meeting()
    meeting.do(replace(prepared, format=replace(prepared.format, guests=())))
    hand = c.RaiseHand(HandId("h"), 1, perspective)
    assert meeting.refuses(hand) == ["perspective_missing"]
    turn = c.GiveTurn(perspective=perspective)
    assert meeting.refuses(turn) == (["perspective_missing"] if perspective else ["hand_gone"])


def test_a_hand_with_the_id_of_another_is_refused() -> None:
    meeting, anna, bo, _ = talking()
    hand = meeting.raise_hand(anna)
    assert meeting.refuses(c.RaiseHand(hand, meeting.state.step), bo) == ["already_there"]


# == turns ==


def test_the_facilitator_may_give_the_floor_to_any_hand_or_to_a_perspective() -> None:
    meeting, anna, bo, _ = talking()
    first, second = meeting.raise_hand(anna), meeting.raise_hand(bo)
    meeting.do(c.GiveTurn(hand=second))
    assert [hand.id for hand in meeting.state.floor.hands] == [first]
    (_, given) = meeting.do(c.GiveTurn(perspective=POLITICS))
    assert isinstance(given, e.TurnGiven)
    assert (given.perspective, given.hand) == (POLITICS, None)
    assert [hand.id for hand in meeting.state.floor.hands] == [first]


def test_a_turn_of_a_perspective_takes_the_hand_of_it_that_waits_longest() -> None:
    meeting, anna, _, _ = talking()
    first = meeting.raise_hand(anna)
    second = meeting.raise_hand(POLICY)
    meeting.do(c.GiveTurn(perspective=POLICY))
    assert [hand.id for hand in meeting.state.floor.hands] == [second] != [first]


def test_without_a_hand_there_is_no_turn_to_give() -> None:
    meeting, anna, _, _ = talking()
    assert meeting.refuses(c.GiveTurn()) == ["hand_gone"]
    meeting.raise_hand(anna)
    assert meeting.refuses(c.GiveTurn(hand=UNKNOWN)) == ["hand_gone"]


def test_the_next_turn_ends_the_one_that_runs() -> None:
    meeting, *_ = talking()
    meeting.do(c.GiveTurn(perspective=POLICY))
    meeting.wait(45)
    ended, given = meeting.do(c.GiveTurn(perspective=POLITICS))
    assert ended == e.TurnEnded(45)
    assert isinstance(given, e.TurnGiven)
    assert meeting.state.floor.spoken == {POLICY: 45}


@pytest.mark.parametrize(
    ("act", "then"),
    [
        (c.EndTurn(), []),
        (c.Adjourn(), [e.RoundClosed, e.Adjourned]),
        (c.CloseTrialogue(), [e.RoundClosed, e.TrialogueClosed]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_turn_ends_when_it_is_ended_and_when_the_meeting_stops(
    act: c.Command, then: list[type[e.Event]]
) -> None:
    meeting, *_ = talking()
    meeting.do(c.GiveTurn(perspective=POLICY))
    meeting.wait(70)
    events = meeting.do(act)
    assert e.TurnEnded(70) in events
    assert sorted(map(str, kinds_of(events))) == sorted(map(str, [*then, e.TurnEnded]))
    assert meeting.state.floor.turn is None
    assert meeting.state.dilemmas[D1].spoken == {POLICY: 70}


def test_a_turn_ends_at_a_step_and_counts_for_the_dilemma_it_was_about() -> None:
    meeting, *_ = talking()
    meeting.do(c.GiveTurn(perspective=POLICY))
    meeting.wait(70)
    meeting.go("explore", D2)
    assert meeting.state.floor.turn is None
    assert meeting.state.floor.spoken == {}
    assert meeting.state.dilemmas[D1].spoken == {POLICY: 70}
    assert meeting.state.dilemmas[D2].spoken == {}


def test_the_one_who_spoke_last_is_known_in_the_next_step_too() -> None:
    meeting, anna, bo, _ = talking()
    meeting.speak(POLICY, 10)
    meeting.go("options")
    meeting.raise_hand(anna)
    meeting.raise_hand(bo)
    assert [hand.perspective for hand in meeting.state.floor.queue] == [IMPLEMENTATION, POLICY]


def test_ending_a_turn_that_does_not_run_is_nothing() -> None:
    meeting, *_ = talking()
    assert meeting.do(c.EndTurn()) == ()


def test_a_turn_that_nobody_ended_lasts_four_hours_at_most_and_never_less_than_none() -> None:
    meeting, *_ = talking()
    for seconds, counted in ((9 * 3600, 4 * 3600), (-5, 0)):
        meeting.do(c.GiveTurn(perspective=POLICY))
        meeting.wait(seconds)
        assert meeting.do(c.EndTurn()) == (e.TurnEnded(counted),)


# == what a turn is about ==


def about(meeting: Meeting) -> object:
    *_, given = meeting.do(c.GiveTurn(perspective=POLICY))
    assert isinstance(given, e.TurnGiven)
    return given.option


def test_a_turn_is_about_the_option_that_every_screen_looks_at() -> None:
    meeting, anna, _, _ = talking("options")
    assert about(meeting) is None
    meeting.do(c.Focus(option=B))
    assert about(meeting) == B
    meeting.do(c.Focus(contribution=meeting.argue(anna, A)))
    assert about(meeting) == A


def test_a_turn_is_about_the_picture_in_the_room_or_the_outcome_that_is_proposed() -> None:
    meeting, *_ = talking("weigh")
    assert about(meeting) is None
    meeting.do(c.ShowPicture(B))
    assert about(meeting) == B
    meeting.do(c.HidePictures())
    assert about(meeting) is None
    meeting.do(c.ShowPicture(B))
    meeting.go("decide")
    assert about(meeting) is None
    outcome = meeting.propose(A)
    assert about(meeting) == A
    meeting.do(c.RecordOutcome(outcome))
    assert about(meeting) is None


def test_a_text_on_a_pole_is_about_no_option() -> None:
    meeting, anna, _, _ = talking()
    text = meeting.write(anna)
    meeting.reveal()
    meeting.do(c.Focus(contribution=text))
    assert about(meeting) is None


def test_time_spent_on_an_outcome_counts_for_its_option() -> None:
    meeting, *_ = talking("decide")
    meeting.propose(A)
    meeting.speak(POLICY, 20)
    assert meeting.state.options[A].spoken == {POLICY: 20}


def test_a_turn_of_a_few_seconds_says_nothing_about_an_option() -> None:
    meeting, *_ = talking("decide")
    meeting.propose(A)
    meeting.speak(POLICY, SPOKE - 1)
    assert not heard(meeting.state, A, POLICY)
    meeting.speak(POLICY, 1)
    assert heard(meeting.state, A, POLICY)


# == time ==


def test_a_budget_is_the_same_for_each_and_whole_again_in_every_step() -> None:
    meeting, *_ = talking()
    meeting.do(c.SetBudget(2))
    at_table = meeting.state.at_table
    assert meeting.state.floor.left == dict.fromkeys(at_table, 120)
    meeting.speak(POLICY, 50)
    assert meeting.state.floor.left == {**dict.fromkeys(at_table, 120), POLICY: 70}
    meeting.go("options")
    assert meeting.state.floor.left == dict.fromkeys(at_table, 120)


def test_what_was_said_before_the_budget_was_set_counts() -> None:
    meeting, *_ = talking()
    meeting.speak(POLICY, 150)
    meeting.speak(POLITICS, 30)
    meeting.do(c.SetBudget(2))
    left = meeting.state.floor.left
    assert [left[p] for p in THREE] == [0, 150, 120]


def test_without_a_budget_time_is_counted_and_nothing_is_left_or_lacking() -> None:
    meeting, *_ = talking()
    meeting.do(c.SetBudget(2))
    meeting.do(c.SetBudget(0))
    meeting.speak(POLICY, 150)
    assert meeting.state.floor.left == {}
    assert meeting.state.floor.spoken == {POLICY: 150}
    assert meeting.do(c.SetBudget(0)) == ()


@pytest.mark.parametrize("minutes", [-1, 61])
def test_a_budget_is_an_hour_at_most(minutes: int) -> None:
    meeting, *_ = talking()
    assert meeting.refuses(c.SetBudget(minutes)) == ["minutes_out_of_range"]
    assert meeting.refuses(c.SetBudget(60)) == []


def test_who_is_absent_has_no_budget_and_who_comes_after_all_has_as_much_as_the_others() -> None:
    meeting = start()
    meeting.join(POLICY)
    meeting.go("explore")
    meeting.do(c.SetBudget(2))
    assert POLITICS not in meeting.state.floor.left
    meeting.speak(POLICY, 150)
    assert meeting.state.floor.left[CITIZEN] == 150
    meeting.join(POLITICS)
    assert meeting.state.floor.left[POLITICS] == 150
    assert meeting.state.floor.left[POLICY] == 0


def test_a_turn_of_who_is_absent_takes_nobodys_time() -> None:
    meeting = start()
    meeting.join(POLICY)
    meeting.go("explore")
    meeting.do(c.SetBudget(2))
    before = meeting.state.floor.left
    meeting.speak(POLITICS, 90)
    assert meeting.state.floor.left == before


# == ready ==


def test_who_is_ready_is_known_per_perspective_of_how_many_seats() -> None:
    meeting = start()
    phones = meeting.join_all(3)
    meeting.go("explore")
    for phone in phones[POLICY][:2]:
        meeting.do(c.SayReady(meeting.state.step), phone)
    assert [(meeting.state.ready_of(p), meeting.state.seats_of(p)) for p in THREE] == [
        (2, 3),
        (0, 3),
        (0, 3),
    ]


def test_who_thinks_again_is_not_ready() -> None:
    meeting, anna, _, _ = talking()
    step = meeting.state.step
    meeting.do(c.SayReady(step), anna)
    assert meeting.do(c.SayReady(step, on=False), anna) == (e.ReadyTakenBack(POLICY),)
    assert meeting.do(c.SayReady(step, on=False), anna) == ()
    assert meeting.state.ready_of(POLICY) == 0


def test_nobody_is_ready_with_a_step_that_has_just_begun() -> None:
    meeting, anna, _, _ = talking()
    before = meeting.state.step
    meeting.do(c.SayReady(before), anna)
    meeting.go("options")
    assert meeting.state.ready_of(POLICY) == 0
    assert meeting.refuses(c.SayReady(before), anna) == ["not_this_step"]
    meeting.go("explore")
    assert meeting.state.ready_of(POLICY) == 0


def test_who_changes_places_is_ready_where_they_sit_now() -> None:
    meeting, anna, _, _ = talking()
    meeting.do(c.SayReady(meeting.state.step), anna)
    meeting.do(c.SayReady(meeting.state.step), Phone(anna.key, POLITICS))
    assert [meeting.state.ready_of(p) for p in THREE] == [0, 0, 1]
