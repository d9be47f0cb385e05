"""Many phones in a process of their own: they come in, are sent home, and come back all at once.

Run by `test_p13_a_reconnect_storm.py`, which says on standard input what is next and reads on
standard output what came of it.
"""

import asyncio
import json
import sys
from collections import Counter
from hashlib import sha256
from random import Random
from typing import Any

from tests.live.meeting import until
from tests.promises.phones import Phone

WITHIN = 60.0  # seconds to wait for anything


def shown(regions: dict[str, str]) -> str:
    """Return a mark of what a page shows."""
    return sha256(json.dumps(regions, sort_keys=True).encode()).hexdigest()


async def come(phones: list[Phone], spread: float) -> dict[str, Any]:
    """Connect within some seconds, and wait until every page has a whole board again."""
    random, loop = Random(13), asyncio.get_running_loop()
    before = [phone.page.wholes for phone in phones]
    arrived: list[float] = []
    began = loop.time()

    async def one(phone: Phone, had: int) -> None:
        await asyncio.sleep(random.uniform(0, spread))
        mine = loop.time()
        while True:
            try:
                await phone.open()
                break
            except OSError:  # the server is not there yet
                await asyncio.sleep(0.05)
        await until(lambda: phone.page.wholes > had, WITHIN)
        arrived.append(loop.time() - mine)

    async with asyncio.timeout(WITHIN):
        await asyncio.gather(*map(one, phones, before))
    arrived.sort()
    return {
        "seconds": loop.time() - began,
        "median": arrived[len(arrived) // 2],
        "longest": arrived[-1],
        "shown": [shown(phone.page.regions) for phone in phones],
        "gaps": sum(phone.page.gaps for phone in phones),
    }


async def gone(phones: list[Phone]) -> dict[str, Any]:
    """Wait until all are sent home; return with which codes."""
    async with asyncio.timeout(WITHIN):
        return {"codes": dict(Counter([await phone.gone() for phone in phones]))}


async def main() -> None:
    """Do what standard input says, a line of JSON each."""
    loop = asyncio.get_running_loop()
    phones: list[Phone] = []
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        asked = json.loads(line)
        match asked["do"]:
            case "phones":
                phones = [Phone(asked["port"], asked["path"], headers) for headers in asked["of"]]
                did: dict[str, Any] = {"phones": len(phones)}
            case "come":
                did = await come(phones, asked["within"])
            case "gone":
                did = await gone(phones)
            case _:
                did = {"shown": [shown(phone.page.regions) for phone in phones]}
        print(json.dumps(did), flush=True)
    for phone in phones:
        await phone.drop()


if __name__ == "__main__":
    asyncio.run(main())
