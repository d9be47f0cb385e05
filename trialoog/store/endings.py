"""Rights that ended, in rows that every process reads, and how far open trialogues are.

A row is written in the transaction in which the right ends, and is gone after an hour. All times
are those of the database: no clock of a process counts.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, String, case, delete, func, insert, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import UTCDateTime, col

from trialoog.core.ids import TrialogueId
from trialoog.store.db import Db
from trialoog.store.tables import Ending, SigninSession, TrialogueRow

KEPT = timedelta(hours=1)
# A transaction may take this long to show what it wrote at its start.
OVERLAP = timedelta(minutes=1)
MOST = 10_000  # trialogues that one query asks for: an engine takes 32,766 parameters


@dataclass(frozen=True, slots=True)
class Ended:
    """A right that ended: of a session, here named by its `id_hash`, in one trialogue or in all.

    `signed_out` tells whether the session itself ended with it.
    """

    number: int
    who: str
    trialogue: TrialogueId | None
    signed_out: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found: the position of each trialogue that is there, and rights that ended."""

    at: datetime
    positions: Mapping[TrialogueId, int]
    ended: Collection[Ended]


async def sign_out(session: AsyncSession, sessions: Iterable[str]) -> None:
    """Write down that sessions ended, in the transaction that ends them."""
    rows = [{"who": who, "signed_out": True} for who in sessions]
    if rows:
        await session.execute(insert(Ending), rows)


async def spend(session: AsyncSession, token: str) -> bool:
    """Let a token, by its hash, count once in all processes; False when it was used before.

    It is remembered for an hour.
    """
    used = select(col(Ending.id)).where(col(Ending.who) == token).limit(1)
    if await session.scalar(used) is not None:
        return False
    await sign_out(session, [token])
    return True


async def look_anew(
    session: AsyncSession, accounts: Select[str], trialogue: str | None = None
) -> None:
    """Write down that accounts have other rights now, in one trialogue or in all."""
    theirs = select(
        col(SigninSession.id_hash),
        literal(trialogue, String),
        literal(False),  # noqa: FBT003
    ).where(col(SigninSession.account).in_(accounts))
    await session.execute(insert(Ending).from_select(["who", "trialogue", "signed_out"], theirs))


async def look(db: Db, trialogues: Collection[str], since: datetime | None) -> Seen:
    """Return where trialogues are, and the rights that ended since an earlier look, in one query.

    Some of these that look returned too: rows do not show in the order of their numbers. Without
    `since` it returns all that are kept.
    """
    now, none = func.current_timestamp(type_=UTCDateTime()), literal(None, String)
    kind = case((col(Ending.signed_out), "signed out"), else_="look anew")
    ended = select(kind, now, col(Ending.trialogue), col(Ending.who), col(Ending.id))
    if since is not None:
        ended = ended.where(col(Ending.at) > since - OVERLAP)
    rooms = select(literal("room"), now, col(TrialogueRow.id), none, col(TrialogueRow.last_seq))
    asked = list(trialogues)
    first, *more = [
        rooms.where(col(TrialogueRow.id).in_(asked[at : at + MOST]))
        for at in range(0, len(asked) or 1, MOST)
    ]
    clock = select(literal("clock"), now, none, none, literal(0))
    async with db.read() as session:
        rows = list(await session.execute(union_all(clock, first, ended)))
        for each in more:
            rows += await session.execute(each)
    return Seen(
        at=rows[0][1],
        positions={trialogue: number for what, _, trialogue, _, number in rows if what == "room"},
        ended=[
            Ended(number, who, trialogue, what == "signed out")
            for what, _, trialogue, who, number in rows
            if who is not None
        ],
    )


async def sweep(db: Db) -> None:
    """Remove what every process has seen by now."""
    async with db.write() as session:
        now = await session.scalar(select(func.current_timestamp(type_=UTCDateTime())))
        if now is not None:
            await session.execute(delete(Ending).where(col(Ending.at) < now - KEPT))
