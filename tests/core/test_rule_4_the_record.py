"""Rule 4: what was accepted is a fact, in order; the board is the fold of the facts."""

import json
from datetime import UTC, datetime
from typing import get_args

import pytest

from tests.core.playing import (
    D1,
    D2,
    LEADER,
    POLICY,
    A,
    start,
)
from tests.core.samples import a_whole_meeting
from trialoog.core import events as e
from trialoog.core.codec import decode, encode, kind_of
from trialoog.core.evolve import evolve, fold
from trialoog.core.state import State

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_every_kind_of_fact_comes_from_a_command_and_can_be_folded() -> None:
    meeting = a_whole_meeting()
    happened = {type(fact.event) for fact in meeting.facts}
    assert happened == set(get_args(e.Event))


def test_the_facts_alone_give_the_same_state() -> None:
    meeting = a_whole_meeting()
    assert fold(meeting.facts) == meeting.state


def test_a_fold_can_go_on_from_anywhere() -> None:
    meeting = a_whole_meeting()
    for place in range(0, len(meeting.facts), 7):
        assert fold(meeting.facts[place:], fold(meeting.facts[:place])) == meeting.state


def test_the_facts_give_the_same_state_after_a_stay_in_the_journal() -> None:
    meeting = a_whole_meeting()
    stored = []
    for fact in meeting.facts:
        data, texts = encode(fact.event)
        data = json.loads(json.dumps(data))
        stored.append(e.Fact(fact.seq, fact.at, fact.by, decode(kind_of(fact.event), data, texts)))
    assert fold(stored) == meeting.state


def test_the_state_knows_how_many_facts_there_were() -> None:
    meeting = a_whole_meeting()
    assert meeting.state.seq == len(meeting.facts)
    assert [fact.seq for fact in meeting.facts] == list(range(1, len(meeting.facts) + 1))


def test_an_earlier_state_is_untouched_by_what_happens_later() -> None:
    meeting = a_whole_meeting()
    state, kept = State(), []
    for fact in meeting.facts:
        kept.append((state, repr(state)))
        state = evolve(state, fact)
    assert all(repr(before) == written for before, written in kept)


def test_nothing_that_was_said_is_lost_by_stepping_back_and_forth() -> None:
    meeting = start()
    phones = meeting.join_all()
    meeting.go("explore")
    text = meeting.write(phones[POLICY][0])
    meeting.reveal()
    meeting.go("weigh")
    meeting.rate(phones[POLICY][0], cost=1)
    meeting.go("decide")
    outcome = meeting.settle(A)
    before = meeting.state
    for phase in ("gather", "explore", "read_back", "options", "decide"):
        for dilemma in (D1, D2):
            meeting.go(phase, dilemma)
    meeting.go("decide", D1)
    after = meeting.state
    assert after.contributions == before.contributions
    assert after.options == before.options
    assert after.outcomes[outcome.id] == outcome
    assert after.visible(after.contributions[text])


def test_the_record_is_complete_when_the_meeting_stops_half_way() -> None:
    meeting = start()
    phones = meeting.join_all()
    meeting.go("explore")
    text = meeting.write(phones[POLICY][0])
    meeting.close()
    assert text in meeting.state.contributions
    assert fold(meeting.facts) == meeting.state


def test_a_participants_fact_without_its_tag_is_not_folded_into_something_else() -> None:
    meeting = start()
    fact = e.Fact(len(meeting.facts) + 1, AT, LEADER, e.SeatTaken(POLICY))
    with pytest.raises(ValueError, match="lacks the tag"):
        evolve(meeting.state, fact)
