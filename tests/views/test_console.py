"""The facilitator's console: what it shows at each step, and what it must never show."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from tests.core.playing import (
    CITIZEN,
    D1,
    IMPLEMENTATION,
    LEADER,
    NOTHING,
    POLICY,
    POLITICS,
    A,
    B,
    Meeting,
    start,
)
from trialoog.core import commands as c
from trialoog.core.ids import DilemmaId, RoundId, TrialogueId
from trialoog.core.state import State
from trialoog.core.words import Kind, OutcomeKind, Perspective, Pole, Role, Stance
from trialoog.views import console
from trialoog.views.forms import Form
from trialoog.views.looks import LANGUAGES, Looks
from trialoog.views.regions import Audience, render

NOW = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
TID = TrialogueId("t1")
CODE = "AB2CD3EF"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
STEPS = ("gather", "explore", "options", "weigh", "decide", "read_back")


@pytest.fixture
def shown(looks: Looks) -> Callable[..., str]:
    def page(meeting: Meeting, form: Form | None = None, option: str | None = None) -> str:
        filled = form or Form(key="key")
        return console.page(looks, "nl", meeting.state, TID, CODE, filled, option, now=NOW)

    return page


@pytest.fixture
def drawn(looks: Looks) -> Callable[[Meeting], dict[str, str]]:
    def regions(meeting: Meeting) -> dict[str, str]:
        return render(looks, meeting.state, Audience(Role.FACILITATOR), "nl")

    return regions


Page = Callable[..., str]
Regions = Callable[[Meeting], dict[str, str]]


def plain(html: str) -> str:
    """What a reader sees of some HTML: its text, blanks joined."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def flat(html: str) -> str:
    """HTML without its layout."""
    return " ".join(html.split())


def full(seats: int = 3) -> Meeting:
    meeting = start()
    meeting.join_all(seats)
    return meeting


def written() -> Meeting:
    """A meeting with two hidden texts in an open round."""
    meeting = full()
    meeting.go("explore")
    policy, politics = meeting.join(POLICY), meeting.join(POLITICS)
    meeting.write(policy, "Geheim van beleid")
    meeting.write(politics, "Geheim van politiek", pole=Pole.B)
    return meeting


# == every step ==


@pytest.mark.parametrize("step", STEPS)
def test_every_step_has_a_page_in_both_languages(looks: Looks, step: str) -> None:
    meeting = full()
    if step != "gather":
        meeting.go(step)
    for language in LANGUAGES:
        html = console.page(looks, language, meeting.state, TID, CODE, Form(), now=NOW)
        assert html.count('aria-current="step"') == 1
        assert 'hx-ws:connect="/t/t1/lead/live"' in html


@pytest.mark.parametrize("step", STEPS)
def test_a_region_is_exactly_one_element_with_its_name(drawn: Regions, step: str) -> None:
    meeting = full()
    if step != "gather":
        meeting.go(step)
    for region, html in drawn(meeting).items():
        first = re.match(r"\s*(?:\{#.*?#\})?\s*<(\w+)([^>]*)>", html)
        assert first is not None, region
        assert f'id="{region}"' in first[2]
        assert "data-live" in first[2]
        assert len(re.findall(rf'id="{region}"', html)) == 1


def test_the_page_shows_exactly_what_the_socket_sends(shown: Page, drawn: Regions) -> None:
    meeting = written()
    html = shown(meeting)
    for region in drawn(meeting).values():
        assert region in html


@pytest.mark.parametrize("step", STEPS)
def test_no_field_with_typed_text_stands_in_a_live_region(drawn: Regions, step: str) -> None:
    meeting = full(1)
    meeting.go(step if step != "gather" else "explore")
    for region, html in drawn(meeting).items():
        assert "<textarea" not in html, region
        assert "<select" not in html, region
        kinds = set(re.findall(r'<input type="(\w+)"', html))
        assert kinds <= {"hidden", "checkbox"}, region
        assert html.count("<input") == len(re.findall(r'<input type="', html)), region


