"""What the console says is so: where an option goes on, who answered, who wrote, who is close."""

import re

import pytest

from tests.core.playing import (
    CITIZEN,
    D1,
    D2,
    IMPLEMENTATION,
    NOTHING,
    POLICY,
    POLITICS,
    A,
    B,
    Meeting,
    start,
)
from tests.views.consoles import Page, Regions, flat, full, plain, written
from tests.views.seeing import part
from trialoog.core import commands as c
from trialoog.core import weighing
from trialoog.core.ids import RoundId
from trialoog.core.words import OutcomeKind, Perspective

NOT_ON = "Let op: optie B gaat zelf niet door (afgevallen)."
AWAY = "Die optie gaat zelf niet door."
ON = "Die optie gaat zelf verder in een andere."


def decided() -> Meeting:
    meeting = full()
    meeting.go("decide")
    return meeting


# == merged with what fell ==


def test_the_choice_to_merge_says_what_became_of_each_option(shown_console: Page) -> None:
    meeting = decided()
    form = part(shown_console(meeting, option=A), "outcome")
    assert AWAY not in form
    assert ON not in form
    meeting.settle(B, kind=OutcomeKind.REJECTED)
    form = flat(part(shown_console(meeting, option=A), "outcome"))
    assert "B. Betaalregeling (afgevallen)" in form
    assert f'<option value="{B}" data-went="away" >' in form
    assert f'<option value="{NOTHING}" >' in form
    assert AWAY in form
    assert ON not in form


def test_the_choice_to_merge_says_that_an_option_went_on_itself(shown_console: Page) -> None:
    meeting = decided()
    meeting.settle(B, kind=OutcomeKind.MERGED, into=NOTHING)
    form = flat(part(shown_console(meeting, option=A), "outcome"))
    assert "B. Betaalregeling (ging zelf verder in optie C)" in form
    assert 'data-went="on"' in form
    assert ON in form


def test_a_proposal_in_the_choice_is_no_outcome_yet(shown_console: Page) -> None:
    meeting = decided()
    meeting.propose(B, kind=OutcomeKind.PARKED)
    form = part(shown_console(meeting, option=A), "outcome")
    assert "B. Betaalregeling (voorstel: aangehouden)" in flat(form)


def test_an_option_merged_with_one_that_fell_is_told_before_and_after_it_is_recorded(
    drawn_console: Regions,
) -> None:
    meeting = decided()
    meeting.settle(B, kind=OutcomeKind.REJECTED)
    proposed = meeting.propose(A, kind=OutcomeKind.MERGED, into=B)
    assert NOT_ON in plain(drawn_console(meeting)["proposal"])
    meeting.do(c.RecordOutcome(proposed))
    assert NOT_ON in plain(drawn_console(meeting)["outcomes"])


def test_an_option_merged_with_one_that_goes_on_needs_no_warning(drawn_console: Regions) -> None:
    meeting = decided()
    meeting.settle(B)
    meeting.propose(A, kind=OutcomeKind.MERGED, into=B)
    assert "Let op" not in plain(drawn_console(meeting)["proposal"])


def test_what_is_accepted_is_said_to_go_into_the_public_text(shown_console: Page) -> None:
    form = part(shown_console(decided()), "outcome")
    assert "Eén per regel. Hiermee begint ook de openbare tekst." in form


# == reading back ==


