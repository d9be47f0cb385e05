"""One simulated phone: joins by the code, follows the meeting, sends its forms.

Over a network it keeps its socket open; inside the process of the application it asks for its
page now and then, as a phone does whose socket is blocked. Knows nothing of other phones. Never
follows an address to another machine.
"""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx2
from starlette.types import ASGIApp
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin

from trialoog.demo import forms, simulated
from trialoog.demo.forms import Page
from trialoog.demo.simulated import Mind, Send
from trialoog.demo.tally import USUAL_PACE, Call, Tally

MOST_ACTIONS = 300  # of one phone
POLL = 20.0  # seconds after which a phone with a socket looks again by itself
PER_LETTER = 0.05  # seconds to type one, at the usual pace
LONGEST_TYPING = 20.0

# Codes after which the socket does not come back, and answers after which the phone does not.
OVER = {4401, 4403, 4404, 4410}
GONE = {401, 403, 404, 410}
REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(slots=True)
class _Phone:
    """A phone that is in use. `news` holds the latest step that the socket told of."""

    call: Call
    mind: Mind
    tally: Tally
    client: httpx2.AsyncClient
    news: asyncio.Queue[str | None] = field(default_factory=lambda: asyncio.Queue(maxsize=1))
    at: str = ""  # the address of the page that it shows
    status: int = 0  # of the last answer

    async def get(self, href: str) -> Page | None:
        """Show a page; None when it could not be had."""
        return await self._fetch("GET", href, None)

    async def send(self, send: Send) -> Page | None:
        """Send a form, and show the page that answers it."""
        page = await self._fetch("POST", send.action, send)
        if page is not None:
            self.tally.actions[send.what] += 1
        return page

    def put(self, step: str | None) -> None:
        """Take in that there is a new step, or that it is over."""
        with suppress(asyncio.QueueEmpty):
            self.news.get_nowait()
        self.news.put_nowait(step)

    @property
    def patience(self) -> float:
        """Return after how many seconds without news it looks again."""
        if self.call.app is None:
            return POLL
        return self.mind.random.uniform(0.5, 1.5) * self.call.pace

    async def _fetch(self, method: str, href: str, send: Send | None) -> Page | None:
        url = urljoin(self.at or self.call.base, href)
        for _ in range(5):
            if not url.startswith(f"{self.call.base}/"):
                self._failed("address elsewhere")
                return None
            fields = dict(send.fields) if send and method == "POST" else None
            try:
                answer = await self.client.request(method, url, data=fields)
            except httpx2.HTTPError:
                self.status = 0
                self._failed("no connection")
                return None
            self.status = answer.status_code
            if self.status in REDIRECTS:
                method, url = "GET", urljoin(url, answer.headers["location"])
                continue
            if self.status >= 400:
                self._failed(str(self.status))
                return None
            self.at = url
            return forms.read(answer.text)
        self._failed("too many redirects")
        return None

    def _failed(self, what: str) -> None:
        self.tally.problems[what] += 1


