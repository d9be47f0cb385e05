"""What goes wrong in a form is said in one plain sentence, and nothing that was typed is lost.

Each of these holds with htmx, which swaps a part of the page, and without any script.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.web.driving import THREE, WORDS, Town, Trialogue, closed, started
from tests.web.screens import Person, Seen, form_on
from trialoog.cli import main
from trialoog.paths import SESSIONS
from trialoog.settings import Settings
from trialoog.views.messages import SENTENCES

LONG = "x" * 5001
TEXT = "Aan de balie zien we dit elke week"
TYPED = {"text", "source", "title", "detail", "why", "remark"}


@pytest.fixture(params=[True, False], ids=["htmx", "plain"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def it(place: Town) -> Trialogue:
    return started(place)


@pytest.fixture
def me(it: Trialogue, script: bool) -> Person:
    """A participant."""
    return Person(it.join("policy"), script)


@pytest.fixture
def phone(it: Trialogue) -> Person:
    """A participant, where it does not matter how a form is sent."""
    return Person(it.join("policy"), script=False)


@pytest.fixture
def others(it: Trialogue) -> None:
    """The other two perspectives are at the table as well."""
    it.join("implementation")
    it.join("politics")


@pytest.fixture
def lead(it: Trialogue, script: bool) -> Person:
    return Person(it.lead, script)


def board(it: Trialogue, **query: str) -> str:
    return f"/t/{it.id}" + "".join(f"?{name}={value}" for name, value in query.items())


def console(it: Trialogue) -> str:
    return f"/t/{it.id}/lead?option={it.options[0]}"


def said(code: str, **values: object) -> str:
    return SENTENCES[code] % values


def too_long(length: int, limit: int) -> str:
    return said("too_long", length=length, limit=limit)


# --- beside the field -----------------------------------------------------------------


CONTRIBUTIONS = [
    ({"text": "", "kind": "signal", "pole": "a"}, "text", said("text_missing")),
    ({"text": " \t\n ", "kind": "signal", "pole": "a"}, "text", said("text_missing")),
    ({"text": "\u200b\u200d", "kind": "signal", "pole": "a"}, "text", said("text_missing")),
    ({"text": LONG, "kind": "signal", "pole": "a"}, "text", too_long(5001, 5000)),
    ({"text": TEXT, "pole": "a"}, "kind", said("kind_missing")),
    ({"text": TEXT, "kind": "for", "pole": "a"}, "kind", said("kind_missing")),
    ({"text": TEXT, "kind": "king", "pole": "a"}, "kind", said("kind_missing")),
    ({"text": TEXT, "kind": "signal"}, "pole", said("pole_missing_choice")),
    ({"text": TEXT, "kind": "signal", "pole": "c"}, "pole", said("pole_missing_choice")),
    (
        {"text": TEXT, "kind": "signal", "pole": "a", "source": "s" * 501},
        "source",
        too_long(501, 500),
    ),
]
OPTIONS = [
    ({"title": "", "detail": TEXT}, "title", said("option_title_missing")),
    ({"title": "t" * 201, "detail": TEXT}, "title", too_long(201, 200)),
    (
        {"title": "niets doen: ALLES blijft zoals het is", "detail": TEXT},
        "title",
        said("option_already_there"),
    ),
    ({"title": "Korter", "detail": LONG}, "detail", too_long(5001, 5000)),
]
CONSENTS = [
    ({"why": TEXT}, "stance", said("stance_missing")),
    ({"why": TEXT, "stance": "love"}, "stance", said("stance_missing")),
    ({"stance": "object", "why": " "}, "why", said("why_missing")),
    ({"stance": "support", "why": LONG}, "why", too_long(5001, 5000)),
]
ANSWERS = [
    ({"remark": TEXT}, "reads", said("reads_missing")),
    ({"reads": "no", "remark": ""}, "remark", said("remark_missing")),
    ({"reads": "no", "remark": LONG}, "remark", too_long(5001, 5000)),
]


@pytest.mark.parametrize(
    ("step", "query", "command", "wrong"),
    [
        ("explore", {}, "contribute", CONTRIBUTIONS),
        ("options", {"new": "option"}, "add-option", OPTIONS),
        ("decide", {}, "give-consent", CONSENTS),
        ("read_back", {}, "answer-read-back", ANSWERS),
    ],
)
def test_what_a_phone_sends_that_can_not_be_taken_is_told_beside_the_field(
    it: Trialogue,
    me: Person,
    *,
    step: str,
    query: dict[str, str],
    command: str,
    wrong: list[tuple[dict[str, str], str, str]],
) -> None:
    it.go(step)
    if step == "decide":
        it.ok("propose-outcome", option=it.options[0], kind="rejected", confirmed=THREE, **WORDS)
    before = it.state.seq
    for typed, field, sentence in wrong:
        seen = me.send(board(it, **query), command, **typed)
        assert (seen.status, seen.beside(field)) == (422, sentence), typed
        assert seen.keeps(*(typed[name] for name in TYPED & set(typed))), typed
        chosen = {
            (e["name"], e["value"]) for e in seen.fresh.every("input") if "checked" in e.attrs
        }
        wanted = {(name, typed[name]) for name in set(typed) - TYPED}
        offered = {(e["name"], e["value"]) for e in seen.fresh.every("input")}
        assert wanted & offered <= chosen, typed
    assert it.state.seq == before


def test_exactly_five_thousand_characters_are_taken(it: Trialogue, me: Person) -> None:
    it.go("explore")
    lines = "é\r\n" * 2499 + "é."  # a line break counts as one character, as in the field
    seen = me.send(board(it), "contribute", text=lines, kind="signal", pole="a")
    assert seen.status == 200
    (made,) = it.state.contributions.values()
    assert len(made.text) == 5000


def test_a_change_to_a_text_that_can_not_be_taken_is_told_at_that_text(
    it: Trialogue, me: Person
) -> None:
    it.go("explore")
    for text in ("de eerste", "de tweede"):
        me.send(board(it), "contribute", text=text, kind="signal", pole="a")
    first, second = it.state.contributions
    seen = me.send(board(it), "reword-contribution", {"contribution": first}, text=LONG)
    assert seen.status == 422
    assert seen.beside("text") == too_long(5001, 5000)
    form = form_on(seen.fresh, "reword-contribution", contribution=first)
    assert LONG in form.words
    assert LONG not in form_on(seen.fresh, "reword-contribution", contribution=second).words
    assert "open" in next(e for e in seen.fresh.every("details") if form in e.all).attrs
    empty = me.send(board(it), "reword-contribution", {"contribution": second}, text=" ")
    assert (empty.status, empty.beside("text")) == (422, said("text_missing"))


# --- outcomes ---------------------------------------------------------------------------


def propose(it: Trialogue, lead: Person, **typed: str | Sequence[str]) -> Seen:
    it.go("decide")
    return lead.send(console(it), "propose-outcome", **typed)


def test_everything_that_is_wrong_with_an_outcome_is_told_at_once(
    it: Trialogue, me: Person, others: None, lead: Person
) -> None:
    seen = propose(it, lead, conditions="eerst een proef\ndaarna pas")
    assert seen.status == 422
    assert seen.beside("kind") == said("outcome_missing")
    assert seen.beside("reason") == said("reason_missing")
    assert seen.beside("reason_type") == said("reason_type_missing")
    assert seen.beside("confirmed") == said(
        "unheard", perspectives="beleid, uitvoering en politiek"
    )
    assert seen.keeps("eerst een proef", "daarna pas")
    assert not it.state.outcomes


@pytest.mark.parametrize("kind", ["rejected", "parked"])
def test_what_falls_or_waits_needs_a_reason_and_what_would_reopen_it(
    it: Trialogue, me: Person, others: None, lead: Person, kind: str
) -> None:
    seen = propose(it, lead, kind=kind, confirmed=THREE)
    assert seen.status == 422
    assert seen.beside("reason") == said("reason_missing")
    assert seen.beside("reopen") == said("reopen_missing")
    assert seen.fresh.find(id="downsides-error") is None
    assert not it.state.outcomes


def test_what_is_chosen_needs_its_downsides(
    it: Trialogue, me: Person, others: None, lead: Person
) -> None:
    typed: dict[str, str | Sequence[str]] = {
        "kind": "chosen",
        "reason": TEXT,
        "reason_type": "citizen",
        "confirmed": THREE,
        "assumptions": "het blijft zo",
        "review": "2027-01-31",
        "says-policy": "wij vinden dit goed",
    }
    seen = propose(it, lead, **typed)
    assert seen.status == 422
    assert seen.beside("downsides") == said("downsides_missing")
    assert seen.keeps(TEXT, "het blijft zo", "2027-01-31", "wij vinden dit goed")
    on = {(e["name"], e["value"]) for e in seen.fresh.every("input") if "checked" in e.attrs}
    assert on >= {("kind", "chosen"), *(("confirmed", p) for p in THREE)}
    assert seen.fresh.get(id="reason_type").get(selected="")["value"] == "citizen"
    assert not it.state.outcomes


@pytest.mark.parametrize("confirmed", [(), ("policy", "politics")])
def test_a_silence_has_to_be_confirmed_for_every_perspective(
    it: Trialogue, me: Person, others: None, lead: Person, confirmed: Sequence[str]
) -> None:
    seen = propose(it, lead, **{**WORDS, "kind": "rejected", "confirmed": confirmed})
    assert seen.status == 422
    missing = "uitvoering" if confirmed else "beleid, uitvoering en politiek"
    assert seen.beside("confirmed") == said("unheard", perspectives=missing)
    assert seen.keeps(WORDS["reason"], WORDS["reopen"])
    assert not it.state.outcomes


def test_a_field_of_an_outcome_that_can_not_be_taken_is_told_beside_it(
    it: Trialogue, me: Person, lead: Person
) -> None:
    for typed, field, sentence in (
        ({"review": "morgen"}, "review", said("not_a_date")),
        ({"review": "2026-02-30"}, "review", said("not_a_date")),
        ({"reason": LONG}, "reason", too_long(5001, 5000)),
        ({"downsides": "\n".join("abcdefghijklm")}, "downsides", said("too_many_lines", limit=12)),
        ({"downsides": "d" * 501}, "downsides", too_long(501, 500)),
        ({"says-policy": LONG}, "says-policy", too_long(5001, 5000)),
        ({"kind": "merged", "into": ""}, "into", said("into_missing")),
        ({"kind": "merged", "into": it.options[0]}, "into", said("into_missing")),
        ({"kind": "elaborate"}, "kind", said("outcome_missing")),
    ):
        seen = propose(it, lead, **{**WORDS, "kind": "chosen", "confirmed": THREE, **typed})
        assert (seen.status, seen.beside(field)) == (422, sentence), typed
        assert seen.keeps(*(t for n, t in typed.items() if n not in {"kind", "into"})), typed
    assert not it.state.outcomes


def test_what_a_facilitator_types_elsewhere_is_told_beside_the_field(
    it: Trialogue, me: Person, lead: Person
) -> None:
    at = f"/t/{it.id}/lead"
    it.go("explore")
    proxy = lead.send(at, "contribute", text=TEXT)
    assert (proxy.status, proxy.beside("perspective")) == (422, said("perspective_missing"))
    assert proxy.keeps(TEXT)
    it.go("options")
    added = lead.send(at, "add-option", title="", detail=TEXT)
    assert (added.status, added.beside("title")) == (422, said("option_title_missing"))
    assert added.keeps(TEXT)
    reworded = lead.send(console(it), "reword-option", title="", detail=TEXT)
    assert (reworded.status, reworded.beside("title")) == (422, said("option_title_missing"))
    assert reworded.keeps(TEXT)
    it.go("read_back")
    corrected = lead.send(at, "add-correction", text=" ")
    assert (corrected.status, corrected.beside("text")) == (422, said("text_missing"))
    named = lead.send(at, "name-spokesperson", {"perspective": "politics"}, office="n" * 201)
    assert (named.status, named.beside("office")) == (422, too_long(201, 200))
    assert named.keeps("n" * 201)


# --- not now, not there -------------------------------------------------------------------


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
    at = board(it, **{k: it.options[0] if v == "0" else v for k, v in query.items()})
    page = me.open(at)
    it.go(later)
    before = it.state.seq
    seen = me.send_from(page, at, form_on(page, command), **typed)
    assert seen.status == 409
    assert said("not_this_step") in seen.banners
    assert seen.keeps(*kept)
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
    page = lead.open(console(it))
    it.ok("close-trialogue")
    seen = lead.send_from(page, console(it), form_on(page, command), **typed)
    assert seen.status == 409
    assert said("closed") in seen.banners
    assert seen.keeps(*kept)


def test_an_argument_for_an_option_that_is_not_there_is_refused_and_stays(
    it: Trialogue, me: Person
) -> None:
    it.go("options")
    at = board(it, option=it.options[0])
    page = me.open(at)
    wrong = {"option": "nothing", "view": "nothing"}
    seen = me.send_from(page, at, form_on(page, "contribute"), kind="for", text=TEXT, **wrong)
    assert seen.status == 422
    assert said("unknown_option") in seen.banners
    assert seen.keeps(TEXT)
    assert not it.state.contributions


def test_a_rating_of_nothing_or_with_an_unknown_sign_is_refused(it: Trialogue, me: Person) -> None:
    it.go("weigh")
    at = board(it, option=it.options[0])
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
    at = board(it, option=it.options[0])
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
    me.send(board(it), "contribute", text=TEXT, kind="signal", pole="a")
    it.ok("reveal", round=str(it.state.round))
    (text,) = it.state.contributions
    page = me.open(board(it))
    it.ok("hold-back", contribution=text)
    seen = me.press(page, board(it), page.get(id="recognise"), contribution=text)
    assert seen.status == 409
    assert said("unknown_contribution") in seen.banners


def test_a_text_that_everybody_saw_can_not_be_changed_and_the_new_words_stay(
    it: Trialogue, me: Person
) -> None:
    it.go("explore")
    me.send(board(it), "contribute", text="zoals het was", kind="signal", pole="a")
    page = me.open(board(it))
    it.ok("reveal", round=str(it.state.round))
    seen = me.send_from(page, board(it), form_on(page, "reword-contribution"), text=TEXT)
    assert seen.status == 422
    assert said("already_seen") in seen.banners
    assert seen.keeps(TEXT)
    taken = me.send_from(page, board(it), form_on(page, "withdraw-contribution"))
    assert taken.status == 422
    assert said("already_seen") in taken.banners
    (text,) = it.state.contributions.values()
    assert (text.text, text.withdrawn) == ("zoals het was", False)


@pytest.mark.parametrize("later", ["close-round", "reveal", "options"])
def test_a_text_that_comes_after_its_round_is_kept_and_the_writer_is_told(
    it: Trialogue, me: Person, later: str
) -> None:
    it.go("explore")
    page = me.open(board(it))
    if later == "options":
        it.go("options")
    else:
        it.ok(later, round=str(it.state.round))
    form = form_on(page, "contribute")
    seen = me.send_from(page, board(it), form, text=TEXT, kind="signal", pole="a")
    assert seen.status == 409
    assert said("came_late") in seen.banners
    (kept,) = it.state.contributions.values()
    assert (kept.text, kept.late, kept.admitted) == (TEXT, True, False)
    if later != "options":
        mine = me.open(board(it)).get(id="mine")
        assert TEXT in mine.words
        assert "Nagekomen" in mine.words


def test_words_on_paper_that_come_after_their_round_are_kept_and_the_facilitator_is_told(
    it: Trialogue, me: Person, lead: Person
) -> None:
    it.go("explore")
    page = lead.open(console(it))
    it.ok("close-round", round=str(it.state.round))
    typed = {"perspective": "politics", "kind": "signal", "pole": "a", "text": TEXT}
    seen = lead.send_from(page, console(it), form_on(page, "contribute"), **typed)
    assert seen.status == 409
    assert said("came_late") in seen.banners
    (kept,) = it.state.contributions.values()
    assert (kept.text, kept.late) == (TEXT, True)


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
    assert lead.send_from(page, at, form, absent="1").status in {200, 204}
    assert set(it.state.absent) == {"implementation", "politics"}


def test_a_phone_of_which_the_trialogue_is_closed_keeps_its_words_on_the_screen(
    it: Trialogue, me: Person, script: bool
) -> None:
    it.go("options")
    at = board(it, option=it.options[0])
    page = me.open(at)
    it.ok("close-trialogue")
    seen = me.send_from(page, at, form_on(page, "contribute"), kind="for", text=TEXT)
    assert seen.status == 404
    if script:
        assert seen.raw.headers["hx-reswap"] == "none"
        assert seen.keeps(TEXT)
    else:
        assert "is de trialoog gesloten" in seen.news


# --- releasing ------------------------------------------------------------------------------


def test_a_weighing_with_an_open_option_is_not_published(place: Town, script: bool) -> None:
    it = closed(place, leave=1)
    lead = Person(it.lead, script)
    at = f"/t/{it.id}/weighing/{it.dilemma}"
    editor = lead.open(at)
    assert "Optie A heeft nog geen uitkomst." in editor.get(id="publish").words
    assert "aria-disabled" in editor.get(id="publish").every("button")[0].attrs
    # Somebody who sends it all the same:
    answer = it.lead.post(f"{at}/publish", data={"key": "k", "intro": TEXT})
    assert answer.status_code == 422
    assert said("option_open") in answer.text
    assert TEXT in answer.text
    assert not it.state.dilemmas[it.dilemma].publications


def test_a_formal_decision_that_can_not_be_taken_is_told_beside_the_field(place: Town) -> None:
    it = closed(place)
    lead = Person(it.lead, script=False)
    at = f"/t/{it.id}/weighing/{it.dilemma}"
    for typed, field, code in (
        ({"why": TEXT}, "decision", "decision_missing"),
        ({"decision": "follows", "why": TEXT}, "on", "decision_date_missing"),
        ({"decision": "departs", "on": "2026-12-01"}, "why", "decision_why_missing"),
        ({"decision": "follows", "on": "gisteren", "why": TEXT}, "on", "not_a_date"),
    ):
        seen = lead.send(at, "record-formal-decision", **typed)
        assert (seen.status, seen.beside(field)) == (422, said(code)), typed
        assert seen.keeps(*(t for t in typed.values() if t not in {"follows", "departs"}))
    assert it.state.dilemmas[it.dilemma].decision is None


# --- requests that no page of ours sends ------------------------------------------------------


def contribution(it: Trialogue) -> dict[str, str]:
    it.go("explore")
    base = {"dilemma": it.dilemma, "round": str(it.state.round), "pole": "a", "kind": "signal"}
    return {**base, "key": "k"}


def test_a_body_that_is_too_large_is_refused_in_plain_words(it: Trialogue, me: Person) -> None:
    it.go("explore")
    seen = me.send(board(it), "contribute", text="x" * 1_100_000, kind="signal", pole="a")
    assert seen.status == 413
    if me.script:
        assert seen.form_stands
    else:
        assert "Dit is te groot" in seen.news
    assert not it.state.contributions


def test_a_body_that_does_not_say_how_large_it_is_is_refused_as_well(place: Town) -> None:
    lead = place.sign_in()

    def endless() -> object:
        for _ in range(40):
            yield b"x" * 65536

    answer = lead.post(
        "/trialogues",
        content=endless(),  # type: ignore[arg-type]
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 413
    assert "Dit is te groot" in answer.text


def test_too_many_fields_are_refused_in_plain_words(it: Trialogue, phone: Person) -> None:
    fields = {f"field-{number}": "1" for number in range(401)}
    answer = phone.client.post(f"/t/{it.id}/contribute", data=fields)
    assert answer.status_code == 400
    assert "Er klopt iets niet in het formulier" in answer.text


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (b"caf\xe9 & co", "caf"),
        (b"%ff%fe%fdtekst", "tekst"),
        (b"ha%00l\x00lo", "hallo"),
        (b"%ED%A0%80half", "half"),
        (b"a%0D%0A%1B%5B31mb", "a\n[31mb"),
    ],
)
def test_what_is_not_a_text_is_made_one_or_refused(
    it: Trialogue, phone: Person, content: bytes, read: str
) -> None:
    base = "&".join(f"{k}={v}" for k, v in contribution(it).items())
    answer = phone.client.post(
        f"/t/{it.id}/contribute",
        content=f"{base}&text=".encode() + content,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 303
    (made,) = it.state.contributions.values()
    assert read in made.text
    assert not any(ord(c) < 32 and c not in "\n\t" for c in made.text)
    phone.open(board(it))
    for page in ("lead", "screen", "journal"):
        Person(it.lead).open(f"/t/{it.id}/{page}")


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "punycode", "rot13", "no-such"])
def test_a_form_in_a_charset_of_its_own_breaks_nothing(
    it: Trialogue, phone: Person, charset: str
) -> None:
    fields = {**contribution(it), "text": "+2AA- \\ud800 abc"}
    body = "".join(
        f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    answer = phone.client.post(
        f"/t/{it.id}/contribute",
        content=f"{body}--B--\r\n".encode(),
        headers={"content-type": f"multipart/form-data; boundary=B; charset={charset}"},
    )
    assert answer.status_code in {303, 400}
    phone.open(board(it))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"--B\r\nnonsense", "multipart/form-data; boundary=B"),
        (b"nonsense", "multipart/form-data"),
        (
            b'--B\r\nContent-Disposition: form-data; name="text"; filename="a.exe"\r\n\r\nMZ'
            b"\r\n--B--\r\n",
            "multipart/form-data; boundary=B",
        ),
        (b'{"text": "abc"}', "application/json"),
        (b";;&&==%%%", "application/x-www-form-urlencoded"),
        (b"", ""),
    ],
)
def test_what_is_not_a_form_of_ours_is_refused(
    it: Trialogue, phone: Person, content: bytes, kind: str
) -> None:
    it.go("explore")
    answer = phone.client.post(
        f"/t/{it.id}/contribute", content=content, headers={"content-type": kind}
    )
    assert answer.status_code in {400, 409, 422}
    assert "<h1" in answer.text
    assert not it.state.contributions


@pytest.mark.parametrize(
    "address",
    [
        "/?page=" + "9" * 30,
        "/?page=" + "1" * 5000,
        "/?page=-1",
        "/?page=1.5",
        "/?q=%00%ff" + "a" * 5000,
        "/w/x/v/" + "9" * 30,
        "/w/x/v/" + "9" * 5000,
        "/w/%00/data.json",
        "/w/x/v/0",
        "/join?code=%00%ff",
        "/j/%ff",
        "/t/%00/lead",
        "/login/%ff%00",
        "/s/%00",
        "/?lang=klingon",
    ],
)
def test_an_address_that_makes_no_sense_breaks_nothing(place: Town, address: str) -> None:
    assert place.visitor().get(address).status_code in {200, 303, 404}


# --- the codes on the door ----------------------------------------------------------------------


def test_a_wrong_and_a_closed_code_are_told_with_a_field_to_type_it_again(
    it: Trialogue, place: Town
) -> None:
    visitor = Person(place.visitor(), script=False)
    it.ok("close-door")
    for code in ("AAAA 2222", "nope", it.code):
        page = visitor.client.get("/join", params={"code": code}, follow_redirects=True)
        assert page.status_code == 404
        assert "Typ de code van het scherm opnieuw" in page.text
        assert 'name="code"' in page.text


# --- files ---------------------------------------------------------------------


def test_check_names_the_file_and_the_line_of_every_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIALOOG_DATA", str(tmp_path))
    good = (SESSIONS / "besluitvorming.md").read_text(encoding="utf-8")
    broken = tmp_path / "broken.md"
    lines = good.replace("minutes = 10", 'minutes = "ten"', 1).replace(
        'activities = ["rate"]', 'activities = ["vote"]', 1
    )
    broken.write_text(lines, encoding="utf-8")
    assert main(["check", str(SESSIONS / "besluitvorming.md")]) == 0
    assert "no mistakes" in capsys.readouterr().out
    assert main(["check", str(broken), str(tmp_path / "not-there.md")]) == 1
    said = capsys.readouterr().err
    for wrong in ('minutes = "ten"', 'activities = ["vote"]'):
        line = lines.split("\n").index(wrong) + 1
        assert f"broken.md:{line}: " in said
    assert "not-there.md" in said


def test_an_installation_with_a_broken_format_does_not_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from trialoog import serving

    folder = tmp_path / "formats"
    folder.mkdir()
    (folder / "mine.md").write_text("+++\nkey = 1\n+++\n", encoding="utf-8")
    settings = Settings(data=tmp_path / "data", formats=folder)
    serving.migrate(settings)
    assert serving.serve(settings) == 1
    assert "mine.md:" in capsys.readouterr().err
