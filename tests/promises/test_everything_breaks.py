"""Everything breaks, again and again, while people write and watch: processes whose clocks differ
by twenty minutes, Redis, PostgreSQL and the proxy. What was acknowledged is there, once; the record
is whole; no page was ever led astray, and in the end all of them show the same.
"""

import asyncio
import random
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from tests import databases
from tests.databases import server
from tests.deploy.proxy import proxy
from tests.deploy.stack import Stack, answers, gathering, join
from tests.e2e.serving import PATIENCE, REPOSITORY, environment, free_port
from tests.postgresql import Cluster
from tests.promises.fleet import QUICK, meanwhile
from tests.promises.hall import settled
from tests.promises.outside import Form, Meeting, changed, send
from tests.promises.phones import Phone
from tests.redis import Server as Redis
from tests.redis import temporary_redis
from tests.web.driving import THREE
from tests.web.screens import filled, form_on, read
from trialoog import serving
from trialoog.settings import Settings
from trialoog.store import journal
from trialoog.store.db import open_db
from trialoog.web import keys

AHEAD = ("-10", "0", "10")  # minutes; a process for each
BREAKS = 60
WRITERS = 6
PACE = 0.4  # seconds between two texts of one phone
CONVERGE = 30.0  # seconds after the last break
LOST = 20.0  # seconds that somebody may have to go on trying


# --- what breaks ---------------------------------------------------------------------------------


