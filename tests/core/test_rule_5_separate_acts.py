"""Rule 5: closing, deciding and publishing are acts of their own; none brings another about."""

import pytest

from tests.core.playing import (
    D1,
    D2,
    LEADER,
    POLICY,
    SCREEN,
    SHA,
    A,
    Meeting,
    kinds_of,
    published,
    start,
)
from tests.core.samples import every_command
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.words import Decision, OutcomeKind, Role, Status


def ready_to_close() -> Meeting:
    meeting = start()
    meeting.join_all()
    meeting.settle_all()
    return meeting


def test_closing_is_only_closing() -> None:
    meeting = ready_to_close()
    assert kinds_of(meeting.do(c.CloseTrialogue())) == [e.TrialogueClosed]
    assert meeting.state.dilemmas[D1].publications == ()
    assert meeting.state.dilemmas[D1].decision is None


def test_closing_ends_a_round_that_runs_and_nothing_else() -> None:
    meeting = start()
    meeting.go("explore")
    assert kinds_of(meeting.do(c.CloseTrialogue())) == [e.RoundClosed, e.TrialogueClosed]


def test_publishing_is_only_publishing() -> None:
    meeting = ready_to_close()
    meeting.close()
    before = meeting.state
    assert kinds_of(meeting.publish()) == [e.WeighingPublished]
    assert meeting.state.status is Status.CLOSED
    assert meeting.state.dilemmas[D1].decision is None
    assert meeting.state.dilemmas[D2] == before.dilemmas[D2]


def test_telling_the_followers_is_an_act_of_its_own_once_per_version() -> None:
    meeting = published()
    assert meeting.state.dilemmas[D1].publications[0].mailed is None
    tell = c.MailWeighing(D1, 1)
    assert kinds_of(meeting.do(tell)) == [e.WeighingMailed]
    assert meeting.state.dilemmas[D1].publications[0].mailed is not None
    assert meeting.do(tell) == ()
    meeting.publish(note="Een aanname klopte niet.")
    assert meeting.state.dilemmas[D1].publications[1].mailed is None
    assert meeting.refuses(tell) == ["newer_version"]
    assert kinds_of(meeting.do(c.MailWeighing(D1, 2))) == [e.WeighingMailed]


def test_nobody_is_told_of_what_is_not_public() -> None:
    meeting = published()
    assert meeting.refuses(c.MailWeighing(D2, 1)) == ["not_on_site"]
    assert meeting.refuses(c.MailWeighing("d9", 1)) == ["unknown_dilemma"]  # type: ignore[arg-type]


def test_recording_the_formal_decision_publishes_nothing() -> None:
    meeting = ready_to_close()
    meeting.close()
    events = meeting.do(c.RecordFormalDecision(D1, Decision.OPEN))
    assert kinds_of(events) == [e.FormalDecisionRecorded]
    assert meeting.state.dilemmas[D1].publications == ()


def test_an_outcome_that_stands_closes_nothing_also_when_it_is_the_last() -> None:
    meeting = ready_to_close()
    assert meeting.state.recorded(D1)
    assert meeting.state.status is Status.OPEN


def test_proposing_does_not_record_and_consent_does_not_either() -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("decide")
    assert kinds_of(meeting.do(meeting.proposal(A))) == [e.OutcomeProposed, e.ConsentAsked]
    outcome = meeting.state.outcome_of(A)
    assert outcome is not None
    assert not outcome.recorded


def test_adjourning_is_not_closing() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    meeting.do(c.Adjourn())
    assert meeting.state.status is Status.ADJOURNED
    assert meeting.state.closed is None
    assert meeting.state.seats_of(POLICY) == 1
    assert meeting.do(c.TakeSeat(POLICY, rules=True), anna) == ()
    meeting.join(POLICY)
    assert kinds_of(meeting.do(c.Resume())) == [e.Resumed]
    assert meeting.state.seats_of(POLICY) == 2


def test_a_meeting_that_was_adjourned_can_be_closed() -> None:
    meeting = start()
    meeting.do(c.Adjourn())
    meeting.close()
    assert meeting.state.status is Status.CLOSED


def test_after_closing_only_what_belongs_there_is_possible() -> None:
    meeting = ready_to_close()
    phone = meeting.join(POLICY)
    meeting.close()
    open_to = {
        kind for kind, command in every_command(meeting).items() if not meeting.refuses(command)
    }
    # Who leads can change hands: somebody has to go on with what comes after.
    leading = {c.TakeLead, c.HandLead}
    public = {c.RecordFormalDecision, c.PublishWeighing, c.RedactTexts}
    announcing = {c.Announce, c.KeepUnannounced, c.PlanPublication, c.CancelPlan}
    assert open_to == {c.Reopen, *public, *leading, *announcing}
    assert all(meeting.refuses(command, phone) for command in every_command(meeting).values())
    assert all(meeting.refuses(command, SCREEN) for command in every_command(meeting).values())


def test_before_the_gathering_only_the_start_is_possible() -> None:
    meeting = Meeting()
    possible = {
        kind for kind, command in every_command(meeting).items() if not meeting.refuses(command)
    }
    assert possible == {c.StartGathering}


def test_no_other_act_publishes_or_closes() -> None:
    meeting = published()
    rare = (e.WeighingPublished, e.TrialogueClosed, e.FormalDecisionRecorded)
    for kind, command in every_command(start()).items():
        for before in (start(), meeting):
            for who in (LEADER, before.phone(POLICY)):
                if kind in (c.CloseTrialogue, c.PublishWeighing, c.RecordFormalDecision):
                    continue
                if not before.refuses(command, who):
                    assert not [x for x in kinds_of(before.do(command, who)) if x in rare]


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.SCREEN])
def test_each_of_these_acts_is_the_facilitators(role: Role) -> None:
    for kind in (c.CloseTrialogue, c.PublishWeighing, c.RecordFormalDecision, c.RecordOutcome):
        assert role not in c.COMMANDS[kind]


def test_a_rehearsal_is_never_published() -> None:
    meeting = start(rehearsal=True)
    meeting.join_all()
    meeting.settle_all()
    meeting.close()
    assert meeting.refuses(c.PublishWeighing(D1, "weging", SHA)) == ["rehearsal"]


def test_silence_is_no_veto_an_outcome_stands_without_any_consent() -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("decide")
    assert meeting.settle(A, kind=OutcomeKind.REJECTED).consents == {}
