"""An option that goes on in another one, and options that are weighed anew: nothing is lost."""

from dataclasses import replace

import pytest

from tests.core.playing import (
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
    kinds_of,
    start,
)
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core import weighing
from trialoog.core.hearing import heard, mergers, unheard
from trialoog.core.ids import OptionId, OutcomeId
from trialoog.core.words import THREE, OutcomeKind, Perspective, Stance


def options() -> tuple[Meeting, dict[Perspective, list[Phone]]]:
    meeting = start()
    phones = meeting.join_all()
    meeting.go("options")
    return meeting, phones


def merge(
    meeting: Meeting,
    option: OptionId = A,
    into: OptionId | None = B,
    confirmed: tuple[Perspective, ...] = THREE,
    reason: str = "Zegt hetzelfde.",
) -> c.MergeOption:
    made = OutcomeId(meeting.fresh("outcome"))
    return c.MergeOption(made, option, into, reason, confirmed=confirmed)


# == merging ==


def test_a_merge_is_recorded_at_once_with_its_reason_and_takes_nobody_out_of_the_step() -> None:
    meeting, _ = options()
    command = merge(meeting)
    assert kinds_of(meeting.do(command)) == [e.OutcomeProposed, e.OutcomeRecorded]
    outcome = meeting.state.outcome_of(A)
    assert outcome is not None
    assert (outcome.kind, outcome.into, outcome.reason) == (
        OutcomeKind.MERGED,
        B,
        "Zegt hetzelfde.",
    )
    assert outcome.recorded
    assert meeting.state.phase == "options"


def test_the_original_keeps_its_letter_its_words_its_texts_and_its_ratings() -> None:
    meeting, phones = options()
    text = meeting.argue(phones[POLICY][0], A)
    meeting.go("weigh")
    meeting.rate(phones[POLICY][0], A, cost=2)
    before = meeting.state.options[A]
    meeting.do(merge(meeting))
    after = meeting.state.options[A]
    assert replace(after, outcome=None) == before
    assert meeting.state.contributions[text].option == A
    assert [option.id for option in meeting.state.options_of(D1)] == [A, B, NOTHING]


def test_who_was_heard_on_the_original_is_heard_on_what_it_went_on_in_also_by_a_detour() -> None:
    meeting, phones = options()
    meeting.argue(phones[POLICY][0], A)
    meeting.argue(phones[POLITICS][0], B)
    meeting.do(merge(meeting, A, B))
    assert unheard(meeting.state, B) == (IMPLEMENTATION,)
    meeting.do(merge(meeting, B, NOTHING))
    assert [option.id for option in mergers(meeting.state, D1)[NOTHING]] == [B, A]
    assert unheard(meeting.state, NOTHING) == (IMPLEMENTATION,)
    assert unheard(meeting.state, A) == (IMPLEMENTATION, POLITICS)


def test_a_merge_that_is_only_proposed_moves_nobody_along() -> None:
    meeting, phones = options()
    meeting.argue(phones[POLICY][0], A)
    meeting.go("decide")
    meeting.propose(A, kind=OutcomeKind.MERGED, into=B)
    assert not heard(meeting.state, B, POLICY)


def test_a_merge_can_be_taken_back_in_the_same_step_and_what_moved_along_moves_back() -> None:
    meeting, phones = options()
    meeting.argue(phones[POLICY][0], A)
    command = merge(meeting)
    meeting.do(command)
    meeting.do(c.WithdrawOutcome(command.outcome))
    assert meeting.state.outcome_of(A) is None
    assert meeting.state.outcomes[command.outcome].withdrawn
    assert not heard(meeting.state, B, POLICY)


@pytest.mark.parametrize(
    ("into", "reason", "code"),
    [
        (None, "Zegt hetzelfde.", "into_missing"),
        (A, "Zegt hetzelfde.", "into_missing"),
        (OptionId("d2-a"), "Zegt hetzelfde.", "into_missing"),
        (OptionId("nowhere"), "Zegt hetzelfde.", "into_missing"),
        (B, " ", "reason_missing"),
    ],
)
def test_a_merge_needs_a_reason_and_another_option_of_the_same_dilemma(
    into: OptionId | None, reason: str, code: str
) -> None:
    meeting, _ = options()
    assert meeting.refuses(merge(meeting, into=into, reason=reason)) == [code]


def test_a_merge_of_what_a_perspective_said_nothing_about_needs_confirmation() -> None:
    meeting, phones = options()
    meeting.argue(phones[POLICY][0], A)
    assert meeting.refuses(merge(meeting, confirmed=())) == ["unheard"]
    assert meeting.refuses(merge(meeting, confirmed=(POLICY, POLITICS))) == ["unheard"]
    meeting.do(merge(meeting, confirmed=(IMPLEMENTATION, POLITICS)))
    outcome = meeting.state.outcome_of(A)
    assert outcome is not None
    assert outcome.unheard == (IMPLEMENTATION, POLITICS)


