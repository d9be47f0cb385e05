"""python-socketio under uvicorn, as its documentation has it."""

import asyncio

import socketio  # type: ignore[import-not-found]
import uvicorn

from tests.bench.peers.common import PAYLOAD, PORT, listen

server = socketio.AsyncServer(async_mode="asgi")
running: set[asyncio.Task[None]] = set()


def broadcast() -> None:
    """Send to everybody."""
    task = asyncio.create_task(server.emit("board", PAYLOAD))
    running.add(task)
    task.add_done_callback(running.discard)


async def begin() -> None:
    """Be ready to be told."""
    await listen(broadcast)


uvicorn.run(
    socketio.ASGIApp(server, on_startup=begin), host="127.0.0.1", port=PORT, log_level="warning"
)
