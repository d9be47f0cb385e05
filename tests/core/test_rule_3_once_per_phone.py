"""Rule 3: a phone counts once, and only what it says about itself is believed."""

import pytest

from tests.core.playing import (
    D1,
    IMPLEMENTATION,
    POLICY,
    POLITICS,
    A,
    Phone,
    start,
)
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.ids import ContributionId, HandId, OptionId, OutcomeId, RoundId, Tag
from trialoog.core.words import Kind, OutcomeKind, Perspective, Pole, Role, Stance


def test_a_phone_counts_once_however_often_it_answers() -> None:
    meeting = start()
    phones = meeting.join_all()
    anna = phones[POLICY][0]
    meeting.go("explore")
    text = meeting.write(phones[POLITICS][0])
    meeting.reveal()
    meeting.do(c.Recognise(text), anna)
    assert meeting.do(c.Recognise(text), anna) == ()
    meeting.go("weigh")
    meeting.rate(anna, A, cost=1)
    meeting.rate(anna, A, cost=-1)
    assert [r.values for r in meeting.state.options[A].ratings.values()] == [{"cost": -1}]
    meeting.go("decide")
    found = meeting.propose(A, kind=OutcomeKind.REJECTED)
    meeting.do(c.GiveConsent(found, Stance.SUPPORT), anna)
    meeting.do(c.GiveConsent(found, Stance.OBJECT, "Toch niet."), anna)
    assert [each.stance for each in meeting.state.outcomes[found].consents.values()] == [
        Stance.OBJECT
    ]
    meeting.go("read_back")
    meeting.do(c.AnswerReadBack(A, reads=True), anna)
    meeting.do(c.AnswerReadBack(A, reads=False, remark="Zo niet."), anna)
    assert [each.reads for each in meeting.state.options[A].answers.values()] == [False]


def test_recognition_can_be_taken_back() -> None:
    meeting = start()
    anna, bo = meeting.join(POLICY), meeting.join(POLITICS)
    meeting.go("explore")
    text = meeting.write(anna)
    meeting.reveal()
    meeting.do(c.Recognise(text), bo)
    meeting.do(c.Recognise(text, on=False), bo)
    assert meeting.state.contributions[text].recognised_by == ()
    assert meeting.do(c.Recognise(text, on=False), bo) == ()


def test_who_changes_seats_counts_once_and_where_they_sit_now() -> None:
    meeting = start()
    bo = meeting.join_all()[IMPLEMENTATION][0]
    anna = meeting.join(POLICY)
    moved = Phone(anna.key, POLITICS)
    meeting.go("explore")
    text = meeting.write(bo)
    meeting.reveal()
    meeting.go("decide")
    outcome = meeting.propose(A)
    for phone in (anna, moved):
        meeting.do(c.LeaveSeat(), anna)
        meeting.do(c.TakeSeat(phone.perspective, rules=True), phone)
        meeting.go("explore")
        meeting.do(c.Recognise(text), phone)
        meeting.go("weigh")
        meeting.rate(phone, A, cost=1)
        meeting.go("decide")
        meeting.do(c.GiveConsent(outcome, Stance.SUPPORT), phone)
        meeting.go("read_back")
        meeting.do(c.AnswerReadBack(A, reads=True), phone)
    state = meeting.state
    (rating,) = state.options[A].ratings.values()
    (consent,) = state.outcomes[outcome].consents.values()
    (answer,) = state.options[A].answers.values()
    assert {rating.perspective, consent.perspective, answer.perspective} == {POLITICS}
    assert state.contributions[text].recognised_by == (POLITICS,)


@pytest.mark.parametrize(
    "command",
    [
        c.TakeSeat(POLICY, rules=True),
        c.Contribute(ContributionId("t"), D1, Kind.FACT, "x", RoundId("r"), Pole.A),
        c.WithdrawContribution(ContributionId("text")),
        c.Recognise(ContributionId("text")),
        c.AddOption(OptionId("new"), D1, "Nieuw"),
        c.Rate(A, {"cost": 1}),
        c.GiveConsent(OutcomeId("outcome"), Stance.SUPPORT),
        c.AnswerReadBack(A, reads=True),
        c.RaiseHand(HandId("hand"), 2),
        c.SayReady(2),
    ],
    ids=lambda command: type(command).__name__,
)
@pytest.mark.parametrize("phase", ["explore", "options", "weigh", "decide", "read_back"])
def test_without_a_tag_or_a_perspective_nobody_takes_part(command: c.Command, phase: str) -> None:
    meeting = start()
    meeting.go(phase)
    tag = Tag("tag")
    assert meeting.refuses(command, e.By(Role.PARTICIPANT, POLICY)) != []
    if not isinstance(command, c.TakeSeat):
        assert meeting.refuses(command, e.By(Role.PARTICIPANT, None, tag)) != []


def test_a_phone_has_one_hand_and_is_ready_once_however_often_it_says_so() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    first = meeting.raise_hand(anna)
    assert meeting.do(c.RaiseHand(HandId("another"), meeting.state.step), anna) == ()
    assert [hand.id for hand in meeting.state.floor.hands] == [first]
    meeting.do(c.SayReady(meeting.state.step), anna)
    assert meeting.do(c.SayReady(meeting.state.step), anna) == ()
    assert meeting.state.ready_of(POLICY) == 1


def test_reopened_no_phone_is_ready_twice_or_has_two_hands() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    for _ in range(2):
        meeting.raise_hand(anna)
        meeting.do(c.SayReady(meeting.state.step), anna)
        assert len(meeting.state.floor.hands) == len(meeting.state.ready) == 1
        meeting.close()
        meeting.do(c.Reopen())


def test_leaving_without_a_seat_is_nothing() -> None:
    meeting = start()
    assert meeting.do(c.LeaveSeat(), meeting.phone(POLICY)) == ()
    assert meeting.do(c.LeaveSeat(), e.By(Role.PARTICIPANT)) == ()


def test_a_seat_is_in_the_perspective_that_was_chosen() -> None:
    meeting = start()
    for perspective in Perspective:
        meeting.join(perspective)
    assert [meeting.state.seats_of(p) for p in Perspective] == [1] * 5


def test_a_consent_or_a_recognition_without_a_tag_is_nobodys() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    meeting.go("explore")
    text = meeting.write(anna)
    meeting.reveal()
    for by in (e.By(Role.PARTICIPANT, POLICY), e.By(Role.PARTICIPANT, None, Tag("tag"))):
        assert meeting.refuses(c.Recognise(text), by) == ["not_yours"]
    meeting.go("decide")
    outcome = meeting.propose(A)
    for by in (e.By(Role.PARTICIPANT, POLICY), e.By(Role.PARTICIPANT, None, Tag("tag"))):
        assert meeting.refuses(c.GiveConsent(outcome, Stance.SUPPORT), by) == ["not_yours"]
