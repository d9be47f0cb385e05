"""Rule 1: results stand side by side per perspective; silence is confirmed and recorded."""

from dataclasses import fields
from typing import Any, get_args, get_type_hints

import pytest

from tests.core.playing import (
    CITIZEN,
    D1,
    IMPLEMENTATION,
    LEADER,
    NOTHING,
    POLICY,
    POLITICS,
    A,
    B,
    Meeting,
    Phone,
    start,
)
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core import weighing
from trialoog.core.hearing import unheard
from trialoog.core.ids import RoundId
from trialoog.core.words import THREE, Kind, OutcomeKind, Perspective, Stance


def a_weighing_room() -> tuple[Meeting, dict[Perspective, list[Phone]]]:
    meeting = start()
    phones = meeting.join_all()
    meeting.go("weigh")
    return meeting, phones


def cost(meeting: Meeting) -> weighing.Cell:
    (row,) = [row for row in weighing.picture(meeting.state, D1) if row.option == A]
    (cell,) = [cell for cell in row.cells if cell.criterion == "cost"]
    return cell


def test_three_politicians_weigh_as_much_as_thirty_civil_servants() -> None:
    meeting = start()
    many = [meeting.join(POLICY) for _ in range(30)]
    few = [meeting.join(POLITICS) for _ in range(3)]
    meeting.go("weigh")
    for phone in many:
        meeting.rate(phone, cost=2)
    for phone in few:
        meeting.rate(phone, cost=-2)
    values = {mark.perspective: mark.value for mark in cost(meeting).marks}
    assert values[POLICY] == 2.0
    assert values[POLITICS] == -2.0
    assert cost(meeting).distance == 4.0


def test_every_perspective_has_its_own_mark_in_a_fixed_order_also_when_it_said_nothing() -> None:
    meeting, phones = a_weighing_room()
    meeting.rate(phones[POLITICS][0], cost=1)
    assert [mark.perspective for mark in cost(meeting).marks] == [
        *THREE,
        *meeting.state.script.guests,
    ]
    assert [mark.value for mark in cost(meeting).marks[:3]] == [None, None, 1.0]


def test_the_median_of_an_even_number_may_be_a_half() -> None:
    meeting, phones = a_weighing_room()
    meeting.rate(phones[POLICY][0], cost=1)
    meeting.rate(phones[POLICY][1], cost=2)
    assert cost(meeting).marks[0].value == 1.5


def test_dont_know_is_no_number() -> None:
    meeting, phones = a_weighing_room()
    meeting.rate(phones[POLICY][0], cost=None)
    meeting.rate(phones[POLICY][1], cost=2)
    assert (cost(meeting).marks[0].value, cost(meeting).marks[0].seats) == (2.0, 1)


def test_a_guest_does_not_make_the_difference() -> None:
    meeting, phones = a_weighing_room()
    guest = meeting.join(CITIZEN)
    meeting.rate(guest, cost=-2)
    meeting.rate(phones[POLICY][0], cost=2)
    assert cost(meeting).distance == 0.0
    assert weighing.largest(weighing.picture(meeting.state, D1)) is None


@pytest.mark.parametrize(("other", "apart"), [(-1, True), (0, False)])
def test_perspectives_part_from_a_distance_of_three(other: int, apart: bool) -> None:
    meeting, phones = a_weighing_room()
    meeting.rate(phones[POLICY][0], cost=2)
    meeting.rate(phones[POLITICS][0], cost=other)
    assert cost(meeting).apart is apart


def test_the_largest_difference_is_pointed_at() -> None:
    meeting, phones = a_weighing_room()
    meeting.rate(phones[POLICY][0], A, cost=2, time=1)
    meeting.rate(phones[POLITICS][0], A, cost=-2, time=0)
    found = weighing.largest(weighing.picture(meeting.state, D1))
    assert found is not None
    assert (found[0].option, found[1].criterion) == (A, "cost")


def test_no_number_in_the_weighing_is_about_more_than_one_perspective() -> None:
    numbers = [{field.name for field in fields(it)} for it in (weighing.Mark, weighing.Tally)]
    assert all("perspective" in names for names in numbers)
    across = [{field.name for field in fields(it)} for it in (weighing.Row, weighing.Cell)]
    assert not [names for names in across if names & {"seats", "count", "total", "votes"}]


def test_a_recognition_is_shown_as_perspectives_and_never_as_a_number() -> None:
    meeting = start()
    phones = meeting.join_all()
    meeting.go("explore")
    text = meeting.write(phones[POLICY][0])
    meeting.reveal()
    for phone in (*phones[POLITICS], phones[IMPLEMENTATION][0]):
        meeting.do(c.Recognise(text), phone)
    assert meeting.state.contributions[text].recognised_by == (IMPLEMENTATION, POLITICS)