def test_reading_back_is_done_only_when_each_perspective_answered_on_each_option(
    drawn_console: Regions,
) -> None:
    meeting = start()
    phones = {p: meeting.join(p) for p in (POLICY, IMPLEMENTATION, POLITICS)}
    meeting.settle_all(D2)
    meeting.settle_all(D1)
    named = dict.fromkeys(phones, "Afdeling")
    assert "Teruglezen:" not in plain(drawn_console(meeting)["ending"])
    meeting.go("read_back")
    meeting.do(c.NameSpokespersons(named))
    words = plain(drawn_console(meeting)["ending"])
    assert "Teruglezen: nog niemand antwoordde op optie A, B, C" in words
    for option in (A, B, NOTHING):
        meeting.do(c.AnswerReadBack(option, reads=True), phones[POLICY])
        meeting.do(c.AnswerReadBack(option, reads=True), phones[POLITICS])
    meeting.do(c.AnswerReadBack(A, reads=True), phones[IMPLEMENTATION])
    words = plain(drawn_console(meeting)["ending"])
    assert "nog niemand antwoordde" not in words
    assert "Teruglezen: uitvoering antwoordde nog niet op optie B, C" in words
    assert "elk perspectief een woordvoerder" not in words
    for option in (B, NOTHING):
        meeting.do(c.AnswerReadBack(option, reads=True), phones[IMPLEMENTATION])
    words = plain(drawn_console(meeting)["ending"])
    assert "Teruglezen:" not in words
    assert "elk perspectief een woordvoerder" in words
    assert "Bij het teruglezen gaf" not in words  # the other dilemma was not read back yet
    meeting.go("read_back", D2)
    words = plain(drawn_console(meeting)["ending"])
    letters = ", ".join(option.letter for option in meeting.state.options_of(D2))
    said = f"Teruglezen: nog niemand antwoordde op optie {letters} (Maatwerk of"
    assert said in words, words
    for other in meeting.state.options_of(D2):
        for phone in phones.values():
            meeting.do(c.AnswerReadBack(other.id, reads=True), phone)
    words = plain(drawn_console(meeting)["ending"])
    assert "Bij het teruglezen gaf elk perspectief antwoord op elke optie." in words


# == who wrote, who was heard, who came in ==


def test_that_everybody_wrote_is_not_said_while_a_guest_is_silent(drawn_console: Regions) -> None:
    meeting = start()
    phones = [meeting.join(p) for p in (POLICY, IMPLEMENTATION, POLITICS)]
    guest = meeting.join(CITIZEN)
    meeting.go("explore")
    for phone in phones:
        meeting.write(phone)
    words = plain(drawn_console(meeting)["balance"])
    assert "Elk perspectief" not in words
    assert "Iets geschreven: beleid, uitvoering en politiek." in words
    assert re.search(r"Burger[^.]* \(gast\) schreef nog niets", words)
    meeting.write(guest)
    words = plain(drawn_console(meeting)["balance"])
    assert "Elk perspectief aan tafel schreef iets." in words
    assert "schreef nog niets" not in words


def test_that_everybody_was_heard_is_not_said_while_a_guest_is_silent(
    drawn_console: Regions,
) -> None:
    meeting = start()
    phones = [meeting.join(p) for p in (POLICY, IMPLEMENTATION, POLITICS)]
    guest = meeting.join(CITIZEN)
    meeting.go("options")
    for option in (A, B, NOTHING):
        for phone in phones:
            meeting.argue(phone, option)
    words = plain(drawn_console(meeting)["balance"])
    assert "Over elke optie gehoord: beleid, uitvoering en politiek." in words
    for option in (A, B, NOTHING):
        meeting.argue(guest, option)
    words = plain(drawn_console(meeting)["balance"])
    assert "Over elke optie is elk perspectief aan tafel gehoord." in words


def test_what_stays_behind_is_said_beside_the_next_step(drawn_console: Regions) -> None:
    meeting = start()
    phone = meeting.join(POLICY)
    meeting.go("explore")
    meeting.write(phone)
    assert "De teksten zijn nog niet onthuld." in plain(drawn_console(meeting)["next"])
    meeting.reveal()
    assert "onthuld" not in plain(drawn_console(meeting)["next"])
    meeting.go("weigh")
    for option in (A, B):
        meeting.rate(phone, option, cost=1)
    rated = re.findall(r"Beleid (\d van \d)", plain(drawn_console(meeting)["balance"]))
    assert rated == ["2 van 3"]
    meeting.go("decide")
    meeting.settle(A)
    words = plain(drawn_console(meeting)["next"])
    assert "Nog geen vaste uitkomst: optie" in words
    assert f" {meeting.state.options[B].letter}" in words
    assert f" {meeting.state.options[A].letter}" not in words
    assert rated == re.findall(r"Beleid (\d van \d)", plain(drawn_console(meeting)["balance"]))
    meeting.close()
    ending = plain(drawn_console(meeting)["ending"])
    assert "Zonder uitkomst kan de weging niet openbaar worden." in ending


def test_seats_are_who_came_in_and_never_who_is_connected(drawn_console: Regions) -> None:
    meeting = start()
    assert "blijft meetellen" not in plain(drawn_console(meeting)["seats"])
    meeting.join(POLICY)
    words = plain(drawn_console(meeting)["seats"])
    assert "Beleid 1 kwam binnen" in words
    assert "Wie weggaat of de telefoon sluit, blijft meetellen." in words
    assert "Wie is er" not in words


