"""Where a perspective is divided in itself: seen in the room, never in public (rule 3)."""

import pytest

from tests.core.playing import (
    CITIZEN,
    D1,
    IMPLEMENTATION,
    POLICY,
    POLITICS,
    A,
    B,
    Meeting,
    start,
)
from trialoog.core import weighing
from trialoog.core.words import Perspective


def rated(*costs: int | None, who: Perspective = POLITICS) -> Meeting:
    meeting = start()
    meeting.join_all(3)
    phones = [meeting.join(who) for _ in costs]
    meeting.go("weigh")
    for phone, value in zip(phones, costs, strict=True):
        meeting.rate(phone, A, cost=value)
    return meeting


def mark(meeting: Meeting, who: Perspective = POLITICS, *, public: bool = False) -> weighing.Mark:
    row = weighing.row(meeting.state, meeting.state.options[A], public=public)
    (cell,) = [cell for cell in row.cells if cell.criterion == "cost"]
    return next(found for found in cell.marks if found.perspective is who)


@pytest.mark.parametrize(
    ("costs", "spread", "divided"),
    [
        ((1, 1, 1), (1.0, 1.0), False),
        ((0, 1, 2), (0.5, 1.5), False),
        ((-2, 0, 2), (-1.0, 1.0), True),
        ((-2, -2, 2, 2), (-2.0, 2.0), True),
        ((-2, 1, 1, 1, 1, 1, 2), (1.0, 1.0), False),  # one who differs divides nobody
        ((-1, 0, 0, 1), (0.0, 0.0), False),  # a quarter from the line is the line
    ],
)
def test_the_spread_is_the_middle_half_of_the_ratings(
    costs: tuple[int, ...], spread: tuple[float, float], divided: bool
) -> None:
    found = mark(rated(*costs))
    assert found.spread == spread
    assert found.divided is divided


@pytest.mark.parametrize("costs", [(), (-2,), (-2, 2), (-2, 2, None)])
def test_with_fewer_than_three_ratings_there_is_no_spread(costs: tuple[int | None, ...]) -> None:
    found = mark(rated(*costs))
    assert found.spread is None
    assert not found.divided


def test_the_public_never_sees_a_spread() -> None:
    meeting = rated(-2, -2, 2, 2)
    meeting.close()
    assert mark(meeting).spread is not None
    assert mark(meeting, public=True).value == 0.0
    rows = weighing.picture(meeting.state, D1, public=True)
    assert {m.spread for row in rows for cell in row.cells for m in cell.marks} == {None}


def test_who_is_divided_most_is_named_first_and_guests_are_not() -> None:
    meeting = start()
    meeting.join_all(1)
    meeting.go("weigh")
    for who, option, costs in (
        (POLICY, A, (-1, 0, 1)),
        (IMPLEMENTATION, B, (-1, -1, 1, 1)),
        (POLITICS, A, (-2, -2, 2, 2)),
        (CITIZEN, A, (-2, -2, 2, 2)),
    ):
        for value in costs:
            meeting.rate(meeting.join(who), option, cost=value)
    assert mark(meeting, CITIZEN).divided
    found = weighing.divided(weighing.picture(meeting.state, D1))
    assert [(row.option, cell.criterion, m.perspective) for row, cell, m in found] == [
        (A, "cost", POLITICS),
        (B, "cost", IMPLEMENTATION),
    ]
