"""What the projector turns the room to: standing still, one thing large, groups, and who speaks."""

import re

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
from tests.views.seeing import plain, projector
from trialoog.core import commands as c
from trialoog.core.ids import ContributionId, GroupId, HandId
from trialoog.core.words import Kind, Perspective, Pole, Role
from trialoog.views import fit
from trialoog.views.looks import LANGUAGES, Looks
from trialoog.views.regions import Audience, render

SECRET = "Dit mag nog niemand lezen 7319"
SCREEN = Audience(Role.SCREEN)


def at(step: str) -> Meeting:
    meeting = start()
    meeting.join_all(3)
    meeting.go(step)
    return meeting


def written(*texts: tuple[Perspective, str]) -> tuple[Meeting, list[ContributionId]]:
    meeting = at("explore")
    made = [meeting.write(meeting.join(who), text) for who, text in texts]
    meeting.reveal()
    return meeting, made


def drawn(looks: Looks, meeting: Meeting) -> dict[str, str]:
    """Return what is sent to the projector, which is what a page loaded now shows."""
    sent = render(looks, meeting.state, SCREEN, "nl")
    page = projector(looks, meeting)
    assert [region for region, html in sent.items() if html not in page] == []
    return sent


# == standing still ==


def test_while_it_stands_still_only_the_clock_and_the_turns_go_on(looks: Looks) -> None:
    meeting = at("options")
    phone = meeting.join(POLICY)
    meeting.do(c.ExtendTimer(5))
    meeting.do(c.FreezeScreen())
    before = drawn(looks, meeting)
    meeting.add_option(phone, SECRET)
    meeting.go("weigh")
    meeting.do(c.ShowPicture(A))
    meeting.do(c.ExtendTimer(9))
    meeting.do(c.RaiseHand(HandId("h1"), meeting.state.step), phone)
    after = drawn(looks, meeting)
    assert {region for region in after if after[region] != before[region]} == {"clock", "turn"}
    meeting.do(c.UnfreezeScreen())
    assert 'data-view="picture"' in drawn(looks, meeting)["stage"]


def test_a_text_that_is_held_back_leaves_a_screen_that_stands_still(looks: Looks) -> None:
    meeting, (text, _) = written((POLICY, SECRET), (POLITICS, "Blijft staan"))
    meeting.do(c.FreezeScreen())
    assert SECRET in drawn(looks, meeting)["stage"]
    meeting.do(c.HoldBack(text))
    stage = drawn(looks, meeting)["stage"]
    assert SECRET not in stage
    assert "Blijft staan" in stage


def test_phones_and_console_do_not_stand_still(looks: Looks) -> None:
    meeting = at("options")
    meeting.do(c.FreezeScreen())
    meeting.add_option(meeting.join(POLICY), "Een nieuwe optie")
    for audience in (Audience(Role.PARTICIPANT, POLICY), Audience(Role.FACILITATOR)):
        html = "".join(render(looks, meeting.state, audience, "nl").values())
        assert "Een nieuwe optie" in html
    assert "Een nieuwe optie" not in "".join(drawn(looks, meeting).values())


# == one thing, large ==


def test_one_text_fills_the_stage_with_its_perspective_and_kind(looks: Looks) -> None:
    meeting, (text, _) = written((POLITICS, "Wij horen dit elke week"), (POLICY, "Iets anders"))
    meeting.do(c.Focus(text, None))
    stage = drawn(looks, meeting)["stage"]
    assert 'data-view="focus_text"' in stage
    assert "Politiek Signaal bij Maatwerk Wij horen dit elke week" in plain(stage)
    assert "Iets anders" not in stage
    assert 'data-size="4xl"' in stage
    meeting.do(c.Focus(None, None))
    assert 'data-view="contributions"' in drawn(looks, meeting)["stage"]


def test_a_text_that_is_not_there_any_more_gives_the_stage_back(looks: Looks) -> None:
    meeting, (text, _) = written((POLITICS, SECRET), (POLICY, "Iets anders"))
    meeting.do(c.Focus(text, None))
    meeting.do(c.HoldBack(text))
    sent = drawn(looks, meeting)
    assert SECRET not in "".join(sent.values())
    assert 'data-view="contributions"' in sent["stage"]


