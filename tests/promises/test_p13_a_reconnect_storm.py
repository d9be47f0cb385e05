"""We promise: after a restart a whole room comes back at once, and the board is made once for each
audience and language, not for each phone. What the database is asked for it is asked per meeting.
"""

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import event

from tests.core.playing import LEADER
from tests.promises.hall import argues
from tests.promises.storm import shown
from tests.promises.town import Seated, Town, live, settings_in, town
from trialoog.core import commands as c
from trialoog.core.events import By
from trialoog.core.state import State
from trialoog.core.words import THREE, Role
from trialoog.live.rooms import Room
from trialoog.paths import ROOT
from trialoog.store.db import Db
from trialoog.views import regions
from trialoog.views.looks import LANGUAGES, Looks
from trialoog.views.regions import Audience

PHONES = 400
# What letting in one phone that comes back may ask: is there such a trialogue, what is its secret.
RIGHT_TO_ENTER = 2


class Storm:
    """Phones in a process of their own."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def tell(self, do: str, **more: object) -> dict[str, Any]:
        """Say what is next, and return what came of it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps({'do': do, **more})}\n".encode())
        answer = await self._process.stdout.readline()
        assert answer, "the phones crashed"
        return dict(json.loads(answer))


@asynccontextmanager
async def storm() -> AsyncIterator[Storm]:
    arguments = ("-m", "tests.promises.storm")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, stdin=PIPE, stdout=PIPE, limit=2**20
    )
    try:
        yield Storm(process)
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(10):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def drawings(here: Town) -> Counter[tuple[Audience, str]]:
    """Count from now on what rooms draw that are loaded from now on."""
    counted: Counter[tuple[Audience, str]] = Counter()
    draw = here.house.rooms._render

    def counting(
        looks: Looks, state: State, audience: Audience, language: str
    ) -> Mapping[str, str]:
        counted[audience, language] += 1
        return draw(looks, state, audience, language)

    here.house.rooms._render = counting
    return counted


@contextmanager
def asked_of(db: Db) -> Iterator[Counter[str]]:
    """Count what the database is asked to read, by the table that it is about."""
    counted: Counter[str] = Counter()
    engine = db._reading.sync_engine

    def look(*said: Any) -> None:
        words = said[2].split()
        if words[0] == "SELECT":
            counted[words[words.index("FROM") + 1]] += 1

    event.listen(engine, "before_cursor_execute", look)
    try:
        yield counted
    finally:
        event.remove(engine, "before_cursor_execute", look)


class Pulse:
    """How long the event loop was away at most, in seconds."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def feel(self) -> None:
        """Feel it until cancelled."""
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.002)
            self.longest = max(self.longest, time.perf_counter() - before - 0.002)


def wanted(looks: Looks, room: Room, people: list[Seated]) -> list[str]:
    """Return the mark of what each phone should show; every other one reads English."""
    board = {
        (voice, language): shown(
            regions.render(looks, room.state, Audience(Role.PARTICIPANT, voice), language)
        )
        for voice in THREE
        for language in LANGUAGES
    }
    return [board[p.perspective, LANGUAGES[n % 2]] for n, p in enumerate(people)]


def by_leader(number: int) -> tuple[c.Contribute, By]:
    """Return what it takes to put an argument from a paper card on the board."""
    said, by = argues(number)
    return replace(said, perspective=by.perspective), LEADER


async def test_four_hundred_phones_come_back_at_once_to_boards_that_are_made_once(
    tmp_path: Path, looks: Looks
) -> None:
    settings = await settings_in(tmp_path)
    async with storm() as phones:
        async with town(settings, looks) as here:
            room = await here.gathering()
            people = await here.seats(room, PHONES)
            for number in range(40):
                await room.act(*by_leader(number))
            of = [here.headers(p.cookie, LANGUAGES[n % 2]) for n, p in enumerate(people)]
            await phones.tell("phones", port=here.port, path=live(room), of=of)
            came = await phones.tell("come", within=1.0)
            assert came["shown"] == wanted(looks, room, people)
            assert len(room.seats) == PHONES
            leaving = time.perf_counter()
        sent_home = await phones.tell("gone")
        print(f"sent home in {time.perf_counter() - leaving:.1f} s: {sent_home['codes']}")
        assert sent_home == {"codes": {"1012": PHONES}}

        async with town(settings, looks) as here:
            counted = drawings(here)
            pulse, cpu = Pulse(), time.process_time()
            feeling = asyncio.create_task(pulse.feel())
            with asked_of(here.house.db) as asked:
                back = await phones.tell("come", within=0.5)
            cpu = time.process_time() - cpu
            feeling.cancel()
            print(
                f"all back in {back['seconds']:.1f} s, {cpu:.2f} s of CPU, "
                f"{cpu / PHONES * 1e3:.1f} ms each; a phone waited {back['median'] * 1e3:.0f} ms, "
                f"at most {back['longest'] * 1e3:.0f}; the loop was away "
                f"{pulse.longest * 1e3:.0f} ms at most; asked: {dict(asked)}; "
                f"drawn: {sum(counted.values())}"
            )
            again = await here.room(room.id)
            assert again is not room
            assert again.state == room.state
            assert back["shown"] == wanted(looks, again, people)
            assert back["gaps"] == 0
            # The board: once for each audience and language, and the journal is read once.
            assert set(counted.values()) == {1}
            assert len(counted) == len(THREE) * len(LANGUAGES)
            facts = sum(times for table, times in asked.items() if table in {"fact", "text"})
            # Once more when the look for missed facts comes by meanwhile.
            assert facts <= 4
            # The right to enter is everybody's own.
            assert sum(asked.values()) - facts <= RIGHT_TO_ENTER * PHONES + 10
            assert back["seconds"] < 20

            # And they all follow: what happens now reaches each of them, drawn once again.
            counted.clear()
            await again.act(*by_leader(100))
            boards = wanted(looks, again, people)
            async with asyncio.timeout(10):
                while (await phones.tell("look"))["shown"] != boards:
                    pass
            assert set(counted.values()) == {1}