def types_in(hint: Any) -> set[Any]:
    """Return a type and all that it is made of."""
    return {hint}.union(*map(types_in, get_args(hint)))


def test_no_fact_has_room_for_a_number_of_people() -> None:
    numbers = {
        (kind.__name__, name)
        for kind in get_args(e.Event)
        for name, hint in get_type_hints(kind).items()
        if int in types_in(hint)
    }
    assert numbers == {
        ("TimerSet", "left"),  # seconds
        ("TurnEnded", "seconds"),
        ("BudgetSet", "seconds"),
        ("TextsExpired", "days"),
        ("OptionRated", "values"),  # what one phone says of one option
        ("ReservationWorded", "place"),
        ("WeighingPublished", "version"),
        ("WeighingRedacted", "version"),
        ("WeighingMailed", "version"),
    }


def test_who_is_ready_is_counted_per_perspective_and_by_nobody_across() -> None:
    meeting = start()
    phones = meeting.join_all()
    meeting.go("explore")
    for phone in (*phones[POLICY], phones[POLITICS][0]):
        meeting.do(c.SayReady(meeting.state.step), phone)
    assert [meeting.state.ready_of(p) for p in THREE] == [3, 0, 1]
    said = [fact.event for fact in meeting.facts if isinstance(fact.event, e.ReadySaid)]
    assert said == [e.ReadySaid(POLICY)] * 3 + [e.ReadySaid(POLITICS)]


# == who speaks, and for how long ==


def test_thirty_hands_of_one_perspective_wait_as_long_as_three_of_another() -> None:
    meeting = start()
    many = [meeting.join(POLICY) for _ in range(30)]
    few = [meeting.join(POLITICS) for _ in range(3)]
    for phone in (*many, *few):
        meeting.raise_hand(phone)
    first_six = [hand.perspective for hand in meeting.state.floor.queue[:6]]
    assert first_six == [POLICY, POLITICS] * 3


def test_each_perspective_may_speak_as_long_as_the_others_whoever_takes_more() -> None:
    meeting = start()
    meeting.join_all()
    meeting.do(c.SetBudget(1))
    for perspective, seconds in ((POLICY, 100), (POLITICS, 80), (POLICY, 20)):
        meeting.speak(perspective, seconds)
    floor = meeting.state.floor
    assert [floor.spoken.get(p, 0) + floor.left[p] for p in THREE] == [120, 120, 120]


# == who has not been heard ==


def test_an_outcome_that_a_perspective_said_nothing_about_needs_confirmation() -> None:
    meeting, phones = a_weighing_room()
    meeting.rate(phones[POLICY][0], cost=1)
    meeting.go("decide")
    assert unheard(meeting.state, A) == (IMPLEMENTATION, POLITICS)
    assert meeting.refuses(meeting.proposal(A, confirmed=())) == ["unheard"]
    assert meeting.refuses(meeting.proposal(A, confirmed=(POLITICS,))) == ["unheard"]
    assert meeting.refuses(meeting.proposal(A, confirmed=(IMPLEMENTATION, POLITICS))) == []


def test_the_record_says_whose_silence_was_confirmed_and_nobody_elses() -> None:
    meeting, phones = a_weighing_room()
    meeting.rate(phones[POLICY][0], cost=1)
    meeting.go("decide")
    assert meeting.settle(A).unheard == (IMPLEMENTATION, POLITICS)


def test_what_a_perspective_says_of_an_outcome_counts_and_asks_for_no_confirmation() -> None:
    meeting, phones = a_weighing_room()
    meeting.rate(phones[POLICY][0], cost=1)
    meeting.go("decide")
    says = {IMPLEMENTATION: "Dit lukt ons niet.", POLITICS: " "}
    assert meeting.refuses(meeting.proposal(A, says=says, confirmed=())) == ["unheard"]
    outcome = meeting.settle(A, says=says, confirmed=(POLITICS,))
    assert outcome.unheard == (POLITICS,)
    assert IMPLEMENTATION in unheard(meeting.state, A), "its words belong to that outcome alone"


def test_a_perspective_with_a_reservation_is_not_said_to_have_said_nothing() -> None:
    meeting, phones = a_weighing_room()
    meeting.rate(phones[POLICY][0], cost=1)
    meeting.go("decide")
    outcome = meeting.settle(A)
    assert outcome.unheard == (IMPLEMENTATION, POLITICS)
    meeting.do(c.AddReservation(outcome.id, POLITICS, "De wachttijd wordt langer."))
    assert meeting.state.outcomes[outcome.id].unheard == (IMPLEMENTATION,)
    meeting.do(c.WithdrawOutcome(outcome.id))
    assert unheard(meeting.state, A) == (IMPLEMENTATION,)


def test_dont_know_on_everything_is_not_being_heard() -> None:
    meeting, phones = a_weighing_room()
    meeting.rate(phones[POLICY][0], cost=None)
    assert POLICY in unheard(meeting.state, A)


