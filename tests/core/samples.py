"""A meeting in which everything happens, and one command of each kind, for tests about all of
them.
"""

from datetime import date

from tests.core.playing import D1, HOUSE, POLICY, POLITICS, SHA, A, Meeting, plan, start
from trialoog.core import commands as c
from trialoog.core.events import TextAt
from trialoog.core.ids import (
    ContributionId,
    OptionId,
    OutcomeId,
    RoundId,
)
from trialoog.core.words import (
    Decision,
    Kind,
    Pole,
    Stance,
)


def a_whole_meeting() -> Meeting:
    """Play a meeting in which every kind of fact happens."""
    meeting = start()
    phones = meeting.join_all(2)
    anna, bo = phones[POLICY]
    meeting.do(c.LeaveSeat(), bo)
    meeting.do(c.CloseDoor())
    meeting.do(c.OpenDoor())
    meeting.do(c.RenewCode(empty=False))
    for left in phones[POLITICS]:
        meeting.do(c.LeaveSeat(), left)
    meeting.go("explore")
    first, second = meeting.write(anna), meeting.write(anna)
    meeting.do(c.RewordContribution(first, Kind.FACT, "Anders", Pole.B, "Een bron"), anna)
    meeting.do(c.WithdrawContribution(second), anna)
    meeting.reveal()
    meeting.do(c.AdmitLate(meeting.write(anna)))
    meeting.do(c.HoldBack(first))
    meeting.do(c.PutBack(first))
    meeting.do(c.Recognise(first), anna)
    meeting.do(c.Recognise(first, on=False), anna)
    meeting.do(c.OpenRound(RoundId("second")))
    meeting.do(c.CloseRound(RoundId("second")))
    meeting.do(c.ExtendTimer(5))
    meeting.go("options")
    meeting.add_option(anna, "Loket")
    meeting.do(c.RewordOption(A, "Kwijtschelden, anders"))
    meeting.go("weigh")
    meeting.rate(anna, A, cost=1, time=None)
    meeting.do(c.ShowPicture(A))
    meeting.go("decide")
    found = meeting.propose(A, conditions=("Geld",), assumptions=("Tijd",), says={POLICY: "Goed."})
    meeting.do(c.GiveConsent(found, Stance.OBJECT, "Nee."), anna)
    meeting.do(c.RecordOutcome(found))
    meeting.do(c.WithdrawOutcome(found))
    meeting.settle_all()
    meeting.go("read_back")
    meeting.do(c.AnswerReadBack(A, reads=False, remark="Zo niet."), anna)
    meeting.do(c.AddCorrection(A, "Zo ging het wel."))
    meeting.do(c.NameSpokesperson(POLICY, "De directie"))
    meeting.do(c.Adjourn())
    meeting.do(c.Resume())
    meeting.close()
    meeting.do(c.Reopen())
    meeting.close()
    meeting.publish()
    meeting.do(c.RecordFormalDecision(D1, Decision.DEPARTS, date(2026, 12, 1), "Geen geld."))
    meeting.do(redaction(meeting))
    meeting.do(c.ExpireTexts(30), HOUSE)
    return meeting


def redaction(meeting: Meeting) -> c.RedactTexts:
    """Return what takes the first text, the title and a passage of what is public."""
    public = meeting.state.dilemmas[D1].publications
    return c.RedactTexts(
        contributions=tuple(meeting.state.contributions)[:1],
        texts=(TextAt(1, 0),),
        public=tuple(c.PublicChange(D1, p.version, p.document, "1" * 64) for p in public[-1:]),
        ground="Er stond een naam in.",
    )


def every_command(meeting: Meeting) -> dict[type[c.Command], c.Command]:
    """Return one command of each kind, about things that a meeting may have."""
    contribution = next(iter(meeting.state.contributions), ContributionId("text"))
    outcome = next(iter(meeting.state.outcomes), OutcomeId("outcome"))
    found = next(iter(meeting.state.rounds), RoundId("round"))
    commands: tuple[c.Command, ...] = (
        plan(),
        c.TakeSeat(POLICY, rules=True),
        c.LeaveSeat(),
        c.CloseDoor(),
        c.OpenDoor(),
        c.RenewCode(empty=False),
        c.MoveTo(D1, "explore", RoundId("r"), absent=True),
        c.ExtendTimer(5),
        c.PauseTimer(),
        c.ResumeTimer(),
        c.OpenRound(RoundId("r")),
        c.CloseRound(found),
        c.Reveal(found, "seed"),
        c.Contribute(ContributionId("t"), D1, Kind.RISK, "Tekst", option=A, perspective=POLICY),
        c.RewordContribution(contribution, Kind.RISK, "Anders"),
        c.WithdrawContribution(contribution),
        c.AdmitLate(contribution),
        c.HoldBack(contribution),
        c.PutBack(contribution),
        c.Recognise(contribution),
        c.AddOption(OptionId("o"), D1, "Nieuw"),
        c.RewordOption(A, "Anders"),
        c.Rate(A, {meeting.state.script.criteria[0].key: 1} if meeting.state.format else {}),
        c.ShowPicture(A),
        meeting.proposal(),
        c.GiveConsent(outcome, None),
        c.RecordOutcome(outcome),
        c.WithdrawOutcome(outcome),
        c.AnswerReadBack(A, reads=True),
        c.AddCorrection(A, "Zo ging het."),
        c.NameSpokesperson(POLICY, "De directie"),
        c.Adjourn(),
        c.Resume(),
        c.CloseTrialogue(),
        c.Reopen(),
        c.RecordFormalDecision(D1, Decision.FOLLOWS, date(2026, 12, 1)),
        c.PublishWeighing(D1, "weging", SHA),
        c.RedactTexts((), (TextAt(1, 0),), (), "Er stond een naam in."),
        c.ExpireTexts(30),
    )
    return {type(command): command for command in commands}
