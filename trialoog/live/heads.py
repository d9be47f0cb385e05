"""How uvicorn speaks HTTP here: a request whose head never ends is refused.

Builds on a class inside uvicorn, so `tests/live/test_heads.py` holds what it leans on.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Bytes before the body. The cookies of a visitor with fifty seats fit in a tenth of it.
MOST = 64 * 1024


class BoundedHttp(HttpToolsProtocol):
    """Counts what comes before the body: uvicorn would take in headers without end."""

    _head = 0  # bytes that came since the request began
    _in_head = False

    def on_message_begin(self) -> None:
        """Begin to count."""
        self._head, self._in_head = 0, True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Count no more: of the body somebody else keeps the size."""
        self._in_head = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Take in what came, and answer 400 when it is too much."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self._in_head:
            self._head += len(data)
            if self._head > MOST and not self.transport.is_closing():
                self.send_400_response("The headers of this request are too long.")
