"""Looking back: what the projector drew then, on a line that measures time and never people."""

import re
from datetime import timedelta

import pytest

from tests.core.playing import A, B, Meeting, start
from tests.views.seeing import TID, flat, part, plain
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.past import Past, after
from trialoog.core.words import Perspective, Role
from trialoog.views import journal, replay, timeline
from trialoog.views.looks import Looks
from trialoog.views.regions import Audience, render

POLICY, IMPLEMENTATION, POLITICS = list(Perspective)[:3]


def past(meeting: Meeting) -> Past:
    return after(Past(), meeting.facts)


def page(looks: Looks, meeting: Meeting, seq: int | None = None, language: str = "nl") -> str:
    return journal.journal(looks, language, past(meeting), TID, seq=seq, redacts=True)


def whole() -> Meeting:
    """A meeting with every step, ten minutes each, and an outcome that was taken back."""
    meeting = start()
    people = meeting.join_all()
    for step in ("explore", "options", "weigh", "decide", "read_back"):
        meeting.wait(600)
        meeting.go(step)
        if step == "explore":
            for phone in (*people[POLICY] * 4, *people[POLITICS][:1]):
                meeting.write(phone)
            meeting.reveal()
        if step == "options":
            meeting.argue(people[POLICY][0])
            meeting.add_option(people[POLITICS][0], "Een collega kijkt mee")
        if step == "weigh":
            meeting.rate(people[POLICY][0], A, cost=2)
            meeting.do(c.ShowPicture(A))
        if step == "decide":
            meeting.do(c.WithdrawOutcome(meeting.settle(A).id))
            meeting.settle_all()
    meeting.wait(60)
    meeting.close()
    return meeting


# == the board ==


def test_every_moment_is_drawn_as_the_projector_drew_it(looks: Looks) -> None:
    """The regions of the projector after each fact, kept while the meeting goes on."""
    meeting = whole()
    again, drew = Meeting(), {}
    for fact in meeting.facts:
        again.state = after(past(again), [fact]).now
        again.facts.append(fact)
        if again.state.phase:
            drew[fact.seq] = render(looks, again.state, Audience(Role.SCREEN), "nl")
    for moment in past(meeting).moments:
        html = replay.part(looks, "nl", past(meeting), moment.seq)
        for region in replay.BOARD:
            assert drew[moment.seq][region].strip() in html


def test_it_has_no_control_that_does_something(looks: Looks) -> None:
    meeting = whole()
    for moment in past(meeting).moments:
        html = replay.part(looks, "nl", past(meeting), moment.seq)
        assert not re.search(r"<(?:form|button|input|select|textarea)\b", html)
        assert all(href.startswith("?at=") for href in re.findall(r'href="([^"#]+)', html))


def test_a_moment_says_when_in_which_step_and_what_happened(looks: Looks) -> None:
    meeting = whole()
    shown = next(fact for fact in meeting.facts if isinstance(fact.event, e.PictureShown))
    text = plain(replay.part(looks, "nl", past(meeting), shown.seq))
    assert "10:30 · Wegen · moment " in text
    assert "Het beeld van optie A. Kwijtschelden stond op het scherm." in text
    english = plain(replay.part(looks, "en", past(meeting), shown.seq))
    assert "Previous" in english


def test_the_board_is_in_the_language_of_the_meeting_and_says_so(looks: Looks) -> None:
    html = replay.part(looks, "en", past(whole()), None)
    assert re.search(r'<section\s+class="screen"[^>]*\blang="nl"', html)
    assert 'lang="' not in replay.part(looks, "nl", past(whole()), None)


@pytest.mark.parametrize(("seq", "rel"), [(0, "prev"), (99_999, "next")])
def test_beyond_the_first_and_the_last_there_is_nothing_to_go_to(
    looks: Looks, seq: int, rel: str
) -> None:
    html = replay.part(looks, "nl", past(whole()), seq)
    (link,) = re.findall(r'<a\s+class="btn"[^>]*aria-disabled="true"[^>]*>', html)
    assert "href" not in link
    assert f'rel="{rel}"' not in html


def test_a_screen_that_stood_still_is_shown_as_it_stood(looks: Looks) -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("options")
    meeting.do(c.FreezeScreen())
    meeting.go("weigh")
    html = replay.part(looks, "nl", past(meeting), None)
    assert "Het scherm stond stil. Dit bleef in beeld." in html
    assert 'data-view="options"' in html


