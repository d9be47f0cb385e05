"""P7. Without Redis others see a change a moment later; nothing is lost and everything goes on.

Two server processes on one database and a real Redis, which is killed while people write.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from tests import minutes
from tests.e2e.serving import Server, free_port
from tests.promises.hall import settled
from tests.promises.outside import (
    Form,
    Meeting,
    browser,
    changed,
    cookies,
    installed,
    send,
    served,
    sign_in,
    started,
    writing,
)
from tests.promises.phones import Phone
from tests.redis import Server as Redis
from tests.redis import temporary_redis
from tests.web.driving import HTMX
from trialoog import serving
from trialoog.live.rooms import SIGNED_OUT
from trialoog.settings import Settings
from trialoog.store import people
from trialoog.store.db import open_db
from trialoog.web import keys

# What is promised, in seconds.
AWAY = 3.0
RIGHTS, RIGHTS_AWAY = 2.0, 5.0
# By itself a process looks every two seconds: who is quicker was told.
TOLD = 1.0

ATTEMPTS = 5  # of wrong login links per minute
WRITERS = 2  # on each process


@dataclass
class Two:
    """Two processes, with a trialogue that both serve, and the Redis between them."""

    here: Server
    there: Server
    redis: Redis
    it: Meeting
    data: Path
    posts: list[tuple[httpx2.Client, Form]]
    sent: int = 0

    def session(self) -> str:
        """The cookie of one more browser that the facilitator is signed in on."""

        async def made() -> str:
            async with open_db(Settings(data=self.data).database) as db:
                account = await serving.facilitator(db, serving.NAME, serving.TEAM)
                return await people.create_session(db, account, datetime.now(UTC))

        return f"{keys.SESSION}={asyncio.run(made())}"

    def console(self, server: Server, cookie: str) -> Phone:
        """The facilitator's page at one of the two."""
        return Phone(server.port, f"/t/{self.it.id}/lead/live", from_page(server, cookie))

    def write(self, place: int) -> None:
        """Let a phone say something more, and be told that it was kept."""
        phone, form = self.posts[place]
        self.sent += 1
        more = changed(form, key=f"key-{self.sent}", text=f"tekst {self.sent}")
        answer = send(phone, f"/t/{self.it.id}/contribute", more, HTMX)
        assert answer.status_code == 200, answer.text[:500]


def from_page(server: Server, cookie: str) -> dict[str, str]:
    return {"origin": server.url, "cookie": cookie, "accept-language": "nl"}


@contextmanager
def two(data: Path, redis: Redis) -> Iterator[Two]:
    more = {"TRIALOOG_REDIS_URL": redis.url, "TRIALOOG_LOGIN_FAILURES_PER_MINUTE": str(ATTEMPTS)}
    with (
        served(installed(data), free_port(), **more) as here,
        served(data, free_port(), **more) as there,
    ):
        it = started(sign_in(here.url, data), data)
        phones = [it.join(url=server.url) for server in (here, there) for _ in range(WRITERS)]
        posts = [(phone, writing(it, phone, "")) for phone in phones]
        yield Two(here, there, redis, it, data, posts)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    with temporary_redis() as redis, two(tmp_path_factory.mktemp("data"), redis) as pair:
        yield pair


@asynccontextmanager
async def watching(pair: Two, cookie: str) -> AsyncIterator[list[Phone]]:
    """A console and a phone at each process, which have the board."""
    watchers = []
    for server, (phone, _) in zip((pair.here, pair.there), pair.posts[::WRITERS], strict=True):
        watchers.append(pair.console(server, cookie))
        mine = from_page(server, cookies(phone))
        watchers.append(Phone(server.port, f"/t/{pair.it.id}/live", mine))
    for each in watchers:
        await each.open()
    await settled(lambda: all(each.page.regions for each in watchers), "the first board")
    try:
        yield watchers
    finally:
        for each in watchers:
            await each.drop()


def alike(watchers: list[Phone], fresh: list[Phone]) -> bool:
    pairs = zip(watchers, fresh, strict=True)
    return all(mine.page.regions == other.page.regions for mine, other in pairs)


async def converge(pair: Two, watchers: list[Phone], cookie: str, within: float) -> None:
    """Wait until every page shows what a fresh page at the process that wrote last shows."""
    until = time.monotonic() + within
    consoles, phones = watchers[::2], watchers[1::2]
    async with watching(pair, cookie) as fresh:
        while not (alike(consoles, fresh[:1] * 2) and alike(phones, [fresh[1]] * 2)):
            assert time.monotonic() < until, "the pages differ"
            await asyncio.sleep(0.02)


