"""We promise: a page never shows a board with a hole in it; what it missed comes as a whole board.

So a page at any position that says hello gets everything; and what does not fit is not applied.
"""

from collections.abc import Callable
from contextlib import suppress
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.playing import A, B, Meeting
from tests.promises.hall import (
    CONSOLE,
    EVERYBODY,
    PHONES,
    Hall,
    argues,
    hall,
    reopened,
    settled,
    started,
)
from tests.promises.phones import Page, Phone
from tests.promises.random_meetings import random_meeting
from trialoog.core.ids import TrialogueId
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.state import State
from trialoog.core.words import Role
from trialoog.live.groups import Group
from trialoog.live.rooms import Room, Rooms
from trialoog.live.seats import Seat
from trialoog.store.db import open_db
from trialoog.views import regions
from trialoog.views.looks import Looks
from trialoog.views.regions import Audience

VOICE = PHONES[0]


async def fits(here: Hall, room: Room, *phones: Phone) -> None:
    """Wait until pages show what they should."""
    for phone in phones:
        role, seen, language = phone.path.partition("?")[0].split("/")[2:]
        audience = next(a for a, _ in EVERYBODY if (a.role, a.perspective or "-") == (role, seen))
        wanted = here.board(room, audience, language)
        await settled(lambda p=phone, w=wanted: p.page.regions == w, phone.path)  # type: ignore[misc]


async def watched(here: Hall, id: TrialogueId | None = None) -> tuple[Room, list[Phone]]:
    """Return a room in which arguments are given, and a page of every audience in it."""
    room = await here.room(id)
    if id is None:
        await started(room)
    phones = [await here.phone(room, *seen).open() for seen in EVERYBODY]
    for number in range(3):
        await room.act(*argues(number))
    await fits(here, room, *phones)
    return room, phones


async def test_what_was_missed_comes_as_one_whole_board_at_a_new_position(here: Hall) -> None:
    room, phones = await watched(here)
    before = {phone: (phone.page.at, phone.page.wholes, len(phone.page.moves)) for phone in phones}
    staying = here.phone(room, VOICE)
    await staying.open()
    for phone in phones:
        await phone.drop()
    for number in range(10, 14):
        await room.act(*argues(number))
        await fits(here, room, staying)
    for phone in phones:
        await phone.open()
    await fits(here, room, *phones)
    for phone in phones:
        at, wholes, moves = before[phone]
        assert phone.page.wholes == wholes + 1
        (back,) = phone.page.moves[moves:]
        assert back == (0, phone.page.at)
        if phone.path == staying.path:  # somebody watched, so that its position went on
            assert phone.page.at > at


@pytest.mark.parametrize("wrong", [0, 1, 2, 5, 10**6, 2**62])
async def test_a_page_at_any_position_that_says_hello_gets_the_whole_board(
    here: Hall, wrong: int
) -> None:
    room, phones = await watched(here)
    for phone in phones:
        wholes = phone.page.wholes
        phone.page.at, phone.page.regions = wrong, {}
        phone.hello()
        await settled(lambda p=phone, w=wholes: p.page.wholes > w, phone.path)  # type: ignore[misc]
    await fits(here, room, *phones)
    await room.act(*argues(20))
    await fits(here, room, *phones)


async def test_a_page_from_before_a_restart_gets_the_whole_board(url: str, looks: Looks) -> None:
    async with hall(url, looks) as first:
        room, phones = await watched(first)
        for number in range(10, 16):
            await room.act(*argues(number))
            await fits(first, room, *phones)
        high = [phone.page.at for phone in phones]
    assert [await phone.gone() for phone in phones] == [1012] * len(phones)
    async with hall(url, looks, port=first.port) as second:
        again = await second.room(room.id)
        assert again is not room
        assert again.state == room.state
        await again.act(*argues(30))
        for phone in phones:
            phone.page.regions = {}
            await phone.open()
        await fits(second, again, *phones)
        # Positions began anew: a page that only looked for a higher one would have kept its hole.
        assert all(p.page.at < was for p, was in zip(phones, high, strict=True))
        await again.act(*argues(31))
        await fits(second, again, *phones)
        assert [phone.page.gaps for phone in phones] == [0] * len(phones)


# --- frames that get lost ------------------------------------------------------------------


