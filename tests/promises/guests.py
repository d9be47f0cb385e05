"""One phone of a full hall, as lean as it can be: it asks, listens and sends as our pages do.

Jitter, patience and the outbox are those of static/src. It draws nothing, and of what its page
shows it keeps the regions, which thousands of phones share.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, cast
from urllib.parse import urlencode

from tests.promises.asking import Answer, Lost, Web
from tests.promises.phones import Message, Page, understood
from tests.promises.wire import Line, dial

# Seconds, from static/src: connection.js, outbox.js, parts.js, step.js and shared.js.
RECONNECT, RECONNECT_MOST = 1.0, 15.0
SOON, LATE = 2.0, 30.0
PATIENCE, ANSWER = 8.0, 15.0
POLL, SHORT = 4.0, 3.0
NEXT_STEP, COME_BACK = 1.5, 4.0

STATIC = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js)[^"]*)"')
AGAIN = {408, 429, 500, 502, 503, 504}
REMEMBERED = 64  # messages that are kept taken apart
MOST_TRIES = 40  # before somebody gives up coming in

Fields = dict[str, str]


@dataclass
class Post:
    """A form on its way, with its key; `told` is called once it has been accepted."""

    path: str
    body: bytes
    kind: str
    began: float
    told: Callable[[], None]


@dataclass
class Hall:
    """What all phones share: where they are, and what became of what they did."""

    port: int
    code: str
    random: Random
    id: str = ""
    network: asyncio.Event = field(default_factory=asyncio.Event)
    waits: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    kept: list[list[str]] = field(default_factory=list)  # what was acknowledged: kind and what
    received: int = 0  # bytes of pages and of what is live
    _read: dict[str, Message] = field(default_factory=dict)
    _shown: dict[tuple[int, int], tuple[Any, ...]] = field(default_factory=dict)

    def understood(self, text: str) -> Message:
        """Take a message apart, once for all who get it."""
        found = self._read.get(text)
        if found is None:
            found = self._read[text] = understood(text)
            forget(self._read)
        return found

    def shown(self, page: Page, message: Message) -> dict[str, str]:
        """Return what a page shows after a message, once for all who showed the same."""
        which = id(page.regions), id(message)
        found = self._shown.get(which)
        if found is None:
            after = Page.changed(page, message)
            # Kept with what it came from, so that those numbers stay theirs.
            found = self._shown[which] = after, page.regions, message
            forget(self._shown)
        return cast(dict[str, str], found[0])

    def waited(self, kind: str, began: float) -> None:
        """Note how long an answer took."""
        self.waits.setdefault(kind, []).append(asyncio.get_running_loop().time() - began)


class Shared(Page):
    """A page that keeps nothing for itself of what others show too."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall

    def changed(self, message: Message) -> dict[str, str]:
        """Return what the page shows after a message."""
        return self._hall.shown(self, message)


