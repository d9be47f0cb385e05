"""The catalogue: what is public, written so that it can be found, filtered and counted.

Written in the transaction that makes something public, or takes it or a passage away. Reading is
`store.finding`. On SQLite the list of words (`fts_part`) is kept here; PostgreSQL has none yet.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from trialoog.core import document as documents
from trialoog.core.document import Document
from trialoog.core.words import OutcomeKind
from trialoog.store.db import Db
from trialoog.store.spelling import folded
from trialoog.store.tables import (
    CatalogueAssumption,
    CatalogueFacet,
    CatalogueOption,
    CatalogueRow,
    PublicationRow,
)

# What weighings can be filtered by.
SUBJECT, FORMAT, OUTCOME = "subject", "format", "outcome"
ORGANISATION, YEAR, REASON = "organisation", "year", "reason"

SHORTEST = 3  # letters of a word in the list: that is what it is found by
AT_ONCE = 500  # words in one question to the database


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
    before = await _row(session, it.slug)
    # What changes in the same version keeps its place among the newest.
    place = before.id if before is not None and before.version == it.version else None
    await drop(session, it.slug)
    row = _catalogued(it, document, place)
    known = await _known(session, row.body)
    session.add(row)
    await session.flush()
    await _details(session, row, document)
    await _learn(session, row.body, known)
    if scrub and await _is_sqlite(session):
        for index in ("fts_weighing", "fts_option", "fts_part"):
            # Without this a word that is used no more would stand in the file until a later merge.
            await session.execute(text(f"INSERT INTO {index}({index}) VALUES ('optimize')"))


async def drop(session: AsyncSession, slug: str) -> None:
    """Take a weighing out of the catalogue, if it is there."""
    row = await _row(session, slug)
    if row is None:
        return
    for table in (CatalogueFacet, CatalogueOption, CatalogueAssumption):
        await session.execute(delete(table).where(col(table.weighing) == row.id))
    await session.delete(row)
    await session.flush()
    await _forget(session, row.body)


async def rebuild(db: Db) -> int:
    """Make the whole catalogue anew from what is public now; return how many weighings it holds."""
    async with db.write() as session:
        for table in (CatalogueFacet, CatalogueOption, CatalogueAssumption, CatalogueRow):
            await session.execute(delete(table))
        if await _is_sqlite(session):
            await session.execute(text("DELETE FROM fts_part"))
        rows = await session.scalars(
            select(PublicationRow)
            .where(col(PublicationRow.current))
            .order_by(col(PublicationRow.published_at), col(PublicationRow.slug).desc())
        )
        found = rows.all()
        for each in found:
            await put(session, each)
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


async def _details(session: AsyncSession, row: CatalogueRow, document: Document) -> None:
    facets = {(kind, value) for kind, value in facets_of(document, row) if value}
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
    kinds = [{"kind": kind, "value": value} for kind, value in sorted(facets)]
    made: tuple[tuple[Any, list[dict[str, Any]]], ...] = (
        (CatalogueFacet, kinds),
        (CatalogueOption, options),
        (CatalogueAssumption, assumptions),
    )
    for table, rows in made:
        if rows:
            await session.execute(insert(table), [{"weighing": row.id, **each} for each in rows])


def facets_of(document: Document, row: CatalogueRow) -> list[tuple[str, str]]:
    """Return everything that a weighing can be filtered by, as pairs of kind and value."""
    fell = [o for o in document.options if o.outcome in {OutcomeKind.REJECTED, OutcomeKind.PARKED}]
    return [
        (FORMAT, document.format_key),
        (ORGANISATION, document.organisation),
        (YEAR, str(row.published_at.year)),
        *((SUBJECT, subject) for subject in document.subjects),
        *((OUTCOME, option.outcome or "") for option in document.options),
        *((REASON, option.reason_type or "") for option in fell),
    ]


async def _row(session: AsyncSession, slug: str) -> CatalogueRow | None:
    found: CatalogueRow | None = await session.scalar(
        select(CatalogueRow).where(col(CatalogueRow.slug) == slug)
    )
    return found


# --- the list of words --------------------------------------------------------------------


async def _is_sqlite(session: AsyncSession) -> bool:
    return (await session.connection()).dialect.name == "sqlite"


def _long(body: str) -> list[str]:
    return sorted({word for word in body.split(" ") if len(word) >= SHORTEST})


async def _known(session: AsyncSession, body: str) -> set[str]:
    """Return the words of a text that stand in any weighing now."""
    if not await _is_sqlite(session):
        return set()
    lookup = text(
        "SELECT term FROM json_each(:words) JOIN fts_vocabulary ON term = json_each.value"
    )
    known: set[str] = set()
    words = _long(body)
    for at in range(0, len(words), AT_ONCE):
        asked: Mapping[str, str] = {"words": json.dumps(words[at : at + AT_ONCE])}
        known.update(await session.scalars(lookup, asked))
    return known


async def _learn(session: AsyncSession, body: str, known: set[str]) -> None:
    """Add the words of a text to the list, but for those that it holds already."""
    if await _is_sqlite(session):
        rows = [{"word": word} for word in _long(body) if word not in known]
        if rows:
            await session.execute(text("INSERT INTO fts_part(word) VALUES (:word)"), rows)


async def _forget(session: AsyncSession, body: str) -> None:
    """Take the words of a text that went out of the list, where no other weighing has them."""
    if await _is_sqlite(session):
        still = await _known(session, body)
        rows = [{"word": word, "part": f'"{word}"'} for word in _long(body) if word not in still]
        if rows:
            gone = text(
                "DELETE FROM fts_part WHERE rowid IN "
                "(SELECT rowid FROM fts_part WHERE fts_part MATCH :part AND word = :word)"
            )
            await session.execute(gone, rows)
