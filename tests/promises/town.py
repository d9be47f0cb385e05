"""The real application behind a real uvicorn, with a trialogue in it and phones with a seat."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.core.playing import D1, LEADER, plan
from tests.promises.hall import serving
from tests.promises.phones import Phone
from trialoog import paths
from trialoog.app import create_app, inside, utc_now
from trialoog.core import commands as c
from trialoog.core.events import By
from trialoog.core.ids import RoundId, TrialogueId
from trialoog.core.words import THREE, Perspective, Role
from trialoog.live.rooms import Room
from trialoog.settings import Settings
from trialoog.store import lists, people
from trialoog.store.lists import fresh_row
from trialoog.store.migrations import upgrade
from trialoog.views.looks import Looks
from trialoog.web import keys
from trialoog.web.house import House


@dataclass
class Seated:
    """A phone with its cookie, and whose voice it is."""

    perspective: Perspective
    cookie: str


@dataclass
class Town:
    """A running installation. `base` is its address."""

    house: House
    base: str
    port: int

    async def room(self, id: TrialogueId) -> Room:
        """Return a trialogue in memory."""
        return await self.house.rooms.get(id)

    def headers(self, cookie: str, language: str = "nl") -> dict[str, str]:
        """Return what a browser with a cookie sends."""
        return {"origin": self.base, "cookie": cookie, "accept-language": language}

    def phone(self, path: str, cookie: str, language: str = "nl") -> Phone:
        """Return a live page, not connected yet."""
        return Phone(self.port, path, self.headers(cookie, language))

    async def gathering(self, phase: str = "options") -> Room:
        """Start a trialogue and go to a step; nobody is in yet."""
        db, now = self.house.db, self.house.now()
        team = await people.create_team(db, "Team")
        info = await lists.create_trialogue(
            db, team=team, title="Maatwerk", draft={}, language="nl", now=now
        )
        room = await self.house.rooms.get(info.id)
        await room.act(plan(), LEADER, None, fresh_row())
        await room.act(c.MoveTo(D1, phase, RoundId("r"), absent=True), LEADER)
        return room

    async def leader(self, room: Room) -> str:
        """Return the cookie of a facilitator of a trialogue."""
        db, now = self.house.db, self.house.now()
        info = await lists.get(db, room.id)
        assert info is not None
        account = await people.create_account(db, "Gespreksleider", now)
        await people.add_member(db, info.team, account.id, "facilitator")
        return f"{keys.SESSION}={await people.create_session(db, account.id, now)}"

    async def seat(self, room: Room, perspective: Perspective) -> Seated:
        """Let somebody sit down, as the form of the join page does it."""
        key = keys.new_key()
        secret = await lists.secret(self.house.db, room.id)
        assert secret is not None
        by = By(Role.PARTICIPANT, perspective, keys.tag(key, secret, "seat"))
        await room.act(c.TakeSeat(perspective, rules=True), by)
        return Seated(perspective, f"{keys.seat_cookie(room.id)}={key}")

    async def seats(self, room: Room, many: int) -> list[Seated]:
        """Let so many people sit down, the voices by turns."""
        coming = (self.seat(room, THREE[number % 3]) for number in range(many))
        return await asyncio.gather(*coming)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def settings_in(folder: Path, **other: object) -> Settings:
    """Return the settings of an installation in a folder, with its database made."""
    settings = Settings(port=free_port(), data=folder, **other)  # type: ignore[arg-type]
    await upgrade(settings.database, paths.ALEMBIC)
    return settings


@asynccontextmanager
async def town(settings: Settings, looks: Looks) -> AsyncIterator[Town]:
    """Serve an installation until the block ends, as a process does that is stopped."""
    app = create_app(settings, utc_now, looks)
    async with serving(app, port=settings.port, lifespan="on"):
        house: House = inside(app).state.house
        yield Town(house, f"http://127.0.0.1:{settings.port}", settings.port)


def live(room: Room, page: str = "") -> str:
    """Return the address of a live page: of a phone, of `lead` or of `screen`."""
    return f"/t/{room.id}/{page}/live" if page else f"/t/{room.id}/live"
