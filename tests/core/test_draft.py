"""The preparation as plain data: what a form changes, what is missing, what a start takes."""

import json
from collections.abc import Sequence
from datetime import date

import pytest

from tests.core.playing import FORMATS, Meeting
from trialoog.core import draft as drafts
from trialoog.core import starting
from trialoog.core.draft import Draft, New
from trialoog.core.refusals import Refused
from trialoog.core.starting import Check

FORMAT = FORMATS["besluitvorming"]
PROMISE = "Alleen de mensen in deze trialoog lezen mee."
NOTHING = "Niets doen"


def fresh() -> Draft:
    return drafts.empty(FORMAT, New("d", NOTHING))


def sent(draft: Draft, fields: dict[str, str | Sequence[str]], new: str = "new") -> Draft:
    form = {name: (value,) if isinstance(value, str) else value for name, value in fields.items()}
    return drafts.from_form(draft, form, FORMATS, New(new, NOTHING))


def after(draft: Draft, new: str = "new", **fields: str | tuple[str, ...]) -> Draft:
    """The draft after a form; in a name `__` stands for a dash."""
    return sent(draft, {name.replace("__", "-"): value for name, value in fields.items()}, new)


def complete() -> Draft:
    return after(
        fresh(),
        title="Toeslagen",
        question="Hoe gaan we om met terugvordering?",
        organisation="Gemeente Voorbeeld",
        dilemma__d__pole_a="Maatwerk",
        dilemma__d__pole_a_worth="Elk mens is anders.",
        dilemma__d__pole_b="Gelijke behandeling",
        option__d1__title="Kwijtschelden",
        option__d1__detail="Deels.",
    )


def two() -> Draft:
    """Two dilemmas, both complete."""
    draft = after(complete(), new="e", add_dilemma="1")
    return after(
        draft,
        dilemma__e__question="En wie betaalt het terug?",
        dilemma__e__pole_a="Wie het kreeg",
        dilemma__e__pole_b="Wie het kan missen",
        option__e1__title="Naar draagkracht",
    )


def three() -> Draft:
    draft = after(two(), new="f", add_dilemma="1")
    return after(draft, dilemma__f__question="Wanneer stoppen we?")


def wrong(draft: Draft) -> dict[str | None, str]:
    """The fields that stand in the way of a start, each with the code of its refusal."""
    return {refusal.field: refusal.code for refusal in starting.errors(draft, FORMAT)}


def order(draft: Draft) -> list[str]:
    return [dilemma["id"] for dilemma in draft["dilemmas"]]


def options(draft: Draft, dilemma: int = 0) -> list[str]:
    return [option["id"] for option in draft["dilemmas"][dilemma]["options"]]


def test_a_new_draft_holds_doing_nothing_a_place_to_write_and_every_criterion() -> None:
    draft = fresh()
    (dilemma,) = draft["dilemmas"]
    held = [(o["title"], o["nothing"]) for o in dilemma["options"]]
    assert held == [(NOTHING, True), ("", False)]
    assert draft["criteria"] == [criterion.key for criterion in FORMAT.criteria]


def test_a_draft_is_plain_data_that_survives_being_stored() -> None:
    draft = two()
    assert json.loads(json.dumps(draft)) == draft


def test_what_a_form_does_not_hold_stays_as_it_was() -> None:
    draft = two()
    assert after(draft) == draft
    assert after(draft, title="Anders") == {**draft, "title": "Anders"}


def test_the_draft_before_the_form_is_left_alone() -> None:
    draft = two()
    before = json.dumps(draft)
    after(draft, title="Anders", add="d", remove="d1", option__d1__title="Anders", up="e")
    assert json.dumps(draft) == before


def test_wrong_values_are_kept_so_that_nothing_typed_is_lost() -> None:
    draft = after(complete(), decide_by="morgen", title="", dilemma__d__pole_b="")
    assert (draft["decide_by"], draft["title"]) == ("morgen", "")
    assert wrong(draft) == {
        "decide_by": "not_a_date",
        "title": "title_missing",
        "dilemma-d-pole_b": "pole_missing",
    }


# == options ==


def test_an_option_is_added_at_the_end_with_the_id_it_is_given() -> None:
    draft = after(complete(), new="third", add="d")
    assert options(draft) == ["d0", "d1", "third"]


def test_adding_and_typing_go_in_one_form() -> None:
    draft = after(complete(), new="third", add="d", option__d1__title="Anders getypt")
    titles = [option["title"] for option in draft["dilemmas"][0]["options"]]
    assert titles == [NOTHING, "Anders getypt", ""]


def test_an_option_can_go_but_doing_nothing_can_not() -> None:
    draft = complete()
    assert options(after(draft, remove="d1")) == ["d0"]
    assert after(draft, remove="d0") == draft
    assert after(draft, remove="unknown") == draft


def test_options_stop_at_the_letters_of_the_alphabet() -> None:
    draft = complete()
    for number in range(40):
        draft = after(draft, new=f"o{number}", add="d")
    assert len(options(draft)) == drafts.MOST_OPTIONS


