"""A real uvicorn on a free port, with one socket and nothing else."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.live.meeting import Page, until
from trialoog.core.state import State
from trialoog.core.words import Role
from trialoog.live.protocol import server_options
from trialoog.live.rooms import Room
from trialoog.views.regions import Audience
from trialoog.web.socket import Watching, serve_seat


@dataclass
class Served:
    """A running server and the rights of those who watch: a code ends them."""

    room: Room
    server: uvicorn.Server
    rights: dict[str, int] = field(default_factory=dict)
    port: int = 0

    async def watch(self, role: Role = Role.PARTICIPANT, who: str = "", last: int = 0) -> "Watcher":
        """Open a page that says hello and follows."""
        connection = await self.dial(role, who)
        await connection.send(json.dumps({"hello": 1, "last": last}))
        return Watcher(connection)

    async def dial(self, role: Role = Role.PARTICIPANT, who: str = "") -> ClientConnection:
        """Connect and say nothing."""
        return await connect(f"ws://127.0.0.1:{self.port}/{role}?who={who}")

    async def stalled(self) -> socket.socket:
        """Connect by hand as somebody who says hello and never reads again."""
        loop = asyncio.get_running_loop()
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.setblocking(False)
        await loop.sock_connect(raw, ("127.0.0.1", self.port))
        await loop.sock_sendall(
            raw,
            b"GET /participant?who=stalled HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        )
        assert b" 101 " in await loop.sock_recv(raw, 4096)
        hello = b'{"hello":1,"last":0}'
        await loop.sock_sendall(raw, bytes((0x81, 0x80 | len(hello), 0, 0, 0, 0)) + hello)
        return raw


class Watcher:
    """A page in a browser: reads as fast as it can."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.page = Page()
        self.code: int | None = None
        self.arrived: list[float] = []
        self.task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            async for message in self.connection:
                assert isinstance(message, str)
                self.page.read(message)
                self.arrived.append(asyncio.get_running_loop().time())
        except ConnectionClosed:
            pass
        self.code = self.connection.close_code

    async def hang_up(self) -> None:
        """Close the page."""
        await self.connection.close()
        await self.task


@asynccontextmanager
async def serve(
    room: Room, *, routes: Sequence[BaseRoute] = (), **options: Any
) -> AsyncIterator[Served]:
    """Run a server for one room, with more routes and other settings if asked."""

    async def endpoint(websocket: WebSocket) -> None:
        who = websocket.query_params.get("who", "")

        def still(_: State) -> int | None:
            return served.rights.get(who)

        role = Role(websocket.path_params["role"])
        await serve_seat(websocket, Watching(room, Audience(role), "nl", still, who))

    app = Starlette(routes=[*routes, WebSocketRoute("/{role}", endpoint)])
    settings = {"port": 0, **server_options(), "lifespan": "off", "log_config": None, **options}
    config = uvicorn.Config(app, host="127.0.0.1", **settings)
    served = Served(room, uvicorn.Server(config))
    running = asyncio.create_task(served.server.serve())
    await until(lambda: served.server.started)
    served.port = served.server.servers[0].sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        served.server.should_exit = True
        await running
