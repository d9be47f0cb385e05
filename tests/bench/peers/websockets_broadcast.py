"""The `websockets` library with its own `broadcast`."""

import asyncio

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

from tests.bench.peers.common import PAYLOAD, PORT, listen

connected: set[ServerConnection] = set()


async def here(connection: ServerConnection) -> None:
    """Keep a connection until it is over."""
    connected.add(connection)
    try:
        await connection.wait_closed()
    finally:
        connected.remove(connection)


async def main() -> None:
    """Serve until killed."""
    await listen(lambda: broadcast(connected, PAYLOAD))
    async with serve(here, "127.0.0.1", PORT):
        await asyncio.Future()


uvloop.run(main())
