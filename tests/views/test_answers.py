"""A form is answered with the parts of the page that it is swapped in for, as on it."""

import re
from collections.abc import Callable

import pytest

from tests.core.playing import POLICY, POLITICS, Phone, start
from tests.views.seeing import asking, page, part
from trialoog import paths
from trialoog.core import commands as c
from trialoog.views import board_answers
from trialoog.views.forms import Form
from trialoog.views.looks import Looks

FORM = re.compile(r'hx-post="/t/\{\{ tid \}\}/([a-z{} -]+)"((?:\s+hx-[a-z-]+="[^"]*")+)')
PLACE = re.compile(r'hx-select(?:-oob)?="#([a-z]+)"')


def _asked() -> dict[str, tuple[str, ...]]:
    """What every form on a phone picks from its answer, by the name of its command."""
    folder = paths.TEMPLATES
    found = {}
    for template in (folder / "app.html", *sorted((folder / "phone").glob("*.html"))):
        for name, attributes in FORM.findall(template.read_text(encoding="utf-8")):
            for each in ("raise-hand", "lower-hand") if "doing" in name else (name,):
                found[each] = tuple(PLACE.findall(attributes))
    return found


def test_every_form_gets_what_it_picks_from_its_answer() -> None:
    asked = _asked()
    assert len(asked) > len(board_answers.PLACES) / 2
    assert {name: places for name, places in asked.items() if places} == dict(board_answers.PLACES)
    assert asked.keys() - board_answers.PLACES.keys() == {"rate"}  # its answer is a part of its own


@pytest.mark.parametrize("places", sorted(set(board_answers.PLACES.values())))
def test_a_part_is_what_stands_on_the_page(looks: Looks, places: tuple[str, ...]) -> None:
    meeting = start()
    meeting.go("explore")
    phone = meeting.join(POLICY)
    for text in ("Aan de balie.", "<b>Lang</b> " * 20, "één & twee"):
        meeting.write(phone, text)
    answer = board_answers.answer(looks, "nl", meeting.state, asking(meeting, phone), places)
    whole = page(looks, meeting, phone)
    for place in places:
        assert part(answer, place) == part(whole, place)


def test_while_all_write_every_phone_gets_the_form_as_it_is_now(looks: Looks) -> None:
    """It is drawn once for all who get the same; only its key is of one phone."""
    meeting, room = start(), looks.of_one_room()
    meeting.go("explore")
    anna, bert, carl = (meeting.join(perspective) for perspective in (POLICY, POLICY, POLITICS))

    def told(phone: Phone, form: Form) -> str:
        shown = meeting.state, asking(meeting, phone, form, said="contribute")
        html = board_answers.answer(room, "nl", *shown, ("act",))
        assert html == board_answers.answer(looks, "nl", *shown, ("act",))
        assert "\0" not in html
        return html

    left = {"pole": "a", "kind": "signal"}
    forms = [Form(key="<1>"), Form(key="2"), Form(key="3", values=left), Form(key="4")]
    forms.append(Form(key="5", errors={"text": "Schrijf eerst iets."}))
    forms.append(Form(key="6", values={"kind": "\0made up"}))
    steps: list[Callable[[], object]] = [
        lambda: meeting.write(anna, "Aan de balie."),
        lambda: meeting.do(c.SayReady(meeting.state.step), bert),
        meeting.reveal,
        lambda: meeting.go("explore"),
    ]
    for step in (lambda: None, *steps):
        step()
        seen = {told(phone, form) for form in forms for phone in (anna, bert, carl)}
        assert meeting.state.round is not None
        writing = meeting.state.rounds[meeting.state.round].open
        assert not writing or len(seen) >= len(forms)


def test_what_one_phone_is_told_is_told_to_no_other(looks: Looks) -> None:
    meeting, room = start(), looks.of_one_room()
    meeting.go("explore")
    anna, bert = meeting.join(POLICY), meeting.join(POLICY)
    meeting.write(anna, "Aan de balie.")
    meeting.reveal()
    for phone, letter in ((anna, "D"), (bert, "E")):
        asks = asking(meeting, phone, said="add-option", added=letter)
        html = board_answers.answer(room, "nl", meeting.state, asks, ("act",))
        assert html == board_answers.answer(looks, "nl", meeting.state, asks, ("act",))
