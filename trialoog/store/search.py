"""The catalogue: what is public, written so that it can be found, filtered and counted.

Written in the transaction that makes something public, or takes it or a passage away. Reading is
`store.finding`; what differs per engine is an `Index`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from trialoog.core import document as documents
from trialoog.core.document import Document
from trialoog.core.words import OutcomeKind
from trialoog.store import index_postgresql, index_sqlite
from trialoog.store.db import Db
from trialoog.store.index import Index
from trialoog.store.spelling import folded
from trialoog.store.tables import (
    CatalogueAssumption,
    CatalogueFacet,
    CatalogueOption,
    CatalogueRow,
    PublicationRow,
    PublicStamp,
)

# What weighings can be filtered by.
SUBJECT, FORMAT, OUTCOME = "subject", "format", "outcome"
ORGANISATION, YEAR, REASON = "organisation", "year", "reason"
EXAMPLE = "example"  # no filter: it tells made-up weighings from real ones

INDEXES: Mapping[str, Index] = {"sqlite": index_sqlite, "postgresql": index_postgresql}
MARK = "§"  # of what a filter finds by: no word of a text has it
LONGEST = 500  # bytes of such a word


async def index_of(session: AsyncSession) -> Index:
    """Return how the database of a session is searched."""
    return INDEXES[(await session.connection()).dialect.name]


def filed(kind: str, value: str) -> str:
    """Return the word of the index that stands for a value of a filter."""
    return MARK + f"{kind}={value}".encode()[:LONGEST].hex()


async def put(session: AsyncSession, it: PublicationRow, *, scrub: bool = False) -> None:
    """Put the current version of a weighing into the catalogue, in place of an earlier one.

    `scrub` after a passage went: its words then stand nowhere in the index, not even unused.
    A document of another shape than ours is left out.
    """
    try:
        document = documents.from_json(it.document)
    except (KeyError, TypeError, ValueError):
        await drop(session, it.slug)
        return
    index, before = await index_of(session), await _row(session, it.slug)
    # What changes in the same version keeps its place among the newest.
    place = before.id if before is not None and before.version == it.version else None
    await drop(session, it.slug)
    row = _catalogued(it, document, place)
    facets = sorted(facets_of(document, row))
    row.filed = _filed(facets)
    await index.learn(session, _listed(row))
    session.add(row)
    await session.flush()
    await _details(session, row, document, facets)
    if scrub:
        await index.scrub(session)


async def drop(session: AsyncSession, slug: str) -> None:
    """Take a weighing out of the catalogue, if it is there."""
    row = await _row(session, slug)
    if row is None:
        return
    for table in (CatalogueFacet, CatalogueOption, CatalogueAssumption):
        await session.execute(delete(table).where(col(table.weighing) == row.id))
    await session.delete(row)
    await session.flush()
    await (await index_of(session)).forget(session, _listed(row))


async def rebuild(db: Db) -> int:
    """Make the whole catalogue anew from what is public now; return how many weighings it holds.

    That counts as a change of something public, so that what was drawn before is drawn anew.
    """
    async with db.write() as session:
        # First, as publishing does: so the two wait for each other here and nowhere else.
        await session.execute(update(PublicStamp).values(changes=PublicStamp.changes + 1))
        for table in (CatalogueFacet, CatalogueOption, CatalogueAssumption, CatalogueRow):
            await session.execute(delete(table))
        await (await index_of(session)).forget_all(session)
        rows = await session.execute(
            select(col(PublicationRow.slug), col(PublicationRow.version))
            .where(col(PublicationRow.current))
            .order_by(col(PublicationRow.published_at), col(PublicationRow.slug).desc())
        )
        found = rows.all()
        for slug, version in found:  # one document at a time: together they are as large as all
            await put(session, await session.get_one(PublicationRow, (slug, version)))
    return len(found)


# --- rows ------------------------------------------------------------------------------


def _catalogued(it: PublicationRow, document: Document, place: int | None) -> CatalogueRow:
    return CatalogueRow(
        id=place,
        slug=it.slug,
        version=it.version,
        published_at=it.published_at,
        language=document.language,
        question=document.question,
        organisation=document.organisation,
        decision_maker=document.decision_maker,
        decision=document.formal.decision if document.formal is not None else "",
        decide_by=document.decide_by,
        review=document.review,
        heading=folded(document.question, document.pole_a.name, document.pole_b.name),
        options=folded(*(option.title for option in document.options)),
        body=folded(documents.searchable(document)),
    )


def _filed(facets: Iterable[tuple[str, str]]) -> str:
    return " ".join(filed(kind, value) for kind, value in facets)


def _listed(row: CatalogueRow) -> list[str]:
    """Return the words of a weighing, each once."""
    return sorted({word for word in row.body.split(" ") if word})


async def _details(
    session: AsyncSession,
    row: CatalogueRow,
    document: Document,
    facets: Iterable[tuple[str, str]],
) -> None:
    options = [
        {
            "letter": option.letter,
            "title": option.title,
            "outcome": option.outcome or "",
            "reason_type": option.reason_type or "",
            "reason": option.reason,
            "reopen": option.reopen,
            "heading": folded(option.title),
            "words": folded(option.detail, option.reason, option.reopen, *option.weighed),
            "about": row.heading,
            "filed": _filed([(OUTCOME, option.outcome)] if option.outcome else []),
        }
        for option in document.options
    ]
    assumptions = [
        {
            "number": number,
            "letter": letter,
            "words": assumption.text,
            "standing": assumption.state,
            "on_day": assumption.on,
        }
        for number, (letter, assumption) in enumerate(
            (o.letter, assumption) for o in document.options for assumption in o.assumptions
        )
    ]
    kinds = [{"kind": kind, "value": value} for kind, value in facets]
    made: tuple[tuple[Any, list[dict[str, Any]]], ...] = (
        (CatalogueFacet, kinds),
        (CatalogueOption, options),
        (CatalogueAssumption, assumptions),
    )
    for table, rows in made:
        if rows:
            await session.execute(insert(table), [{"weighing": row.id, **each} for each in rows])


def facets_of(document: Document, row: CatalogueRow) -> set[tuple[str, str]]:
    """Return everything that a weighing can be filtered by, as pairs of kind and value."""
    fell = [o for o in document.options if o.outcome in {OutcomeKind.REJECTED, OutcomeKind.PARKED}]
    every = [
        (FORMAT, document.format_key),
        (EXAMPLE, "yes" if document.example else ""),
        (ORGANISATION, document.organisation),
        (YEAR, str(row.published_at.year)),
        *((SUBJECT, subject) for subject in document.subjects),
        *((OUTCOME, option.outcome or "") for option in document.options),
        *((REASON, option.reason_type or "") for option in fell),
    ]
    return {(kind, value) for kind, value in every if value}


async def _row(session: AsyncSession, slug: str) -> CatalogueRow | None:
    found: CatalogueRow | None = await session.scalar(
        select(CatalogueRow).where(col(CatalogueRow.slug) == slug)
    )
    return found
