"""Phones in a process of their own, for `test_workers.py`: they watch, they write, they count.

Reads on standard input what is next, a line of JSON each, and tells on standard output what came of
it. It does as little as it can with what it gets: only the position of a change is looked at.
"""

import asyncio
import json
import re
import sys
from collections import Counter
from time import perf_counter
from typing import Any

from tests.promises.wire import Line, dial

CHANGE = '{"from": '
HELLO = json.dumps({"hello": 1, "last": 0})
AT_ONCE = 20  # connections that are being made
WITHIN = 120.0  # seconds to wait for anything


class Watcher:
    """A live page that counts what it gets."""

    def __init__(self) -> None:
        self.frames = 0
        self.line: Line | None = None

    def read(self, text: str) -> None:
        """Take a message; a heartbeat is none."""
        self.frames += text.startswith(CHANGE)


class Load:
    """The phones of this process."""

    def __init__(self) -> None:
        self.rooms: dict[str, list[Watcher]] = {}  # by the address of the live page

    async def open(self, pages: list[Any]) -> dict[str, Any]:
        """Connect pages, each given as port, path and headers, and wait for their boards."""
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(port: int, path: str, headers: dict[str, str]) -> None:
            watcher = Watcher()
            async with turn:
                watcher.line = await dial(port, path, watcher.read, headers)
                watcher.line.say(HELLO)
                await until(lambda: watcher.frames > 0)
            self.rooms.setdefault(path, []).append(watcher)

        await asyncio.gather(*(one(*page) for page in pages))
        for path in self.rooms:
            for watcher in self.rooms[path]:
                watcher.frames = 0
        return {"open": len(pages)}

    async def write(self, people: list[Any], pause: float = 0.0) -> dict[str, Any]:
        """Let people send what they have, each the next when the last was answered."""
        waits: list[float] = []
        statuses: Counter[int] = Counter()

        async def person(port: int, requests: list[str]) -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for request in requests:
                began = perf_counter()
                writer.write(request.encode("latin-1"))
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"content-length: (\d+)", head)
                await reader.readexactly(int(length[1]) if length else 0)
                waits.append(perf_counter() - began)
                statuses[int(head.split(b" ", 2)[1])] += 1
                await asyncio.sleep(pause)
            writer.close()
            await writer.wait_closed()

        began = perf_counter()
        await asyncio.gather(*(person(*each) for each in people))
        return {"seconds": perf_counter() - began, "waits": waits, "statuses": statuses}

    async def arrive(self, path: str, quiet: float) -> dict[str, Any]:
        """Wait until every page of a room has news, and no more comes for a while.

        Tells how many changes were sent, and after how long every page had the first.
        """
        began = perf_counter()
        pages = self.rooms.get(path, [])
        await until(lambda: all(page.frames for page in pages))
        seconds = perf_counter() - began
        frames = 0
        while (now := sum(page.frames for page in pages)) != frames:
            frames = now
            await asyncio.sleep(quiet)
        for page in pages:
            page.frames = 0
        return {"frames": frames, "seconds": seconds}


async def until(holds: Any) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(WITHIN):
        while not holds():  # noqa: ASYNC110 - anything at all can be waited for
            await asyncio.sleep(0.001)


async def main() -> None:
    """Do what standard input says."""
    loop, load = asyncio.get_running_loop(), Load()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        asked = json.loads(line)
        did = await getattr(load, asked.pop("do"))(**asked)
        print(json.dumps(did), flush=True)
    for page in (page for pages in load.rooms.values() for page in pages):
        assert page.line is not None
        page.line.abort()


if __name__ == "__main__":
    asyncio.run(main())
