"""Everything from one database into another, whatever the engines: read and written row by row.

The source is held meanwhile, so that nothing is written there that would not come along; the
other one has our tables and nothing in them. What is made from other rows is made anew there.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Table as SqlTable
from sqlalchemy import func, insert, literal, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from trialoog.store import journal, search
from trialoog.store.db import Db, full_url, open_db, writing_engine
from trialoog.store.stored import stored
from trialoog.store.tables import PublicStamp, Table, TrialogueRow

# Made anew from what is public.
MADE = frozenset({"catalogue", "catalogue_facet", "catalogue_option", "catalogue_assumption"})
# Counted by triggers while rows come, so it is set last; it counts on when the rest is made anew.
STAMP = PublicStamp.__tablename__
AT_ONCE = 100  # rows in one statement, and in memory: some hold a whole document
IN_PARTS = {"yield_per": AT_ONCE}

Tell = Callable[[int, int], None]


class Differs(Exception):
    """What came is not what was there; the sentence says where."""


class NotEmpty(Exception):
    """There is something already where everything has to come."""


@dataclass(slots=True)
class Digest:
    """How many rows there are, and what they hold together, in whatever order they come."""

    rows: int = 0
    sum: int = 0

    def add(self, row: Sequence[Any]) -> None:
        """Count a row in."""
        told = json.dumps([_plain(value) for value in row], sort_keys=True).encode()
        self.rows += 1
        self.sum = (self.sum + int.from_bytes(sha256(told).digest())) % 2**256


@dataclass(slots=True)
class Moved:
    """What came along."""

    trialogues: int = 0
    facts: int = 0
    tables: dict[str, Digest] = field(default_factory=dict)


async def move(source: str, target: str, tell: Tell = lambda _done, _of: None) -> Moved:
    """Bring everything from one database into another, both at the newest migration.

    `tell` is called with how many rows are done, and of how many. Raises `NotEmpty`, and `Differs`
    when a comparison afterwards finds something.
    """
    holding = writing_engine(full_url(source), hurry=False)
    filling = writing_engine(full_url(target), hurry=False)
    try:
        async with holding.begin() as there:
            async with filling.begin() as here:
                await _refuse_what_is_there(here)
                moved = await _fill(there, here, tell)
            async with open_db(target) as db:
                await search.rebuild(db)
                await _compare(there, db, moved)
    except DBAPIError as why:  # its own words might quote a row
        raise Differs(str(why.orig).partition("\n")[0]) from why
    finally:
        await holding.dispose()
        await filling.dispose()
    return moved


def tables() -> list[SqlTable]:
    """Return the tables whose rows come along, each after those that it points at."""
    return [t for t in Table.metadata.sorted_tables if t.name not in MADE]


async def _refuse_what_is_there(here: AsyncConnection) -> None:
    for table in Table.metadata.sorted_tables:
        if table.name != STAMP and await _count(here, table):
            raise NotEmpty(table.name)


async def _count(connection: AsyncConnection, table: SqlTable) -> int:
    return await connection.scalar(select(func.count()).select_from(table)) or 0


async def _fill(there: AsyncConnection, here: AsyncConnection, tell: Tell) -> Moved:
    coming = sorted(tables(), key=lambda table: table.name == STAMP)
    of = sum([await _count(there, table) for table in coming])
    done, moved = 0, Moved()
    for table in coming:
        if table.name == STAMP:
            await here.execute(table.delete())
        digest = moved.tables[table.name] = Digest()
        found = await there.stream(_in_order(table), execution_options=IN_PARTS)
        async for some in found.partitions():
            rows = [row._asdict() for row in some]
            for row in rows:
                digest.add([row[column.name] for column in table.columns])
            await here.execute(insert(table), rows)
            done += len(rows)
            tell(done, of)
        await _count_on(here, table)
    return moved


def _in_order(table: SqlTable) -> Any:
    """Return the rows of a table, each after the one of the same table that it points at."""
    if table.name != TrialogueRow.__tablename__:
        return select(table)
    # A copy is made after what it is a copy of, but clocks can be put back: count the steps.
    steps = (
        select(table.c.id, literal(0).label("step"))
        .where(table.c.copy_of.is_(None))
        .cte("steps", recursive=True)
    )
    further = select(table.c.id, steps.c.step + 1).join(steps, table.c.copy_of == steps.c.id)
    steps = steps.union_all(further)
    return select(table).join(steps, steps.c.id == table.c.id).order_by(steps.c.step)


async def _count_on(here: AsyncConnection, table: SqlTable) -> None:
    """Let numbers that the database gives out go on from the highest that came."""
    column = table.autoincrement_column
    if column is None or here.dialect.name != "postgresql":
        return
    highest = await here.scalar(select(func.max(column)))
    if highest is not None:
        counter = func.pg_get_serial_sequence(table.name, column.name)
        await here.execute(select(func.setval(counter, highest)))


# --- comparing -----------------------------------------------------------------------------


async def _compare(there: AsyncConnection, db: Db, moved: Moved) -> None:
    """Read everything again where it came, and hold it against where it was."""
    async with db.read() as session, AsyncSession(there) as before:
        here = await session.connection()
        for table in tables():
            same = table.name == STAMP or await digest_of(here, table) == moved.tables[table.name]
            if not same:
                raise Differs(f"the table {table.name} is not the same")
        for name in MADE:
            table = Table.metadata.tables[name]
            if await _count(here, table) != await _count(there, table):
                raise Differs(f"the table {name} has another number of rows")
        trialogue = Table.metadata.tables["trialogue"]
        ids = (await there.scalars(select(trialogue.c.id))).all()
        for id in ids:
            facts, texts = await stored(session, id)
            if (facts, texts) != await stored(before, id):
                raise Differs(f"the record of {id} is not the same")
            moved.facts += len(facts)
    moved.trialogues = len(ids)
    for id in ids:
        if wrong := await journal.verify(db, id):
            raise Differs(f"the record of {id}: {wrong}")


async def digest_of(connection: AsyncConnection, table: SqlTable) -> Digest:
    """Return the digest of all rows of a table."""
    digest = Digest()
    async with connection.stream(select(table), execution_options=IN_PARTS) as found:
        async for row in found:
            digest.add(row)
    return digest


def _plain(value: Any) -> Any:
    """Return a value as both engines give it."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
        case bool():
            return int(value)
        case _:
            return value
