"""Takes words out of what is stored: texts of the journal, working copies, public versions.

Says nothing about which; a fact in the same transaction does. The chain is made for it: a fact
holds the hash of a text, so that a text can go and the fact still holds.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from trialoog.core.events import TextAt
from trialoog.core.ids import DilemmaId, TrialogueId
from trialoog.core.words import Status
from trialoog.store import chain, search
from trialoog.store.db import Db
from trialoog.store.journal import Also
from trialoog.store.publications import Published, of_row
from trialoog.store.tables import PublicationRow, TextRow, TrialogueRow, WeighingDraft


async def closed(db: Db) -> list[TrialogueId]:
    """Return the trialogues that are closed, in a fixed order."""
    async with db.read() as session:
        found = await session.scalars(
            select(col(TrialogueRow.id))
            .where(col(TrialogueRow.status) == Status.CLOSED.value)
            .order_by(col(TrialogueRow.id))
        )
        return [TrialogueId(id) for id in found]


def blank(trialogue_id: str, places: Sequence[TextAt]) -> Also:
    """Return what makes texts of a journal unreadable, words and salt, in its transaction."""
    table = TextRow.metadata.tables[TextRow.__tablename__]
    statement = (
        update(table)
        .where(
            table.c.trialogue == trialogue_id,
            table.c.seq == bindparam("at_seq"),
            table.c.place == bindparam("at_place"),
        )
        .values(body=None, salt=None)
    )
    rows = [{"at_seq": at.seq, "at_place": at.place} for at in places]

    async def write(session: AsyncSession) -> None:
        if rows:
            await session.execute(statement, rows)

    return write


async def working_copies(db: Db, trialogue_id: str) -> dict[DilemmaId, dict[str, Any]]:
    """Return the working copies of the public texts of a trialogue, by dilemma."""
    async with db.read() as session:
        rows = await session.scalars(
            select(WeighingDraft).where(col(WeighingDraft.trialogue) == trialogue_id)
        )
        return {DilemmaId(row.dilemma): row.texts for row in rows}


def rewrite_copies(trialogue_id: str, copies: Mapping[DilemmaId, Mapping[str, Any]]) -> Also:
    """Return what gives working copies other texts."""

    async def write(session: AsyncSession) -> None:
        for dilemma, texts in copies.items():
            mine = update(WeighingDraft).where(
                col(WeighingDraft.trialogue) == trialogue_id, col(WeighingDraft.dilemma) == dilemma
            )
            await session.execute(mine.values(texts=dict(texts)))

    return write


async def public_versions(db: Db, trialogue_id: str) -> list[Published]:
    """Return every public version of the weighings of a trialogue, old ones too."""
    async with db.read() as session:
        rows = await session.scalars(
            select(PublicationRow)
            .where(col(PublicationRow.trialogue) == trialogue_id)
            .order_by(col(PublicationRow.slug), col(PublicationRow.version))
        )
        return [of_row(row) for row in rows]


def rewrite_version(
    *, slug: str, version: int, document: Mapping[str, Any], note: str, now: datetime
) -> Also:
    """Return what takes a passage out of a public version. Its digest stays that of the fact
    that published it; `WeighingRedacted` says the new one."""
    mine = update(PublicationRow).where(
        col(PublicationRow.slug) == slug, col(PublicationRow.version) == version
    )
    changed = mine.values(
        document=chain.canonical(document).decode(),
        note=note,
        redacted=now,
    )

    async def write(session: AsyncSession) -> None:
        await session.execute(changed)
        row = await session.get(PublicationRow, (slug, version), populate_existing=True)
        if row is not None and row.current:
            await search.put(session, row, scrub=True)

    return write
