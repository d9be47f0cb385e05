"""A meeting in which everything happens, and one command of each kind, for tests about all of
them.
"""

from datetime import date, timedelta

from tests.core.playing import (
    COLEADER,
    D1,
    HOUSE,
    POLICY,
    POLITICS,
    SHA,
    SPOKESPERSON,
    A,
    B,
    Meeting,
    Phone,
    plan,
    start,
)
from trialoog.core import commands as c
from trialoog.core.events import TextAt
from trialoog.core.ids import (
    AccountId,
    ContributionId,
    GroupId,
    HandId,
    OptionId,
    OutcomeId,
    RoundId,
)
from trialoog.core.words import (
    THREE,
    Decision,
    Ground,
    Kind,
    Pole,
    Stance,
)


def a_whole_meeting() -> Meeting:
    """Play a meeting in which every kind of fact happens."""
    meeting = start(follows=True)
    anna = gather(meeting)
    explore(meeting, anna)
    weigh(meeting, anna)
    decide(meeting, anna)
    meeting.do(c.Adjourn())
    meeting.do(c.Resume())
    meeting.close()
    meeting.do(c.Reopen())
    meeting.close()
    meeting.do(c.WantChange(D1, SHA, "Noem de wachttijd."), SPOKESPERSON)
    meeting.do(c.ApproveRelease(D1, SHA), SPOKESPERSON)
    meeting.do(c.KeepUnannounced("Er loopt een rechtszaak."))
    meeting.do(c.Announce("Bureau Afwegingen"))
    at = meeting.now + timedelta(days=1)
    meeting.do(c.PlanPublication(c.PublishWeighing(D1, "weging", SHA, without=THREE), at))
    meeting.do(c.CancelPlan(D1))
    meeting.publish()
    meeting.do(c.MailWeighing(D1, 1))
    meeting.do(c.WithdrawPublication(D1, Ground.PRIVACY, "Er stond een naam in."))
    meeting.do(c.RecordFormalDecision(D1, Decision.DEPARTS, date(2026, 12, 1), "Geen geld."))
    meeting.do(redaction(meeting))
    meeting.do(c.ExpireTexts(30), HOUSE)
    return meeting


def gather(meeting: Meeting) -> Phone:
    """Let people in and out, and somebody else lead for a while. Return the phone of the play."""
    phones = meeting.join_all(2)
    anna, bo = phones[POLICY]
    meeting.do(c.LeaveSeat(), bo)
    meeting.do(c.CloseDoor())
    meeting.do(c.OpenDoor())
    meeting.do(c.RenewCode(empty=False))
    meeting.do(c.TakeLead(), COLEADER)
    meeting.do(c.HandLead(AccountId("leader")), COLEADER)
    # A perspective that was seated and left is asked for at the start too.
    meeting.do(c.EmptySeats(POLITICS))
    return anna


def explore(meeting: Meeting, phone: Phone) -> None:
    """Write, reveal, arrange, and talk about it."""
    meeting.go("explore")
    first, second = meeting.write(phone), meeting.write(phone)
    meeting.do(c.RewordContribution(first, Kind.FACT, "Anders", Pole.B, "Een bron"), phone)
    meeting.do(c.WithdrawContribution(second), phone)
    question = meeting.write(phone, "Hoe dan?", kind=Kind.QUESTION, pole=Pole.B)
    meeting.reveal()
    meeting.do(c.AdmitLate(meeting.write(phone)))
    meeting.do(c.HoldBack(first))
    meeting.do(c.PutBack(first))
    meeting.do(c.Recognise(first), phone)
    meeting.do(c.Recognise(first, on=False), phone)
    arrange(meeting, first, question)
    meeting.do(c.OpenRound(RoundId("second")))
    meeting.do(c.CloseRound(RoundId("second")))
    meeting.do(c.ExtendTimer(5))
    speak_by_turns(meeting, phone)


def arrange(meeting: Meeting, text: ContributionId, question: ContributionId) -> None:
    """Group two texts, answer one, and look at the other on a screen that stands still."""
    meeting.do(c.MarkAnswered(question))
    meeting.do(c.MarkAnswered(question, on=False))
    group = meeting.group(text, question, name="Aan de balie")
    meeting.do(c.NameGroup(group, "De balie"))
    meeting.do(c.UngroupCards((question,)))
    meeting.do(c.Focus(contribution=text))
    meeting.do(c.FreezeScreen())
    meeting.do(c.UnfreezeScreen())


