"""Many texts on the console: the newest of each perspective, every text on a page of its own, and
what can be done with one of them only when that is asked for."""

import re

import pytest

from tests.core.playing import IMPLEMENTATION, POLICY, POLITICS, A, Meeting
from tests.views.consoles import HOSTILE, TID, Page, Regions, full, plain, written
from trialoog.core import commands as c
from trialoog.core.ids import ContributionId, RoundId
from trialoog.core.state import State
from trialoog.views import console_texts, newest
from trialoog.views.forms import Form
from trialoog.views.looks import Looks

MANY = newest.MOST + 15
SAID = r"(policy|politics) (\d+) einde"


def crowded(step: str = "explore", many: int = MANY) -> Meeting:
    """A meeting in which one perspective wrote far more than the others."""
    meeting = full()
    meeting.go(step)
    for who, count in ((meeting.join(POLICY), many), (meeting.join(POLITICS), 3)):
        for number in range(count):
            text = f"{who.perspective} {number} einde"
            _ = meeting.write(who, text) if step == "explore" else meeting.argue(who, A, text)
    if step == "explore":
        meeting.reveal()
    return meeting


def listed(looks: Looks, state: State, **query: str) -> str:
    return console_texts.page(looks, "nl", state, TID, console_texts.asked(query))


def menu(looks: Looks, state: State, text: str) -> str:
    return console_texts.menu(looks, "nl", state, TID, ContributionId(text), None, alone=True)


def paged(looks: Looks, state: State, **query: str) -> list[str]:
    """What stands on all pages of a list, from the first to the last."""
    found: list[str] = []
    start: str | None = "0"
    while start is not None:
        html = listed(looks, state, **query, **{"from": start})
        found += re.findall(rf"<p>{SAID}</p>", html)
        onwards = re.findall(r'href="texts\?[^"]*\bfrom=(\d+)"', html)
        start = next((n for n in onwards if int(n) > int(start)), None)
    return [" ".join(it) for it in found]


@pytest.mark.parametrize(("step", "region"), [("explore", "board"), ("options", "options")])
def test_the_newest_of_each_perspective_stand_on_the_console(
    drawn_console: Regions, step: str, region: str
) -> None:
    html = drawn_console(crowded(step))[region]
    shown = re.findall(rf"<p>{SAID}</p>", html)
    assert len([n for who, n in shown if who == "politics"]) == 3
    policy = [int(n) for who, n in shown if who == "policy"]
    assert len(policy) == newest.MOST
    assert f'href="texts?place={"a" if step == "explore" else A}"' in html


def test_the_console_does_not_grow_with_texts_that_are_not_the_newest(
    drawn_console: Regions,
) -> None:
    some, many = (drawn_console(crowded("options", n))["options"] for n in (MANY, 4 * MANY))
    assert many.count("<") == some.count("<")


def test_a_meeting_of_thirty_people_sees_all_at_once(drawn_console: Regions) -> None:
    html = drawn_console(crowded("explore", newest.MOST - 3))["board"]
    assert html.count("<article") == newest.MOST
    assert "?place=" not in html
    assert 'href="texts"' in html


def test_every_text_is_on_the_page_of_all_texts_once(looks: Looks) -> None:
    for step in ("explore", "options"):
        meeting = crowded(step, 130)
        found = paged(looks, meeting.state)
        assert len(found) == len(set(found)) == 133
        place = "a" if step == "explore" else str(A)
        assert sorted(paged(looks, meeting.state, place=place)) == sorted(found)
        assert not paged(looks, meeting.state, place="b")


def test_a_text_is_found_by_perspective_and_by_its_words(looks: Looks) -> None:
    state = crowded().state
    assert len(paged(looks, state, who="politics")) == 3
    assert paged(looks, state, q="EINDE 30") == ["policy 30"]
    assert paged(looks, state, who="politics", q="30") == []
    nothing = plain(listed(looks, state, q=HOSTILE))
    assert "Geen tekst gevonden" in nothing
    assert "<script>alert" not in listed(looks, state, q=HOSTILE, place=HOSTILE, who=HOSTILE)


@pytest.mark.parametrize("start", ["-1", "x", "²", "999999999", "99999"])
def test_a_page_that_is_not_there_is_no_error(looks: Looks, start: str) -> None:
    assert "Alle teksten" in listed(looks, crowded().state, **{"from": start})


def test_a_hidden_text_is_on_no_page_of_texts_and_has_no_menu(looks: Looks) -> None:
    meeting = written()
    for text in meeting.state.contributions:
        assert "Geheim" not in menu(looks, meeting.state, text)
        assert "staat niet meer op het bord" in menu(looks, meeting.state, text)
    assert "Geheim" not in listed(looks, meeting.state, q="geheim").replace('value="geheim"', "")
    assert "staat niet meer op het bord" in menu(looks, meeting.state, "nergens")


def test_what_came_late_and_what_is_held_back_is_on_the_page_of_all_texts(looks: Looks) -> None:
    meeting = full()
    opened = meeting.go("explore")
    phone = meeting.join(IMPLEMENTATION)
    held = meeting.write(phone, "Dit ging te ver")
    meeting.do(c.CloseRound(opened))
    late = meeting.write(phone, "Dit kwam te laat", round=RoundId(opened))
    meeting.reveal()
    meeting.do(c.HoldBack(held))
    html = listed(looks, meeting.state)
    for text, command in ((held, "put-back"), (late, "admit-late")):
        assert f'id="tekst-{text}"' in html
        assert f'action="{command}"' in html
        assert f'action="{command}"' in menu(looks, meeting.state, text)
    assert f'id="tekst-{late}"' in listed(looks, meeting.state, place="late")
    assert f'id="tekst-{held}"' not in listed(looks, meeting.state, place="late")


def test_a_menu_offers_what_can_be_done_with_its_text_now(looks: Looks) -> None:
    meeting = crowded()
    text = next(iter(meeting.state.contributions))
    assert set(re.findall(r'action="([\w-]+)"', menu(looks, meeting.state, text))) == {
        "focus",
        "group-cards",
        "hold-back",
    }
    meeting.do(c.Focus(text))
    assert "Haal uit beeld" in menu(looks, meeting.state, text)
    meeting.group(text)
    assert 'action="ungroup-cards"' in menu(looks, meeting.state, text)
    meeting.go("options")
    hostile = meeting.argue(meeting.join(POLICY), A, HOSTILE)
    assert "<script>alert" not in menu(looks, meeting.state, hostile)


def test_the_form_of_an_outcome_offers_the_newest_texts_what_was_ticked_and_all_if_asked(
    shown_console: Page,
) -> None:
    meeting = crowded("options")
    meeting.go("decide")
    oldest, *_ = meeting.state.contributions

    def offered(*ticked: str) -> list[str]:
        form = Form(key="key", lists={"weighed": ticked})
        return re.findall(r'name="weighed"\s+value="(\w+)"', shown_console(meeting, form, option=A))

    assert len(offered()) == newest.MOST + 3
    assert oldest not in offered()
    assert set(offered(oldest)) == {oldest, *offered()}
    assert len(offered("all")) == MANY + 3
    assert "Kies uit alle teksten" in shown_console(meeting, option=A)
    assert "Kies uit alle" not in shown_console(meeting, Form(lists={"weighed": ("all",)}))
