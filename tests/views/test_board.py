"""The phone: one clear thing at a time, in every step, for every perspective."""

import re
from datetime import date

import pytest

from tests.core.playing import (
    IMPLEMENTATION,
    NOTHING,
    POLICY,
    POLITICS,
    A,
    B,
    Meeting,
    start,
)
from tests.views.seeing import CODE, STEPS, TID, asking, flat, mine_of, page, part, plain
from trialoog.core import commands as c
from trialoog.core.state import State
from trialoog.core.words import Kind, OutcomeKind, Perspective, Stance
from trialoog.views import board, board_answers
from trialoog.views.board_mine import Mine
from trialoog.views.forms import Form
from trialoog.views.looks import LANGUAGES, Looks

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def at(step: str, seats: int = 3) -> Meeting:
    meeting = start()
    meeting.join_all(seats)
    if step != "gather":
        meeting.go(step)
    return meeting


# == every step ==


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("perspective", Perspective)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_has_a_page_for_every_perspective(
    looks: Looks, step: str, perspective: Perspective, language: str
) -> None:
    meeting = at(step)
    html = page(looks, meeting, meeting.join(perspective), language=language)
    html, _, kept = html.partition("<template data-closed>")  # for when the meeting closes
    assert html.count("<h1") == kept.count("<h1") == 1
    assert html.count("<main") == kept.count("<main") == 1
    assert f'hx-ws:connect="/t/{TID}/live?epoch="' in html
    assert f'data-p="{perspective}"' in html
    ids = re.findall(r'\bid="([^"]+)"', flat(html))
    assert len(ids) == len(set(ids))
    for label in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', flat(html)):
        assert set(label.split()) <= set(ids)
    for name in re.findall(r'<label for="([^"]+)"', flat(html)):
        assert name in ids


@pytest.mark.parametrize("step", STEPS)
def test_every_form_says_where_it_goes_and_works_without_a_script(looks: Looks, step: str) -> None:
    meeting = at(step)
    for form in re.findall(r"<form[^>]*>", page(looks, meeting, meeting.join(POLICY))):
        assert 'method="post"' in form
        assert re.search(rf'action="/t/{TID}/[a-z-]+"', form)


def test_each_perspective_gets_its_own_question(looks: Looks) -> None:
    meeting = at("explore")
    phase = meeting.state.now_at
    for perspective in (POLICY, IMPLEMENTATION, POLITICS):
        text = plain(page(looks, meeting, meeting.join(perspective)))
        assert phase.prompts[perspective] in text


def test_the_content_is_the_part_of_the_page_between_header_and_footer(looks: Looks) -> None:
    meeting = at("explore")
    phone = meeting.join(POLICY)
    content = board.content(looks, "nl", meeting.state, asking(meeting, phone))
    assert content in page(looks, meeting, phone)
    assert content.lstrip().startswith('<main id="inhoud"')


# == joining ==


def join(looks: Looks, state: State, form: Form | None = None) -> str:
    return board.join_page(looks, "nl", state, CODE, form or Form(key="key"))


def test_the_three_stand_in_their_order_and_guests_after_them(looks: Looks) -> None:
    html = join(looks, start().state)
    found = re.findall(r'name="perspective" value="(\w+)"', flat(html))
    assert found == [p.value for p in start().state.at_table]
    assert found[:3] == ["policy", "implementation", "politics"]


def test_who_will_see_it_is_said_before_anything_is_written(looks: Looks) -> None:
    state = start().state
    text = plain(join(looks, state))
    assert state.promise in text
    for rule in state.script.ground_rules:
        assert rule in text


def test_nothing_is_chosen_for_somebody(looks: Looks) -> None:
    meeting = at("explore")
    assert " checked" not in join(looks, start().state)
    assert " checked" not in page(looks, meeting, meeting.join(POLICY))


