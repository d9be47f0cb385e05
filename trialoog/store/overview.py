"""The state of all public weighings together: on what options fall, what failed, what waits.

Counts rows of the catalogue, never people. Judges nothing: what is late is for who knows the day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from trialoog.core.words import Decision, OutcomeKind, ReasonType, Standing
from trialoog.store.db import Db
from trialoog.store.finding import NOTHING, Picked, filters
from trialoog.store.search import EXAMPLE
from trialoog.store.tables import (
    CatalogueAssumption,
    CatalogueFacet,
    CatalogueOption,
    CatalogueRow,
)

MOST = 50  # lines of one list


@dataclass(frozen=True, slots=True)
class Waiting:
    """A weighing that somebody has to come back to. `on` is None where no day is known."""

    slug: str
    question: str
    language: str
    organisation: str
    who: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Failed:
    """An assumption that turned out wrong, and the choice that rests on it."""

    slug: str
    question: str
    language: str
    letter: str
    words: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it. Lists hold the first `MOST`; `reviews` and `undecided` come by their day.
    `examples` are all that are public: they count only while nothing else is."""

    weighings: int
    reasons: Mapping[tuple[OutcomeKind, ReasonType], int]
    assumptions: Mapping[Standing, int]
    failed: tuple[Failed, ...]
    reviews: tuple[Waiting, ...]
    undecided: tuple[Waiting, ...]
    reviews_in_all: int
    undecided_in_all: int
    counts: Mapping[str, Mapping[str, int]]
    examples: int = 0
    only_examples: bool = False


async def overview(db: Db, kinds: Sequence[str], picked: Picked = NOTHING) -> Overview:
    """Return the state of the weighings that have what the filters ask. `counts` are of some
    kinds of filter, over all that is public."""
    row, assumption, option = CatalogueRow, CatalogueAssumption, CatalogueOption
    examples = select(col(CatalogueFacet.weighing)).where(col(CatalogueFacet.kind) == EXAMPLE)
    async with db.read() as session:
        made_up = await _number(session, col(row.id).in_(examples))
        only = made_up > 0 and not await _number(session, col(row.id).not_in(examples))
        counted = [] if only else [col(row.id).not_in(examples)]
        mine = [*filters(col(row.id), picked), *counted]
        review = [col(row.review).is_not(None), *mine]
        # Who decides may not be known; then nothing says that somebody will.
        undecided = [
            col(row.decision).in_(["", Decision.OPEN.value]),
            col(row.decision_maker) != "",
            *mine,
        ]
        reasons = await session.execute(
            select(col(option.outcome), col(option.reason_type), func.count())
            .join(row, col(row.id) == col(option.weighing))
            .where(col(option.outcome) != "", col(option.reason_type) != "", *mine)
            .group_by(col(option.outcome), col(option.reason_type))
        )
        standings = await session.execute(
            select(col(assumption.standing), func.count())
            .join(row, col(row.id) == col(assumption.weighing))
            .where(*mine)
            .group_by(col(assumption.standing))
        )
        failed = await session.execute(
            select(assumption, row)
            .join(row, col(row.id) == col(assumption.weighing))
            .where(col(assumption.standing) == Standing.FAILS.value, *mine)
            .order_by(col(row.id).desc(), col(assumption.number))
            .limit(MOST)
        )
        return Overview(
            weighings=await _number(session, *mine),
            reasons={(OutcomeKind(o), ReasonType(r)): number for o, r, number in reasons},
            assumptions={Standing(standing): number for standing, number in standings},
            failed=tuple(
                Failed(of.slug, of.question, of.language, it.letter, it.words, it.on_day)
                for it, of in failed
            ),
            reviews=await _waiting(session, col(row.review), *review),
            undecided=await _waiting(session, col(row.decide_by), *undecided),
            reviews_in_all=await _number(session, *review),
            undecided_in_all=await _number(session, *undecided),
            counts={kind: await _values(session, kind, *counted) for kind in kinds},
            examples=made_up,
            only_examples=only,
        )


async def _waiting(
    session: AsyncSession, day: Any, *conditions: ColumnElement[bool]
) -> tuple[Waiting, ...]:
    rows = await session.execute(
        select(CatalogueRow, day)
        .where(*conditions)
        .order_by(day.is_(None), day, col(CatalogueRow.id).desc())
        .limit(MOST)
    )
    return tuple(
        Waiting(it.slug, it.question, it.language, it.organisation, it.decision_maker, on)
        for it, on in rows
    )


async def _number(session: AsyncSession, *conditions: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(CatalogueRow).where(*conditions)
    return await session.scalar(counted) or 0


async def _values(
    session: AsyncSession, kind: str, *conditions: ColumnElement[bool]
) -> dict[str, int]:
    facet = CatalogueFacet
    rows = await session.execute(
        select(col(facet.value), func.count())
        .join(CatalogueRow, col(CatalogueRow.id) == col(facet.weighing))
        .where(col(facet.kind) == kind, *conditions)
        .group_by(col(facet.value))
    )
    return {value: number for value, number in rows}  # noqa: C416 - rows are no pairs
