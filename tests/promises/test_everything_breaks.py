"""Everything breaks, again and again, while people write and watch: processes whose clocks differ
by twenty minutes, Redis, PostgreSQL and the proxy. What was acknowledged is there, once; the record
is whole; no page was ever led astray, and in the end all of them show the same.
"""

import asyncio
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx2
import pytest

from tests import databases
from tests.deploy.stack import Process, Stack, around, gathering, join, ready
from tests.e2e.serving import REPOSITORY, environment
from tests.promises.fleet import QUICK, Writer, meanwhile
from tests.promises.hall import settled
from tests.promises.outside import Form, Meeting, send
from tests.promises.phones import Phone
from tests.web.driving import THREE
from tests.web.screens import filled, form_on, read
from trialoog.store import journal
from trialoog.store.db import open_db
from trialoog.views.newest import MOST

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

    stack: Stack
    folder: Path
    running: dict[int, Process] = field(default_factory=dict)  # by its port

    def start(self, number: int) -> None:
        """Start a process, with its wrong clock."""
        port = self.stack.ports[number]
        serve = [sys.executable, "-m", "tests.promises.skewed", AHEAD[number]]
        told = environment(self.folder / "data", port, **self.stack.settings, **QUICK)
        self.running[port] = subprocess.Popen(serve, cwd=REPOSITORY, env=told)

    def stop(self) -> None:
        """End all processes."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(timeout=15)

    def process(self, chance: random.Random) -> None:
        """A process dies, and is started again a moment later."""
        number = chance.randrange(len(AHEAD))
        process = self.running[self.stack.ports[number]]
        process.kill()
        process.wait()
        time.sleep(chance.uniform(0, 1))
        self.start(number)

    def doorbell(self, chance: random.Random) -> None:
        """Redis dies, and comes back empty."""
        self.stack.redis.kill()
        time.sleep(chance.uniform(0, 4))
        self.stack.redis.start()

    def deaf(self, chance: random.Random) -> None:
        """Redis stands still with its connections open."""
        self.stack.redis.freeze()
        time.sleep(chance.uniform(0, 4))
        self.stack.redis.thaw()

    def database(self, chance: random.Random) -> None:
        """PostgreSQL ends as in a crash, and recovers."""
        self.stack.cluster.stop()
        time.sleep(chance.uniform(0, 1))
        self.stack.cluster.start()

    def door(self, chance: random.Random) -> None:
        """The proxy dies with all connections that go through it."""
        self.stack.proxy.kill()
        time.sleep(chance.uniform(0, 1))
        self.stack.proxy.start()


@contextmanager
def land(folder: Path) -> Iterator[Land]:
    with around(folder) as stack:
        it = Land(stack, folder)
        try:
            for number in range(len(AHEAD)):
                it.start(number)
            for port, process in it.running.items():
                ready(process, port)
            yield it
        finally:
            it.stop()


# --- who writes and who watches ------------------------------------------------------------------


def writers(it: Meeting, phones: Sequence[httpx2.Client]) -> list[Writer]:
    """Phones that argue about one option, which everybody sees at once."""
    made = []
    for number, phone in enumerate(phones):
        board = read(phone.get(f"/t/{it.id}").text)
        (option, *_) = [a["href"] for a in board.every("a") if "?option=" in f"{a['href']}"]
        page = read(phone.get(f"/t/{it.id}{option}").text)
        form = filled(page, form_on(page, "contribute"), kind="risk", text="")
        through = partial(sent, phone, f"/t/{it.id}/contribute")
        made.append(Writer(f"Telefoon {number}", phone, form, through, PACE, LOST))
    return made


def sent(phone: httpx2.Client, address: str, form: Form, _tries: int) -> bool:
    """Send a form through the proxy; tell whether it was acknowledged."""
    try:
        status = send(phone, address, form).status_code
    except httpx2.TransportError:
        return False
    assert status in {303, 502, 503, 504}, status
    return status == 303


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


def on_board(order: Sequence[str], them: Sequence[Writer]) -> list[str]:
    """The texts that every page shows: the newest of each perspective, in order."""
    voice = {text: n % 3 for n, writer in enumerate(them) for text in writer.acknowledged}
    of_voice = [[text for text in order if voice[text] == n] for n in range(3)]
    newest = {text for texts in of_voice for text in texts[-MOST:]}
    return [text for text in order if text in newest]


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
                last = [writer.acknowledged[-1] for writer in them]
                await settled(
                    lambda: all(len(shown(page, last)) == len(last) for page in pages),
                    "the last text of everybody on every page",
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
        for page in (*consoles, *phones):
            assert shown(page, order) == on_board(order, them), "not everybody sees the same order"
        again, longest = sum(w.again for w in them), max(w.longest for w in them)
        print(f"{len(order)} texts, {again} sent again, the longest took {longest:.1f} s, {codes}")


@pytest.mark.soak
def test_everything_breaks_and_nothing_is_lost_double_or_out_of_order(tmp_path: Path) -> None:
    everything_breaks(tmp_path, BREAKS, random.Random(20261122))
