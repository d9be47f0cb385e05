"""A form is answered with the parts of the page that it is swapped in for, as on it."""

import re

import pytest

from tests.core.playing import POLICY, start
from tests.views.seeing import CODE, TID, mine_of, page, part
from trialoog import paths
from trialoog.views import board
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
    assert len(asked) > len(board.PLACES) / 2
    assert {name: places for name, places in asked.items() if places} == dict(board.PLACES)
    assert asked.keys() - board.PLACES.keys() == {"rate"}  # its answer is a part of its own


@pytest.mark.parametrize("places", sorted(set(board.PLACES.values())))
def test_a_part_is_what_stands_on_the_page(looks: Looks, places: tuple[str, ...]) -> None:
    meeting = start()
    meeting.go("explore")
    phone = meeting.join(POLICY)
    for text in ("Aan de balie.", "<b>Lang</b> " * 20, "één & twee"):
        meeting.write(phone, text)
    mine = mine_of(meeting.state, phone)
    shown = (looks, "nl", meeting.state, TID, CODE, POLICY, mine, Form(key="key"))
    answer, whole = board.answer(*shown, places), page(looks, meeting, phone)
    for place in places:
        assert part(answer, place) == part(whole, place)
