"""Rule 6: versions with a note, the formal decision beside the advice, reopening."""

from datetime import date

import pytest

from tests.core.playing import D1, D2, POLICY, POLITICS, SHA, A, B, Meeting, Phone, published, start
from trialoog.core import commands as c
from trialoog.core import weighing
from trialoog.core.hearing import unheard
from trialoog.core.ids import RoundId
from trialoog.core.words import Decision, OutcomeKind, Stance, Status

# == versions ==


def test_a_correction_is_a_new_version_and_the_old_one_stays() -> None:
    meeting = published()
    meeting.publish(note="Een typefout hersteld.")
    versions = meeting.state.dilemmas[D1].publications
    assert [(each.version, each.note) for each in versions] == [
        (1, ""),
        (2, "Een typefout hersteld."),
    ]


@pytest.mark.parametrize("note", ["", " \n", "\u200b"])
def test_a_new_version_says_what_changed(note: str) -> None:
    meeting = published()
    assert meeting.refuses(c.PublishWeighing(D1, "weging-d1", SHA, note)) == ["note_missing"]


def test_versions_count_for_each_dilemma_by_itself() -> None:
    meeting = start()
    meeting.join_all()
    meeting.settle_all(D1)
    meeting.settle_all(D2)
    meeting.close()
    meeting.publish(D1)
    meeting.publish(D2)
    meeting.publish(D2, note="Aangevuld.")
    assert len(meeting.state.dilemmas[D1].publications) == 1
    assert [each.version for each in meeting.state.dilemmas[D2].publications] == [1, 2]


def test_a_weighing_that_does_not_exist_is_not_published() -> None:
    meeting = published()
    assert meeting.refuses(c.PublishWeighing("d9", "x", SHA)) == ["unknown_dilemma"]  # type: ignore[arg-type]


def test_a_published_trialogue_is_not_reopened() -> None:
    assert published().refuses(c.Reopen()) == ["published"]


# == the formal decision ==


def test_the_formal_decision_stands_beside_the_outcomes_and_changes_none() -> None:
    meeting = published()
    before = meeting.state.outcomes
    meeting.do(c.RecordFormalDecision(D1, Decision.DEPARTS, date(2027, 1, 10), "Te duur."))
    decision = meeting.state.dilemmas[D1].decision
    assert decision is not None
    assert (decision.decision, decision.on, decision.why) == (
        Decision.DEPARTS,
        date(2027, 1, 10),
        "Te duur.",
    )
    assert meeting.state.outcomes == before


@pytest.mark.parametrize(
    ("decision", "on", "why", "reasons"),
    [
        (None, None, "", ["decision_missing"]),
        (Decision.FOLLOWS, None, "", ["decision_date_missing"]),
        (Decision.FOLLOWS, date(2027, 1, 10), "", []),
        (Decision.DEPARTS, date(2027, 1, 10), " ", ["decision_why_missing"]),
        (Decision.DEPARTS, None, "Te duur.", ["decision_date_missing"]),
        (Decision.DEPARTS, date(2027, 1, 10), "Te duur.", []),
        (Decision.OPEN, None, "", []),
    ],
)
def test_departing_from_the_advice_needs_a_reason_and_a_decision_a_date(
    decision: Decision | None, on: date | None, why: str, reasons: list[str]
) -> None:
    assert published().refuses(c.RecordFormalDecision(D1, decision, on, why)) == reasons


def test_the_formal_decision_is_about_a_dilemma_of_this_trialogue() -> None:
    command = c.RecordFormalDecision("d9", Decision.OPEN)  # type: ignore[arg-type]
    assert published().refuses(command) == ["unknown_dilemma"]


def test_a_later_formal_decision_takes_the_place_of_an_open_one() -> None:
    meeting = published()
    meeting.do(c.RecordFormalDecision(D1, Decision.OPEN))
    meeting.do(c.RecordFormalDecision(D1, Decision.FOLLOWS, date(2027, 1, 10)))
    decision = meeting.state.dilemmas[D1].decision
    assert decision is not None
    assert decision.decision is Decision.FOLLOWS


# == what belongs to a weighing ==


def test_assumptions_and_the_review_date_belong_to_what_is_chosen() -> None:
    meeting = start()
    meeting.go("decide")
    review = date(2027, 11, 23)
    outcome = meeting.settle(A, assumptions=(" Er is geld. ", ""), review=review)
    assert (outcome.assumptions, outcome.review) == (("Er is geld.",), review)


def test_what_is_parked_may_have_a_date_to_come_back_to() -> None:
    meeting = start()
    meeting.go("decide")
    review = date(2027, 11, 23)
    assert meeting.settle(A, kind=OutcomeKind.PARKED, review=review).review == review
    assert meeting.settle(B, kind=OutcomeKind.REJECTED, review=review).review is None


