"""The projector: no controls, nobody's name, the code always there, and nothing that overflows."""

import re
from dataclasses import replace
from typing import cast

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
from tests.views.seeing import STEPS, part, plain, projector
from trialoog.core import commands as c
from trialoog.core.changing import put
from trialoog.core.ids import OptionId, OutcomeId
from trialoog.core.words import OutcomeKind, Pole, Stance
from trialoog.views import fit, screen, screen_writing
from trialoog.views.looks import LANGUAGES, Looks

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def at(step: str, seats: int = 3) -> Meeting:
    meeting = start()
    meeting.join_all(seats)
    if step != "gather":
        meeting.go(step)
    return meeting


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", [*STEPS, "adjourned", "closed"])
def test_no_view_has_a_control_and_each_shows_the_code(
    looks: Looks, step: str, language: str
) -> None:
    meeting = at(step if step in STEPS else "explore")
    if step == "adjourned":
        meeting.do(c.Adjourn())
    if step == "closed":
        meeting.close()
    html = projector(looks, meeting, language)
    assert not re.search(r"<(?:form|button|a|input|select|textarea|summary)\b", html)
    assert 'class="light"' in html
    assert html.count("AB2C D3EF") == 2  # large in the lobby, small elsewhere: style shows one
    assert "trialoog.voorbeeld.nl" in plain(html)
    assert html.count("<h1") == 1


def test_the_lobby_shows_at_most_ten_marks_per_perspective(looks: Looks) -> None:
    meeting = start()
    for _ in range(14):
        meeting.join(IMPLEMENTATION)
    meeting.join(POLICY)
    stage = part(projector(looks, meeting), "stage")
    assert stage.count('<i class="mark" data-p="implementation">') == 10
    assert stage.count('<i class="mark" data-p="policy">') == 1
    assert plain(stage).endswith("Politiek nog niemand")
    assert "14" not in plain(stage)


def test_while_people_write_it_says_per_perspective_whether_and_not_how_much(looks: Looks) -> None:
    meeting = at("explore")
    writer = meeting.join(POLITICS)
    meeting.write(writer, "Eerste")
    once = part(projector(looks, meeting), "stage")
    meeting.write(writer, "Tweede", pole=Pole.B)
    assert part(projector(looks, meeting), "stage") == once
    assert plain(once).count("nog stil") == 2
    assert plain(once).count("schreef al") == 1


def test_while_people_write_it_says_what_the_step_asks(looks: Looks) -> None:
    meeting = start()
    meeting.go("explore")
    heading = meeting.state.now_at.heading
    assert heading
    assert heading in plain(projector(looks, meeting))


@pytest.mark.parametrize("room", [2.0, 8.0, 10.0, 14.0, 30.0])
def test_the_two_sides_leave_room_for_who_wrote(room: float) -> None:
    meeting = start()
    meeting.go("explore")
    state, dilemma = meeting.state, meeting.state.board()
    worth = "Wie weet wat er komt durft meer. " * 6
    long = replace(dilemma, pole_a=replace(dilemma.pole_a, worth=worth))
    state = replace(state, dilemmas=put(state.dilemmas, long.id, long))
    shown = screen_writing.writing(state, room)
    left = room - screen_writing.FOOT - screen_writing.GUESTS_LINE
    for side in cast("tuple[screen_writing.Side, ...]", shown["sides"]):
        size = fit.TEXT[side.size]
        tall = fit.lines(side.worth, screen_writing.SIDE, size) * size * fit.LINE
        assert not side.worth or tall < left
        assert side.worth == worth or side.pole is Pole.B or room < 30


def test_after_the_reveal_texts_come_by_turns_and_the_rest_is_on_the_phones(looks: Looks) -> None:
    meeting = at("explore")
    policy, politics = meeting.join(POLICY), meeting.join(POLITICS)
    for number in range(30):
        meeting.write(policy, f"Beleid schrijft veel en lang, steeds weer, tekst {number}")
    meeting.write(politics, "Politiek schrijft één tekst")
    meeting.reveal()
    text = plain(part(projector(looks, meeting), "stage"))
    assert "Politiek schrijft één tekst" in text
    assert "En nog meer, op je telefoon." in text
    assert "30" not in text