# == one step is no difference ==


@pytest.mark.parametrize(("other", "asked"), [(1, False), (0, True)])
def test_one_step_on_the_scale_is_no_difference_to_talk_about(
    drawn_console: Regions, other: int, asked: bool
) -> None:
    meeting = start()
    values: dict[Perspective, int] = {POLICY: 2, IMPLEMENTATION: 2, POLITICS: other}
    phones = {p: meeting.join(p) for p in values}
    meeting.go("weigh")
    for perspective, value in values.items():
        assert "Dicht bij elkaar" not in drawn_console(meeting)["difference"]
        meeting.rate(phones[perspective], A, cost=value)
    words = plain(drawn_console(meeting)["difference"])
    assert ("Het grootste verschil" in words) is asked
    assert ("Dicht bij elkaar" in words) is not asked
    row = weighing.row(meeting.state, meeting.state.options[A])
    assert (row.largest is not None) is asked


def test_the_scale_is_told_before_the_first_picture(drawn_console: Regions) -> None:
    meeting = full()
    meeting.go("weigh")
    html = drawn_console(meeting)["picture"]
    assert html.index("bovenste lijn: past heel goed") < html.index('class="picture"')
    assert html.count("bovenste lijn") == 1


# == small screens ==


def test_the_turns_say_whether_somebody_waits_or_speaks(drawn_console: Regions) -> None:
    meeting = full()
    meeting.go("explore")
    assert "data-busy" not in drawn_console(meeting)["queue"]
    hand = meeting.raise_hand(POLICY)
    assert "data-busy" in drawn_console(meeting)["queue"]
    meeting.do(c.GiveTurn(hand))
    assert "data-busy" in drawn_console(meeting)["queue"]
    meeting.do(c.EndTurn())
    assert "data-busy" not in drawn_console(meeting)["queue"]


# == few people ==


def test_who_shows_the_consent_of_one_or_two_is_told_what_the_room_will_see(
    drawn_console: Regions,
) -> None:
    meeting = start()
    meeting.join_all(3)
    meeting.go("decide")
    outcome = meeting.propose(A)
    alone = "Dan ziet de zaal wat zij antwoordden."
    assert alone not in plain(drawn_console(meeting)["proposal"])
    meeting.join(CITIZEN)
    assert alone in plain(drawn_console(meeting)["proposal"])
    meeting.do(c.ShowConsent(outcome))
    assert alone not in plain(drawn_console(meeting)["proposal"])


def test_from_an_outcome_the_picture_of_the_option_is_one_tap_away(shown_console: Page) -> None:
    meeting = start()
    phone = meeting.join(POLICY)
    meeting.go("weigh")
    meeting.rate(phone, A, cost=1)
    meeting.go("decide")
    html = shown_console(meeting, option=A)
    letter = meeting.state.options[A].letter
    assert f'href="#beeld-{letter}"' in html
    assert f'id="beeld-{letter}"' in html
    assert 'href="#beeld-' not in shown_console(meeting, option=NOTHING)


def test_one_button_reveals_and_says_that_it_closes_the_round(drawn_console: Regions) -> None:
    meeting = written()
    html = drawn_console(meeting)["round"]
    main = re.findall(r'<button type="submit" class="([^"]*)">(.*?)</button>', html, re.DOTALL)
    assert [(kind, plain(words).strip()) for kind, words in main] == [
        ("btn btn--main", "Sluit de ronde en onthul de teksten"),
        ("btn btn--quiet", "Stop met schrijven, toon nog niets"),
    ]
    meeting.do(c.CloseRound(RoundId(str(meeting.state.round))))
    html = drawn_console(meeting)["round"]
    assert "Onthul de teksten" in plain(html)
    assert "Sluit de ronde" not in plain(html)


def test_each_step_with_something_to_do_says_what_it_asks(drawn_console: Regions) -> None:
    meeting = full()
    aims = re.findall(r'class="aim">([^<]+)<', drawn_console(meeting)["script"])
    phases = meeting.state.script.phases
    assert aims == [phase.heading for phase in phases if phase.activities and phase.heading]
    assert phases[0].heading not in aims