@dataclass
class Land:
    """All that runs, and how each part of it is broken and mended."""

    cluster: Cluster
    redis: Redis
    stack: Stack
    ports: list[int]
    settings: dict[str, str]
    folder: Path
    running: dict[int, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, number: int) -> None:
        """Start a process, with its wrong clock."""
        port = self.ports[number]
        serve = [sys.executable, "-m", "tests.promises.skewed", AHEAD[number]]
        told = environment(self.folder / "data", port, **self.settings)
        self.running[port] = subprocess.Popen(serve, cwd=REPOSITORY, env=told)

    def stop(self) -> None:
        """End all processes."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(timeout=15)

    def process(self, chance: random.Random) -> None:
        """A process dies, and is started again a moment later."""
        number = chance.randrange(len(self.ports))
        process = self.running[self.ports[number]]
        process.kill()
        process.wait()
        time.sleep(chance.uniform(0, 1))
        self.start(number)

    def doorbell(self, chance: random.Random) -> None:
        """Redis dies, and comes back empty."""
        self.redis.kill()
        time.sleep(chance.uniform(0, 4))
        self.redis.start()

    def deaf(self, chance: random.Random) -> None:
        """Redis stands still with its connections open."""
        self.redis.freeze()
        time.sleep(chance.uniform(0, 4))
        self.redis.thaw()

    def database(self, chance: random.Random) -> None:
        """PostgreSQL ends as in a crash, and recovers."""
        self.cluster.stop()
        time.sleep(chance.uniform(0, 1))
        self.cluster.start()

    def door(self, chance: random.Random) -> None:
        """The proxy dies with all connections that go through it."""
        self.stack.proxy.kill()
        time.sleep(chance.uniform(0, 1))
        self.stack.proxy.start()


@contextmanager
def land(folder: Path) -> Iterator[Land]:
    ports = [free_port() for _ in AHEAD]
    port = free_port()
    base = f"https://127.0.0.1:{port}"
    with (
        server() as cluster,
        temporary_redis() as redis,
        proxy(folder / "nginx", port, ports) as running,
    ):
        database = cluster.url(cluster.create())
        serving.migrate(Settings(data=folder / "data", database_url=database))
        settings = {
            "TRIALOOG_PUBLIC_URL": base,
            "TRIALOOG_DATABASE_URL": database,
            "TRIALOOG_REDIS_URL": redis.url,
            **QUICK,
        }
        tls = ssl.create_default_context(cafile=folder / "nginx" / "certificate.pem")
        stack = Stack(base, port, database, running, [], tls)
        it = Land(cluster, redis, stack, ports, settings, folder)
        try:
            for number in range(len(AHEAD)):
                it.start(number)
            until = time.monotonic() + PATIENCE
            while not all(answers(f"http://127.0.0.1:{each}/readyz") for each in ports):
                assert time.monotonic() < until, "not everything is ready"
                time.sleep(0.1)
            yield it
        finally:
            it.stop()


# --- who writes and who watches ------------------------------------------------------------------


@dataclass
class Writer:
    """A phone that says one thing after the other; it sends again what got no answer."""

    name: str
    phone: httpx2.Client
    address: str
    form: Form
    acknowledged: list[str] = field(default_factory=list)
    sent: int = 0
    again: int = 0
    longest: float = 0.0  # seconds until something was answered

    def write(self, enough: threading.Event) -> None:
        """Write until it is enough, and see the last text through."""
        while not enough.is_set():
            text = f"{self.name}, nummer {self.sent}."
            form = changed(self.form, text=text, key=keys.new_key())
            self.sent += 1
            began = time.monotonic()
            while not self._answered(form):
                self.again += 1
                assert time.monotonic() - began < LOST, f"{text}: nobody answers"
                time.sleep(0.1)
            self.acknowledged.append(text)
            self.longest = max(self.longest, time.monotonic() - began)
            enough.wait(PACE)

    def _answered(self, form: Form) -> bool:
        try:
            status = send(self.phone, self.address, form).status_code
        except httpx2.TransportError:
            return False
        assert status in {303, 502, 503, 504}, status
        return status == 303


def writers(it: Meeting, phones: Sequence[httpx2.Client]) -> list[Writer]:
    """Phones that argue about one option, which everybody sees at once."""
    made = []
    for number, phone in enumerate(phones):
        board = read(phone.get(f"/t/{it.id}").text)
        (option, *_) = [a["href"] for a in board.every("a") if "?option=" in f"{a['href']}"]
        page = read(phone.get(f"/t/{it.id}{option}").text)
        form = filled(page, form_on(page, "contribute"), kind="risk", text="")
        made.append(Writer(f"Telefoon {number}", phone, f"/t/{it.id}/contribute", form))
    return made


async def watched(page: Phone, codes: Counter[int]) -> None:
    """Keep a page open as a browser does, until cancelled."""
    while True:
        with suppress(OSError, ConnectionError):
            await page.open()
            codes[await page.gone()] += 1
        await asyncio.sleep(random.uniform(0.1, 0.7))


# --- the checker ---------------------------------------------------------------------------------


def record_holds(it: Land, meeting: Meeting, them: Sequence[Writer]) -> list[str]:
    """Hold that the journal is whole, and has what was acknowledged once; return it in order."""

    async def verified() -> str | None:
        async with open_db(it.stack.database) as db:
            return await journal.verify(db, meeting.id)

    assert asyncio.run(verified()) is None
    where = "WHERE trialogue = ? AND kind = 'ContributionMade' AND place = 0 ORDER BY seq"
    found = databases.rows(
        it.stack.database,
        f"SELECT body FROM text JOIN fact USING (trialogue, seq) {where}",
        meeting.id,
    )
    order = [str(body) for (body,) in found]
    assert sorted(order) == sorted(text for writer in them for text in writer.acknowledged)
    for writer in them:
        assert [text for text in order if text in set(writer.acknowledged)] == writer.acknowledged
    return order


def never_astray(page: Phone) -> None:
    """Hold that each frame that was applied went on where the page was, or held the whole board."""
    at = 0
    for since, to in page.page.moves:
        assert since in {0, at}, (since, at)
        at = to


def shown(page: Phone, texts: Sequence[str]) -> list[str]:
    """Those of some texts that a page shows, in its order."""
    board = " ".join(page.page.regions.values())
    there = {text: board.find(text) for text in texts}
    return sorted((text for text in texts if there[text] >= 0), key=there.__getitem__)


def everything_breaks(folder: Path, breaks: int, chance: random.Random) -> None:
    with land(folder) as it:
        meeting = gathering(it.stack)
        meeting.go("options")
        seats = [join(it.stack, meeting.code, THREE[n % 3]) for n in range(WRITERS)]
        them = writers(meeting, seats)
        consoles = [it.stack.phone(meeting.lead, f"/t/{meeting.id}/lead/live") for _ in range(3)]
        phones = [it.stack.phone(writer.phone, f"/t/{meeting.id}/live") for writer in them]
        codes: Counter[int] = Counter()
        kinds: list[Callable[[random.Random], None]] = [
            it.process,
            it.database,
            it.doorbell,
            it.door,
            it.deaf,
        ]

        async def play() -> None:
            pages = [*consoles, *phones]
            async with asyncio.TaskGroup() as group:
                keepers = [group.create_task(watched(page, codes)) for page in pages]
                await settled(lambda: all(page.page.wholes for page in pages), "a first board")
                await asyncio.to_thread(breaking, breaks)
                texts = [text for writer in them for text in writer.acknowledged]
                await settled(
                    lambda: all(len(shown(page, texts)) == len(texts) for page in pages),
                    "all texts on every page",
                    CONVERGE,
                )
                for keeper in keepers:
                    keeper.cancel()
            for page in pages:
                await page.drop()

        def breaking(breaks: int) -> None:
            with meanwhile([writer.write for writer in them]):
                for number in range(breaks):
                    time.sleep(chance.uniform(0.5, 2))
                    kind = kinds[number] if number < len(kinds) else chance.choice(kinds)
                    print(f"{number:4} {kind.__name__}", flush=True)
                    kind(chance)
                time.sleep(1)

        asyncio.run(play())
        order = record_holds(it, meeting, them)
        for page in (*consoles, *phones):
            never_astray(page)
        orders = {tuple(shown(page, order)) for page in (*consoles, *phones)}
        assert len(orders) == 1, "not everybody sees the same order"
        again, longest = sum(w.again for w in them), max(w.longest for w in them)
        print(f"{len(order)} texts, {again} sent again, the longest took {longest:.1f} s, {codes}")


@pytest.mark.soak
def test_everything_breaks_and_nothing_is_lost_double_or_out_of_order(tmp_path: Path) -> None:
    everything_breaks(tmp_path, BREAKS, random.Random(20261122))
