"""Who reads trialoog in another language than that of the meeting hears people's own words in
theirs: each is marked with its language, whatever people do (WCAG 3.1.2).
"""

import re
from collections.abc import Iterator

import pytest

from tests.views.planting import Planting, words_in
from tests.views.seeing import AUDIENCES, CODE, TID, page
from tests.web.screens import Element, read
from trialoog.views import board, console
from trialoog.views.forms import Form
from trialoog.views.looks import THEIRS, Looks
from trialoog.views.regions import render

MEETINGS = range(3)
ACTS, LOOK = 240, 24
UNMARKED = {"title", "option"}  # in which no mark can stand
# Sentences of ours in which words of theirs are a name.
NAMED = re.compile(
    r"Lead the trialogue: |No recorded outcome yet: |First called: |with: |Merged into this one: "
    r"|\(zq\d+qz\)$"
)


def unmarked(element: Element, marked: bool = False) -> Iterator[str]:
    """The words under an element that are read out as if they were English."""
    here = element["lang"] == "nl" if element["lang"] else marked
    for it in element.inside:
        if isinstance(it, Element):
            if it.tag not in UNMARKED:
                yield from unmarked(it, here)
        elif not here and words_in(it) and not NAMED.match(it.strip()):
            yield f"<{element.tag} class={element['class']!r} id={element['id']!r}>: {it.strip()}"


def screens(looks: Looks, playing: Planting) -> Iterator[tuple[str, str]]:
    """What people see who read English, by who they are."""
    meeting, state = playing.meeting, playing.state
    for audience in AUDIENCES:
        if audience.role != "screen":  # it speaks the language of the room
            drawn = render(looks, state, audience, "en")
            yield f"{audience.role} live", "".join(drawn.values())
    for chosen in (None, *state.options, *state.groups):
        form = Form(key="key")
        yield "console", console.page(looks, "en", state, TID, CODE, form, chosen, now=meeting.now)
    for option in (None, *state.options):
        yield "phone", page(looks, meeting, playing.phone(), option=option, language="en")
    yield "join", board.join_page(looks, "en", state, CODE, Form())


@pytest.fixture(scope="module")
def seen(looks: Looks) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for seed in MEETINGS:
        playing = Planting(seed)
        for number in range(1, ACTS + 1):
            if number % LOOK:
                playing.play()
            else:
                playing.goes_on()
                found += screens(looks, playing)
    return found


def test_words_of_people_are_marked_with_their_language(seen: list[tuple[str, str]]) -> None:
    bare = {f"{who} {it}" for who, html in seen for it in unmarked(read(html))}
    assert not bare, "\n".join(sorted(bare))
    assert sum(html.count('lang="nl"') for _, html in seen) > 1000


def test_nothing_stands_in_a_page_for_a_mark_that_it_does_not_need(
    looks: Looks, seen: list[tuple[str, str]]
) -> None:
    playing = Planting(0)
    playing.play()
    dutch = console.page(
        looks, "nl", playing.state, TID, CODE, Form(key="key"), None, now=playing.meeting.now
    )
    assert 'lang="nl"' in dutch.split(">", 3)[1] + dutch.split(">", 3)[2]
    assert dutch.count('lang="nl"') == 1
    assert not any(THEIRS in html for html in (dutch, *(html for _, html in seen)))
