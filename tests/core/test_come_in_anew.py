"""After a backup was put back: everybody comes in again, and nobody counts twice."""

import pytest

from tests.core.playing import D1, HOUSE, LEADER, POLICY, A, Meeting, start
from trialoog.core import commands as c
from trialoog.core.words import Status


def rating() -> Meeting:
    meeting = start()
    meeting.join_all()
    meeting.go("weigh")
    return meeting


def test_only_the_house_asks_for_it_and_only_while_people_can_have_a_seat() -> None:
    meeting = start()
    assert meeting.refuses(c.ComeInAnew()) == ["not_yours"]
    meeting.do(c.CloseTrialogue())
    assert meeting.refuses(c.ComeInAnew(), HOUSE) == ["closed"]


def test_seats_are_empty_and_the_meeting_is_where_it_was() -> None:
    meeting = rating()
    before = meeting.state
    meeting.do(c.ComeInAnew(), HOUSE)
    after = meeting.state
    assert (after.status, after.door, dict(after.seats)) == (Status.OPEN, True, {})
    assert (after.dilemma, after.phase, after.lead) == (before.dilemma, before.phase, before.lead)
    assert after.contributions.keys() == before.contributions.keys()


def test_an_adjourned_meeting_stays_adjourned() -> None:
    meeting = rating()
    meeting.do(c.Adjourn())
    meeting.do(c.ComeInAnew(), HOUSE)
    standing = [meeting.state.status]
    meeting.join(POLICY)
    meeting.do(c.Resume())
    assert [*standing, meeting.state.status] == [Status.ADJOURNED, Status.OPEN]


def test_the_same_phone_with_another_tag_counts_once() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    meeting.join_all()
    meeting.go("weigh")
    meeting.rate(anna, A, cost=2)
    before = {*meeting.state.options[A].ratings}
    meeting.do(c.ComeInAnew(), HOUSE)
    assert {*meeting.state.options[A].ratings} == before, "what was said stands until then"
    meeting.do(c.TakeSeat(POLICY, rules=True), anna)
    meeting.rate(anna, A, cost=-2)
    of_policy = [r for r in meeting.state.options[A].ratings.values() if r.perspective is POLICY]
    assert [dict(r.values) for r in of_policy] == [{"cost": -2}]


def test_a_round_that_ran_is_over() -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("explore")
    running = meeting.state.round
    assert running is not None
    assert meeting.state.rounds[running].open
    meeting.do(c.ComeInAnew(), HOUSE)
    assert not meeting.state.rounds[running].open
    assert meeting.state.board().id == D1


@pytest.mark.parametrize("phase", ["explore", "options", "weigh"])
def test_the_meeting_goes_on_from_there(phase: str) -> None:
    meeting = start()
    meeting.join_all()
    meeting.go(phase)
    meeting.do(c.ComeInAnew(), HOUSE)
    meeting.join_all()
    meeting.go("options" if phase != "options" else "weigh")
    assert meeting.refuses(c.CloseTrialogue(), LEADER) == []