def test_an_option_is_shown_with_its_detail_and_what_was_said_of_it(looks: Looks) -> None:
    meeting = at("options")
    meeting.argue(meeting.join(POLICY), A, "Dit kost veel")
    meeting.argue(meeting.join(POLICY), B, "Dit gaat over iets anders")
    hidden = meeting.argue(meeting.join(POLITICS), A, SECRET)
    meeting.do(c.HoldBack(hidden))
    meeting.do(c.Focus(None, A))
    sent = drawn(looks, meeting)
    assert plain(sent["head"]) == "Opties · optie A Kwijtschelden"
    assert "Boven de grens." in sent["stage"]
    assert "Dit kost veel" in sent["stage"]
    assert "Dit gaat over iets anders" not in sent["stage"]
    assert SECRET not in "".join(sent.values())


def test_a_text_on_an_option_names_the_option(looks: Looks) -> None:
    meeting = at("options")
    meeting.do(c.Focus(meeting.argue(meeting.join(POLICY), B, "Dit kost veel"), None))
    sent = drawn(looks, meeting)
    assert "optie B" in plain(sent["head"])
    assert "Beleid Risico Dit kost veel" in plain(sent["stage"])


def test_a_question_that_was_answered_says_so(looks: Looks) -> None:
    meeting = at("explore")
    text = meeting.write(meeting.join(POLICY), "Wat kost dat?", kind=Kind.QUESTION)
    meeting.reveal()
    meeting.do(c.Focus(text, None))
    assert "Beantwoord" not in plain(drawn(looks, meeting)["stage"])
    meeting.do(c.MarkAnswered(text, on=True))
    assert "Beantwoord" in plain(drawn(looks, meeting)["stage"])


