"""A hall full of phones in a process of their own: they come, write, recognise, rate, are cut off
together and come back. They come from one address, as phones behind one Wi-Fi do.

Run by `test_a_full_hall.py`, which says on standard input what is next, and reads on standard
output what came of it.
"""

import asyncio
import json
import re
import resource
import sys
from collections import Counter
from hashlib import sha256
from random import Random
from typing import Any

import uvloop

from tests.promises.guests import Guest, Hall, hidden, shares
from tests.web.driving import THREE
from trialoog.web.keys import new_key

WITHIN = 90.0  # seconds to wait for anything
CARD = re.compile(r'data-recognise="([^"]+)"')
CRITERION = re.compile(r'name="(c-[^"]+)"')
WORDS = (
    "Na de brief durft niemand te bellen, terwijl de meeste vragen met één gesprek klaar zijn.",
    "Wij zien dat mensen het bedrag wel willen betalen, maar niet in één keer kunnen.",
    "Wie zelf belt krijgt een regeling, en wie dat niet durft krijgt een boete. Dat klopt niet.",
    "Het werk dat dit kost staat nergens in de begroting.",
)


class Evening:
    """The phones of a hall."""

    def __init__(self, port: int, code: str, many: int) -> None:
        self.random = Random(20261122)
        self.hall = Hall(port, code, self.random)
        self.hall.network.set()
        # One in ten reads English.
        self.guests = [
            Guest(self.hall, number, THREE[number % 3], "nl" if number % 10 else "en")
            for number in range(many)
        ]

    async def join(self, within: float) -> None:
        """Come in, spread over some seconds, and see the board."""
        await self._each(within, lambda guest: guest.join())
        await self.until(lambda: all(guest.page.wholes for guest in self.guests))

    async def fetched(self, form: str) -> None:
        """Wait until everybody has a form that the step brings."""
        await self.until(lambda: all(f'/{form}"' in guest.part for guest in self.guests))

    async def revealed(self) -> None:
        """Wait until everybody has texts to recognise."""
        await self.until(
            lambda: all(CARD.search(guest.page.regions["board"]) for guest in self.guests)
        )

    async def write(self, within: float) -> None:
        """Write a text each."""

        async def one(guest: Guest) -> None:
            words = WORDS[guest.number % len(WORDS)]
            text = f"Telefoon {guest.number}: {words}"
            form = {
                "key": new_key(),
                "dilemma": hidden(guest.part, "dilemma"),
                "round": hidden(guest.part, "round"),
                "pole": "ab"[guest.number % 2],
                "kind": ("signal", "fact", "worry")[guest.number % 3],
                "text": text,
                "view": "",
            }
            guest.send("contribute", form, lambda: self._keep("text", text))

        await self._each(within, one)
        await self.sent()

    async def recognise(self, within: float) -> None:
        """Recognise a text each."""

        async def one(guest: Guest) -> None:
            card = self.random.choice(CARD.findall(guest.page.regions["board"]))
            form = {"key": new_key(), "contribution": card, "on": "1", "view": ""}
            guest.send("recognise", form, lambda: self._keep("recognised", card))

        await self._each(within, one)
        await self.sent()

    async def rate(self, within: float, option: str, cut: float = 0.0, away: float = 0.0) -> None:
        """Rate an option each; with `cut`, all are cut off after so many seconds, for a while."""

        async def one(guest: Guest) -> None:
            rated = {
                name: str(self.random.randint(-2, 2))
                for name in dict.fromkeys(CRITERION.findall(guest.part))
            }
            form = {"option": option, "view": option, **rated}
            values = sorted(f"{name[2:]}={value}" for name, value in rated.items())
            said = " ".join((option, *values))
            guest.send("rate", form, lambda: self._keep("rated", said))

        async def lose() -> None:
            await asyncio.sleep(cut)
            self.hall.network.clear()
            for guest in self.guests:
                guest.cut()
            await asyncio.sleep(away)
            before = [guest.page.wholes for guest in self.guests]
            began = asyncio.get_running_loop().time()
            self.hall.network.set()
            await self.until(
                lambda: all(g.page.wholes > n for g, n in zip(self.guests, before, strict=True))
            )
            self.hall.waited("all back", began)

        async with asyncio.TaskGroup() as group:
            group.create_task(self._each(within, one))
            if cut:
                group.create_task(lose())
        await self.sent()

    async def sent(self) -> None:
        """Wait until everything got its answer."""
        await self.until(lambda: not any(guest.outbox for guest in self.guests))

    async def settled(self) -> None:
        """Wait until nothing new comes."""
        before, now = -1, 0
        while before != now:
            before = now
            await asyncio.sleep(1)
            now = sum(len(guest.page.moves) for guest in self.guests)

    def seen(self) -> dict[str, Any]:
        """What the pages show, by perspective and language, as marks with how many show it."""
        found: dict[str, Counter[str]] = {}
        marks: dict[int, str] = {}
        for guest in self.guests:
            regions = guest.page.regions
            if id(regions) not in marks:
                marks[id(regions)] = mark(regions)
            found.setdefault(f"{guest.perspective} {guest.language}", Counter())[
                marks[id(regions)]
            ] += 1
        return {
            "shown": found,
            "astray": sum(not straight(guest.page.moves) for guest in self.guests),
            "gaps": sum(guest.page.gaps for guest in self.guests),
        }

    def told(self) -> dict[str, Any]:
        """What was acknowledged since this was asked before, and how it went."""
        hall = self.hall
        did = {
            "kept": hall.kept,
            "received": hall.received,
            "waits": {kind: tuple(spread(waits)) for kind, waits in sorted(hall.waits.items())},
            "statuses": dict(sorted(hall.statuses.items())),
        }
        hall.kept, hall.waits, hall.received = [], {}, 0
        hall.statuses.clear()
        return did

    def home(self) -> None:
        """Everybody goes home."""
        for guest in self.guests:
            guest.home()

    def _keep(self, kind: str, what: str) -> None:
        self.hall.kept.append([kind, what])

    async def _each(self, within: float, work: Any) -> None:
        """Let everybody do something, each at a moment of their own."""

        async def one(guest: Guest, after: float) -> None:
            await asyncio.sleep(after)
            await work(guest)

        async with asyncio.TaskGroup() as group:
            for guest, after in zip(
                self.guests, shares(within, len(self.guests), self.random), strict=True
            ):
                group.create_task(one(guest, after))

    async def until(self, holds: Any) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(WITHIN):
            while not holds():  # noqa: ASYNC110 - anything at all can be waited for
                await asyncio.sleep(0.05)


