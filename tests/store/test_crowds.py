"""Simulated people, as rows: asked for in one process, read and changed from any."""

import pytest

from tests.store.build import a_trialogue
from trialoog.core.ids import TrialogueId
from trialoog.store import crowds, lists
from trialoog.store.crowds import Playing, Room
from trialoog.store.db import Db

PLENTY = Room(most=3, most_kept=10)


async def nine(db: Db, team: str = "a", process: str = "here") -> Playing:
    """Nine people who are wanted in a new rehearsal."""
    id = TrialogueId(await a_trialogue(db, rehearsal=True))
    return Playing(id, process, team, 9, awake=True, present={})


async def awake(db: Db) -> dict[TrialogueId, bool]:
    return {it.trialogue: it.awake for it in await crowds.playing(db)}


async def test_who_is_asked_for_lives_in_the_process_that_asked_first(db: Db) -> None:
    mine = await nine(db)
    elsewhere = Playing(mine.trialogue, "there", "a", 18, awake=True, present={})
    assert await crowds.ask(db, mine, PLENTY) == "here"
    assert await crowds.ask(db, elsewhere, PLENTY) == "here"
    assert await crowds.playing(db) == [mine]


async def test_their_process_says_who_is_in_and_hears_what_is_wanted(db: Db) -> None:
    mine, over, other = await nine(db), await nine(db), await nine(db, "b", "there")
    for it in (over, mine, other):
        await crowds.ask(db, it, PLENTY)
    wanted = await crowds.report(db, "here", {mine.trialogue: {"policy": 2}})
    assert wanted == {mine.trialogue: True}
    assert {it.trialogue: it.present for it in await crowds.playing(db)} == {
        mine.trialogue: {"policy": 2},
        other.trialogue: {},
    }
    await crowds.rest(db, mine.trialogue)
    assert await crowds.report(db, "here", {mine.trialogue: {}}) == {mine.trialogue: False}
    assert await crowds.ask(db, mine, PLENTY) == "here"
    assert await crowds.report(db, "here", {mine.trialogue: {}}) == {mine.trialogue: True}
    await crowds.end(db, mine.trialogue)
    assert await crowds.report(db, "here", {mine.trialogue: {}}) == {}
    assert await awake(db) == {other.trialogue: True}


async def test_other_teams_take_room_and_the_own_team_comes_to_rest(db: Db) -> None:
    first, second, theirs = await nine(db), await nine(db), await nine(db, "b")
    one = Room(most=1, most_kept=10)
    assert await crowds.ask(db, first, one)
    assert await crowds.ask(db, theirs, one) is None
    assert await crowds.ask(db, second, one)
    assert await awake(db) == {first.trialogue: False, second.trialogue: True}


async def test_who_rests_longest_makes_room(db: Db) -> None:
    first, second, third, fourth = [await nine(db) for _ in range(4)]
    three = Room(most=3, most_kept=3)
    for it in (first, second, third, first):
        await crowds.ask(db, it, three)
    await crowds.ask(db, fourth, three)
    assert await awake(db) == {
        third.trialogue: False,
        first.trialogue: False,
        fourth.trialogue: True,
    }


async def test_who_is_not_heard_of_any_more_takes_no_room(
    db: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, theirs = await nine(db), await nine(db, "b")
    await crowds.ask(db, lost, PLENTY)
    monkeypatch.setattr(crowds, "GONE", -crowds.GONE)
    assert await crowds.playing(db) == []
    assert await crowds.ask(db, theirs, Room(most=1, most_kept=1)) == "here"
    monkeypatch.undo()
    assert await awake(db) == {theirs.trialogue: True}


async def test_they_go_with_their_rehearsal(db: Db) -> None:
    mine = await nine(db)
    await crowds.ask(db, mine, PLENTY)
    assert await lists.delete_draft(db, mine.trialogue)
    assert await crowds.playing(db) == []
