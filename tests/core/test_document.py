"""What is public of a weighing: released words, numbers with three seats behind them."""

import re
from dataclasses import replace

import pytest

from tests.views import tailoring
from tests.views.tailoring import HEAD, LEAD, D, P
from trialoog.core import commands as c
from trialoog.core import document as documents
from trialoog.core.document import Document, from_json, to_json
from trialoog.core.drawing import draw
from trialoog.core.ids import OptionId
from trialoog.core.problems import problems
from trialoog.core.public_text import blocks
from trialoog.core.state import State
from trialoog.core.words import THREE, Decision, Kind, OutcomeKind, Perspective, Standing
from trialoog.store import chain


@pytest.fixture(scope="module")
def state() -> State:
    return tailoring.closed().state


def drawn(state: State, texts: dict[str, str] | None = None) -> Document:
    return draw(state, D, texts or {}, head=HEAD, version=1, note="")


def codes(state: State, texts: dict[str, str] | None = None) -> list[str]:
    return [problem.code for problem in problems(state, D, texts or {})]


# == all of it ==


def test_every_option_is_there_with_its_outcome_and_reason(state: State) -> None:
    options = drawn(state).options
    assert [o.letter for o in options] == ["A", "B", "C", "D", "E"]
    assert all(o.outcome and o.reason_type and o.reason for o in options)
    for option in options:
        if option.outcome in (OutcomeKind.REJECTED, OutcomeKind.PARKED):
            assert option.reopen


def test_the_choice_brings_what_is_accepted_with_it(state: State) -> None:
    chosen = drawn(state).options[2]
    assert chosen.downsides == (
        "Gelijke gevallen kunnen anders uitpakken.",
        "Een besluit kost een kwartier.",
    )
    assert chosen.criteria == ("Doenvermogen", "Uitvoerbaarheid")
    assert [a.state for a in chosen.assumptions] == [Standing.OPEN, Standing.OPEN]


def test_silence_that_was_confirmed_is_told(state: State) -> None:
    assert drawn(state).options[1].unheard == (P.POLITICS,)


def test_a_merged_option_says_where_it_went(state: State) -> None:
    assert drawn(state).options[3].into == "C"


def test_the_decision_stands_apart_from_the_advice() -> None:
    meeting = tailoring.closed()
    assert drawn(meeting.state).formal is None
    meeting.do(LEAD, c.RecordFormalDecision(D, Decision.OPEN))
    formal = drawn(meeting.state).formal
    assert formal is not None
    assert formal.decision is Decision.OPEN


def test_the_absent_are_named() -> None:
    meeting = tailoring.closed({P.POLICY: 3, P.IMPLEMENTATION: 3})
    document = drawn(meeting.state)
    assert document.absent == (P.POLITICS,)
    assert P.POLITICS not in document.present


# == what the editor releases ==


def test_public_text_starts_from_the_record_and_can_be_changed(state: State) -> None:
    assert drawn(state).options[2].reason.startswith("Dit helpt mensen")
    changed = drawn(state, {"c-reason": "Omdat het mensen helpt."})
    assert changed.options[2].reason == "Omdat het mensen helpt."


def test_a_text_that_was_emptied_is_not_public(state: State) -> None:
    document = drawn(state, {"c-assumption-1": "", "c-correction-1": " ", "intro": ""})
    assert [a.text for a in document.options[2].assumptions] == ["de collega is het eens"]
    assert document.options[2].corrections == ()
    assert document.intro == ""


FACT = "Eén op de tien besluiten past niet bij het geval."


def test_a_fact_that_weighed_is_offered_and_can_be_left_out(state: State) -> None:
    weighed = next(block for block in blocks(state, D) if block.key == "c-weighed")
    # The effect of oversight, which has one seat, stands beside the text and never in it.
    assert [FACT in quote.text for quote in weighed.record] == [True, False]
    assert weighed.default == FACT
    assert drawn(state).options[2].weighed == (FACT,)
    assert FACT not in to_json(drawn(state, {"c-weighed": ""}))


def test_a_view_is_beside_the_text_and_never_in_it(state: State) -> None:
    cards = {
        id: replace(it, kind=Kind.FOR) if it.text == FACT else it
        for id, it in state.contributions.items()
    }
    viewed = replace(state, contributions=cards)
    weighed = next(block for block in blocks(viewed, D) if block.key == "c-weighed")
    assert (weighed.record[0].text, weighed.default) == (FACT, "")