def test_a_region_holds_no_key_and_no_address_of_one_trialogue(drawn: Regions) -> None:
    for html in drawn(written()).values():
        assert "/t/" not in html
        assert all(value == "" for value in re.findall(r'name="key" value="([^"]*)"', html))


def test_each_form_of_the_page_has_a_key_of_its_own(shown: Page) -> None:
    meeting = full()
    meeting.go("read_back")
    keys = [key for key in re.findall(r'name="key" value="([^"]*)"', shown(meeting)) if key]
    assert keys
    assert len(keys) == len(set(keys))


def test_ids_on_a_page_are_unique(shown: Page) -> None:
    for step in STEPS[1:]:
        meeting = full()
        meeting.go(step)
        ids = re.findall(r'\sid="([^"]+)"', shown(meeting))
        assert len(ids) == len(set(ids)), step


# == equal voices ==


def test_no_number_adds_perspectives_up(shown: Page, drawn: Regions) -> None:
    # Seats and texts are chosen so that every sum over perspectives is a number of its own.
    meeting = start()
    seats = {POLICY: 13, IMPLEMENTATION: 29, POLITICS: 57}
    phones = {p: [meeting.join(p) for _ in range(n)] for p, n in seats.items()}
    sums = ("42", "70", "86", "99")
    assert not any(total in plain(drawn(meeting)["seats"]) for total in sums)
    meeting.go("explore")
    for perspective, group in phones.items():
        for phone in group:
            meeting.write(phone, f"Iets van {perspective}")
    for region in ("round", "balance"):
        assert not any(total in plain(drawn(meeting)[region]) for total in sums)
    meeting.go("weigh")
    for group in phones.values():
        for phone in group:
            meeting.rate(phone, A, cost=1)
    assert not any(total in plain(drawn(meeting)["picture"]) for total in sums)
    meeting.go("decide")
    outcome = meeting.propose(A)
    for group in phones.values():
        for phone in group:
            meeting.do(c.GiveConsent(outcome, Stance.SUPPORT), phone)
    words = plain(drawn(meeting)["proposal"])
    assert not any(total in words for total in sums)
    assert "steunt dit: 13" in words
    assert "steunt dit: 57" in words
    assert not any(f" {total} " in plain(shown(meeting)) for total in sums)


def test_the_three_stand_in_their_order_and_a_guest_apart(drawn: Regions) -> None:
    meeting = full()
    meeting.join(CITIZEN)
    html = drawn(meeting)["seats"]
    order = re.findall(r'class="voice[^"]*" data-p="(\w+)"', html)
    assert order[:3] == ["policy", "implementation", "politics"]
    assert html.index("Gasten") < html.index('data-p="citizen"')


# == blindness ==


def test_a_hidden_text_is_nowhere_on_the_console(shown: Page) -> None:
    meeting = written()
    assert "Geheim" not in shown(meeting)
    meeting.do(c.CloseRound(RoundId(str(meeting.state.round))))
    assert "Geheim" not in shown(meeting)
    meeting.go("decide")
    assert "Geheim" not in shown(meeting)
    meeting.reveal()
    assert "Geheim van beleid" in shown(meeting)


def test_a_round_that_was_left_behind_can_still_be_revealed(drawn: Regions) -> None:
    meeting = written()
    meeting.go("options")
    assert 'action="reveal"' in drawn(meeting)["round"]


def test_counts_of_a_round_are_per_perspective(drawn: Regions) -> None:
    words = plain(drawn(written())["round"])
    assert "Beleid 1 tekst van 4 deelnemers" in words
    assert "Uitvoering 0 teksten van 3 deelnemers" in words


def test_a_late_text_waits_for_the_reveal_before_it_can_be_let_in(drawn: Regions) -> None:
    meeting = written()
    found = RoundId(str(meeting.state.round))
    meeting.do(c.CloseRound(found))
    late = meeting.write(meeting.join(POLICY), "Te laat", round=found)
    assert "Te laat" not in drawn(meeting)["board"]
    meeting.reveal()
    board = drawn(meeting)["board"]
    assert "Te laat" in board
    assert 'action="admit-late"' in board
    meeting.do(c.AdmitLate(late))
    assert 'action="admit-late"' not in drawn(meeting)["board"]