@pytest.mark.parametrize("texts", [1, 5])
def test_a_column_has_a_text_of_each_perspective_however_long_they_are(
    looks: Looks, texts: int
) -> None:
    meeting = at("explore")
    for who in (POLICY, IMPLEMENTATION, POLITICS, CITIZEN):
        for pole in (*Pole,) * texts:
            meeting.write(meeting.join(who), "Dit is een zin die doorgaat. " * 9, pole=pole)
    meeting.reveal()
    for side in part(projector(looks, meeting), "stage").split("<section")[1:]:
        assert {*re.findall(r'class="mark" data-p="(\w+)"', side)} == {
            "policy",
            "implementation",
            "politics",
            "citizen",
        }


def test_what_an_option_means_stands_under_it_where_there_is_room(looks: Looks) -> None:
    meeting = at("options")
    meeting.add_option(meeting.join(POLICY), "Een loket", "In elke wijk één, op dinsdag.")
    assert "In elke wijk één, op dinsdag." in plain(part(projector(looks, meeting), "stage"))
    for number in range(9):
        meeting.add_option(meeting.join(POLICY), f"Nog een loket {number}", "Overal. " * 9)
    stage = plain(part(projector(looks, meeting), "stage"))
    assert "Nog een loket 8" in stage, "rather every option than what one of them means"
    assert "In elke wijk" not in stage


def test_it_says_what_the_marks_behind_an_option_are(looks: Looks) -> None:
    meeting = at("options")
    assert "wie al iets zei" not in projector(looks, meeting)
    meeting.argue(meeting.join(IMPLEMENTATION), A, "Dit kan")
    text = plain(part(projector(looks, meeting), "stage"))
    assert text.endswith("Achter een optie: wie al iets zei.")
    footer = plain(projector(looks, meeting)).split("trialoog.voorbeeld.nl")[-1]
    assert "Beleid Uitvoering Politiek te gast" in footer


def test_a_second_round_hides_the_first_while_it_is_written(looks: Looks) -> None:
    meeting = at("explore")
    meeting.write(meeting.join(POLICY), "Uit de eerste ronde")
    meeting.reveal()
    assert "Uit de eerste ronde" in projector(looks, meeting)
    meeting.do(c.OpenRound(meeting.fresh("round")))  # type: ignore[arg-type]
    assert "We schrijven in stilte" in projector(looks, meeting)


def test_weighing_shows_the_picture_that_was_shown_last(looks: Looks) -> None:
    meeting = at("weigh")
    policy, politics = meeting.join(POLICY), meeting.join(POLITICS)
    assert "We wegen." in projector(looks, meeting)
    for option in (A, B):
        meeting.rate(policy, option, cost=2)
        meeting.rate(politics, option, cost=-2)
        meeting.do(c.ShowPicture(option))
    html = projector(looks, meeting)
    assert "optie B" in plain(part(html, "head"))
    assert "Wat ziet politiek dat beleid niet ziet, en andersom?" in part(html, "stage")
    assert plain(part(html, "stage")).count("past heel slecht") >= 1
    meeting.do(c.HidePictures())
    assert "We wegen." in projector(looks, meeting)


def test_what_the_perspectives_say_stands_under_an_outcome_that_nobody_is_asked_about(
    looks: Looks,
) -> None:
    says = {POLICY: "Eerst een proef.", POLITICS: "Leg het uit."}
    meeting = start("verkenning")
    meeting.join_all()
    meeting.go("decide")
    meeting.propose(A, kind=OutcomeKind.PARKED, says=says)
    stage = plain(part(projector(looks, meeting), "stage"))
    assert "Beleid Eerst een proef." in stage
    assert "Politiek Leg het uit." in stage
    assert "En nog meer" not in stage
    meeting.propose(A, kind=OutcomeKind.PARKED, says=says, reason="Er is te weinig geld. " * 40)
    stage = plain(part(projector(looks, meeting), "stage"))
    assert "Eerst een proef." not in stage, "the reason comes first"
    assert "En nog meer, op je telefoon." in stage