def test_an_option_is_added_to_the_dilemma_that_the_button_stands_in() -> None:
    draft = after(two(), new="extra", add="e")
    assert options(draft, 0) == ["d0", "d1"]
    assert options(draft, 1) == ["e0", "e1", "extra"]
    assert after(two(), add="unknown") == two()


# == several dilemmas ==


def test_another_dilemma_has_its_own_option_to_do_nothing_and_a_place_to_write() -> None:
    draft = after(complete(), new="e", add_dilemma="1")
    assert order(draft) == ["d", "e"]
    assert draft["dilemmas"][1]["options"] == [
        {"id": "e0", "title": NOTHING, "detail": "", "nothing": True},
        {"id": "e1", "title": "", "detail": "", "nothing": False},
    ]


def test_the_first_takes_the_question_of_the_trialogue_when_it_is_no_longer_alone() -> None:
    draft = after(complete(), new="e", add_dilemma="1")
    assert draft["dilemmas"][0]["question"] == draft["question"]
    kept = after(complete(), new="e", add_dilemma="1", dilemma__d__question="Een eigen vraag?")
    assert kept["dilemmas"][0]["question"] == "Een eigen vraag?"


def test_dilemmas_stop_at_what_one_meeting_can_hold() -> None:
    draft = complete()
    for number in range(9):
        draft = after(draft, new=f"d{number}", add_dilemma="1")
    assert len(draft["dilemmas"]) == drafts.MOST_DILEMMAS == 6


def test_a_dilemma_can_go_but_never_the_last() -> None:
    draft = after(two(), remove_dilemma="d")
    assert order(draft) == ["e"]
    assert order(after(draft, remove_dilemma="e")) == ["e"]
    assert after(two(), remove_dilemma="unknown") == two()
    assert order(after(two(), remove_dilemma=("d", "e"))) == ["e"]


@pytest.mark.parametrize(
    ("button", "id", "expected"),
    [
        ("up", "f", ["d", "f", "e"]),
        ("up", "e", ["e", "d", "f"]),
        ("up", "d", ["d", "e", "f"]),
        ("down", "d", ["e", "d", "f"]),
        ("down", "f", ["d", "e", "f"]),
        ("up", "unknown", ["d", "e", "f"]),
    ],
)
def test_a_dilemma_moves_one_place_and_keeps_its_fields(
    button: str, id: str, expected: list[str]
) -> None:
    draft = three()
    moved = sent(draft, {button: id, f"dilemma-{id}-pole_a": "Net getypt"})
    assert order(moved) == expected
    before = {it["id"]: it for it in draft["dilemmas"]}
    for it in moved["dilemmas"]:
        typed = {"pole_a": {"name": "Net getypt", "worth": it["pole_a"]["worth"]}}
        assert it == {**before[it["id"]], **(typed if it["id"] == id else {})}


def test_every_dilemma_among_several_has_a_question_and_no_two_the_same() -> None:
    assert wrong(two()) == {}
    assert wrong(after(two(), dilemma__e__question="")) == {
        "dilemma-e-question": "question_missing"
    }
    same = "hoe gaan we om met TERUGVORDERING?"
    assert wrong(after(two(), dilemma__e__question=same)) == {
        "dilemma-e-question": "question_twice"
    }


def test_what_is_missing_names_its_dilemma() -> None:
    draft = after(two(), dilemma__e__pole_b="", option__e1__title="")
    assert wrong(draft) == {
        "dilemma-e-pole_b": "pole_missing",
        "dilemma-e-options": "options_missing",
    }
    assert starting.checks(draft, FORMAT) == (
        Check("question", ok=True),
        Check("poles", ok=True, dilemma=1),
        Check("options", ok=True, dilemma=1),
        Check("poles", ok=False, dilemma=2),
        Check("options", ok=False, dilemma=2),
        Check("criteria", ok=True),
    )


# == criteria and format ==


def test_criteria_are_those_that_are_ticked_in_the_order_of_the_format() -> None:
    draft = after(complete(), criteria_shown=FORMAT.key, criteria=("time", "values", "made-up"))
    assert draft["criteria"] == ["values", "time"]
    none = after(complete(), criteria_shown=FORMAT.key)
    assert none["criteria"] == []
    assert wrong(none) == {"criteria": "criteria_missing"}


def test_another_format_brings_its_own_criteria_and_language() -> None:
    other = FORMATS["verkenning"]
    draft = after(complete(), format=other.key, criteria_shown=FORMAT.key, criteria=("time",))
    assert draft["format"] == other.key
    assert draft["criteria"] == [criterion.key for criterion in other.criteria]
    assert after(complete(), format="unknown")["format"] == FORMAT.key


# == what is missing ==


