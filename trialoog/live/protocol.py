"""How uvicorn speaks WebSocket here: its own protocol, which lets go of who stopped reading.

Builds on a class inside uvicorn, so `tests/live/test_protocol.py` holds what it leans on.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any, cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from trialoog.live.heads import BoundedHttp

# Where an endpoint finds the protocol in `scope["extensions"]`.
EXTENSION = "trialoog.wire"

# Closing waits this long for an answer, in seconds.
CLOSING = 1.5


def _nothing() -> None:
    """Nobody has to know."""


class AbortingWS(WebSocketsSansIOProtocol):
    """Writes prepared frames without waiting, and never waits for a buffer that doesn't drain.

    uvicorn ends a silent connection with `transport.close()`, which waits until everything is
    sent; towards a phone that stopped reading that is never.
    """

    # Called as soon as nothing can be written at once any more, so that nobody has to ask at every
    # frame.
    stops: Callable[[], None] = staticmethod(_nothing)

    # What the application left to be done once it returned.
    after: Callable[[], Awaitable[None]] | None = None

    @property
    def ready(self) -> bool:
        """Tell whether the phone keeps up: a frame, header included, can be written as it is."""
        return (
            self.writable.is_set()
            and self.handshake_complete
            and not self.close_sent
            and not self.disconnected
            and not self.transport.is_closing()
        )

    @property
    def prepared(self) -> bool:
        """Tell whether prepared frames can be written; else each has to be deflated on its own."""
        return not self.conn.extensions

    async def put(self, piece: bytes) -> None:
        """Write a piece of a message when the phone takes it. `ConnectionError` when it is gone."""
        await self.writable.wait()
        if self.close_sent or self.disconnected or self.transport.is_closing():
            raise ConnectionError
        self.transport.write(piece)

    def pause_writing(self) -> None:
        """Stop writing at once: what is sent stays behind."""
        super().pause_writing()
        self.stops()

    def handle_close(self, event: Frame) -> None:
        """Answer a goodbye, after which nothing is said."""
        self.stops()
        super().handle_close(event)

    def handle_parser_exception(self) -> None:
        """Say goodbye to who says nonsense."""
        self.stops()
        super().handle_parser_exception()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self.stops()
        super().connection_lost(exc)

    def abort(self) -> None:
        """Let go of the connection now, with whatever was not sent."""
        self.stops()
        self.transport.abort()

    async def run_asgi(self) -> None:
        """Run the application, which finds this protocol in its scope, and what it leaves behind.

        A request goes through thirty functions. Those of a seat that stays for hours would take
        half of its memory, so the application may set `after` and return: the seat goes on there.
        """
        extensions = cast(dict[str, Any], self.scope["extensions"])
        extensions[EXTENSION] = {"protocol": self}
        self.app = cast(Any, partial(_in_two, self.app))
        await super().run_asgi()

    def send_receive_event_to_app(self) -> None:
        """Hand on what came. Text that is no UTF-8 goes as bytes, which the endpoint refuses.

        uvicorn would write a whole stack trace for it, and anybody with a seat can send it.
        """
        if self.curr_msg_data_type == "text":
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.curr_msg_data_type = "bytes"
        super().send_receive_event_to_app()

    async def send(self, message: Any) -> None:
        """Send what the application says; its closing is not waited for any longer than needed."""
        if message["type"] == "websocket.close":
            self.stops()
        await super().send(message)
        if message["type"] == "websocket.accept":
            del self.request, self.response, self.scope  # some kilobytes of every seat
        if self.close_timer is not None:
            self.close_timer.cancel()
            self.close_timer = self.loop.call_later(CLOSING, self.transport.abort)

    def keepalive_timeout(self) -> None:
        """End a connection that answers no ping."""
        self.stops()
        super().keepalive_timeout()
        if self.transport.get_write_buffer_size():
            self.transport.abort()

    def shutdown(self) -> None:
        """Say goodbye at the end of the server."""
        self.stops()
        super().shutdown()
        if self.transport.get_write_buffer_size():
            self.loop.call_later(CLOSING, self.transport.abort)


async def _in_two(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Run the application and then what it left, by which time nothing holds its request."""
    protocol = scope["extensions"][EXTENSION]["protocol"]
    await app(scope, receive, send)
    del scope, receive, send
    after, protocol.after = protocol.after, None
    if after is not None:
        with suppress(asyncio.CancelledError):  # by a server that has to stop
            await after()


def server_options() -> dict[str, Any]:
    """Return what `uvicorn.Config` has to be told about sockets and stopping.

    A frame of more than 64 KiB gets our own answer (4400), one beyond `ws_max_size` uvicorn's.
    """
    return {
        "http": BoundedHttp,
        "ws": AbortingWS,
        "ws_max_size": 128 * 1024,
        "ws_per_message_deflate": False,
        "ws_ping_interval": 20.0,
        "ws_ping_timeout": 20.0,
        "timeout_graceful_shutdown": 2,
        "server_header": False,
    }


def protocol_of(extensions: dict[str, Any]) -> AbortingWS | None:
    """Return the protocol behind a connection, or None on another server."""
    found = extensions.get(EXTENSION, {}).get("protocol")
    return found if isinstance(found, AbortingWS) else None
