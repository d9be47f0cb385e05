"""Looking back: a moment is what the room saw then, less what went since, and tells no more."""

from tests.core.playing import A, B, Meeting, start
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.evolve import fold
from trialoog.core.ids import ContributionId
from trialoog.core.past import EACH, Past, after
from trialoog.core.words import Perspective, Stance

POLICY, POLITICS = Perspective.POLICY, Perspective.POLITICS


def past(meeting: Meeting) -> Past:
    return after(Past(), meeting.facts)


def kinds(meeting: Meeting) -> list[type[e.Event]]:
    return [type(moment.event) for moment in past(meeting).moments]


def explored() -> tuple[Meeting, list[ContributionId]]:
    """A meeting in which two texts were written in silence and revealed."""
    meeting = start()
    people = meeting.join_all()
    meeting.go("explore")
    texts = [meeting.write(people[p][0], f"Tekst van {p}") for p in (POLICY, POLITICS)]
    meeting.reveal()
    return meeting, texts


def test_every_moment_is_what_its_facts_fold_to() -> None:
    meeting = start()
    people = meeting.join_all(12)
    meeting.go("options")
    for phone in people[POLICY] * 20:
        meeting.argue(phone)
    seen = past(meeting)
    assert len(meeting.facts) > 2 * EACH
    for moment in seen.moments:
        assert seen.at(moment) == fold(meeting.facts[: moment.seq])


def test_it_is_the_same_however_the_facts_came_in() -> None:
    meeting, _ = explored()
    at_once, one_by_one = past(meeting), Past()
    for fact in meeting.facts:
        one_by_one = after(one_by_one, [fact])
    assert one_by_one == at_once


def test_the_first_moment_is_the_gathering_and_every_earlier_fact_belongs_to_it() -> None:
    seen = past(start())
    assert [type(moment.event) for moment in seen.moments] == [e.MovedTo]
    assert seen.moment(0) == seen.moment(1) == seen.moment(99_999) == seen.moments[0]


def test_of_people_who_come_in_within_a_minute_the_last_is_the_moment() -> None:
    meeting = start()
    meeting.join_all()
    meeting.wait(60)
    meeting.join(POLICY)
    assert kinds(meeting) == [e.MovedTo, e.SeatTaken, e.SeatTaken]


def test_no_moment_lies_in_a_round_of_silent_writing() -> None:
    meeting = start()
    people = meeting.join_all()
    meeting.go("explore")
    opened = past(meeting).moments[-1]
    for phone in people[POLICY]:
        meeting.write(phone)
        meeting.join(POLITICS)  # which would be a moment else
        seen = past(meeting)
        assert seen.moment(len(seen.facts)) == opened
    meeting.reveal()
    assert kinds(meeting)[-1] is e.Revealed


def test_what_people_do_each_for_themselves_is_no_moment() -> None:
    meeting, texts = explored()
    phone = meeting.join(POLICY)
    before = len(past(meeting).moments)
    meeting.do(c.Recognise(texts[0]), phone)
    meeting.go("weigh")
    meeting.rate(phone, A, cost=1)
    meeting.go("decide")
    outcome = meeting.propose(A)
    meeting.do(c.GiveConsent(outcome, Stance.SUPPORT), phone)
    assert kinds(meeting)[before:] == [e.MovedTo, e.MovedTo, e.OutcomeProposed, e.ConsentAsked]


def test_a_text_that_is_held_back_stands_at_no_moment() -> None:
    meeting, (text, other) = explored()
    meeting.do(c.HoldBack(text))
    seen = past(meeting)
    for moment in seen.moments:
        for it in seen.at(moment).contributions.values():
            assert it.held == (it.id == text)
    meeting.do(c.PutBack(text))
    seen = past(meeting)
    revealed = next(m for m in seen.moments if isinstance(m.event, e.Revealed))
    assert all(not it.held for it in seen.at(revealed).contributions.values())
    assert other in seen.at(revealed).contributions


def test_a_screen_that_stood_still_does_not_keep_it_either() -> None:
    meeting, (text, _) = explored()
    meeting.do(c.Focus(contribution=text))
    meeting.do(c.FreezeScreen())
    frozen = meeting.facts[-1]
    meeting.do(c.UnfreezeScreen())
    meeting.do(c.HoldBack(text))
    then = past(meeting).at(frozen)
    assert then.frozen is not None
    assert then.frozen.contributions[text].held
    assert then.looking is None


def test_an_option_has_the_outcome_that_it_had() -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("decide")
    first = meeting.settle(A)
    meeting.do(c.WithdrawOutcome(first.id))
    meeting.settle(B)
    seen = past(meeting)
    recorded = next(m for m in seen.moments if isinstance(m.event, e.OutcomeRecorded))
    assert seen.at(recorded).settled(A) is not None
    assert seen.now.settled(A) is None
