"""A text that went before the room saw it leaves nothing behind: not even its kind."""

from dataclasses import replace

from tests.core.playing import HOUSE, POLICY, Meeting, start
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.evolve import fold
from trialoog.core.text import GONE, Text


def blank(meeting: Meeting) -> None:
    """Read the facts anew, without the words of any contribution."""
    for at, fact in enumerate(meeting.facts):
        if isinstance(fact.event, e.ContributionMade):
            meeting.facts[at] = replace(fact, event=replace(fact.event, text=Text(GONE)))
    meeting.state = fold(meeting.facts)


def test_a_round_that_is_revealed_after_its_texts_expired_shows_no_empty_cards() -> None:
    meeting = start()
    phone = meeting.join(POLICY)
    opened = meeting.go("explore")
    text = meeting.write(phone, "Niemand zag dit")
    meeting.close()
    meeting.do(c.ExpireTexts(30), HOUSE)
    blank(meeting)
    meeting.do(c.Reopen())
    meeting.reveal(opened)
    assert not meeting.state.shown(meeting.state.contributions[text])


def test_a_text_that_was_read_and_made_unreadable_leaves_its_blank() -> None:
    meeting = start()
    phone = meeting.join(POLICY)
    meeting.go("explore")
    text = meeting.write(phone, "Een naam")
    meeting.reveal()
    late = meeting.write(phone, "Te laat, met een naam")
    meeting.do(c.AdmitLate(late))
    blank(meeting)
    for found in (text, late):
        assert meeting.state.visible(meeting.state.contributions[found])
