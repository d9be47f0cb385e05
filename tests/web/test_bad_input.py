"""What goes wrong in a form is said in one plain sentence, and nothing that was typed is lost.

Each of these holds with htmx, which swaps a part of the page, and without any script.
"""

from collections.abc import Sequence

import pytest

from tests.web.driving import THREE, WORDS, Town, Trialogue, closed
from tests.web.screens import Person, Seen, form_on, said, too_long

LONG = "x" * 5001
TEXT = "Aan de balie zien we dit elke week"
TYPED = {"text", "source", "title", "detail", "why", "remark"}


@pytest.fixture
def others(it: Trialogue) -> None:
    """The other two perspectives are at the table as well."""
    it.join("implementation")
    it.join("politics")


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
        seen = me.send(it.board(**query), command, **typed)
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
    seen = me.send(it.board(), "contribute", text=lines, kind="signal", pole="a")
    assert seen.status == 200
    (made,) = it.state.contributions.values()
    assert len(made.text) == 5000


def test_a_change_to_a_text_that_can_not_be_taken_is_told_at_that_text(
    it: Trialogue, me: Person
) -> None:
    it.go("explore")
    for text in ("de eerste", "de tweede"):
        me.send(it.board(), "contribute", text=text, kind="signal", pole="a")
    first, second = it.state.contributions
    seen = me.send(it.board(), "reword-contribution", {"contribution": first}, text=LONG)
    assert seen.status == 422
    assert seen.beside("text") == too_long(5001, 5000)
    form = form_on(seen.fresh, "reword-contribution", contribution=first)
    assert LONG in form.words
    assert LONG not in form_on(seen.fresh, "reword-contribution", contribution=second).words
    assert "open" in next(e for e in seen.fresh.every("details") if form in e.all).attrs
    empty = me.send(it.board(), "reword-contribution", {"contribution": second}, text=" ")
    assert (empty.status, empty.beside("text")) == (422, said("text_missing"))


def test_a_refused_change_of_a_kind_that_does_not_exist_shows_the_one_it_has(
    it: Trialogue, me: Person
) -> None:
    it.go("explore")
    me.send(it.board(), "contribute", text="de eerste", kind="signal", pole="a")
    (text,) = it.state.contributions
    seen = me.send(
        it.board(), "reword-contribution", {"contribution": text}, text=" ", kind="policy"
    )
    assert (seen.status, seen.beside("text")) == (422, said("text_missing"))


# --- outcomes ---------------------------------------------------------------------------


def propose(it: Trialogue, lead: Person, **typed: str | Sequence[str]) -> Seen:
    it.go("decide")
    return lead.send(it.console, "propose-outcome", **typed)


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
        ({"kind": "merged", "into": ""}, "into", said("nothing_stays")),
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
    reworded = lead.send(it.console, "reword-option", title="", detail=TEXT)
    assert (reworded.status, reworded.beside("title")) == (422, said("option_title_missing"))
    assert reworded.keeps(TEXT)
    it.go("read_back")
    option = next(iter(it.state.options))
    corrected = lead.send(f"{at}?option={option}", "add-correction", text=" ")
    assert (corrected.status, corrected.beside("text")) == (422, said("text_missing"))
    named = lead.send(at, "name-spokespersons", **{"office-politics": "n" * 201})
    assert (named.status, named.beside("office-politics")) == (422, too_long(201, 200))
    assert named.keeps("n" * 201)


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
