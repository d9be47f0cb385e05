"""For who stands between the two ends of connections, to pass on what they say, or not."""

import asyncio
from asyncio import Server, StreamReader, StreamWriter, Task
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any


async def some(reader: StreamReader) -> bytes:
    """Return what comes next: nothing when the connection is over, however it ended."""
    try:
        return await reader.read(65536)
    except ConnectionError:
        return b""


@asynccontextmanager
async def between(
    serve: Callable[[StreamReader, StreamWriter], Coroutine[Any, Any, None]],
    listen: Callable[[Callable[[StreamReader, StreamWriter], None]], Awaitable[Server]],
) -> AsyncIterator[Server]:
    """Serve each connection in a task of its own; when the block ends, all of them are over."""
    tasks = set[Task[None]]()
    server = await listen(lambda near, out: tasks.add(asyncio.create_task(serve(near, out))))
    try:
        yield server
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