class Tape:
    """A wire that keeps what was posted on it."""

    ready = True

    def __init__(self) -> None:
        self.messages: list[str] = []

    def write(self, piece: bytes) -> None:
        assert piece[0] == 0x81, "a whole message in one piece"
        self.messages.append(piece[4 if piece[1] == 126 else 2 :].decode())

    def watch(self, stops: Callable[[], None]) -> None:
        """It never stops."""

    async def put(self, piece: bytes) -> None:
        raise AssertionError("this page keeps up")

    async def send(self, text: str) -> None:
        raise AssertionError("this page keeps up")

    async def close(self, code: int) -> None:
        """Hang up."""

    def abort(self) -> None:
        """Let go."""


def one_life(seed: int, looks: Looks, audience: Audience) -> tuple[list[str], list[dict[str, str]]]:
    """Return what a page is sent in one life of the server, and the board at each position."""
    tape = Tape()
    group = Group(audience, "nl")
    seat = Seat(audience, "nl", tape, lambda _: None)
    boards: list[dict[str, str]] = [{}]

    def see(state: State) -> None:
        fresh = regions.render(looks, state, audience, "nl")
        at = group.at
        group.refresh(state, fresh, {})
        if group.at != at:
            boards.append(dict(fresh))

    states = meeting_of(seed)
    see(states[0])
    group.greet(seat)
    for state in states[1:]:
        see(state)
    return tape.messages, boards


def meeting_of(seed: int) -> list[State]:
    """Return the states of a random meeting from its start on."""
    meeting, states = Meeting(), []
    for act in random_meeting(seed, 40):
        meeting.now = act.now
        with suppress(Refused, RefusedAll):
            meeting.do(act.command, act.by)
            states.append(meeting.state)
    return states


@settings(max_examples=12)
@given(seed=st.integers(0, 10**6), lost=st.sets(st.integers(0, 40), max_size=6))
def test_whatever_frames_get_lost_a_page_shows_a_board_that_was(
    looks: Looks, seed: int, lost: set[int]
) -> None:
    messages, boards = one_life(seed, looks, PHONES[seed % 3])
    page = Page()
    for number, message in enumerate(messages):
        if number in lost:
            continue
        page.read(message)
        assert page.regions == boards[page.at]
    # Not only by never moving: what came before the first loss was applied.
    first = min((n for n in lost if n < len(messages)), default=len(messages))
    assert page.at == first


def test_a_change_to_a_board_of_another_life_of_the_server_is_not_applied(looks: Looks) -> None:
    before, boards = one_life(1, looks, CONSOLE)
    after, _ = one_life(2, looks, CONSOLE)
    assert len(boards) > 6
    for stopped in range(1, min(len(boards), 12)):
        page = Page()
        for message in before[:stopped]:
            page.read(message)
        page.begin()
        # The whole board after the restart gets lost; the changes to it arrive.
        for message in after[1:]:
            page.read(message)
        assert page.regions == boards[stopped]
        assert page.gaps == len(after) - 1


# --- two processes ---------------------------------------------------------------------------


async def test_a_ring_brings_every_page_what_another_process_wrote(
    here: Hall, url: str, looks: Looks
) -> None:
    room, phones = await watched(here)
    async with open_db(url) as db, Rooms(db, looks, lambda: here.now[0]) as others:
        other = await others.get(room.id)
        for number in range(20, 26):
            await other.act(*argues(number))
        assert room.state != other.state
        room.ring()
        await settled(lambda: room.state == other.state, "the room knows what the other wrote")
        await fits(here, room, *phones)
        assert [phone.page.gaps for phone in phones] == [0] * len(phones)


async def test_two_processes_that_write_by_turns_leave_no_hole_on_any_page(
    here: Hall, url: str, looks: Looks
) -> None:
    room, phones = await watched(here)
    random = Random(4)
    async with open_db(url) as db, Rooms(db, looks, lambda: here.now[0]) as others:
        other = await others.get(room.id)
        for number in range(20, 50):
            # Nobody rings: a room that acts finds out by itself what it missed.
            await random.choice((room, other)).act(*argues(number, A if number % 2 else B))
        await room.act(*argues(60))
    said = [c.text for c in room.state.contributions.values()]
    assert sorted(said) == sorted(f"Reden {n}." for n in (*range(3), *range(20, 50), 60))
    await fits(here, room, *phones)
    assert [phone.page.gaps for phone in phones] == [0] * len(phones)


async def test_who_says_hello_again_and_again_has_one_seat(here: Hall) -> None:
    room, phones = await watched(here)
    for phone in phones:
        for _ in range(5):
            phone.hello()
        await reopened(phone)
    await fits(here, room, *phones)
    await settled(lambda: len(room.seats) == len(phones), "one seat for each page")
    watching = {seat.audience.role for seat in room.seats}
    assert watching == {Role.FACILITATOR, Role.SCREEN, Role.PARTICIPANT}
