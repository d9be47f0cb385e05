"""The console: turns, who is ready, who was heard, the projector, groups and paper cards."""

from tests.core.counting import calls
from tests.core.playing import (
    D1,
    IMPLEMENTATION,
    LEADER,
    POLICY,
    POLITICS,
    A,
    B,
    Meeting,
)
from tests.views.consoles import HOSTILE, TID, Page, Regions, flat, full, plain
from trialoog.core import commands as c
from trialoog.core.ids import GroupId, HandId, OutcomeId, RoundId
from trialoog.core.words import Kind, Perspective, Pole, Stance
from trialoog.views import console_heard, console_texts, paper
from trialoog.views.looks import LANGUAGES, Looks

ALL = (POLICY, IMPLEMENTATION, POLITICS)


def raised(meeting: Meeting, *perspectives: Perspective) -> None:
    """Let somebody of each perspective raise a hand, one after the other."""
    for number, perspective in enumerate(perspectives):
        hand = c.RaiseHand(HandId(f"hand{number}"), meeting.state.step)
        meeting.do(hand, meeting.join(perspective))


def argued() -> Meeting:
    """A meeting in the step with options."""
    meeting = full()
    meeting.go("options")
    return meeting


# == speaking ==


def test_the_queue_stands_in_the_order_of_turns_and_the_main_button_gives_the_first(
    drawn_console: Regions,
) -> None:
    meeting = argued()
    raised(meeting, POLICY, POLICY, POLITICS)
    html = drawn_console(meeting)["queue"]
    rows = html.split('<ol class="queue"')[1].split("</ol>")[0]
    assert [part.split('"')[0] for part in rows.split('data-p="')[1:]] == [
        "policy",
        "politics",
        "policy",
    ]
    assert "Geef beleid het woord" in plain(html)
    meeting.do(c.GiveTurn())
    html = drawn_console(meeting)["queue"]
    assert "Geef politiek het woord" in plain(html)
    assert f'data-since="{meeting.now.isoformat()}"' in html
    assert "Klaar met spreken" in plain(html)


def test_every_voice_can_get_the_floor_without_a_phone(drawn_console: Regions) -> None:
    html = flat(drawn_console(argued())["queue"])
    for perspective in ALL:
        assert f'name="perspective" value="{perspective}"' in html


def test_what_is_left_of_the_time_stands_per_perspective(drawn_console: Regions) -> None:
    meeting = argued()
    meeting.do(c.SetBudget(5))
    meeting.do(c.GiveTurn(perspective=POLITICS))
    meeting.wait(6 * 60)
    meeting.do(c.EndTurn())
    words = plain(drawn_console(meeting)["queue"])
    assert "Beleid 6:00" in words
    assert "Uitvoering 6:00" in words
    assert "Politiek 0:00" in words
    assert "Politiek 6:00" in plain(drawn_console(meeting)["balance"])


def test_nobody_ready_is_nothing_and_then_it_is_n_of_m_per_perspective(
    drawn_console: Regions,
) -> None:
    meeting = argued()
    assert "hidden" in drawn_console(meeting)["ready"].split(">")[0]
    meeting.do(c.SayReady(meeting.state.step), meeting.join(POLICY))
    words = plain(drawn_console(meeting)["ready"])
    assert "Beleid 1 van 4" in words
    assert "Politiek 0 van 3" in words


# == who was heard ==


def test_per_option_it_is_told_what_each_perspective_said(drawn_console: Regions) -> None:
    meeting = argued()
    politician = meeting.join(POLITICS)
    meeting.write(
        politician, "Hoeveel?", dilemma=D1, kind=Kind.QUESTION, round=None, pole=None, option=A
    )
    meeting.do(c.Focus(option=A))
    meeting.do(c.GiveTurn(perspective=POLITICS))
    meeting.wait(80)
    meeting.do(c.EndTurn())
    words = plain(drawn_console(meeting)["balance"])
    assert "Politiek : 1 tekst, gewaardeerd door 0 van 4, sprak 1:20, 1 open vraag" in words
    assert "Beleid : nog niets" in words
    assert "Beleid en Uitvoering over optie A" in words
    question = next(iter(meeting.state.contributions))
    meeting.do(c.MarkAnswered(question))
    assert "open vraag" not in plain(drawn_console(meeting)["balance"])


def test_what_was_said_of_a_merged_option_counts_for_the_one_it_went_into(
    drawn_console: Regions,
) -> None:
    meeting = argued()
    meeting.argue(meeting.join(POLICY), B, "Dit kan niet.")
    meeting.do(c.MergeOption(OutcomeId("m"), B, A, "Hetzelfde idee.", confirmed=ALL))
    words = plain(drawn_console(meeting)["balance"])
    assert "Uitvoering en Politiek over optie A" in words
    assert "Kwijtschelden Beleid : 1 tekst" in words


