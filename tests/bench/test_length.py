"""What an action costs in a long meeting, against a short one: a ratio within one run."""

from statistics import median
from time import perf_counter

import pytest

from tests.core.playing import POLICY, Meeting, start
from trialoog.core import commands as c
from trialoog.core.ids import ContributionId
from trialoog.core.words import Kind, Pole

SHORT, LONG = 50, 3000
ROUNDS = 400


def _meeting(texts: int) -> Meeting:
    meeting = start()
    meeting.go("explore")
    anna = meeting.join(POLICY)
    for _ in range(texts):
        meeting.write(anna)
    return meeting


def _cost(meeting: Meeting) -> float:
    """The median time of deciding and folding one contribution, in seconds."""
    anna = meeting.phone(POLICY)
    spans = []
    for number in range(ROUNDS):
        command = c.Contribute(
            ContributionId(f"bench{number}"),
            meeting.state.board().id,
            Kind.SIGNAL,
            "Aan de balie.",
            round=meeting.state.round,
            pole=Pole.A,
        )
        began = perf_counter()
        meeting.do(command, anna)
        spans.append(perf_counter() - began)
    return median(spans)


@pytest.mark.bench
def test_what_an_action_costs_as_a_meeting_grows() -> None:
    short, long = _meeting(SHORT), _meeting(LONG)
    few, many = _cost(short), _cost(long)
    print(
        f"\ndecide and evolve: {few * 1e6:.0f} us after {SHORT} texts, {many * 1e6:.0f} us after "
        f"{LONG}: {many / few:.2f} times as much"
    )
    assert many / few < 5, "the cost of an action grows with the meeting"
