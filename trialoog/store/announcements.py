"""Closed trialogues that are not public yet, as the public hears of them: four things, no more."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from trialoog.core.events import DilemmaFramed
from trialoog.core.words import Status
from trialoog.store.db import Db
from trialoog.store.tables import FactRow, PublicationRow, Tombstone, TrialogueRow


@dataclass(frozen=True, slots=True)
class Announced:
    """A trialogue that was held. `contact` is empty where the usual one is meant."""

    title: str
    organisation: str
    contact: str
    held: datetime


async def announced(db: Db, limit: int, offset: int = 0) -> list[Announced]:
    """Return what is announced, the latest first.

    A rehearsal never is, nor what its owner keeps unannounced, nor one of which a weighing went
    offline for privacy. It ends when each of its weighings was public.
    """
    fact = aliased(FactRow)
    dilemmas = (
        select(func.count())
        .where(
            col(fact.trialogue) == col(TrialogueRow.id), col(fact.kind) == DilemmaFramed.__name__
        )
        .scalar_subquery()
    )
    public = (
        select(func.count(func.distinct(col(PublicationRow.dilemma))))
        .where(col(PublicationRow.trialogue) == col(TrialogueRow.id))
        .scalar_subquery()
    )
    statement = (
        select(
            col(TrialogueRow.title),
            col(TrialogueRow.organisation),
            col(TrialogueRow.contact),
            col(FactRow.at),
        )
        .join(FactRow, (col(FactRow.trialogue) == col(TrialogueRow.id)) & (col(FactRow.seq) == 1))
        .where(
            col(TrialogueRow.status) == Status.CLOSED.value,
            col(TrialogueRow.rehearsal).is_(False),
            col(TrialogueRow.unannounced).is_(False),
            public < dilemmas,
            # Its title may be what had to go.
            col(TrialogueRow.id).not_in(
                select(col(Tombstone.trialogue)).where(col(Tombstone.ground) == "privacy")
            ),
        )
        .order_by(col(FactRow.at).desc(), col(TrialogueRow.title))
        .limit(limit)
        .offset(offset)
    )
    async with db.read() as session:
        return [Announced(*row) for row in await session.execute(statement)]
