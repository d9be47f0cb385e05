"""Every test here that asks for a database runs on both engines, or says on which and why."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.databases import Stock, server
from tests.postgresql import Cluster
from tests.store.build import a_trialogue
from tests.store.engines import BOTH, Fresh
from trialoog.store.db import Db, open_db


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server."""
    with server() as started:
        yield started


@pytest.fixture(scope="session")
def fresh_sqlite(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Fresh:
    """Databases on SQLite."""

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
def other(fresh: Fresh) -> Iterator[str]:
    """Another database on the same engine, with nothing in it."""
    with fresh() as address:
        yield address


@pytest.fixture
async def db(url: str) -> AsyncIterator[Db]:
    async with open_db(url) as opened:
        yield opened


@pytest.fixture
async def trialogue(db: Db) -> str:
    return await a_trialogue(db)