class _Inside(httpx2.AsyncBaseTransport):
    """The way in from the same process: the front door, without a network before it.

    What the application began it finishes, also when the phone is switched off meanwhile: so it
    is with a browser that hangs up.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._door = httpx2.ASGITransport(app, raise_app_exceptions=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        asked = asyncio.ensure_future(self._door.handle_async_request(request))
        try:
            return await asyncio.shield(asked)
        except asyncio.CancelledError:
            await asyncio.wait({asked})
            raise


async def visit(call: Call, mind: Mind, tally: Tally, *, after: float) -> None:
    """Come in after some seconds, take part, and leave when it is over. No phone stays on."""
    await _rest(call, after)
    headers = {"origin": call.base, "sec-fetch-site": "same-origin", "accept-language": "nl"}
    way = _Inside(call.app) if call.app is not None else None
    async with httpx2.AsyncClient(
        headers=headers, timeout=15, trust_env=False, transport=way
    ) as client:
        phone = _Phone(call, mind, tally, client)
        board = await _join(phone)
        if not board:
            return
        tally.joined += 1
        tally.present[mind.perspective] += 1
        try:
            if call.app is not None:
                await _act(phone, board)
            else:
                await _act_and_listen(phone, board)
        finally:
            tally.present[mind.perspective] -= 1


async def _rest(call: Call, seconds: float) -> None:
    """Do nothing for some seconds, and as long as nobody may."""
    await asyncio.sleep(seconds)
    await call.awake.wait()


async def _act_and_listen(phone: _Phone, board: str) -> None:
    socket = asyncio.create_task(_listen(phone, board))
    try:
        await _act(phone, board)
    finally:
        socket.cancel()
        await asyncio.gather(socket, return_exceptions=True)


async def _join(phone: _Phone) -> str:
    """Come in by the code; return the address of the board, or nothing."""
    mind = phone.mind
    for _ in range(3):
        page = await phone.get(f"/j/{phone.call.code}")
        if page is None:
            if phone.status in GONE:
                return ""
            await _rest(phone.call, mind.random.uniform(0.2, 0.6) * phone.call.pace)
            continue
        send = simulated.join(page, mind)
        if send is None:
            return ""
        # The lines of an example, when this is one.
        mind.content = next((c for c in phone.call.examples if c.question == page.title), None)
        await _rest(phone.call, mind.random.uniform(0.2, 1.0) * phone.call.pace)
        if await phone.send(send) is not None and "/t/" in phone.at:
            return phone.at.split("?", 1)[0]
    return ""


async def _act(phone: _Phone, board: str) -> None:
    """Do what the step allows, and wait for the next one, until it is over."""
    acted = 0
    page = await phone.get(board)
    while acted < MOST_ACTIONS:
        chosen = simulated.choose(page, phone.mind) if page else None
        if chosen is None:
            if phone.status in GONE or await _over(phone):
                return
            page = await phone.get(board)
            continue
        await _rest(phone.call, _thinking(phone, chosen))
        if not phone.news.empty():
            step = phone.news.get_nowait()
            if step is None:
                return
            if step != phone.mind.step:  # the room has moved on meanwhile
                page = await phone.get(board)
                continue
        if isinstance(chosen, Send):
            acted += 1
            simulated.did(chosen, phone.mind)
            page = await phone.send(chosen)
        else:
            page = await phone.get(chosen.href)
        if page is None and phone.status not in GONE:
            page = await phone.get(board)


def _thinking(phone: _Phone, chosen: Send | simulated.Look) -> float:
    """Return the seconds that a person would take for this."""
    pace = phone.call.pace
    typed = len(chosen.fields.get("text", "")) if isinstance(chosen, Send) else 0
    typing = min(typed * PER_LETTER, LONGEST_TYPING) * pace / USUAL_PACE
    return phone.mind.random.uniform(0.5, 1.5) * pace + typing


async def _over(phone: _Phone) -> bool:
    """Wait until there is something new to see; tell whether it is the end."""
    try:
        async with asyncio.timeout(phone.patience):
            return await phone.news.get() is None
    except TimeoutError:
        await phone.call.awake.wait()
        return False


async def _listen(phone: _Phone, board: str) -> None:
    """Keep the socket open, and come back as a phone does."""
    url = f"ws{board.removeprefix('http')}/live"
    cookies = "; ".join(f"{c.name}={c.value}" for c in phone.client.cookies.jar)
    while True:
        try:
            async with connect(
                url,
                origin=Origin(phone.call.base),
                additional_headers={"Cookie": cookies},
                compression=None,
                max_size=None,
                proxy=None,
            ) as socket:
                phone.tally.sockets += 1
                try:
                    await _read(phone, socket)
                finally:
                    phone.tally.sockets -= 1
        except ConnectionClosed as closed:
            if closed.rcvd is not None and closed.rcvd.code in OVER:
                phone.put(None)
                return
            phone.tally.problems["lost connection"] += 1
        except (OSError, TimeoutError, WebSocketException):
            phone.tally.problems["no socket"] += 1
        await asyncio.sleep(phone.mind.random.uniform(1, 5))


async def _read(phone: _Phone, socket: ClientConnection) -> None:
    """Say hello, read what comes, and say hello again where something is missing."""
    at, step = 0, ""
    await socket.send(json.dumps({"hello": 1, "last": 0}))
    while True:
        frame = json.loads(await socket.recv())
        phone.tally.frames += 1
        if frame.get("from", 0) not in {0, at} or frame.get("at", at) > at:
            await socket.send(json.dumps({"hello": 1, "last": at}))
            continue
        at = frame.get("to", at)
        found = forms.read(frame.get("content", "")).step
        if found and found != step:
            step = found
            phone.put(step)