# == the page ==


def test_before_the_gathering_the_page_says_what_to_do(looks: Looks) -> None:
    html = journal.journal(looks, "nl", Past(), TID, title="Kleine bedragen", redacts=True)
    assert "Het verslag begint vanzelf als je de inloop start." in html
    assert f'href="/t/{TID}/prepare"' in html
    assert "Kleine bedragen" in plain(html)
    assert "<svg role" not in html
    assert "replay.js" not in html


def test_every_moment_of_the_record_has_a_link_and_the_one_that_is_shown_a_mark(
    looks: Looks,
) -> None:
    meeting = whole()
    seen = past(meeting)
    html = page(looks, meeting, seen.moments[3].seq)
    record = html[html.index('<ol class="record"') :]
    assert re.findall(r'data-at="(\d+)"', record) == [str(m.seq) for m in seen.moments]
    (here,) = re.findall(r'<li aria-current="true">.*?data-at="(\d+)"', record, re.DOTALL)
    assert here == str(seen.moments[3].seq)


def test_the_table_says_what_the_picture_shows(looks: Looks) -> None:
    table = flat(page(looks, whole()))
    table = table[table.index('<table class="steps-of"') : table.index("</table>")]
    text = plain(table)
    assert "1. Inloop Maatwerk of gelijke behandeling? Op tafel: A, B, C 10:00 10 min" in text
    assert "Teksten van: beleid, politiek 10:10 10 min" in text
    assert "Op tafel: D Teksten van: beleid 10:20 10 min" in text
    assert "Ging terug: A" in text
    assert table.count("<tr") == 1 + 6


# == the line ==


def test_the_steps_cover_the_line_from_start_to_end() -> None:
    line = timeline.timeline(past(whole()))
    assert [step.minutes for step in line.steps] == [10, 10, 10, 10, 10, 1]
    at = 0.0
    for step in line.steps:
        assert step.x == pytest.approx(at, abs=0.02)
        at += step.width
    assert at == pytest.approx(100, abs=0.1)
    assert list(line.places) == sorted(line.places)
    assert 0 <= line.places[0] <= line.places[-1] <= 100


def test_a_lane_has_a_scale_of_its_own_so_that_no_perspective_looks_larger() -> None:
    line = timeline.timeline(past(whole()))
    lanes = {lane.perspective: dict(lane.bars) for lane in line.lanes}
    assert max(lanes[POLICY].values()) == max(lanes[POLITICS].values()) == 1
    assert lanes[IMPLEMENTATION] == {}
    assert len(lanes) == 3  # a guest who wrote nothing has no lane


def test_what_is_held_back_leaves_no_bar() -> None:
    meeting = start()
    phone = meeting.join_all()[POLITICS][0]
    meeting.go("explore")
    text = meeting.write(phone)
    meeting.reveal()
    meeting.do(c.HoldBack(text))
    assert not any(lane.bars for lane in timeline.timeline(past(meeting)).lanes)


def test_a_pause_until_another_day_does_not_push_the_rest_together() -> None:
    meeting = start()
    meeting.join_all()
    meeting.wait(600)
    meeting.do(c.Adjourn())
    meeting.now += timedelta(days=3)
    meeting.do(c.Resume())
    meeting.wait(600)
    meeting.go("explore")
    line = timeline.timeline(past(meeting))
    assert len(line.pauses) == 1
    assert line.days == 2
    assert [step.name for step in line.steps] == ["Inloop", "Inloop", "Verkennen"]
    assert line.steps[0].width > 30


def test_what_happened_in_one_place_is_one_mark_and_says_all_letters() -> None:
    line = timeline.timeline(past(whole()))
    marks = {(mark.sign, mark.letters) for mark in line.marks}
    assert ("added", ("A", "B", "C")) in marks
    assert ("added", ("D",)) in marks
    assert any(sign == "back" and "A" in letters for sign, letters in marks)


def test_a_short_meeting_of_one_moment_has_a_line_too(looks: Looks) -> None:
    meeting = start()
    line = timeline.timeline(past(meeting))
    assert len(line.steps) == len(line.places) == 1
    assert line.steps[0].width == 100
    assert part(page(looks, meeting), "moment")
    assert B in meeting.state.options
