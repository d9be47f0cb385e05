"""A board with more texts than a phone can show: the newest of each perspective, all on request."""

import re

from tests.core.playing import IMPLEMENTATION, POLICY, POLITICS, A, Meeting, start
from tests.views.seeing import asking, part
from trialoog.core.words import Role
from trialoog.views import board, newest
from trialoog.views.looks import Looks
from trialoog.views.regions import Audience, render

MANY = newest.MOST + 15


def crowded(step: str) -> Meeting:
    """A meeting in which one perspective wrote far more than the others."""
    meeting = start()
    meeting.join_all()
    meeting.go(step)
    policy, politics = meeting.join(POLICY), meeting.join(POLITICS)
    writers = [(policy, number) for number in range(MANY)] + [(politics, n) for n in range(3)]
    for who, number in writers:
        text = f"{who.perspective} {number} einde"
        _ = meeting.write(who, text) if step == "explore" else meeting.argue(who, A, text)
    if step == "explore":
        meeting.reveal()
    return meeting


def on_board(looks: Looks, meeting: Meeting) -> list[tuple[str, str]]:
    html = render(looks, meeting.state, Audience(Role.PARTICIPANT, POLICY), "nl")["board"]
    return re.findall(r"(policy|politics) (\d+) einde", html)


def test_the_newest_of_each_perspective_stand_on_the_board(looks: Looks) -> None:
    shown = on_board(looks, crowded("options"))
    assert [n for who, n in shown if who == "policy"] == [
        str(n) for n in range(MANY - newest.MOST, MANY)
    ]
    assert len([n for who, n in shown if who == "politics"]) == 3


def test_a_meeting_of_thirty_people_sees_all_at_once(looks: Looks) -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("options")
    who = meeting.join(IMPLEMENTATION)
    for number in range(newest.MOST):
        meeting.argue(who, A, f"policy {number} einde")
    html = render(looks, meeting.state, Audience(Role.PARTICIPANT, POLICY), "nl")["board"]
    assert len(on_board(looks, meeting)) == newest.MOST
    assert "?texts=" not in html


def test_all_texts_of_a_place_are_one_tap_away_each_once(looks: Looks) -> None:
    for step, place in (("explore", "a"), ("options", str(A))):
        meeting = crowded(step)
        phone = meeting.join(POLICY)
        html = render(looks, meeting.state, Audience(Role.PARTICIPANT, POLICY), "nl")["board"]
        assert f'href="?texts={place}"' in html
        found: list[str] = []
        start_at: int | None = 0
        while start_at is not None:
            page = board.content(
                looks, "nl", meeting.state, asking(meeting, phone, texts=place, start=start_at)
            )
            assert "all-texts" in page
            act = part(page, "act")
            found += re.findall(r"(?:policy|politics) \d+ einde", act)
            onwards = [int(n) for n in re.findall(rf"texts={place}&amp;from=(\d+)", act)]
            start_at = next((n for n in onwards if n > start_at), None)
        assert len(found) == len(set(found)) == MANY + 3


def test_a_place_that_the_step_does_not_show_is_not_shown_either(looks: Looks) -> None:
    meeting = crowded("explore")
    phone = meeting.join(POLICY)
    for asked in (str(A), "nergens", ""):
        page = board.content(looks, "nl", meeting.state, asking(meeting, phone, texts=asked))
        assert "all-texts" not in page
