"""The phone while people speak: the hand, who has the floor, and being ready with a step."""

import re
from datetime import timedelta

import pytest

from tests.core.playing import IMPLEMENTATION, POLICY, POLITICS, Meeting, Phone, start
from tests.views.seeing import STEPS, flat, mine_of, page, part, plain
from trialoog.core import commands as c
from trialoog.core.ids import HandId
from trialoog.core.words import Perspective, Role
from trialoog.views.board_models import MOST_WAITING
from trialoog.views.looks import LANGUAGES, Looks
from trialoog.views.regions import Audience, render


def at(step: str) -> Meeting:
    meeting = start()
    meeting.join_all()
    if step != "gather":
        meeting.go(step)
    return meeting


def raise_hand(meeting: Meeting, phone: Phone) -> HandId:
    hand = HandId(meeting.fresh("hand"))
    meeting.do(c.RaiseHand(hand, meeting.state.step), phone)
    return hand


def region(looks: Looks, meeting: Meeting, name: str, who: Perspective = POLICY) -> str:
    return flat(render(looks, meeting.state, Audience(Role.PARTICIPANT, who), "nl")[name])


def floor(looks: Looks, meeting: Meeting, who: Perspective = POLICY) -> str:
    return plain(region(looks, meeting, "floor", who))


# == the hand ==


@pytest.mark.parametrize("step", STEPS)
def test_a_hand_can_go_up_in_every_step_in_which_people_do_something(
    looks: Looks, step: str
) -> None:
    meeting = at(step)
    html = page(looks, meeting, meeting.join(POLICY))
    there = step != "gather"
    assert ("/raise-hand" in html) is there
    assert ("/say-ready" in html) is there
    if there:
        for form in (part(html, "speak"), part(html, "ready")):
            assert f'name="step" value="{meeting.state.step}"' in form
            assert 'name="key" value="key"' in form


def test_a_phone_sees_its_own_hand_and_no_other(looks: Looks) -> None:
    meeting = at("weigh")
    mine, other = meeting.join(POLICY), meeting.join(POLICY)
    hand = raise_hand(meeting, mine)
    own = part(page(looks, meeting, mine), "speak")
    assert "Je hand is omhoog" in own
    assert f'data-hand="{hand}"' in own
    assert "/lower-hand" in own
    theirs = part(page(looks, meeting, other), "speak")
    assert "Ik wil iets zeggen" in theirs
    assert 'data-hand=""' in theirs
    meeting.do(c.LowerHand(meeting.state.step), mine)
    assert "/raise-hand" in part(page(looks, meeting, mine), "speak")


def test_a_hand_and_being_ready_are_of_one_step(looks: Looks) -> None:
    meeting = at("explore")
    phone = meeting.join(POLICY)
    raise_hand(meeting, phone)
    meeting.do(c.SayReady(meeting.state.step), phone)
    meeting.go("options")
    mine = mine_of(meeting.state, phone)
    assert (mine.hand, mine.ready) == (None, False)
    html = page(looks, meeting, phone)
    assert "/raise-hand" in html
    assert "Je bent klaar" not in html


# == who has the floor ==


def test_while_nobody_asked_for_the_floor_nothing_is_said_of_it(looks: Looks) -> None:
    meeting = at("weigh")
    meeting.do(c.SetBudget(3))
    html = region(looks, meeting, "floor")
    assert " hidden>" in html
    assert plain(html) == ""
    hand = raise_hand(meeting, meeting.join(POLICY))
    assert " hidden>" not in region(looks, meeting, "floor")
    meeting.do(c.LowerHand(meeting.state.step, hand))
    html = region(looks, meeting, "floor")
    assert " hidden>" in html
    assert plain(html) == ""


def test_a_phone_says_who_speaks_and_who_comes_next_in_the_order_of_the_turns(
    looks: Looks,
) -> None:
    meeting = at("weigh")
    for perspective in (POLICY, POLICY, POLITICS):
        raise_hand(meeting, meeting.join(perspective))
    assert floor(looks, meeting) == "Wil iets zeggen: beleid, politiek, beleid"
    meeting.do(c.GiveTurn())
    assert floor(looks, meeting) == "Nu: Beleid Daarna: politiek, beleid"
    meeting.do(c.EndTurn())
    meeting.do(c.GiveTurn())
    assert floor(looks, meeting) == "Nu: Politiek Daarna: beleid"


def test_a_long_row_is_cut_short(looks: Looks) -> None:
    meeting = at("weigh")
    for _ in range(MOST_WAITING + 1):
        raise_hand(meeting, meeting.join(POLICY))
    html = region(looks, meeting, "floor")
    assert html.count('class="mark"') == MOST_WAITING
    assert "en meer" in html