def test_an_error_stands_beside_its_field(looks: Looks) -> None:
    form = Form(key="k", values={"rules": "1"}, errors={"perspective": "Kies een perspectief."})
    html = join(looks, start().state, form)
    assert 'id="perspective-error"' in html
    assert 'aria-describedby="perspective-error"' in html
    assert re.search(r'name="rules"[^>]* checked', flat(html))


@pytest.mark.parametrize("how", ["door", "closed", "draft"])
def test_a_closed_door_is_told_kindly_and_without_a_form(looks: Looks, how: str) -> None:
    meeting = start()
    if how == "door":
        meeting.do(c.CloseDoor())
    if how == "closed":
        meeting.close()
    html = join(looks, State() if how == "draft" else meeting.state)
    assert "<form" not in html
    assert "<h1" in html


@pytest.mark.parametrize(("seats", "told"), [(1, True), (2, True), (3, False)])
def test_a_group_of_one_or_two_is_told_honestly(looks: Looks, seats: int, told: bool) -> None:
    meeting = start()
    phones = [meeting.join(POLITICS) for _ in range(seats)]
    for step in STEPS:
        if step != "gather":
            meeting.go(step)
        text = plain(page(looks, meeting, phones[0]))
        assert ("kunnen raden wat jij schreef" in text) is told
        assert ("Woo-verzoek" in text) is told


# == writing ==


def test_a_round_asks_for_a_side_a_kind_and_a_text(looks: Looks) -> None:
    meeting = at("explore")
    form = part(page(looks, meeting, meeting.join(POLICY)), "write")
    assert re.findall(r'name="pole" value="(\w)"', flat(form)) == ["a", "b"]
    kinds = [kind.value for kind in meeting.state.now_at.kinds]
    assert re.findall(r'name="kind" value="(\w+)"', flat(form)) == kinds
    assert f'name="round" value="{meeting.state.round}"' in form
    assert 'maxlength="5000"' in form
    assert "data-draft" in form


def test_without_an_open_round_the_phone_says_so_calmly(looks: Looks) -> None:
    meeting = at("explore")
    phone = meeting.join(POLICY)
    assert meeting.state.round is not None
    meeting.do(c.CloseRound(meeting.state.round))
    html = page(looks, meeting, phone)
    assert "De ronde is dicht" in html
    assert 'id="write"' not in html


def test_own_texts_say_how_they_stand(looks: Looks) -> None:
    meeting = at("explore")
    phone = meeting.join(POLICY)
    sent, gone = meeting.write(phone, "Eerste tekst"), meeting.write(phone, "Tweede tekst")
    meeting.do(c.WithdrawContribution(gone), phone)
    mine = part(page(looks, meeting, phone), "mine")
    assert "Verstuurd" in mine
    assert "Teruggetrokken" in mine
    assert mine.count("reword-contribution") == 2  # action and hx-post of the one form
    assert f'value="{sent}"' in mine
    assert meeting.state.round is not None
    meeting.do(c.CloseRound(meeting.state.round))
    meeting.write(phone, "Derde tekst")
    assert "Nagekomen" in part(page(looks, meeting, phone), "mine")
    meeting.reveal()
    shown = part(page(looks, meeting, phone), "mine")
    assert "Op het bord" in shown


def test_a_refused_change_stays_with_its_own_text(looks: Looks) -> None:
    meeting = at("explore")
    phone = meeting.join(POLICY)
    made = meeting.write(phone, "Eerste tekst")
    form = Form(
        key="k",
        values={"contribution": made, "text": "Getypt", "kind": "fact"},
        errors={"text": "Schrijf eerst iets op."},
    )
    html = page(looks, meeting, phone, form=form)
    assert "Schrijf eerst iets op." in part(html, "mine")
    assert "Getypt" in part(html, "mine")
    assert "Schrijf eerst iets op." not in part(html, "act")
    assert "Getypt" not in part(html, "act")


