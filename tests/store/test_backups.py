"""Backups: what is in one and what is not, and what becomes of what was going on."""

import asyncio
import os
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.core.playing import LEADER, POLICY, Phone, plan
from tests.databases import rows
from tests.store.build import LEAD, NOW, a_trialogue
from tests.store.engines import Fresh, on_postgresql, on_sqlite
from tests.store.test_around_publishing import a_plan, written
from tests.store.test_deliveries import LATER
from tests.store.test_followers import ONE, follows
from tests.store.test_moving import SECRET, filled, rows_of, used
from tests.store.test_publications import publish
from trialoog import backups
from trialoog.backups import Back, NotDone
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core import evolve
from trialoog.core.events import By
from trialoog.core.ids import TrialogueId
from trialoog.core.words import Role, Status
from trialoog.live.writer import Writer
from trialoog.paths import ROOT
from trialoog.store import backups as files
from trialoog.store import deliveries, journal, lists, people, plans, postgresql_tools, staging
from trialoog.store.db import open_db
from trialoog.store.register import APART, REGISTER
from trialoog.store.tables import Table
from trialoog.views.messages import SENTENCES
from trialoog.web.lead import fresh_row

TODAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
# What is not as it was when a backup is back: another epoch, and a catalogue that is made anew.
CHANGES = {"trialogue", "public_stamp", "catalogue", "catalogue_facet"} | {
    "catalogue_option", "catalogue_assumption", "delivery", "mailing", "review_reminder"
}  # fmt: skip


@pytest.fixture
def other(fresh: Fresh) -> Iterator[str]:
    """Another database on the same engine, with nothing in it."""
    with fresh() as url:
        yield url


