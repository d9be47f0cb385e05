"""Devices in a served meeting that keep all that ever comes to them: by HTTP and over a socket."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from tests.live.meeting import until
from tests.views.planting import Book, word, words_in
from tests.web.driving import BASE, LIVE, Trialogue
from trialoog.store import journal

HELLO = '{"hello": 1, "last": 0}'


@dataclass(eq=False)
class Device:
    """One browser with the pages it looks at; what came since the last look, and all it ever read.

    `frames` came over the socket, which may be closed; `answers` came by HTTP.
    """

    name: str
    client: TestClient
    pages: tuple[str, ...]
    socket: Any = None
    closed: int | None = None
    frames: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    read: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        def keep(answer: Response) -> None:
            self.answers.append(f"{answer.headers}\n{answer.read().decode()}")

        self.client.event_hooks = {"response": [keep]}

    def watch(self, path: str, stack: ExitStack) -> "Device":
        """Open the live page."""
        connection = self.client.websocket_connect(LIVE + path, headers={"origin": BASE})
        self.socket = stack.enter_context(connection)
        self.listen()
        return self

    def listen(self) -> None:
        """Read what waits, and then the whole board, by a new hello."""
        if self.socket is None or self.closed is not None:
            return
        self.socket.send_text(HELLO)
        while (message := self.socket.receive())["type"] != "websocket.close":
            text = message["text"]
            self.frames.append(text)
            if text.startswith('{"from": 0,'):
                return
        self.closed = message["code"]

    @property
    def silent(self) -> bool:
        """Tell whether nothing waits to be read on the socket."""
        return not self.socket._send_rx.statistics().current_buffer_used

    def forget(self) -> None:
        """Let go of what came, after it was looked at."""
        self.read |= words_in(*self.frames, *self.answers)
        self.frames.clear()
        self.answers.clear()


@dataclass
class Room:
    """A meeting with all its devices, and the book of who may read what. See `Book`."""

    it: Trialogue
    devices: Mapping[str, Device]
    book: Book = field(default_factory=Book)
    typed: dict[str, str] = field(default_factory=dict)  # word -> the device it was typed on
    tags: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)

    def plants(self, name: str) -> str:
        """Return the next word, to be typed on a device."""
        made = word(len(self.typed) + 1)
        self.typed[made] = name
        return made

    def does(self, who: str, command: str, /, **fields: Any) -> None:
        """Let a device send a form, and then look at everything that came to anybody."""
        self.it.ok(command, self.devices[who].client, **fields)
        self.look()

    def look(self) -> None:
        """Look at all that came to every device, and at every page it can open."""
        self.it.town.run(self._write_down)
        for device in self.devices.values():
            device.listen()
            for page in device.pages:
                device.client.get(page)
        for device in self.devices.values():
            self._check(device)
            device.forget()

    async def _write_down(self) -> None:
        """Bring the book up to date, and wait until everybody was told."""
        room = await self.it.town.house.rooms.get(self.it.id)
        await until(lambda: not (room._planned or any(seat.behind for seat in room.seats)))
        facts = await journal.read(self.it.town.house.db, self.it.id)
        for fact in facts[self.book.seq :]:
            self.book.take(fact)
            self.tags |= {fact.by.tag} if fact.by.tag else set()
            self.accounts |= {fact.by.account} if fact.by.account else set()

    def _check(self, device: Device) -> None:
        frames, answers = words_in(*device.frames), words_in(*device.answers)
        live, pages = self._may(device)
        assert frames <= live, f"frames of {device.name}: {frames - live}"
        assert answers <= pages, f"pages of {device.name}: {answers - pages}"
        came = "\n".join((*device.frames, *device.answers))
        assert not {tag for tag in self.tags if tag[:8] in came}, f"tags at {device.name}"
        assert not {it for it in self.accounts if it in came}, f"accounts at {device.name}"

    def _may(self, device: Device) -> tuple[set[str], set[str]]:
        """The words that may come to a device over its socket, and in its pages."""
        book = self.book
        match device.name:
            case "console":
                return book.console, book.heard - book.gone
            case "projector":
                return book.projector, book.projector
            case _:
                own = book.own(word for word, by in self.typed.items() if by == device.name)
                return book.room, book.room | own

    def readers(self) -> Iterator[tuple[str, set[str]]]:
        """Each word with the devices that ever read it."""
        for planted in self.typed:
            yield planted, {name for name, it in self.devices.items() if planted in it.read}
