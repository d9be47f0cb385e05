"""We promise: whatever happened to its connection, a page ends up showing what the server has.

The regions of every page = those of a fresh connection = the drawing of the state = the drawing
of what the journal folds to.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from tests.promises.hall import EVERYBODY, SMALL, Hall, SmallKernel, hall
from tests.promises.phones import Phone
from tests.promises.random_meetings import Act, random_meeting
from trialoog.core.evolve import fold
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.live.rooms import Room
from trialoog.store import journal
from trialoog.store.db import open_db
from trialoog.views import regions
from trialoog.views.looks import Looks


class Narrow(SmallKernel):
    """A connection that counts as slow when a few frames wait, not 64 KiB of them."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=2048)


@dataclass
class Running:
    """A server on a loop of its own, for one trialogue after the other."""

    runner: asyncio.Runner
    hall: Hall
    seen: dict[str, int] = field(default_factory=dict)  # what happened to connections, how often

    def count(self, what: str, times: int = 1) -> None:
        self.seen[what] = self.seen.get(what, 0) + times


@pytest.fixture
def running(url: str, looks: Looks) -> Iterator[Running]:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        async def begin() -> Hall:
            return await stack.enter_async_context(hall(url, looks, ws=Narrow))

        yield Running(runner, runner.run(begin()))
        runner.run(stack.aclose())


async def ask(room: Room, act: Act) -> None:
    with suppress(Refused, RefusedAll):
        await room.act(act.command, act.by)


async def befalls(phone: Phone, random: Random, held: set[Phone], running: Running) -> None:
    """Let something happen to the connection of a page, or end what happened."""
    if phone in held:
        held.discard(phone)
        if phone.there:
            phone.wire.read_on()
    elif not phone.there:
        running.count("came back")
        await phone.open(room=SMALL)
    else:
        what = random.choice(("drops", "closes", "stalls", "stalls", "says hello"))
        running.count(what)
        match what:
            case "drops":
                await phone.drop()
            case "closes":
                phone.wire.transport.close()
                await phone.gone()
            case "stalls":
                phone.wire.hold()
                held.add(phone)
            case _:
                phone.hello()


async def play(running: Running, seed: int, acts: int) -> None:
    """Play a random meeting before pages whose connections fail at random, and compare."""
    random, here = Random(seed), running.hall
    room = await here.room()
    phones = {seen: [here.phone(room, *seen), here.phone(room, *seen)] for seen in EVERYBODY}
    all_of_them = [phone for both in phones.values() for phone in both]
    asked = random_meeting(seed, acts)
    here.now[0] = asked[0].now
    await ask(room, asked[0])  # the gathering starts
    for phone in all_of_them:
        await phone.open(room=SMALL)
    held: set[Phone] = set()
    at = 1
    try:
        while at < len(asked):
            # Some of it at the very same time, some of it with a moment to look.
            together = asked[at : at + random.randrange(1, 7)]
            at += len(together)
            here.now[0] = together[-1].now
            await asyncio.gather(*(ask(room, act) for act in together))
            for phone in random.sample(all_of_them, random.randrange(3)):
                await befalls(phone, random, held, running)
            await asyncio.sleep(random.choice((0, 0, 0.002, 0.035)))
            running.count("fell behind", sum(seat.behind for seat in room.seats))
        for phone in held:
            phone.wire.read_on()
        await compare(running, room, phones)
    finally:
        for phone in all_of_them:
            await phone.drop()


async def compare(
    running: Running, room: Room, phones: dict[tuple[regions.Audience, str], list[Phone]]
) -> None:
    here = running.hall
    async with open_db(here.url) as db:
        folded = fold(await journal.read(db, room.id))
    assert folded == room.state
    for (audience, language), both in phones.items():
        wanted = here.board(room, audience, language)
        assert wanted == regions.render(here.looks, folded, audience, language)
        fresh = await here.phone(room, audience, language).open()
        for phone in (fresh, *both):
            await ends_up(phone, wanted)
            assert phone.page.gaps == 0
        await fresh.drop()
    running.count("applied", sum(len(p.page.moves) for both in phones.values() for p in both))


async def ends_up(phone: Phone, wanted: Mapping[str, str]) -> None:
    """Wait until a page shows a board; it comes back when it was let go."""
    async with asyncio.timeout(15):
        while not phone.there or phone.page.regions != wanted:
            if not phone.there:
                await phone.open(room=SMALL)
            await asyncio.sleep(0.005)


def always(running: Running, examples: int, acts: int) -> None:
    """Hold the promise to so many random meetings."""

    @settings(
        max_examples=examples,
        # A meeting follows from its number: a smaller number is no smaller meeting.
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(0, 2**32))
    def hold(seed: int) -> None:
        note(f"meeting {seed} with {acts} acts")
        running.runner.run(play(running, seed, acts))

    hold()
    print(running.seen)
    # Else nothing was put to the test.
    for what in ("drops", "closes", "stalls", "says hello", "came back", "fell behind"):
        assert running.seen[what], what


def test_after_any_meeting_every_page_shows_what_the_server_has(running: Running) -> None:
    always(running, examples=5, acts=80)


@pytest.mark.soak
def test_after_many_long_meetings_every_page_shows_what_the_server_has(running: Running) -> None:
    always(running, examples=60, acts=400)
