"""Every test here that asks for a database runs on both engines, or says on which and why."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.postgresql import Cluster, temporary_cluster
from tests.store.build import ALEMBIC, a_trialogue
from tests.store.engines import BOTH, Fresh
from trialoog.paths import ROOT
from trialoog.store.db import Db, open_db
from trialoog.store.migrations import upgrade


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server; `tools/postgresql.sh` knows where the programs are."""
    script = ROOT / "tools" / "postgresql.sh"
    found = subprocess.run([script], check=False, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    with temporary_cluster(Path(found.stdout.strip())) as started:
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
    """The same on PostgreSQL, where one is emptied for the next test unless it lost its shape."""
    template = cluster.create()
    asyncio.run(upgrade(cluster.url(template), ALEMBIC))
    shape = cluster.shape(template)
    free: list[str] = []

    @contextmanager
    def lend() -> Iterator[str]:
        name = free.pop() if free else cluster.create(template)
        yield cluster.url(name)
        if cluster.shape(name) == shape:
            cluster.empty(name)
            free.append(name)
        else:
            cluster.drop(name)

    return lend


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
