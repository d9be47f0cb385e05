"""What stands in a feed: the versions of weighings that are public now, the newest first."""

from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from trialoog.store.db import Db
from trialoog.store.publications import Published, of_row
from trialoog.store.search import SUBJECT
from trialoog.store.tables import CatalogueFacet, CatalogueRow, PublicationRow, Tombstone


async def newest(
    db: Db, limit: int, *, slug: str | None = None, subject: str | None = None
) -> list[Published]:
    """Return the newest public versions: all, those of one weighing, or those of a subject."""
    wanted = (
        select(PublicationRow)
        .where(is_public(col(PublicationRow.slug), col(PublicationRow.version)))
        .order_by(
            col(PublicationRow.published_at).desc(),
            col(PublicationRow.slug),
            col(PublicationRow.version).desc(),
        )
        .limit(limit)
    )
    if slug is not None:
        wanted = wanted.where(col(PublicationRow.slug) == slug)
    if subject is not None:
        filed = (
            select(col(CatalogueRow.slug))
            .join(CatalogueFacet, col(CatalogueFacet.weighing) == col(CatalogueRow.id))
            .where(col(CatalogueFacet.kind) == SUBJECT, col(CatalogueFacet.value) == subject)
        )
        wanted = wanted.where(col(PublicationRow.slug).in_(filed))
    async with db.read() as session:
        return [of_row(row) for row in await session.scalars(wanted)]


def is_public(slug: Any, version: Any) -> ColumnElement[bool]:
    """Tell of a version, by its columns, whether it was not taken back. For `store` only.

    A weighing that was taken back has no current version, unless a later one came.
    """
    now, stone = aliased(PublicationRow), aliased(Tombstone)
    current = select(col(now.slug)).where(col(now.slug) == slug, col(now.current).is_(True))
    gone = select(col(stone.slug)).where(col(stone.slug) == slug, col(stone.version) >= version)
    return and_(current.exists(), ~gone.exists())