def test_a_held_text_stays_readable_for_the_facilitator_who_can_put_it_back(
    drawn: Regions,
) -> None:
    meeting = full()
    meeting.go("explore")
    made = meeting.write(meeting.join(POLICY), "Hier staat een naam")
    assert "Hier staat een naam" not in drawn(meeting)["board"]
    meeting.reveal()
    meeting.do(c.HoldBack(made))
    board = drawn(meeting)["board"]
    assert "Hier staat een naam" in board
    assert 'action="put-back"' in board


def test_no_tag_of_a_phone_reaches_the_console(shown: Page) -> None:
    meeting = written()
    meeting.reveal()
    html = shown(meeting)
    tags = {x.tag for x in meeting.state.contributions.values()} | set(meeting.state.seats)
    assert not any(str(tag) in html for tag in tags)


# == what people wrote is text, never markup ==


@pytest.mark.parametrize("step", STEPS[1:])
def test_hostile_text_is_escaped_everywhere(shown: Page, step: str) -> None:
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
    meeting.do(c.NameSpokesperson(POLICY, HOSTILE[:60]))
    meeting.go(step) if step != "read_back" else None
    typed = {"part": "outcome", "option": str(B), "reason": HOSTILE, "says-policy": HOSTILE}
    for form in (Form(), Form(values=typed, errors={"reason": HOSTILE})):
        html = shown(meeting, form, option)
        assert "<script>alert" not in html
        assert "<img" not in html


# == the first move ==


def test_a_missing_perspective_is_confirmed_with_a_tick(drawn: Regions) -> None:
    meeting = start()
    meeting.join(POLICY)
    html = drawn(meeting)["next"]
    assert 'name="absent" value="1"' in html
    assert "Uitvoering" in html
    assert "Beleid" not in html
    meeting.join(IMPLEMENTATION)
    meeting.join(POLITICS)
    assert 'name="absent"' not in drawn(meeting)["next"]


def test_every_other_step_is_one_button_away(drawn: Regions) -> None:
    meeting = full()
    meeting.go("weigh")
    steps = drawn(meeting)["script"].split("<ol")[1]
    assert re.findall(r'name="phase" value="(\w+)"', steps) == [s for s in STEPS if s != "weigh"]


def test_two_dilemmas_stand_on_the_agenda(drawn: Regions) -> None:
    meeting = full()
    assert 'name="dilemma" value="d2"' in drawn(meeting)["script"]
    meeting.go("read_back")
    html = drawn(meeting)["next"]
    assert 'name="dilemma" value="d2"' in html
    assert 'name="phase" value="explore"' in html
    meeting.go("read_back", DilemmaId("d2"))
    assert 'href="#ending"' in drawn(meeting)["next"]


# == options and the picture ==


def test_an_unheard_perspective_is_pointed_out_per_option(drawn: Regions) -> None:
    meeting = full()
    meeting.go("options")
    for perspective in (POLICY, IMPLEMENTATION):
        meeting.argue(meeting.join(perspective), A)
    words = plain(drawn(meeting)["balance"])
    assert "Politiek op optie A" in words
    assert "Beleid, Uitvoering, Politiek op optie B" not in words  # signs stand tight
    assert "op optie B" in words


def test_the_picture_says_who_has_rated_and_can_go_to_the_screen(drawn: Regions) -> None:
    meeting = full()
    meeting.go("weigh")
    meeting.rate(meeting.join(POLICY), A, cost=2)
    html = drawn(meeting)["picture"]
    assert "Beleid 1 van 4" in plain(html)
    assert f'name="option" value="{A}"' in html
    meeting.do(c.ShowPicture(A))
    assert "Staat op het scherm" in plain(drawn(meeting)["picture"])