async def quick(pair: Two, watchers: list[Phone]) -> bool:
    """Write at the one process; tell whether the other's console has it sooner than by looking."""
    console = watchers[2]
    before = console.page.at
    began = time.monotonic()
    await asyncio.to_thread(pair.write, 0)
    await settled(lambda: console.page.at > before, "the other console")
    return time.monotonic() - began < TOLD


async def told_again(pair: Two, watchers: list[Phone]) -> None:
    """Wait until three changes in a row are seen at once: looking alone would not do that."""
    async with asyncio.timeout(60):
        in_a_row = 0
        while in_a_row < 3:
            in_a_row = in_a_row + 1 if await quick(pair, watchers) else 0


def wrong_link(server: Server) -> int:
    return browser(server.url).post("/login/not-a-link-of-ours").status_code


async def test_who_joins_at_one_process_is_in_at_the_other_at_once(pair: Two) -> None:
    """No sticky sessions: the next request of a phone goes to whichever process is free."""
    pair.redis.kill()
    try:
        for _ in range(3):  # one of them may be seen by chance, by looking just then
            phone = await asyncio.to_thread(pair.it.join)
            elsewhere = browser(pair.there.url)
            elsewhere.cookies = phone.cookies
            answer = await asyncio.to_thread(elsewhere.get, f"/t/{pair.it.id}")
            assert answer.status_code == 200
    finally:
        pair.redis.start()


async def test_a_redis_that_dies_while_people_write_costs_a_moment_and_nothing_else(
    pair: Two,
) -> None:
    cookie = await asyncio.to_thread(pair.session)
    async with watching(pair, cookie) as watchers:
        await told_again(pair, watchers)
        for restart in range(3):
            writing_on = asyncio.create_task(write_on(pair))
            await asyncio.sleep(0.2)
            pair.redis.kill()
            await asyncio.sleep(0.3)
            writing_on.cancel()
            await asyncio.gather(writing_on, return_exceptions=True)
            await converge(pair, watchers, cookie, AWAY)
            pair.redis.start()
            await told_again(pair, watchers)
            assert len(pair.it.texts()) == pair.sent, restart
        await converge(pair, watchers, cookie, AWAY)
        assert all(each.page.gaps == 0 for each in watchers)


async def write_on(pair: Two) -> None:
    """Write at both processes in turn until cancelled; what was begun is finished."""
    place = 0
    while True:
        await asyncio.shield(asyncio.to_thread(pair.write, place % len(pair.posts)))
        place += 1


async def test_3_signing_out_closes_the_pages_of_that_browser_in_the_other_process(
    pair: Two,
) -> None:
    assert await signed_out(pair) < RIGHTS
    pair.redis.kill()
    try:
        assert await signed_out(pair) < RIGHTS_AWAY
    finally:
        pair.redis.start()


async def signed_out(pair: Two) -> float:
    """Sign out at the one process; return after how long a console at the other was closed."""
    cookie = await asyncio.to_thread(pair.session)
    console = await pair.console(pair.there, cookie).open()
    await settled(lambda: bool(console.page.regions), "the console")
    began = time.monotonic()
    out = browser(pair.here.url)
    headers = {"cookie": cookie}
    assert (await asyncio.to_thread(out.post, "/logout", headers=headers)).status_code == 303
    assert await asyncio.wait_for(console.gone(), 10) == SIGNED_OUT
    return time.monotonic() - began


def test_28_attempts_count_together_and_a_redis_that_is_away_lets_nobody_try_more(
    pair: Two,
) -> None:
    time.sleep(TOLD)  # the limits ask again a moment after Redis was away
    minutes.with_room(15)
    assert {wrong_link(pair.here) for _ in range(ATTEMPTS - 1)} == {403}
    assert wrong_link(pair.there) == 403
    assert wrong_link(pair.there) == 429, "five in all, of which one here"
    assert wrong_link(pair.here) == 429
    pair.redis.kill()
    try:
        assert wrong_link(pair.here) == 403, "its own fifth"
        assert wrong_link(pair.here) == 429
        assert {wrong_link(pair.there) for _ in range(ATTEMPTS)} <= {403, 429}
        assert wrong_link(pair.there) == 429
    finally:
        pair.redis.start()