def test_of_an_option_with_an_outcome_nobody_is_asked_any_more(drawn_console: Regions) -> None:
    meeting = argued()
    assert "over optie A" in plain(drawn_console(meeting)["balance"])
    meeting.go("decide")
    meeting.settle(A)
    words = plain(drawn_console(meeting)["balance"])
    assert "over optie A" not in words
    assert "over optie B" in words
    assert "Elke optie heeft een uitkomst" not in words
    for option in meeting.state.options_of(meeting.state.board().id)[1:]:
        meeting.settle(option.id)
    words = plain(drawn_console(meeting)["balance"])
    assert "Elke optie heeft een uitkomst" in words
    assert "over optie" not in words


# == groups, and one thing on every screen ==


def grouped() -> Meeting:
    meeting = full()
    meeting.go("explore")
    first = meeting.write(meeting.join(POLICY), "Bang voor de brief")
    second = meeting.write(meeting.join(POLITICS), "Nooit meer aanvragen")
    meeting.write(meeting.join(POLITICS), "Iets anders", pole=Pole.B)
    meeting.reveal()
    meeting.do(c.GroupCards(GroupId("g"), (first, second)))
    return meeting


def test_texts_of_a_group_stand_together_and_can_get_a_name(
    drawn_console: Regions, shown_console: Page
) -> None:
    meeting = grouped()
    html = drawn_console(meeting)["board"]
    bundle = html.split('class="bundle')[1].split("</section>")[0]
    assert "Bang voor de brief" in bundle
    assert "Nooit meer aanvragen" in bundle
    assert "Iets anders" not in bundle
    assert "Geef een naam" in bundle
    form = flat(shown_console(meeting, option="g"))
    assert 'action="name-group"' in form
    meeting.do(c.NameGroup(GroupId("g"), HOSTILE))
    assert "<script>alert" not in drawn_console(meeting)["board"]
    assert "Hernoem" in drawn_console(meeting)["board"]


def place(html: str) -> str:
    """The part in which a text gets a group."""
    return flat(html).split('<div id="place"')[1].split("</section>")[0]


def test_a_text_can_be_put_with_a_group_of_its_own_side_or_option_alone(
    looks: Looks, shown_console: Page
) -> None:
    meeting = grouped()
    texts = {x.text: x.id for x in meeting.state.contributions.values()}
    here, there = texts["Nooit meer aanvragen"], texts["Iets anders"]
    meeting.do(c.UngroupCards((here,)))
    for text, offered in ((here, True), (there, False)):
        menu = console_texts.menu(looks, "nl", meeting.state, TID, text, None, alone=True)
        assert (f"option={text}&amp;part=place" in menu) is offered
    form = place(shown_console(meeting, option=here))
    assert 'name="group" value="g">Bang voor de brief<' in form  # no name: its first text
    meeting.do(c.NameGroup(GroupId("g"), HOSTILE))
    assert "<script>alert" not in place(shown_console(meeting, option=here))
    assert " hidden" in place(shown_console(meeting, option=there)).split(">")[0]
    meeting.do(c.GroupCards(GroupId("new"), (here,), group=GroupId("g")))
    assert " hidden" in place(shown_console(meeting, option=here)).split(">")[0]


def test_a_hidden_text_is_not_in_the_form_that_puts_it_with_a_group(shown_console: Page) -> None:
    meeting = grouped()
    meeting.do(c.OpenRound(RoundId("later")))
    hidden = meeting.write(meeting.join(POLICY), "Dit is nog van niemand")
    assert "Dit is nog van niemand" not in shown_console(meeting, option=hidden)


