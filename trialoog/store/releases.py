"""How far the weighings of closed trialogues are, for a list: read from the few facts that tell it,
so that no meeting is played for it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from trialoog.core.events import (
    DilemmaFramed,
    ReleaseApproved,
    ReleaseChangeWanted,
    WeighingPublished,
    WeighingUnpublished,
)
from trialoog.core.ids import DilemmaId, TrialogueId
from trialoog.core.words import Perspective
from trialoog.store.db import Db
from trialoog.store.tables import FactRow, TextRow

KINDS = tuple(
    kind.__name__
    for kind in (
        DilemmaFramed,
        ReleaseApproved,
        ReleaseChangeWanted,
        WeighingPublished,
        WeighingUnpublished,
    )
)


@dataclass(frozen=True, slots=True)
class Release:
    """The weighing of one dilemma. `slug` is its address while it is public, `since` when that
    version came; `agreed` and `wishes` are who answered so last, whatever changed after it."""

    dilemma: DilemmaId
    question: str
    slug: str = ""
    version: int = 0  # the newest that ever was
    since: datetime | None = None
    agreed: tuple[Perspective, ...] = ()
    wishes: tuple[Perspective, ...] = ()


async def releases(
    db: Db, trialogues: Iterable[TrialogueId]
) -> Mapping[TrialogueId, tuple[Release, ...]]:
    """Return how far the weighings of some trialogues are, in the order of their agenda."""
    first = (col(TextRow.trialogue) == col(FactRow.trialogue)) & (
        col(TextRow.seq) == col(FactRow.seq)
    )
    statement = (
        select(
            col(FactRow.trialogue),
            col(FactRow.kind),
            col(FactRow.data),
            col(FactRow.by_perspective),
            col(FactRow.at),
            col(TextRow.body),
        )
        .outerjoin(TextRow, first & (col(TextRow.place) == 0))
        .where(col(FactRow.trialogue).in_(list(trialogues)), col(FactRow.kind).in_(KINDS))
        .order_by(col(FactRow.trialogue), col(FactRow.seq))
    )
    found: dict[TrialogueId, dict[str, Release]] = {}
    async with db.read() as session:
        for trialogue, kind, source, perspective, at, body in await session.execute(statement):
            data = json.loads(source)
            its = found.setdefault(TrialogueId(trialogue), {})
            name = data["dilemma"]
            before = its.get(name) or Release(DilemmaId(name), body or "")
            who = (Perspective(perspective),) if perspective else ()
            its[name] = _after(before, kind, data, who, at)
    return {trialogue: tuple(its.values()) for trialogue, its in found.items()}


def _after(  # noqa: PLR0917 - what was so, and what a fact says
    it: Release,
    kind: str,
    data: Mapping[str, object],
    who: tuple[Perspective, ...],
    at: datetime,
) -> Release:
    agreed = tuple(p for p in it.agreed if p not in who)
    wishes = tuple(p for p in it.wishes if p not in who)
    match kind:
        case ReleaseApproved.__name__:
            return replace(it, agreed=(*agreed, *who), wishes=wishes)
        case ReleaseChangeWanted.__name__:
            return replace(it, agreed=agreed, wishes=(*wishes, *who))
        case WeighingPublished.__name__:
            return replace(it, slug=str(data["slug"]), version=int(str(data["version"])), since=at)
        case WeighingUnpublished.__name__:
            return replace(it, slug="", since=None)
        case _:
            return it
