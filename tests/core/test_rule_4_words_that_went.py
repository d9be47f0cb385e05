"""Rule 4: text that must go is removed, the removal is on the record, and nothing else changes."""

from datetime import date, timedelta

import pytest

from tests.core.playing import (
    D1,
    HOUSE,
    LEADER,
    POLICY,
    SHA,
    A,
    Meeting,
    kinds_of,
    published,
    start,
)
from trialoog.core import commands as c
from trialoog.core import document, drawing, redaction, retention
from trialoog.core import events as e
from trialoog.core.codec import decode, encode, kind_of
from trialoog.core.evolve import fold
from trialoog.core.ids import ContributionId
from trialoog.core.problems import problems
from trialoog.core.public_text import blocks
from trialoog.core.refusals import Refused
from trialoog.core.retention import Rule
from trialoog.core.text import GONE
from trialoog.core.wording import wordings
from trialoog.core.words import Decision, Kind, Pole, Stance

GROUND = "Er stond een naam in."


def without(meeting: Meeting, gone: set[e.TextAt]) -> Meeting:
    """Fold a meeting as it is read after some texts were removed."""
    facts = []
    for fact in meeting.facts:
        data, texts = encode(fact.event)
        left = [t if e.TextAt(fact.seq, n) not in gone else None for n, t in enumerate(texts)]
        facts.append(e.Fact(fact.seq, fact.at, fact.by, decode(kind_of(fact.event), data, left)))
    meeting.facts, meeting.state = facts, fold(facts)
    return meeting


def said(meeting: Meeting, words: str) -> redaction.Found:
    return redaction.find(meeting.state, meeting.facts, redaction.pattern(words))


def redact(found: redaction.Found, ground: str = GROUND, **more: object) -> c.RedactTexts:
    texts = tuple(wording.at for wording in found.texts)
    whole = {"contributions": found.contributions, "texts": texts, "public": (), **more}
    return c.RedactTexts(ground=ground, **whole)  # type: ignore[arg-type]


def named() -> Meeting:
    """A meeting in which somebody was named on the board."""
    meeting = start()
    anna = meeting.join(POLICY)
    meeting.go("explore")
    text = meeting.write(anna, "Eerst stond hier iets anders")
    meeting.do(c.RewordContribution(text, Kind.FACT, "Jan belde", source="Jan"), anna)
    meeting.reveal()
    return meeting


def test_redacting_is_on_the_record_with_its_ground_and_names_no_fact_of_the_writing() -> None:
    meeting = named()
    (event,) = meeting.do(redact(said(meeting, "jan")))
    assert event == e.TextsRedacted(tuple(meeting.state.contributions), (), e.Text(GROUND))


def test_what_was_found_does_not_stand_in_the_order_of_writing() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    meeting.go("explore")
    made = [ContributionId(name) for name in ("m", "c", "x", "a")]
    for text in made:
        about = {"kind": Kind.SIGNAL, "round": meeting.state.round, "pole": Pole.A}
        meeting.do(c.Contribute(text, D1, text="Jan belde", **about), anna)  # type: ignore[arg-type]
    meeting.reveal()
    assert said(meeting, "Jan").contributions == tuple(sorted(made))


def test_every_wording_and_copy_of_a_contribution_goes() -> None:
    meeting = named()
    going = redaction.places(meeting.facts, said(meeting, "Jan"))
    of = [type(meeting.facts[at.seq - 1].event) for at in going]
    assert of == [
        e.ContributionMade,
        *[e.ContributionReworded] * 2,
        *[e.Revealed] * 2,
    ]
    (text,) = without(meeting, set(going)).state.contributions.values()
    assert (text.text, text.source, text.gone) == (GONE, GONE, True)
    assert redaction.places(meeting.facts, said(meeting, "Toeslagen")) != ()


@pytest.mark.parametrize("ground", ["", "   ", "\u200b"])
def test_without_a_ground_nothing_goes(ground: str) -> None:
    meeting = named()
    assert meeting.refuses(redact(said(meeting, "Jan"), ground)) == ["ground_missing"]


def test_what_is_not_there_is_refused() -> None:
    meeting = published()
    nobody = (ContributionId("unknown"),)
    none = redaction.Found()
    assert meeting.refuses(redact(none, contributions=nobody)) == ["unknown_contribution"]
    for seq in (0, -1, len(meeting.facts) + 1):
        at = (e.TextAt(seq, 0),)
        assert meeting.refuses(redact(none, texts=at)) == ["words_not_found"]
    for change in (
        c.PublicChange(D1, 2, SHA, "1" * 64),
        c.PublicChange(D1, 1, "2" * 64, "1" * 64),
        c.PublicChange(D1, 1, SHA, SHA),
        c.PublicChange("d9", 1, SHA, "1" * 64),  # type: ignore[arg-type]
    ):
        assert meeting.refuses(redact(none, public=(change,))) == ["words_not_found"]


def test_what_nobody_read_can_not_be_redacted_or_found() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    meeting.go("explore")
    hidden = meeting.write(anna, "Jan belde")
    assert said(meeting, "Jan") == redaction.Found()
    asked = redact(redaction.Found(), contributions=(hidden,))
    assert meeting.refuses(asked) == ["unknown_contribution"]
    meeting.reveal()
    assert meeting.refuses(asked) == []
    meeting.do(c.HoldBack(hidden))
    assert meeting.refuses(asked) == []


