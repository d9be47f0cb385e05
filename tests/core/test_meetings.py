"""Whole meetings at random keep to the laws, and everything that can happen happens."""

from typing import get_args

from hypothesis import example, given, note, settings
from hypothesis import strategies as st

from tests.core.players import Players
from trialoog.core.events import Event
from trialoog.core.evolve import fold


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), acts=st.integers(100, 160))
@example(seed=7, acts=600)
@example(seed=1044, acts=400)  # a merge over an outcome that was read back
def test_whatever_people_do_the_laws_hold(seed: int, acts: int) -> None:
    players = Players(seed)
    try:
        for _ in range(acts):
            players.play()
    finally:
        note("\n".join(f"{fact.seq} {fact.event}" for fact in players.meeting.facts))
    assert fold(players.meeting.facts) == players.state


def test_random_meetings_reach_every_kind_of_fact() -> None:
    happened: set[type[Event]] = set()
    for seed in range(120):
        players = Players(seed)
        for _ in range(150):
            players.play()
        happened |= {type(fact.event) for fact in players.meeting.facts}
        if happened == set(get_args(Event)):
            return
    assert happened == set(get_args(Event))
