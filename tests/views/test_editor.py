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


def test_what_is_accepted_begins_from_the_outcome_and_each_field_says_so(
    looks: Looks, state: State
) -> None:
    found = {block.key: block for block in blocks(state, D)}
    recorded = [x for o in state.outcomes.values() for x in o.downsides if not o.withdrawn]
    assert recorded
    assert found["accepted"].default == " ".join(recorded)
    html = editor(looks, state, {})
    assert "Begint met de nadelen die bij de uitkomst zijn vastgelegd." in html
    assert "Kijk dan ook naar “Wat we ermee accepteren” bovenaan." in html


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
    assert Outline(html).ids[:2] == ["saved", "publish-card"]
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
    # It stands beside the button that publishes, and is saved with the text.
    assert html.index("</form>") < html.index('id="approvals"') < html.index('id="note"')
    assert html.index('id="publish"') < html.index('id="note"') < html.index('id="publish-card"')
    assert re.search(r'<textarea\s+id="note"[^>]* form="text"', html.replace("\n", " "))
    assert "input from:#note" in html


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
