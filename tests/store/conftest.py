"""Every test here that asks for a database runs on both engines, or says on which and why."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from tests.databases import Stock, server
from tests.postgresql import Cluster
from tests.store.build import ALEMBIC, a_trialogue
from tests.store.engines import BOTH, Fresh
from trialoog.store.db import Db, open_db
from trialoog.store.migrations import upgrade


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server."""
    with server() as started:
        yield started


@pytest.fixture(scope="session")
def fresh_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    """Databases on SQLite, copied from one that went through the migrations."""
    template = tmp_path_factory.mktemp("template") / "trialoog.db"
    asyncio.run(upgrade(f"sqlite:///{template}", ALEMBIC))

    @contextmanager
    def lend() -> Iterator[str]:
        file = tmp_path_factory.mktemp("sqlite") / "trialoog.db"
        shutil.copy(template, file)
        yield f"sqlite:///{file}"

    return lend


@pytest.fixture(scope="session")
def fresh_postgresql(cluster: Cluster) -> Fresh:
    """The same on PostgreSQL."""
    return Stock(cluster).lend


@pytest.fixture(scope="session", params=BOTH)
def fresh(request: pytest.FixtureRequest) -> Fresh:
    """Databases on each engine in turn."""
    lend: Fresh = request.getfixturevalue(f"fresh_{request.param}")
    return lend


@pytest.fixture
def url(fresh: Fresh) -> Iterator[str]:
    with fresh() as address:
        yield address


@pytest.fixture
async def db(url: str) -> AsyncIterator[Db]:
    async with open_db(url) as opened:
        yield opened


@pytest.fixture
async def trialogue(db: Db) -> str:
    return await a_trialogue(db)
