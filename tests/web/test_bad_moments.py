"""A form whose moment is over is refused in one sentence, and what was typed stays.

Each of these holds with htmx, which swaps a part of the page, and without any script.
"""

import pytest

from tests.web.driving import THREE, WORDS, Trialogue
from tests.web.screens import Person, form_on, said

TEXT = "Aan de balie zien we dit elke week"


@pytest.mark.parametrize(
    ("step", "query", "command", "typed", "kept", "later"),
    [
        ("options", {"option": "0"}, "contribute", {"kind": "for", "text": TEXT}, [TEXT], "weigh"),
        (
            "options",
            {"new": "option"},
            "add-option",
            {"title": "Mijn eigen optie", "detail": TEXT},
            ["Mijn eigen optie", TEXT],
            "weigh",
        ),
        ("weigh", {"option": "0"}, "rate", {"c-values": "2"}, [], "decide"),
        ("decide", {}, "give-consent", {"stance": "object", "why": TEXT}, [TEXT], "read_back"),
        ("read_back", {}, "answer-read-back", {"reads": "no", "remark": TEXT}, [TEXT], "explore"),
    ],
)
def test_a_form_of_a_step_that_is_over_is_refused_and_its_words_stay(
    it: Trialogue,
    me: Person,
    *,
    step: str,
    query: dict[str, str],
    command: str,
    typed: dict[str, str],
    kept: list[str],
    later: str,
) -> None:
    it.go(step)
    if step == "decide":
        it.ok("propose-outcome", option=it.options[0], kind="rejected", confirmed=THREE, **WORDS)
    at = it.board(**{k: it.options[0] if v == "0" else v for k, v in query.items()})
    page = me.open(at)
    it.go(later)
    before = it.state.seq
    seen = me.send_from(page, at, form_on(page, command), **typed)
    assert seen.status == 409
    assert said("not_this_step") in seen.banners
    assert seen.keeps(*kept)
    assert seen.form_stands is me.script, "with a script the form itself stays"
    assert it.state.seq == before


@pytest.mark.parametrize(
    ("step", "command", "typed", "kept"),
    [
        ("options", "contribute", {"perspective": "policy", "kind": "for", "text": TEXT}, [TEXT]),
        ("options", "reword-option", {"title": "Anders gezegd"}, ["Anders gezegd"]),
        (
            "decide",
            "propose-outcome",
            {**WORDS, "kind": "rejected"},
            [WORDS["reason"], WORDS["reopen"]],
        ),
        ("read_back", "add-correction", {"text": TEXT}, [TEXT]),
    ],
)
def test_a_form_of_the_console_that_is_over_is_refused_and_its_words_stay(
    it: Trialogue,
    me: Person,
    lead: Person,
    *,
    step: str,
    command: str,
    typed: dict[str, str],
    kept: list[str],
) -> None:
    it.go(step)
    page = lead.open(it.console)
    it.ok("close-trialogue")
    seen = lead.send_from(page, it.console, form_on(page, command), **typed)
    assert seen.status == 409
    assert said("closed") in seen.banners
    assert seen.keeps(*kept)
    assert seen.form_stands is lead.script, "with a script the form itself stays"


def test_an_argument_for_an_option_that_is_not_there_is_refused_and_stays(
    it: Trialogue, me: Person
) -> None:
    it.go("options")
    at = it.board(option=it.options[0])
    page = me.open(at)
    wrong = {"option": "nothing", "view": "nothing"}
    seen = me.send_from(page, at, form_on(page, "contribute"), kind="for", text=TEXT, **wrong)
    assert seen.status == 422
    assert said("unknown_option") in seen.banners
    assert seen.keeps(TEXT)
    assert not it.state.contributions


def test_a_rating_of_nothing_or_with_an_unknown_sign_is_refused(it: Trialogue, me: Person) -> None:
    it.go("weigh")
    at = it.board(option=it.options[0])
    for typed, status, code in (
        ({}, 409, "rating_missing"),
        ({"c-values": "3"}, 422, "unknown_rating"),
    ):
        seen = me.send(at, "rate", **typed)
        assert seen.status == status
        assert said(code) in seen.banners
        # Taps are answered in one line: the whole page must not be put there.
        assert seen.fresh.tag != "#fresh" or seen.fresh.find(id="ratings") is None


def test_a_rating_of_an_option_that_was_decided_meanwhile_says_so(
    it: Trialogue, me: Person
) -> None:
    it.go("weigh")
    at = it.board(option=it.options[0])
    page = me.open(at)
    it.go("decide")
    it.ok("propose-outcome", option=it.options[0], kind="rejected", confirmed=THREE, **WORDS)
    it.ok("record-outcome", outcome=it.state.options[it.options[0]].outcome)
    it.go("weigh")
    seen = me.send_from(page, at, form_on(page, "rate"), **{"c-values": "1"})
    assert seen.status == 409
    assert said("decided") in seen.banners


