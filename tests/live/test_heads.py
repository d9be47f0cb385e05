"""A request whose headers never end costs little memory and is refused; what is normal goes on."""

import asyncio
import contextlib
import tracemalloc

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from tests.live.server import Served, serve
from trialoog.live.heads import MOST, BoundedHttp
from trialoog.live.protocol import server_options
from trialoog.live.rooms import Room


async def asks(port: int, *pieces: bytes) -> bytes:
    """What the server answers to bytes that come one after the other, until it hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with contextlib.suppress(ConnectionError):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
    answer = b""
    with contextlib.suppress(ConnectionError):
        async with asyncio.timeout(5):
            answer = await reader.read()
    writer.close()
    return answer


BEGIN = b"GET /nowhere HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n"


async def test_uvicorn_still_has_what_the_subclass_leans_on() -> None:
    for method in ("on_message_begin", "on_headers_complete", "data_received"):
        assert callable(getattr(HttpToolsProtocol, method))

    async def app(scope: object, receive: object, send: object) -> None:
        """Do nothing."""

    config = Config(app, log_config=None, **server_options())
    config.load()
    assert config.http_protocol_class is BoundedHttp
    assert callable(BoundedHttp(config, ServerState(), {}).send_400_response)


async def test_16_headers_of_a_usual_size_pass(served: Served) -> None:
    usual = b"x-a: " + b"a" * (MOST // 2) + b"\r\n"
    assert b" 404 " in (await asks(served.port, BEGIN, usual, b"\r\n")).splitlines()[0]


async def test_16_a_body_is_not_counted_as_headers(room: Room) -> None:
    async def weigh(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    length = 4 * MOST
    head = b"POST /weigh HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n"
    async with serve(room, routes=[Route("/weigh", weigh, methods=["POST"])]) as served:
        size = b"content-length: %d\r\n\r\n" % length
        answer = await asks(served.port, head, size, b"x" * length)
    assert answer.endswith(b"\r\n%d" % length)


async def test_16_headers_without_end_are_refused_and_hold_little(served: Served) -> None:
    endless = [BEGIN, b"x-a: ", *([b"a" * 16_384] * 400)]
    tracemalloc.start()
    answer = await asks(served.port, *endless)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # The answer can get lost: the server hangs up while more is on its way.
    assert answer == b"" or b" 400 " in answer.splitlines()[0]
    assert most < 16 * MOST
    many = [BEGIN, *(b"x-%d: b\r\n" % n * 50 for n in range(400))]
    answer = await asks(served.port, *many)
    assert answer == b"" or b" 400 " in answer.splitlines()[0]
    assert b" 404 " in (await asks(served.port, BEGIN, b"\r\n")).splitlines()[0], "it goes on"
