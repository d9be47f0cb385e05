"""A thousand long random meetings, for `make soak`: the laws of `test_meetings`, over many."""

import pytest

from tests.core.players import Players
from trialoog.core.evolve import fold

MEETINGS = 1000
ACTS = 400


@pytest.mark.soak
@pytest.mark.parametrize("tens", range(MEETINGS // 10))
def test_the_laws_hold_over_many_long_meetings(tens: int) -> None:
    for seed in range(10 * tens, 10 * tens + 10):
        players = Players(seed)
        for _ in range(ACTS):
            players.play()
        assert fold(players.meeting.facts) == players.state, f"meeting {seed}"