def test_a_correction_stands_beside_the_original() -> None:
    meeting = start()
    meeting.go("decide")
    outcome = meeting.settle(A)
    meeting.go("read_back")
    meeting.do(c.AddCorrection(A, "Het ging om het college."))
    meeting.do(c.AddCorrection(A, "En om de raad."))
    assert [each.text for each in meeting.state.options[A].corrections] == [
        "Het ging om het college.",
        "En om de raad.",
    ]
    assert meeting.state.outcomes[outcome.id] == outcome


def test_each_perspective_names_an_office() -> None:
    meeting = start()
    assert meeting.refuses(c.NameSpokespersons({POLICY: "", POLITICS: "x" * 300})) == ["too_long"]
    meeting.do(c.NameSpokespersons({POLICY: "De directie"}))
    meeting.do(c.NameSpokespersons({POLICY: "De afdeling"}))
    assert meeting.state.spokespersons == {POLICY: "De afdeling"}
    assert meeting.refuses(c.NameSpokespersons({POLICY: " "})) == ["office_missing"]


# == going on after all ==


def reopened() -> tuple[Meeting, list[Phone]]:
    """Return a meeting that was rated, asked for consent, read back, closed and reopened; and its
    phones of policy."""
    meeting = start()
    phones = meeting.join_all()
    meeting.go("weigh")
    for phone in (*phones[POLICY], *phones[POLITICS]):
        meeting.rate(phone, A, cost=2)
    meeting.go("decide")
    asked, stands = meeting.propose(A), meeting.propose(B)
    for phone in phones[POLICY]:
        for outcome in (asked, stands):
            meeting.do(c.GiveConsent(outcome, Stance.SUPPORT), phone)
    meeting.do(c.RecordOutcome(stands))
    meeting.go("read_back")
    meeting.do(c.AnswerReadBack(A, reads=True), phones[POLICY][0])
    meeting.close()
    meeting.do(c.Reopen())
    return meeting, phones[POLICY]


def marks(meeting: Meeting) -> list[tuple[float | None, int]]:
    (row, *_) = weighing.picture(meeting.state, D1)
    cell = next(cell for cell in row.cells if cell.criterion == "cost")
    return [(mark.value, mark.seats) for mark in cell.marks[:3]]


def test_a_closed_meeting_that_was_not_published_can_go_on() -> None:
    meeting, _ = reopened()
    assert meeting.state.status is Status.OPEN
    assert meeting.state.closed is None
    assert meeting.state.door
    assert meeting.state.seats == {}
    assert meeting.state.era == 1


def test_reopened_what_was_rated_still_stands() -> None:
    assert marks(reopened()[0]) == [(2.0, 3), (None, 0), (2.0, 3)]


def test_reopened_nobody_counts_twice_within_a_perspective() -> None:
    meeting, (anna, bo, _) = reopened()
    meeting.do(c.TakeSeat(POLICY, rules=True), anna)
    meeting.go("weigh")
    meeting.rate(anna, A, cost=-1)
    assert marks(meeting)[0] == (-1.0, 1)
    meeting.rate(bo, A, cost=0)
    assert marks(meeting)[0] == (-0.5, 2)


def test_reopened_one_perspective_does_not_wipe_out_what_the_others_said() -> None:
    meeting, (anna, *_) = reopened()
    meeting.go("weigh")
    meeting.rate(anna, A, cost=-1)
    assert marks(meeting)[2] == (2.0, 3)
    assert POLITICS not in unheard(meeting.state, A)


def test_reopened_the_same_rating_in_a_new_era_is_a_rating() -> None:
    meeting, (anna, *_) = reopened()
    meeting.go("weigh")
    meeting.rate(anna, A, cost=2)
    assert marks(meeting)[0] == (2.0, 1)


def test_reopened_consent_that_was_still_asked_starts_anew_and_recorded_consent_stays() -> None:
    meeting, _ = reopened()
    asked, stands = meeting.state.outcome_of(A), meeting.state.outcome_of(B)
    assert asked is not None
    assert stands is not None
    assert asked.consents == {}
    assert len(stands.consents) == 3


def test_reopened_reading_back_starts_anew() -> None:
    assert reopened()[0].state.options[A].answers == {}


def test_reopened_nothing_that_was_said_is_lost() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    meeting.go("explore")
    text = meeting.write(anna)
    meeting.reveal()
    meeting.close()
    before = meeting.state
    meeting.do(c.Reopen())
    assert meeting.state.contributions == before.contributions
    assert meeting.state.rounds == before.rounds
    assert meeting.state.visible(meeting.state.contributions[text])


def test_reopened_a_phone_is_a_stranger_to_its_own_old_text() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    meeting.go("explore")
    text = meeting.write(anna)
    meeting.close()
    meeting.do(c.Reopen())
    assert meeting.refuses(c.WithdrawContribution(text), anna) == ["unknown_contribution"]


def test_reopened_a_new_round_can_begin() -> None:
    meeting = start()
    meeting.go("explore")
    meeting.close()
    meeting.do(c.Reopen())
    made = meeting.state
    meeting.do(c.OpenRound(RoundId("second")))
    assert meeting.state.dilemmas[D1].rounds == (*made.dilemmas[D1].rounds, "second")
