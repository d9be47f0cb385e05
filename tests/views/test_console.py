"""The facilitator's console: what it shows at each step, and what it must never show."""

import re
from zoneinfo import ZoneInfo

import pytest

from tests.core.playing import (
    CITIZEN,
    IMPLEMENTATION,
    POLICY,
    POLITICS,
    A,
    B,
    Meeting,
    start,
)
from tests.views.consoles import (
    CODE,
    HOSTILE,
    NOW,
    STEPS,
    TID,
    Page,
    Regions,
    full,
    plain,
    written,
)
from trialoog.core import commands as c
from trialoog.core.ids import DilemmaId, RoundId
from trialoog.core.words import Kind, Stance
from trialoog.views import console
from trialoog.views.forms import Form
from trialoog.views.looks import LANGUAGES, Looks

# == every step ==


@pytest.mark.parametrize("step", STEPS)
def test_every_step_has_a_page_in_both_languages(looks: Looks, step: str) -> None:
    meeting = full()
    if step != "gather":
        meeting.go(step)
    for language in LANGUAGES:
        html = console.page(looks, language, meeting.state, TID, CODE, Form(), now=NOW)
        assert html.count('aria-current="step"') == 1
        assert 'hx-ws:connect="/t/t1/lead/live?code=0&amp;epoch="' in html


@pytest.mark.parametrize("step", STEPS)
def test_a_region_is_exactly_one_element_with_its_name(drawn_console: Regions, step: str) -> None:
    meeting = full()
    if step != "gather":
        meeting.go(step)
    for region, html in drawn_console(meeting).items():
        first = re.match(r"\s*(?:\{#.*?#\})?\s*<(\w+)([^>]*)>", html)
        assert first is not None, region
        assert f'id="{region}"' in first[2]
        assert "data-live" in first[2]
        assert len(re.findall(rf'id="{region}"', html)) == 1


def test_the_page_shows_exactly_what_the_socket_sends(
    shown_console: Page, drawn_console: Regions
) -> None:
    meeting = written()
    html = shown_console(meeting)
    for region in drawn_console(meeting).values():
        assert region in html


@pytest.mark.parametrize("step", STEPS)
def test_no_field_with_typed_text_stands_in_a_live_region(
    drawn_console: Regions, step: str
) -> None:
    meeting = full(1)
    meeting.go(step if step != "gather" else "explore")
    for region, html in drawn_console(meeting).items():
        assert "<textarea" not in html, region
        assert "<select" not in html, region
        kinds = set(re.findall(r'<input type="(\w+)"', html))
        assert kinds <= {"hidden", "checkbox"}, region
        assert html.count("<input") == len(re.findall(r'<input type="', html)), region


def test_a_region_holds_no_key_and_no_address_of_one_trialogue(drawn_console: Regions) -> None:
    for html in drawn_console(written()).values():
        assert "/t/" not in html
        assert all(value == "" for value in re.findall(r'name="key" value="([^"]*)"', html))


def test_each_form_of_the_page_has_a_key_of_its_own(shown_console: Page) -> None:
    meeting = full()
    meeting.go("read_back")
    keys = [key for key in re.findall(r'name="key" value="([^"]*)"', shown_console(meeting)) if key]
    assert keys
    assert len(keys) == len(set(keys))


def test_ids_on_a_page_are_unique(shown_console: Page) -> None:
    for step in STEPS[1:]:
        meeting = full()
        meeting.go(step)
        ids = re.findall(r'\sid="([^"]+)"', shown_console(meeting))
        assert len(ids) == len(set(ids)), step


# == equal voices ==


