"""The console when it decides: outcomes, reading back, closing, and its forms."""

import re
from datetime import date

from tests.core.playing import (
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
from tests.views.consoles import (
    CODE,
    HOSTILE,
    NOW,
    TID,
    Page,
    Regions,
    flat,
    full,
    plain,
)
from tests.views.seeing import part
from trialoog.core import commands as c
from trialoog.core.state import State
from trialoog.core.words import OutcomeKind, Perspective, Stance
from trialoog.views import console
from trialoog.views.forms import Form
from trialoog.views.looks import Looks

# == outcomes ==


def decided() -> Meeting:
    meeting = full()
    meeting.go("decide")
    return meeting


def test_the_outcome_form_opens_the_first_option_without_an_outcome(shown_console: Page) -> None:
    meeting = decided()
    assert "Uitkomst van optie A" in plain(shown_console(meeting))
    proposed = meeting.propose(A)
    stays = plain(part(shown_console(meeting), "outcome"))
    assert "Uitkomst van optie A" in stays
    assert "ligt nog niet vast" in stays
    meeting.do(c.RecordOutcome(proposed))
    assert "Uitkomst van optie B" in plain(shown_console(meeting))
    assert "Uitkomst van optie C" in plain(shown_console(meeting, option=NOTHING))


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


def test_what_was_typed_in_one_form_does_not_turn_up_in_another(shown_console: Page) -> None:
    meeting = full()
    meeting.go("options")
    form = Form(
        key="k",
        values={"part": "new-option", "title": "Half getypt"},
        errors={"title": "Die optie is er al."},
    )
    html = shown_console(meeting, form, A)
    assert html.count('value="Half getypt"') == 1
    assert html.count("Die optie is er al.") == 1


def test_a_proposal_shows_consent_per_perspective_with_what_objections_say(
    drawn_console: Regions,
) -> None:
    meeting = decided()
    outcome = meeting.propose(A, kind=OutcomeKind.REJECTED)
    html = drawn_console(meeting)["proposal"]
    assert 'action="record-outcome"' in html
    assert 'action="withdraw-outcome"' in html
    meeting.do(c.GiveConsent(outcome, Stance.OBJECT, "Dit kan niet."), meeting.join(POLITICS))
    words = plain(drawn_console(meeting)["proposal"])
    assert "heeft bezwaar: 1" in words
    assert "Dit kan niet." in words
    meeting.do(c.RecordOutcome(outcome))
    assert " hidden>" in drawn_console(meeting)["proposal"]


def test_an_outcome_that_stands_comes_back_filled_in_to_be_changed(shown_console: Page) -> None:
    meeting = decided()
    meeting.propose(A, reason="Omdat het kan", review=date(2027, 3, 1))
    html = shown_console(meeting, option=A)
    assert "Wijzig de uitkomst" in html
    assert re.search(r'id="reason"[^>]*>Omdat het kan</textarea>', html)
    assert 'value="2027-03-01"' in html


# == reading back and the end ==


def test_reading_back_shows_answers_per_perspective_and_corrections_beside_it(
    drawn_console: Regions,
) -> None:
    meeting = decided()
    meeting.settle(A)
    meeting.go("read_back")
    meeting.do(c.AnswerReadBack(A, reads=False, remark="Er mist iets."), meeting.join(POLICY))
    meeting.do(c.AddCorrection(A, "Zo was het."))
    words = plain(drawn_console(meeting)["record"])
    assert "klopt niet: 1" in words
    assert "Er mist iets." in words
    assert "Verbetering: Zo was het." in words


def test_what_is_still_open_is_said_before_closing(drawn_console: Regions) -> None:
    meeting = decided()
    meeting.settle(A)
    words = plain(drawn_console(meeting)["ending"])
    assert "Nog geen vaste uitkomst: optie B, C" in words
    assert (
        "Nog geen woordvoerder: beleid, uitvoering, politiek (die vraag je bij Teruglezen)" in words
    )
    meeting.go("read_back")
    assert "die vraag je bij" not in plain(drawn_console(meeting)["ending"])


def test_a_closed_trialogue_leads_to_its_weighings_and_its_record(
    shown_console: Page, drawn_console: Regions
) -> None:
    meeting = decided()
    meeting.close()
    html = drawn_console(meeting)["ending"]
    assert f'href="weighing/{D1}"' in html
    assert 'href="export.json"' in html
    assert 'href="journal"' in html
    assert 'action="reopen"' in html
    assert 'name="phase"' not in shown_console(meeting)


def test_a_rehearsal_is_marked_and_never_leads_to_publishing(looks: Looks) -> None:
    meeting = start(rehearsal=True)
    meeting.join_all()
    meeting.close()
    html = console.page(looks, "nl", meeting.state, TID, CODE, Form(), now=NOW)
    assert '<span class="chip">Proef</span>' in html
    assert "weighing/" not in html


# == words for somebody without a phone ==


def test_words_of_somebody_without_a_phone_carry_their_perspective(shown_console: Page) -> None:
    meeting = full()
    opened = meeting.go("explore")
    html = flat(shown_console(meeting))
    assert f'name="round" value="{opened}"' in html
    assert html.count('type="radio" name="perspective" value="implementation"') == 1
    meeting.write(LEADER, "Ik durf niet meer te bellen.", perspective=IMPLEMENTATION)
    meeting.reveal()
    assert "namens iemand zonder telefoon" in shown_console(meeting)


def test_a_refusal_of_a_button_goes_to_the_notice(looks: Looks) -> None:
    html = console.notice(looks, "nl", Form(errors={"": HOSTILE}))
    assert html.strip().startswith('<hx-partial hx-target="#notice"')
    assert "<script>" not in html


def test_the_step_token_changes_when_the_forms_do(drawn_console: Regions) -> None:
    def token(meeting: Meeting) -> str:
        found = re.search(r'data-step="([^"]*)"', drawn_console(meeting)["step"])
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
