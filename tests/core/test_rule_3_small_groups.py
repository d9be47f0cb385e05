"""Rule 3: no public number with fewer than three seats of a perspective behind it."""

import pytest

from tests.core.playing import (
    D1,
    IMPLEMENTATION,
    POLITICS,
    A,
    start,
)
from trialoog.core import commands as c
from trialoog.core import weighing
from trialoog.core.words import Stance

SEATS = [0, 1, 2, 3]


def rated(seats: int, at_table: int = 3) -> weighing.Mark:
    """Return the public mark of politics when so many of its seats rated."""
    meeting = start()
    meeting.join_all()
    phones = [meeting.join(POLITICS) for _ in range(at_table)]
    meeting.go("weigh")
    for phone in phones[:seats]:
        meeting.rate(phone, A, cost=2)
    meeting.close()
    (row, *_) = weighing.picture(meeting.state, D1, public=True)
    (cell,) = [cell for cell in row.cells if cell.criterion == "cost"]
    return cell.marks[2]


@pytest.mark.parametrize("seats", SEATS)
def test_a_public_median_has_at_least_three_seats_behind_it(seats: int) -> None:
    mark = rated(seats)
    assert mark.value == (2.0 if seats >= 3 else None)
    assert mark.seats == (3 if seats >= 3 else 0)
    assert mark.hidden is (0 < seats < 3)


@pytest.mark.parametrize("seats", SEATS)
def test_dont_know_does_not_make_a_group_large_enough(seats: int) -> None:
    meeting = start()
    phones = meeting.join_all(4)[POLITICS]
    meeting.go("weigh")
    for number, phone in enumerate(phones):
        meeting.rate(phone, A, cost=1 if number < seats else None)
    (row, *_) = weighing.picture(meeting.state, D1, public=True)
    mark = next(cell for cell in row.cells if cell.criterion == "cost").marks[2]
    assert mark.value == (1.0 if seats >= 3 else None)


@pytest.mark.parametrize("rated_by", [0, 1, 2])
def test_of_a_small_perspective_not_even_silence_can_be_read_off(rated_by: int) -> None:
    meeting = start()
    phones = [meeting.join(POLITICS) for _ in range(2)]
    meeting.go("weigh")
    for phone in phones[:rated_by]:
        meeting.rate(phone, A, cost=2)
    meeting.go("decide")
    outcome = meeting.propose(A)
    for phone in phones[:rated_by]:
        meeting.do(c.GiveConsent(outcome, Stance.SUPPORT), phone)
    meeting.do(c.RecordOutcome(outcome))
    meeting.close()
    assert meeting.state.small == (POLITICS,)
    rows = weighing.picture(meeting.state, D1, public=True)
    marks = {cell.marks[2] for row in rows for cell in row.cells}
    assert marks == {weighing.Mark(POLITICS, None, 0, hidden=True)}
    tally = weighing.consent(meeting.state, meeting.state.outcomes[outcome], public=True)[2]
    assert tally == weighing.Tally(POLITICS, None, None, None, hidden=True)


def consented(seats: int, *, public: bool) -> weighing.Tally:
    meeting = start()
    phones = meeting.join_all()[POLITICS]
    meeting.go("decide")
    outcome = meeting.propose(A)
    for phone, stance in zip(phones[:seats], Stance, strict=False):
        meeting.do(c.GiveConsent(outcome, stance, "Daarom."), phone)
    meeting.do(c.RecordOutcome(outcome))
    meeting.close()
    return weighing.consent(meeting.state, meeting.state.outcomes[outcome], public=public)[2]


@pytest.mark.parametrize("seats", SEATS)
def test_public_consent_has_at_least_three_seats_behind_it(seats: int) -> None:
    tally = consented(seats, public=True)
    counts = (tally.support, tally.live_with, tally.objects)
    assert counts == ((1, 1, 1) if seats >= 3 else (None, None, None))
    assert tally.hidden is (0 < seats < 3)


def test_in_the_room_small_numbers_are_shown() -> None:
    assert consented(1, public=False).support == 1


@pytest.mark.parametrize(("seats", "small"), [(0, False), (1, True), (2, True), (3, False)])
def test_small_perspectives_are_frozen_at_closing(seats: int, small: bool) -> None:
    meeting = start()
    phones = [meeting.join(POLITICS) for _ in range(seats)]
    for phone in phones:
        meeting.do(c.LeaveSeat(), phone)
    meeting.close()
    assert (POLITICS in meeting.state.small) is small
    assert meeting.state.seats == {}


def test_a_large_perspective_does_not_become_small_because_people_left() -> None:
    meeting = start()
    phones = [meeting.join(IMPLEMENTATION) for _ in range(3)]
    meeting.do(c.LeaveSeat(), phones[0])
    meeting.close()
    assert IMPLEMENTATION not in meeting.state.small


def test_people_who_come_one_after_another_are_not_three_at_one_time() -> None:
    meeting = start()
    for _ in range(3):
        phone = meeting.join(POLITICS)
        meeting.do(c.LeaveSeat(), phone)
    meeting.close()
    assert meeting.state.small == (POLITICS,)