def test_a_refused_text_is_kept_with_the_sentence_beside_it(looks: Looks) -> None:
    meeting = at("explore")
    form = Form(
        key="k",
        values={"text": "Mijn lange tekst", "kind": "fact", "pole": "b"},
        errors={"kind": "Kies wat het is."},
    )
    act = part(page(looks, meeting, meeting.join(POLICY), form=form), "act")
    assert "Mijn lange tekst" in act
    assert re.search(r'name="pole" value="b"[^>]* checked', flat(act))
    assert 'id="kind-error"' in act


def test_after_the_reveal_a_text_can_be_recognised_with_one_button(looks: Looks) -> None:
    meeting = at("explore")
    made = meeting.write(meeting.join(POLICY), "Dit zag ik", kind=Kind.FACT, source="Het register")
    meeting.reveal()
    meeting.do(c.Recognise(made), meeting.join(POLITICS))
    html = part(page(looks, meeting, meeting.join(IMPLEMENTATION)), "board")
    assert f'data-recognise="{made}"' in html
    assert 'form="recognise" name="contribution"' in " ".join(html.split())
    assert 'aria-pressed="false"' in html
    assert "Het register" in html
    assert "Herkend: politiek" in plain(html)


# == options and ratings ==


def test_after_the_reveal_nobody_is_asked_to_write_any_more(looks: Looks) -> None:
    meeting = at("explore")
    phone = meeting.join(POLICY)
    asked = meeting.state.now_at.prompts[POLICY]
    assert asked in plain(part(page(looks, meeting, phone), "act"))
    meeting.reveal()
    assert asked not in plain(part(page(looks, meeting, phone), "act"))


def test_an_option_shows_who_said_something_and_not_how_many(looks: Looks) -> None:
    meeting = at("options")
    phone = meeting.join(POLICY)
    meeting.argue(phone, A, "Eerste")
    once = page(looks, meeting, phone)
    assert "Zei al iets: Beleid" in plain(once)
    html = page(looks, meeting, phone, option=A)
    assert 'data-at="A"' in html
    assert f'name="option" value="{A}"' in part(html, "act")
    assert 'name="round"' not in part(html, "act")


def test_adding_an_option_is_a_page_of_its_own(looks: Looks) -> None:
    meeting = at("options")
    phone = meeting.join(POLICY)
    assert 'action="/t/t1/add-option"' in page(looks, meeting, phone, new=True)
    meeting.go("weigh")
    assert "add-option" not in page(looks, meeting, phone, new=True)


def test_rating_starts_at_the_first_option_that_waits(looks: Looks) -> None:
    meeting = at("weigh")
    phone = meeting.join(POLICY)
    assert "Optie A, 1 van 3" in plain(page(looks, meeting, phone))
    meeting.rate(phone, A, cost=2, time=None)
    html = page(looks, meeting, phone)
    assert "Optie B, 2 van 3" in plain(html)
    first = page(looks, meeting, phone, option=A)
    assert re.search(r'name="c-cost" value="2"[^>]* checked', flat(first))
    assert re.search(r'name="c-time" value="unknown"[^>]* checked', flat(first))
    assert "2 van 6 ingevuld" in plain(part(first, "saved"))


def test_saved_is_what_the_page_shows(looks: Looks) -> None:
    meeting = at("weigh")
    phone = meeting.join(POLICY)
    meeting.rate(phone, A, cost=1)
    mine = mine_of(meeting.state, phone)
    saved = board_answers.saved(looks, "nl", meeting.state, mine, A)
    assert saved.strip() in page(looks, meeting, phone, option=A)


def test_who_rated_all_sees_how_far_everything_is(looks: Looks) -> None:
    meeting = at("weigh")
    phone = meeting.join(POLICY)
    for option in (A, B, NOTHING):
        meeting.rate(phone, option, cost=0)
    text = plain(page(looks, meeting, phone))
    assert "Jouw waardering" in text
    assert text.count("1 van 6") == 3


def test_the_picture_comes_to_the_phones_once_it_is_shown(looks: Looks) -> None:
    meeting = at("weigh")
    phone, other = meeting.join(POLICY), meeting.join(POLITICS)
    meeting.rate(phone, A, cost=2)
    meeting.rate(other, A, cost=-2)
    assert "Grootste verschil" not in page(looks, meeting, phone)
    meeting.do(c.ShowPicture(A))
    assert "Grootste verschil" in part(page(looks, meeting, phone), "board")


