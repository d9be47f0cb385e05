"""What people type: limits, and the characters that may stay."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.core.playing import D1, POLICY, A, Meeting, start
from trialoog.core import commands as c
from trialoog.core import text
from trialoog.core.ids import ContributionId, OptionId
from trialoog.core.refusals import Refused
from trialoog.core.words import Kind, OutcomeKind, Pole, Stance


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("a\x00b", "ab"),
        ("a\x07\x1b[31mb", "a[31mb"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("\u2066a\u2069 \u202bb\u202c", "a b"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("tab\tblijft", "tab\tblijft"),
        ("\ud800half", "half"),
        ("e\u0301e\u0301n", "één"),
        ("e\x00\u0301", "é"),
        ("👩\u200d🌾 doet mee", "👩\u200d🌾 doet mee"),
        ("\u200b", ""),
        ("\ufeff \u00ad\u200d\u2060", ""),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_a_text_is_cleaned_and_nothing_else_is_changed(typed: str, kept: str) -> None:
    assert text.clean(typed) == kept


@given(st.text())
@example("e\x00\u0301")
@example("\u202e\u200b\r\r\n")
def test_a_clean_text_is_clean(typed: str) -> None:
    kept = text.clean(typed)
    assert text.clean(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert not [x for x in kept if unicodedata.category(x) in {"Cc", "Cs"} and x not in "\n\t"]
    assert kept == kept.strip()


@pytest.mark.parametrize(
    ("read", "limit"), [(text.long, 5000), (text.line, 200)], ids=["text", "line"]
)
def test_a_text_has_a_limit_in_characters(read: object, limit: int) -> None:
    assert callable(read)
    for full in ("é" * limit, "👍" * limit, f"  {'a' * limit}\n"):
        assert len(read(full, "text")) == limit
    with pytest.raises(Refused) as refused:
        read("é" * (limit + 1), "text")
    assert (refused.value.code, refused.value.field) == ("too_long", "text")
    assert refused.value.values == {"limit": limit, "length": limit + 1}


def test_a_line_is_one_line() -> None:
    assert text.line(" een\n\ntwee\u2028drie\tvier ", "title") == "een twee drie vier"


def test_lines_are_counted_without_the_empty_ones() -> None:
    assert text.lines((" een ", "", "\u200b", "twee\ndrie"), "x") == ("een", "twee drie")
    assert len(text.lines(("x", "") * 12, "x")) == 12
    with pytest.raises(Refused, match="too_many_lines"):
        text.lines(("x",) * 13, "x")
    assert text.lines(("x" * 500,), "x") == ("x" * 500,)
    with pytest.raises(Refused, match="too_long"):
        text.lines(("x" * 501,), "x")


# == every field that people type in ==

FULL, OVER, LINE_OVER = "x" * 5000, "x" * 5001, "x" * 201


def a_meeting() -> Meeting:
    meeting = start()
    meeting.join_all()
    return meeting


def writing(typed: str, **more: object) -> list[str]:
    meeting = a_meeting()
    meeting.go("explore")
    said: dict[str, object] = {"source": ""} | more
    command = c.Contribute(
        ContributionId("t"),
        D1,
        Kind.FACT,
        typed,
        meeting.state.round,
        Pole.A,
        source=str(said["source"]),
    )
    return meeting.refuses(command, meeting.phone(POLICY))


def consenting(typed: str) -> list[str]:
    meeting = a_meeting()
    meeting.go("decide")
    return meeting.refuses(
        c.GiveConsent(meeting.propose(), Stance.OBJECT, typed), meeting.phone(POLICY)
    )


def proposing(**fields: object) -> list[str]:
    meeting = a_meeting()
    meeting.go("decide")
    return meeting.refuses(meeting.proposal(A, **fields))


def reading_back(typed: str) -> list[str]:
    meeting = a_meeting()
    meeting.go("read_back")
    return meeting.refuses(c.AnswerReadBack(A, reads=False, remark=typed), meeting.phone(POLICY))


def correcting(typed: str) -> list[str]:
    meeting = a_meeting()
    meeting.go("read_back")
    return meeting.refuses(c.AddCorrection(A, typed))


@pytest.mark.parametrize("field", [writing, consenting, reading_back, correcting])
def test_a_text_that_is_needed_has_one_to_five_thousand_characters(field: object) -> None:
    assert callable(field)
    assert field(FULL) == []
    assert field(f"  {FULL}\r\n") == []
    assert field(OVER) == ["too_long"]
    for empty in ("", " ", "\x00", "\u202e", "\u200b\n"):
        (code,) = field(empty)
        assert code.endswith("_missing")


@pytest.mark.parametrize(
    ("fields", "reasons"),
    [
        ({"reason": FULL}, []),
        ({"reason": OVER}, ["too_long"]),
        ({"reason": "\x00"}, ["reason_missing"]),
        ({"reason": OVER, "reopen": OVER}, ["too_long", "too_long"]),
        ({"conditions": ("x" * 501,)}, ["too_long"]),
        ({"assumptions": ("x",) * 13}, ["too_many_lines"]),
        ({"downsides": ("x" * 501,)}, ["too_long"]),
        ({"kind": OutcomeKind.PARKED, "reopen": OVER}, ["too_long"]),
        ({"says": {POLICY: OVER}}, ["too_long"]),
        ({"says": {POLICY: FULL}}, []),
    ],
)
def test_each_text_of_an_outcome_has_its_limit(
    fields: dict[str, object], reasons: list[str]
) -> None:
    assert proposing(**fields) == reasons


def test_titles_sources_and_offices_are_lines() -> None:
    meeting = a_meeting()
    meeting.go("options")
    assert meeting.refuses(c.AddOption(OptionId("o"), D1, "x" * 200, FULL)) == []
    assert meeting.refuses(c.AddOption(OptionId("o"), D1, LINE_OVER)) == ["too_long"]
    assert meeting.refuses(c.AddOption(OptionId("o"), D1, "x", OVER)) == ["too_long"]
    assert meeting.refuses(c.AddOption(OptionId("o"), D1, "\u202e")) == ["option_title_missing"]
    assert meeting.refuses(c.RewordOption(A, LINE_OVER)) == ["too_long"]
    assert meeting.refuses(c.RewordOption(A, "")) == ["option_title_missing"]
    assert meeting.refuses(c.NameSpokespersons({POLICY: LINE_OVER})) == ["too_long"]
    assert writing("x", source="x" * 501) == ["too_long"]


def test_what_is_kept_is_what_was_cleaned() -> None:
    meeting = a_meeting()
    meeting.go("explore")
    made = meeting.write(meeting.phone(POLICY), " \u202eRegel een\r\nRegel\x00 twee ")
    assert meeting.state.contributions[made].text == "Regel een\nRegel twee"