def test_a_guest_never_stands_on_the_stave_nor_in_the_bars(looks: Looks) -> None:
    meeting = at("weigh")
    guest, policy = meeting.join(CITIZEN), meeting.join(POLICY)
    meeting.rate(guest, A, cost=-2)
    meeting.rate(policy, A, cost=2)
    meeting.do(c.ShowPicture(A))
    assert "Grootste verschil" not in projector(looks, meeting)
    meeting.go("decide")
    outcome = meeting.propose(A)
    meeting.do(c.GiveConsent(outcome, Stance.SUPPORT), guest)
    meeting.do(c.ShowConsent(outcome))
    stage = part(projector(looks, meeting), "stage")
    assert re.findall(r'<svg class="bar" data-p="(\w+)"', stage) == [
        "policy",
        "implementation",
        "politics",
    ]


def test_a_proposal_is_typed_large_with_consent_per_perspective(looks: Looks) -> None:
    meeting = at("decide")
    policy, other = meeting.join(POLICY), meeting.join(POLICY)
    outcome = meeting.propose(A, kind=OutcomeKind.REJECTED)
    meeting.do(c.GiveConsent(outcome, Stance.SUPPORT), policy)
    meeting.do(c.GiveConsent(outcome, Stance.OBJECT, "Dit gaat niet"), other)
    stage = part(projector(looks, meeting), "stage")
    text = plain(stage)
    assert "Afgevallen" in text
    assert "Wanneer we dit opnieuw bekijken: Als er meer mensen zijn." in text
    assert 'data-size="xl"' in stage
    meeting.do(c.ShowConsent(outcome))
    text = plain(part(projector(looks, meeting), "stage"))
    assert "1 steunt dit 1 bezwaar" in text
    assert "Dit gaat niet" not in text
    meeting.do(c.RecordOutcome(outcome))
    assert "steunt dit" not in projector(looks, meeting)


def test_of_a_long_proposal_every_part_is_there_in_few_words(looks: Looks) -> None:
    meeting = at("decide")
    meeting.join(POLICY)
    meeting.propose(
        A,
        reason="Dit is de reden, en die is lang. " * 20,
        downsides=("Dit is wat we ermee accepteren, in veel woorden. " * 4,) * 3,
        conditions=("Dit moet eerst geregeld zijn, anders gaat het niet. " * 4,) * 2,
        assumptions=("Dit nemen we aan en het kan anders blijken te zijn. " * 4,) * 2,
    )
    stage = part(projector(looks, meeting), "stage")
    text = plain(stage)
    assert all(
        label in text for label in ("Wat we ermee accepteren:", "Voorwaarden:", "Wat we aannemen:")
    )
    assert "En nog meer, op je telefoon." in text


@pytest.mark.parametrize("words", range(10, 80, 5))
def test_once_consent_is_shown_no_line_is_kept_free_for_a_guest_who_is_silent(
    looks: Looks, words: int
) -> None:
    stages = []
    for guests in ((), (CITIZEN,)):
        meeting = at("decide")
        for perspective in (POLICY, POLICY, *guests):
            meeting.join(perspective)
        outcome = meeting.propose(A, reason="Deze woorden " * words)
        meeting.do(c.ShowConsent(outcome))
        stages.append(part(projector(looks, meeting), "stage"))
    assert stages[0] == stages[1]