def test_merges_never_go_in_a_circle() -> None:
    meeting, _ = options()
    meeting.do(merge(meeting, A, B))
    assert meeting.refuses(merge(meeting, B, A)) == ["into_missing"]
    third = meeting.add_option(LEADER, "Nog een")
    meeting.do(merge(meeting, B, third))
    assert meeting.refuses(merge(meeting, third, A)) == ["into_missing"]


def test_doing_nothing_stays_an_option_of_its_own() -> None:
    meeting, _ = options()
    assert meeting.refuses(merge(meeting, NOTHING, A)) == ["nothing_stays"]
    meeting.do(merge(meeting, A, NOTHING))  # the other way round it may


def test_an_option_whose_outcome_stands_is_not_merged_over_it() -> None:
    meeting, _ = options()
    meeting.do(merge(meeting, A, B))
    assert meeting.refuses(merge(meeting, A, NOTHING)) == ["decided"]


def test_what_people_said_to_a_proposal_is_not_wiped_out_by_a_merge() -> None:
    meeting, phones = options()
    meeting.go("decide")
    first = meeting.propose(A)
    meeting.do(c.GiveConsent(first, Stance.OBJECT, "Dit mag niet."), phones[POLICY][0])
    meeting.go("options")
    assert meeting.refuses(merge(meeting)) == ["proposal_stands"]
    meeting.do(c.WithdrawOutcome(first))
    assert kinds_of(meeting.do(merge(meeting))) == [e.OutcomeProposed, e.OutcomeRecorded]


def test_people_merge_where_options_are_talked_about_and_not_while_they_write() -> None:
    meeting, _ = options()
    meeting.go("explore")
    assert meeting.refuses(merge(meeting)) == ["not_this_step"]
    for phase in ("options", "weigh"):
        meeting.go(phase)
        assert meeting.refuses(merge(meeting)) == []
    meeting.go("decide")  # there the outcome form merges, and asks for consent
    assert meeting.refuses(merge(meeting)) == ["not_this_step"]


# == weighing anew ==


def weighing_room() -> tuple[Meeting, dict[Perspective, list[Phone]]]:
    meeting = start()
    phones = meeting.join_all()
    meeting.go("weigh")
    for phone in phones[POLICY]:
        meeting.rate(phone, A, cost=2)
        meeting.rate(phone, B, cost=1)
    meeting.rate(phones[POLITICS][0], A, cost=None)
    return meeting, phones


def test_weighed_anew_every_option_starts_without_ratings_and_without_a_picture() -> None:
    meeting, phones = weighing_room()
    meeting.do(c.ShowPicture(A))
    assert kinds_of(meeting.do(c.RateAnew())) == [e.RatingsSetAside]
    assert all(option.ratings == {} for option in meeting.state.options_of(D1))
    assert meeting.state.dilemmas[D1].shown == ()
    assert meeting.do(c.RateAnew()) == ()
    meeting.rate(phones[POLICY][0], A, cost=-1)
    (row, *_) = weighing.picture(meeting.state, D1)
    (cell,) = [cell for cell in row.cells if cell.criterion == "cost"]
    assert (cell.marks[0].value, cell.marks[0].seats) == (-1.0, 1)


def test_the_record_keeps_what_was_said_before_it_was_weighed_anew() -> None:
    meeting, _ = weighing_room()
    rated = [fact for fact in meeting.facts if isinstance(fact.event, e.OptionRated)]
    meeting.do(c.RateAnew())
    assert [fact for fact in meeting.facts if isinstance(fact.event, e.OptionRated)] == rated
    assert len(rated) == 7


def test_who_rated_before_stays_heard_and_dont_know_still_is_not() -> None:
    meeting, _ = weighing_room()
    before = unheard(meeting.state, A)
    meeting.do(c.RateAnew())
    assert unheard(meeting.state, A) == before == (IMPLEMENTATION, POLITICS)


def test_an_outcome_that_stands_keeps_the_ratings_it_rests_on() -> None:
    meeting, phones = weighing_room()
    meeting.go("decide")
    meeting.settle(A)
    meeting.propose(B, kind=OutcomeKind.PARKED)
    meeting.go("weigh")
    meeting.do(c.RateAnew())
    assert len(meeting.state.options[A].ratings) == 4
    assert meeting.state.options[B].ratings == {}
    # There is nothing left to set aside.
    assert meeting.do(c.RateAnew()) == ()
    meeting.rate(phones[POLICY][0], B, cost=0)
    assert kinds_of(meeting.do(c.RateAnew())) == [e.RatingsSetAside]


def test_the_other_dilemma_keeps_its_ratings() -> None:
    meeting, phones = weighing_room()
    there = OptionId("d2-a")
    meeting.rate(phones[POLICY][0], there, cost=2)
    meeting.do(c.RateAnew())
    assert len(meeting.state.options[there].ratings) == 1
