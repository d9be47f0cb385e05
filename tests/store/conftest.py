from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.store.build import ALEMBIC, a_trialogue
from trialoog.store.db import Db, open_db
from trialoog.store.migrations import upgrade


@pytest.fixture
async def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path / 'trialoog.db'}"
    await upgrade(address, ALEMBIC)
    return address


@pytest.fixture
async def db(url: str) -> AsyncIterator[Db]:
    async with open_db(url) as opened:
        yield opened


@pytest.fixture
async def trialogue(db: Db) -> str:
    return await a_trialogue(db)
