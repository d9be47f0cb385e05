"""P10. When one of several workers dies, only its own pages move. They are back within three
seconds, nothing that was acknowledged is lost, and nothing is there twice.
"""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.serving import Server
from tests.promises.fleet import (
    fleet,
    holders,
    meanwhile,
    once_each,
    page_of,
    port_of,
    workers_of,
    writers,
)
from tests.promises.hall import settled
from tests.promises.outside import Meeting, installed, sign_in, started
from tests.promises.phones import Phone
from tests.promises.wire import LOST

WORKERS = 3
PAGES = 18
WRITERS = 6
BACK = 3.0  # seconds
REFILLED = 30.0  # seconds, on a machine that does much else
KILLS, MANY_KILLS = 1, 25


async def comes_back(page: Phone) -> float:
    """Come back as a page does, after a moment of its own; return when it had its board again."""
    had = page.page.wholes
    while True:
        await asyncio.sleep(random.uniform(0.1, 0.7))
        try:
            await page.open()
            break
        except (OSError, ConnectionError):
            continue
    await settled(lambda: page.page.wholes > had, "the whole board, after a crash")
    return time.monotonic()


async def spread(server: Server, pages: list[Phone]) -> dict[Phone, int]:
    """Return which worker holds each page; some come back until it is more than one."""
    until = time.monotonic() + REFILLED
    while True:
        holds = await asyncio.to_thread(holders, server)
        mine = {page: holds[port_of(page)] for page in pages}
        if len(set(mine.values())) > 1:
            return mine
        assert time.monotonic() < until, "one worker holds all the pages"
        for page in pages[::3]:
            await page.drop()
            await comes_back(page)


async def killed(server: Server, pages: list[Phone]) -> None:
    """Kill the worker with the most pages, and let those that it had come back."""
    before = workers_of(server)
    mine = await spread(server, pages)
    (victim, lost), *_ = Counter(mine.values()).most_common()
    at = time.monotonic()
    os.kill(victim, signal.SIGKILL)
    moved = [page for page, pid in mine.items() if pid == victim]
    codes = await asyncio.wait_for(asyncio.gather(*(page.gone() for page in moved)), 5)
    assert set(codes) == {LOST}
    back = await asyncio.gather(*map(comes_back, moved))
    print(f"{lost} of {len(pages)} pages moved, the last was back after {max(back) - at:.2f} s")
    assert max(back) - at < BACK
    assert all(page.there for page in pages), "a page of another worker moved too"
    await settled(
        lambda: len(set(workers_of(server)) - {victim}) == WORKERS, "a new worker", REFILLED
    )
    assert set(before) - {victim} < set(workers_of(server))


def same_for_all(pages: list[Phone]) -> bool:
    """Tell whether all pages of a voice show the same."""
    boards = [page.page.regions for page in pages]
    return all(boards[number] == boards[number % 3] for number in range(len(pages)))


async def crashes(data: Path, kills: int) -> None:
    with fleet(data, 0, "--workers", str(WORKERS)) as server:
        await asyncio.to_thread(_answers_from_all, server)
        it: Meeting = await asyncio.to_thread(lambda: started(sign_in(server.url, data), data))
        # A board takes 5,000 texts: the longer it lasts, the less they write.
        pace = 0.02 * kills
        them = await asyncio.to_thread(writers, it, WRITERS, [server.port], pace)
        people = [them[number].phone for number in range(3)]
        pages = [page_of(it, people[number % 3], server.port) for number in range(PAGES)]
        await asyncio.gather(*(page.open() for page in pages))
        await settled(lambda: all(page.page.wholes for page in pages), "a board on every page")
        with meanwhile([each.write for each in them]):
            for _ in range(kills):
                await killed(server, pages)
                await asyncio.sleep(0.3)
        once_each(it, them)
        await settled(lambda: same_for_all(pages), "the same board on all pages")
        for page in pages:
            await page.drop()


def _answers_from_all(server: Server) -> None:
    until = time.monotonic() + REFILLED
    while len(workers_of(server)) < WORKERS:
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return installed(tmp_path / "data")


async def test_a_worker_that_dies_moves_only_its_own_pages_and_nothing_is_lost_or_double(
    data: Path,
) -> None:
    await crashes(data, KILLS)


@pytest.mark.soak
async def test_workers_that_die_again_and_again_lose_nothing(data: Path) -> None:
    await crashes(data, MANY_KILLS)
