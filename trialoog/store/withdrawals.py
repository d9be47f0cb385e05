"""Weighings that were taken offline, and what stands at their address instead.

The versions stay in the database, for the record, and never come back; a next version does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from trialoog.core.words import Ground
from trialoog.store import plans, search
from trialoog.store.db import Db
from trialoog.store.journal import Also, Conflict
from trialoog.store.publications import Published, of_row
from trialoog.store.tables import PublicationRow, PublicStamp, Tombstone


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What is told at the address of a weighing that went offline, up to a version."""

    slug: str
    version: int
    at: datetime
    ground: Ground
    reason: str


def withdraw(trialogue_id: str, dilemma: str, gone: Withdrawn) -> Also:
    """Return what takes all versions of a weighing offline, and drops what was planned for it.

    Where there is one of a later version by now it raises `Conflict`.
    """

    async def write(session: AsyncSession) -> None:
        mine = col(PublicationRow.slug) == gone.slug
        last = select(func.max(col(PublicationRow.version))).where(mine)
        if await session.scalar(last) != gone.version:
            raise Conflict(f"{gone.slug} has another version")
        await session.execute(update(PublicationRow).where(mine).values(current=False))
        await session.merge(
            Tombstone(
                slug=gone.slug,
                trialogue=trialogue_id,
                version=gone.version,
                at=gone.at,
                ground=gone.ground.value,
                reason=gone.reason,
            )
        )
        await search.drop(session, gone.slug)
        await plans.drop(trialogue_id, dilemma)(session)

    return write


async def get(db: Db, slug: str) -> Withdrawn | None:
    """Return what went offline at an address, if anything did, also when more is there by now."""
    if "\0" in slug:
        return None  # PostgreSQL refuses to look for it
    async with db.read() as session:
        row = await session.get(Tombstone, slug)
    return _withdrawn(row) if row is not None else None


async def document(db: Db, gone: Withdrawn) -> str | None:
    """Return the last version that went offline as its JSON: for its title only."""
    async with db.read() as session:
        row = await session.get(PublicationRow, (gone.slug, gone.version))
    return row.document if row is not None else None


async def of(db: Db, trialogue_id: str) -> Sequence[Withdrawn]:
    """Return what of a trialogue went offline."""
    async with db.read() as session:
        rows = await session.scalars(
            select(Tombstone).where(col(Tombstone.trialogue) == trialogue_id)
        )
        return [_withdrawn(row) for row in rows]


async def offline(db: Db) -> list[tuple[Withdrawn, Published]]:
    """Return what went offline and did not come back, each with its last version."""
    now = aliased(PublicationRow)
    back = select(col(now.slug)).where(col(now.slug) == col(Tombstone.slug), col(now.current))
    last = and_(
        col(PublicationRow.slug) == col(Tombstone.slug),
        col(PublicationRow.version) == col(Tombstone.version),
    )
    statement = select(Tombstone, PublicationRow).join(PublicationRow, last)
    async with db.read() as session:
        rows = await session.execute(
            statement.where(~back.exists()).order_by(col(Tombstone.at), col(Tombstone.slug))
        )
        return [(_withdrawn(gone), of_row(row)) for gone, row in rows]


def rewrite(reasons: Mapping[str, str]) -> Also:
    """Return what gives tombstones another reason, by address."""

    async def write(session: AsyncSession) -> None:
        for slug, reason in reasons.items():
            mine = update(Tombstone).where(col(Tombstone.slug) == slug)
            await session.execute(mine.values(reason=reason))
        if reasons:
            # A feed tells the reason too: what was drawn of it before is not the same any more.
            changed = update(PublicStamp).values(changes=PublicStamp.changes + 1)
            await session.execute(changed)

    return write


def _withdrawn(row: Tombstone) -> Withdrawn:
    return Withdrawn(row.slug, row.version, row.at, Ground(row.ground), row.reason)
