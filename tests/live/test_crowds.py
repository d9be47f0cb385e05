"""The tasks of simulated people: one crowd per rehearsal, few at once, and none left behind."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from tests.live.meeting import until
from trialoog.core.ids import TrialogueId
from trialoog.core.words import Perspective
from trialoog.live.crowds import Crowds, Wanted

HERE, THERE, ELSEWHERE = (TrialogueId(name) for name in ("here", "there", "elsewhere"))
NINE = Wanted("a-team", "ABCD2345", rehearsal=True, people=9)
THEIRS, OTHERS = replace(NINE, team="their-team"), replace(NINE, team="other-team")


class Players:
    """People who play until they are told that it is over."""

    def __init__(self, wanted: Wanted) -> None:
        self.people = wanted.people
        self.present: Mapping[Perspective, int] = {}
        self.awake = True
        self.over = asyncio.Event()
        self.home = False

    def rest(self) -> None:
        self.awake = False

    def go_on(self) -> None:
        self.awake = True

    async def play(self) -> None:
        try:
            await self.over.wait()
        finally:
            await asyncio.sleep(0.01)  # going home takes a moment
            self.home = True


class Clumsy(Players):
    """People who stumble at once."""

    async def play(self) -> None:
        raise ZeroDivisionError


def counting() -> tuple[list[Players], Callable[[Wanted], Players]]:
    came: list[Players] = []

    def gather(wanted: Wanted) -> Players:
        came.append(Players(wanted))
        return came[-1]

    return came, gather


async def test_pressed_twice_one_crowd_comes() -> None:
    came, gather = counting()
    async with Crowds(gather) as crowds:
        assert crowds.start(HERE, NINE)
        assert crowds.start(HERE, NINE)
        assert crowds.of(HERE) is came[0]
    assert len(came) == 1


async def test_who_rests_makes_room_for_others_and_goes_on_only_when_there_is_room() -> None:
    came, gather = counting()
    async with Crowds(gather, most=1) as crowds:
        assert crowds.start(HERE, NINE)
        assert not crowds.start(THERE, THEIRS)
        assert crowds.of(THERE) is None
        crowds.rest(HERE)
        assert crowds.start(THERE, THEIRS)
        assert not crowds.start(HERE, NINE)
        assert [one.awake for one in came] == [False, True]
        await crowds.end(THERE)
        assert crowds.start(HERE, NINE)
        assert [one.awake for one in came] == [True, True]
    assert len(came) == 2, "those who rested went on; nobody came in their place"


async def test_one_team_never_takes_the_room_of_others() -> None:
    came, gather = counting()
    async with Crowds(gather, most=2) as crowds:
        for trialogue in (HERE, THERE, ELSEWHERE):
            assert crowds.start(trialogue, NINE)
        assert [one.awake for one in came] == [False, False, True]
        assert not crowds.full_for("their-team")
        assert crowds.start(TrialogueId("theirs"), THEIRS)
        assert [one.awake for one in came] == [False, False, True, True]
        assert crowds.full_for("other-team")
        assert not crowds.start(TrialogueId("others"), OTHERS)
        assert crowds.start(HERE, NINE), "a team that plays may go on somewhere else"
        assert [one.awake for one in came] == [True, False, False, True]


async def test_who_rests_longest_goes_home_where_too_many_are_kept() -> None:
    came, gather = counting()
    async with Crowds(gather, most_kept=3) as crowds:
        for trialogue in (HERE, THERE, ELSEWHERE):
            crowds.start(trialogue, NINE)
        await asyncio.sleep(0)
        crowds.start(HERE, NINE)  # so that it rests less long than `THERE` does
        for number in range(2):
            assert crowds.start(TrialogueId(f"new-{number}"), NINE)
            await until(lambda: sum(not one.home for one in came) == 3, 2)
        assert [one.home for one in came] == [False, True, True, False, False]
        assert crowds.of(THERE) is None
        assert crowds.of(HERE) is came[0]


async def test_who_goes_home_is_not_asked_to_stay() -> None:
    came, gather = counting()
    async with Crowds(gather, most_kept=1) as crowds:
        crowds.start(HERE, NINE)
        await asyncio.sleep(0)
        crowds.start(THERE, NINE)
        assert not crowds.start(HERE, NINE)
        await until(lambda: crowds.of(HERE) is None, 2)
        assert [one.home for one in came] == [True, False]
        assert crowds.start(HERE, NINE)
        assert len(came) == 3


async def test_a_crowd_that_is_over_is_forgotten() -> None:
    came, gather = counting()
    async with Crowds(gather, most=1) as crowds:
        crowds.start(HERE, NINE)
        came[0].over.set()
        await until(lambda: crowds.of(HERE) is None, 2)
        assert not crowds.full_for("their-team")
        assert crowds.start(HERE, NINE)
    assert len(came) == 2


async def test_ending_waits_until_the_last_one_is_home_and_leaves_the_others() -> None:
    came, gather = counting()
    async with Crowds(gather) as crowds:
        crowds.start(HERE, NINE)
        crowds.start(THERE, NINE)
        await asyncio.sleep(0)
        await crowds.end(HERE)
        assert [one.home for one in came] == [True, False]
        await crowds.end(ELSEWHERE)
    assert [one.home for one in came] == [True, True]


async def test_afterwards_no_task_is_left() -> None:
    _, gather = counting()
    before = asyncio.all_tasks()
    async with Crowds(gather) as crowds:
        for trialogue in (HERE, THERE, ELSEWHERE):
            crowds.start(trialogue, NINE)
        crowds.rest(THERE)
        assert len(asyncio.all_tasks()) == len(before) + 3
    assert asyncio.all_tasks() == before


async def test_a_mistake_among_them_is_logged_and_makes_room(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with Crowds(Clumsy, most=1) as crowds:
        crowds.start(HERE, NINE)
        await asyncio.sleep(0.02)
        assert crowds.of(HERE) is None
        assert not crowds.full_for("their-team")
    assert [record.exc_info is not None for record in caplog.records] == [True]
