"""We promise: one slow phone never slows the room. It is let go after five seconds, and until then
the server holds at most 256 KiB for it.
"""

import asyncio
import gc
import logging
import tracemalloc
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from statistics import median

import pytest

from tests.promises.hall import (
    PHONES,
    SMALL,
    Hall,
    SmallKernel,
    argues,
    hall,
    settled,
    shrink,
    started,
)
from tests.promises.phones import Phone
from tests.promises.wire import Line, dial
from trialoog.core.text import LONG
from trialoog.live import seats
from trialoog.live.protocol import AbortingWS
from trialoog.live.rooms import Room
from trialoog.live.seats import Seat
from trialoog.views.edits import whole
from trialoog.views.looks import Looks

READERS = 200
BUDGET = 256 * 1024  # bytes held for one connection
MARGIN = 0.75  # seconds

VOICE = PHONES[0]


def held(room: Room, seat: Seat) -> int:
    """Return how many bytes wait for one connection alone: what all seats share costs no more."""
    newest = room._groups[seat.audience, seat.language].regions
    own = (html for id, html in seat._waiting.items() if html is not newest.get(id))
    return transport_of(seat).get_write_buffer_size() + sum(len(html.encode()) for html in own)


def transport_of(seat: Seat) -> asyncio.Transport:
    """Return the connection under a seat."""
    protocol = seat.wire._protocol  # type: ignore[attr-defined]
    assert isinstance(protocol, AbortingWS)
    return protocol.transport


