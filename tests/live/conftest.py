import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.live.meeting import LEAD, LOOKS, NOW, START, draw
from tests.live.server import Served, serve
from tests.store.build import a_trialogue
from trialoog.core.ids import TrialogueId
from trialoog.live.protocol import AbortingWS
from trialoog.live.rooms import Room, Rooms
from trialoog.store.db import Db, open_db


@pytest.fixture
async def db(tmp_path: Path, template: Path) -> AsyncIterator[Db]:
    file = shutil.copy(template, tmp_path)
    async with open_db(f"sqlite:///{file}") as opened:
        yield opened


@pytest.fixture
async def rooms(db: Db) -> AsyncIterator[Rooms]:
    async with Rooms(db, LOOKS, lambda: NOW, draw) as opened:
        yield opened


@pytest.fixture
async def trialogue(db: Db) -> TrialogueId:
    return TrialogueId(await a_trialogue(db))


@pytest.fixture
async def room(rooms: Rooms, trialogue: TrialogueId) -> Room:
    """A room in which the gathering has started."""
    found = await rooms.get(trialogue)
    await found.act(START, LEAD)
    return found


@pytest.fixture
async def served(request: pytest.FixtureRequest, room: Room) -> AsyncIterator[Served]:
    """A server for one room: ours, or one that takes whole messages only when that is asked."""
    async with serve(room, ws=getattr(request, "param", AbortingWS)) as running:
        yield running
