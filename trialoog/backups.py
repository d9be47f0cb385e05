"""Backups, putting one back, and moving to another database: what the commands do.

What was put back is of the past. It is made so that nothing of that past acts on its own: nothing
is mailed or published again, no page goes on as if nothing had happened, and nobody counts twice.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from trialoog import paths
from trialoog.core.commands import ComeInAnew
from trialoog.core.events import By
from trialoog.core.ids import TrialogueId
from trialoog.core.words import Role, Status
from trialoog.live.writer import Writer
from trialoog.store import (
    backups,
    deliveries,
    journal,
    lists,
    migrations,
    moving,
    plans,
    reviews,
    search,
    staging,
)
from trialoog.store.backups import SQLITE, Busy, Contents
from trialoog.store.db import Db, open_db
from trialoog.store.moving import Moved
from trialoog.store.postgresql_tools import ToolFailed
from trialoog.store.staging import InUse

PUT_BACK = "put_back"  # why a plan is not carried out
NAMES = {SQLITE: "SQLite", backups.POSTGRESQL: "PostgreSQL"}
IN_USE = "A server uses the database: stop it first."
BUSY = "Another backup of this database is being made or put back."

Tell = Callable[[int, int], None]
Now = Callable[[], datetime]


class NotDone(Exception):
    """Why something was not done, as a sentence for who runs the installation."""


@dataclass(slots=True)
class Back:
    """What was put back, and what became of what was going on."""

    trialogues: int = 0
    facts: int = 0
    anew: int = 0  # trialogues that everybody comes in to again
    plans: int = 0
    mails: int = 0


async def backup(url: str, file: Path, *, replace: bool = False) -> Contents:
    """Write a backup while others go on writing. Raises `NotDone` and `NotReady`."""
    _refuse_to_overwrite(url, file, replace=replace)
    await migrations.ready(url, paths.ALEMBIC)
    try:
        return await backups.write(url, file)
    except (ToolFailed, sqlite3.Error) as why:
        raise NotDone(f"There is no backup. {_sentence(why)}") from why
    except OSError as why:
        raise NotDone(f"{file} can't be written: {why.strerror}.") from why
    except Busy as why:
        raise NotDone(BUSY) from why


async def restore(
    url: str,
    file: Path,
    now: Now,
    *,
    replace: bool = False,
    tell: Tell = lambda _done, _of: None,
) -> Back:
    """Put a backup back where nothing is yet, or with `replace` in its place.

    Raises `NotDone`, and `NotReady`.
    """
    try:
        await _may_come(url, file, replace=replace)
        async with _unpacked(url, file) as place:
            await migrations.upgrade(place, paths.ALEMBIC)
            async with open_db(place) as db:
                return await _brought_back(db, now, tell)
    except (ToolFailed, sqlite3.Error, OSError) as why:
        raise NotDone(f"{file} could not be put back. {_sentence(why)}") from why
    except migrations.Newer as why:
        raise NotDone("The backup is of a newer version of trialoog than this one.") from why
    except InUse as why:
        raise NotDone(IN_USE) from why
    except Busy as why:
        raise NotDone(BUSY) from why


async def move(source: str, target: str, tell: Tell = lambda _done, _of: None) -> Moved:
    """Bring a whole installation into another database, which is empty.

    Raises `NotDone`, and `NotReady`.
    """
    if source == target:
        raise NotDone("This is the same database.")
    await migrations.ready(source, paths.ALEMBIC)
    if await backups.in_use(source):
        raise NotDone("A server uses the database: stop it first, and start it on the new one.")
    if await backups.contents(target) is not None:
        raise NotDone("There is something in the new database already.")
    await migrations.upgrade(target, paths.ALEMBIC)
    try:
        return await moving.move(source, target, tell)
    except moving.NotEmpty as why:
        raise NotDone(f"There is something in the new database already: {why}.") from why
    except moving.Differs as why:
        raise NotDone(f"Not everything came along: {why}. Go on with the old database.") from why


def _refuse_to_overwrite(url: str, file: Path, *, replace: bool) -> None:
    if backups.engine_of(url) == SQLITE and file.resolve() == backups.sqlite_file(url).resolve():
        raise NotDone(f"{file} is the database itself: choose another name.")
    if file.exists() and not replace:
        raise NotDone(f"{file} is there already: choose another name, or say --replace.")


async def _may_come(url: str, file: Path, *, replace: bool) -> None:
    try:
        engine = backups.engine_in(file)
    except OSError as why:
        raise NotDone(f"{file}: {why.strerror}.") from why
    wanted = backups.engine_of(url)
    if engine is None:
        raise NotDone(f"{file} is not a backup of trialoog.")
    if engine != wanted:
        raise NotDone(
            f"This is a backup of {NAMES[engine]}, and TRIALOOG_DATABASE_URL says {NAMES[wanted]}: "
            f"put it back in {NAMES[engine]}, and then use `trialoog move`."
        )
    if await backups.in_use(url):
        raise NotDone(IN_USE)
    try:
        there = await backups.contents(url)
        found = said(there) if there is not None else ""
    except backups.Damaged:
        found = "a database that can't be read"
    if found and not replace:
        raise NotDone(
            f"There is something already: {found}. "
            "Say --replace to lose that, and have the backup in its place."
        )


@asynccontextmanager
async def _unpacked(url: str, file: Path) -> AsyncIterator[str]:
    """Lend the address of a database with what is in a backup; it is the real one at the end."""
    if backups.engine_of(url) == SQLITE:
        with backups.unpacked(url, file) as place:
            yield place
        return
    async with staging.unpacked(url, file) as place:
        yield place


async def _brought_back(db: Db, now: Now, tell: Tell) -> Back:
    await backups.forget(db)
    await lists.renew_epochs(db)
    back = Back(
        plans=await plans.refuse_all(db, PUT_BACK),
        mails=await deliveries.doubt(db, now()),
    )
    await reviews.claim_all(db, now=now())
    standing = await lists.all_of_them(db)
    for trialogue in standing:
        if wrong := await journal.verify(db, trialogue):
            raise NotDone(f"The record of trialogue {trialogue} is damaged: {wrong}.")
        back.trialogues += 1
        tell(back.trialogues, len(standing))
    back.facts = await backups.facts(db)
    for trialogue, status in standing.items():
        if status in {Status.OPEN, Status.ADJOURNED}:
            await _anew(db, trialogue, now)
            back.anew += 1
    await search.rebuild(db)
    return back


async def _anew(db: Db, trialogue: TrialogueId, now: Now) -> None:
    """Let everybody come in again, for with its secret the trialogue lost who has which seat."""
    writer = Writer(trialogue, db, now)
    await writer.catch_up()
    await writer.act(ComeInAnew(), By(Role.HOUSE), receipt=None, row=lists.fresh_row(), also=None)
    await writer.finish()


def said(it: Contents | Back | Moved) -> str:
    """Return in words what stands in a database."""
    return f"{number(it.trialogues, 'trialogue')} with {number(it.facts, 'fact')}"


def number(many: int, of: str) -> str:
    """Return how many there are of something."""
    return f"{many} {of}" if many == 1 else f"{many} {of}s"


def _sentence(why: Exception) -> str:
    return (why.strerror if isinstance(why, OSError) else None) or str(why)