class Crowd:
    """Pages that read as fast as they can, and when each of them got a frame."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.got: dict[int, list[float]] = {}  # when a position arrived, one moment a page

    def _read(self, text: str) -> None:
        # The positions stand at the beginning; the rest of a board is nothing to wait for.
        start = text[:60]
        if start.startswith('{"from"'):
            to = int(start.split('"to": ')[1].split(",")[0])
            self.got.setdefault(to, []).append(asyncio.get_running_loop().time())

    async def come(self, port: int, path: str, many: int) -> None:
        for _ in range(many):
            line = await dial(port, path, self._read)
            line.say('{"hello": 1, "last": 0}')
            self.lines.append(line)

    def go(self) -> None:
        for line in self.lines:
            line.abort()


async def delivery(here: Hall, room: Room, crowd: Crowd, number: int) -> float:
    """Let something happen; return after how many seconds the last page had it."""
    loop = asyncio.get_running_loop()
    before = max(crowd.got)
    await asyncio.sleep(0.04)  # the room is quiet, so that it tells at once
    await room.act(*argues(number))
    at = loop.time()
    await settled(lambda: len(crowd.got.get(before + 1, ())) >= READERS, "everybody has it", 20)
    return max(crowd.got[before + 1]) - at


def path(room: Room) -> str:
    return f"/{room.id}/participant/{VOICE.perspective}/nl"


async def stalled(
    here: Hall, room: Room, *, mute: bool = False, at_once: bool = False
) -> tuple[Phone, Seat]:
    """Return a phone that got the board, or not even that, and stopped reading; and its seat."""
    who = f"slow-{len(here.phones)}"
    phone = here.phone(room, VOICE, who=who)
    await phone.open(room=SMALL if at_once else None, mute=mute)
    if not at_once:
        await settled(lambda: phone.page.wholes == 1, "the phone has the board")
    phone.wire.hold()
    await settled(lambda: any(s.who == who for s in room.seats), "the phone is in")
    seat = next(s for s in room.seats if s.who == who)
    # From now on the kernel takes little, so that what it would hold is felt here.
    shrink(transport_of(seat))
    shrink(phone.wire.transport)
    return phone, seat


def sent(seat: Seat, regions: Mapping[str, str]) -> seats.Frame:
    """Return a message that leaves a page at its position."""
    assert seat.whole is not None
    at = seat.whole().to
    return seats.frame(at, at, whole(regions))


async def fill(seat: Seat) -> None:
    """Send to a phone that does not read until nothing more goes in, as a long meeting does."""
    regions = {"board": f'<div id="board">{"x" * 20_000}</div>'}
    for _ in range(1000):
        if seat.behind:
            return
        seat.give(sent(seat, regions), regions)
        await asyncio.sleep(0.001)
    raise AssertionError("it takes everything")


async def test_the_others_get_their_news_as_fast_as_without_the_slow_one(
    here: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    room = await here.room()
    await started(room)
    crowd = Crowd()
    await crowd.come(here.port, path(room), READERS)
    await settled(lambda: len(crowd.got.get(1, ())) == READERS, "everybody is in")
    times: dict[bool, list[float]] = {True: [], False: []}
    number = 0
    for _ in range(3):  # side by side, so that other work on this machine counts for both
        for slow in (False, True):
            phone = None
            if slow:
                phone, seat = await stalled(here, room)
                await fill(seat)
            for _ in range(8):
                number += 1
                times[slow].append(await delivery(here, room, crowd, number))
            if phone is not None:
                assert any(seat.behind for seat in room.seats)
                await phone.drop()
                await settled(lambda: len(room.seats) == READERS, "the slow one is gone")
    without, with_it = median(times[False]), median(times[True])
    print(f"last of {READERS}: median {without * 1e3:.1f} ms without, {with_it * 1e3:.1f} ms with")
    assert with_it < 2 * without + 0.002
    assert max(times[True]) < seats.PATIENCE / 2  # nobody ever waited for the slow one
    crowd.go()
    assert [it for it in caplog.records if it.levelno >= logging.WARNING] == []


def test_nobody_is_waited_for_longer_than_five_seconds() -> None:
    assert seats.PATIENCE <= 5.0


async def test_who_takes_nothing_is_gone_when_patience_is(
    here: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seats, "PATIENCE", 1.5)
    room = await here.room()
    await started(room)
    reader = await here.phone(room, VOICE).open()
    _, slow = await stalled(here, room)
    loop = asyncio.get_running_loop()
    await fill(slow)
    began, number = loop.time(), 0
    while slow in room.seats:
        number += 1
        await room.act(*argues(number))
        await asyncio.sleep(0.1)
        assert loop.time() - began < seats.PATIENCE + MARGIN
    print(f"gone after {loop.time() - began:.1f} s")
    assert loop.time() - began > seats.PATIENCE - MARGIN  # it had its time
    wanted = here.board(room, VOICE)
    await settled(lambda: reader.page.regions == wanted, "the other page is up to date")
    assert reader.page.gaps == 0


@asynccontextmanager
async def long_texts(here: Hall, many: int, length: int = LONG) -> AsyncIterator[Room]:
    """A room with so many long texts on its board."""
    room = await here.room()
    await started(room)
    text = "Dit kost veel tijd en geld. " * (length // 28)
    for start in range(0, many, 50):
        await asyncio.gather(
            *(room.act(*argues(n, text=f"{n} {text}")) for n in range(start, min(start + 50, many)))
        )
    yield room


@pytest.mark.parametrize(("texts", "length"), [(300, 500), (300, LONG)], ids=["large", "largest"])
async def test_the_server_never_holds_more_than_256_kib_for_a_slow_phone(
    here: Hall, texts: int, length: int
) -> None:
    async with long_texts(here, texts, length) as room:
        board = sum(len(html.encode()) for html in here.board(room, VOICE).values())
        _, seat = await stalled(here, room)
        await fill(seat)
        peak = 0
        for number in range(1000, 1020):
            await room.act(*argues(number))
            for _ in range(5):
                await asyncio.sleep(0.004)
                if seat in room.seats:
                    peak = max(peak, held(room, seat))
            if seat not in room.seats:
                break
        print(f"a board of {board / 1024:.0f} KiB: {peak / 1024:.0f} KiB held for who stalls")
        assert peak > 0
        assert peak <= BUDGET


async def test_one_more_stalled_phone_costs_at_most_256_kib_of_memory(
    here: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever keeps it, and wherever: what so many more of them add to the whole.
    monkeypatch.setattr(seats, "PATIENCE", 60.0)
    many, number, used = 20, 1000, []
    async with long_texts(here, 300, 500) as room:
        tracemalloc.start()
        try:
            for times in (1, 2):
                for _ in range(many):
                    phone, seat = await stalled(here, room)
                    await fill(seat)
                    phone.page.regions.clear()  # what the phone itself keeps is not the server's
                for _ in range(5):
                    number += 1
                    await room.act(*argues(number))
                    await asyncio.sleep(0.04)
                assert sum(seat.behind for seat in room.seats) == many * times
                gc.collect()
                used.append(tracemalloc.get_traced_memory()[0])
        finally:
            tracemalloc.stop()
    each = (used[1] - used[0]) / many
    print(f"{each / 1024:.0f} KiB for each")
    assert 0 < each <= BUDGET


async def test_who_reads_a_little_now_and_then_holds_up_nobody_and_no_memory(here: Hall) -> None:
    async with long_texts(here, 60, 500) as room:
        reader = await here.phone(room, VOICE).open()
        slow, seat = await stalled(here, room)
        peak = 0
        for number in range(1000, 1060):
            await room.act(*argues(number))
            if number % 10 == 0 and slow.there:
                slow.wire.read_on()
                await asyncio.sleep(0.002)
                slow.wire.hold()
            await asyncio.sleep(0.01)
            if seat not in room.seats:
                break
            peak = max(peak, held(room, seat))
        print(f"{peak / 1024:.0f} KiB held at most")
        assert peak <= BUDGET
        wanted = here.board(room, VOICE)
        await settled(lambda: reader.page.regions == wanted, "the other page is up to date", 3)
        if slow.there:
            for end in (transport_of(seat), slow.wire.transport):
                shrink(end, 64 * SMALL)  # no longer
            slow.wire.read_on()
            await settled(lambda: slow.page.regions == wanted, "the slow page gets there")
            assert slow.page.gaps == 0


async def test_who_reads_slowly_but_steadily_gets_the_board_in_the_end(
    url: str, looks: Looks, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A phone far from an antenna, while somebody speaks all the time: the board needs longer
    # than anybody's patience, but something arrives all the while.
    monkeypatch.setattr(seats, "PATIENCE", 1.0)
    async with (
        hall(url, looks, ws=SmallKernel) as narrow,
        long_texts(narrow, 300, LONG) as room,
    ):
        slow, _ = await stalled(narrow, room, at_once=True)
        loop = asyncio.get_running_loop()
        began, number = loop.time(), 1000
        while not slow.page.wholes and loop.time() - began < 20:
            number += 1
            await room.act(*argues(number))
            slow.wire.sip(4096)
            await asyncio.sleep(0.02)
            assert slow.there, f"let go after {loop.time() - began:.1f} s"
        assert loop.time() - began > seats.PATIENCE
        assert slow.page.wholes == 1


async def test_who_answers_no_ping_is_let_go_and_what_it_held_is_freed(
    url: str, looks: Looks
) -> None:
    async with hall(url, looks, ws_ping_interval=0.3, ws_ping_timeout=0.3) as here:
        room = await here.room()
        await started(room)
        reader = await here.phone(room, VOICE).open()
        _, seat = await stalled(here, room, mute=True)
        transport = transport_of(seat)
        # As much as it takes to fill both kernels and some more, and no news after that: nothing
        # but the missing answer can tell that this phone is gone.
        while transport.get_write_buffer_size() < 30_000:
            seat.give(sent(seat, {"board": "x" * 10_000}), {})
            await asyncio.sleep(0.001)
        assert not seat.behind
        await settled(lambda: seat not in room.seats, "it is let go", 5)
        assert transport.get_write_buffer_size() == 0
        assert reader.there
        await room.act(*argues(1))
        wanted = here.board(room, VOICE)
        await settled(lambda: reader.page.regions == wanted, "the other page is up to date")
