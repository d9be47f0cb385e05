"""What reaches a page: the freshness law, and the bytes of a frame."""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.frames import Frame as WebSocketFrame
from websockets.frames import Opcode

from tests.live.meeting import (
    CONSOLE,
    LEAD,
    LOOKS,
    NOW,
    PHONE,
    SCREEN,
    START,
    A,
    B,
    D,
    Page,
    draw,
    phone,
    says,
    until,
)
from trialoog.core import commands as c
from trialoog.core.decide import decide
from trialoog.core.events import By, Fact
from trialoog.core.evolve import fold
from trialoog.core.ids import ContributionId, OptionId, RoundId, TrialogueId
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.state import State
from trialoog.core.words import Kind, Perspective, Pole, Role
from trialoog.live import seats
from trialoog.live.rooms import Render, Room
from trialoog.live.seats import PIECE, Seat, Write, prepare
from trialoog.store.db import open_db
from trialoog.views import regions
from trialoog.views.looks import Looks
from trialoog.views.regions import Audience


class Line:
    """A phone line that can be blocked: what a test has instead of a network."""

    def __init__(self) -> None:
        self.page = Page()
        self.free = asyncio.Event()
        self.free.set()
        self.message = b""  # the pieces so far
        self.stops: Callable[[], None] = lambda: None

    @property
    def ready(self) -> bool:
        return self.free.is_set()

    @property
    def write(self) -> Write | None:
        return self._take

    def watch(self, stops: Callable[[], None]) -> None:
        self.stops = stops

    def block(self) -> None:
        self.free.clear()
        self.stops()

    async def put(self, piece: bytes) -> None:
        await self.free.wait()
        if piece:
            self._take(piece)

    async def send(self, text: str) -> None:
        await self.free.wait()
        self.page.read(text)

    def _take(self, piece: bytes) -> None:
        assert self.free.is_set(), "nothing is written to who does not take it"
        # The first piece of a message is text (1), the others go on (0); the last has the high bit.
        assert (piece[0] & 0x0F == 1) == (not self.message)
        self.message += piece[4 if piece[1] == 126 else 2 :]
        if piece[0] & 0x80:
            text, self.message = self.message.decode(), b""
            self.page.read(text)

    async def close(self, code: int) -> None:
        self.free.set()

    def abort(self) -> None:
        self.free.set()


