"""Backups: what is in one and what is not, and what becomes of what was going on."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.core.playing import LEADER, POLICY, Phone, plan
from tests.databases import rows
from tests.store.build import a_trialogue
from tests.store.engines import Fresh, on_postgresql, on_sqlite
from tests.store.test_around_publishing import a_plan, written
from tests.store.test_deliveries import LATER
from tests.store.test_followers import ONE, follows
from tests.store.test_moving import SECRET, filled, rows_of, used
from tests.store.test_publications import publish
from trialoog import backups
from trialoog.backups import Back, NotDone
from trialoog.core import commands as c
from trialoog.core import evolve
from trialoog.core.events import By
from trialoog.core.ids import TrialogueId
from trialoog.core.words import Role, Status
from trialoog.live.writer import Writer
from trialoog.paths import ROOT
from trialoog.store import deliveries, journal, lists, people, plans, postgresql_tools
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


@on_sqlite
async def test_a_record_that_was_meddled_with_is_not_put_back(
    url: str, other: str, tmp_path: Path
) -> None:
    await filled(url)
    rows(url, "DROP TRIGGER fact_stays")
    rows(url, "UPDATE fact SET kind = 'DoorOpened' WHERE kind = 'DoorClosed'")
    file = await taken(url, tmp_path)
    with pytest.raises(NotDone, match="damaged: fact 1"):
        await put_back(other, file)


@on_sqlite
async def test_what_can_not_be_put_back_changes_nothing(
    url: str, other: str, tmp_path: Path
) -> None:
    await filled(url)
    folder = Path(other.removeprefix("sqlite:///")).parent
    file = await taken(url, tmp_path)
    file.write_bytes(file.read_bytes()[: 64 * 1024])
    before = await rows_of(other)
    with pytest.raises(NotDone, match="could not be put back"):
        await put_back(other, file)
    assert await rows_of(other) == before
    assert {path.name for path in folder.iterdir()} <= {
        "trialoog.db", "trialoog.db-wal", "trialoog.db-shm"
    }  # fmt: skip


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
        "pg_restore: error: unsupported version (1.16) in file header",
    ],
)
def test_a_program_that_is_too_old_is_said(said: str) -> None:
    assert "install the client of PostgreSQL of the same version" in postgresql_tools.why(
        "pg_dump", said.splitlines()
    )