def mark(regions: dict[str, str]) -> str:
    """Return a mark of what a page shows."""
    return sha256(json.dumps(regions, sort_keys=True).encode()).hexdigest()


def straight(moves: list[tuple[int, int]]) -> bool:
    """Tell whether each frame went on where the page was, or held the whole board."""
    at = 0
    for since, to in moves:
        if since not in {0, at}:
            return False
        at = to
    return True


def spread(waits: list[float]) -> tuple[int, float, float, float]:
    """Return how many there were, and in seconds the median, p99 and the longest."""
    waits.sort()
    return len(waits), waits[len(waits) // 2], waits[len(waits) * 99 // 100], waits[-1]


async def main() -> None:
    """Do what standard input says, a line of JSON each."""
    loop = asyncio.get_running_loop()
    evening: Any = None
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        asked = json.loads(line)
        do, began, used = asked.pop("do"), loop.time(), resource.getrusage(resource.RUSAGE_SELF)
        if do == "open":
            evening = Evening(**asked)
            did: Any = None
        else:
            did = getattr(evening, do)(**asked)
            did = await did if asyncio.iscoroutine(did) else did
        now = resource.getrusage(resource.RUSAGE_SELF)
        cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
        print(json.dumps({"seconds": loop.time() - began, "cpu": cpu, "did": did}), flush=True)
    evening.home()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
