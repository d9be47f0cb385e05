"""A follow-up starts from an earlier weighing: its draft, its first facts and what is public."""

from dataclasses import replace
from datetime import date

import pytest

from tests.core.playing import D1, FORMATS, Meeting, earlier, plan, start
from trialoog.core import draft as drafts
from trialoog.core import follow_up, set_aside, starting
from trialoog.core.document import Assumption, Before, Document, Follows, OptionText
from trialoog.core.draft import Draft, New
from trialoog.core.drawing import draw
from trialoog.core.ids import DilemmaId
from trialoog.core.redaction import find, pattern
from trialoog.core.refusals import Refused
from trialoog.core.words import OutcomeKind, Standing

FORMAT = FORMATS["invoeringstoets"]
NEW = New("new", "Doorgaan: Met een grens")
GOING_ON, FALLEN, PARKED = "new0", "newb", "newc"
D_NEW = DilemmaId("new")


def option(letter: str, title: str, outcome: OutcomeKind, **more: object) -> OptionText:
    return OptionText(letter, title, f"Over {title}", outcome, (), **more)  # type: ignore[arg-type]


CHOSEN = option(
    "A",
    "Met een grens",
    OutcomeKind.CHOSEN,
    reason="Dat is eerlijk.",
    downsides=("Het kost tijd.",),
    assumptions=(Assumption("Er bellen minder mensen.", Standing.FAILS, date(2026, 2, 1)),),
)
REJECTED = option(
    "B", "Alles terug", OutcomeKind.REJECTED, reason="Te hard.", reopen="Als het moet."
)
ASIDE = option(
    "C", "Niets terug", OutcomeKind.PARKED, reason="Geen geld.", reopen="Als er geld is."
)
MERGED = option("D", "Een beetje terug", OutcomeKind.MERGED, into="A")


def weighed(*options: OptionText) -> Document:
    """A public version of a weighing with these options."""
    meeting = start()
    meeting.join_all()
    document = draw(meeting.state, D1, {}, head="", version=3, note="")
    return replace(document, options=options or (CHOSEN, REJECTED, ASIDE, MERGED))


def begun(*options: OptionText) -> Draft:
    return follow_up.begin(weighed(*options), "grens", FORMAT, NEW, title="Vervolg: Toeslagen")


def sent(draft: Draft, **fields: str | tuple[str, ...]) -> Draft:
    form = {
        name.replace("__", "-"): (value,) if isinstance(value, str) else value
        for name, value in fields.items()
    }
    return drafts.from_form(draft, form, FORMATS, New("more", "Niets doen"))


def begin(draft: Draft) -> Meeting:
    """Start what was prepared, with what was weighed then."""
    (it,) = draft["follows"].values()
    table = {o["id"] for o in draft["dilemmas"][0]["options"] if o["title"]}
    then = follow_up.weighed_then(weighed(), it, table)
    meeting = Meeting()
    meeting.do(starting.plan(draft, FORMAT, "Niemand ziet je naam.", earlier={"new": then}))
    return meeting


# --- the draft ---------------------------------------------------------------------


def test_a_follow_up_takes_the_question_the_poles_and_the_office_along() -> None:
    draft, document = begun(), weighed()
    (dilemma,) = draft["dilemmas"]
    assert draft["title"] == "Vervolg: Toeslagen"
    assert draft["question"] == document.question
    assert dilemma["pole_a"] == {"name": document.pole_a.name, "worth": document.pole_a.worth}
    assert draft["decision_maker"] == document.decision_maker
    assert draft["format"] == "invoeringstoets"
    assert draft["follows"]["new"]["slug"] == "grens"
    assert draft["follows"]["new"]["version"] == 3


def test_going_on_with_the_one_choice_is_doing_nothing_now() -> None:
    options = begun()["dilemmas"][0]["options"]
    assert [o["title"] for o in options] == ["Doorgaan: Met een grens", ""]
    assert options[0]["nothing"] is True
    assert options[0]["detail"] == "Over Met een grens"


def test_several_choices_stand_on_the_table_each_by_itself() -> None:
    other = option("E", "Met uitleg", OutcomeKind.CHOSEN)
    draft = begun(CHOSEN, other)
    assert [o["title"] for o in draft["dilemmas"][0]["options"]] == [
        "Doorgaan: Met een grens",
        "Met een grens",
        "Met uitleg",
    ]
    assert draft["follows"]["new"]["came"] == {"new1": "A", "new2": "E"}


def test_where_nothing_went_on_there_is_a_place_to_write() -> None:
    options = begun(REJECTED, ASIDE)["dilemmas"][0]["options"]
    assert [o["title"] for o in options] == ["Doorgaan: Met een grens", ""]


