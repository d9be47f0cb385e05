"""Who may ask what, and when: whatever is not allowed is refused with a reason, and only so."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, get_args

import pytest

from tests.core.playing import (
    D1,
    D2,
    LEADER,
    OVERSIGHT,
    POLICY,
    POLITICS,
    SCREEN,
    A,
    B,
    Meeting,
    kinds_of,
    plan,
    start,
)
from tests.core.samples import a_whole_meeting, every_command
from trialoog.core import commands as c
from trialoog.core import (
    decide_arranging,
    decide_board,
    decide_meeting,
    decide_outcome,
    decide_record,
    decide_turns,
)
from trialoog.core import events as e
from trialoog.core.decide import decide, may
from trialoog.core.ids import ContributionId, GroupId, OptionId, RoundId
from trialoog.core.refusals import Refused
from trialoog.core.words import Kind, OutcomeKind, Pole, Role, Stance, Status

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


whole = cache(a_whole_meeting)  # asked only what it refuses


# == who may ask what ==


def test_every_command_stands_in_the_access_table() -> None:
    assert set(c.COMMANDS) == set(get_args(c.Command))
    assert set(every_command(start())) == set(c.COMMANDS)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("command", c.COMMANDS, ids=lambda kind: kind.__name__)
def test_a_role_asks_only_what_the_table_gives_it(command: type[c.Command], role: Role) -> None:
    if role in c.COMMANDS[command]:
        return
    for meeting in (start(), whole()):
        by = e.By(role, POLICY, None)
        assert not may(meeting.state, role, command)
        assert meeting.refuses(every_command(meeting)[command], by) == ["not_yours"]


@pytest.mark.parametrize("phase", [None, "gather", "explore", "options", "weigh", "decide"])
@pytest.mark.parametrize("status", Status)
def test_what_may_not_be_asked_is_refused(phase: str | None, status: Status) -> None:
    meeting = Meeting() if status is Status.DRAFT else start()
    if status is not Status.DRAFT:
        phones = meeting.join_all()
        if phase:
            meeting.go(phase)
        if status is Status.ADJOURNED:
            meeting.do(c.Adjourn())
        if status is Status.CLOSED:
            meeting.close()
        phone = phones[POLICY][0]
    else:
        phone = meeting.phone(POLICY)
    assert meeting.state.status is status
    for command in every_command(meeting).values():
        for who, role in ((LEADER, Role.FACILITATOR), (phone, Role.PARTICIPANT)):
            if not may(meeting.state, role, type(command)):
                assert meeting.refuses(command, who) != []


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.DRAFT, "not_started"),
        (Status.ADJOURNED, "adjourned"),
        (Status.CLOSED, "closed"),
        (Status.OPEN, "not_this_step"),
    ],
)
def test_a_refusal_says_why_it_can_not_be_now(status: Status, reason: str) -> None:
    meeting = Meeting() if status is Status.DRAFT else start()
    if status is Status.ADJOURNED:
        meeting.do(c.Adjourn())
    if status is Status.CLOSED:
        meeting.close()
    assert meeting.refuses(c.ShowPicture(A)) == [reason]


def test_an_unknown_command_is_refused() -> None:
    meeting = start()
    for by in (LEADER, SCREEN):
        with pytest.raises(Refused) as refused:
            decide(meeting.state, by, object(), AT)  # type: ignore[arg-type]
        assert refused.value.code == "not_yours"
    assert not may(meeting.state, Role.FACILITATOR, object)  # type: ignore[arg-type]


def test_a_clause_refuses_what_is_not_its_own() -> None:
    state = start().state
    with pytest.raises(AssertionError, match="PublishWeighing"):
        decide_meeting.decide(state, LEADER, c.PublishWeighing(D1, "", ""), AT)
    with pytest.raises(AssertionError, match="Adjourn"):
        decide_board.decide(state, LEADER, c.Adjourn())
    with pytest.raises(AssertionError, match="Adjourn"):
        decide_record.decide(state, c.Adjourn())
    with pytest.raises(AssertionError, match="Adjourn"):
        decide_outcome.decide(state, LEADER, c.Adjourn())
    with pytest.raises(AssertionError, match="Adjourn"):
        decide_arranging.decide(state, c.Adjourn())
    with pytest.raises(AssertionError, match="Adjourn"):
        decide_turns.decide(state, LEADER, c.Adjourn(), AT)


@pytest.mark.parametrize(
    "command",
    [
        c.MoveTo(D1, "nowhere", RoundId("r")),
        c.MoveTo("d9", "explore", RoundId("r")),  # type: ignore[arg-type]
        c.CloseRound(RoundId("unknown")),
        c.Reveal(RoundId("unknown"), "seed"),
        c.Contribute(ContributionId("t"), "d9", Kind.FACT, "x", perspective=POLICY),  # type: ignore[arg-type]
        c.AdmitLate(ContributionId("unknown")),
        c.HoldBack(ContributionId("unknown")),
        c.PutBack(ContributionId("unknown")),
        c.AddOption(A, "d9", "Nieuw"),  # type: ignore[arg-type]
        c.RewordOption("unknown", "Nieuw"),  # type: ignore[arg-type]
        c.GroupCards(GroupId("g"), (ContributionId("unknown"),)),
        c.UngroupCards((ContributionId("unknown"),)),
        c.MarkAnswered(ContributionId("unknown")),
        c.Focus(contribution=ContributionId("unknown")),
        c.Focus(option=OptionId("unknown")),
    ],
    ids=str,
)
def test_what_is_unknown_is_refused(command: c.Command) -> None:
    (code,) = start().refuses(command)
    assert code.startswith("unknown_")


def test_what_happens_twice_is_one_fact() -> None:
    meeting = start()
    phones = meeting.join_all()
    anna = phones[POLICY][0]
    meeting.go("explore")
    text = meeting.write(anna)
    found = meeting.state.round
    assert found is not None
    again: list[tuple[c.Command, Any]] = [
        (c.TakeSeat(POLITICS, rules=True), anna),
        (c.OpenDoor(), LEADER),
        (c.MoveTo(D1, "explore", RoundId("r")), LEADER),
    ]
    for once in (c.CloseRound(found), c.Reveal(found, "seed"), c.HoldBack(text)):
        meeting.do(once)
        again.append((once, LEADER))
    for command, who in again:
        assert meeting.do(command, who) == ()
    meeting.do(c.PutBack(text))
    assert meeting.do(c.PutBack(text)) == ()
    meeting.do(c.CloseDoor())
    assert meeting.do(c.CloseDoor()) == ()
    meeting.do(c.NameSpokespersons({POLICY: "De directie"}))
    assert meeting.do(c.NameSpokespersons({POLICY: " De  directie "})) == ()
    meeting.go("weigh")
    meeting.rate(anna, cost=1)
    assert meeting.do(c.Rate(A, {"cost": 1}), anna) == ()
    meeting.go("decide")
    outcome = meeting.propose(A)
    meeting.do(c.GiveConsent(outcome, Stance.SUPPORT, "Ja"), anna)
    assert meeting.do(c.GiveConsent(outcome, Stance.SUPPORT, " Ja "), anna) == ()
    meeting.do(c.RecordOutcome(outcome))
    assert meeting.do(c.RecordOutcome(outcome)) == ()
    meeting.go("read_back")
    meeting.do(c.AnswerReadBack(A, reads=True), anna)
    assert meeting.do(c.AnswerReadBack(A, reads=True), anna) == ()


def test_what_can_only_happen_once_is_refused_the_second_time() -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("explore")
    found = meeting.state.round
    assert found is not None
    assert meeting.refuses(c.OpenRound(RoundId("r"))) == ["round_open"]
    meeting.reveal()
    assert meeting.refuses(c.OpenRound(found)) == ["already_there"]
    assert meeting.refuses(c.MoveTo(D2, "explore", found)) == ["already_there"]
    text = meeting.write(LEADER, perspective=POLICY)
    twice = c.Contribute(text, D1, Kind.FACT, "x", found, Pole.A, perspective=POLICY)
    assert meeting.refuses(twice) == ["already_there"]
    meeting.go("decide")
    outcome = meeting.propose(B, kind=OutcomeKind.PARKED)
    meeting.do(c.WithdrawOutcome(outcome))
    assert meeting.refuses(c.WithdrawOutcome(outcome)) == ["outcome_gone"]
    assert meeting.refuses(c.RecordOutcome(outcome)) == ["outcome_gone"]


def test_a_text_goes_where_the_step_lets_it() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    meeting.go("explore")
    found = meeting.state.round
    new = ContributionId("t")

    def refusal(**said: Any) -> list[str]:
        return meeting.refuses(c.Contribute(new, **{"dilemma": D1, "text": "x"} | said), anna)

    assert refusal(kind=Kind.FACT, option=A) == ["not_this_step"]
    assert refusal(kind=Kind.FACT, round=found) == ["pole_missing_choice"]
    assert refusal(kind=Kind.FACT, round=found, pole=Pole.A, dilemma=D2) == ["unknown_round"]
    assert refusal(kind=Kind.FACT, round="r", pole=Pole.A) == ["unknown_round"]
    assert refusal(kind=Kind.FOR, round=found, pole=Pole.A) == ["kind_missing"]
    assert refusal(kind=None, round=found, pole=Pole.A) == ["kind_missing"]
    assert refusal(kind=Kind.FACT, round=found, pole=Pole.A, text=" ") == ["text_missing"]
    meeting.reveal()
    assert refusal(kind=None, round=found, pole=Pole.A) == ["kind_missing"]
    meeting.go("options")
    assert refusal(kind=Kind.FACT) == ["unknown_option"]
    assert refusal(kind=Kind.FACT, option=A, dilemma=D2) == ["unknown_option"]
    assert refusal(kind=Kind.SIGNAL, option=A) == ["kind_missing"]
    assert refusal(kind=Kind.FACT, option=A) == []


def test_a_step_that_names_no_kinds_takes_them_all() -> None:
    prepared = plan()
    phases = tuple(replace(phase, kinds=()) for phase in prepared.format.phases)
    meeting = Meeting()
    meeting.do(replace(prepared, format=replace(prepared.format, phases=phases)))
    anna = meeting.join(POLICY)
    meeting.go("explore")
    for kind in Kind:
        meeting.write(anna, kind=kind)
    assert len(meeting.state.contributions) == len(Kind)


def test_the_board_is_full_at_five_thousand_texts() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    meeting.go("options")
    argued = meeting.argue(anna)
    one = meeting.state.contributions[argued]
    many = {ContributionId(str(number)): one for number in range(5000)}
    meeting.state = replace(meeting.state, contributions=many)  # playing them takes seconds
    full = c.Contribute(ContributionId("t"), D1, Kind.RISK, "x", option=A)
    assert meeting.refuses(full, anna) == ["board_full"]


def test_a_preparation_needs_a_dilemma_and_two_options() -> None:
    prepared = plan()
    (first, second) = prepared.dilemmas
    only = replace(first, options=first.options[2:])
    assert Meeting().refuses(replace(prepared, dilemmas=())) == ["dilemma_missing"]
    assert Meeting().refuses(replace(prepared, dilemmas=(second, only))) == ["options_missing"]
    nameless = replace(first, pole_a=replace(first.pole_a, name=e.Text(" ")))
    assert Meeting().refuses(replace(prepared, dilemmas=(nameless,))) == ["pole_missing"]
    assert Meeting().refuses(replace(prepared, title="")) == ["title_missing"]
    assert Meeting().refuses(replace(prepared, question="")) == ["question_missing"]


def test_a_voice_that_the_format_does_not_know_is_refused() -> None:
    prepared = plan()
    meeting = Meeting()
    meeting.do(replace(prepared, format=replace(prepared.format, guests=())))
    office = c.NameSpokespersons({OVERSIGHT: "De inspectie"})
    seat = c.TakeSeat(OVERSIGHT, rules=True)
    assert meeting.refuses(office) == ["perspective_missing"]
    assert meeting.refuses(seat, meeting.phone(OVERSIGHT)) == ["perspective_missing"]


def test_participants_add_options_in_the_step_for_it_and_the_facilitator_always() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    new = c.AddOption(A, D1, "Nieuw")
    assert meeting.refuses(new, anna) == ["not_this_step"]
    assert meeting.refuses(new) == ["already_there"]
    meeting.go("options")
    assert meeting.refuses(new, anna) == ["already_there"]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, "rating_missing"),
        ({"cost": 3}, "unknown_rating"),
        ({"cost": -3}, "unknown_rating"),
        ({"unheard of": 1}, "unknown_rating"),
        ({"cost": 1, "time": 9}, "unknown_rating"),
    ],
)
def test_a_rating_is_minus_two_to_two_on_a_criterion_of_the_format(
    values: dict[str, int | None], reason: str
) -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    meeting.go("weigh")
    assert meeting.refuses(c.Rate(A, values), anna) == [reason]
    assert meeting.state.options[A].ratings == {}


def test_consent_and_answers_need_their_words() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    meeting.go("decide")
    outcome = meeting.propose(A)
    assert meeting.refuses(c.GiveConsent(outcome, None), anna) == ["stance_missing"]
    assert meeting.refuses(c.GiveConsent(outcome, Stance.OBJECT, " "), anna) == ["why_missing"]
    assert meeting.refuses(c.GiveConsent(outcome, Stance.LIVE_WITH), anna) == []
    meeting.do(c.RecordOutcome(outcome))
    assert meeting.refuses(c.GiveConsent(outcome, Stance.SUPPORT), anna) == ["consent_over"]
    meeting.go("read_back")
    assert meeting.refuses(c.AnswerReadBack(A, reads=False), anna) == ["remark_missing"]
    assert meeting.refuses(c.AddCorrection(A, "\t")) == ["text_missing"]


def test_where_nobody_takes_a_position_no_consent_is_asked() -> None:
    meeting = start("verkenning")
    meeting.join_all()
    meeting.go("decide")
    events = meeting.do(meeting.proposal(A, kind=OutcomeKind.ELABORATE))
    assert kinds_of(events) == [e.OutcomeProposed]
