"""Whose turn it is, and how much time is left: the numbers alone."""

from datetime import UTC, datetime
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.core.counting import calls
from tests.core.playing import IMPLEMENTATION, POLICY, POLITICS
from trialoog.core.ids import HandId
from trialoog.core.turns import USUAL_TURN, Floor, Hand, Turn, after_turn, queue
from trialoog.core.words import THREE, Perspective

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BUDGET = 120
WHOLE = dict.fromkeys(THREE, BUDGET)


def up(*perspectives: Perspective) -> list[Hand]:
    """Return hands that went up in this order."""
    return [Hand(HandId(str(n)), p, AT) for n, p in enumerate(perspectives)]


def order(hands: list[Hand], said: dict[Perspective, int], last: Perspective | None) -> list[str]:
    return [hand.id for hand in queue(hands, said, last)]


perspectives = st.sampled_from(Perspective)
times = st.dictionaries(perspectives, st.integers(0, 1000))
waiting = st.lists(perspectives, max_size=12).map(lambda them: up(*them))
turns = st.lists(st.tuples(st.sampled_from(THREE), st.integers(0, 400)), max_size=12)


# == the queue ==


def test_turns_alternate_between_perspectives_however_many_hands_one_has() -> None:
    hands = up(POLICY, POLICY, POLICY, POLITICS, POLITICS)
    assert order(hands, {}, None) == ["0", "3", "1", "4", "2"]


def test_who_spoke_last_waits_for_another_perspective_even_when_it_said_less() -> None:
    hands = up(POLICY, POLITICS)
    assert order(hands, {POLICY: 5, POLITICS: 500}, POLICY) == ["1", "0"]


def test_the_perspective_that_spoke_least_goes_first() -> None:
    hands = up(POLICY, IMPLEMENTATION, POLITICS)
    said = {POLICY: 90, IMPLEMENTATION: 60, POLITICS: 30}
    assert order(hands, said, None) == ["2", "1", "0"]


def test_of_equals_who_waits_longest_goes_first() -> None:
    assert order(up(POLITICS, POLICY, IMPLEMENTATION), {}, None) == ["0", "1", "2"]
    assert order(up(IMPLEMENTATION, POLITICS, POLICY), {}, None) == ["0", "1", "2"]


def test_within_a_perspective_hands_go_in_the_order_in_which_they_went_up() -> None:
    assert order(up(POLICY, POLICY, POLICY), {POLICY: 100}, POLICY) == ["0", "1", "2"]


def test_a_turn_to_come_counts_as_a_usual_one() -> None:
    hands = up(POLICY, POLICY, POLICY, POLITICS, IMPLEMENTATION)
    # After a turn to come, policy has said more than implementation and lets it go first.
    assert order(hands, {IMPLEMENTATION: USUAL_TURN - 1}, None) == ["0", "3", "4", "1", "2"]
    assert order(hands, {IMPLEMENTATION: USUAL_TURN + 1}, None) == ["0", "3", "1", "4", "2"]


def test_the_queue_follows_the_turn_that_runs() -> None:
    floor = Floor(hands=tuple(up(POLICY, POLITICS)), last=POLITICS)
    assert [hand.id for hand in floor.queue] == ["0", "1"]
    running = Floor(floor.hands, Turn(POLICY, AT), last=POLITICS)
    assert [hand.id for hand in running.queue] == ["1", "0"]


@given(waiting, times, st.none() | perspectives)
def test_every_hand_has_exactly_one_place(
    hands: list[Hand], said: dict[Perspective, int], last: Perspective | None
) -> None:
    assert sorted(order(hands, said, last), key=int) == [hand.id for hand in hands]


@given(waiting, times, st.none() | perspectives)
def test_nobody_waits_behind_two_turns_in_a_row_of_another_perspective(
    hands: list[Hand], said: dict[Perspective, int], last: Perspective | None
) -> None:
    places = queue(hands, said, last)
    for place, (one, next_one) in enumerate(pairwise(places)):
        if one.perspective is next_one.perspective:
            assert {hand.perspective for hand in places[place:]} == {one.perspective}
    if places and places[0].perspective is last:
        assert {hand.perspective for hand in places} == {last}


