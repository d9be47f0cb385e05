"""Rule 3, as far as the rules reach: blind rounds, small groups, a promise that stays, no names."""

from dataclasses import fields, is_dataclass, replace
from typing import get_args, get_type_hints

import pytest

from tests.core.playing import (
    D1,
    LEADER,
    POLICY,
    POLITICS,
    A,
    Meeting,
    Phone,
    kinds_of,
    plan,
    start,
)
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.ids import AccountId, ContributionId, HandId, Tag
from trialoog.core.words import Kind, Pole, Role, Stance


def writing() -> tuple[Meeting, Phone, Phone]:
    meeting = start()
    anna, bo = meeting.join(POLICY), meeting.join(POLITICS)
    meeting.go("explore")
    return meeting, anna, bo


def seen(meeting: Meeting) -> list[ContributionId]:
    state = meeting.state
    return [each.id for each in state.contributions.values() if state.visible(each)]


# == nobody sees the others' texts while a round runs ==


def test_a_text_of_a_round_is_invisible_until_the_round_is_revealed() -> None:
    meeting, anna, _ = writing()
    text = meeting.write(anna)
    assert seen(meeting) == []
    assert meeting.state.round is not None
    meeting.do(c.CloseRound(meeting.state.round))
    assert seen(meeting) == []
    meeting.reveal()
    assert seen(meeting) == [text]


def test_no_step_and_no_ending_reveals_a_round() -> None:
    meeting, anna, _ = writing()
    meeting.write(anna)
    for phase in meeting.state.script.phases:
        meeting.go(phase.key)
        assert seen(meeting) == []
    meeting.do(c.Adjourn())
    meeting.do(c.Resume())
    meeting.close()
    meeting.do(c.Reopen())
    assert seen(meeting) == []


def test_revealing_ends_the_writing() -> None:
    meeting, anna, _ = writing()
    meeting.write(anna)
    assert meeting.state.round is not None
    events = meeting.do(c.Reveal(meeting.state.round, "seed"))
    assert kinds_of(events) == [e.RoundClosed, e.Revealed]
    assert not meeting.state.rounds[meeting.state.round].open


def test_an_argument_on_an_option_is_visible_at_once() -> None:
    meeting, anna, _ = writing()
    meeting.go("options")
    argued = meeting.argue(anna)
    assert seen(meeting) == [argued]


def test_a_hidden_text_can_not_be_recognised_so_nobody_can_probe_for_it() -> None:
    meeting, anna, bo = writing()
    hidden = meeting.write(anna)
    unknown = ContributionId("unknown")
    assert meeting.refuses(c.Recognise(hidden), bo) == meeting.refuses(c.Recognise(unknown), bo)


def test_texts_are_revealed_in_an_order_that_depends_on_the_seed_and_not_on_time() -> None:
    meeting, anna, _ = writing()
    texts = [meeting.write(anna, f"Tekst {n}") for n in range(8)]
    found = meeting.state.round
    assert found is not None
    orders = set()
    for seed in ("een", "twee", "drie"):
        before = meeting.state
        meeting.do(c.Reveal(found, seed))
        order = meeting.state.rounds[found].order
        assert sorted(order) == sorted(texts)
        orders.add(order)
        meeting.state = before
    assert len(orders) == 3
    assert tuple(texts) not in orders


def test_from_the_reveal_on_the_state_does_not_tell_who_wrote_first() -> None:
    meeting, anna, _ = writing()
    texts = [meeting.write(anna, f"Tekst {n}") for n in range(8)]
    meeting.reveal()
    found = meeting.state.round
    assert found is not None
    listed = [each.id for each in meeting.state.contributions_of(D1)]
    assert listed == list(meeting.state.rounds[found].order) != texts


def test_a_text_that_was_taken_back_is_not_revealed() -> None:
    meeting, anna, _ = writing()
    text = meeting.write(anna)
    meeting.do(c.WithdrawContribution(text), anna)
    meeting.reveal()
    assert seen(meeting) == []
    assert meeting.state.contributions[text].text == "Aan de balie."


def test_a_text_that_is_held_back_is_off_the_board_until_it_is_put_back() -> None:
    meeting, anna, _ = writing()
    text = meeting.write(anna)
    meeting.reveal()
    meeting.do(c.HoldBack(text))
    assert seen(meeting) == []
    meeting.do(c.PutBack(text))
    assert seen(meeting) == [text]


# == what comes late ==


def test_a_text_that_comes_late_waits_for_the_facilitator() -> None:
    meeting, anna, _ = writing()
    meeting.reveal()
    late = meeting.write(anna)
    assert meeting.state.contributions[late].late
    assert seen(meeting) == []
    meeting.do(c.AdmitLate(late))
    assert seen(meeting) == [late]


