"""The preparation on screen: nothing typed is lost, and what is missing stands beside its field."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.core.playing import FORMATS
from trialoog import criteria
from trialoog.core import draft as drafts
from trialoog.core import starting
from trialoog.core.draft import Draft, New
from trialoog.core.ids import TrialogueId
from trialoog.paths import SESSIONS
from trialoog.views import prepare, prepare_script
from trialoog.views.forms import Form
from trialoog.views.looks import LANGUAGES, Looks

FORMAT = FORMATS["besluitvorming"]
SETS = criteria.load_from(SESSIONS)
NOW = datetime(2026, 11, 23, 13, 32, tzinfo=UTC)
TID = TrialogueId("t1")
HOSTILE = "<script>alert(1)</script>\"'><img src=x>"


@dataclass(frozen=True)
class Info:
    id: TrialogueId
    title: str = ""
    rehearsal: bool = False


Page = Callable[..., str]


@pytest.fixture
def shown(looks: Looks) -> Page:
    def page(
        draft: Draft, errors: dict[str, str] | None = None, info: Info | None = None, at: str = ""
    ) -> str:
        form = Form(key="key", errors=errors or {})
        return prepare.page(looks, "nl", info or Info(TID), draft, FORMATS, form, NOW, at)

    return page


@pytest.fixture
def script(looks: Looks) -> Page:
    def page(draft: Draft, errors: dict[str, str] | None = None, at: str = "") -> str:
        form = Form(key="key", errors=errors or {})
        seen = Info(TID)
        return prepare_script.page(looks, "nl", seen, draft, FORMATS, SETS, form, NOW, at)

    return page


def fresh() -> Draft:
    return drafts.empty(FORMAT, New("d", "Niets doen"))


def typed(**fields: str) -> Draft:
    return sent(fresh(), **fields)


def sent(draft: Draft, new: str = "new", **fields: str) -> Draft:
    form = {name.replace("__", "-"): (value,) for name, value in fields.items()}
    return drafts.from_form(draft, form, FORMATS, New(new, "Niets doen"))


def two() -> Draft:
    draft = typed(
        title="Een titel",
        question="Een vraag?",
        dilemma__d__pole_a="Maatwerk",
        dilemma__d__pole_b="Gelijk",
        add="d",
    )
    draft = sent(draft, option__new__title="Iets doen")
    return sent(draft, new="e", add_dilemma="1")


def changed(draft: Draft, **fields: str) -> Draft:
    form = {name.replace("__", "-"): (value,) for name, value in fields.items()}
    form["script_of"] = (draft["format"],)
    format = FORMATS[draft["format"]]
    return drafts.script_from_form(draft, form, format, SETS, new=New("x", ""))


def folds(html: str) -> list[bool]:
    """Whether each part that can be folded is open, in order."""
    return ["open" in found for found in re.findall(r'<details class="card folding"([^>]*)>', html)]


def test_a_new_draft_has_its_pages_in_both_languages(looks: Looks) -> None:
    for language in LANGUAGES:
        html = prepare.page(looks, language, Info(TID), fresh(), FORMATS, Form(), None)
        assert 'id="prepare"' in html
        html = prepare_script.page(looks, language, Info(TID), fresh(), FORMATS, SETS, Form(), None)
        assert 'id="script"' in html


def test_everything_in_the_draft_stands_in_the_form(shown: Page) -> None:
    fields = {
        "title": "Een titel",
        "question": "Een vraag?",
        "background": "Wat **iedereen** weet",
        "organisation": "Een gemeente",
        "decision_maker": "Het college",
        "decide_by": "2027-01-15",
        "dilemma__d__question": "Nog een vraag?",
        "dilemma__d__pole_a": "Maatwerk",
        "dilemma__d__pole_a_worth": "Lucht",
        "dilemma__d__pole_b": "Gelijk",
        "dilemma__d__pole_b_worth": "Zekerheid",
        "option__d0__title": "We doen niets",
        "option__d0__detail": "Echt niets",
    }
    for draft in (typed(**fields), sent(typed(**fields), new="e", add_dilemma="1")):
        html = shown(draft)
        for name, value in fields.items():
            field = name.replace("__", "-")
            found = re.findall(
                rf'<(?:input|textarea)[^>]*name="{field}"'
                r'[^>]*?(?:value="([^"]*)"|>([^<]*)</textarea>)',
                html,
            )
            assert [value in both for both in found] == [True], field


def test_what_is_missing_stands_beside_its_field(shown: Page) -> None:
    draft = sent(typed(title="Een titel", add="d"), new="e", add_dilemma="1")
    draft = sent(draft, option__new__detail="x")
    codes = {str(refusal.field): refusal.code for refusal in starting.errors(draft, FORMAT)}
    assert {
        "question",
        "dilemma-d-pole_a",
        "dilemma-e-pole_b",
        "dilemma-e-question",
        "dilemma-d-options",
        "dilemma-e-options",
        "option-new-title",
    } <= set(codes)
    html = shown(draft, {field: f"Zin over {field}." for field in codes})
    for field in codes:
        assert re.search(rf'id="{field}-error">.*?Zin over {field}\.', html, re.DOTALL), field
    for field in {it for it in codes if not it.endswith("-options")}:
        assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', html), field
        assert re.search(rf'id="{field}"[^>]*aria-describedby="[^"]*{field}-error"', html), field
    assert 'role="alert"' in html


def test_the_list_says_in_words_what_is_missing(shown: Page) -> None:
    html = shown(fresh())
    ready = html[html.index('id="ready"') :].split("</ul>")[0]
    assert ready.count("ontbreekt nog") == 3
    assert "Criteria gekozen" in ready
    assert "Dilemma 1" not in ready


def test_of_several_dilemmas_the_list_names_each_and_a_finished_one_takes_one_line() -> None:
    lines = prepare.lines(starting.checks(two(), FORMAT))
    assert [(line.dilemma, line.words, line.ok) for line in lines] == [
        (0, "Titel en vraag", True),
        (1, "klaar", True),
        (2, "vraag en twee kanten", False),
        (2, "minstens twee opties", False),
        (0, "Criteria gekozen", True),
    ]


def test_doing_nothing_can_not_be_removed_and_others_can(shown: Page) -> None:
    html = shown(typed(add="d"))
    assert re.findall(r'name="remove" value="([^"]+)"', html) == ["d1", "new"]


# == several dilemmas ==


def test_one_dilemma_is_not_folded_and_can_not_go(shown: Page) -> None:
    html = shown(fresh())
    assert folds(html) == []
    assert "De vraag van het dilemma (mag leeg)" in html
    assert 'name="add_dilemma"' in html
    for name in ("remove_dilemma", "up", "down"):
        assert f'name="{name}"' not in html


def test_several_dilemmas_fold_and_those_that_ask_for_work_stand_open(shown: Page) -> None:
    assert folds(shown(two())) == [False, True]
    assert folds(shown(two(), at="dilemma-d")) == [True, True]
    assert folds(shown(two(), at="option-d0-title")) == [True, True]


def test_the_first_has_nothing_before_it_and_the_last_nothing_after(shown: Page) -> None:
    html = shown(sent(two(), new="f", add_dilemma="1"))
    assert re.findall(r'name="(up|down)" value="(\w)"', html) == [
        ("down", "d"),
        ("up", "e"),
        ("down", "e"),
        ("up", "f"),
    ]
    assert re.findall(r'name="remove_dilemma" value="(\w)"', html) == ["d", "e", "f"]
    assert re.findall(r'name="add" value="(\w)"', html) == ["d", "e", "f"]


def test_names_and_ids_of_fields_are_unique(shown: Page, script: Page) -> None:
    draft = changed(sent(two(), new="f", add_dilemma="1"), add_criterion="1")
    for html in (shown(draft), script(draft)):
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert sorted(ids) == sorted(set(ids))
        names = re.findall(
            r'<(?:input(?! type="checkbox"|\s+type="checkbox")|textarea)[^>]*name="([^"]+)"', html
        )
        names = [name for name in names if name != "sets_shown"]
        assert sorted(names) == sorted(set(names))


def test_there_is_no_room_for_more_than_a_meeting_can_hold(shown: Page) -> None:
    draft = fresh()
    for number in range(drafts.MOST_DILEMMAS - 1):
        assert 'name="add_dilemma"' in shown(draft)
        draft = sent(draft, new=f"n{number}", add_dilemma="1")
    assert 'name="add_dilemma"' not in shown(draft)


def test_what_was_just_made_asks_for_the_first_words(shown: Page) -> None:
    html = shown(two(), at="dilemma-e-question")
    assert re.findall(r'id="([^"]+)"[^>]*autofocus', html) == ["dilemma-e-question"]
    assert "autofocus" not in shown(two())


# == the form ==


def test_saving_stands_before_starting_so_that_enter_never_starts(shown: Page) -> None:
    html = shown(fresh())
    buttons = re.findall(r'<button[^>]*form="prepare"[^>]*>', html)
    assert "formaction" not in buttons[0]
    assert 'formaction="/t/t1/start"' in buttons[1]


@pytest.mark.parametrize("address", ["/t/t1/prepare", "/t/t1/prepare/script"])
def test_the_forms_post_without_script_and_save_by_themselves_with_it(
    shown: Page, script: Page, address: str
) -> None:
    html = (script if address.endswith("script") else shown)(fresh())
    form = html[html.index("<form") :].split(">")[0]
    assert 'method="post"' in form
    assert f'action="{address}"' in form
    assert 'hx-trigger="change delay:300ms, input delay:1s"' in form
    for button in re.findall(r'<button[^>]*name="(?!key)[^>]*>', html):
        assert 'type="submit"' in button, "works without a script"


def test_criteria_and_steps_are_those_of_the_format(shown: Page) -> None:
    draft = typed(format="verkenning")
    html = " ".join(shown(draft).split())
    for criterion in FORMATS["verkenning"].criteria:
        assert f'name="criteria" value="{criterion.key}" checked' in html
    assert 'value="verkenning" selected' in html
    assert "1. De vraag" in html
    assert "90 minuten" in html


def test_the_answer_to_a_save_is_when_and_what_is_missing(looks: Looks) -> None:
    html = prepare.status(looks, "nl", fresh(), FORMAT, saved_at=NOW)
    assert re.findall(r'hx-target="(#\w+)"', html) == ["#saved", "#ready"]
    assert "Bewaard om 14:32" in html


def test_hostile_text_is_escaped(shown: Page, script: Page) -> None:
    draft = typed(
        title=HOSTILE, background=HOSTILE, dilemma__d__pole_a=HOSTILE, option__d0__title=HOSTILE
    )
    draft = sent(draft, new="e", add_dilemma="1", dilemma__d__question=HOSTILE)
    draft = changed(draft, add_criterion="1")
    words = {"criterion__own_x__name": HOSTILE, "step__explore__heading": HOSTILE}
    draft = changed(draft, **words, step__explore__say=HOSTILE)
    for html in (shown(draft, {"title": HOSTILE}), script(draft, {"step-explore-say": HOSTILE})):
        assert "alert(1)" in html
        assert "<script>alert" not in html
        assert "<img" not in html


def test_a_rehearsal_is_marked(shown: Page) -> None:
    chip = '<span class="chip">Proef</span>'
    assert chip in shown(fresh(), None, Info(TID, rehearsal=True))
    assert chip not in shown(fresh())


# == its own script ==


def test_the_script_of_the_format_stands_in_its_form(script: Page) -> None:
    html = script(fresh())
    for phase in FORMAT.phases:
        assert f'name="step-{phase.key}-minutes"' in html
        assert f">{phase.script}</textarea>" in html
        for perspective, prompt in phase.prompts.items():
            assert re.search(
                rf'name="step-{phase.key}-{perspective}"[^>]*>{re.escape(prompt)}</textarea>', html
            )
    assert "Samen 120 minuten." in html
    assert "aangepast" not in html


def test_own_words_stand_in_the_form_and_the_step_says_so(script: Page) -> None:
    html = script(
        changed(fresh(), step__explore__heading="Wat merk jij?", step__weigh__minutes="5")
    )
    assert ">Wat merk jij?</textarea>" in html
    assert "Samen 100 minuten." in html
    assert html.count("aangepast") == 2


def test_own_minutes_stand_on_the_page_to_prepare(shown: Page) -> None:
    html = shown(changed(fresh(), step__weigh__minutes="5"))
    assert "Samen 100 minuten." in html
    assert ">5 min</span>" in html


def test_what_does_not_fit_stands_beside_its_field_in_an_open_step(script: Page) -> None:
    draft = changed(fresh(), step__explore__minutes="kwartier")
    html = script(draft, {"step-explore-minutes": "Schrijf een heel getal."})
    field = re.search(r'id="step-explore-minutes"[^>]*>', html)
    assert field is not None
    assert 'value="kwartier"' in field[0]
    assert 'aria-invalid="true"' in field[0]
    assert 'step-explore-minutes-fault"' in field[0]
    fault = html[html.index('id="step-explore-minutes-fault"') :].split("</div>")[0]
    assert "Schrijf een heel getal." in fault
    steps = len(FORMAT.phases)
    assert folds(html)[:steps] == [phase.key == "explore" for phase in FORMAT.phases]


def test_the_answer_to_a_save_of_the_script_says_at_every_field_what_is_wrong(
    looks: Looks, script: Page
) -> None:
    draft = changed(fresh(), step__explore__minutes="kwartier", add_criterion="1")
    form = Form(errors={"step-explore-minutes": "Schrijf een heel getal."})
    html = prepare_script.status(looks, "nl", draft, FORMAT, form=form, saved_at=NOW)
    targets = re.findall(r'hx-target="#([^"]+)"', html)
    page = script(draft)
    assert [target for target in targets if f'id="{target}"' not in page] == []
    faults = re.findall(r'id="([^"]+-fault)"', page)
    assert sorted(faults) == sorted(target for target in targets if target.endswith("-fault"))
    assert html.count("Schrijf een heel getal.") == 1


def test_sets_offer_what_the_format_does_not_have_and_tick_what_is_used(script: Page) -> None:
    draft = changed(fresh(), sets_shown="law", from_set="careful")
    html = " ".join(script(draft).split())
    for one in SETS:
        for criterion in one.criteria:
            if one.language != "nl":
                assert criterion.question not in html
                continue
            mark = "checked" if criterion.key == "careful" else ""
            assert f'name="from_set" value="{criterion.key}" {mark}' in html
            assert criterion.question in html
    assert html.count("1 gekozen") == 1


def test_added_criteria_are_ticked_on_the_page_to_prepare(shown: Page) -> None:
    draft = changed(changed(fresh(), add_criterion="1"), sets_shown="law", from_set="careful")
    html = " ".join(shown(draft).split())
    assert 'value="careful" checked ><span>Zorgvuldig</span>' in html
    assert 'value="own_x" checked ><span >Eigen criterium, nog zonder naam</span>' in html


def test_changed_steps_that_the_format_does_not_have_are_told_on_both_pages(
    shown: Page, script: Page
) -> None:
    draft = changed(fresh(), step__explore__heading="Wat merk jij?")
    assert 'id="waiting"' not in shown(draft) + script(draft)
    draft["steps"]["duel"] = {"heading": "En nu?"}
    draft["steps"]["explore"] = {}
    for html in (shown(draft), script(draft)):
        assert "Je eigen teksten bij duel doen niet mee" in html
