"""When the database does not answer: one error, nothing half, a quiet log, and it comes back."""

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic

import pytest
from psycopg.errors import FeatureNotSupported
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from tests.between import between, some
from tests.core.playing import LEADER, plan
from tests.live.meeting import LOOKS, draw
from tests.postgresql import Cluster
from tests.store.build import NOW, a_trialogue
from tests.store.engines import on_postgresql, on_sqlite
from trialoog import logs
from trialoog.core import commands as c
from trialoog.core.ids import TrialogueId
from trialoog.live.rooms import Rooms
from trialoog.live.writer import Answered
from trialoog.paths import ALEMBIC
from trialoog.store import journal, lists, migrations, people
from trialoog.store.away import Away, is_away
from trialoog.store.db import Db, open_db
from trialoog.store.journal import ReceiptEntry


@on_sqlite
async def test_a_file_that_others_keep_locked_is_away(db: Db, url: str) -> None:
    async with db.write() as session:  # for the one connection that writes
        await session.execute(text("PRAGMA busy_timeout = 50"))
    with closing(sqlite3.connect(str(make_url(url).database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Away, match="SQLITE_BUSY"):
            await people.create_team(db, "Team")
        other.execute("ROLLBACK")
    await people.create_team(db, "Team")


async def test_a_database_that_is_nowhere_is_away(tmp_path: Path) -> None:
    for url in (
        f"sqlite:///{tmp_path}/no/such/folder/trialoog.db",
        f"postgresql://somebody:s3cret@/trialoog?host={tmp_path}",
        "postgresql://somebody:s3cret@127.0.0.1:9/trialoog",
    ):
        async with open_db(url) as db:
            with pytest.raises(Away) as told:
                await lists.get(db, "x")
            assert db.failures == 1
        assert "s3cret" not in f"{told.value} {told.value.__cause__}"
        with pytest.raises(Away):
            await migrations.pending(url, ALEMBIC)


async def test_a_row_or_a_statement_that_is_wrong_is_no_outage(db: Db, trialogue: str) -> None:
    with pytest.raises(IntegrityError):
        async with db.write() as session:
            await session.execute(text("UPDATE trialogue SET status = 'another'"))
    with pytest.raises(Exception, match="nowhere") as told:
        async with db.read() as session:
            await session.execute(text("SELECT * FROM nowhere"))
    assert not isinstance(told.value, Away)
    assert db.failures == 0


@on_postgresql
async def test_a_server_that_takes_no_writes_is_away(db: Db) -> None:
    with pytest.raises(Away):
        async with db.write() as session:
            await session.execute(text("SET TRANSACTION READ ONLY; DELETE FROM receipt"))
    # As a standby says to BEGIN READ WRITE until it is the primary.
    assert is_away(DBAPIError("BEGIN", {}, FeatureNotSupported()))


async def test_the_log_gets_one_line_in_a_second_and_one_when_it_is_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, url: str
) -> None:
    socket_or_file = tmp_path / "elsewhere"
    if url.startswith("sqlite"):
        away = f"sqlite:///{socket_or_file}/trialoog.db"
    else:
        away = url.partition("?host=")[0] + f"?host={socket_or_file}"
    async with open_db(away) as db:
        began = monotonic()
        for _ in range(20):
            with pytest.raises(Away):
                await lists.get(db, "x")
        seconds = monotonic() - began
        told = caplog.messages.copy()
        assert 1 <= len(told) <= 1 + seconds
        assert all("does not answer" in line for line in told)
        await asyncio.sleep(1)
        if url.startswith("sqlite"):
            socket_or_file.mkdir()
            shutil.copy(str(make_url(url).database), socket_or_file / "trialoog.db")
        else:
            socket_or_file.symlink_to(url.partition("?host=")[2])
        for _ in range(20):
            assert await lists.get(db, "x") is None
    (again,) = caplog.messages[len(told) :]
    assert "answers again" in again


def test_a_line_with_nothing_but_an_outage_in_it_is_left_out() -> None:
    def record(name: str, error: Exception) -> logging.LogRecord:
        told = (type(error), error, None)
        return logging.LogRecord(name, logging.ERROR, "", 1, "could not", (), told)

    broken = OperationalError("SELECT", {}, Exception())
    assert not logs.of_use(record("trialoog.live.rooms", Away()))
    assert not logs.of_use(record("sqlalchemy.pool.impl.AsyncAdaptedQueuePool", broken))
    assert not logs.of_use(logging.LogRecord("psycopg", logging.WARNING, "", 1, "row", (), None))
    assert logs.of_use(record("trialoog.live.rooms", broken))
    assert logs.of_use(logging.LogRecord("x", logging.INFO, "", 1, "ready", (), None))


# --- the answer to a commit that got lost ----------------------------------------------------


@dataclass
class Lossy:
    """Stands between us and the server; loses the answer to a commit when it is told to."""

    server: Path
    loses: bool = False
    lost: int = 0

    async def serve(self, near: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        far, up = await asyncio.open_unix_connection(self.server)
        try:
            await asyncio.gather(self._up(near, up, out), self._down(far, out))
        finally:
            for end in (up, out):
                end.transport.abort()

    async def _up(
        self, near: asyncio.StreamReader, up: asyncio.StreamWriter, out: asyncio.StreamWriter
    ) -> None:
        while data := await some(near):
            if self.loses and b"COMMIT\0" in data:
                self.loses = False
                self.lost += 1
                out.transport.abort()  # before the server can have answered
            up.write(data)
        up.close()

    async def _down(self, far: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        while data := await some(far):
            out.write(data)
        out.close()


@asynccontextmanager
async def lossy(cluster: Cluster, folder: Path) -> AsyncIterator[Lossy]:
    made = Lossy(cluster.socket)
    here = folder / cluster.socket.name
    async with between(made.serve, partial(asyncio.start_unix_server, path=here)):
        yield made


@on_postgresql
async def test_a_form_whose_commit_got_no_answer_counts_once_when_it_is_sent_again(
    url: str, cluster: Cluster, tmp_path: Path
) -> None:
    async with lossy(cluster, tmp_path) as way:
        here = url.partition("?host=")[0] + f"?host={tmp_path}"
        async with open_db(here) as db, Rooms(db, LOOKS, lambda: NOW, draw) as rooms:
            trialogue = TrialogueId(await a_trialogue(db))
            room = await rooms.get(trialogue)
            await room.act(plan(), LEADER)
            before = room.state.seq
            form = ReceiptEntry("key", "body")
            way.loses = True
            with pytest.raises(Away):
                await room.act(c.CloseDoor(), LEADER, form)
            assert way.lost == 1
            await asyncio.sleep(0.2)
            assert len(await journal.read(db, trialogue)) == before + 1  # it was written
            with pytest.raises(Answered):
                await room.act(c.CloseDoor(), LEADER, form)
            await room.act(c.OpenDoor(), LEADER, ReceiptEntry("another", "body"))
            assert len(await journal.read(db, trialogue)) == before + 2
            assert await journal.verify(db, trialogue) is None
