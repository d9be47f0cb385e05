"""Simulated people in rehearsals, as rows that every process can read and change.

A row says in which process they live, and what is wanted of them; that process looks now and then,
and says who is in. What it did not say for long lives no more. Times are those of the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import UTCDateTime, col

from trialoog.core.ids import TrialogueId
from trialoog.store.db import Db
from trialoog.store.tables import CrowdRow

GONE = timedelta(seconds=20)  # without a word of its process


@dataclass(frozen=True, slots=True)
class Playing:
    """The people of one rehearsal. `present` is how many are in, by perspective."""

    trialogue: TrialogueId
    process: str
    team: str
    people: int
    awake: bool
    present: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Room:
    """How many crowds there may be: of other teams that play at once, and of all with who rests."""

    most: int
    most_kept: int


async def playing(db: Db) -> list[Playing]:
    """Return who plays or rests, in all processes."""
    async with db.read() as session:
        rows, _ = await _rows(session)
    return [_playing(row) for row in rows]


async def ask(db: Db, wanted: Playing, room: Room) -> str | None:
    """Let people play in a rehearsal; return in which process, or None where there is no room.

    Those that are there go on, in the process that they live in. Those in another rehearsal of the
    same team come to rest, and of those that rest the ones that do so longest go where too many are
    kept.
    """
    async with db.write() as session:
        rows, now = await _rows(session)
        last = max((row.place for row in rows), default=0)
        mine = next((row for row in rows if row.trialogue == wanted.trialogue), None)
        if mine is not None and mine.awake:
            return mine.process
        if sum(row.awake for row in rows if row.team != wanted.team) >= room.most:
            return None
        team = update(CrowdRow).where(col(CrowdRow.team) == wanted.team, col(CrowdRow.awake))
        await session.execute(team.values(awake=False, place=last + 1))
        it = col(CrowdRow.trialogue) == wanted.trialogue
        if mine is not None:
            again = {"awake": True, "place": last + 2, "team": wanted.team}  # it was handed over?
            await session.execute(update(CrowdRow).where(it).values(again))
            return mine.process
        resting = [row.trialogue for row in rows if not row.awake]
        resting += [row.trialogue for row in rows if row.awake and row.team == wanted.team]
        going = resting[: max(0, len(rows) - room.most_kept + 1)]
        await session.execute(delete(CrowdRow).where(col(CrowdRow.trialogue).in_(going)))
        await session.execute(delete(CrowdRow).where(it | (col(CrowdRow.seen) <= now - GONE)))
        new = {
            "trialogue": wanted.trialogue,
            "process": wanted.process,
            "team": wanted.team,
            "people": wanted.people,
            "awake": True,
            "place": last + 2,
            "present": {},
            "seen": now,
        }
        await session.execute(insert(CrowdRow).values(new))
    return wanted.process


async def rest(db: Db, trialogue: str) -> None:
    """Let people keep their seats and do nothing."""
    awake = update(CrowdRow).where(col(CrowdRow.trialogue) == trialogue, col(CrowdRow.awake))
    async with db.write() as session:
        last = await session.scalar(select(func.max(CrowdRow.place))) or 0
        await session.execute(awake.values(awake=False, place=last + 1))


async def end(db: Db, trialogue: str) -> None:
    """Let people go home."""
    async with db.write() as session:
        await session.execute(delete(CrowdRow).where(col(CrowdRow.trialogue) == trialogue))


async def report(
    db: Db, process: str, present: Mapping[TrialogueId, Mapping[str, int]]
) -> dict[TrialogueId, bool]:
    """Say who is in, in the rehearsals whose people live in a process; others of it are over.

    Returns in which of them people are still wanted, and whether they are to play.
    """
    now = func.current_timestamp(type_=UTCDateTime())
    mine = col(CrowdRow.process) == process
    wanted: dict[TrialogueId, bool] = {}
    async with db.write(beside=True) as session:
        over = delete(CrowdRow).where(mine, col(CrowdRow.trialogue).not_in(list(present)))
        await session.execute(over)
        for trialogue, people in present.items():
            statement = (
                update(CrowdRow)
                .where(mine, col(CrowdRow.trialogue) == trialogue)
                .values(present=dict(people), seen=now)
                .returning(col(CrowdRow.awake))
            )
            awake = await session.scalar(statement)
            if awake is not None:
                wanted[trialogue] = awake
    return wanted


async def _rows(session: AsyncSession) -> tuple[Sequence[CrowdRow], datetime]:
    """Return the rows of processes that live, in the order in which they came or came to rest."""
    clock = await session.execute(select(func.current_timestamp(type_=UTCDateTime())))
    now: datetime = clock.scalar_one()
    found = await session.scalars(
        select(CrowdRow)
        .where(col(CrowdRow.seen) > now - GONE)
        .order_by(col(CrowdRow.place), col(CrowdRow.trialogue))
    )
    return found.all(), now


def _playing(row: CrowdRow) -> Playing:
    return Playing(
        TrialogueId(row.trialogue), row.process, row.team, row.people, row.awake, row.present
    )
