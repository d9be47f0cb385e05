"""On which engine the running application is tested, and databases to lend to tests.

`TRIALOOG_TEST_DATABASE=postgresql` is read here and nowhere else. Without it the application is
tested as it is run first: with a file of SQLite.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.types.string import TextLoader
from sqlalchemy import make_url

from tests.postgresql import TABLES, Cluster, temporary_cluster
from tests.programs import program
from trialoog import paths
from trialoog.store.migrations import upgrade

ENGINE = os.environ.get("TRIALOOG_TEST_DATABASE") or "sqlite"
if ENGINE not in {"sqlite", "postgresql"}:
    raise ValueError(f"TRIALOOG_TEST_DATABASE is sqlite or postgresql, not {ENGINE}")

SQLITE_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"

# For what is about the files of SQLite, and so has nothing to say of another engine.
about_sqlite = pytest.mark.skipif(ENGINE != "sqlite", reason="about the files of SQLite")


@contextmanager
def server(*, fsync: bool = True) -> Iterator[Cluster]:
    """Lend a PostgreSQL server (see `temporary_cluster`), with its programs where commands look."""
    programs = program("postgresql")
    with pytest.MonkeyPatch.context() as patch, temporary_cluster(programs, fsync=fsync) as cluster:
        patch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
        yield cluster


class Stock:
    """Databases on PostgreSQL with our tables, as they are made. One that comes back is emptied
    for the next, unless it lost its shape."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._template = cluster.create()
        asyncio.run(upgrade(cluster.url(self._template), paths.ALEMBIC))
        self._shape = cluster.shape(self._template)
        self._rows = cluster.rows(self._template)
        self._free: list[str] = []
        self._lent: dict[Path, str] = {}

    @contextmanager
    def lend(self) -> Iterator[str]:
        """Lend the address of one."""
        name = self._take()
        yield self._cluster.url(name)
        self._put_back(name)

    def held(self, url: str) -> bytes:
        """Return what stands in the tables of one, bytes as they are."""
        return b"".join(self._cluster.rows(str(make_url(url).database), "binary").values())

    def keep(self, url: str) -> Callable[[str], None]:
        """Return what makes a database as this one is now."""
        rows = self._cluster.rows(str(make_url(url).database))
        return lambda other: self._cluster.empty(str(make_url(other).database), rows)

    def of(self, folder: Path) -> str:
        """Return the address of the one that an installation in a folder has for this test."""
        if folder not in self._lent:
            self._lent[folder] = self._take()
        return self._cluster.url(self._lent[folder])

    def collect(self, above: Path) -> None:
        """Take back what `of` gave out for folders below one."""
        for folder in [folder for folder in self._lent if folder.is_relative_to(above)]:
            self._put_back(self._lent.pop(folder))

    def _take(self) -> str:
        return self._free.pop() if self._free else self._cluster.create(self._template)

    def _put_back(self, name: str) -> None:
        if self._cluster.shape(name) == self._shape:
            self._cluster.empty(name, self._rows)
            self._free.append(name)
        else:
            self._cluster.drop(name)


_open: list[Stock] = []


@contextmanager
def opened() -> Iterator[None]:
    """Have an engine to test on, as long as the block lasts."""
    if ENGINE == "sqlite":
        yield
        return
    with server() as cluster:
        _open.append(Stock(cluster))
        yield
        _open.clear()


def address(folder: Path) -> str:
    """Return where an installation in a folder has its database: empty where that is a file in
    the folder itself."""
    return "" if ENGINE == "sqlite" else _open[0].of(folder)


def over(folder: Path) -> None:
    """Say that no installation in a folder, or below it, will be asked for any more."""
    for stock in _open:
        stock.collect(folder)


def held(url: str) -> bytes:
    """Return all that a database holds, in one piece: SQLite's files as they are, whatever is in
    use of them, and what stands in PostgreSQL's tables."""
    full = make_url(url)
    if full.get_backend_name() == "sqlite":
        file = Path(str(full.database))
        return b"".join(path.read_bytes() for path in file.parent.iterdir() if path.is_file())
    return _open[0].held(url)


def keep(url: str) -> Callable[[str], None]:
    """Return what makes a database, given by its address, as this one is now: itself again, or
    another one of ours. It may be in use."""
    if make_url(url).get_backend_name() != "sqlite":
        return _open[0].keep(url)
    kept = sqlite3.connect(":memory:")
    with closing(_sqlite(url)) as live:
        live.backup(kept)

    def put_back(other: str) -> None:
        with closing(_sqlite(other)) as live:
            kept.backup(live)

    return put_back


def _sqlite(url: str) -> sqlite3.Connection:
    return sqlite3.connect(str(make_url(url).database))


# --- looking beside the application ---------------------------------------------------------------


def rows(url: str, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Return rows of a database, or change some; `?` stands for a value, on either engine."""
    full = make_url(url)
    if full.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(full.database))) as db, db:
            return db.execute(statement, values).fetchall()
    with psycopg.connect(url) as connection:
        connection.adapters.register_loader("json", TextLoader)  # as SQLite has it
        told = connection.execute(statement.replace("?", "%s"), values or None)
        return told.fetchall() if told.description else []


def tables(url: str) -> list[str]:
    """Return the tables that hold rows of ours."""
    sqlite = make_url(url).get_backend_name() == "sqlite"
    names = SQLITE_TABLES if sqlite else TABLES
    return [str(name) for (name,) in rows(url, names) if name != "alembic_version"]
