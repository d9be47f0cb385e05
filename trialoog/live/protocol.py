"""How uvicorn speaks WebSocket here: its own protocol, which lets go of who stopped reading.

Builds on a class inside uvicorn, so `tests/live/test_protocol.py` holds what it leans on.
"""

from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from trialoog.live.heads import BoundedHttp

# Where an endpoint finds the protocol in `scope["extensions"]`.
EXTENSION = "trialoog.wire"

# Closing waits this long for an answer, in seconds.
CLOSING = 1.5


class AbortingWS(WebSocketsSansIOProtocol):
    """Writes prepared frames without waiting, and never waits for a buffer that doesn't drain.

    uvicorn ends a silent connection with `transport.close()`, which waits until everything is
    sent; towards a phone that stopped reading that is never.
    """

    def post(self, frame: bytes) -> bool:
        """Write a whole frame, header included, if the phone keeps up; tell whether it was."""
        if (
            not self.writable.is_set()
            or not self.handshake_complete
            or self.close_sent
            or self.disconnected
            or self.transport.is_closing()
            or self.conn.extensions  # the bytes would have to be deflated for this phone alone
        ):
            return False
        self.transport.write(frame)
        return True

    async def put(self, piece: bytes) -> None:
        """Write a piece of a message when the phone takes it. `ConnectionError` when it is gone."""
        await self.writable.wait()
        if self.close_sent or self.disconnected or self.transport.is_closing():
            raise ConnectionError
        self.transport.write(piece)

    def abort(self) -> None:
        """Let go of the connection now, with whatever was not sent."""
        self.transport.abort()

    async def run_asgi(self) -> None:
        """Run the application, which finds this protocol in its scope."""
        extensions = cast(dict[str, Any], self.scope["extensions"])
        extensions[EXTENSION] = {"protocol": self}
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
        await super().send(message)
        if self.close_timer is not None:
            self.close_timer.cancel()
            self.close_timer = self.loop.call_later(CLOSING, self.transport.abort)

    def keepalive_timeout(self) -> None:
        """End a connection that answers no ping."""
        super().keepalive_timeout()
        if self.transport.get_write_buffer_size():
            self.transport.abort()

    def shutdown(self) -> None:
        """Say goodbye at the end of the server."""
        super().shutdown()
        if self.transport.get_write_buffer_size():
            self.loop.call_later(CLOSING, self.transport.abort)


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
