from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.live.meeting import LEAD, LOOKS, NOW, START, draw
from tests.live.server import Served, serve
from tests.store.build import ALEMBIC, a_trialogue
from trialoog.core.ids import TrialogueId
from trialoog.live.rooms import Room, Rooms
from trialoog.store.db import Db, open_db
from trialoog.store.migrations import upgrade


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Db]:
    url = f"sqlite:///{tmp_path / 'trialoog.db'}"
    await upgrade(url, ALEMBIC)
    async with open_db(url) as opened:
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
async def served(room: Room) -> AsyncIterator[Served]:
    async with serve(room) as running:
        yield running