def test_until_it_is_shown_nobody_sees_how_the_perspectives_stand(looks: Looks) -> None:
    stages = []
    for stance in Stance:
        meeting = at("decide")
        outcome = meeting.propose(A)
        for phone in (meeting.join(POLICY), meeting.join(POLICY), meeting.join(CITIZEN)):
            meeting.do(c.GiveConsent(outcome, stance, "Daarom"), phone)
        stages.append(part(projector(looks, meeting), "stage"))
        assert '<svg class="bar"' not in stages[-1]
        assert plain(stages[-1]).count("gaf antwoord") == 1
        assert plain(stages[-1]).count("nog geen antwoord") == 2
        assert "Burger of ondernemer" in plain(stages[-1])
    assert stages[0] == stages[1] == stages[2]


def test_what_was_merged_stands_last_with_where_it_went(looks: Looks) -> None:
    meeting = at("options")
    everybody = (POLICY, IMPLEMENTATION, POLITICS)
    same = "Het is hetzelfde."
    meeting.do(c.MergeOption(OutcomeId("o1"), A, B, reason=same, confirmed=everybody))
    for step in ("options", "weigh", "decide", "read_back"):
        meeting.go(step)
        stage = part(projector(looks, meeting), "stage")
        assert re.findall(r"<b>(\w)</b>", stage) == ["B", "C", "A"], step
        assert "Samengevoegd gaat verder in B" in plain(stage), step


def test_every_option_is_on_the_screen_when_the_record_is_read_back(looks: Looks) -> None:
    meeting = start()
    phone = meeting.join(POLICY)
    meeting.go("options")
    for number in range(4):
        meeting.add_option(phone, f"Optie met een naam die wat langer is, nummer {number}")
    meeting.settle_all()
    meeting.go("read_back")
    stage = part(projector(looks, meeting), "stage")
    for option in meeting.state.options_of(meeting.state.board().id):
        assert f"<b>{option.letter}</b>" in stage


def test_hostile_words_are_shown_and_never_run(looks: Looks) -> None:
    meeting = at("explore")
    phone = meeting.join(POLICY)
    meeting.write(phone, HOSTILE)
    meeting.reveal()
    pages = [projector(looks, meeting)]
    meeting.go("options")
    option = meeting.add_option(phone, HOSTILE)
    pages.append(projector(looks, meeting))
    meeting.go("weigh")
    meeting.do(c.ShowPicture(option))
    pages.append(projector(looks, meeting))
    meeting.go("decide")
    meeting.propose(option, reason=HOSTILE, downsides=(HOSTILE,))
    pages.append(projector(looks, meeting))
    for html in pages:
        assert "alert(1)" in html
        assert "<script>" not in html
        assert "<img" not in html


def test_a_link_for_another_machine_opens_with_one_button(looks: Looks) -> None:
    html = screen.open_page(looks, "nl")
    assert html.count("<button") == 1
    assert '<form method="post">' in html


# == what fits ==


@pytest.mark.parametrize("length", [1, 40, 200])
@pytest.mark.parametrize("many", [1, 4, 9, 40])
def test_a_list_of_options_never_asks_for_more_than_there_is(length: int, many: int) -> None:
    texts = ["woord " * (length // 6 + 1)] * many
    fitted = fit.grid(texts, fit.WIDTH, 12.0)
    shown = [i for column in fitted for i in column.entries]
    assert shown == list(range(len(shown)))
    assert fitted[-1].more == (len(shown) < many)
    assert len({column.size for column in fitted}) == 1


def test_short_lists_are_shown_larger_than_long_ones() -> None:
    sizes = list(fit.TEXT)
    few, many = fit.column(["kort"] * 2, 40, 12), fit.column(["kort"] * 8, 40, 12)
    assert sizes.index(few.size) < sizes.index(many.size)


def test_a_text_is_cut_at_a_word() -> None:
    assert fit.shorten("een twee drie", 20) == "een twee drie"
    assert fit.shorten("een twee drie, vier", 16) == "een twee drie…"


def test_letters_go_on_after_z(looks: Looks) -> None:
    meeting = at("options")
    phone = meeting.join(POLICY)
    for number in range(30):
        meeting.add_option(phone, f"Nummer {number}")
    assert OptionId("d1-a") in meeting.state.options
    assert "En nog meer, op je telefoon." in projector(looks, meeting)