def test_sources_of_shown_facts_are_offered_in_an_order_of_their_own(state: State) -> None:
    def with_source(source: str, **other: object) -> State:
        cards = {
            id: replace(it, source=source, **other)  # type: ignore[arg-type]
            for id, it in state.contributions.items()
        }
        return replace(state, contributions=cards)

    assert drawn(state).sources == ()
    assert drawn(with_source("  https://example.org/cijfers ")).sources == (
        "https://example.org/cijfers",
    )
    assert drawn(with_source("https://example.org", held=True)).sources == ()
    assert drawn(with_source("https://example.org", perspective=P.OVERSIGHT)).sources == ()
    assert drawn(state, {"sources": "Rapport 1\n\nRapport 2"}).sources == ("Rapport 1", "Rapport 2")


def test_an_assumption_can_turn_out_wrong(state: State) -> None:
    texts = {"c-assumption-2-state": "fails", "c-assumption-2-on": "2027-02-01"}
    assumption = drawn(state, texts).options[2].assumptions[1]
    assert assumption.state is Standing.FAILS
    assert assumption.on is not None


@pytest.mark.parametrize("typed", ["", "soon", "2027-13-01"])
def test_what_is_no_date_is_no_date(state: State, typed: str) -> None:
    texts = {"c-assumption-1-on": typed, "c-assumption-1-state": typed}
    assumption = drawn(state, texts).options[2].assumptions[0]
    assert (assumption.on, assumption.state) == (None, Standing.OPEN)


def test_reservations_are_in_the_name_of_a_perspective(state: State) -> None:
    document = drawn(state)
    assert document.reservations == {
        P.IMPLEMENTATION: tailoring.OBJECTION[P.IMPLEMENTATION],
    }


def test_control_characters_do_not_go_out(state: State) -> None:
    assert drawn(state, {"intro": "a\u202eb\x07c"}).intro == "abc"


# == fewer than three ==


def test_a_small_perspective_speaks_only_by_one_joint_text(state: State) -> None:
    keys = {block.key for block in blocks(state, D)}
    assert "joint-oversight" in keys
    assert not keys & {"reservation-oversight", "c-says-oversight"}
    silent = to_json(drawn(state))
    assert tailoring.OBJECTION[P.OVERSIGHT] not in silent
    assert "Toezicht wil meekijken." not in silent
    assert drawn(state, {"joint-oversight": "Samen."}).joint == {P.OVERSIGHT: "Samen."}


def test_who_made_a_reservation_is_told_also_when_its_words_are_not(state: State) -> None:
    assert P.OVERSIGHT not in drawn(state).reservations  # one seat
    assert drawn(state).reserved == (P.IMPLEMENTATION, P.OVERSIGHT)
    emptied = {"reservation-implementation": ""}
    assert drawn(state, emptied).reserved == (P.IMPLEMENTATION, P.OVERSIGHT)
    assert codes(state, emptied) == ["reserved_emptied", "reserved_unquoted"]


def test_a_version_from_before_that_was_kept_says_what_is_known(state: State) -> None:
    before = replace(drawn(state), reserved=None)
    assert documents.who_reserved(before) == (P.IMPLEMENTATION,)
    nobody = replace(before, reservations={})
    assert documents.who_reserved(nobody) is None  # the one of oversight may have made one
    assert documents.who_reserved(replace(nobody, suppressed=())) == ()


def test_of_a_small_perspective_the_editor_sees_one_text_without_a_time(state: State) -> None:
    joint = next(block for block in blocks(state, D) if block.key == "joint-oversight")
    assert joint.default == ""
    assert [(quote.what, quote.at) for quote in joint.record] == [
        ("together", None),
        ("wrote", None),
    ]
    weighed = next(block for block in blocks(state, D) if block.key == "c-weighed")
    assert [quote.perspective for quote in weighed.record] == [P.IMPLEMENTATION, None]


def test_no_mark_and_no_tally_of_a_small_perspective(state: State) -> None:
    for option in drawn(state).options:
        for cell in option.cells:
            assert all(v.value is None for v in cell.voices if v.perspective is P.OVERSIGHT)
        assert all(t.perspective is not P.OVERSIGHT for t in option.consent)


def test_many_phones_do_not_make_a_small_perspective_large() -> None:
    # Two seats at a time, four phones in all: still nobody to hide among.
    meeting = tailoring.gather({**tailoring.SEATS, P.POLITICS: 2})
    meeting.go("weigh")
    meeting.rate("c", P.POLITICS, "eeeeee", "eeeeee", "eeeeee", "eeeeee")
    document = drawn(meeting.state)
    assert document.suppressed == (P.POLITICS, P.OVERSIGHT)
    cells = document.options[2].cells
    assert all(v.hidden for cell in cells for v in cell.voices if v.perspective is P.POLITICS)


def test_two_answers_of_a_large_perspective_are_not_a_number(state: State) -> None:
    document = drawn(state)
    politics = {t.perspective: t for t in document.options[2].consent}[P.POLITICS]
    assert politics.hidden
    assert politics.support is None
    values = document.options[3].cells[0].voices
    assert {v.perspective: v.hidden for v in values}[P.POLITICS]


