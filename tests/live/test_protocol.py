"""What we lean on inside uvicorn, and that who answers no ping is let go."""

import asyncio
import gc
import logging
import weakref

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from tests.live.meeting import LOOKS, NOW, PHONE, Page, draw, says, until
from tests.live.server import serve
from trialoog.core.ids import TrialogueId
from trialoog.live import protocol
from trialoog.live.protocol import AbortingWS, server_options
from trialoog.live.rooms import Room
from trialoog.live.seats import Seat, frame
from trialoog.store.db import open_db
from trialoog.views.edits import whole
from trialoog.web.socket import Watching, serve_seat


async def test_uvicorn_still_has_what_the_subclass_leans_on() -> None:
    for method in (
        "run_asgi",
        "send",
        "keepalive_timeout",
        "shutdown",
        "pause_writing",
        "send_receive_event_to_app",
    ):
        assert callable(getattr(WebSocketsSansIOProtocol, method))

    async def app(scope: object, receive: object, send: object) -> None:
        """Do nothing."""

    config = Config(app, log_config=None, **server_options())
    config.load()
    assert config.ws_protocol_class is AbortingWS
    made = AbortingWS(config, ServerState(), {})
    assert made.writable.is_set()
    assert (made.handshake_complete, made.close_sent, made.disconnected) == (False, False, False)
    assert made.close_timer is None
    assert made.conn.available_extensions == []


def fill(seat: Seat) -> None:
    """Send to somebody who doesn't read until nothing more goes in."""
    large = {"board": f'<p id="board">{"x" * 100_000}</p>'}
    for _ in range(1000):
        if seat.behind:
            return
        seat.give(frame(0, 1, whole(large)), large)
    raise AssertionError("it takes everything")


async def test_who_reads_nothing_and_answers_no_ping_is_let_go(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    async with serve(room, ws_ping_interval=0.3, ws_ping_timeout=0.3) as served:
        stalled = await served.stalled()
        await until(lambda: len(room.seats) == 1)
        seat = room.seats[0]
        fill(seat)
        await until(lambda: room.seats == [])
        await until(lambda: len(served.server.server_state.connections) == 0)
        stalled.close()
    assert caplog.records == []


async def test_a_stalled_phone_does_not_hold_up_the_end_of_the_server(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "CLOSING", 0.2)
    async with serve(room) as served:
        stalled = await served.stalled()
        await until(lambda: len(room.seats) == 1)
        fill(room.seats[0])
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 4.0
    stalled.close()
    assert room.seats == []


async def test_a_stalled_phone_whose_right_ends_is_let_go(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serve(room) as served:
        stalled = await served.stalled()
        await until(lambda: len(room.seats) == 1)
        fill(room.seats[0])
        room.drop(lambda seat: seat.who == "stalled", 4403)
        await until(lambda: len(served.server.server_state.connections) == 0, within=4.0)
        stalled.close()


async def test_nothing_of_its_request_stays_with_a_seat(room: Room) -> None:
    came, left = list[weakref.ref[WebSocket]](), asyncio.Event()

    async def endpoint(websocket: WebSocket) -> None:
        came.append(weakref.ref(websocket))
        await serve_seat(websocket, Watching(room, PHONE, "nl", lambda _: None), left.set)

    async with serve(room, routes=[WebSocketRoute("/participant", endpoint)]) as served:
        watcher = await served.watch()
        await until(lambda: watcher.page.frames == 1)
        gc.collect()
        assert [websocket() for websocket in came] == [None]
        await room.act(*says(1))
        await until(lambda: watcher.page.texts() == ["c1"])
        assert not left.is_set()
        await watcher.hang_up()
        await asyncio.wait_for(left.wait(), 2)
    assert room.seats == []


def test_another_server_than_ours_serves_too() -> None:

    async def endpoint(websocket: WebSocket) -> None:
        room = Room(
            TrialogueId("t"),
            open_db("sqlite:///unused"),
            LOOKS,
            draw,
            lambda: NOW,
        )
        await serve_seat(websocket, Watching(room, PHONE, "nl", lambda _: None))

    client = TestClient(Starlette(routes=[WebSocketRoute("/", endpoint)]))
    page = Page()
    with client.websocket_connect("/") as connection:
        connection.send_json({"hello": 1, "last": 0})
        page.read(connection.receive_text())
    assert set(page.regions) == {"phase-name", "board", "unheard", "seats"}