class Guest:
    """A phone with somebody behind it."""

    def __init__(self, hall: Hall, number: int, perspective: str, language: str) -> None:
        self.hall = hall
        self.number = number
        self.perspective = perspective
        self.page = Shared(hall)
        self.inside = False
        self.part = ""  # the forms, as they were fetched last
        self.outbox: list[Post] = []
        self.line: Line | None = None
        self.language = language
        self._cookie = ""
        self._idle: list[Web] = []
        self._busy: set[Web] = set()
        self._step = ""
        self._fetching: asyncio.Task[None] | None = None
        self._sending: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    # --- asking --------------------------------------------------------------------------------

    async def ask(
        self, method: str, path: str, body: bytes = b"", *, kind: str, patience: float = ANSWER
    ) -> Answer:
        """Ask something, on a connection that is free or a new one. Raises `Lost`."""
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(patience):
                answer = await self._asked(self._request(method, path, body))
        except TimeoutError:
            self.hall.statuses[f"{kind} no answer"] += 1
            raise Lost from None
        except OSError:
            self.hall.statuses[f"{kind} lost"] += 1
            raise Lost from None
        self.hall.waited(kind, began)
        self.hall.received += len(answer.raw)
        self.hall.statuses[f"{kind} {answer.status}"] += 1
        cookie = answer.headers.get(b"set-cookie", b"").decode().split(";")[0]
        self._cookie = cookie if cookie.startswith("seat-") else self._cookie
        return answer

    async def _asked(self, request: bytes) -> Answer:
        while True:
            if not self.hall.network.is_set():
                raise Lost
            web = self._idle.pop() if self._idle else await self._connected()
            self._busy.add(web)
            try:
                answer = await web.ask(request)
            except Lost:
                if web.stale and self.hall.network.is_set():
                    continue  # as browsers do
                raise
            except asyncio.CancelledError:
                web.transport.abort()
                raise
            finally:
                self._busy.discard(web)
            self._idle.append(web)
            return answer

    async def _connected(self) -> Web:
        loop = asyncio.get_running_loop()
        _, web = await loop.create_connection(Web, "127.0.0.1", self.hall.port)
        return web

    def _headers(self) -> dict[str, str]:
        return {
            "host": f"127.0.0.1:{self.hall.port}",
            "origin": f"http://127.0.0.1:{self.hall.port}",
            "user-agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140 Mobile",
            "accept": "text/html",
            "accept-encoding": "gzip, deflate, br, zstd",
            "accept-language": self.language,
            "sec-fetch-site": "same-origin",
            "cookie": self._cookie,
        }

    def _request(self, method: str, path: str, body: bytes) -> bytes:
        headers = self._headers()
        if method == "POST":
            headers["content-type"] = "application/x-www-form-urlencoded"
            headers["content-length"] = str(len(body))
            headers |= {"hx-request": "true"} if self.inside else {}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
        return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body

    # --- coming in -----------------------------------------------------------------------------

    async def join(self) -> None:
        """Come in by the code, as often as it takes, and stay."""
        for _ in range(MOST_TRIES):
            try:
                if await self._join():
                    break
            except Lost:
                pass
            await asyncio.sleep(self.hall.random.uniform(0.5, 2))
        assert self.inside, f"phone {self.number} does not come in: {self.hall.statuses}"
        self._begin(self._watch())

    async def _join(self) -> bool:
        address = f"/j/{self.hall.code}"
        seat = page = await self.ask("GET", address, kind="join page")
        if page.status == 200:
            for path in STATIC.findall(page.text):
                await self.ask("GET", path, kind="static")
            form = {"key": hidden(page.text, "key"), "perspective": self.perspective, "rules": "1"}
            seat = await self.ask("POST", address, urlencode(form).encode(), kind="take seat")
        if seat.status != 303:  # it is, at once, for who is in already and did not hear of it
            return False
        self.hall.id = seat.headers[b"location"].decode().split("/")[2]
        self.inside = (await self.ask("GET", self._address(), kind="board")).status == 200
        return self.inside

    def _address(self, rest: str = "") -> str:
        return f"/t/{self.hall.id}{rest}"

    # --- watching ------------------------------------------------------------------------------

    async def _watch(self) -> None:
        """Keep the socket open, and open it again after a while."""
        tries, opened, down = 0, False, 0.0
        loop = asyncio.get_running_loop()
        while True:
            try:
                if not self.hall.network.is_set():
                    raise Lost
                began = loop.time()
                self.line = await dial(
                    self.hall.port, self._address("/live"), self._read, self._headers()
                )
            except OSError:
                if opened and loop.time() - down > SHORT:
                    self._begin(self._look())
            else:
                self.hall.waited("socket", began)
                tries = 0
                self.page.begin()
                self._hello()
                if opened:
                    self._plan(COME_BACK)
                opened = True
                self._hurry.set()
                self.hall.statuses[f"closed {await self.line.closed}"] += 1
                down = loop.time()
            wait = min(RECONNECT * 2**tries, RECONNECT_MOST)
            tries += 1
            await asyncio.sleep(self.hall.random.uniform(0, 2 * wait))

    def _hello(self) -> None:
        assert self.line is not None
        self.line.say(f'{{"hello": 1, "last": {self.page.at}}}')

    def _read(self, text: str) -> None:
        message = self.hall.understood(text)
        self.hall.received += len(text)
        if self.page.take(message):
            self._hello()
        step = message.regions.get("step", self._step)
        if self._step and step != self._step:
            self._plan(NEXT_STEP)
        self._step = step

    async def _look(self) -> None:
        """Ask for the page where there is no socket."""
        await asyncio.sleep(self.hall.random.uniform(0, 1))
        with suppress(Lost):
            await self.ask("GET", self._address(), kind="poll", patience=PATIENCE)
            self._hurry.set()

    def _plan(self, within: float) -> None:
        """Fetch the forms anew, a while from now."""
        if self._fetching is None or self._fetching.done():
            self._fetching = self._begin(self._fetch(within))

    async def _fetch(self, within: float) -> None:
        while True:
            await asyncio.sleep(self.hall.random.uniform(0, within))
            step = self._step
            with suppress(Lost):
                address = self._address("?part=inhoud&live=0")
                answer = await self.ask("GET", address, kind="part", patience=PATIENCE)
                if answer.status == 200 and step == self._step:
                    self.part = answer.text
                    return
            within = 3.0

    # --- saying --------------------------------------------------------------------------------

    def send(self, command: str, form: Fields, told: Callable[[], None]) -> None:
        """Send a form; what gets no answer waits in the outbox, and goes as it was, key and all."""
        body = urlencode(form).encode()
        now = asyncio.get_running_loop().time()
        self.outbox.append(Post(self._address(f"/{command}"), body, command, now, told))
        if self._sending is None or self._sending.done():
            self._sending = self._begin(self._flush())

    async def _flush(self) -> None:
        pause = SOON
        while self.outbox:
            if await self._sent(self.outbox[0]):
                self.outbox.pop(0)
                pause = SOON
                continue
            self._hurry.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(pause * self.hall.random.uniform(0.75, 1.25)):
                    await self._hurry.wait()
            pause = min(pause * 2, LATE)

    async def _sent(self, post: Post) -> bool:
        try:
            answer = await self.ask("POST", post.path, post.body, kind=post.kind)
        except Lost:
            return False
        if answer.status in AGAIN:
            return False
        self.hall.waited(f"{post.kind}, all in all", post.began)
        if answer.status < 300:
            post.told()
        return True

    # --- the connection --------------------------------------------------------------------------

    def cut(self) -> None:
        """Be gone, without a word."""
        for web in (*self._idle, *self._busy):
            web.transport.abort()
        self._idle.clear()
        if self.line is not None:
            self.line.abort()

    def home(self) -> None:
        """Switch the phone off."""
        for task in self._tasks:
            task.cancel()
        self.cut()

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def forget(remembered: dict[Any, Any]) -> None:
    """Keep what is new."""
    while len(remembered) > REMEMBERED:
        del remembered[next(iter(remembered))]


def hidden(page: str, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]


def shares(seconds: float, many: int, random: Random) -> Iterable[float]:
    """Return when each of many does something: half of them any time, half at three moments."""
    bursts = [seconds * part for part in (0.2, 0.5, 0.8)]
    for number in range(many):
        if number % 2:
            yield random.uniform(0, seconds)
        else:
            yield random.choice(bursts) + random.uniform(0, min(1.0, seconds / 10))
