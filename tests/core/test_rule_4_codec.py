"""Rule 4: every kind of fact survives the journal, with people's words kept apart."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.samples import a_whole_meeting
from trialoog.core import events as e
from trialoog.core.codec import KINDS, Unknown, decode, encode, kind_of
from trialoog.core.text import GONE

NAMES = {
    "AbsenceConfirmed",
    "Adjourned",
    "AnnouncementWithheld",
    "BudgetSet",
    "CardsGrouped",
    "CardsUngrouped",
    "CodeRenewed",
    "ConsentAsked",
    "ConsentGiven",
    "ConsentShown",
    "ContributionHeldBack",
    "ContributionMade",
    "ContributionPutBack",
    "ContributionRecognised",
    "ContributionReworded",
    "ContributionWithdrawn",
    "CorrectionAdded",
    "DilemmaFramed",
    "DoorClosed",
    "DoorOpened",
    "EarlierWeighed",
    "Focused",
    "FormalDecisionRecorded",
    "GroupNamed",
    "HandLowered",
    "HandRaised",
    "LateAdmitted",
    "LeadHanded",
    "LeadTaken",
    "MovedTo",
    "OptionAdded",
    "OptionRated",
    "OptionReworded",
    "OutcomeProposed",
    "OutcomeRecorded",
    "OutcomeWithdrawn",
    "PictureShown",
    "PicturesHidden",
    "PublicationPlanCancelled",
    "PublicationPlanned",
    "QuestionAnswered",
    "QuestionReopened",
    "RatingsSetAside",
    "ReadBackAnswered",
    "ReadySaid",
    "ReadyTakenBack",
    "RecognitionWithdrawn",
    "ReleaseApproved",
    "ReleaseChangeWanted",
    "Reopened",
    "ReservationMade",
    "ReservationWorded",
    "Resumed",
    "Revealed",
    "RoundClosed",
    "RoundOpened",
    "ScreenFrozen",
    "ScreenUnfrozen",
    "SeatLeft",
    "SeatTaken",
    "SeatsEmptied",
    "SpokespersonNamed",
    "TextsExpired",
    "TextsRedacted",
    "TimerSet",
    "TrialogueAnnounced",
    "TrialogueClosed",
    "TrialogueStarted",
    "TurnEnded",
    "TurnGiven",
    "WeighingMailed",
    "WeighingPublished",
    "WeighingRedacted",
    "WeighingUnpublished",
}


def test_kinds_of_facts_are_never_renamed_or_dropped() -> None:
    assert set(KINDS) >= NAMES


def test_an_unknown_kind_of_fact_is_an_error() -> None:
    with pytest.raises(Unknown):
        decode("OptionDeleted", {}, [])


def strategy(hint: Any) -> st.SearchStrategy[Any]:
    """Return values for a type as the events use it."""
    origin = get_origin(hint)
    if isinstance(hint, NewType):
        return strategy(hint.__supertype__)
    if origin is tuple:
        return st.lists(strategy(get_args(hint)[0]), max_size=2).map(tuple)
    if origin is Mapping:
        key, value = get_args(hint)
        return st.dictionaries(strategy(key), strategy(value), max_size=2)
    if origin is Union or origin is type(int | None):
        return st.one_of([strategy(arg) for arg in get_args(hint)])
    if is_dataclass(hint):
        made: Any = hint
        hints = get_type_hints(hint)
        return st.builds(made, **{f.name: strategy(hints[f.name]) for f in fields(hint)})
    if issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    plain: dict[Any, st.SearchStrategy[Any]] = {
        str: st.text(max_size=8),
        int: st.integers(-100, 10**9),
        bool: st.booleans(),
        type(None): st.none(),
        date: st.dates(),
        datetime: st.datetimes(timezones=st.just(UTC)),
    }
    return plain[hint]


def texts_in(value: Any, hint: Any) -> Iterator[str]:
    """Yield people's own words in a value, in the order of the fields."""
    inner = [arg for arg in get_args(hint) if arg is not type(None)]
    origin = get_origin(hint)
    if value is None:
        parts: list[tuple[Any, Any]] = []
    elif origin is tuple:
        parts = [(item, inner[0]) for item in value]
    elif origin is Mapping:
        parts = [(item, inner[1]) for item in value.values()]
    elif origin is not None:
        parts = [(value, inner[0])]
    elif is_dataclass(hint):
        hints = get_type_hints(hint)
        parts = [(getattr(value, field.name), hints[field.name]) for field in fields(hint)]
    else:
        parts = []
    if hint is e.Text:
        yield value
    for part, of in parts:
        yield from texts_in(part, of)


@pytest.mark.parametrize("kind", get_args(e.Event), ids=lambda kind: kind.__name__)
def test_38_every_kind_of_fact_survives_the_journal_with_its_words_apart(kind: Any) -> None:
    @settings(max_examples=15)
    @given(strategy(kind))
    def survives(event: e.Event) -> None:
        data, texts = encode(event)
        stored = json.loads(json.dumps(data))
        assert decode(kind_of(event), stored, texts) == event
        assert texts == list(texts_in(event, kind))
        blanked = decode(kind_of(event), stored, [None] * len(texts))
        assert set(texts_in(blanked, kind)) <= {GONE}
        assert encode(blanked)[0] == data

    survives()


def test_no_word_of_people_is_left_in_the_data_of_a_fact() -> None:
    meeting = a_whole_meeting()
    for fact in meeting.facts:
        data, texts = encode(fact.event)
        assert not [text for text in texts if len(text) > 3 and text in json.dumps(data)] or (
            isinstance(fact.event, e.TrialogueStarted)
        )