def test_no_number_adds_perspectives_up(shown_console: Page, drawn_console: Regions) -> None:
    # Seats and texts are chosen so that every sum over perspectives is a number of its own.
    meeting = start()
    seats = {POLICY: 13, IMPLEMENTATION: 29, POLITICS: 57}
    phones = {p: [meeting.join(p) for _ in range(n)] for p, n in seats.items()}
    sums = ("42", "70", "86", "99")
    assert not any(total in plain(drawn_console(meeting)["seats"]) for total in sums)
    meeting.go("explore")
    for perspective, group in phones.items():
        for phone in group:
            meeting.write(phone, f"Iets van {perspective}")
    for region in ("round", "balance"):
        assert not any(total in plain(drawn_console(meeting)[region]) for total in sums)
    meeting.go("weigh")
    for group in phones.values():
        for phone in group:
            meeting.rate(phone, A, cost=1)
    assert not any(total in plain(drawn_console(meeting)["picture"]) for total in sums)
    meeting.go("decide")
    outcome = meeting.propose(A)
    for group in phones.values():
        for phone in group:
            meeting.do(c.GiveConsent(outcome, Stance.SUPPORT), phone)
    words = plain(drawn_console(meeting)["proposal"])
    assert not any(total in words for total in sums)
    assert "steunt dit: 13" in words
    assert "steunt dit: 57" in words
    assert not any(f" {total} " in plain(shown_console(meeting)) for total in sums)


def test_the_three_stand_in_their_order_and_a_guest_apart(drawn_console: Regions) -> None:
    meeting = full()
    meeting.join(CITIZEN)
    html = drawn_console(meeting)["seats"]
    order = re.findall(r'class="voice[^"]*" data-p="(\w+)"', html)
    assert order[:3] == ["policy", "implementation", "politics"]
    assert html.index("Gasten") < html.index('data-p="citizen"')


def test_who_is_with_too_few_for_the_public_page_is_said_while_more_can_come(
    drawn_console: Regions,
) -> None:
    meeting = start()
    for _ in range(2):
        meeting.join(POLICY)
    assert "Minder dan drie deelnemers: beleid." in plain(drawn_console(meeting)["seats"])
    meeting.join(POLICY)
    assert "Minder dan drie deelnemers" not in plain(drawn_console(meeting)["seats"])


# == blindness ==


def test_a_hidden_text_is_nowhere_on_the_console(shown_console: Page) -> None:
    meeting = written()
    assert "Geheim" not in shown_console(meeting)
    meeting.do(c.CloseRound(RoundId(str(meeting.state.round))))
    assert "Geheim" not in shown_console(meeting)
    meeting.go("decide")
    assert "Geheim" not in shown_console(meeting)
    meeting.reveal()
    assert "Geheim van beleid" in shown_console(meeting)


def test_a_round_that_was_left_behind_can_still_be_revealed(drawn_console: Regions) -> None:
    meeting = written()
    meeting.go("options")
    assert 'action="reveal"' in drawn_console(meeting)["round"]


def test_counts_of_a_round_are_per_perspective(drawn_console: Regions) -> None:
    words = plain(drawn_console(written())["round"])
    assert "Beleid 1 tekst · 4 kwamen binnen" in words
    assert "Uitvoering 0 teksten · 3 kwamen binnen" in words


def test_a_late_text_waits_for_the_reveal_before_it_can_be_let_in(drawn_console: Regions) -> None:
    meeting = written()
    found = RoundId(str(meeting.state.round))
    meeting.do(c.CloseRound(found))
    late = meeting.write(meeting.join(POLICY), "Te laat", round=found)
    assert "Te laat" not in drawn_console(meeting)["board"]
    meeting.reveal()
    board = drawn_console(meeting)["board"]
    assert "Te laat" in board
    assert 'action="admit-late"' in board
    meeting.do(c.AdmitLate(late))
    assert 'action="admit-late"' not in drawn_console(meeting)["board"]


def test_a_held_text_stays_readable_for_the_facilitator_who_can_put_it_back(
    drawn_console: Regions,
) -> None:
    meeting = full()
    meeting.go("explore")
    made = meeting.write(meeting.join(POLICY), "Hier staat een naam")
    assert "Hier staat een naam" not in drawn_console(meeting)["board"]
    meeting.reveal()
    meeting.do(c.HoldBack(made))
    board = drawn_console(meeting)["board"]
    assert "Hier staat een naam" in board
    assert 'action="put-back"' in board


