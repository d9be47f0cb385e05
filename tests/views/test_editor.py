"""The editor of the public text: a field for every block, and what stands in the way."""

import re
from datetime import UTC, datetime

import pytest

from tests.views import tailoring
from tests.views.editing import Outline, around, editor
from tests.views.tailoring import LEAD, D
from trialoog.core import commands as c
from trialoog.core.public_text import blocks
from trialoog.core.state import State
from trialoog.core.words import THREE
from trialoog.views import public
from trialoog.views.forms import Form
from trialoog.views.looks import Looks

PUBLISHED = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def state() -> State:
    return tailoring.closed().state


def test_the_editor_has_a_field_for_every_block(looks: Looks, state: State) -> None:
    names = Outline(editor(looks, state, {})).names
    assert {block.key for block in blocks(state, D)} <= names


def test_the_editor_keeps_what_was_typed(looks: Looks, state: State) -> None:
    html = editor(looks, state, {"c-reason": "Mijn tekst"})
    assert "Mijn tekst</textarea>" in html
    assert "Dit helpt mensen" in html  # the record stays beside it


def test_publishing_waits_for_what_is_missing(looks: Looks, state: State) -> None:
    html = editor(looks, state, {"c-reason": ""})
    assert '<a href="#c-reason">Bij optie C ontbreekt een tekst.</a>' in html
    assert 'aria-disabled="true"' in html
    assert "/publish" not in html
    assert "formaction" in editor(looks, state, {})


def test_a_saved_text_answers_with_its_own_region_and_the_card(looks: Looks, state: State) -> None:
    html = public.editor_status(
        looks,
        "nl",
        state,
        "t1",
        dilemma=D,
        problems=(),
        saved_at=PUBLISHED,
        publishes=True,
        **around(looks, state, Form(key="k1")),
    )
    assert Outline(html).ids[:2] == ["saved", "publish"]
    assert "Bewaard om 11:00" in html


def test_two_forms_on_one_page_never_share_a_key(looks: Looks, state: State) -> None:
    keys = re.findall(r'name="key" value="([^"]*)"', editor(looks, state, {}))
    assert len(keys) == len(set(keys)) == 4


def test_a_second_version_asks_what_changed(looks: Looks) -> None:
    meeting = tailoring.closed()
    assert 'name="note"' not in editor(looks, meeting.state, {})
    meeting.do(LEAD, c.PublishWeighing(D, "maatwerk", "0" * 64, without=THREE))
    html = editor(looks, meeting.state, {"note": "Een aanname klopte niet."})
    assert "Een aanname klopte niet.</textarea>" in html


def test_a_decision_is_recorded_only_after_the_meeting(looks: Looks, state: State) -> None:
    assert "/t/t1/record-formal-decision" in editor(looks, state, {})
    assert "record-formal-decision" not in editor(looks, tailoring.gather().state, {})


def test_a_refused_decision_keeps_its_fields_and_says_why(looks: Looks, state: State) -> None:
    form = Form(
        key="k", values={"decision": "departs", "why": ""}, errors={"why": "Schrijf op waarom."}
    )
    html = editor(looks, state, {}, form)
    assert re.search(r'value="departs"\s+checked', html)
    assert "Schrijf op waarom." in html