def test_what_had_fallen_or_was_parked_is_offered_and_not_on_the_table() -> None:
    (it,) = begun()["follows"].values()
    assert [(o["letter"], o["title"], o["back"]) for o in it["aside"]] == [
        ("B", "Alles terug", False),
        ("C", "Niets terug", False),
    ]


def test_a_tick_brings_an_option_back_and_the_rest_of_a_form_leaves_it() -> None:
    draft = sent(begun(), back_shown="new", back=FALLEN, back__newb__why="Er kwam een wet.")
    draft = sent(draft, title="Anders")
    (back,) = set_aside.back(draft["follows"]["new"])
    assert (back["id"], back["why"]) == (FALLEN, "Er kwam een wet.")
    assert set_aside.back(sent(draft, back_shown="new")["follows"]["new"]) == []


def test_an_option_comes_back_only_with_a_reason() -> None:
    draft = sent(begun(), back_shown="new", back=(FALLEN, PARKED), back__newc__why="Er is geld.")
    wrong = {refusal.field: refusal.code for refusal in starting.errors(draft, FORMAT)}
    assert wrong == {"back-newb-why": "reopened_missing"}
    draft = sent(draft, back__newb__why="Er kwam een wet.")
    assert starting.errors(draft, FORMAT) == ()


def test_another_format_keeps_what_it_goes_on_from() -> None:
    draft = sent(begun(), format="besluitvorming")
    assert draft["follows"] == begun()["follows"]


# --- the first facts -----------------------------------------------------------------


def test_the_first_facts_freeze_what_was_weighed_then() -> None:
    draft = sent(begun(), back_shown="new", back=FALLEN, back__newb__why="Er kwam een wet.")
    meeting = begin(draft)
    it = meeting.state.dilemmas[D_NEW].earlier
    assert it is not None
    assert (it.slug, it.version) == ("grens", 3)
    titles = {o.id: o.title for o in meeting.state.options_of(D_NEW)}
    assert list(titles.values()) == ["Doorgaan: Met een grens", "Alles terug"]
    chosen, fallen, parked, merged = it.options
    assert (chosen.option, fallen.option, parked.option, merged.option) == (
        GOING_ON,
        FALLEN,
        None,
        None,
    )
    assert fallen.why == "Er kwam een wet."
    assert chosen.assumptions[0].state is Standing.FAILS
    assert chosen.downsides == ("Het kost tijd.",)


def test_words_of_then_can_be_found_and_removed_here_too() -> None:
    meeting = begin(
        sent(begun(), back_shown="new", back=FALLEN, back__newb__why="Er kwam een wet.")
    )
    for words in ("Er bellen minder mensen", "Er kwam een wet", "Te hard"):
        assert find(meeting.state, meeting.facts, pattern(words)).texts, words


def test_a_fallen_option_that_is_back_without_a_reason_is_refused() -> None:
    it = earlier()
    silent = replace(it, options=tuple(replace(o, why=None) for o in it.options))
    command = plan()
    first = replace(command.dilemmas[0], earlier=silent)
    with pytest.raises(Refused, match="reopened_missing"):
        Meeting().do(replace(command, dilemmas=(first,)))


# --- what is public ------------------------------------------------------------------


def test_the_public_text_says_what_it_follows_and_what_an_option_was_before() -> None:
    document = draw(start(follows=True).state, D1, {}, head="", version=1, note="")
    assert document.follows == Follows("terugvordering", 2, "Vorderen we alles terug?")
    _, back, going_on = document.options
    assert back.before == Before(
        "B",
        OutcomeKind.REJECTED,
        "Het systeem kan dit niet.",
        "Als het systeem is vernieuwd.",
        "Het systeem is vernieuwd.",
    )
    assert going_on.before is not None
    assert going_on.before.outcome is OutcomeKind.CHOSEN
    assert document.options[0].before is None


def test_why_an_option_is_back_is_edited_before_it_is_public() -> None:
    texts = {"b-again": "Het kan nu."}
    document = draw(start(follows=True).state, D1, texts, head="", version=1, note="")
    assert document.options[1].before is not None
    assert document.options[1].before.why == "Het kan nu."


def test_the_next_review_date_can_move_in_a_new_version() -> None:
    meeting = start()
    meeting.go("decide")
    meeting.settle(review=date(2027, 6, 1))
    first = draw(meeting.state, D1, {}, head="", version=1, note="")
    assert first.review == date(2027, 6, 1)
    moved = draw(meeting.state, D1, {"a-review": "2028-06-01"}, head="", version=2, note="")
    assert moved.review == date(2028, 6, 1)
    assert draw(meeting.state, D1, {"a-review": ""}, head="", version=2, note="").review is None
