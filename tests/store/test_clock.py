"""The clock of the database is that of every process, however wrong its own clock is."""

from datetime import timedelta

import pytest

from trialoog.app import utc_now
from trialoog.live.clock import CLOSE, Clock
from trialoog.store import clock
from trialoog.store.db import Db

SECOND = timedelta(seconds=1)
ALLOWED = CLOSE + SECOND


async def test_the_database_knows_what_time_it_is(db: Db) -> None:
    found = await clock.time(db)
    assert found.utcoffset() == timedelta()
    assert abs(found - utc_now()) < 2 * SECOND


@pytest.mark.parametrize("minutes", [10, -10])
async def test_a_clock_that_is_wrong_is_put_right_and_said(
    db: Db, minutes: int, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = Clock(lambda: utc_now() + timedelta(minutes=minutes))
    assert abs(wrong() - utc_now()) > 9 * 60 * SECOND
    await wrong.set(db)
    assert abs(wrong() - utc_now()) < ALLOWED
    assert "off that of the database" in caplog.text


async def test_a_clock_that_jumps_is_put_right_at_the_next_look(db: Db) -> None:
    ahead = [timedelta()]
    jumpy = Clock(lambda: utc_now() + ahead[0])
    for ahead[0] in (timedelta(hours=1), timedelta(), timedelta(hours=-1)):
        await jumpy.set(db)
        assert abs(jumpy() - utc_now()) < ALLOWED


async def test_a_clock_that_is_right_is_left_alone(
    db: Db, caplog: pytest.LogCaptureFixture
) -> None:
    fixed = utc_now()
    right = Clock(lambda: fixed)
    await right.set(db)
    assert right() == fixed
    assert not caplog.records