def test_no_tag_of_a_phone_reaches_the_console(shown_console: Page) -> None:
    meeting = written()
    meeting.reveal()
    html = shown_console(meeting)
    tags = {x.tag for x in meeting.state.contributions.values()} | set(meeting.state.seats)
    assert not any(str(tag) in html for tag in tags)


# == what people wrote is text, never markup ==


@pytest.mark.parametrize("step", STEPS[1:])
def test_hostile_text_is_escaped_everywhere(shown_console: Page, step: str) -> None:
    meeting = full()
    meeting.go("explore")
    phone = meeting.join(IMPLEMENTATION)
    meeting.write(phone, HOSTILE, kind=Kind.FACT, source=HOSTILE)
    meeting.reveal()
    meeting.go("options")
    option = meeting.add_option(phone, HOSTILE)
    meeting.do(c.RewordOption(A, HOSTILE + "!", HOSTILE))
    meeting.argue(phone, option, HOSTILE)
    meeting.go("decide")
    outcome = meeting.propose(A, reason=HOSTILE, says={POLICY: HOSTILE}, downsides=(HOSTILE,))
    meeting.do(c.GiveConsent(outcome, Stance.OBJECT, HOSTILE), phone)
    meeting.do(c.RecordOutcome(outcome))
    meeting.propose(option, reason=HOSTILE)
    meeting.go("read_back")
    meeting.do(c.AnswerReadBack(A, reads=False, remark=HOSTILE), phone)
    meeting.do(c.AddCorrection(A, HOSTILE))
    meeting.do(c.NameSpokespersons({POLICY: HOSTILE[:60]}))
    meeting.go(step) if step != "read_back" else None
    typed = {"part": "outcome", "option": str(B), "reason": HOSTILE, "says-policy": HOSTILE}
    for form in (Form(), Form(values=typed, errors={"reason": HOSTILE})):
        html = shown_console(meeting, form, option)
        assert "<script>alert" not in html
        assert "<img" not in html


# == the first move ==


def test_a_missing_perspective_is_confirmed_with_a_tick(drawn_console: Regions) -> None:
    meeting = start()
    meeting.join(POLICY)
    html = drawn_console(meeting)["next"]
    assert 'name="absent" value="1"' in html
    assert "Uitvoering" in html
    assert "Beleid" not in html
    meeting.join(IMPLEMENTATION)
    meeting.join(POLITICS)
    assert 'name="absent"' not in drawn_console(meeting)["next"]


def test_the_steps_to_come_begin_when_the_clock_of_this_one_ends(drawn_console: Regions) -> None:
    def times() -> list[str]:
        return re.findall(r"\d\d:\d\d", drawn_console(meeting)["script"])

    meeting = full()
    planned = times()
    steps = meeting.state.script.phases
    assert len(planned) == len(steps)  # one for each but this one, and when it ends
    meeting.wait(20 * 60)  # people come in late
    meeting.go("explore")
    timer = meeting.state.timer
    assert timer is not None
    assert timer.ends is not None
    ends = timer.ends.astimezone(ZoneInfo("Europe/Amsterdam")).strftime("%H:%M")
    assert times()[0] == ends
    assert ends in drawn_console(meeting)["timer"]
    assert ends not in planned
    assert len(times()) == len(planned) - 1


def test_every_other_step_is_one_button_away(drawn_console: Regions) -> None:
    meeting = full()
    meeting.go("weigh")
    steps = drawn_console(meeting)["script"].split("<ol")[1]
    assert re.findall(r'name="phase" value="(\w+)"', steps) == [s for s in STEPS if s != "weigh"]


