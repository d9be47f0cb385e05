"""Limits that processes count together in Redis, and each on its own while that is away."""

import asyncio
import logging
import time
from collections.abc import Iterator

import pytest
from redis.asyncio import Redis

from tests import minutes
from tests.redis import Server, temporary_redis
from trialoog.web.limits import Limits

NETWORK, ADDRESS = "192.0.2.7", "wie@example.org"
FIVE = 5


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with temporary_redis() as server:
        yield server


@pytest.fixture(autouse=True)
def in_one_minute() -> None:
    minutes.with_room(3)


@pytest.fixture
async def server(running: Server) -> Server:
    """Redis, empty."""
    async with Redis.from_url(running.url) as client:
        await client.flushall()
    return running


def counting(url: str) -> Limits:
    """What a process has."""
    return Limits({"login": FIVE}, {"mail to": 3}, url)


async def fail(limits: Limits, times: int) -> None:
    for _ in range(times):
        await limits.failed("login", NETWORK)


async def test_28_processes_count_together(server: Server) -> None:
    async with counting(server.url) as here, counting(server.url) as there:
        await fail(here, 3)
        assert not await there.blocked("login", NETWORK)
        await fail(there, 2)
        assert await here.blocked("login", NETWORK)
        assert await there.blocked("login", NETWORK)
        assert not await here.blocked("login", "192.0.2.8")
        turns = [await (here, there)[n % 2].allows("mail to", ADDRESS) for n in range(4)]
        assert turns == [True, True, True, False]


async def test_28_without_redis_a_process_counts_on_its_own() -> None:
    async with counting("") as here:
        await fail(here, FIVE - 1)
        assert not await here.blocked("login", NETWORK)
        await fail(here, 1)
        assert await here.blocked("login", NETWORK)


async def test_28_while_redis_is_away_what_was_counted_here_goes_on_and_it_comes_back_by_itself(
    server: Server, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trialoog.web.limits.PAUSE", 0.1)
    async with counting(server.url) as here, counting(server.url) as there:
        await fail(here, FIVE - 1)
        server.kill()
        try:
            assert not await here.blocked("login", NETWORK)
            await fail(here, 1)
            assert await here.blocked("login", NETWORK), "it never turns into yes"
            assert not await there.blocked("login", NETWORK)
        finally:
            server.start()
        await asyncio.sleep(0.15)
        await fail(there, FIVE)
        async with counting(server.url) as another:
            assert await another.blocked("login", NETWORK), "they count together again"
        assert await here.blocked("login", NETWORK)
    said = [it.getMessage() for it in caplog.records if it.levelno == logging.WARNING]
    assert [line.partition(":")[0] for line in said] == [
        "limits are counted per process",
        "limits are counted per process",
        "limits are counted together again",
        "limits are counted together again",
    ], "once for each of the two, and once when it is back"


async def test_a_redis_that_stands_still_keeps_nobody_waiting_for_long(server: Server) -> None:
    async with counting(server.url) as here:
        await here.blocked("login", NETWORK)
        server.freeze()
        try:
            began = time.monotonic()
            await asyncio.gather(*(here.blocked("login", NETWORK) for _ in range(50)))
            first = time.monotonic() - began
            for _ in range(100):
                await here.blocked("login", NETWORK)
        finally:
            server.thaw()
        assert first < 1
        assert time.monotonic() - began - first < 1, "who comes after does not ask it"


async def test_no_address_stands_in_redis_and_nothing_longer_than_two_windows(
    server: Server,
) -> None:
    async with counting(server.url) as here, Redis.from_url(server.url) as client:
        await fail(here, 1)
        await here.allows("mail to", ADDRESS)
        found = [str(key) for key in await client.keys()]
        assert len(found) == 2
        assert not any(NETWORK in key or ADDRESS in key or "@" in key for key in found)
        lasting = sorted([await client.ttl(key) for key in await client.keys()])
        assert 0 < lasting[0] <= 2 * 60
        assert 0 < lasting[1] <= 2 * 3600
