"""The preparation as plain data: what a form changes, what is missing, what a start takes."""

import json
from datetime import date

import pytest

from tests.core.playing import FORMATS, Meeting
from trialoog.core import draft as drafts
from trialoog.core.draft import Draft
from trialoog.core.ids import DilemmaId, OptionId
from trialoog.core.refusals import Refused

FORMAT = FORMATS["besluitvorming"]
PROMISE = "Alleen de mensen in deze trialoog lezen mee."


def fresh() -> Draft:
    return drafts.empty(FORMAT, DilemmaId("d"), OptionId("nothing"), "Niets doen")


def after(draft: Draft, new: str = "new", **fields: str | tuple[str, ...]) -> Draft:
    form = {k.replace("__", "-"): (v,) if isinstance(v, str) else v for k, v in fields.items()}
    return drafts.from_form(draft, form, FORMATS, OptionId(new))


def complete() -> Draft:
    draft = after(
        fresh(),
        title="Toeslagen",
        question="Hoe gaan we om met terugvordering?",
        organisation="Gemeente Voorbeeld",
        pole_a="Maatwerk",
        pole_a_worth="Elk mens is anders.",
        pole_b="Gelijke behandeling",
        add="1",
    )
    return after(draft, option__new__title="Kwijtschelden", option__new__detail="Deels.")


def test_a_new_draft_holds_doing_nothing_and_every_criterion() -> None:
    draft = fresh()
    assert [(o["title"], o["nothing"]) for o in draft["options"]] == [("Niets doen", True)]
    assert draft["criteria"] == [criterion.key for criterion in FORMAT.criteria]


def test_a_draft_is_plain_data_that_survives_being_stored() -> None:
    draft = complete()
    assert json.loads(json.dumps(draft)) == draft


def test_what_a_form_does_not_hold_stays_as_it_was() -> None:
    draft = complete()
    assert after(draft) == draft
    assert after(draft, title="Anders") == {**draft, "title": "Anders"}


def test_the_draft_before_the_form_is_left_alone() -> None:
    draft = complete()
    before = json.dumps(draft)
    after(draft, title="Anders", add="1", remove="new", option__new__title="Anders")
    assert json.dumps(draft) == before


def test_wrong_values_are_kept_so_that_nothing_typed_is_lost() -> None:
    draft = after(complete(), decide_by="morgen", title="", pole_b="")
    assert (draft["decide_by"], draft["title"]) == ("morgen", "")
    assert drafts.errors(draft) == {
        "decide_by": "not_a_date",
        "title": "title_missing",
        "pole_b": "pole_missing",
    }


def test_an_option_is_added_at_the_end_with_the_id_it_is_given() -> None:
    draft = after(complete(), new="third", add="1")
    assert [o["id"] for o in draft["options"]] == ["nothing", "new", "third"]


def test_adding_and_typing_go_in_one_form() -> None:
    draft = after(complete(), new="third", add="1", option__new__title="Anders getypt")
    assert [o["title"] for o in draft["options"]] == ["Niets doen", "Anders getypt", ""]


def test_an_option_can_go_but_doing_nothing_can_not() -> None:
    draft = complete()
    assert [o["id"] for o in after(draft, remove="new")["options"]] == ["nothing"]
    assert after(draft, remove="nothing") == draft
    assert after(draft, remove="unknown") == draft


def test_options_stop_at_the_letters_of_the_alphabet() -> None:
    draft = complete()
    for number in range(40):
        draft = after(draft, new=f"o{number}", add="1")
    assert len(draft["options"]) == drafts.MOST_OPTIONS


def test_criteria_are_those_that_are_ticked_in_the_order_of_the_format() -> None:
    draft = after(complete(), criteria_shown=FORMAT.key, criteria=("time", "values", "made-up"))
    assert draft["criteria"] == ["values", "time"]
    assert after(draft, criteria_shown=FORMAT.key)["criteria"] == []
    assert drafts.errors(after(draft, criteria_shown=FORMAT.key)) == {
        "criteria": "criteria_missing"
    }


def test_another_format_brings_its_own_criteria_and_language() -> None:
    other = FORMATS["verkenning"]
    draft = after(complete(), format=other.key, criteria_shown=FORMAT.key, criteria=("time",))
    assert draft["format"] == other.key
    assert draft["criteria"] == [criterion.key for criterion in other.criteria]
    assert after(complete(), format="unknown")["format"] == FORMAT.key


def test_the_list_of_what_is_there_follows_the_draft() -> None:
    assert drafts.checks(fresh()) == (
        ("question", False),
        ("poles", False),
        ("options", False),
        ("criteria", True),
    )
    assert all(ok for _, ok in drafts.checks(complete()))


def test_an_option_with_only_an_explanation_misses_its_title() -> None:
    draft = after(after(complete(), new="x", add="1"), option__x__detail="Uitleg")
    assert drafts.errors(draft) == {"option-x-title": "option_title_missing"}


def test_a_complete_draft_starts_a_gathering() -> None:
    draft = after(complete(), decide_by="2027-01-15", criteria_shown="1", criteria=("cost",))
    draft = after(draft, new="blank", add="1")
    meeting = Meeting()
    meeting.do(drafts.plan(draft, FORMAT, PROMISE))
    state = meeting.state
    assert (state.title, state.promise) == ("Toeslagen", PROMISE)
    assert state.decide_by == date(2027, 1, 15)
    assert [criterion.key for criterion in state.script.criteria] == ["cost"]
    board = state.board()
    assert board.question == state.question
    assert (board.pole_a.name, board.pole_a.worth) == ("Maatwerk", "Elk mens is anders.")
    options = state.options_of(board.id)
    assert [(o.letter, o.title, o.nothing) for o in options] == [
        ("A", "Niets doen", True),
        ("B", "Kwijtschelden", False),
    ]


def test_a_dilemma_can_have_a_question_of_its_own() -> None:
    draft = after(complete(), dilemma_question="Wat is eerlijk?")
    assert drafts.plan(draft, FORMAT, PROMISE).dilemmas[0].question == "Wat is eerlijk?"


def test_what_the_list_calls_ready_is_not_refused_and_the_rest_is() -> None:
    Meeting().do(drafts.plan(complete(), FORMAT, PROMISE))
    for field in ("title", "question", "pole_a", "pole_b", "option-nothing-title"):
        draft = drafts.from_form(complete(), {field: ("",)}, FORMATS, OptionId("x"))
        assert drafts.errors(draft)
        if field != "option-nothing-title":
            with pytest.raises(Refused) as refused:
                Meeting().do(drafts.plan(draft, FORMAT, PROMISE))
            assert refused.value.code == drafts.errors(draft)[field]