def test_the_console_grows_with_its_texts_and_its_groups_not_with_both_at_once(
    drawn_console: Regions,
) -> None:
    def size(texts: int) -> int:
        meeting = full()
        meeting.go("explore")
        phone = meeting.join(POLICY)
        made = [meeting.write(phone, f"Tekst {n}") for n in range(texts)]
        meeting.reveal()
        for text in made[: texts // 2]:
            meeting.group(text)
        return len(drawn_console(meeting)["board"])

    assert size(60) < 5 * size(15)


def test_who_was_heard_is_counted_in_one_go(drawn_console: Regions) -> None:
    def work(options: int) -> int:
        meeting = argued()
        phone = meeting.join(POLICY)
        for n in range(options):
            option = meeting.add_option(LEADER, f"Optie nummer {n}")
            for k in range(5):
                meeting.argue(phone, option, f"Tekst {n} {k}")
        return calls(lambda: console_heard.balance(meeting.state))

    assert work(32) < 6 * work(8)


def test_what_every_screen_shows_is_said_and_taken_back_with_one_tap(
    drawn_console: Regions,
) -> None:
    meeting = grouped()
    assert "loopt mee" in plain(drawn_console(meeting)["projector"])
    shown = next(iter(meeting.state.contributions))
    meeting.do(c.Focus(contribution=shown))
    html = drawn_console(meeting)["projector"]
    assert "Bang voor de brief" in html
    assert "Haal uit beeld" in plain(html)
    meeting.do(c.HoldBack(shown))
    assert "Bang voor de brief" not in drawn_console(meeting)["projector"]


def test_it_is_said_of_which_option_the_picture_is_on_every_screen(drawn_console: Regions) -> None:
    meeting = grouped()
    meeting.go("weigh")
    meeting.do(c.ShowPicture(A))
    html = drawn_console(meeting)["projector"]
    assert "In beeld: “A. " in plain(html)
    assert "Haal uit beeld" not in plain(html)  # nobody put it there: it comes with the step


def test_a_frozen_projector_is_the_main_thing_to_see(drawn_console: Regions) -> None:
    meeting = grouped()
    meeting.do(c.FreezeScreen())
    html = drawn_console(meeting)["projector"]
    assert "staat stil" in plain(html)
    assert 'action="unfreeze-screen"' in html
    assert "btn--main" in html


# == merging, consent, reservations ==


def test_a_merged_option_says_where_it_went_and_can_come_back(drawn_console: Regions) -> None:
    meeting = argued()
    merge = c.MergeOption(OutcomeId("m"), B, A, "Hetzelfde idee.", confirmed=ALL)
    meeting.do(merge)
    html = drawn_console(meeting)["options"]
    assert "gaat verder in optie A" in plain(html)
    assert "Hierin opgegaan: B. Betaalregeling" in plain(html)
    assert 'action="withdraw-outcome"' in html


def test_the_form_to_merge_offers_the_others_and_asks_about_who_was_not_heard(
    shown_console: Page,
) -> None:
    form = flat(shown_console(argued(), option=B)).split('id="merge"')[1].split("</section>")[0]
    assert 'value="d1-a"' in form
    assert form.count('value="d1-b"') == 1  # itself, and not to choose
    for perspective in ALL:
        assert f'name="confirmed" value="{perspective}"' in form


def test_consent_is_the_facilitators_until_shown_and_worries_stand_with_it(
    drawn_console: Regions,
) -> None:
    meeting = full()
    meeting.go("decide")
    found = meeting.propose(A)
    meeting.do(c.GiveConsent(found, Stance.LIVE_WITH, "De wachttijd."), meeting.join(POLICY))
    html = drawn_console(meeting)["proposal"]
    assert "Alleen jij ziet dit nog" in plain(html)
    assert "Zorg: De wachttijd." in plain(html)
    meeting.do(c.ShowConsent(found))
    html = drawn_console(meeting)["proposal"]
    assert "De zaal ziet deze instemming" in plain(html)
    assert "show-consent" not in html


def test_a_reservation_in_other_words_keeps_what_it_said_first(
    drawn_console: Regions, shown_console: Page
) -> None:
    meeting = full()
    meeting.go("decide")
    found = meeting.propose(A)
    meeting.do(c.GiveConsent(found, Stance.OBJECT, "Mag niet."), meeting.join(POLICY))
    meeting.do(c.RecordOutcome(found))
    form = flat(shown_console(meeting, option=f"{found}.0"))
    assert 'action="word-reservation"' in form
    assert "Mag niet." in form
    meeting.do(c.WordReservation(found, 0, "De wet moet eerst anders."))
    words = plain(drawn_console(meeting)["outcomes"])
    assert "De wet moet eerst anders." in words
    assert "Stond er eerst: Mag niet." in words
    for nowhere in ("9" * 5000, "-1", "1", "x"):
        shown = flat(shown_console(meeting, option=f"{found}.{nowhere}"))
        assert 'action="add-reservation"' in shown
    more = flat(shown_console(meeting, option=found))
    assert 'action="add-reservation"' in more


# == paper ==


def test_cards_to_print_ask_what_the_step_asks(looks: Looks) -> None:
    meeting = full()
    meeting.go("explore")
    for language in LANGUAGES:
        html = paper.cards(looks, language, meeting.state)
        for perspective in ALL:
            assert f'id="blad-{perspective}"' in html
        assert html.count("<article") % 4 == 0
        assert "Maatwerk" in html
    meeting.go("options")
    assert '<span class="tick">A</span>' in paper.cards(looks, "nl", meeting.state)


def test_paper_cards_are_typed_in_with_a_row_each(shown_console: Page) -> None:
    meeting = full()
    meeting.go("explore")
    html = flat(shown_console(meeting)).split('id="paper"')[1]
    assert 'name="text-1"' in html
    assert 'name="pole-8"' in html
    meeting.go("options")
    html = flat(shown_console(meeting)).split('id="paper"')[1]
    assert 'name="option-1"' in html
