"""An installation with halls full of real seats, and real taps that make their board change."""

import asyncio
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench.crowd import NEWS, Running, running
from tests.core.playing import D1, LEADER
from tests.deploy.stack import answers
from tests.e2e.serving import environment, free_port
from tests.promises import outside
from tests.promises.fleet import QUICK
from tests.promises.town import Town, settings_in, town
from tests.promises.wire import dial
from tests.web.screens import filled, read
from trialoog.core import commands as c
from trialoog.core.events import By
from trialoog.core.ids import ContributionId, RoundId, TrialogueId
from trialoog.core.words import THREE, Kind, Perspective, Pole, Role
from trialoog.store import lists
from trialoog.views.looks import Looks
from trialoog.web import keys

CARDS = 30  # texts on the board
SENTENCE = "Na de brief durft niemand te bellen, terwijl de meeste vragen snel klaar zijn. "
TAPPED = ContributionId("tapped")  # a longer text: with its card, about 2 KB


@dataclass(frozen=True)
class Hall:
    """A trialogue with people in their seats, by their cookies. The last one is who taps."""

    id: TrialogueId
    cookies: Sequence[str]

    def seats(self, port: int) -> str:
        """How the phones come in, as `flood` reads it."""
        return "".join(
            f"/t/{self.id}/live\tOrigin: http://127.0.0.1:{port}\tCookie: {cookie}\n"
            for cookie in self.cookies
        )


@dataclass(frozen=True)
class Installation:
    """A folder with halls in it, by their names."""

    data: Path
    halls: Mapping[str, Hall]

    @contextmanager
    def serving(self, folder: Path) -> Iterator[Running]:
        """Serve a copy, so that every run begins with the same; one worker, as it comes."""
        data, port = folder / "data", free_port()
        shutil.copytree(self.data, data)
        told = environment(data, port, **QUICK, TRIALOOG_SOCKETS_PER_NETWORK="100000")
        with running([sys.executable, "-m", "trialoog", "serve"], port, told) as server:
            while not answers(f"http://127.0.0.1:{port}/readyz"):
                time.sleep(0.05)
            yield server


# --- coming in -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """Somebody with a key."""

    key: str
    perspective: Perspective
    secret: bytes  # of the trialogue

    def by(self, command: c.Command) -> By:
        """Who does a command, when this person does it."""
        tag = keys.tag(self.key, self.secret, c.subject(command))
        return By(Role.PARTICIPANT, self.perspective, tag)


@dataclass(frozen=True)
class Size:
    """How large a hall is: its people, the length of the text that is tapped, and at least so many
    facts."""

    people: int
    sentences: int = 14
    facts: int = 0


async def _hall(here: Town, size: Size) -> Hall:
    """Let people sit down and write, show what they wrote, and tap until there are enough facts."""
    room = await here.gathering("explore")
    secret = await lists.secret(here.house.db, room.id)
    assert secret is not None
    crowd = [Person(keys.new_key(), THREE[n % 3], secret) for n in range(size.people)]
    sits = [(one, c.TakeSeat(one.perspective, rules=True)) for one in crowd]
    await asyncio.gather(*(room.act(sit, one.by(sit)) for one, sit in sits))
    write = partial(c.Contribute, dilemma=D1, kind=Kind.SIGNAL, round=RoundId("r"), pole=Pole.A)
    texts = {ContributionId(f"card{number}"): SENTENCE for number in range(CARDS)}
    for id, text in {**texts, TAPPED: SENTENCE * size.sentences}.items():
        said = write(id, text=text)
        await room.act(said, crowd[0].by(said))
    await room.act(c.Reveal(RoundId("r"), seed="seed"), LEADER)
    while room.state.seq < size.facts:
        tapping = [c.Recognise(ContributionId("card0"), on=on) for on in (True, False) * 50]
        await asyncio.gather(*(room.act(tap, crowd[1].by(tap)) for tap in tapping))
    return Hall(room.id, [f"{keys.seat_cookie(room.id)}={one.key}" for one in crowd])


def installed(data: Path, looks: Looks, sizes: Mapping[str, Size]) -> Installation:
    """Make an installation with halls."""

    async def furnish() -> dict[str, Hall]:
        async with town(await settings_in(data, retention=False), looks) as here:
            return {name: await _hall(here, size) for name, size in sizes.items()}

    data.mkdir(parents=True)
    return Installation(data, asyncio.run(furnish()))


# --- tapping --------------------------------------------------------------------------------------


def taps(port: int, halls: Sequence[Hall]) -> bytes:
    """Requests by which somebody recognises a text in a hall, or takes that back, in this order;
    each with the size that `flood` goes by."""
    made = {hall.id: _taps(port, hall) for hall in halls}
    found = [next(made[hall.id]) for hall in halls]
    return b"".join(b"%d\n%b" % (len(raw), raw) for raw in found)


def _taps(port: int, hall: Hall) -> Iterator[bytes]:
    name, _, value = hall.cookies[-1].partition("=")
    address = f"/t/{hall.id}/recognise"
    with outside.browser(f"http://127.0.0.1:{port}") as phone:
        phone.cookies.set(name, value)
        page = read(phone.get(f"/t/{hall.id}").text)
        assert page.find(value=TAPPED, form="recognise"), "there is nothing to recognise"
        form = [*filled(page, page.get(id="recognise"), on="1"), ("contribution", TAPPED)]
        on = True
        while True:
            tap = outside.changed(form, on="1" if on else "0", key=keys.new_key())
            raw = outside.post(phone, address, tap).raw
            yield raw.replace(b"connection: close\r\n", b"")
            on = not on


async def _frame(port: int, hall: Hall, posts: Sequence[bytes]) -> str:
    news: asyncio.Queue[str] = asyncio.Queue()

    def read(text: str) -> None:
        if len(text) > NEWS:
            news.put_nowait(text)

    path, *headers = hall.seats(port).splitlines()[0].split("\t")
    line = await dial(port, path, read, dict(each.split(": ", 1) for each in headers))
    line.say('{"hello": 1, "last": 0}')
    await news.get()  # the whole board
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    found = ""
    for raw in posts:
        writer.write(raw)
        found = max(found, await news.get(), key=len)
    writer.close()
    line.abort()
    return found


def frame(port: int, hall: Hall) -> str:
    """What a seat of a hall gets when somebody recognises the text; that is taken back again."""
    tapping = _taps(port, hall)
    return asyncio.run(_frame(port, hall, [next(tapping), next(tapping)]))