# == outcomes, consent and reading back ==


def test_consent_asks_three_things_and_a_reason_for_one(looks: Looks) -> None:
    meeting = at("decide")
    phone = meeting.join(POLICY)
    assert "give-consent" not in page(looks, meeting, phone)
    outcome = meeting.propose(A)
    form = part(page(looks, meeting, phone), f"consent-{outcome}")
    assert re.findall(r'name="stance" value="(\w+)"', flat(form)) == [
        "support",
        "live_with",
        "object",
    ]
    assert meeting.state.outcomes[outcome].reason in form
    meeting.do(c.GiveConsent(outcome, Stance.LIVE_WITH), phone)
    form = part(page(looks, meeting, phone), f"consent-{outcome}")
    assert re.search(r'value="live_with"[^>]* checked', flat(form))
    meeting.do(c.RecordOutcome(outcome))
    assert "give-consent" not in page(looks, meeting, phone)


@pytest.mark.parametrize(("seats", "quoted"), [(2, False), (3, True)])
def test_who_objects_hears_before_whether_the_words_will_be_public(
    looks: Looks, seats: int, quoted: bool
) -> None:
    meeting = at("decide", seats=0)
    phone, *_ = [meeting.join(POLICY) for _ in range(seats)]
    meeting.propose(A)
    told = "alleen dat jullie een voorbehoud maakten, zonder je woorden" in page(
        looks, meeting, phone
    )
    assert told is not quoted


def test_the_record_of_an_outcome_is_whole(looks: Looks) -> None:
    meeting = at("decide")
    phone = meeting.join(POLICY)
    outcome = meeting.propose(
        A,
        conditions=("Genoeg mensen",),
        assumptions=("Vierduizend gevallen",),
        review=date(2027, 10, 1),
        says={POLITICS: "Wij kijken mee"},
    )
    meeting.do(c.GiveConsent(outcome, Stance.OBJECT, "Het duurt te lang"), phone)
    meeting.do(c.RecordOutcome(outcome))
    meeting.settle(B, kind=OutcomeKind.REJECTED)
    text = plain(part(page(looks, meeting, phone), "board"))
    for words in (
        "Gekozen",
        "Het duurt langer.",
        "Genoeg mensen",
        "Vierduizend gevallen",
        "1 oktober 2027",
        "Wij kijken mee",
        "Het duurt te lang",
        "Afgevallen",
        "Wanneer we dit opnieuw bekijken",
        "Nog geen uitkomst",
    ):
        assert words in text


def test_reading_back_goes_option_by_option(looks: Looks) -> None:
    meeting = start()
    meeting.join_all()
    phone = meeting.join(POLICY)
    meeting.settle_all()
    meeting.go("read_back")
    meeting.do(c.AddCorrection(A, "Bedoeld is iets anders"))
    html = page(looks, meeting, phone)
    assert html.index("Bedoeld is iets anders") < html.index('id="read-back"')
    assert f'name="option" value="{A}"' in part(html, "read-back")
    for option in (A, B, NOTHING):
        meeting.do(c.AnswerReadBack(option, reads=option != B, remark="Dit klopt niet"), phone)
    assert "Je hebt alles gelezen" in page(looks, meeting, phone)


@pytest.mark.parametrize("command", [c.Adjourn(), c.CloseTrialogue()])
def test_the_end_is_a_friendly_page_without_forms(looks: Looks, command: c.Command) -> None:
    meeting = at("explore")
    phone = meeting.join(POLICY)
    meeting.do(command)
    act = part(page(looks, meeting, phone), "act")
    assert "<h1" in act
    assert "<form" not in act
    nobody = board.Phone(TID, CODE, None, Mine(), Form())
    gone = board.page(looks, "nl", meeting.state, nobody, now=meeting.now)
    assert "<h1" in gone
