"""Backups: what is in one and what is not, and what is left beside it."""

import asyncio
from pathlib import Path

import pytest

from tests.databases import rows
from tests.store.backing_up import TODAY, leftovers, names, put_back, taken, unpacked
from tests.store.build import LEAD, NOW, a_trialogue
from tests.store.engines import on_sqlite
from tests.store.test_moving import SECRET, filled, rows_of
from trialoog import backups
from trialoog.backups import NotDone
from trialoog.core import events as e
from trialoog.store import backups as files
from trialoog.store import journal, people
from trialoog.store.db import open_db
from trialoog.store.register import APART, REGISTER
from trialoog.store.tables import Table

# What is not as it was when a backup is back: another epoch, and a catalogue that is made anew.
CHANGES = {"trialogue", "public_stamp", "catalogue", "catalogue_facet"} | {
    "catalogue_option", "catalogue_assumption", "delivery", "mailing", "review_reminder"
}  # fmt: skip

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


# == what is left beside it ==


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