def test_writing_recognising_adding_or_rating_is_being_heard() -> None:
    meeting = start()
    phones = meeting.join_all()
    meeting.go("options")
    text = meeting.argue(phones[POLICY][0], A)
    added = meeting.add_option(phones[POLITICS][0], "Loket op afspraak")
    assert unheard(meeting.state, A) == (IMPLEMENTATION, POLITICS)
    assert unheard(meeting.state, added) == (POLICY, IMPLEMENTATION)
    meeting.go("explore")
    meeting.do(c.Recognise(text), phones[IMPLEMENTATION][0])
    meeting.go("weigh")
    meeting.rate(phones[POLITICS][1], A, cost=0)
    assert unheard(meeting.state, A) == ()


def test_speaking_about_an_option_is_being_heard_on_it_and_on_no_other() -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("options")
    meeting.do(c.Focus(option=A))
    meeting.speak(POLITICS, 30)
    meeting.do(c.Focus())
    meeting.speak(IMPLEMENTATION, 30)
    assert unheard(meeting.state, A) == (POLICY, IMPLEMENTATION)
    assert unheard(meeting.state, B) == THREE
    assert meeting.state.dilemmas[D1].spoken == {POLITICS: 30, IMPLEMENTATION: 30}


def test_words_of_somebody_without_a_phone_count_for_their_perspective() -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("options")
    meeting.write(LEADER, round=None, pole=None, option=A, kind=Kind.RISK, perspective=POLITICS)
    assert unheard(meeting.state, A) == (POLICY, IMPLEMENTATION)


def test_a_guest_is_never_among_the_unheard() -> None:
    meeting = start()
    meeting.join(CITIZEN)
    meeting.go("decide")
    assert set(unheard(meeting.state, NOTHING)) <= set(THREE)


# == who is not at the table ==


def test_a_perspective_that_is_absent_is_confirmed_at_the_start() -> None:
    meeting = start()
    meeting.join(POLICY)
    move = c.MoveTo(D1, "explore", RoundId("r"))
    assert meeting.refuses(move) == ["perspective_absent"]
    meeting.go("explore")
    assert meeting.state.absent == (IMPLEMENTATION, POLITICS)
    absent = [f.event for f in meeting.facts if isinstance(f.event, e.AbsenceConfirmed)]
    assert [event.perspective for event in absent] == [IMPLEMENTATION, POLITICS]


def test_absence_is_confirmed_once_only() -> None:
    meeting = start()
    phones = [meeting.join(p) for p in THREE]
    meeting.go("explore")
    meeting.go("gather")
    for phone in phones:
        meeting.do(c.LeaveSeat(), phone)
    assert meeting.refuses(c.MoveTo(D1, "explore", RoundId("r"))) == []


def test_looking_at_the_other_dilemma_during_the_gathering_asks_for_no_absence() -> None:
    meeting = start()
    second = next(d for d in meeting.state.dilemmas if d != D1)
    assert meeting.refuses(c.MoveTo(second, "gather", RoundId("r"))) == []
    meeting.do(c.MoveTo(second, "gather", RoundId("r")))
    assert meeting.refuses(c.MoveTo(D1, "explore", RoundId("r"))) == ["perspective_absent"]


def test_who_comes_after_all_is_absent_no_longer_and_has_to_be_heard() -> None:
    meeting = start()
    meeting.go("explore")
    assert unheard(meeting.state, A) == ()
    meeting.join(POLITICS)
    assert POLITICS not in meeting.state.absent
    assert unheard(meeting.state, A) == (POLITICS,)


def test_a_seat_taken_by_mistake_does_not_undo_that_a_perspective_was_absent() -> None:
    meeting = start()
    meeting.join(POLICY)
    meeting.join(IMPLEMENTATION)
    mistaken = meeting.join(POLITICS)
    meeting.do(c.LeaveSeat(), mistaken)
    meeting.go("explore")
    assert meeting.state.absent == (POLITICS,)
    meeting.close()
    assert meeting.state.absent == (POLITICS,)


def test_at_the_end_a_perspective_without_a_seat_was_not_at_the_table() -> None:
    meeting = start()
    meeting.join(POLICY)
    meeting.close()
    assert meeting.state.absent == (IMPLEMENTATION, POLITICS)


def test_an_objection_is_kept_in_the_name_of_a_perspective() -> None:
    meeting = start()
    phones = meeting.join_all()
    meeting.go("decide")
    found = meeting.propose(B, kind=OutcomeKind.REJECTED)
    meeting.do(c.GiveConsent(found, Stance.OBJECT, "Dit raakt de zwaksten."), phones[POLITICS][0])
    meeting.do(c.RecordOutcome(found))
    (kept,) = meeting.state.outcomes[found].reservations
    assert (kept.perspective, kept.text) == (POLITICS, "Dit raakt de zwaksten.")