def test_time_is_told_of_who_speaks_and_of_who_looks_on(looks: Looks) -> None:
    meeting = at("weigh")
    meeting.do(c.SetBudget(3))
    raise_hand(meeting, meeting.join(POLICY))
    meeting.do(c.GiveTurn())
    turn = meeting.state.floor.turn
    assert turn is not None
    until = (turn.at + timedelta(minutes=3)).isoformat()
    assert f'data-until="{until}"' in region(looks, meeting, "floor", POLITICS)
    assert "Jullie hebben nog 3:00" in floor(looks, meeting, POLITICS)
    assert "Jullie hebben" not in floor(looks, meeting, POLICY)
    meeting.wait(200)
    meeting.do(c.GiveTurn(perspective=IMPLEMENTATION))
    assert "Jullie hebben nog 0:00" in floor(looks, meeting, POLICY)
    assert "Jullie hebben nog 3:20" in floor(looks, meeting, POLITICS)


def test_without_a_budget_no_time_is_told(looks: Looks) -> None:
    meeting = at("weigh")
    raise_hand(meeting, meeting.join(POLICY))
    meeting.do(c.GiveTurn())
    assert "data-until" not in region(looks, meeting, "floor")
    assert "Jullie hebben" not in floor(looks, meeting, POLITICS)


def down(html: str) -> str:
    found = re.search(r'data-down="([^"]*)"', html)
    assert found is not None
    return found[1]


def test_the_floor_names_no_hand_that_is_up_and_tells_no_number_of_them(looks: Looks) -> None:
    meeting = at("weigh")
    for _ in range(MOST_WAITING + 1):
        raise_hand(meeting, meeting.join(POLICY))
    html = region(looks, meeting, "floor")
    raise_hand(meeting, meeting.join(POLICY))
    assert region(looks, meeting, "floor") == html
    for hand in meeting.state.floor.hands:
        assert hand.tag is not None
        assert hand.tag not in html
        assert hand.id not in html


def test_a_phone_learns_that_some_hand_went_down_and_asks_about_its_own(looks: Looks) -> None:
    meeting = at("weigh")
    mine, other = meeting.join(POLICY), meeting.join(POLICY)
    for phone in (other, mine):
        raise_hand(meeting, phone)
    before = region(looks, meeting, "floor")
    own = part(page(looks, meeting, mine), "speak")
    assert down(own) == down(before)
    meeting.do(c.LowerHand(meeting.state.step), other)
    after = region(looks, meeting, "floor")
    assert down(after) != down(before)
    assert down(part(page(looks, meeting, mine), "speak")) == down(after)
    meeting.do(c.GiveTurn())
    assert down(region(looks, meeting, "floor")) != down(after)


def test_only_the_phone_whose_hand_got_the_floor_is_told_so(looks: Looks) -> None:
    meeting = at("weigh")
    one, two = meeting.join(POLICY), meeting.join(POLICY)
    for phone in (one, two):
        raise_hand(meeting, phone)
    meeting.do(c.GiveTurn())
    assert " hidden" not in part(page(looks, meeting, one), "your-turn")
    assert " hidden" in part(page(looks, meeting, two), "your-turn")
    meeting.do(c.GiveTurn(perspective=POLITICS))
    assert " hidden" in part(page(looks, meeting, one), "your-turn")


# == ready ==


def test_who_is_ready_can_still_change_their_mind(looks: Looks) -> None:
    meeting = at("explore")
    phone = meeting.join(POLICY)
    before = part(page(looks, meeting, phone), "ready")
    assert "Klaar met deze stap" in before
    assert 'name="on" value="1"' in before
    meeting.do(c.SayReady(meeting.state.step), phone)
    after = part(page(looks, meeting, phone), "ready")
    assert "Je bent klaar. Toch nog iets?" in plain(after)
    assert 'name="on" value="0"' in after
    assert "btn--main" not in before + after


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS[1:])
def test_no_phone_learns_that_others_are_ready(looks: Looks, step: str, language: str) -> None:
    meeting = at(step)
    phone, others = meeting.join(POLICY), [meeting.join(p) for p in (POLICY, POLITICS)]
    before = page(looks, meeting, phone, language=language)
    for other in others:
        meeting.do(c.SayReady(meeting.state.step), other)
    assert page(looks, meeting, phone, language=language) == before


def test_being_ready_stands_after_the_form_and_after_a_board_that_is_read(looks: Looks) -> None:
    meeting = at("explore")
    phone = meeting.join(POLICY)
    meeting.write(phone, "Dit zag ik")
    html = page(looks, meeting, phone)
    assert 'id="ready"' in part(html, "act")
    assert html.index('id="send"') < html.index('id="ready"')
    meeting.reveal()
    html = page(looks, meeting, phone)
    assert html.index('id="board"') < html.index('id="ready"') < html.index('class="dock"')
    meeting.go("options")
    assert "/say-ready" not in flat(page(looks, meeting, phone, new=True))