def test_a_late_text_let_in_before_the_reveal_comes_out_with_the_others() -> None:
    meeting, anna, bo = writing()
    intime = meeting.write(anna)
    assert meeting.state.round is not None
    meeting.do(c.CloseRound(meeting.state.round))
    late = meeting.write(bo)
    meeting.do(c.AdmitLate(late))
    assert seen(meeting) == []
    meeting.reveal()
    assert seen(meeting) == [intime, late]
    assert sorted(meeting.state.rounds[meeting.state.round].order) == sorted([intime, late])


def test_a_late_text_that_was_not_let_in_is_not_in_the_reveal() -> None:
    meeting, anna, bo = writing()
    intime = meeting.write(anna)
    assert meeting.state.round is not None
    meeting.do(c.CloseRound(meeting.state.round))
    meeting.write(bo)
    meeting.reveal()
    assert meeting.state.rounds[meeting.state.round].order == (intime,)
    assert seen(meeting) == [intime]


def test_a_late_text_keeps_the_kind_it_was_written_with_also_in_another_step() -> None:
    meeting, anna, _ = writing()
    found = meeting.state.round
    meeting.go("weigh")
    late = meeting.write(anna, kind=Kind.WORRY, round=found)
    assert meeting.state.contributions[late].kind is Kind.WORRY


def test_only_what_came_late_can_be_let_in() -> None:
    meeting, anna, _ = writing()
    text = meeting.write(anna)
    assert meeting.refuses(c.AdmitLate(text)) == ["not_late"]
    meeting.reveal()
    late = meeting.write(anna)
    meeting.do(c.AdmitLate(late))
    assert meeting.do(c.AdmitLate(late)) == ()


def test_what_was_taken_back_can_not_be_let_in() -> None:
    meeting, anna, _ = writing()
    assert meeting.state.round is not None
    meeting.do(c.CloseRound(meeting.state.round))
    late = meeting.write(anna)
    meeting.do(c.WithdrawContribution(late), anna)
    assert meeting.refuses(c.AdmitLate(late)) == ["not_late"]


# == a text is its writer's while it is hidden ==


def test_its_writer_can_change_a_hidden_text() -> None:
    meeting, anna, _ = writing()
    text = meeting.write(anna)
    meeting.do(c.RewordContribution(text, Kind.FACT, "Nu met een bron.", Pole.B, "CBS"), anna)
    found = meeting.state.contributions[text]
    assert (found.kind, found.text, found.pole, found.source) == (
        Kind.FACT,
        "Nu met een bron.",
        Pole.B,
        "CBS",
    )


def test_changing_nothing_is_nothing_new() -> None:
    meeting, anna, _ = writing()
    text = meeting.write(anna)
    assert meeting.do(c.RewordContribution(text, None, " Aan de balie. "), anna) == ()


def test_another_kind_has_to_be_one_of_the_step() -> None:
    meeting, anna, _ = writing()
    text = meeting.write(anna)
    assert meeting.refuses(c.RewordContribution(text, Kind.FOR, "Voor!"), anna) == ["kind_missing"]


def test_a_text_that_the_room_has_seen_can_not_be_changed_or_taken_back() -> None:
    meeting, anna, _ = writing()
    text = meeting.write(anna)
    meeting.reveal()
    meeting.go("options")
    argued = meeting.argue(anna)
    for found in (text, argued):
        assert meeting.refuses(c.RewordContribution(found, None, "Anders"), anna) == [
            "already_seen"
        ]
        assert meeting.refuses(c.WithdrawContribution(found), anna) == ["already_seen"]


def test_nobody_else_can_change_a_text_and_the_refusal_does_not_tell_that_it_exists() -> None:
    meeting, anna, bo = writing()
    text = meeting.write(anna)
    unknown = ContributionId("unknown")
    assert (
        meeting.refuses(c.WithdrawContribution(text), bo)
        == meeting.refuses(c.WithdrawContribution(unknown), bo)
        == ["unknown_contribution"]
    )
    assert meeting.refuses(c.RewordContribution(text, None, "x"), LEADER) == ["not_yours"]


def test_words_of_a_paper_card_are_nobodys_to_change() -> None:
    meeting, anna, _ = writing()
    card = meeting.write(LEADER, perspective=POLICY)
    assert meeting.refuses(c.WithdrawContribution(card), anna) == ["unknown_contribution"]
    no_tag = e.By(Role.PARTICIPANT, POLICY)
    assert meeting.refuses(c.WithdrawContribution(card), no_tag) == ["unknown_contribution"]


def test_only_a_fact_carries_a_source() -> None:
    meeting, anna, _ = writing()
    fact = meeting.write(anna, kind=Kind.FACT, source=" https://voorbeeld.nl \n")
    worry = meeting.write(anna, kind=Kind.WORRY, source="https://voorbeeld.nl")
    assert meeting.state.contributions[fact].source == "https://voorbeeld.nl"
    assert meeting.state.contributions[worry].source == ""


