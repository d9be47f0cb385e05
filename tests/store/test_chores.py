"""What is done once in a while is done by one of any number of processes."""

import asyncio
from datetime import datetime, timedelta

from tests.store.build import NOW
from trialoog.store import chores
from trialoog.store.db import Db, open_db

DAY = timedelta(days=1)


async def test_one_of_many_takes_a_chore_on(url: str) -> None:
    async def process(now: datetime) -> bool:
        async with open_db(url) as db:
            return await chores.take(db, "retention", now, DAY)

    for now in (NOW, NOW + DAY):
        taken = await asyncio.gather(*(process(now) for _ in range(4)))
        assert sorted(taken) == [False, False, False, True]


async def test_a_chore_is_not_taken_twice_in_its_time_and_others_are_others(db: Db) -> None:
    assert await chores.take(db, "retention", NOW, DAY)
    assert not await chores.take(db, "retention", NOW + DAY - timedelta(minutes=1), DAY)
    assert await chores.take(db, "another", NOW, DAY)
    assert await chores.take(db, "retention", NOW + DAY, DAY)


async def test_a_clock_that_was_far_ahead_puts_nothing_off(db: Db) -> None:
    assert await chores.take(db, "retention", NOW + 3650 * DAY, DAY)
    assert await chores.take(db, "retention", NOW, DAY)
    assert not await chores.take(db, "retention", NOW - timedelta(seconds=3), DAY)