def test_the_list_of_what_is_there_follows_the_draft() -> None:
    assert starting.checks(fresh(), FORMAT) == (
        Check("question", ok=False),
        Check("poles", ok=False),
        Check("options", ok=False),
        Check("criteria", ok=True),
    )
    assert all(check.ok for check in starting.checks(complete(), FORMAT))


def test_options_without_a_title_count_for_nothing_however_they_came() -> None:
    draft = after(complete(), option__d1__title=" ", option__d1__detail="")
    assert wrong(draft) == {"dilemma-d-options": "options_missing"}
    assert Check("options", ok=False) in starting.checks(draft, FORMAT)
    draft = after(after(draft, new="x", add="d"), new="y", add="d")
    assert wrong(draft) == {"dilemma-d-options": "options_missing"}
    assert wrong(after(draft, option__y__title="Kwijtschelden")) == {}


def test_an_option_with_only_an_explanation_misses_its_title() -> None:
    draft = after(after(complete(), new="x", add="d"), option__x__detail="Uitleg")
    assert wrong(draft) == {"option-x-title": "option_title_missing"}


@pytest.mark.parametrize(
    ("field", "limit"),
    [
        ("title", 200),
        ("question", 200),
        ("background", 5000),
        ("organisation", 200),
        ("decision_maker", 200),
        ("dilemma-d-question", 200),
        ("dilemma-e-pole_a", 200),
        ("dilemma-e-pole_b_worth", 200),
        ("option-e1-title", 200),
        ("option-e0-detail", 5000),
    ],
)
def test_what_is_too_long_is_told_at_its_own_field(field: str, limit: int) -> None:
    assert wrong(sent(two(), {field: "x" * limit})) == {}
    (refusal,) = starting.errors(sent(two(), {field: "x" * (limit + 1)}), FORMAT)
    assert (refusal.field, refusal.code) == (field, "too_long")
    assert refusal.values == {"limit": limit, "length": limit + 1}


# == the start ==


def test_a_complete_draft_starts_a_gathering() -> None:
    draft = after(complete(), decide_by="2027-01-15", criteria_shown="1", criteria=("cost",))
    draft = after(draft, new="blank", add="d")
    meeting = Meeting()
    meeting.do(starting.plan(draft, FORMAT, PROMISE))
    state = meeting.state
    assert (state.title, state.promise) == ("Toeslagen", PROMISE)
    assert state.decide_by == date(2027, 1, 15)
    assert [criterion.key for criterion in state.script.criteria] == ["cost"]
    board = state.board()
    assert board.question == state.question
    assert (board.pole_a.name, board.pole_a.worth) == ("Maatwerk", "Elk mens is anders.")
    options = state.options_of(board.id)
    assert [(o.letter, o.title, o.nothing) for o in options] == [
        ("A", NOTHING, True),
        ("B", "Kwijtschelden", False),
    ]


def test_what_nobody_wrote_in_is_not_on_the_board_and_leaves_no_gap() -> None:
    draft = after(complete(), new="x", add="d")
    draft = after(draft, option__d1__title="", option__d1__detail="", option__x__title="Later")
    meeting = Meeting()
    meeting.do(starting.plan(draft, FORMAT, PROMISE))
    found = meeting.state.options_of(meeting.state.board().id)
    assert [(o.id, o.letter, o.title) for o in found] == [
        ("d0", "A", NOTHING),
        ("x", "B", "Later"),
    ]


def test_a_gathering_starts_with_all_dilemmas_in_their_order() -> None:
    meeting = Meeting()
    meeting.do(starting.plan(after(two(), up="e"), FORMAT, PROMISE))
    state = meeting.state
    assert [dilemma.question for dilemma in state.dilemmas.values()] == [
        "En wie betaalt het terug?",
        "Hoe gaan we om met terugvordering?",
    ]
    assert state.board().pole_a.name == "Wie het kreeg"
    for id, second in (("e", "Naar draagkracht"), ("d", "Kwijtschelden")):
        found = state.options_of(state.dilemmas[id].id)  # type: ignore[index]
        assert [(o.letter, o.title) for o in found] == [("A", NOTHING), ("B", second)]


def test_a_dilemma_can_have_a_question_of_its_own() -> None:
    draft = after(complete(), dilemma__d__question="Wat is eerlijk?")
    assert starting.plan(draft, FORMAT, PROMISE).dilemmas[0].question == "Wat is eerlijk?"


@pytest.mark.parametrize("make", [complete, two])
def test_what_the_list_calls_ready_is_not_refused_and_the_rest_is(make: object) -> None:
    assert callable(make)
    Meeting().do(starting.plan(make(), FORMAT, PROMISE))
    for field in ("title", "question", "dilemma-d-pole_a", "dilemma-d-pole_b"):
        draft = sent(make(), {field: "", "dilemma-d-question": "Wat is eerlijk?"})
        with pytest.raises(Refused) as refused:
            Meeting().do(starting.plan(draft, FORMAT, PROMISE))
        assert wrong(draft) == {field: refused.value.code}
    assert wrong(sent(make(), {"option-d0-title": ""}))
