"""What the write path is measured against, on the same disk and with the same settings.

Each rival writes what trialoog writes of an action: a fact, its text if there is one, the receipt
of the form and the row of the trialogue. None of them decides, catches up or chains anything, so
each of them does less.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from tests.live.meeting import START, B, D, phone
from tests.store.build import LEAD, NOW, a_trialogue
from trialoog.core import commands as c
from trialoog.core.ids import ContributionId, TrialogueId
from trialoog.core.words import Kind
from trialoog.live.rooms import Rooms
from trialoog.store.db import PRAGMAS, Db, full_url
from trialoog.store.journal import ReceiptEntry
from trialoog.store.tables import FactRow, Receipt, TextRow, TrialogueRow

TEXT = (
    "Na de brief durft niemand meer te bellen, terwijl de meeste vragen met één gesprek klaar zijn."
)
DATA = '{"contribution":"0123456789abcdef","dilemma":"d","kind":"for","late":false,"option":"b"}'
HASH = "0" * 64

Act = Callable[[int, int], Awaitable[Any]]  # of a person, for so-manieth time


@dataclass
class Sample:
    """What one slice of acting took."""

    actions: int = 0
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)  # of each action, in seconds

    @property
    def rate(self) -> float:
        return self.actions / self.seconds

    @property
    def p50(self) -> float:
        """The median wait, in ms."""
        return median(self.waits) * 1000

    @property
    def p99(self) -> float:
        """What one in a hundred waits longer than, in ms."""
        return quantiles(self.waits, n=100, method="inclusive")[98] * 1000


def joined(samples: list[Sample]) -> Sample:
    """Several slices as one."""
    return Sample(
        sum(s.actions for s in samples),
        sum(s.seconds for s in samples),
        [wait for s in samples for wait in s.waits],
    )


async def acting(act: Act, people: int, each: int) -> Sample:
    """Let people act at once: each of them again as soon as there is an answer."""
    waits: list[float] = []

    async def person(number: int) -> None:
        for time in range(each):
            began = perf_counter()
            await act(number, time)
            waits.append(perf_counter() - began)

    began = perf_counter()
    await asyncio.gather(*(person(number) for number in range(people)))
    return Sample(people * each, perf_counter() - began, waits)


# --- trialoog ------------------------------------------------------------------------------------


async def a_room(db: Db, rooms: Rooms) -> TrialogueId:
    """A trialogue in which people argue and rate."""
    id = TrialogueId(await a_trialogue(db))
    await (await rooms.get(id)).act(START, LEAD)
    return id


async def trialoog(rooms: Rooms, id: TrialogueId) -> Act:
    """Acting as the forms of phones do: arguments and ratings in turn, each with its receipt."""
    room = await rooms.get(id)

    async def act(person: int, time: int) -> None:
        command, by = asked(person, time)
        facts = await room.act(command, by, ReceiptEntry(f"{person}/{time}", HASH, {"done": True}))
        assert len(facts) == 1

    return act


def asked(person: int, time: int) -> tuple[c.Command, Any]:
    """What somebody asks: an argument, or another rating than before."""
    if time % 2:
        return c.Rate(B, {"cost": time // 2 % 5 - 2}), phone(f"rate/{person}")
    made = ContributionId(f"c{person}-{time}")
    return c.Contribute(made, D, Kind.FOR, TEXT, option=B), phone(f"text/{person}/{time}")


# --- one ORM commit per action -----------------------------------------------------------------


def orm_engine(url: str) -> AsyncEngine:
    """One writing connection of the driver as it comes, with our settings and our BEGIN."""
    plain = full_url(url).set(drivername="sqlite+aiosqlite")
    told = {"isolation_level": None}
    engine = create_async_engine(plain, connect_args=told, pool_size=1, max_overflow=0)

    def settle(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in (*PRAGMAS, "foreign_keys = ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def start(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine.sync_engine, "connect", settle)
    event.listen(engine.sync_engine, "begin", start)
    return engine


def orm(engine: AsyncEngine, id: str) -> Act:
    """The same rows by SQLModel objects: load, add, commit."""

    async def act(person: int, time: int) -> None:
        async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
            trialogue = await session.get_one(TrialogueRow, id)
            trialogue.last_seq += 1
            trialogue.updated = NOW
            session.add(
                FactRow(
                    trialogue=id,
                    seq=trialogue.last_seq,
                    kind="OptionRated" if time % 2 else "ContributionMade",
                    version=1,
                    at=NOW,
                    by_role="participant",
                    by_perspective="policy",
                    by_tag=HASH,
                    data=DATA,
                    texts=f'["{HASH}"]',
                    salt=bytes(32),
                    link=HASH,
                )
            )
            if time % 2 == 0:
                session.add(
                    TextRow(
                        trialogue=id, seq=trialogue.last_seq, place=0, body=TEXT, salt=bytes(32)
                    )
                )
            session.add(
                Receipt(
                    trialogue=id,
                    key_hash=f"{person}/{time}",
                    body_hash=HASH,
                    answer={"done": True},
                )
            )

    return act


# --- the floor --------------------------------------------------------------------------------


def raw(file: Path, id: str, actions: int, together: int) -> Sample:
    """The same rows by plain statements of the standard library, so many actions at a time."""
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        for pragma in PRAGMAS:
            db.execute(f"PRAGMA {pragma}")
        ((seq,),) = db.execute("SELECT last_seq FROM trialogue WHERE id = ?", (id,)).fetchall()
        began, waits = perf_counter(), []
        for first in range(0, actions, together):
            start = perf_counter()
            db.execute("BEGIN IMMEDIATE")
            for _ in range(first, min(first + together, actions)):
                seq += 1
                _rows(db, id, seq)
            db.execute("COMMIT")
            waits.append(perf_counter() - start)
        return Sample(actions, perf_counter() - began, waits)


def _rows(db: sqlite3.Connection, id: str, seq: int) -> None:
    at = datetime.now(UTC).isoformat(" ")
    db.execute("UPDATE trialogue SET last_seq = ?, updated = ? WHERE id = ?", (seq, at, id))
    fact = (id, seq, "ContributionMade", 1, at, "participant", "policy", HASH)
    db.execute(
        "INSERT INTO fact (trialogue, seq, kind, version, at, by_role, by_perspective, by_tag, "
        "data, texts, salt, link) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*fact, DATA, f'["{HASH}"]', bytes(32), HASH),
    )
    if seq % 2:
        db.execute(
            "INSERT INTO text (trialogue, seq, place, body, salt) VALUES (?, ?, 0, ?, ?)",
            (id, seq, TEXT, bytes(32)),
        )
    db.execute(
        "INSERT INTO receipt (trialogue, key_hash, body_hash, answer) VALUES (?, ?, ?, ?)",
        (id, f"raw/{seq}", HASH, '{"done": true}'),
    )