@pytest.mark.parametrize("letters", [10, 200, 900, 5000])
def test_a_text_alone_is_as_large_as_it_fits_and_never_larger(letters: int) -> None:
    text = "woord " * (letters // 6 + 1)
    fitted = fit.passage(text, 16.0)
    shown = fit.lines(fitted.text, fit.WIDTH, fit.ALONE[fitted.size])
    assert shown * fit.ALONE[fitted.size] * fit.LINE <= 16.0
    assert fitted.more is (len(fitted.text) < len(text))
    assert fitted.more is (letters == 5000)


def test_a_long_word_makes_the_type_smaller_rather_than_break() -> None:
    word = "arbeidsongeschiktheidsverzekeringsmaatschappij"
    assert fit.passage("kort", 12.0).size == "4xl"
    assert fit.ALONE[fit.passage(word, 12.0).size] < fit.ALONE["4xl"]


# == groups ==


def test_where_there_is_room_texts_are_whole(looks: Looks) -> None:
    long = "Wie een brief krijgt over terugbetalen schrikt, belt en krijgt geen mens. " * 3
    meeting, _ = written((POLICY, long), (POLITICS, "Kort."), (POLICY, "Ook kort."))
    stage = plain(drawn(looks, meeting)["stage"])
    assert long.strip() in stage
    assert "…" not in stage
    assert "En nog meer" not in stage


def test_texts_that_belong_together_stand_under_the_name_of_their_group(looks: Looks) -> None:
    meeting, texts = written((POLICY, "Eén"), (POLITICS, "Twee"), (IMPLEMENTATION, "Drie"))
    meeting.do(c.GroupCards(GroupId("g1"), (texts[0], texts[2]), "De brief"))
    text = plain(drawn(looks, meeting)["stage"])
    assert "De brief Beleid: Eén Uitvoering: Drie Overig Politiek: Twee" in text
    meeting.do(c.UngroupCards((texts[0], texts[2])))
    text = plain(drawn(looks, meeting)["stage"])
    assert "De brief" not in text
    assert "Overig" not in text


def test_a_group_without_a_name_still_stands_together(looks: Looks) -> None:
    meeting, texts = written((POLICY, "Eén"), (POLITICS, "Twee"))
    meeting.do(c.GroupCards(GroupId("g1"), (texts[0], texts[1]), ""))
    assert "Hoort bij elkaar Beleid: Eén Politiek: Twee" in plain(drawn(looks, meeting)["stage"])


def test_no_group_is_left_out_however_much_was_written(looks: Looks) -> None:
    said = [(who, f"Tekst {n} " + "die lang doorgaat " * 9) for n in range(12) for who in (POLICY,)]
    said += [(POLITICS, "Politiek ook " * 12), (IMPLEMENTATION, "Uitvoering ook " * 12)]
    meeting, texts = written(*said)
    meeting.do(c.GroupCards(GroupId("g1"), tuple(texts[:5]), "Groep een"))
    meeting.do(c.GroupCards(GroupId("g2"), tuple(texts[5:9]), "Groep twee"))
    meeting.do(c.GroupCards(GroupId("g3"), tuple(texts[9:]), "Groep drie"))
    text = plain(drawn(looks, meeting)["stage"])
    assert all(name in text for name in ("Groep een", "Groep twee", "Groep drie"))
    assert "En nog meer, op je telefoon." in text
    last = text[text.index("Groep drie") :]
    assert all(p in last.lower() for p in ("beleid", "uitvoering", "politiek"))


def test_a_text_that_is_held_back_is_in_no_group(looks: Looks) -> None:
    meeting, texts = written((POLICY, "Eén"), (POLITICS, SECRET))
    meeting.do(c.GroupCards(GroupId("g1"), tuple(texts), "De brief"))
    meeting.do(c.HoldBack(texts[1]))
    assert SECRET not in "".join(drawn(looks, meeting).values())


# == who speaks ==


def test_it_says_who_has_the_floor_and_who_is_next(looks: Looks) -> None:
    meeting = at("options")
    assert 'id="turn" data-live class="row turn" hidden' in drawn(looks, meeting)["turn"]
    for number, who in enumerate([POLICY, POLITICS, *[POLICY] * 6, IMPLEMENTATION]):
        meeting.do(c.RaiseHand(HandId(f"h{number}"), meeting.state.step, who))
    waiting = drawn(looks, meeting)["turn"]
    assert "Wil iets zeggen:" in plain(waiting)
    assert len(re.findall(r'<i class="mark"', waiting)) == 5
    meeting.do(c.GiveTurn())
    turn = drawn(looks, meeting)["turn"]
    assert f'data-since="{meeting.now.isoformat()}"' in turn
    assert "Aan het woord: Beleid" in plain(turn)
    assert "Daarna:" in plain(turn)


def test_with_a_budget_the_three_stand_beside_each_other_and_no_guest(looks: Looks) -> None:
    meeting = at("options")
    meeting.join(CITIZEN)
    meeting.do(c.SetBudget(5))
    meeting.do(c.GiveTurn(perspective=POLITICS))
    turn = drawn(looks, meeting)["turn"]
    assert re.findall(r'<i class="mark" data-p="(\w+)"', turn) == [
        "policy",
        "implementation",
        "politics",
    ]
    assert plain(turn).count("5:00") == 3
    assert turn.count("data-until") == 1  # only who speaks has a clock that runs


def test_after_the_meeting_nobody_has_the_floor(looks: Looks) -> None:
    meeting = at("options")
    meeting.do(c.RaiseHand(HandId("h1"), meeting.state.step, POLICY))
    meeting.do(c.Adjourn())
    assert "hidden" in drawn(looks, meeting)["turn"]


# == blindness ==


@pytest.mark.parametrize("step", ["explore", "options", "weigh", "decide", "read_back"])
def test_a_hidden_text_reaches_the_projector_in_no_way(looks: Looks, step: str) -> None:
    meeting = at("explore")
    meeting.write(meeting.join(POLITICS), SECRET, pole=Pole.B, source=SECRET)
    if step != "explore":
        meeting.go(step)
    for act in (
        c.FreezeScreen(),
        c.UnfreezeScreen(),
        c.Focus(None, A),
        c.GiveTurn(perspective=POLICY),
    ):
        meeting.do(act)
        for language in LANGUAGES:
            html = "".join(render(looks, meeting.state, SCREEN, language).values())
            assert SECRET not in html + projector(looks, meeting, language)


def test_a_title_is_large_on_two_lines_at_most() -> None:
    asked = "Mag de gemeente bij het terugvorderen van bijstand afwijken van de regels?"
    assert fit.title("Mag de gemeente afwijken van de regels?")[0] == "l"
    assert fit.title(asked)[0] == "m"
    assert fit.title(asked * 2)[0] == "s"


def test_wide_letters_take_the_lines_they_take_in_a_browser() -> None:
    # Measured in Chromium with Noto Sans: four lines in the size 2xl.
    text = (
        "Aan de balie zien we elke week mensen die een klein bedrag moeten terugbetalen en "
        "daardoor in de knel komen."
    )
    assert fit.lines(text, fit.WIDTH, fit.ALONE["2xl"]) >= 4