class Plain(Line):
    """A line behind another web server, which takes whole messages only."""

    ready = False
    write = None


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, PIECE, PIECE + 1, 2 * PIECE, 200_000])
def test_prepared_pieces_are_byte_for_byte_what_the_library_sends(size: int) -> None:
    text = "é" * (size // 2) + "x" * (size % 2)
    body = text.encode()
    parts = [body[at : at + PIECE] for at in range(0, len(body), PIECE)] or [b""]
    frames = [
        WebSocketFrame(Opcode.CONT if place else Opcode.TEXT, part, part is parts[-1])
        for place, part in enumerate(parts)
    ]
    assert list(prepare(text)) == [frame.serialize(mask=False) for frame in frames]


# --- old page + frames = new page ------------------------------------------------------

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
NUMBER = st.integers(0, 4)
PERSON = st.builds(phone, st.sampled_from(["t1", "t2", "t3"]), st.sampled_from(Perspective))
R = st.builds(lambda n: RoundId(f"r{n}"), st.integers(0, 1))
C = st.builds(lambda n: ContributionId(f"c{n}"), NUMBER)

ACTS: st.SearchStrategy[tuple[Any, By]] = st.one_of(
    st.builds(says, NUMBER, TEXT),
    st.builds(says, st.integers(5, 50)),
    st.tuples(
        st.builds(c.MoveTo, st.just(D), st.sampled_from(["talk", "later"]), R, st.just(value=True)),
        st.just(LEAD),
    ),
    st.tuples(
        st.builds(
            c.Contribute,
            C,
            st.just(D),
            st.sampled_from(Kind),
            TEXT,
            round=R,
            pole=st.sampled_from(Pole),
        ),
        PERSON,
    ),
    st.tuples(st.builds(c.TakeSeat, st.sampled_from(Perspective), st.just(value=True)), PERSON),
    st.tuples(st.just(c.LeaveSeat()), PERSON),
    st.tuples(st.builds(c.Recognise, C, st.booleans()), PERSON),
    st.tuples(st.builds(c.WithdrawContribution, C), PERSON),
    st.tuples(
        st.builds(c.Rate, st.sampled_from([A, B]), st.just({"cost": 1})),
        PERSON,
    ),
    st.tuples(
        st.builds(c.AddOption, st.builds(OptionId, st.text("xy", max_size=2)), st.just(D), TEXT),
        PERSON,
    ),
    st.tuples(
        st.one_of(
            st.builds(c.OpenRound, R),
            st.builds(c.CloseRound, R),
            st.builds(c.Reveal, R, st.just("seed")),
            st.builds(c.HoldBack, C),
            st.builds(c.PutBack, C),
            st.builds(c.AdmitLate, C),
            st.builds(c.RewordOption, st.sampled_from([A, B]), TEXT),
            st.just(c.PauseTimer()),
            st.just(c.Adjourn()),
            st.just(c.Resume()),
            st.just(c.CloseTrialogue()),
            st.just(c.Reopen()),
        ),
        st.just(LEAD),
    ),
)

# Between actions: time passes, a line stops or goes on, somebody comes in or asks again.
STEP = st.sampled_from(
    ["act", "act", "act", "act", "tell", "tell", "block", "block", "free", "join", "ask", "beat"]
)
HISTORY = st.lists(st.tuples(STEP, ACTS, st.integers(0, 5)), min_size=20, max_size=50)


def facts_of(state: State, acts: Iterable[tuple[Any, By]]) -> list[Fact]:
    """Return the facts that follow from what people ask, refusals left out."""
    facts: list[Fact] = []
    for command, by in acts:
        try:
            events = decide(state, by, command, NOW)
        except (Refused, RefusedAll):
            continue
        new = [Fact(state.seq + place, NOW, by, event) for place, event in enumerate(events, 1)]
        state = fold(new, state)
        facts += new
    return facts


UNUSED = open_db("sqlite:///unused")  # nothing is opened before it is asked for
AUDIENCES = (CONSOLE, SCREEN, *(Audience(Role.PARTICIPANT, p) for p in Perspective))


class Stage:
    """A room without a journal, and who watches it."""

    def __init__(self, looks: Looks, render: Render) -> None:
        self.fresh = partial(render, looks)
        self.room = Room(TrialogueId("t"), UNUSED, looks, render, lambda: NOW)
        self.takes((START, LEAD))
        self.watching: list[tuple[Seat, Line]] = []

    def takes(self, act: tuple[Any, By]) -> None:
        """Let somebody act, as the journal would have it."""
        writer = self.room._writer
        writer.state = fold(facts_of(writer.state, [act]), writer.state)
        self.room._plan()

    def join(self, audience: Audience, language: str) -> None:
        line = Plain() if len(self.watching) % 3 == 2 else Line()
        seat = Seat(audience, language, line, lambda _: None)
        self.watching.append((seat, line))
        self.room.join(seat)

    async def play(self, step: str, act: tuple[Any, By], which: int) -> None:
        seat, line = self.watching[which % len(self.watching)]
        match step:
            case "act":
                self.takes(act)
            case "tell":
                self.room._tell()
            case "block":
                line.block()
            case "free":
                line.free.set()
                await asyncio.sleep(0)
            case "join":
                self.join(seat.audience, ("nl", "en")[which % 2])
            case "ask":
                self.room.join(seat)
            case _:
                self.room.beat()

    async def settle(self) -> None:
        """Let everything arrive, then hold every page against a fresh one."""
        self.room._tell()
        for _, line in self.watching:
            line.free.set()
        await until(lambda: not any(seat.behind for seat, _ in self.watching))
        for seat, line in self.watching:
            fresh = self.fresh(self.room.state, seat.audience, seat.language)
            assert line.page.regions == dict(fresh)
            assert line.page.gaps == 0
        await self.room.empty(1012)


History = list[tuple[str, tuple[Any, By], int]]


async def play(stage: Stage, audiences: Iterable[Audience], history: History) -> None:
    for audience in audiences:
        stage.join(audience, "nl")
    for step, act, which in history:
        await stage.play(step, act, which)
    await stage.settle()


@given(HISTORY)
@settings(max_examples=50)
def test_the_old_page_and_the_frames_make_the_new_page(history: History) -> None:
    with pytest.MonkeyPatch.context() as small:
        # So that even this board goes in pieces, and is too much to put together for one phone.
        small.setattr(seats, "PIECE", 60)
        small.setattr(seats, "OWN", 200)
        asyncio.run(on_a_small_board(history))


@given(history=HISTORY)
@settings(max_examples=25)
def test_the_law_holds_for_the_real_regions_of_every_audience(
    looks: Looks, history: History
) -> None:
    asyncio.run(on_the_real_board(looks, history))


async def on_a_small_board(history: History) -> None:
    stage = Stage(LOOKS, draw)
    await play(stage, (CONSOLE, SCREEN, PHONE), history)


async def on_the_real_board(looks: Looks, history: History) -> None:
    # The room draws anew what changed only; held against a drawing that remembers nothing.
    stage = Stage(looks, regions.render)
    await play(stage, AUDIENCES, history)
