"""The shell round every request and socket: origin, headers, size. Pure ASGI, so that it also
runs for WebSockets. Knows no route.
"""

import re
from collections.abc import Callable
from random import Random
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from trialoog.web import audit

SAFE = {"GET", "HEAD", "OPTIONS"}

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
YEAR = 31_536_000  # seconds
NUMBERS = Random()  # noqa: S311 - of requests: no secret, they find one in the log


class OriginGuard:
    """Lets unsafe requests and sockets in only from our own pages.

    As Go 1.25's CrossOriginProtection: `Sec-Fetch-Site` same-origin or none, else an
    exact `Origin`. Browsers send no `Sec-Fetch-Site` with a socket's handshake, so there
    only the exact origin counts.

    `servers` is the one exemption: the addresses where a server of others posts. It comes in
    without either header, which a browser always sends along with a form. No cookie may be
    read there.
    """

    def __init__(self, app: ASGIApp, origins: frozenset[str], servers: re.Pattern[str]) -> None:
        self.app = app
        self.origins = origins
        self.servers = servers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 403."""
        if scope["type"] == "lifespan" or self._welcome(scope):
            await self.app(scope, receive, send)
            return
        # A page elsewhere sends this from anybody's browser, so nobody's network is noted.
        audit.note(HTTPConnection(scope), "foreign-origin", 403, account=None, near=False)
        response = PlainTextResponse("Not from this site.\n", 403)
        if scope["type"] == "websocket":
            await WebSocket(scope, receive, send).send_denial_response(response)
        else:
            await response(scope, receive, send)

    def _welcome(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        origins = headers.getlist("origin")
        if scope["type"] == "websocket":
            return len(origins) == 1 and origins[0] in self.origins
        if scope["method"] in SAFE:
            return True
        sites = headers.getlist("sec-fetch-site")
        if sites:
            return set(sites) <= {"same-origin", "none"}
        if not origins and scope["method"] == "POST" and self.servers.fullmatch(scope["path"]):
            return True
        return len(origins) == 1 and origins[0] in self.origins


class SafeHeaders:
    """Puts the strict headers on every answer, those to errors and refusals too.

    Each request gets a random number of its own, which the log names; its answer carries it too,
    unless that may be kept for others.
    """

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        extra = {"strict-transport-security": f"max-age={YEAR}"} if secure else {}
        self.strict = [(n.encode(), v.encode()) for n, v in (HEADERS | extra).items()]
        self.names = {name for name, _ in self.strict}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the answer's headers."""
        number = scope["trialoog.request"] = f"{NUMBERS.getrandbits(48):012x}"

        async def complete(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                headers = [each for each in message["headers"] if each[0] not in self.names]
                kept = next((value for name, value in headers if name == b"cache-control"), None)
                if kept is None:
                    headers.append((b"cache-control", b"no-store"))
                # What may be kept for all readers is the same for all, to the last byte.
                if kept is None or not kept.startswith(b"public"):
                    headers.append((b"x-request-id", number.encode()))
                message["headers"] = [*headers, *self.strict]
            await send(message)

        await self.app(scope, receive, complete)


class BodyLimit:
    """Refuses bodies of more than `most` bytes, with an answer that people can read.

    Said to be too large: refused at once. Found to be too large: refused while it is read.
    """

    def __init__(self, app: ASGIApp, most: int, answer: Callable[[Request], Response]) -> None:
        self.app = app
        self.most = most
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 413."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        said = Headers(scope=scope).get("content-length", "")
        if said.isascii() and said.isdigit() and int(said[:20]) > self.most:
            await self.answer(Request(scope))(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.most:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)


def origin_of(url: str) -> str:
    """Return the origin of an address, as browsers send it: no default port, no path."""
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, default) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"
