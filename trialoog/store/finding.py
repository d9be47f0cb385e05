"""Finding what is public: weighings and single options, by words and by filters.

Reads the catalogue that `store.search` writes. SQLite looks in full-text indexes; PostgreSQL reads
through the words with LIKE, without ranking, parts of words or typing errors, until it gets a
tsvector. Never more than `MOST` weighings are looked at for one question, the newest of all.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    SQLColumnExpression,
    and_,
    desc,
    exists,
    func,
    intersect,
    literal_column,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from trialoog.core.words import OutcomeKind, ReasonType
from trialoog.store.db import Db
from trialoog.store.publications import Published, of_row
from trialoog.store.spelling import likeness, nearest, one_off, words
from trialoog.store.tables import CatalogueFacet, CatalogueOption, CatalogueRow, PublicationRow

MOST = 1000  # found at once; who finds more is asked to say more
WORDS = 12  # of a question that count
PARTS = 50  # other words that a typed part may stand in
PART = 4  # letters of a part of a word; less stands in too many
JOINED = 4  # letters of a start that the index has joined: the longest of its `prefix`
SHORT = 5
LAST = "\U0010ffff"
ALIKE = 0.5  # from here on two titles may mean the same option
CANDIDATES = 60

WEIGHTS = "10, 4, 1"  # of a word in a heading, in the options or texts, and anywhere else

Picked = Mapping[str, Collection[str]]
"""By kind of filter the values of which a weighing must have one."""

NOTHING: Picked = {}


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
        ids = await _weighings(session, asked, picked)
        meant = ""
        if asked and not ids and (other := await _meant(session, asked)):
            asked, meant = other, " ".join(other)
            ids = await _weighings(session, asked, picked)
        counts = await _counts(session, ids)
        for kind in picked:
            # Of its own kind a filter hides nothing: ticking another finds more.
            others = {name: values for name, values in picked.items() if name != kind}
            every = await _weighings(session, asked, others)
            counts[kind] = (await _counts(session, every)).get(kind, {})
        rows = await _published(session, ids[:MOST][offset : offset + limit])
    return Found(rows, min(len(ids), MOST), len(ids) > MOST, meant, counts)


async def _weighings(session: AsyncSession, asked: Sequence[str], picked: Picked) -> list[int]:
    """Return the numbers of at most one more than `MOST` weighings, the best first."""
    row = col(CatalogueRow.id)
    if not asked:
        # Without looking in the catalogue itself: filters know the newest too.
        newest = intersect(*wanted) if (wanted := _wanted(picked)) else select(row)
        return [*await session.scalars(newest.order_by(desc(text("1"))).limit(MOST + 1))]
    if not await _is_sqlite(session):
        every = (col(CatalogueRow.body).contains(word, autoescape=True) for word in asked)
        statement = select(row).where(*every, *filters(row, picked)).order_by(row.desc())
        return [*await session.scalars(statement.limit(MOST + 1))]
    match = await _expression(session, asked)
    return await _ranked(session, "fts_weighing", match, *filters(_checked("fts_weighing"), picked))


async def _ranked(
    session: AsyncSession, index: str, match: str, *conditions: ColumnElement[bool]
) -> list[int]:
    """Return the rows of a full-text index that match, the best first. Of more than `MOST` only the
    newest are looked at, as they come: to rate them all would take as long as there are."""
    row = _row(index)
    hits = (
        select(row.label("id"))
        .select_from(table(index))
        .where(literal_column(index).op("MATCH")(match), *conditions)
        .order_by(row.desc())
        .limit(MOST + 1)
    )
    newest = [*await session.scalars(hits)]
    if not 1 < len(newest) <= MOST:
        return newest
    score = literal_column(f"bm25({index}, {WEIGHTS})", Float).label("score")
    rated = hits.add_columns(score).subquery()
    found = await session.scalars(select(rated.c.id).order_by(rated.c.score, rated.c.id.desc()))
    return [*found]


def _row(index: str) -> ColumnElement[int]:
    return literal_column(f"{index}.rowid", Integer)


def _checked(index: str) -> ColumnElement[int]:
    # With a plus SQLite looks a row up in what it must be in, not the other way about.
    return literal_column(f"+{index}.rowid", Integer)


def filters(row: SQLColumnExpression[Any], picked: Picked) -> Iterable[ColumnElement[bool]]:
    """Return what rows of the catalogue must have, by the column that holds their number."""
    wanted = _wanted(picked)
    return [row.in_(intersect(*wanted))] if wanted else []


def _wanted(picked: Picked) -> list[Select[Any]]:
    return [
        select(col(CatalogueFacet.weighing))
        .where(col(CatalogueFacet.kind) == kind, col(CatalogueFacet.value).in_(sorted(values)))
        .distinct()
        for kind, values in picked.items()
        if values
    ]


async def _counts(session: AsyncSession, ids: Sequence[int]) -> dict[str, Mapping[str, int]]:
    facet = CatalogueFacet
    statement = (
        select(col(facet.kind), col(facet.value), func.count())
        .where(await _among(session, col(facet.weighing), ids))
        .group_by(col(facet.kind), col(facet.value))
    )
    counts: dict[str, dict[str, int]] = {}
    for kind, value, number in await session.execute(statement):
        counts.setdefault(kind, {})[value] = number
    return {**counts}


async def _published(session: AsyncSession, ids: Sequence[int]) -> tuple[Published, ...]:
    same = and_(
        col(CatalogueRow.slug) == col(PublicationRow.slug),
        col(CatalogueRow.version) == col(PublicationRow.version),
    )
    statement = select(col(CatalogueRow.id), PublicationRow).join(CatalogueRow, same)
    rows = await session.execute(statement.where(await _among(session, col(CatalogueRow.id), ids)))
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
        ids = await _options(session, asked, outcomes)
        meant = ""
        if asked and not ids and (other := await _meant(session, asked)):
            meant = " ".join(other)
            ids = await _options(session, other, outcomes)
        option = CatalogueOption
        mine = await _among(session, col(option.id), ids)
        types = select(col(option.id), col(option.reason_type)).where(mine)
        by_id = {row.id: row.reason_type for row in await session.execute(types)}
        left = [id for id in ids[:MOST] if not reasons or by_id[id] in reasons]
        rows = await _option_rows(session, left[offset : offset + limit])
    counts: dict[str, int] = {}
    for id in ids:
        counts[by_id[id]] = counts.get(by_id[id], 0) + 1
    return FoundOptions(rows, len(left), len(ids) > MOST, meant, counts)


async def _options(
    session: AsyncSession, asked: Sequence[str], outcomes: Collection[OutcomeKind]
) -> list[int]:
    option = CatalogueOption
    row, wanted = col(option.id), col(option.outcome).in_(sorted(outcomes))
    newest = select(row).where(wanted).order_by(row.desc()).limit(MOST + 1)
    if not asked:
        return [*await session.scalars(newest)]
    if not await _is_sqlite(session):
        fields = (col(option.heading), col(option.words), col(option.about))
        every = (or_(*(f.contains(word, autoescape=True) for f in fields)) for word in asked)
        return [*await session.scalars(newest.where(*every))]
    match = await _expression(session, asked)
    return await _ranked(
        session, "fts_option", match, exists().where(row == _row("fts_option"), wanted)
    )


async def similar(db: Db, title: str, *, limit: int = 3) -> tuple[FoundOption, ...]:
    """Return options of earlier weighings whose title says about the same, the likest first."""
    asked = sorted({word for word in words(title)[:WORDS] if len(word) >= PART}, key=len)
    if not asked:
        return ()
    # Without its last letters, for another ending of the same word.
    begins = sorted({word[: max(PART, len(word) - 3)] for word in asked[-6:]})
    option = CatalogueOption
    async with db.read() as session:
        if await _is_sqlite(session):
            match = " OR ".join(f'heading : "{begin}"*' for begin in begins)
            ids = (await _ranked(session, "fts_option", match))[:CANDIDATES]
        else:
            some = or_(*(col(option.heading).contains(w, autoescape=True) for w in begins))
            newest = select(col(option.id)).where(some).order_by(col(option.id).desc())
            ids = [*await session.scalars(newest.limit(CANDIDATES))]
        rows = await _option_rows(session, ids)
    rated = [(likeness(title, row.title), row) for row in rows]
    near = sorted((pair for pair in rated if pair[0] >= ALIKE), key=lambda it: it[0], reverse=True)
    return tuple(row for _, row in near[:limit])


async def _option_rows(session: AsyncSession, ids: Sequence[int]) -> tuple[FoundOption, ...]:
    option, weighing = CatalogueOption, CatalogueRow
    statement = (
        select(option, weighing)
        .join(weighing, col(option.weighing) == col(weighing.id))
        .where(await _among(session, col(option.id), ids))
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


async def _among(
    session: AsyncSession, number: SQLColumnExpression[Any], ids: Sequence[int]
) -> ColumnElement[bool]:
    """Return that a column holds one of many numbers: a thousand in one value where we can."""
    if not await _is_sqlite(session):
        return number.in_(ids)
    return number.in_(select(func.json_each(json.dumps(ids)).table_valued("value").c.value))


# --- words -------------------------------------------------------------------------------


async def _is_sqlite(session: AsyncSession) -> bool:
    return (await session.connection()).dialect.name == "sqlite"


async def _expression(session: AsyncSession, asked: Sequence[str]) -> str:
    """Return what FTS5 is asked: every word, as the start of a word or inside a longer one.

    Words hold letters and digits only, and each is quoted: nothing typed is a command.
    """
    groups = [" OR ".join(await _readings(session, word)) for word in asked]
    return " AND ".join(f"({group})" for group in groups)


async def _readings(session: AsyncSession, word: str) -> list[str]:
    """Return the words that a word may stand for. To name them is quicker than to have FTS5 join
    all that begin alike, unless it has those joined already."""
    if len(word) == 1:
        return [f'"{word}"']
    inside = [f'"{other}"' for other in await _inside(session, word)]
    if len(word) > JOINED:
        statement = text(
            "SELECT term FROM fts_vocabulary WHERE term >= :word AND term < :end LIMIT :most"
        )
        asked = {"word": word, "end": word + LAST, "most": PARTS}
        longer = [f'"{other}"' for other in await session.scalars(statement, asked)]
        if len(longer) < PARTS:
            return [*longer, *inside] or [f'"{word}"']
    return [f'"{word}"*', *inside]


async def _inside(session: AsyncSession, word: str) -> list[str]:
    """Return the shortest words in which a word stands further on."""
    if len(word) < PART:
        return []
    statement = text(
        "SELECT word FROM fts_part WHERE fts_part MATCH :part AND instr(word, :word) > 1 "
        "ORDER BY length(word), word LIMIT :most"
    )
    found = await session.scalars(statement, {"part": f'"{word}"', "word": word, "most": PARTS})
    return [*found]


async def _meant(session: AsyncSession, asked: Sequence[str]) -> list[str]:
    """Return the words that are probably meant; nothing when all of them are known, or one is
    like no other."""
    if not await _is_sqlite(session):
        return []
    meant = [await _known(session, word) or await _nearest(session, word) for word in asked]
    found = [word for word in meant if word]
    return found if len(found) == len(asked) and found != [*asked] else []


async def _known(session: AsyncSession, word: str) -> str | None:
    begins = text("SELECT 1 FROM fts_vocabulary WHERE term >= :word AND term < :end LIMIT 1")
    known = await session.scalar(begins, {"word": word, "end": word + LAST})
    return word if known or await _inside(session, word) else None


async def _nearest(session: AsyncSession, word: str) -> str | None:
    near: set[str] = set()
    if len(word) <= SHORT:
        # Of a short word one slip may leave no three letters together.
        one = "SELECT term FROM json_each(:words) JOIN fts_vocabulary ON term = json_each.value"
        slips = json.dumps(sorted(one_off(word)))
        near.update(await session.scalars(text(one), {"words": slips}))
    groups = {word[at : at + 3] for at in range(len(word) - 2)}
    if groups:
        some = "SELECT word FROM fts_part WHERE fts_part MATCH :some ORDER BY rank LIMIT :most"
        match = " OR ".join(f'"{group}"' for group in sorted(groups))
        near.update(await session.scalars(text(some), {"some": match, "most": CANDIDATES}))
    return nearest(word, near)
