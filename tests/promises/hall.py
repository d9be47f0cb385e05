"""A real room with the real views behind a real uvicorn, and phones of every audience in it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from tests.core.playing import D1, LEADER, A, plan
from tests.core.playing import Phone as Key
from tests.live.meeting import until
from tests.promises.phones import Phone
from tests.store.build import a_trialogue
from trialoog.core import commands as c
from trialoog.core.events import By
from trialoog.core.ids import ContributionId, OptionId, RoundId, TrialogueId
from trialoog.core.words import THREE, Kind, Perspective, Role
from trialoog.live.protocol import AbortingWS, server_options
from trialoog.live.rooms import Render, Room, Rooms
from trialoog.store.db import open_db
from trialoog.views import regions
from trialoog.views.looks import LANGUAGES, Looks
from trialoog.views.regions import Audience
from trialoog.web.socket import Watching, serve_seat

SMALL = 4096  # bytes that the kernel keeps at either end of a narrow connection
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CONSOLE, SCREEN = Audience(Role.FACILITATOR), Audience(Role.SCREEN)
PHONES = tuple(Audience(Role.PARTICIPANT, perspective) for perspective in THREE)
EVERYBODY = tuple((a, language) for a in (CONSOLE, SCREEN, *PHONES) for language in LANGUAGES)


def shrink(transport: asyncio.BaseTransport, size: int = SMALL) -> None:
    """Let the kernel keep little for a connection, of what is sent and of what came."""
    end = transport.get_extra_info("socket")
    end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)


class SmallKernel(AbortingWS):
    """A connection for which our kernel takes little, so that a slow reader is felt at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Make the kernel's part small."""
        super().connection_made(transport)
        shrink(transport)


@asynccontextmanager
async def serving(app: ASGIApp, *, port: int = 0, **options: Any) -> AsyncIterator[uvicorn.Server]:
    """Run uvicorn as the application runs it; `port_of` tells where."""
    settings = {**server_options(), "lifespan": "off", "log_config": None, **options}
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, **settings))
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started or running.done())
    try:
        yield server
    finally:
        server.should_exit = True
        await running


def port_of(server: uvicorn.Server) -> int:
    """Return where a server listens."""
    found: int = server.servers[0].sockets[0].getsockname()[1]
    return found


def path_of(room: str, audience: Audience, language: str) -> str:
    """Return the address of a live page in a hall."""
    return f"/{room}/{audience.role}/{audience.perspective or '-'}/{language}"


@dataclass
class Hall:
    """Rooms with their server. `now` is what the clock of the rooms says."""

    url: str
    looks: Looks
    rooms: Rooms
    port: int
    now: list[datetime]
    drawn: list[tuple[Audience, float]] = field(default_factory=list)  # for whom, and when
    phones: list[Phone] = field(default_factory=list)

    async def room(self, id: TrialogueId | None = None) -> Room:
        """Return a room of a trialogue, or of a new one."""
        if id is None:
            async with open_db(self.url) as db:
                id = TrialogueId(await a_trialogue(db))
        return await self.rooms.get(id)

    def phone(self, room: Room, audience: Audience, language: str = "nl", who: str = "") -> Phone:
        """Return a page of an audience, not connected yet. `who` is what its seat is called."""
        made = Phone(self.port, f"{path_of(room.id, audience, language)}?who={who}")
        self.phones.append(made)
        return made

    def board(self, room: Room, audience: Audience, language: str = "nl") -> Mapping[str, str]:
        """Return what an audience should see."""
        return regions.render(self.looks, room.state, audience, language)


@asynccontextmanager
async def hall(
    url: str,
    looks: Looks,
    *,
    render: Render = regions.render,
    port: int = 0,
    **options: Any,
) -> AsyncIterator[Hall]:
    """Serve rooms on a database. Ends as a server does: everybody is sent home with 1012."""
    now = [NOW]
    drawn: list[tuple[Audience, float]] = []

    def counted(looks: Looks, state: Any, audience: Audience, language: str) -> Mapping[str, str]:
        drawn.append((audience, asyncio.get_running_loop().time()))
        return render(looks, state, audience, language)

    async def endpoint(websocket: WebSocket) -> None:
        at = websocket.path_params
        seen = Perspective(at["perspective"]) if at["perspective"] != "-" else None
        room = await rooms.get(at["room"])
        audience = Audience(Role(at["role"]), seen)
        who = websocket.query_params.get("who", "")
        watching = Watching(room, audience, at["language"], lambda _: None, who)
        await serve_seat(websocket, watching)

    app = Starlette(routes=[WebSocketRoute("/{room}/{role}/{perspective}/{language}", endpoint)])
    async with open_db(url) as db, Rooms(db, looks, lambda: now[0], counted) as rooms:
        async with serving(app, port=port, **options) as server:
            here = Hall(url, looks, rooms, port_of(server), now, drawn)
            yield here
            for phone in here.phones:
                if phone.held:  # the server would wait for it a while
                    await phone.drop()
        for phone in here.phones:
            await phone.drop()


# --- a meeting to watch --------------------------------------------------------------------


def phone_of(name: str, perspective: Perspective, command: c.Command) -> By:
    """Return who does a command, when a phone does it."""
    return By(Role.PARTICIPANT, perspective, Key(name, perspective).tag(command))


async def started(room: Room, *, phase: str = "options", seats: int = 3) -> None:
    """Start the gathering, let so many of each perspective sit down, and go to a step."""
    await room.act(plan(), LEADER)
    for perspective in THREE:
        for number in range(seats):
            sit = c.TakeSeat(perspective, rules=True)
            await room.act(sit, phone_of(f"{perspective}-{number}", perspective, sit))
    await room.act(c.MoveTo(room.state.board().id, phase, RoundId("r"), absent=True), LEADER)


def argues(number: int, option: OptionId = A, text: str = "") -> tuple[c.Contribute, By]:
    """Return what it takes to give a numbered argument about an option; everybody sees it."""
    said = c.Contribute(
        contribution=ContributionId(f"c{number}"),
        dilemma=D1,
        kind=Kind.RISK,
        text=text or f"Reden {number}.",
        option=option,
    )
    perspective = THREE[number % 3]
    return said, phone_of(f"{perspective}-{number % 9 // 3}", perspective, said)


async def reopened(phone: Phone) -> None:
    """Open a page's connection again, as its script does after a break."""
    await phone.drop()
    await phone.open()


async def settled(holds: Callable[[], bool], what: str, within: float = 15.0) -> None:
    """Wait until something is so, or say what was waited for in vain."""
    try:
        await until(holds, within)
    except TimeoutError:
        raise AssertionError(f"not within {within} s: {what}") from None
