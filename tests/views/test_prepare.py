"""The preparation on screen: nothing typed is lost, and what is missing stands beside its field."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.core.playing import FORMATS
from trialoog.core import draft as drafts
from trialoog.core.draft import Draft
from trialoog.core.ids import DilemmaId, OptionId, TrialogueId
from trialoog.views import prepare
from trialoog.views.forms import Form
from trialoog.views.looks import LANGUAGES, Looks

FORMAT = FORMATS["besluitvorming"]
NOW = datetime(2026, 11, 23, 13, 32, tzinfo=UTC)
TID = TrialogueId("t1")
HOSTILE = "<script>alert(1)</script>\"'><img src=x>"


@dataclass(frozen=True)
class Info:
    id: TrialogueId
    title: str = ""
    rehearsal: bool = False


@pytest.fixture
def shown(looks: Looks) -> Callable[..., str]:
    def page(draft: Draft, errors: dict[str, str] | None = None, info: Info | None = None) -> str:
        form = Form(key="key", errors=errors or {})
        checks = drafts.checks(draft)
        seen = info or Info(TID)
        return prepare.page(looks, "nl", seen, draft, FORMATS, form, checks, NOW)

    return page


Page = Callable[..., str]


def fresh() -> Draft:
    return drafts.empty(FORMAT, DilemmaId("d"), OptionId("nothing"), "Niets doen")


def typed(**fields: str) -> Draft:
    form = {name.replace("__", "-"): (value,) for name, value in fields.items()}
    return drafts.from_form(fresh(), form, FORMATS, OptionId("new"))


def test_a_new_draft_has_a_page_in_both_languages(looks: Looks) -> None:
    for language in LANGUAGES:
        html = prepare.page(
            looks, language, Info(TID), fresh(), FORMATS, Form(), drafts.checks(fresh()), None
        )
        assert 'id="prepare"' in html


def test_everything_in_the_draft_stands_in_the_form(shown: Page) -> None:
    fields = {
        "title": "Een titel",
        "question": "Een vraag?",
        "background": "Wat **iedereen** weet",
        "organisation": "Een gemeente",
        "decision_maker": "Het college",
        "decide_by": "2027-01-15",
        "dilemma_question": "Nog een vraag?",
        "pole_a": "Maatwerk",
        "pole_a_worth": "Lucht",
        "pole_b": "Gelijk",
        "pole_b_worth": "Zekerheid",
        "option__nothing__title": "We doen niets",
        "option__nothing__detail": "Echt niets",
    }
    html = shown(typed(**fields))
    for name, value in fields.items():
        field = name.replace("__", "-")
        found = re.search(
            rf'<(?:input|textarea)[^>]*name="{field}"[^>]*?(?:value="([^"]*)"|>([^<]*)</textarea>)',
            html,
        )
        assert found is not None, field
        assert value in (found[1], found[2])


def test_what_is_missing_stands_beside_its_field(shown: Page) -> None:
    draft = typed(title="Een titel", add="1")
    draft = drafts.from_form(draft, {"option-new-detail": ("x",)}, FORMATS, OptionId("z"))
    codes = drafts.errors(draft)
    assert {"question", "pole_a", "pole_b", "options", "option-new-title"} <= set(codes)
    html = shown(draft, {field: f"Zin over {field}." for field in codes})
    for field in codes:
        assert re.search(rf'id="{field}-error">.*?Zin over {field}\.', html, re.DOTALL), field
    for field in set(codes) - {"options", "criteria"}:
        assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', html), field
        assert re.search(rf'id="{field}"[^>]*aria-describedby="[^"]*{field}-error"', html), field
    assert 'role="alert"' in html


def test_the_list_says_in_words_what_is_missing(shown: Page) -> None:
    html = shown(fresh())
    ready = html[html.index('id="ready"') :].split("</ul>")[0]
    assert ready.count("ontbreekt nog") == 3
    assert "Criteria gekozen" in ready


def test_doing_nothing_can_not_be_removed_and_others_can(shown: Page) -> None:
    html = shown(typed(add="1"))
    assert re.findall(r'name="remove" value="([^"]+)"', html) == ["new"]


def test_saving_stands_before_starting_so_that_enter_never_starts(shown: Page) -> None:
    html = shown(fresh())
    buttons = re.findall(r'<button[^>]*form="prepare"[^>]*>', html)
    assert "formaction" not in buttons[0]
    assert 'formaction="/t/t1/start"' in buttons[1]


def test_the_form_posts_without_script_and_saves_by_itself_with_it(shown: Page) -> None:
    html = shown(fresh())
    form = html[html.index("<form") :].split(">")[0]
    assert 'method="post"' in form
    assert 'action="/t/t1/prepare"' in form
    assert 'hx-trigger="change delay:300ms, keyup changed delay:1s"' in form


def test_criteria_and_steps_are_those_of_the_format(shown: Page) -> None:
    draft = typed(format="verkenning")
    html = " ".join(shown(draft).split())
    for criterion in FORMATS["verkenning"].criteria:
        assert f'name="criteria" value="{criterion.key}" checked' in html
    assert 'value="verkenning" selected' in html
    assert "1. De vraag" in html
    assert "90 minuten" in html


def test_the_answer_to_a_save_is_when_and_what_is_missing(looks: Looks) -> None:
    draft = fresh()
    html = prepare.status(looks, "nl", draft, drafts.checks(draft), NOW)
    assert re.findall(r'hx-target="(#\w+)"', html) == ["#saved", "#ready"]
    assert "Bewaard om 14:32" in html


def test_hostile_text_is_escaped(shown: Page) -> None:
    draft = typed(title=HOSTILE, background=HOSTILE, pole_a=HOSTILE, option__nothing__title=HOSTILE)
    html = shown(draft, {"title": HOSTILE})
    assert "<script>alert" not in html
    assert "<img" not in html


def test_a_rehearsal_is_marked(shown: Page) -> None:
    assert "Proefdraaien" in shown(fresh(), None, Info(TID, rehearsal=True))
    assert "Proefdraaien" not in shown(fresh())
