"""What a draft changes in its format: on top of it, within its limits, and for one meeting only."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from tests.core.playing import FORMATS, Meeting
from tests.core.test_draft import FORMAT, NOTHING, PROMISE, complete
from trialoog import criteria, formats
from trialoog.core import changes, starting
from trialoog.core import draft as drafts
from trialoog.core.draft import Draft, New
from trialoog.core.format import Format
from trialoog.core.starting import Check
from trialoog.core.text import Text
from trialoog.core.words import Perspective
from trialoog.paths import SESSIONS

SETS = criteria.load_from(SESSIONS)
SHOWN = [one.key for one in SETS]
SOURCE = (SESSIONS / "besluitvorming.md").read_text(encoding="utf-8")


def changed(draft: Draft, fields: Mapping[str, str | Sequence[str]], new: str = "x") -> Draft:
    """The draft after the form with its own script."""
    form = {name: (value,) if isinstance(value, str) else value for name, value in fields.items()}
    form = {"script_of": (draft["format"],), **form}
    format = FORMATS[draft["format"]]
    return drafts.script_from_form(draft, form, format, SETS, new=New(new, NOTHING))


def own(name: str = "Groen", question: str = "Is het goed voor de natuur?") -> Draft:
    """A draft with one criterion of its own."""
    draft = changed(complete(), {"add_criterion": "1"})
    return changed(
        draft, {"criterion-own_x-name": name, "criterion-own_x-question": question}, "again"
    )


def other(draft: Draft, format: str) -> Draft:
    return drafts.from_form(draft, {"format": (format,)}, FORMATS, New("y", NOTHING))


def wrong(draft: Draft) -> list[tuple[str | None, str]]:
    found = starting.script_errors(draft, FORMATS[draft["format"]])
    return [(refusal.field, refusal.code) for refusal in found]


def frozen(draft: Draft) -> Format:
    """The format as it stands in the record once the doors are open."""
    meeting = Meeting()
    meeting.do(starting.plan(draft, FORMATS[draft["format"]], PROMISE))
    return meeting.state.script


WORDS = {
    "step-explore-minutes": "40",
    "step-explore-heading": "Wat merk jij?",
    "step-explore-policy": "Welk doel?",
    "step-explore-say": "Welkom terug.\r\n\r\nSchrijf in\r\nstilte.",
}

# == steps ==


def test_own_words_stand_in_the_record_and_the_rest_is_as_the_format_says() -> None:
    script, step = frozen(changed(complete(), WORDS)), FORMAT.phase("explore")
    assert script.phase("explore") == replace(
        step,
        minutes=40,
        heading=Text("Wat merk jij?"),
        prompts={**step.prompts, Perspective.POLICY: Text("Welk doel?")},
        script=Text("Welkom terug.\n\nSchrijf in stilte."),
    )
    left = [phase for phase in FORMAT.phases if phase.key != "explore"]
    assert [phase for phase in script.phases if phase.key != "explore"] == left


def test_only_what_differs_is_kept_so_that_sending_the_form_unread_changes_nothing() -> None:
    shown = {
        changes.step_field(phase.key, what): value.replace("\n", "\r\n")
        for phase in FORMAT.phases
        for what, value in changes.words(phase).items()
    }
    assert changed(complete(), shown) == complete()
    typed = changed(complete(), {**shown, "step-weigh-minutes": "5"})
    assert typed["steps"] == {"weigh": {"minutes": "5"}}


def test_the_original_words_typed_again_are_no_change() -> None:
    draft = changed(complete(), WORDS)
    back = changed(draft, {"step-explore-heading": FORMAT.phase("explore").heading})
    assert "heading" not in back["steps"]["explore"]
    assert "minutes" in back["steps"]["explore"]


def test_putting_a_step_back_forgets_its_changes_and_no_others() -> None:
    draft = changed(complete(), {**WORDS, "step-weigh-minutes": "5"})
    draft = changed(draft, {**WORDS, "reset": "explore"})
    assert draft["steps"] == {"weigh": {"minutes": "5"}}


def test_changes_survive_being_stored_and_the_form_of_the_preparation() -> None:
    draft = json.loads(json.dumps(changed(complete(), WORDS)))
    after = drafts.from_form(draft, {"title": ("Anders",)}, FORMATS, New("y", NOTHING))
    assert after == {**draft, "title": "Anders"}


def test_the_format_itself_is_left_alone() -> None:
    before = repr(FORMAT)
    frozen(changed(complete(), WORDS))
    assert repr(FORMAT) == before


BAD = [
    ("minutes", "", "minutes_not_whole"),
    ("minutes", "kwartier", "minutes_not_whole"),
    ("minutes", "-5", "minutes_not_whole"),
    ("minutes", "2.5", "minutes_not_whole"),
    ("minutes", "241", "minutes_not_whole"),
    ("minutes", "٣", "minutes_not_whole"),
    ("heading", "", "text_missing"),
    ("heading", "x" * 161, "too_long"),
    ("say", " \n ", "text_missing"),
    ("say", "x" * 2001, "too_long"),
    ("politics", "", "text_missing"),
    ("politics", "x" * 401, "too_long"),
]


@pytest.mark.parametrize(("what", "value", "code"), BAD)
def test_what_does_not_fit_is_told_at_its_field_and_kept(what: str, value: str, code: str) -> None:
    field = f"step-explore-{what}"
    draft = changed(complete(), {field: value})
    assert wrong(draft) == [(field, code)]
    assert draft["steps"]["explore"][what] == value.strip()
    assert [(e.field, e.code) for e in starting.errors(draft, FORMAT)] == [
        ("script", "script_wrong")
    ]
    assert starting.checks(draft, FORMAT)[-1] == Check("script", ok=False)
    assert frozen(draft).phase("explore") == FORMAT.phase("explore")


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("minutes", "0"),
        ("minutes", "240"),
        ("heading", "x" * 160),
        ("say", "x" * 2000),
        ("politics", "x" * 400),
    ],
)
def test_what_fits_here_fits_in_a_file(what: str, value: str) -> None:
    draft = changed(complete(), {f"step-explore-{what}": value})
    assert wrong(draft) == []
    assert starting.checks(draft, FORMAT)[-1] == Check("script", ok=True)
    phase = frozen(draft).phase("explore")
    start = SOURCE.index('key = "explore"')
    block = SOURCE[start:]
    written = {
        "minutes": f"minutes = {phase.minutes}",
        "heading": f'heading = "{phase.heading}"',
        "politics": f'politics = "{phase.prompts[Perspective.POLITICS]}"',
    }
    if what == "say":
        before, after = SOURCE.split("## explore\n")
        text = f"{before}## explore\n\n{phase.script}\n\n## options{after.split('## options')[1]}"
    else:
        text = SOURCE[:start] + re.sub(rf"{what} = .*", written[what], block, count=1)
    assert formats.parse(text, "own.md").phase("explore") == phase


# == another format ==


def test_changes_of_steps_that_another_format_does_not_have_wait_and_are_told() -> None:
    short = replace(FORMATS["verkenning"], key="short", phases=FORMATS["verkenning"].phases[:1])
    draft = changed(complete(), {**WORDS, "step-gather-minutes": "3"})
    assert changes.dropped(draft["steps"], FORMAT) == ()
    assert changes.dropped(draft["steps"], short) == ("explore",)
    kept = {**draft, "format": "short"}
    plan = starting.plan(kept, short, PROMISE)  # type: ignore[arg-type]
    assert [(phase.key, phase.minutes) for phase in plan.format.phases] == [("gather", 3)]
    form = {"script_of": ("short",), "step-gather-minutes": ("4",)}
    waits = drafts.script_from_form(kept, form, short, SETS, new=New("n", NOTHING))  # type: ignore[arg-type]
    assert waits["steps"] == {"explore": draft["steps"]["explore"], "gather": {"minutes": "4"}}


def test_words_that_were_shown_for_another_format_are_no_changes() -> None:
    draft = other(complete(), "verkenning")
    assert changed(draft, {**WORDS, "script_of": "besluitvorming"})["steps"] == {}


# == criteria ==


def test_criteria_are_picked_from_sets_with_their_source_and_let_go_again() -> None:
    draft = changed(complete(), {"sets_shown": SHOWN, "from_set": ("careful", "soon", "made-up")})
    assert draft["criteria"] == [*complete()["criteria"], "careful", "soon"]
    found = {criterion.key: criterion for criterion in frozen(draft).criteria}
    assert found["careful"].question == "Weten we genoeg om dit te besluiten?"
    assert "3:2" in found["careful"].source
    assert found["values"].source == ""
    gone = changed(draft, {"sets_shown": SHOWN, "from_set": ("soon",)})
    assert gone["criteria"] == [*complete()["criteria"], "soon"]
    assert changed(draft, {}) == draft, "a form that did not show the sets changes nothing"
    assert changed(draft, {"sets_shown": SHOWN}) == complete()


def test_a_form_that_showed_other_sets_lets_nothing_go() -> None:
    draft = changed(complete(), {"sets_shown": SHOWN, "from_set": ("careful", "soon")})
    after = changed(draft, {"sets_shown": "time"})
    assert after["criteria"] == [*complete()["criteria"], "careful"]


def test_own_criteria_stop_at_what_a_meeting_can_use() -> None:
    draft = complete()
    for number in range(12):
        draft = changed(draft, {"add_criterion": "1"}, f"n{number}")
    assert len(draft["added"]) == 8


def test_an_unticked_one_of_a_set_is_ticked_again_from_the_set() -> None:
    draft = changed(complete(), {"sets_shown": SHOWN, "from_set": "careful"})
    form = {"criteria_shown": ("1",), "criteria": ("cost",)}
    draft = drafts.from_form(draft, form, FORMATS, New("y", NOTHING))
    assert draft["criteria"] == ["cost"]
    draft = changed(draft, {"sets_shown": SHOWN, "from_set": "careful"})
    assert draft["criteria"] == ["cost", "careful"]


def test_an_own_criterion_is_asked_like_the_others() -> None:
    found = frozen(own()).criteria[-1]
    assert (found.key, found.name, found.question) == (
        "own_x",
        "Groen",
        "Is het goed voor de natuur?",
    )
    assert [c.key for c in frozen(own()).criteria][:-1] == complete()["criteria"]


def test_an_own_criterion_can_be_unticked_and_can_go() -> None:
    form = {"criteria_shown": ("1",), "criteria": ("cost",)}
    draft = drafts.from_form(own(), form, FORMATS, New("y", NOTHING))
    assert draft["criteria"] == ["cost"]
    assert [criterion["name"] for criterion in draft["added"]] == ["Groen"]
    assert changed(own(), {"remove_criterion": "own_x"}) == complete()


def test_half_an_own_criterion_is_told_and_an_empty_one_is_left_out() -> None:
    assert wrong(own("", "Is het goed?")) == [("criterion-own_x-name", "criterion_name_missing")]
    half = wrong(own("Groen", ""))
    assert half == [("criterion-own_x-question", "criterion_question_missing")]
    assert wrong(own("", "")) == []
    assert frozen(own("", "")).criteria == FORMAT.criteria


@pytest.mark.parametrize(
    ("name", "question", "field"),
    [("x" * 61, "Goed?", "criterion-own_x-name"), ("Groen", "x" * 161, "criterion-own_x-question")],
)
def test_an_own_criterion_fits_where_those_of_a_file_fit(
    name: str, question: str, field: str
) -> None:
    assert wrong(own(name, question)) == [(field, "too_long")]
    assert wrong(own(name[:60], question[:160])) == []


def test_there_are_no_more_criteria_than_a_format_can_have() -> None:
    eight = changed(complete(), {"sets_shown": SHOWN, "from_set": ("careful", "soon")})
    assert wrong(eight) == []
    nine = changed(eight, {"sets_shown": SHOWN, "from_set": ("careful", "soon", "staff")})
    assert wrong(nine) == [("criteria", "criteria_many")]
    assert [e.code for e in starting.errors(nine, FORMAT)] == ["criteria_many"]


def test_added_criteria_come_along_to_another_format() -> None:
    picked = changed(own(), {"sets_shown": SHOWN, "from_set": "careful"})
    draft = other(picked, "verkenning")
    assert draft["criteria"][-2:] == ["own_x", "careful"]
    names = [criterion.key for criterion in frozen(draft).criteria]
    assert names == [c.key for c in FORMATS["verkenning"].criteria] + ["own_x", "careful"]


def test_a_criterion_of_the_format_stands_before_one_of_a_set_with_its_key() -> None:
    taken = replace(FORMAT.criteria[0], key="careful")
    format = replace(FORMAT, criteria=(taken, *FORMAT.criteria[1:]))
    draft = changed(complete(), {"sets_shown": SHOWN, "from_set": "careful"})
    plan = starting.plan(draft, format, PROMISE)
    assert [c for c in plan.format.criteria if c.key == "careful"] == [taken]
    form = {"script_of": (format.key,), "sets_shown": SHOWN}
    after = drafts.script_from_form(draft, form, format, SETS, new=New("n", NOTHING))
    assert "careful" in after["criteria"], "the tick is that of the format's own"