@pytest.fixture(autouse=True)
def programs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs of PostgreSQL that belong to the server of the tests."""
    if "postgresql" in request.node.callspec.id if hasattr(request.node, "callspec") else False:
        request.getfixturevalue("cluster")
        found = subprocess.run([ROOT / "tools" / "postgresql.sh"], capture_output=True, check=True)
        monkeypatch.setenv("PATH", f"{found.stdout.decode().strip()}:{os.environ['PATH']}")


async def put_back(url: str, file: Path, *, replace: bool = False) -> Back:
    return await backups.restore(url, file, lambda: TODAY, replace=replace)


async def taken(url: str, folder: Path) -> Path:
    """A backup of a database."""
    file = folder / "trialoog.backup"
    await backups.backup(url, file)
    return file


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def unpacked(file: Path) -> bytes:
    """Everything in a backup, as it is and as it can be read."""
    raw = file.read_bytes()
    if not raw.startswith(b"PGDMP"):
        return raw
    told = subprocess.run(["pg_restore", "-f", "-", file], capture_output=True, check=True)
    return raw + told.stdout


# == what is in it ==


async def test_a_backup_brings_back_the_record_and_nothing_that_would_open_something(
    url: str, other: str, tmp_path: Path
) -> None:
    await filled(url)
    before = await rows_of(url)
    back = await put_back(other, await taken(url, tmp_path))
    after = await rows_of(other)
    assert (back.trialogues, back.facts) == (len(before["trialogue"]), len(before["fact"]))
    assert {table: after[table] for table in APART} == {table: [] for table in APART}
    assert all(before[table] for table in APART), "there was something to leave out"
    same = set(before) - CHANGES - set(APART)
    assert len(same) > 12
    assert {table: after[table] for table in same} == {table: before[table] for table in same}
    assert len(after["catalogue"]) == len(before["catalogue"]) > 0


async def test_it_is_of_one_moment_while_others_write(url: str, other: str, tmp_path: Path) -> None:
    async with open_db(url) as db:
        trialogue = await a_trialogue(db)
        position, several = 0, asyncio.Event()

        async def writing() -> None:
            nonlocal position
            while True:
                await journal.append(db, trialogue, position, [(LEAD, e.DoorClosed())], NOW)
                position += 1
                if position == 5:
                    several.set()

        writer = asyncio.create_task(writing())
        await several.wait()
        before = position
        file = await taken(url, tmp_path)
        after = position
        writer.cancel()
        await asyncio.wait([writer])
        facts = await journal.read(db, trialogue)
    back = await put_back(other, file)
    async with open_db(other) as db:
        assert await journal.read(db, trialogue) == facts[: back.facts]
    assert before <= back.facts <= after
    assert after > before, "it went on meanwhile"


async def test_no_byte_of_a_secret_is_in_it(url: str, tmp_path: Path) -> None:
    await filled(url)
    async with open_db(url) as db:  # more than one page of them
        account = (await people.create_account(db, "Bo", TODAY)).id
        for _ in range(100):
            await people.create_session(db, account, TODAY)
    stands = [*(hashed for (hashed,) in rows(url, "SELECT id_hash FROM signin_session"))]
    everything = unpacked(await taken(url, tmp_path))
    assert len(stands) > 100
    for gone in (SECRET, SECRET.hex().encode(), *(each.encode() for each in stands)):
        assert gone not in everything
    (head,) = {head for (head,) in rows(url, "SELECT head FROM trialogue WHERE last_seq = 1")}
    (link,) = rows(url, "SELECT link FROM fact ORDER BY trialogue, seq LIMIT 1")
    assert head.encode() in everything or link[0].encode() in everything, "the control"


def test_nothing_that_is_backed_up_points_at_what_is_not() -> None:
    assert {"trialogue_secret", "receipt", "signin_session"} <= set(APART) <= set(REGISTER)
    for table in Table.metadata.sorted_tables:
        if table.name not in APART:
            pointed_at = {key.column.table.name for key in table.foreign_keys}
            assert not pointed_at & set(APART), table.name


@on_sqlite
async def test_only_its_owner_can_read_it_and_nothing_is_overwritten_unasked(
    url: str, tmp_path: Path
) -> None:
    await filled(url)
    file = await taken(url, tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == {file.name}, "nothing is left beside it"
    before = file.read_bytes()
    with pytest.raises(NotDone, match="there already"):
        await backups.backup(url, file)
    assert file.read_bytes() == before
    await backups.backup(url, file, replace=True)
    with pytest.raises(NotDone, match=r"can't be written|failed"):
        await backups.backup(url, tmp_path / "not" / "there")


# == what becomes of what was going on ==


@on_sqlite
async def test_who_was_in_an_open_trialogue_comes_in_again(
    url: str, other: str, tmp_path: Path
) -> None:
    async with open_db(url) as db:
        trialogue = TrialogueId(await a_trialogue(db))
        writer = Writer(trialogue, db, lambda: TODAY)
        anna = Phone("anna", POLICY)
        sits = c.TakeSeat(POLICY, rules=True)
        await act(writer, plan(), LEADER, fresh_row())
        await act(writer, sits, By(Role.PARTICIPANT, POLICY, anna.tag(sits)))
        info, secret = await lists.get(db, trialogue), await lists.secret(db, trialogue)
    back = await put_back(other, await taken(url, tmp_path))
    assert (back.trialogues, back.anew) == (1, 1)
    async with open_db(other) as db:
        now = await lists.get(db, trialogue)
        assert info is not None
        assert now is not None
        assert (now.status, now.door) == (Status.OPEN, True)
        assert now.code not in {None, info.code}
        assert now.epoch != info.epoch
        assert await lists.secret(db, trialogue) not in {None, secret}
        state = evolve.fold(await journal.read(db, trialogue))
        assert (dict(state.seats), state.era) == ({}, 1)
        assert await journal.verify(db, trialogue) is None


async def act(writer: Writer, command: Any, by: By, row: Any = None) -> None:
    await writer.act(command, by, receipt=None, row=row or {}, also=None)


@on_sqlite
async def test_nothing_is_mailed_or_published_again(url: str, other: str, tmp_path: Path) -> None:
    async with open_db(url) as db:
        trialogue = await a_trialogue(db)
        await follows(db, ONE)
        await publish(db, trialogue, "maatwerk", at=LATER)
        async with db.write() as session:  # ordered, and not looked at yet
            await deliveries.order("maatwerk", 1, ["zorg"], LATER)(session)
        await written(db, plans.save(a_plan(trialogue)))
    back = await put_back(other, await taken(url, tmp_path))
    assert (back.mails, back.plans) == (1, 1)
    async with open_db(other) as db:
        far = TODAY + timedelta(days=365)
        assert not await deliveries.spread(db, far)
        assert await deliveries.claim(db, far) is None
        assert dict(await deliveries.counts(db)) == {"unsure": 1}
        assert await plans.due(db, far) == []
        (refused,) = {plan.refused for plan in (await plans.of(db, trialogue)).values()}
    assert "teruggezet" in SENTENCES[refused]


# == where it may come ==


async def test_what_is_there_is_replaced_only_when_asked_for(url: str, tmp_path: Path) -> None:
    await filled(url)
    file = await taken(url, tmp_path)
    async with open_db(url) as db:
        await a_trialogue(db)
    with pytest.raises(NotDone, match=r"something already: 6 trialogues .*--replace"):
        await put_back(url, file)
    async with open_db(url) as db:
        await used(db)
        with pytest.raises(NotDone, match="stop it first"):
            await put_back(url, file, replace=True)
    assert len(rows(url, "SELECT id FROM trialogue")) == 6
    back = await put_back(url, file, replace=True)
    assert len(rows(url, "SELECT id FROM trialogue")) == back.trialogues == 5


async def test_a_record_that_was_meddled_with_is_not_put_back(
    url: str, other: str, tmp_path: Path
) -> None:
    await filled(url)
    rows(url, f"DROP TRIGGER fact_stays{on_fact(url)}")
    rows(url, "UPDATE fact SET kind = 'DoorOpened' WHERE kind = 'DoorClosed'")
    file = await taken(url, tmp_path)
    before = await left_alone(other)
    with pytest.raises(NotDone, match="damaged: fact 1"):
        await put_back(other, file, replace=True)
    assert await rows_of(other) == before, "what it would have replaced is still there"
    assert leftovers(other) == set()


def on_fact(url: str) -> str:
    return "" if url.startswith("sqlite") else " ON fact"


async def left_alone(url: str) -> dict[str, list[Any]]:
    """Something that a backup would come in the place of."""
    async with open_db(url) as db:
        await a_trialogue(db)
        await follows(db, ONE)
    return await rows_of(url)


def leftovers(url: str) -> set[str]:
    """What stands beside the database itself."""
    if url.startswith("sqlite"):
        known = {"trialoog.db", "trialoog.db-wal", "trialoog.db-shm"}
        return names(Path(url.removeprefix("sqlite:///")).parent) - known
    return {name for (name,) in rows(url, "SELECT nspname FROM pg_namespace") if "trialoog" in name}


async def test_what_can_not_be_put_back_changes_nothing(
    url: str, other: str, tmp_path: Path
) -> None:
    await filled(url)
    file = await taken(url, tmp_path)
    whole = file.read_bytes()
    before = await left_alone(other)
    for short in (len(whole) // 2, len(whole) * 9 // 10):
        file.write_bytes(whole[:short])
        with pytest.raises(NotDone, match="could not be put back"):
            await put_back(other, file, replace=True)
        assert await rows_of(other) == before
        assert leftovers(other) == set()


@on_postgresql
async def test_what_somebody_left_who_was_killed_is_in_no_backup_and_in_nobodys_way(
    url: str, other: str, tmp_path: Path
) -> None:
    await filled(url)
    for place in (url, other):
        rows(place, f"CREATE SCHEMA {staging.STAGE}")
        rows(place, f"CREATE TABLE {staging.STAGE}.trialogue_secret (secret text)")
        rows(place, f"INSERT INTO {staging.STAGE}.trialogue_secret VALUES ('leftover')")
    file = await taken(url, tmp_path)
    assert b"leftover" not in unpacked(file)
    await put_back(other, file)
    assert leftovers(other) == set()


@on_postgresql
async def test_a_server_that_was_started_meanwhile_keeps_what_it_works_on(
    url: str, other: str, tmp_path: Path
) -> None:
    await filled(url)
    file = await taken(url, tmp_path)
    before = await left_alone(other)
    async with open_db(other) as db:
        with pytest.raises(staging.InUse):
            async with staging.unpacked(other, file):
                await used(db)
    assert await rows_of(other) == before


@on_sqlite
async def test_nobody_can_start_on_a_database_that_is_being_replaced(
    url: str, tmp_path: Path
) -> None:
    await filled(url)
    file, place = await taken(url, tmp_path), url.removeprefix("sqlite:///")
    started, said = threading.Event(), list[str]()

    def serve() -> None:
        with closing(sqlite3.connect(place, timeout=10)) as db:
            started.set()
            try:
                db.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as why:
                said.append(why.sqlite_errorname)

    waits = threading.Thread(target=serve)
    with files.unpacked(url, file):
        assert await files.in_use(url)
        waits.start()
        started.wait(10)
        await asyncio.sleep(0.1)  # it is in the queue by now
    waits.join(20)
    assert said == ["SQLITE_READONLY_DBMOVED"], "it would write where nobody looks"


@on_sqlite
async def test_what_a_backup_left_that_was_killed_goes_with_the_next(
    url: str, tmp_path: Path
) -> None:
    await filled(url)
    home = Path(url.removeprefix("sqlite:///")).parent
    left = home / ".trialoog.db.copy"
    left.write_bytes(SECRET)
    await taken(url, tmp_path)
    assert leftovers(url) == set()
    with files._at_home(home / "trialoog.db"), pytest.raises(NotDone, match="Another backup"):
        await backups.backup(url, tmp_path / "second")
    assert names(tmp_path) == {"trialoog.backup"}


@on_sqlite
async def test_a_backup_that_is_stopped_leaves_nothing(url: str, tmp_path: Path) -> None:
    await filled(url)
    work = asyncio.create_task(files.write(url, tmp_path / "file"))
    await asyncio.sleep(0)
    assert names(tmp_path), "it began"
    work.cancel()
    await asyncio.wait([work])
    await asyncio.get_running_loop().shutdown_default_executor()  # a thread can't be stopped
    assert (work.cancelled(), names(tmp_path), leftovers(url)) == (True, set(), set())


@on_sqlite
async def test_the_database_itself_is_no_place_for_its_backup(url: str) -> None:
    await filled(url)
    before = await rows_of(url)
    with pytest.raises(NotDone, match="is the database itself"):
        await backups.backup(url, Path(url.removeprefix("sqlite:///")), replace=True)
    assert await rows_of(url) == before


@on_sqlite
async def test_a_database_that_can_not_be_read_is_replaced_when_asked_for(
    url: str, tmp_path: Path
) -> None:
    await filled(url)
    file = await taken(url, tmp_path)
    (tmp_path / "broken").write_bytes(b"broken" * 4096)
    (tmp_path / "broken").rename(url.removeprefix("sqlite:///"))
    with pytest.raises(NotDone, match=r"can't be read.*--replace"):
        await put_back(url, file)
    assert (await put_back(url, file, replace=True)).trialogues == 5


@on_sqlite
async def test_a_file_that_is_no_backup_of_this_engine_is_refused(url: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("Geen reservekopie.")
    with pytest.raises(NotDone, match="not a backup"):
        await put_back(url, file)
    file.write_bytes(b"PGDMP\x01")
    with pytest.raises(NotDone, match=r"backup of PostgreSQL.*says SQLite"):
        await put_back(url, file)
    with pytest.raises(NotDone, match="No such file"):
        await put_back(url, tmp_path / "none")


# == PostgreSQL's programs ==


async def test_a_password_goes_through_the_environment_only() -> None:
    url = "postgresql://anna:ge%40heim@db.example.org:5433/weging?sslmode=require"
    told = (await postgresql_tools.run("env", url)).splitlines()
    assert {
        "PGUSER=anna", "PGPASSWORD=ge@heim", "PGHOST=db.example.org", "PGPORT=5433",
        "PGDATABASE=weging", "PGSSLMODE=require",
    } <= set(told)  # fmt: skip
    with pytest.raises(postgresql_tools.ToolFailed, match="says something"):
        await postgresql_tools.run("env", "postgresql://anna@h/weging?something=1")


@on_postgresql
async def test_a_program_that_is_missing_is_said_and_leaves_no_file(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotDone, match=r"pg_dump is not installed.*postgresql-client"):
        await backups.backup(url, tmp_path / "file")
    assert names(tmp_path) == set()


@pytest.mark.parametrize(
    "said",
    [
        "pg_dump: error: server version: 17.2; pg_dump version: 15.6\n"
        "pg_dump: error: aborting because of server version mismatch",
        "pg_dump: error: aborting because of server version mismatch\n"
        "pg_dump: detail: server version: 17.2; pg_dump version: 15.14",
        "pg_restore: error: unsupported version (1.16) in file header",
    ],
)
def test_a_program_that_is_too_old_is_said(said: str) -> None:
    sentence = postgresql_tools.why("pg_dump", said.splitlines())
    assert "install the client of PostgreSQL of the same version" in sentence
    assert "17.2" in sentence or "1.16" in sentence
