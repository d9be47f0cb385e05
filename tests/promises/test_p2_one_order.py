"""We promise: what happens in a meeting has one order, the same for everybody, and nobody ever sees
a gap in it.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import httpx2

from tests.core.playing import D1, A, B
from tests.promises.hall import settled
from tests.promises.phones import Phone
from tests.promises.town import Seated, Town, live, settings_in, town
from trialoog.core.events import ContributionMade, Fact
from trialoog.core.evolve import fold
from trialoog.core.words import THREE, Role
from trialoog.live.rooms import Room
from trialoog.settings import Settings
from trialoog.store import journal
from trialoog.store.db import open_db
from trialoog.views import regions
from trialoog.views.looks import Looks
from trialoog.views.regions import Audience

FORMS = 200
SEATS = 12
CLIENTS = 4  # with connections that they keep


class Reader:
    """Somebody who reads the journal again and again, with a database connection of their own."""

    def __init__(self) -> None:
        self.looks = 0
        self.lengths: set[int] = set()
        self.last: list[Fact] = []

    async def read(self, settings: Settings, room: Room) -> None:
        """Look until stopped; at every look there is no gap, and what was there is there still."""
        async with open_db(settings.database) as db:
            while True:
                facts = await journal.read(db, room.id)
                assert [fact.seq for fact in facts] == [*range(1, len(facts) + 1)]
                assert facts[: len(self.last)] == self.last
                self.last = facts
                self.looks += 1
                self.lengths.add(len(facts))
                await asyncio.sleep(0)


async def send(
    here: Town, room: Room, people: Sequence[Seated], clients: Sequence[httpx2.AsyncClient]
) -> list[int]:
    """Send all forms at once, each as the browser of somebody sends it; return the answers."""

    async def one(number: int) -> int:
        answer = await clients[number % CLIENTS].post(
            f"{here.base}/t/{room.id}/contribute",
            data={
                "key": f"key-{number}",
                "dilemma": D1,
                "kind": "risk",
                "text": f"Reden {number}.",
                "option": A if number % 2 else B,
            },
            headers={**here.headers(people[number % SEATS].cookie), "hx-request": "true"},
        )
        return answer.status_code

    return await asyncio.gather(*(one(number) for number in range(FORMS)))


async def pages(here: Town, room: Room, people: Sequence[Seated]) -> dict[Audience, list[Phone]]:
    """Open three pages of every audience."""
    leader = await here.leader(room)
    watching: dict[Audience, list[Phone]] = {
        Audience(Role.FACILITATOR): [here.phone(live(room, "lead"), leader) for _ in range(3)],
        Audience(Role.SCREEN): [here.phone(live(room, "screen"), leader) for _ in range(3)],
    }
    for voice in THREE:
        mine = [person for person in people if person.perspective is voice][:3]
        found = [here.phone(live(room), person.cookie) for person in mine]
        watching[Audience(Role.PARTICIPANT, voice)] = found
    for phone in (phone for group in watching.values() for phone in group):
        await phone.open()
        await settled(lambda p=phone: p.page.at > 0, phone.path)  # type: ignore[misc]
    return watching


async def test_two_hundred_forms_at_once_give_one_order_without_a_gap(
    tmp_path: Path, looks: Looks
) -> None:
    settings = await settings_in(tmp_path)
    async with town(settings, looks) as here:
        room = await here.gathering()
        people = await here.seats(room, SEATS)
        before = room.state.seq
        watching = await pages(here, room, people)
        reader = Reader()
        reading = asyncio.create_task(reader.read(settings, room))
        limits = httpx2.Limits(max_connections=5, max_keepalive_connections=5)
        clients = [
            httpx2.AsyncClient(limits=limits, timeout=60, trust_env=False) for _ in range(CLIENTS)
        ]
        try:
            answers = await send(here, room, people, clients)
        finally:
            for client in clients:
                await client.aclose()
        assert answers == [200] * FORMS

        for audience, group in watching.items():
            wanted = regions.render(looks, room.state, audience, "nl")
            for phone in group:
                await settled(
                    lambda p=phone, w=wanted: p.page.regions == w,  # type: ignore[misc]
                    f"{audience} shows everything",
                )
        await settled(lambda: len(reader.last) == before + FORMS, "the reader saw the end")
        assert not reading.done()
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        print(f"{reader.looks} looks, {len(reader.lengths)} lengths of the journal")
        assert len(reader.lengths) > 3  # it looked while things happened

        facts = reader.last
        said = [str(f.event.text) for f in facts if isinstance(f.event, ContributionMade)]
        assert sorted(said) == sorted(f"Reden {number}." for number in range(FORMS))
        assert fold(facts) == room.state

        for audience, group in watching.items():
            moves = [phone.page.moves for phone in group]
            print(audience.role, audience.perspective, len(moves[0]), "frames")
            for moved in moves:
                assert moved[0][0] == 0
                # Each frame begins where the one before it ended.
                assert [since for since, _ in moved[1:]] == [to for _, to in moved[:-1]]
            shortest = min(map(len, moves))
            assert shortest > (1 if audience.role is Role.SCREEN else 3)  # it shows less of it
            assert all(moved[:shortest] == moves[0][:shortest] for moved in moves)
            assert [phone.page.gaps for phone in group] == [0] * len(group)
        for phone in (phone for group in watching.values() for phone in group):
            await phone.drop()