# == a text belongs to a perspective ==


def test_a_participant_speaks_for_the_own_perspective_only() -> None:
    meeting, anna, _ = writing()
    text = meeting.write(anna, perspective=POLITICS)
    assert meeting.state.contributions[text].perspective is POLICY
    assert not meeting.state.contributions[text].proxy


def test_a_paper_card_is_marked_as_such_and_needs_a_perspective_at_the_table() -> None:
    meeting = start()
    meeting.go("explore")
    card = meeting.write(LEADER, perspective=POLITICS)
    assert meeting.state.contributions[card].proxy
    assert meeting.state.contributions[card].perspective is POLITICS
    command = c.Contribute(
        ContributionId("x"), D1, Kind.FACT, "Tekst", round=meeting.state.round, pole=Pole.A
    )
    assert meeting.refuses(command) == ["perspective_missing"]


def test_no_fact_holds_a_name_and_no_two_facts_of_a_phone_share_a_tag() -> None:
    meeting, anna, _ = writing()
    one, two = meeting.write(anna), meeting.write(anna)
    meeting.reveal()
    for text in (one, two):
        meeting.do(c.Recognise(text), anna)
    meeting.go("weigh")
    meeting.rate(anna, cost=1)
    tags = [fact.by.tag for fact in meeting.facts if fact.by.role is Role.PARTICIPANT]
    assert len(tags) == len(set(tags)) == 7
    assert all(
        fact.by.account is None for fact in meeting.facts if fact.by.role is Role.PARTICIPANT
    )


def test_hands_and_ready_in_two_steps_can_not_be_linked() -> None:
    meeting, anna, _ = writing()
    for phase in ("options", "weigh", "explore"):
        meeting.raise_hand(anna)
        meeting.do(c.SayReady(meeting.state.step), anna)
        meeting.go(phase)
    about = (e.HandRaised, e.ReadySaid)
    tags = [fact.by.tag for fact in meeting.facts if isinstance(fact.event, about)]
    assert len(tags) == len(set(tags)) == 6


def test_a_phone_that_speaks_of_another_step_is_not_heard_so_that_no_tag_serves_twice() -> None:
    meeting, anna, _ = writing()
    before = meeting.state.step
    meeting.go("options")
    for command in (c.RaiseHand(HandId("h"), before), c.SayReady(before)):
        assert meeting.refuses(command, anna) == ["not_this_step"]


@pytest.mark.parametrize("kind", get_args(e.Event), ids=lambda kind: kind.__name__)
def test_no_kind_of_fact_has_room_for_a_person(kind: type) -> None:
    assert is_dataclass(kind)
    names = {field.name for field in fields(kind)}
    assert not names & {"author", "account", "person", "user", "email", "tag", "seat"}
    types = get_type_hints(kind)
    # The name of a group is of texts, in people's own words, so that it can be removed.
    assert types.get("name", e.Text) is e.Text
    # Who leads is known by account, as with every act of a facilitator; a phone never is.
    of_somebody = {name for name, hint in types.items() if hint in (AccountId, Tag)}
    assert of_somebody == ({"to"} if kind is e.LeadHanded else set())


def test_reservations_stand_in_an_order_that_does_not_tell_who_answered_when() -> None:
    meeting = start()
    people = meeting.join_all()[POLICY]
    meeting.go("decide")
    kept = []
    for order in (("c", "a", "b"), ("b", "c", "a")):
        found = meeting.propose(A)
        for phone, why in zip(people, order, strict=True):
            meeting.do(c.GiveConsent(found, Stance.OBJECT, why), phone)
        meeting.do(c.RecordOutcome(found))
        kept.append([each.text for each in meeting.state.outcomes[found].reservations])
    assert kept[0] == kept[1] == ["a", "b", "c"]


# == the promise ==


def test_the_promise_is_frozen_at_the_start_and_no_command_can_change_it() -> None:
    holds = [kind for kind in get_args(c.Command) if "promise" in {f.name for f in fields(kind)}]
    assert holds == [c.StartGathering]
    meeting = start()
    assert meeting.state.promise == plan().promise
    changed = replace(plan(), promise="Iedereen mag alles lezen.")
    assert meeting.refuses(changed) != []
    meeting.close()
    assert meeting.refuses(changed) == ["closed"]


def test_ground_rules_and_steps_are_frozen_with_the_format() -> None:
    meeting = start()
    frozen = meeting.state.script
    meeting.go("decide")
    meeting.close()
    meeting.do(c.Reopen())
    assert meeting.state.script is frozen


def test_a_seat_needs_the_ground_rules() -> None:
    meeting = start()
    phone = meeting.phone(POLICY)
    assert meeting.refuses(c.TakeSeat(POLICY, rules=False), phone) == ["rules_missing"]
