"""Finding what is public: weighings and single options, by words and by filters.

Reads the catalogue that `store.search` writes, by the full-text index of either engine. Never more
than `MOST` weighings are looked at for one question, the newest of all.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, intersect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from trialoog.core.words import OutcomeKind, ReasonType
from trialoog.store.db import Db
from trialoog.store.index import OPTIONS, WEIGHINGS, Groups, Index, Question, Term
from trialoog.store.publications import Published, of_row
from trialoog.store.search import OUTCOME, filed, index_of
from trialoog.store.spelling import likeness, nearest, one_off, words
from trialoog.store.tables import CatalogueFacet, CatalogueOption, CatalogueRow, PublicationRow

MOST = 1000  # found at once; who finds more is asked to say more
WORDS = 12  # of a question that count
PARTS = 60  # other words that the parts typed may stand in, together
FEW = 5  # of these for each, whatever the number of words
PART = 4  # letters of a part of a word; less stands in too many
SHORT = 5
ALIKE = 0.5  # from here on two titles may mean the same option
CANDIDATES = 60

Picked = Mapping[str, Collection[str]]
"""By kind of filter the values of which a weighing must have one."""

NOTHING: Picked = {}

Wanted = Mapping[str, Sequence[Term]]
"""By kind of filter what stands in the index for its values."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of weighings. `counts` says of every value of a filter how many there would be;
    `many` that there are more than `total`, and no telling how many. `meant` are the words that
    were searched in place of what was typed."""

    weighings: tuple[Published, ...]
    total: int
    many: bool = False
    meant: str = ""
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FoundOption:
    """An option of a public weighing, and what became of it."""

    slug: str
    published_at: datetime
    language: str
    question: str
    organisation: str
    letter: str
    title: str
    outcome: OutcomeKind
    reason_type: ReasonType | None
    reason: str
    reopen: str


@dataclass(frozen=True, slots=True)
class FoundOptions:
    """One page of options; `reasons` says how many fell on which type of reason."""

    options: tuple[FoundOption, ...]
    total: int
    many: bool = False
    meant: str = ""
    reasons: Mapping[str, int] = field(default_factory=dict)


# --- weighings ---------------------------------------------------------------------------


async def weighings(
    db: Db, query: str = "", picked: Picked = NOTHING, *, limit: int = 20, offset: int = 0
) -> Found:
    """Return the weighings in which every word occurs, the best first, then the newest.

    Never fails on a text; one without a word finds nothing. Where nothing has a word, the nearest
    word that there is counts.
    """
    asked = words(query)[:WORDS]
    if query.strip() and not asked:
        return Found((), 0)
    async with db.read() as session:
        index = await index_of(session)
        groups, wanted = await _readings(session, index, asked), _wanted(picked)
        ids, meant = await _newest(session, index, groups, wanted), ""
        if asked and not ids and (other := await _meant(session, index, asked)):
            meant = " ".join(other)
            groups = await _readings(session, index, other)
            ids = await _newest(session, index, groups, wanted)
        counts = await _counts(session, index, ids)
        for kind in wanted:
            # Of its own kind a filter hides nothing: ticking another finds more.
            others = {name: values for name, values in wanted.items() if name != kind}
            every = await _newest(session, index, groups, others)
            counts[kind] = (await _counts(session, index, every, kind)).get(kind, {})
        best = await _best(session, index, _question(WEIGHINGS, groups, wanted), ids)
        rows = await _published(session, index, best[offset : offset + limit])
    return Found(rows, min(len(ids), MOST), len(ids) > MOST, meant, counts)


def _wanted(picked: Picked) -> Wanted:
    return {
        kind: [Term(filed(kind, value)) for value in sorted(values)]
        for kind, values in picked.items()
        if values
    }


def _question(table: str, groups: Groups, wanted: Wanted) -> Question:
    return Question(table, groups, [*wanted.values()])


async def _newest(session: AsyncSession, index: Index, groups: Groups, wanted: Wanted) -> list[int]:
    """Return the numbers of at most one more than `MOST` weighings, the newest first."""
    if groups or wanted:
        return await index.newest(session, _question(WEIGHINGS, groups, wanted), MOST + 1)
    row = col(CatalogueRow.id)
    return [*await session.scalars(select(row).order_by(row.desc()).limit(MOST + 1))]


async def _best(
    session: AsyncSession, index: Index, asked: Question, ids: Sequence[int]
) -> Sequence[int]:
    """Return what was found, the best first. Of more than `MOST` the newest, as they come: to rate
    them all would take as long as there are."""
    if not asked.words or not 1 < len(ids) <= MOST:
        return ids[:MOST]
    return await index.rated(session, asked, ids)


def filters(row: SQLColumnExpression[Any], picked: Picked) -> Iterable[ColumnElement[bool]]:
    """Return what rows of the catalogue must have, by the column that holds their number."""
    wanted = [
        select(col(CatalogueFacet.weighing))
        .where(col(CatalogueFacet.kind) == kind, col(CatalogueFacet.value).in_(sorted(values)))
        .distinct()
        for kind, values in picked.items()
        if values
    ]
    return [row.in_(intersect(*wanted))] if wanted else []


async def _counts(
    session: AsyncSession, index: Index, ids: Sequence[int], kind: str | None = None
) -> dict[str, Mapping[str, int]]:
    """Return how many weighings have each value of the filters, or of one kind of filter."""
    facet = CatalogueFacet
    statement = (
        select(col(facet.kind), col(facet.value), func.count())
        .where(index.among(col(facet.weighing), ids))
        .group_by(col(facet.kind), col(facet.value))
    )
    if kind is not None:
        # Not by what is filed under the kind, which is far more.
        statement = statement.where(col(facet.kind) + "" == kind)
    counts: dict[str, dict[str, int]] = {}
    for name, value, number in await session.execute(statement):
        counts.setdefault(name, {})[value] = number
    return {**counts}


async def _published(
    session: AsyncSession, index: Index, ids: Sequence[int]
) -> tuple[Published, ...]:
    same = and_(
        col(CatalogueRow.slug) == col(PublicationRow.slug),
        col(CatalogueRow.version) == col(PublicationRow.version),
    )
    statement = select(col(CatalogueRow.id), PublicationRow).join(CatalogueRow, same)
    rows = await session.execute(statement.where(index.among(col(CatalogueRow.id), ids)))
    by_id = {id: of_row(row) for id, row in rows}
    return tuple(by_id[id] for id in ids if id in by_id)


# --- options -----------------------------------------------------------------------------


async def options(
    db: Db,
    query: str = "",
    *,
    outcomes: Collection[OutcomeKind],
    reasons: Collection[str] = (),
    limit: int = 20,
    offset: int = 0,
) -> FoundOptions:
    """Return the options with one of some outcomes in which, or in the question of which, every
    word occurs. `reasons` leaves those with one of some types of reason."""
    asked = words(query)[:WORDS]
    if query.strip() and not asked:
        return FoundOptions((), 0)
    async with db.read() as session:
        index = await index_of(session)
        groups, wanted = await _readings(session, index, asked), _wanted({OUTCOME: outcomes})
        question = _question(OPTIONS, groups, wanted)
        ids, meant = await index.newest(session, question, MOST + 1), ""
        if asked and not ids and (other := await _meant(session, index, asked)):
            meant = " ".join(other)
            groups = await _readings(session, index, other)
            question = _question(OPTIONS, groups, wanted)
            ids = await index.newest(session, question, MOST + 1)
        option = CatalogueOption
        types = select(col(option.id), col(option.reason_type))
        mine = await session.execute(types.where(index.among(col(option.id), ids)))
        by_id = {row.id: row.reason_type for row in mine}
        best = await _best(session, index, question, ids)
        left = [id for id in best if not reasons or by_id[id] in reasons]
        rows = await _option_rows(session, index, left[offset : offset + limit])
    counts = Counter(by_id[id] for id in ids)
    return FoundOptions(rows, len(left), len(ids) > MOST, meant, counts)


async def similar(db: Db, title: str, *, limit: int = 3) -> tuple[FoundOption, ...]:
    """Return options of earlier weighings whose title says about the same, the likest first."""
    asked = sorted({word for word in words(title)[:WORDS] if len(word) >= PART}, key=len)
    if not asked:
        return ()
    # Without its last letters, for another ending of the same word.
    begins = sorted({word[: max(PART, len(word) - 3)] for word in asked[-6:]})
    question = Question(OPTIONS, [[Term(begin, more=True) for begin in begins]], heading=True)
    async with db.read() as session:
        index = await index_of(session)
        ids = await index.newest(session, question, MOST + 1)
        best = await _best(session, index, question, ids)
        rows = await _option_rows(session, index, best[:CANDIDATES])
    rated = [(likeness(title, row.title), row) for row in rows]
    near = sorted((pair for pair in rated if pair[0] >= ALIKE), key=lambda it: it[0], reverse=True)
    return tuple(row for _, row in near[:limit])


async def _option_rows(
    session: AsyncSession, index: Index, ids: Sequence[int]
) -> tuple[FoundOption, ...]:
    option, weighing = CatalogueOption, CatalogueRow
    statement = (
        select(option, weighing)
        .join(weighing, col(option.weighing) == col(weighing.id))
        .where(index.among(col(option.id), ids))
    )
    by_id = {it.id: _option(it, of) for it, of in await session.execute(statement) if it.outcome}
    return tuple(by_id[id] for id in ids if id in by_id)


def _option(row: CatalogueOption, of: CatalogueRow) -> FoundOption:
    return FoundOption(
        slug=of.slug,
        published_at=of.published_at,
        language=of.language,
        question=of.question,
        organisation=of.organisation,
        letter=row.letter,
        title=row.title,
        outcome=OutcomeKind(row.outcome),
        reason_type=ReasonType(row.reason_type) if row.reason_type else None,
        reason=row.reason,
        reopen=row.reopen,
    )


# --- words -------------------------------------------------------------------------------


async def _readings(session: AsyncSession, index: Index, asked: Sequence[str]) -> Groups:
    """Return what every word may stand for: what begins with it, or holds it further on. The more
    words, the fewer readings each: what is asked together stays as quick."""
    most = max(FEW, PARTS // max(1, len(asked)))
    groups: list[list[Term]] = []
    for word in asked:
        if len(word) == 1:
            groups.append([Term(word)])
            continue
        inside = await index.inside(session, word, most) if len(word) >= PART else []
        begins = await index.starts(session, word, most)
        groups.append([*begins, *map(Term, inside)] or [Term(word)])
    return groups


async def _meant(session: AsyncSession, index: Index, asked: Sequence[str]) -> list[str]:
    """Return the words that are probably meant; nothing when all of them are known, or one is
    like no other."""
    meant = []
    for word in asked:
        known = await index.knows(session, word) or await index.inside(session, word, 1)
        other = word if known else await _nearest(session, index, word)
        if other is None:
            return []
        meant.append(other)
    return meant if meant != [*asked] else []


async def _nearest(session: AsyncSession, index: Index, word: str) -> str | None:
    near = await index.alike(session, word, CANDIDATES)
    if len(word) <= SHORT:
        # Of a short word one slip may leave no three letters together.
        near |= await index.those_of(session, one_off(word))
    return nearest(word, near)