def test_two_dilemmas_stand_on_the_agenda(drawn_console: Regions) -> None:
    meeting = full()
    assert 'name="dilemma" value="d2"' in drawn_console(meeting)["script"]
    meeting.go("read_back")
    html = drawn_console(meeting)["next"]
    assert 'name="dilemma" value="d2"' in html
    assert 'name="phase" value="explore"' in html
    meeting.go("read_back", DilemmaId("d2"))
    assert 'href="#ending"' in drawn_console(meeting)["next"]


def test_each_dilemma_has_its_own_progress(drawn_console: Regions) -> None:
    def done(meeting: Meeting) -> list[str]:
        steps = drawn_console(meeting)["script"].split("<ol")[1]
        found = re.findall(r'class="done".*?name="phase" value="(\w+)"', steps, re.DOTALL)
        return [str(step) for step in found]

    meeting = full()
    for step in STEPS[1:4]:
        meeting.go(step)
    assert done(meeting) == list(STEPS[:3])
    meeting.go(STEPS[1], DilemmaId("d2"))
    assert done(meeting) == [STEPS[0]]
    meeting.go(STEPS[1], DilemmaId("d1"))
    assert done(meeting) == [STEPS[0], STEPS[2], STEPS[3]]


# == options and the picture ==


def test_nobody_is_reproached_before_the_round_is_closed_or_one_decides(
    drawn_console: Regions,
) -> None:
    meeting = full()
    meeting.go("explore")
    opened = drawn_console(meeting)["balance"]
    assert "schreef nog niets" in plain(opened)
    assert "<mark>" not in opened
    meeting.do(c.CloseRound(RoundId(str(meeting.state.round))))
    assert "<mark>" in drawn_console(meeting)["balance"]
    meeting.go("options")
    assert "<mark>" not in drawn_console(meeting)["balance"]
    meeting.go("decide")
    assert "<mark>" in drawn_console(meeting)["balance"]


def test_an_unheard_perspective_is_pointed_out_per_option(drawn_console: Regions) -> None:
    meeting = full()
    meeting.go("options")
    for perspective in (POLICY, IMPLEMENTATION):
        meeting.argue(meeting.join(perspective), A)
    words = plain(drawn_console(meeting)["balance"])
    assert "Politiek over optie A" in words
    assert "Beleid, Uitvoering, Politiek over optie B" not in words  # signs stand tight
    assert "over optie B" in words


def test_the_picture_says_who_has_rated_and_can_go_to_the_screen(drawn_console: Regions) -> None:
    meeting = full()
    meeting.go("weigh")
    meeting.rate(meeting.join(POLICY), A, cost=2)
    html = drawn_console(meeting)["picture"]
    assert "Beleid 1 van 4" in plain(html)
    assert f'name="option" value="{A}"' in html
    meeting.do(c.ShowPicture(A))
    html = drawn_console(meeting)["picture"]
    assert "Staat op het scherm" in plain(html)
    assert 'action="hide-pictures"' in html
    meeting.go("decide")  # there the room sees the outcomes
    assert "op het scherm" not in plain(drawn_console(meeting)["picture"]).partition("zet.")[2]


def test_the_largest_difference_is_asked_as_a_question(drawn_console: Regions) -> None:
    meeting = full()
    meeting.go("weigh")
    meeting.rate(meeting.join(POLICY), A, cost=2)
    meeting.rate(meeting.join(POLITICS), A, cost=-2)
    words = plain(drawn_console(meeting)["difference"])
    assert "Kosten" in words
    assert "Wat ziet politiek dat beleid niet ziet" in words
    html = drawn_console(meeting)["difference"]
    assert "Toon optie A op het scherm" in plain(html)
    meeting.do(c.ShowPicture(A))
    html = drawn_console(meeting)["difference"]
    assert "Optie A staat op het scherm." in plain(html)
    assert 'action="show-picture"' not in html
    meeting.do(c.ShowPicture(B))
    assert "Toon optie A op het scherm" in plain(drawn_console(meeting)["difference"])