def test_the_largest_difference_is_asked_as_a_question(drawn: Regions) -> None:
    meeting = full()
    meeting.go("weigh")
    meeting.rate(meeting.join(POLICY), A, cost=2)
    meeting.rate(meeting.join(POLITICS), A, cost=-2)
    words = plain(drawn(meeting)["difference"])
    assert "Kosten" in words
    assert "Wat ziet beleid dat politiek niet ziet" in words


# == outcomes ==


def decided() -> Meeting:
    meeting = full()
    meeting.go("decide")
    return meeting


def test_the_outcome_form_opens_the_first_option_without_an_outcome(shown: Page) -> None:
    meeting = decided()
    assert "Uitkomst van optie A" in plain(shown(meeting))
    meeting.settle(A)
    assert "Uitkomst van optie B" in plain(shown(meeting))
    assert "Uitkomst van optie C" in plain(shown(meeting, option=NOTHING))


def test_the_form_offers_only_the_outcomes_of_the_format(looks: Looks) -> None:
    meeting = start("verkenning")
    meeting.join_all()
    last = next(p for p in meeting.state.script.phases if "outcome" in p.activities)
    meeting.go(last.key)
    html = flat(console.outcome(looks, "nl", meeting.state, TID, Form(), None))
    assert re.findall(r'name="kind" value="(\w+)"', html) == ["elaborate", "parked", "merged"]


def test_a_refused_outcome_keeps_all_that_was_typed_and_says_what_is_wrong_beside_it(
    looks: Looks,
) -> None:
    meeting = decided()
    typed = {
        "part": "outcome",
        "option": str(B),
        "kind": "rejected",
        "reason_type": "cost",
        "reason": "Te duur, zegt iedereen",
        "reopen": "",
        "downsides": "Regel een\nRegel twee",
        "review": "2027-01-02",
        "says-politics": "Wij twijfelen",
    }
    lists = {"criteria": ("cost",), "confirmed": ("policy",)}
    errors = {"reopen": "Zeg wanneer.", "confirmed": "Bevestig dit."}
    form = Form(key="k", values=typed, lists=lists, errors=errors)
    raw = console.outcome(looks, "nl", meeting.state, TID, form, None)
    html = flat(raw)
    assert re.search(r'name="kind" value="rejected" checked', html)
    assert re.search(r'<option value="cost" selected', html)
    for words in ("Te duur, zegt iedereen", "Regel een\nRegel twee", "Wij twijfelen"):
        assert words in raw
    assert re.search(r'name="review"[^>]*value="2027-01-02"', html)
    assert re.search(r'name="criteria" value="cost" checked', html)
    assert re.search(r'name="confirmed" value="policy" checked', html)
    assert not re.search(r'name="confirmed" value="politics" checked', html)
    assert re.search(r'id="reopen"[^>]*aria-describedby="reopen-hint reopen-error"', html)
    assert re.search(r'id="reopen-error">.*?Zeg wanneer\.', html, re.DOTALL)
    assert "Bevestig dit." in html


def test_what_was_typed_in_one_form_does_not_turn_up_in_another(shown: Page) -> None:
    meeting = full()
    meeting.go("options")
    form = Form(
        key="k",
        values={"part": "new-option", "title": "Half getypt"},
        errors={"title": "Die optie is er al."},
    )
    html = shown(meeting, form, A)
    assert html.count('value="Half getypt"') == 1
    assert html.count("Die optie is er al.") == 1


def test_a_proposal_shows_consent_per_perspective_with_what_objections_say(
    drawn: Regions,
) -> None:
    meeting = decided()
    outcome = meeting.propose(A, kind=OutcomeKind.REJECTED)
    html = drawn(meeting)["proposal"]
    assert 'action="record-outcome"' in html
    assert 'action="withdraw-outcome"' in html
    meeting.do(c.GiveConsent(outcome, Stance.OBJECT, "Dit kan niet."), meeting.join(POLITICS))
    words = plain(drawn(meeting)["proposal"])
    assert "heeft bezwaar: 1" in words
    assert "Dit kan niet." in words
    meeting.do(c.RecordOutcome(outcome))
    assert " hidden>" in drawn(meeting)["proposal"]