@given(waiting, times, st.none() | perspectives)
def test_nobody_who_spoke_less_and_may_go_first_is_passed_over(
    hands: list[Hand], said: dict[Perspective, int], last: Perspective | None
) -> None:
    places = queue(hands, said, last)
    for other in (hand for hand in places if hand.perspective is not last):
        assert said.get(places[0].perspective, 0) <= said.get(other.perspective, 0)


@given(waiting, times, st.none() | perspectives)
def test_the_next_turn_of_a_perspective_is_of_who_waits_longest_in_it(
    hands: list[Hand], said: dict[Perspective, int], last: Perspective | None
) -> None:
    places = queue(hands, said, last)
    for perspective in Perspective:
        of = [int(hand.id) for hand in places if hand.perspective is perspective]
        assert of == sorted(of)


def slowly(
    hands: list[Hand], said: dict[Perspective, int], last: Perspective | None
) -> tuple[Hand, ...]:
    """Return the order as it is defined: of all that wait, each time the next one."""
    waiting, order, said = list(hands), [], dict(said)
    while waiting:
        others = [hand for hand in waiting if hand.perspective is not last] or waiting
        order.append(min(others, key=lambda hand: said.get(hand.perspective, 0)))
        waiting.remove(order[-1])
        last = order[-1].perspective
        said[last] = said.get(last, 0) + USUAL_TURN
    return tuple(order)


@given(waiting, times, st.none() | perspectives)
def test_the_queue_is_in_the_order_of_its_definition(
    hands: list[Hand], said: dict[Perspective, int], last: Perspective | None
) -> None:
    assert queue(hands, said, last) == slowly(hands, said, last)


def test_ten_times_as_many_hands_cost_about_ten_times_as_much() -> None:
    def cost(hands: int) -> int:
        return calls(lambda: queue(up(*THREE * hands), {}, None))

    assert cost(500) < 15 * cost(50)


# == the budget ==


def test_a_turn_within_the_budget_costs_nobody_else_anything() -> None:
    assert after_turn(WHOLE, POLICY, 50) == {**WHOLE, POLICY: 70}
    assert after_turn(WHOLE, POLICY, BUDGET) == {**WHOLE, POLICY: 0}


def test_what_one_overspends_is_added_to_each_of_the_others() -> None:
    after = after_turn(WHOLE, POLICY, BUDGET + 30)
    assert after == {POLICY: 0, IMPLEMENTATION: BUDGET + 30, POLITICS: BUDGET + 30}
    assert sum(after.values()) == sum(WHOLE.values()) - BUDGET + 2 * 30


def test_who_has_no_budget_can_not_overspend_it() -> None:
    assert after_turn(WHOLE, Perspective.CITIZEN, 500) == WHOLE
    assert after_turn({}, POLICY, 500) == {}


@given(turns)
def test_nobody_ever_has_less_than_nothing_left(spoken: list[tuple[Perspective, int]]) -> None:
    left = WHOLE
    for perspective, seconds in spoken:
        left = after_turn(left, perspective, seconds)
        assert set(left) == set(THREE)
        assert min(left.values()) >= 0


@given(turns, st.randoms())
def test_each_may_say_as_much_as_who_said_most_in_whatever_order_they_spoke(
    spoken: list[tuple[Perspective, int]],
    random: Random,
) -> None:
    said = {p: sum(seconds for q, seconds in spoken if q is p) for p in THREE}
    allowed = max(BUDGET, *said.values())
    for _ in range(3):
        left = WHOLE
        for perspective, seconds in spoken:
            left = after_turn(left, perspective, seconds)
        assert left == {p: allowed - said[p] for p in THREE}
        random.shuffle(spoken)
