"""Writing down what happened elsewhere, for example that a mail left: when the database does not
answer just then, it is tried until it does."""

import asyncio
from collections.abc import Awaitable, Callable

from trialoog.store.away import Away

AGAIN = 1.0  # seconds between two attempts
SOON = 30.0  # seconds after which work is tried again that is done once an hour or a day


async def until_written(write: Callable[[], Awaitable[None]], within: float) -> None:
    """Write, and try again while the database is away. `write` may be done more than once.

    Raises `Away` when it did not come back within so many seconds.
    """
    loop = asyncio.get_running_loop()
    last = loop.time() + within
    while True:
        try:
            return await write()
        except Away:
            if loop.time() >= last:
                raise
        await asyncio.sleep(AGAIN)
