"""Published weighings, and the working copies of their public texts.

A version is written once, exactly as it went out, beside the fact that says so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from trialoog.core.ids import DilemmaId, TrialogueId
from trialoog.store import chain, search
from trialoog.store.away import Away
from trialoog.store.db import Db
from trialoog.store.journal import Also, Conflict
from trialoog.store.spelling import fold
from trialoog.store.tables import (
    PublicationRow,
    PublicStamp,
    Tombstone,
    TrialogueRow,
    WeighingDraft,
)

SLUG_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Published:
    """One public version. `document` is its canonical JSON; `digest` the SHA-256 of that as it
    was published. `redacted` is when a passage went out of it last, if ever."""

    slug: str
    version: int
    trialogue: TrialogueId
    dilemma: DilemmaId
    document: str
    digest: str
    note: str
    published_at: datetime
    current: bool
    redacted: datetime | None = None


# --- working copies ----------------------------------------------------------------


async def save_texts(
    db: Db, trialogue_id: str, dilemma: str, texts: Mapping[str, Any], *, now: datetime
) -> None:
    """Save the working copy of the public text of one dilemma."""
    row = WeighingDraft(trialogue=trialogue_id, dilemma=dilemma, texts=dict(texts), updated=now)
    async with db.write() as session:
        await session.merge(row)


def drop_text(trialogue_id: str, dilemma: str, name: str, value: object) -> Also:
    """Return what takes a text out of the working copy, if it still says this."""

    async def write(session: AsyncSession) -> None:
        row = await session.get(WeighingDraft, (trialogue_id, dilemma))
        if row is not None and row.texts.get(name) == value:
            row.texts = {key: said for key, said in row.texts.items() if key != name}

    return write


async def texts(db: Db, trialogue_id: str, dilemma: str) -> dict[str, Any] | None:
    """Return the working copy of the public text, if there is one."""
    async with db.read() as session:
        row = await session.get(WeighingDraft, (trialogue_id, dilemma))
    return row.texts if row is not None else None


# --- publishing ------------------------------------------------------------------------


def publish(  # noqa: PLR0913 - the parts of a publication
    *,
    trialogue_id: str,
    dilemma: str,
    slug: str,
    version: int,
    document: Mapping[str, Any],
    note: str,
    now: datetime,
) -> Also:
    """Return what `journal.append` writes in the transaction of `WeighingPublished`.

    It raises `Conflict` when the slug is another weighing's, or the version not the next.
    """
    row = PublicationRow(
        slug=slug,
        version=version,
        trialogue=trialogue_id,
        dilemma=dilemma,
        document=chain.canonical(document).decode(),
        digest=chain.document_digest(document),
        note=note,
        published_at=now,
        current=True,
        follows=(document.get("follows") or {}).get("slug"),
        review=date.fromisoformat(day) if (day := document.get("review")) else None,
    )

    async def write(session: AsyncSession) -> None:
        mine = col(PublicationRow.slug) == slug
        earlier = await session.execute(
            select(
                col(PublicationRow.version),
                col(PublicationRow.trialogue),
                col(PublicationRow.dilemma),
            )
            .where(mine)
            .order_by(col(PublicationRow.version).desc())
        )
        last = earlier.first()
        if last is not None and (last[1], last[2]) != (trialogue_id, dilemma):
            raise Conflict(f"{slug} is another weighing")
        if version != (last[0] if last is not None else 0) + 1:
            raise Conflict(f"version {version} is not the next of {slug}")
        await session.execute(update(PublicationRow).where(mine).values(current=False))
        session.add(row)
        await session.flush()
        await search.put(session, row)

    return write


async def free_slug(db: Db, title: str) -> str:
    """Return an address for a title that no weighing has yet: at most 80 of a–z, 0–9 and dash."""
    base = slug_of(title)
    async with db.read() as session:
        rows = await session.scalars(
            select(col(PublicationRow.slug)).where(
                col(PublicationRow.slug).startswith(base[: SLUG_LENGTH - 10], autoescape=True)
            )
        )
        taken = set(rows)
    slug, number = base, 1
    while slug in taken:
        number += 1
        tail = f"-{number}"
        slug = base[: SLUG_LENGTH - len(tail)].rstrip("-") + tail
    return slug


def slug_of(title: str) -> str:
    """Return a title as an address, of whole words, without looking whether it is free."""
    plain = fold(title).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH + 1].rpartition("-")[0] or slug[:SLUG_LENGTH]
    return slug or "weging"


async def is_next(session: AsyncSession, trialogue_id: str, seq: int) -> bool:
    """Tell whether the fact that is being written is the next after another one: of a version that
    was drawn then, no word can have gone since. For what is written with a fact only."""
    last = select(col(TrialogueRow.last_seq)).where(col(TrialogueRow.id) == trialogue_id)
    return await session.scalar(last) == seq + 1


# --- reading ---------------------------------------------------------------------------


async def get(db: Db, slug: str, version: int | None = None) -> Published | None:
    """Return one version of a weighing, or the current one; none that was taken offline."""
    if "\0" in slug:
        return None  # PostgreSQL refuses to look for it
    which = (
        col(PublicationRow.current) if version is None else col(PublicationRow.version) == version
    )
    async with db.read() as session:
        row = await session.scalar(
            select(PublicationRow).where(col(PublicationRow.slug) == slug, which, _stands())
        )
    return of_row(row) if row is not None else None


async def versions(db: Db, slug: str) -> list[Published]:
    """Return all versions of a weighing that stand, the newest first."""
    if "\0" in slug:
        return []  # PostgreSQL refuses to look for it
    async with db.read() as session:
        rows = await session.scalars(
            select(PublicationRow)
            .where(col(PublicationRow.slug) == slug, _stands())
            .order_by(col(PublicationRow.version).desc())
        )
        return [of_row(row) for row in rows]


def _stands() -> ColumnElement[bool]:
    gone = select(col(Tombstone.slug)).where(
        col(Tombstone.slug) == col(PublicationRow.slug),
        col(Tombstone.version) >= col(PublicationRow.version),
    )
    return ~gone.exists()


async def of_trialogue(db: Db, trialogue_id: str) -> list[Published]:
    """Return the current versions of the weighings of one trialogue."""
    async with db.read() as session:
        rows = await session.scalars(
            select(PublicationRow)
            .where(col(PublicationRow.trialogue) == trialogue_id, col(PublicationRow.current))
            .order_by(col(PublicationRow.slug))
        )
        return [of_row(row) for row in rows]


async def newest(db: Db, limit: int = 20, offset: int = 0) -> list[Published]:
    """Return current versions, the newest first."""
    async with db.read() as session:
        rows = await session.scalars(
            select(PublicationRow)
            .where(col(PublicationRow.current))
            .order_by(col(PublicationRow.published_at).desc(), col(PublicationRow.slug))
            .limit(limit)
            .offset(offset)
        )
        return [of_row(row) for row in rows]


async def count(db: Db) -> int:
    """Return how many weighings are public."""
    current = select(func.count()).select_from(PublicationRow).where(col(PublicationRow.current))
    async with db.read() as session:
        return await session.scalar(current) or 0


async def addresses(db: Db, limit: int) -> list[tuple[str, datetime]]:
    """Return the slugs of public weighings and when each last changed, the newest first."""
    row = PublicationRow
    async with db.read() as session:
        rows = await session.execute(
            select(col(row.slug), col(row.published_at), col(row.redacted))
            .where(col(row.current))
            .order_by(col(row.published_at).desc(), col(row.slug))
            .limit(limit)
        )
        return [(slug, max(out, redacted or out)) for slug, out, redacted in rows]


async def stamp(db: Db) -> int | None:
    """Return a number that is another one after every change of something public; None when
    the database does not answer."""
    try:
        async with db.read() as session:
            return await session.scalar(select(col(PublicStamp.changes)))
    except (Away, SQLAlchemyError):
        return None


def of_row(row: PublicationRow) -> Published:
    """Return a version as plain data. For `store` only."""
    return Published(
        slug=row.slug,
        version=row.version,
        trialogue=TrialogueId(row.trialogue),
        dilemma=DilemmaId(row.dilemma),
        document=row.document,
        digest=row.digest,
        note=row.note,
        published_at=row.published_at,
        current=row.current,
        redacted=row.redacted,
    )
