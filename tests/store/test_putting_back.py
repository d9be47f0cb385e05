"""A backup that is put back: what becomes of what was going on, and of what stood in its place."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.core.playing import LEADER, POLICY, Phone, plan
from tests.databases import rows
from tests.store.backing_up import TODAY, leftovers, put_back, taken, unpacked
from tests.store.build import a_trialogue
from tests.store.engines import on_postgresql, on_sqlite
from tests.store.test_around_publishing import a_plan, written
from tests.store.test_deliveries import LATER
from tests.store.test_followers import ONE, follows
from tests.store.test_moving import filled, rows_of, used
from tests.store.test_publications import publish
from trialoog.backups import NotDone
from trialoog.core import commands as c
from trialoog.core import evolve
from trialoog.core.events import By
from trialoog.core.ids import TrialogueId
from trialoog.core.words import Role, Status
from trialoog.live.writer import Writer
from trialoog.store import backups as files
from trialoog.store import deliveries, journal, lists, plans, staging
from trialoog.store.db import open_db
from trialoog.store.lists import fresh_row
from trialoog.views.messages import SENTENCES

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
