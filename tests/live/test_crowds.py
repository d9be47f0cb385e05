"""The tasks of simulated people: one crowd per rehearsal, few at once, and none left behind."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.live.meeting import NOW, until
from trialoog.core.ids import TrialogueId
from trialoog.core.words import Perspective
from trialoog.live.crowds import Crowds, Shown, Wanted
from trialoog.store import lists, people
from trialoog.store.db import Db

NAMES = ("here", "there", "elsewhere", "theirs", "others", "new-0", "new-1")
HERE, THERE, ELSEWHERE, *_ = map(TrialogueId, NAMES)
NINE = Wanted("a-team", "ABCD2345", rehearsal=True, people=9)
THEIRS, OTHERS = replace(NINE, team="their-team"), replace(NINE, team="other-team")


@pytest.fixture(autouse=True)
async def rehearsals(db: Db) -> None:
    """The trialogues that people play in."""
    team = await people.create_team(db, "Team")
    for name in NAMES:
        await lists.create_trialogue(
            db, team=team, title="", draft={}, language="nl", now=NOW, id=TrialogueId(name)
        )


async def full_for(crowds: Crowds, team: str) -> bool:
    return (await crowds.shown(TrialogueId("new-0"), team)).full


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


async def test_pressed_twice_one_crowd_comes(db: Db) -> None:
    came, gather = counting()
    async with Crowds(db, gather) as crowds:
        assert await crowds.start(HERE, NINE)
        assert await crowds.start(HERE, NINE)
        assert crowds.here(HERE) is came[0]
    assert len(came) == 1


async def test_who_rests_makes_room_for_others_and_goes_on_only_when_there_is_room(db: Db) -> None:
    came, gather = counting()
    async with Crowds(db, gather, most=1) as crowds:
        assert await crowds.start(HERE, NINE)
        assert not await crowds.start(THERE, THEIRS)
        assert crowds.here(THERE) is None
        await crowds.rest(HERE)
        assert await crowds.start(THERE, THEIRS)
        assert not await crowds.start(HERE, NINE)
        assert [one.awake for one in came] == [False, True]
        await crowds.end(THERE)
        assert await crowds.start(HERE, NINE)
        assert [one.awake for one in came] == [True, True]
    assert len(came) == 2, "those who rested went on; nobody came in their place"


async def test_one_team_never_takes_the_room_of_others(db: Db) -> None:
    came, gather = counting()
    async with Crowds(db, gather, most=2) as crowds:
        for trialogue in (HERE, THERE, ELSEWHERE):
            assert await crowds.start(trialogue, NINE)
        assert [one.awake for one in came] == [False, False, True]
        assert not await full_for(crowds, "their-team")
        assert await crowds.start(TrialogueId("theirs"), THEIRS)
        assert [one.awake for one in came] == [False, False, True, True]
        assert await full_for(crowds, "other-team")
        assert not await crowds.start(TrialogueId("others"), OTHERS)
        assert await crowds.start(HERE, NINE), "a team that plays may go on somewhere else"
        assert [one.awake for one in came] == [True, False, False, True]


async def test_who_rests_longest_goes_home_where_too_many_are_kept(db: Db) -> None:
    came, gather = counting()
    async with Crowds(db, gather, most_kept=3) as crowds:
        for trialogue in (HERE, THERE, ELSEWHERE):
            await crowds.start(trialogue, NINE)
        await asyncio.sleep(0)
        await crowds.start(HERE, NINE)  # so that it rests less long than `THERE` does
        for number in range(2):
            assert await crowds.start(TrialogueId(f"new-{number}"), NINE)
            await until(lambda: sum(not one.home for one in came) == 3, 2)
        assert [one.home for one in came] == [False, True, True, False, False]
        assert crowds.here(THERE) is None
        assert crowds.here(HERE) is came[0]


async def test_who_goes_home_is_not_asked_to_stay(db: Db) -> None:
    came, gather = counting()
    async with Crowds(db, gather, most_kept=1) as crowds:
        await crowds.start(HERE, NINE)
        await asyncio.sleep(0)
        await crowds.start(THERE, NINE)
        assert crowds.here(HERE) is None
        assert [one.home for one in came] == [False, False]
        assert await crowds.start(HERE, NINE)
        assert [one.home for one in came] == [True, False, False], "new ones, when they had gone"
        assert crowds.here(HERE) is came[2]


async def test_a_crowd_that_is_over_is_forgotten(db: Db) -> None:
    came, gather = counting()
    async with Crowds(db, gather, most=1) as crowds:
        await crowds.start(HERE, NINE)
        came[0].over.set()
        await until(lambda: crowds.here(HERE) is None, 2)
        assert not await full_for(crowds, "their-team")
        assert await crowds.start(HERE, NINE)
    assert len(came) == 2


async def test_ending_waits_until_the_last_one_is_home_and_leaves_the_others(db: Db) -> None:
    came, gather = counting()
    async with Crowds(db, gather) as crowds:
        await crowds.start(HERE, NINE)
        await crowds.start(THERE, NINE)
        await asyncio.sleep(0)
        await crowds.end(HERE)
        assert [one.home for one in came] == [True, False]
        await crowds.end(ELSEWHERE)
    assert [one.home for one in came] == [True, True]


async def test_afterwards_no_task_is_left(db: Db) -> None:
    _, gather = counting()
    before = asyncio.all_tasks()
    async with Crowds(db, gather) as crowds:
        for trialogue in (HERE, THERE, ELSEWHERE):
            await crowds.start(trialogue, NINE)
        await crowds.rest(THERE)
        assert len(asyncio.all_tasks()) == len(before) + 3
    assert asyncio.all_tasks() == before


async def test_a_mistake_among_them_is_logged_and_makes_room(
    db: Db, caplog: pytest.LogCaptureFixture
) -> None:
    async with Crowds(db, Clumsy, most=1) as crowds:
        await crowds.start(HERE, NINE)
        await asyncio.sleep(0.02)
        assert crowds.here(HERE) is None
        assert not await full_for(crowds, "their-team")
    assert [record.exc_info is not None for record in caplog.records] == [True]


# == several processes ==


async def test_they_are_shown_stopped_and_woken_from_any_process(db: Db) -> None:
    came, gather = counting()
    async with Crowds(db, gather) as here, Crowds(db, gather) as there:
        await here.start(HERE, NINE)
        came[0].present = {Perspective.POLICY: 2}
        await here.look()
        for process in (here, there):
            assert await process.shown(HERE, "a-team") == Shown(9, True, {Perspective.POLICY: 2})
        await there.rest(HERE)
        assert not (await there.shown(HERE, "a-team")).awake, "at once, where it was asked"
        await here.look()
        assert [one.awake for one in came] == [False]
        assert await there.start(HERE, NINE)
        await here.look()
        assert [one.awake for one in came] == [True]
        await there.end(HERE)
        await here.look()
        await until(lambda: came[0].home, 2)
    assert len(came) == 1


async def test_there_is_as_much_room_in_every_process(db: Db) -> None:
    _, gather = counting()
    async with Crowds(db, gather, most=1) as here, Crowds(db, gather, most=1) as there:
        assert await here.start(HERE, NINE)
        assert not await there.start(THERE, THEIRS)
        assert (await there.shown(THERE, "their-team")).full
        assert await there.start(THERE, NINE), "the same team, where it leads now"
        await here.look()
        assert not (await here.shown(HERE, "a-team")).awake


async def test_who_lived_in_a_process_that_was_killed_is_gone_after_a_while(
    db: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    came, gather = counting()
    async with Crowds(db, gather, most=1) as killed:
        await killed.start(HERE, NINE)
        monkeypatch.setattr("trialoog.store.crowds.GONE", timedelta(seconds=-5))
        async with Crowds(db, gather, most=1) as there:
            assert await there.shown(HERE, "a-team") == Shown()
            assert await there.start(HERE, THEIRS)
            # It was not killed after all, and finds others in the place of its own.
            await killed.look()
            await until(lambda: came[0].home, 2)
            assert not came[1].home


async def test_a_rehearsal_that_is_deleted_elsewhere_sends_them_home(db: Db) -> None:
    came, gather = counting()
    async with Crowds(db, gather) as here:
        await here.start(HERE, NINE)
        assert await lists.delete_draft(db, HERE)
        await here.look()
        await until(lambda: came[0].home, 2)