def speak_by_turns(meeting: Meeting, phone: Phone) -> None:
    """Let a phone ask for the floor twice, get it once, and finish the step too early."""
    meeting.do(c.SetBudget(2))
    meeting.raise_hand(phone)
    meeting.do(c.LowerHand(meeting.state.step), phone)
    meeting.raise_hand(phone)
    meeting.do(c.GiveTurn())
    meeting.wait(150)
    meeting.do(c.EndTurn())
    for on in (True, False):
        meeting.do(c.SayReady(meeting.state.step, on), phone)


def weigh(meeting: Meeting, phone: Phone) -> None:
    """Add an option, rate one twice, and let one go on in another for a while."""
    meeting.go("options")
    meeting.add_option(phone, "Loket")
    meeting.do(c.RewordOption(A, "Kwijtschelden, anders"))
    meeting.go("weigh")
    for value in (1, 2):
        meeting.rate(phone, A, cost=value, time=None)
        meeting.do(c.ShowPicture(A))
        meeting.do(c.HidePictures())
        if value == 1:
            meeting.do(c.RateAnew())
    meeting.do(c.MergeOption(OutcomeId("merged"), B, A, "Zegt hetzelfde.", confirmed=THREE))
    meeting.do(c.WithdrawOutcome(OutcomeId("merged")))


def decide(meeting: Meeting, phone: Phone) -> None:
    """Give every option its outcome, one of them twice, and read the record back."""
    meeting.go("decide")
    found = meeting.propose(A, conditions=("Geld",), assumptions=("Tijd",), says={POLICY: "Goed."})
    meeting.do(c.GiveConsent(found, Stance.OBJECT, "Nee."), phone)
    meeting.do(c.ShowConsent(found))
    meeting.do(c.RecordOutcome(found))
    meeting.do(c.AddReservation(found, POLICY, "Wel op tijd."))
    meeting.do(c.WordReservation(found, 1, "Wel voor de zomer."))
    meeting.do(c.WithdrawOutcome(found))
    meeting.settle_all()
    meeting.go("read_back")
    meeting.do(c.AnswerReadBack(A, reads=False, remark="Zo niet."), phone)
    meeting.do(c.AddCorrection(A, "Zo ging het wel."))
    meeting.do(c.NameSpokespersons({POLICY: "De directie"}))


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
    group = next(iter(meeting.state.groups), GroupId("group"))
    step = meeting.state.step
    card = c.PaperCard("1", ContributionId("card"), POLICY, Kind.SIGNAL, "Op papier.", Pole.A)
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
        c.HidePictures(),
        meeting.proposal(),
        c.GiveConsent(outcome, None),
        c.RecordOutcome(outcome),
        c.WithdrawOutcome(outcome),
        c.AnswerReadBack(A, reads=True),
        c.AddCorrection(A, "Zo ging het."),
        c.NameSpokespersons({POLICY: "De directie"}),
        c.Adjourn(),
        c.Resume(),
        c.CloseTrialogue(),
        c.Reopen(),
        c.RecordFormalDecision(D1, Decision.FOLLOWS, date(2026, 12, 1)),
        c.PublishWeighing(D1, "weging", SHA, without=THREE),
        c.MailWeighing(D1, 1),
        c.ApproveRelease(D1, SHA),
        c.WantChange(D1, SHA, "Noem de wachttijd.", "intro"),
        c.EmptySeats(),
        c.TakeLead(),
        c.HandLead(AccountId("co-leader")),
        c.GroupCards(GroupId("new"), (contribution,), "De balie"),
        c.NameGroup(group, "De brief"),
        c.UngroupCards((contribution,)),
        c.MarkAnswered(contribution),
        c.Focus(option=A),
        c.FreezeScreen(),
        c.UnfreezeScreen(),
        c.RateAnew(),
        c.MergeOption(OutcomeId("merge"), A, B, "Zegt hetzelfde.", confirmed=THREE),
        c.EnterCards((card,)),
        c.RaiseHand(HandId("hand"), step, POLICY),
        c.LowerHand(step, HandId("hand")),
        c.GiveTurn(perspective=POLICY),
        c.EndTurn(),
        c.SetBudget(5),
        c.SayReady(step),
        c.ShowConsent(outcome),
        c.AddReservation(outcome, POLICY, "Wel op tijd."),
        c.WordReservation(outcome, 0, "Wel voor de zomer."),
        c.RedactTexts((), (TextAt(1, 0),), (), "Er stond een naam in."),
        c.ExpireTexts(30),
        c.ComeInAnew(),
        c.PlanPublication(
            c.PublishWeighing(D1, "weging", SHA, without=THREE),
            meeting.now + timedelta(days=1),
        ),
        c.CancelPlan(D1),
        c.WithdrawPublication(D1, Ground.PRIVACY, "Er stond een naam in."),
        c.KeepUnannounced("Er loopt een rechtszaak."),
        c.Announce("Bureau Afwegingen"),
    )
    return {type(command): command for command in commands}