def test_nothing_counts_people_but_the_consent_of_one_perspective(state: State) -> None:
    def numbers(value: object, path: str) -> set[str]:
        if isinstance(value, dict):
            return {n for key, item in value.items() for n in numbers(item, f"{path}.{key}")}
        if isinstance(value, list):
            return {n for item in value for n in numbers(item, path)}
        return {path} if isinstance(value, int | float) and not isinstance(value, bool) else set()

    assert numbers(documents.plain(drawn(state)), "") == {
        ".version",
        ".options.cells.voices.value",
        ".options.consent.support",
        ".options.consent.live_with",
        ".options.consent.objects",
    }


def test_nothing_points_at_a_contribution_or_a_phone(state: State) -> None:
    public = to_json(drawn(state))
    tags = [tag for option in state.options.values() for tag in option.ratings]
    for secret in (*state.contributions, *state.outcomes, *tags):
        assert str(secret) not in public
    assert not re.search(r"\d\d:\d\d", public)


# == why not yet ==


def test_a_whole_weighing_can_go_out_with_a_warning_at_most(state: State) -> None:
    assert codes(state) == ["reserved_unquoted"]
    assert all(problem.warning for problem in problems(state, D, {}))
    assert codes(state, {"joint-oversight": "Samen."}) == []


def test_an_option_without_outcome_stands_in_the_way() -> None:
    meeting = tailoring.gather()
    assert codes(meeting.state)[:6] == ["not_closed", *["option_open"] * 5]
    assert [p.option for p in problems(meeting.state, D, {})][1:6] == ["A", "B", "C", "D", "E"]


def test_a_rehearsal_is_never_public() -> None:
    assert "rehearsal" in codes(tailoring.gather(rehearsal=True).state)


def test_an_emptied_reason_and_a_text_without_end_stand_in_the_way(state: State) -> None:
    found = problems(state, D, {"c-reason": " ", "intro": "x" * 5001})
    assert {(p.code, p.key) for p in found if not p.warning} == {
        ("text_missing", "c-reason"),
        ("too_long", "intro"),
    }


def test_a_second_version_says_what_changed() -> None:
    meeting = tailoring.closed()
    first = drawn(meeting.state)
    digest = documents.digest(to_json(first))
    meeting.do(LEAD, c.PublishWeighing(D, "maatwerk", digest, without=THREE))
    assert "note_missing" in codes(meeting.state)
    assert "note_missing" not in codes(meeting.state, {"note": "Verbeterd."})
    second = draw(meeting.state, D, {}, head=HEAD, version=2, note="Verbeterd.")
    assert [(e.version, e.note) for e in second.earlier] == [(1, "")]


def test_a_draft_can_be_looked_at_before_anything_is_decided() -> None:
    document = drawn(tailoring.gather().state)
    assert [o.outcome for o in document.options] == [None] * 5
    assert document.suppressed == (P.OVERSIGHT,)


# == JSON ==


def test_a_document_comes_back_from_its_json_unchanged(state: State) -> None:
    document = drawn(state, {"c-assumption-1-on": "2027-02-01", "joint-oversight": "Samen."})
    assert from_json(to_json(document)) == document


def test_the_digest_is_that_of_the_stored_document_and_stays(state: State) -> None:
    document = drawn(state)
    digest = documents.digest(to_json(document))
    assert digest == chain.document_digest(documents.plain(document))
    assert digest == documents.digest(to_json(from_json(to_json(document))))
    assert digest != documents.digest(to_json(replace(document, note="anders")))


def test_whole_numbers_are_written_without_a_fraction(state: State) -> None:
    assert not re.search(r"\d\.0\b", to_json(drawn(state)).replace("4.000", ""))


@pytest.mark.parametrize("source", ["{}", "[]", '{"version": 1}', "no json"])
def test_what_is_no_document_is_refused(source: str) -> None:
    with pytest.raises((TypeError, ValueError, KeyError, AttributeError)):
        from_json(source)


def test_people_find_a_weighing_by_its_words_and_not_by_its_codes(state: State) -> None:
    words = documents.searchable(drawn(state))
    for found in ("hardheidsclausule", "willekeur", "Inkomenssteun", "Maatwerk"):
        assert found in words
    for code in (HEAD, "implementation", "rejected"):
        assert code not in words


def test_options_keep_their_place_when_one_is_reworded() -> None:
    meeting = tailoring.gather()
    meeting.do(LEAD, c.RewordOption(OptionId("b"), "Andere woorden"))
    assert [o.letter for o in drawn(meeting.state).options] == ["A", "B", "C", "D", "E"]
    assert drawn(meeting.state).options[1].title == "Andere woorden"


def test_the_perspectives_keep_their_order(state: State) -> None:
    order = list(Perspective)
    shown = [order.index(p) for p in drawn(state).present]
    assert shown == sorted(shown)