def test_an_outcome_that_stands_comes_back_filled_in_to_be_changed(shown: Page) -> None:
    meeting = decided()
    meeting.propose(A, reason="Omdat het kan", review=date(2027, 3, 1))
    html = shown(meeting, option=A)
    assert "Wijzig de uitkomst" in html
    assert re.search(r'id="reason"[^>]*>Omdat het kan</textarea>', html)
    assert 'value="2027-03-01"' in html


# == reading back and the end ==


def test_reading_back_shows_answers_per_perspective_and_corrections_beside_it(
    drawn: Regions,
) -> None:
    meeting = decided()
    meeting.settle(A)
    meeting.go("read_back")
    meeting.do(c.AnswerReadBack(A, reads=False, remark="Er mist iets."), meeting.join(POLICY))
    meeting.do(c.AddCorrection(A, "Zo was het."))
    words = plain(drawn(meeting)["record"])
    assert "klopt niet: 1" in words
    assert "Er mist iets." in words
    assert "Verbetering: Zo was het." in words


def test_what_is_still_open_is_said_before_closing(drawn: Regions) -> None:
    meeting = decided()
    meeting.settle(A)
    words = plain(drawn(meeting)["ending"])
    assert "Nog geen vaste uitkomst: optie B, C" in words
    assert "Nog geen woordvoerder: beleid, uitvoering, politiek" in words


def test_a_closed_trialogue_leads_to_its_weighings_and_its_record(
    shown: Page, drawn: Regions
) -> None:
    meeting = decided()
    meeting.close()
    html = drawn(meeting)["ending"]
    assert f'href="weighing/{D1}"' in html
    assert 'href="export.json"' in html
    assert 'href="journal"' in html
    assert 'action="reopen"' in html
    assert 'name="phase"' not in shown(meeting)


def test_a_rehearsal_is_marked_and_never_leads_to_publishing(looks: Looks) -> None:
    meeting = start(rehearsal=True)
    meeting.join_all()
    meeting.close()
    html = console.page(looks, "nl", meeting.state, TID, CODE, Form(), now=NOW)
    assert "Proefdraaien" in html
    assert "weighing/" not in html


# == words for somebody without a phone ==


def test_words_of_somebody_without_a_phone_carry_their_perspective(shown: Page) -> None:
    meeting = full()
    opened = meeting.go("explore")
    html = flat(shown(meeting))
    assert f'name="round" value="{opened}"' in html
    assert html.count('name="perspective" value="implementation"') == 1
    meeting.write(LEADER, "Ik durf niet meer te bellen.", perspective=IMPLEMENTATION)
    meeting.reveal()
    assert "namens iemand zonder telefoon" in shown(meeting)


def test_a_refusal_of_a_button_goes_to_the_notice(looks: Looks) -> None:
    html = console.notice(looks, "nl", HOSTILE)
    assert html.strip().startswith('<hx-partial hx-target="#notice"')
    assert "<script>" not in html


def test_the_step_token_changes_when_the_forms_do(drawn: Regions) -> None:
    def token(meeting: Meeting) -> str:
        found = re.search(r'data-step="([^"]*)"', drawn(meeting)["step"])
        assert found is not None
        return found[1]

    meeting = full()
    tokens = [token(meeting)]
    meeting.go("explore")
    tokens.append(token(meeting))
    meeting.reveal()
    tokens.append(token(meeting))
    meeting.go("decide")
    tokens.append(token(meeting))
    outcome = meeting.propose(A)
    tokens.append(token(meeting))
    meeting.do(c.RecordOutcome(outcome))
    tokens.append(token(meeting))
    assert len(tokens) == len(set(tokens))
    before = token(meeting)
    meeting.join(POLICY)
    assert token(meeting) == before


def test_the_models_need_nothing_but_the_state() -> None:
    state: State = full().state
    for _, model in console.REGIONS.values():
        assert model(state, None) == model(state, Perspective.POLICY)