def test_a_public_version_says_what_it_was_and_what_is_left() -> None:
    meeting = published()
    change = c.PublicChange(D1, 1, SHA, "1" * 64)
    events = meeting.do(redact(redaction.Found(), public=(change,)))
    assert kinds_of(events) == [e.TextsRedacted, e.WeighingRedacted]
    (version,) = meeting.state.dilemmas[D1].publications
    assert (version.document, version.redacted) == ("1" * 64, meeting.facts[-1].at)
    assert meeting.refuses(redact(redaction.Found(), public=(change,))) == ["words_not_found"]


def test_only_the_installation_lets_texts_expire_and_only_after_closing() -> None:
    meeting = start()
    assert meeting.refuses(c.ExpireTexts(30), HOUSE) == ["not_this_step"]
    meeting.close()
    assert meeting.refuses(c.ExpireTexts(30), LEADER) == ["not_yours"]
    assert meeting.do(c.ExpireTexts(30), HOUSE) == (e.TextsExpired(30),)


# == which texts the room never saw ==


def test_each_text_that_the_room_never_saw_goes_by_its_rule_and_no_other_does() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    explored = meeting.go("explore")
    meeting.write(anna, "Gezien")
    held, back = meeting.write(anna, "Terug"), meeting.write(anna, "Ingetrokken")
    changed = meeting.write(anna, "Eerder")
    meeting.do(c.RewordContribution(changed, Kind.FACT, "Later"), anna)
    meeting.do(c.WithdrawContribution(back), anna)
    meeting.do(c.CloseRound(explored))
    meeting.write(anna, "Nagekomen")
    admitted = meeting.write(anna, "Toegelaten")
    meeting.do(c.AdmitLate(admitted))
    meeting.reveal()
    meeting.do(c.HoldBack(held))
    meeting.do(c.OpenRound(meeting.state.rounds[explored].id.__class__("r2")))
    meeting.write(anna, "Verborgen")
    meeting.close()
    found = retention.unseen(meeting.state, meeting.facts)
    bodies = {wording.at: wording.body for wording in wordings(meeting.facts)}
    assert {rule: {bodies[at] for at in places} for rule, places in found.items()} == {
        Rule.HELD: {"Terug"},
        Rule.WITHDRAWN: {"Ingetrokken"},
        Rule.EARLIER: {"Eerder"},
        Rule.LATE: {"Nagekomen"},
        Rule.UNREVEALED: {"Verborgen"},
    }
    gone = {at for places in found.values() for at in places}
    after = without(meeting, gone)
    assert retention.unseen(after.state, after.facts) == {}
    shown = [c.text for c in after.state.contributions.values() if after.state.visible(c)]
    assert sorted(shown) == ["Gezien", "Later", "Toegelaten"]


def test_the_days_are_counted_from_closing() -> None:
    meeting = start()
    assert not retention.expired(meeting.state, meeting.now, 0)
    meeting.close()
    closed = meeting.state.closed
    assert closed is not None
    assert retention.expired(meeting.state, closed, 0)
    assert not retention.expired(meeting.state, closed + timedelta(days=30, seconds=-1), 30)
    assert retention.expired(meeting.state, closed + timedelta(days=30), 30)


# == a record with words that went goes on ==


def test_a_meeting_that_lost_every_word_can_still_be_led_to_a_weighing() -> None:
    meeting = named()
    without(meeting, {wording.at for wording in wordings(meeting.facts)})
    anna = meeting.join(POLICY)
    meeting.go("decide")
    found = meeting.propose(A)
    meeting.do(c.GiveConsent(found, Stance.OBJECT, "Jan zegt nee"), anna)
    without(meeting, {w.at for w in wordings(meeting.facts) if "Jan" in w.body})
    meeting.do(c.RecordOutcome(found))
    (kept,) = meeting.state.outcomes[found].reservations
    assert kept.text == GONE
    for option in meeting.state.options_of(D1)[1:]:
        meeting.settle(option.id)
    meeting.close()
    meeting.publish()
    meeting.do(c.RecordFormalDecision(D1, Decision.FOLLOWS, date(2026, 12, 1)))
    drawn = drawing.draw(meeting.state, D1, {}, head="0" * 64, version=2, note="")
    written = document.to_json(drawn)
    assert GONE not in written
    assert "\\u001a" not in written
    assert '"title":"[verwijderd]"' in written
    assert document.to_json(document.from_json(written)) == written


def test_a_block_never_starts_from_the_mark_of_what_went() -> None:
    meeting = start()
    meeting.settle_all()
    meeting.close()
    reasons = {
        w.at for w in wordings(meeting.facts) if w.body == "Dit lukt met de mensen die er zijn."
    }
    without(meeting, reasons)
    assert not [block for block in blocks(meeting.state, D1) if GONE in block.default]
    missing = {p.key for p in problems(meeting.state, D1, {}) if p.code == "text_missing"}
    assert {"a-reason", "b-reason", "c-reason"} <= missing


@pytest.mark.parametrize(
    ("words", "code"),
    [("", "words_missing"), ("a", "words_short"), ("a b", "words_short"), (GONE, "words_missing")],
)
def test_words_that_can_not_be_searched_are_refused(words: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        redaction.pattern(words)
    assert refused.value.code == code


def test_in_plain_data_only_words_are_replaced() -> None:
    data = {"present": ["policy"], "intro": "De policy van Jan", "many": [1, None, "policy"]}
    left = redaction.without(data, redaction.pattern("POLICY"), "en", frozenset({"present"}))
    assert left == {
        "present": ["policy"],
        "intro": "De [removed] van Jan",
        "many": [1, None, "[removed]"],
    }
