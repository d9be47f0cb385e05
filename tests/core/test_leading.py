"""Who leads: one at a time, on the record, and nobody takes it unseen."""

import pytest

from tests.core.playing import (
    COLEADER,
    D1,
    LEADER,
    POLICY,
    A,
    Meeting,
    kinds_of,
    start,
)
from tests.core.samples import every_command
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.ids import AccountId, RoundId
from trialoog.core.words import Role

OTHER = AccountId("co-leader")

# Whatever moves the room, its doors or its end for everybody.
STEERING: tuple[type[c.Command], ...] = (
    c.MoveTo,
    c.ExtendTimer,
    c.PauseTimer,
    c.ResumeTimer,
    c.CloseDoor,
    c.OpenDoor,
    c.RenewCode,
    c.EmptySeats,
    c.Adjourn,
    c.CloseTrialogue,
    c.HandLead,
)


def leading() -> Meeting:
    meeting = start()
    meeting.join(POLICY)
    meeting.go("weigh")
    return meeting


def test_who_starts_leads() -> None:
    assert start().state.lead == LEADER.account
    meeting = Meeting()
    meeting.do(every_command(meeting)[c.StartGathering], COLEADER)
    assert meeting.state.lead == COLEADER.account


@pytest.mark.parametrize("command", STEERING, ids=lambda kind: kind.__name__)
def test_another_facilitator_does_not_steer_until_they_take_the_lead(
    command: type[c.Command],
) -> None:
    meeting = leading()
    asked = every_command(meeting)[command]
    if command is c.HandLead:
        asked = c.HandLead(AccountId("somebody else"))
    assert meeting.refuses(asked, COLEADER) == ["not_leading"]
    assert meeting.refuses(asked) == []
    meeting.do(c.TakeLead(), COLEADER)
    assert meeting.refuses(asked, COLEADER) == []
    assert meeting.refuses(asked) == ["not_leading"]


def test_another_facilitator_helps_with_everything_that_moves_nobody() -> None:
    meeting = leading()
    for command in (
        c.ShowPicture(A),
        c.Focus(option=A),
        c.GiveTurn(perspective=POLICY),
        c.RewordOption(A, "Anders"),
        c.SetBudget(3),
    ):
        meeting.do(command, COLEADER)
    assert meeting.state.lead == LEADER.account


def test_taking_and_handing_over_are_on_the_record_with_who_did_it() -> None:
    meeting = leading()
    assert meeting.do(c.TakeLead(), COLEADER) == (e.LeadTaken(),)
    assert meeting.facts[-1].by == COLEADER
    assert meeting.do(c.TakeLead(), COLEADER) == ()
    back = c.HandLead(AccountId("leader"))
    assert meeting.do(back, COLEADER) == (e.LeadHanded(AccountId("leader")),)
    assert meeting.state.lead == LEADER.account
    assert meeting.do(back) == ()


def test_the_lead_never_moves_by_itself() -> None:
    meeting = leading()
    meeting.do(c.HandLead(OTHER))
    meeting.do(c.MoveTo(D1, "decide", RoundId("r")), COLEADER)
    meeting.do(c.Adjourn(), COLEADER)
    meeting.do(c.Resume(), COLEADER)
    meeting.do(c.CloseTrialogue(), COLEADER)
    meeting.do(c.Reopen(), COLEADER)
    assert meeting.state.lead == OTHER
    moves = [fact.event for fact in meeting.facts if isinstance(fact.event, e.LeadHanded)]
    assert moves == [e.LeadHanded(OTHER)]


def test_the_lead_can_change_hands_while_the_meeting_is_adjourned_and_after_it_closed() -> None:
    meeting = leading()
    meeting.do(c.Adjourn())
    meeting.do(c.TakeLead(), COLEADER)
    meeting.do(c.CloseTrialogue(), COLEADER)
    assert kinds_of(meeting.do(c.TakeLead())) == [e.LeadTaken]
    meeting.do(c.HandLead(OTHER))
    assert meeting.state.lead == OTHER


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.SCREEN, Role.HOUSE])
def test_only_a_facilitator_takes_or_hands_over_the_lead(role: Role) -> None:
    meeting = leading()
    for command in (c.TakeLead(), c.HandLead(OTHER)):
        assert meeting.refuses(command, e.By(role, account=OTHER)) == ["not_yours"]