def test_recognising_a_text_that_was_taken_off_the_board_says_so(it: Trialogue, me: Person) -> None:
    it.go("explore")
    me.send(it.board(), "contribute", text=TEXT, kind="signal", pole="a")
    it.ok("reveal", round=str(it.state.round))
    (text,) = it.state.contributions
    page = me.open(it.board())
    it.ok("hold-back", contribution=text)
    seen = me.press(page, it.board(), page.get(id="recognise"), contribution=text)
    assert seen.status == 409
    assert said("unknown_contribution") in seen.banners


def test_a_text_that_everybody_saw_can_not_be_changed_and_the_new_words_stay(
    it: Trialogue, me: Person
) -> None:
    it.go("explore")
    me.send(it.board(), "contribute", text="zoals het was", kind="signal", pole="a")
    page = me.open(it.board())
    it.ok("reveal", round=str(it.state.round))
    seen = me.send_from(page, it.board(), form_on(page, "reword-contribution"), text=TEXT)
    assert seen.status == 422
    assert said("already_seen") in seen.banners
    assert seen.keeps(TEXT)
    taken = me.send_from(page, it.board(), form_on(page, "withdraw-contribution"))
    assert taken.status == 422
    assert said("already_seen") in taken.banners
    (text,) = it.state.contributions.values()
    assert (text.text, text.withdrawn) == ("zoals het was", False)


@pytest.mark.parametrize("later", ["close-round", "reveal", "options"])
def test_a_text_that_comes_after_its_round_is_kept_and_the_writer_is_told(
    it: Trialogue, me: Person, later: str
) -> None:
    it.go("explore")
    page = me.open(it.board())
    if later == "options":
        it.go("options")
    else:
        it.ok(later, round=str(it.state.round))
    form = form_on(page, "contribute")
    seen = me.send_from(page, it.board(), form, text=TEXT, kind="signal", pole="a")
    assert seen.status == 409
    assert said("came_late") in seen.banners
    (kept,) = it.state.contributions.values()
    assert (kept.text, kept.late, kept.admitted) == (TEXT, True, False)
    if later != "options":
        mine = me.open(it.board()).get(id="mine")
        assert TEXT in mine.words
        assert "Nagekomen" in mine.words


def test_words_on_paper_that_are_typed_in_after_their_round_stand_in_it(
    it: Trialogue, me: Person, lead: Person
) -> None:
    it.go("explore")
    page = lead.open(it.console)
    it.ok("close-round", round=str(it.state.round))
    typed = {"perspective": "politics", "kind": "signal", "pole": "a", "text": TEXT}
    seen = lead.send_from(page, it.console, form_on(page, "contribute"), **typed)
    assert seen.status == 200
    (kept,) = it.state.contributions.values()
    assert (kept.text, kept.late, it.state.visible(kept)) == (TEXT, False, False)
    it.ok("reveal", round=str(it.state.round))
    assert it.state.visible(it.state.contributions[kept.id])
    it.ok("contribute", dilemma=it.dilemma, round=kept.round, **{**typed, "text": "later"})
    late = list(it.state.contributions.values())[-1]
    assert (late.late, it.state.visible(late)) == (True, True), "the room has seen the others"


def test_a_button_that_can_not_be_pressed_now_is_answered_in_the_banner(
    it: Trialogue, me: Person, lead: Person
) -> None:
    at = f"/t/{it.id}/lead"
    page = lead.open(at)
    it.ok("close-trialogue")
    seen = lead.send_from(page, at, form_on(page, "close-door"))
    assert seen.status == 409
    assert said("closed") in seen.banners


def test_going_on_without_a_perspective_has_to_be_confirmed(it: Trialogue, lead: Person) -> None:
    it.join("policy")
    at = f"/t/{it.id}/lead"
    page = lead.open(at)
    form = form_on(page.get(id="next"), "move-to")
    seen = lead.send_from(page, at, form)
    assert seen.status == 422
    assert said("perspective_absent", perspectives="uitvoering en politiek") in seen.banners
    assert it.state.phase == "gather"
    assert "banner--error" not in seen.raw.text, "while people come in, it is no mistake"
    assert lead.send_from(page, at, form, absent="1").status in {200, 204}
    assert set(it.state.absent) == {"implementation", "politics"}


def test_a_phone_of_which_the_trialogue_is_closed_keeps_its_words_on_the_screen(
    it: Trialogue, me: Person, script: bool
) -> None:
    it.go("options")
    at = it.board(option=it.options[0])
    page = me.open(at)
    it.ok("close-trialogue")
    seen = me.send_from(page, at, form_on(page, "contribute"), kind="for", text=TEXT)
    assert seen.status == 404
    if script:
        assert seen.raw.headers["hx-reswap"] == "none"
        assert seen.keeps(TEXT)
    else:
        assert "is de trialoog gesloten" in seen.news
