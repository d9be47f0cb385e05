"""Then and now: what the room and the public see of the weighing that a trialogue goes on from."""

from dataclasses import replace

import pytest

from tests.core.playing import D1, POLICY, A, Meeting, start
from trialoog.core import commands as c
from trialoog.core.document import Before, Document
from trialoog.core.drawing import draw
from trialoog.core.ids import OptionId
from trialoog.core.words import OutcomeKind, Role
from trialoog.views import lineage
from trialoog.views.looks import Looks
from trialoog.views.regions import Audience, render

AUDIENCES = {
    "phone": Audience(Role.PARTICIPANT, POLICY),
    "console": Audience(Role.FACILITATOR),
    "projector": Audience(Role.SCREEN),
}
BACK = OptionId(f"{D1}-b")


def shown(looks: Looks, meeting: Meeting, who: str, region: str = "earlier") -> str:
    return render(looks, meeting.state, AUDIENCES[who], "nl")[region]


@pytest.mark.parametrize("who", ["phone", "console"])
def test_what_was_decided_and_expected_stands_beside_the_board(looks: Looks, who: str) -> None:
    meeting = start("invoeringstoets", follows=True)
    meeting.join_all()
    for phase in ("explore", "options", "weigh", "decide"):
        meeting.go(phase)
        html = shown(looks, meeting, who)
        for words in (
            "Terugvorderen met een grens",
            "Zo weet iedereen waar die aan toe is.",
            "De brief is te begrijpen.",
            "Klopt niet meer",
            "Sommige mensen betalen te veel.",
            "Wie belt, krijgt een mens.",
            "Als het systeem is vernieuwd.",
            "Het systeem is vernieuwd.",
            "Alles kwijtschelden",
        ):
            assert words in html, (phase, words)
    meeting.go("read_back")
    assert "Terugvorderen" not in shown(looks, meeting, who)


@pytest.mark.parametrize("who", AUDIENCES)
def test_without_an_earlier_weighing_there_is_nothing(looks: Looks, who: str) -> None:
    meeting = start("invoeringstoets")
    meeting.join_all()
    meeting.go("explore")
    assert "hidden" in shown(looks, meeting, who)


def test_the_other_dilemma_of_the_meeting_has_its_own_past(looks: Looks) -> None:
    meeting = start("invoeringstoets", follows=True)
    meeting.join_all()
    (other,) = [d for d in meeting.state.dilemmas if d != D1]
    meeting.go("explore", other)
    assert "Terugvorderen" not in shown(looks, meeting, "phone")


def test_while_the_room_writes_the_projector_asks_if_what_was_assumed_holds(looks: Looks) -> None:
    meeting = start("invoeringstoets", follows=True)
    meeting.join_all()
    meeting.go("explore")
    html = shown(looks, meeting, "projector", "stage")
    assert "Waar we toen van uitgingen: klopt het nog?" in html
    assert "Er zijn genoeg mensen." in html
    assert "hidden" in shown(looks, meeting, "projector")


def test_the_projector_says_what_became_of_the_option_in_view(looks: Looks) -> None:
    meeting = start("invoeringstoets", follows=True)
    meeting.join_all()
    meeting.go("options")
    assert "Terugvorderen met een grens" in shown(looks, meeting, "projector")
    meeting.do(c.Focus(option=BACK))
    line = shown(looks, meeting, "projector")
    assert "Het systeem kan dit niet." in line
    assert "Nu weer op tafel:" in line
    meeting.do(c.Focus(option=A))
    assert "hidden" in shown(looks, meeting, "projector")


# --- in public -------------------------------------------------------------------------


def follow_up(chosen: OptionId) -> Document:
    """A follow-up that chose one option and let the others fall."""
    meeting = start("invoeringstoets", follows=True)
    meeting.join_all()
    meeting.go("decide")
    for option in meeting.state.options_of(D1):
        kind = OutcomeKind.CHOSEN if option.id == chosen else OutcomeKind.REJECTED
        meeting.settle(option.id, kind=kind)
    meeting.close()
    return draw(meeting.state, D1, {}, head="", version=1, note="")


def test_going_on_is_no_newer_choice_and_something_else_is() -> None:
    (same,) = lineage.follow_ups([("vervolg", follow_up(OptionId(f"{D1}-nothing")))])
    assert (same.slug, same.anew, same.back) == ("vervolg", False, ("B",))
    for other in (A, BACK):
        (found,) = lineage.follow_ups([("vervolg", follow_up(other))])
        assert found.anew, other


def test_an_option_that_was_parked_counts_as_weighed_again() -> None:
    document = follow_up(A)
    first, *others = document.options
    before = Before("D", OutcomeKind.PARKED, "Geen geld.", "Later.")
    options = (replace(first, before=before), *others)
    (found,) = lineage.follow_ups([("vervolg", replace(document, options=options))])
    assert found.back == ("D", "B")
