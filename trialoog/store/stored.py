"""Facts and texts as they are stored, for what reads or checks whole journals. For `store` only."""

import json
from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from trialoog.store import chain
from trialoog.store.tables import FactRow, TextRow


class StoredFact(NamedTuple):
    """The columns of a fact. Whole `FactRow`s would take three times as long to load."""

    seq: int
    kind: str
    version: int
    at: datetime
    by_role: str
    by_perspective: str | None
    by_tag: str | None
    by_account: str | None
    data: str
    texts: str
    salt: bytes
    link: str


class StoredText(NamedTuple):
    """The columns of a text."""

    seq: int
    place: int
    body: str | None
    salt: bytes | None


Texts = dict[int, list[StoredText]]


async def stored(
    session: AsyncSession, trialogue_id: str, after: int = 0
) -> tuple[list[StoredFact], Texts]:
    """Return facts as they are stored and, by seq, their texts."""
    fact, text = (table.metadata.tables[table.__tablename__].c for table in (FactRow, TextRow))
    rows = await session.execute(
        select(*(fact[name] for name in StoredFact._fields))
        .where(fact.trialogue == trialogue_id, fact.seq > after)
        .order_by(fact.seq)
    )
    found = await session.execute(
        select(*(text[name] for name in StoredText._fields))
        .where(text.trialogue == trialogue_id, text.seq > after)
        .order_by(text.seq, text.place)
    )
    texts: Texts = defaultdict(list)
    for each in map(StoredText._make, found):
        texts[each.seq].append(each)
    return list(map(StoredFact._make, rows)), texts


def lane_of(row: StoredFact) -> chain.Lane:
    """Return the lane of a stored fact."""
    if chain.LANES.get(row.kind) is not chain.Lane.OPEN:
        return chain.Lane.CLOSED  # for most facts, without reading their data
    return chain.lane(row.kind, row.by_role, row.by_perspective, json.loads(row.data))


def recorded(row: StoredFact, before: chain.Ends) -> dict[str, Any]:
    """Return what is hashed of a stored fact."""
    return chain.record(
        before=before,
        kind=row.kind,
        version=row.version,
        at=row.at,
        role=row.by_role,
        perspective=row.by_perspective,
        account=row.by_account,
        tag=row.by_tag,
        data=json.loads(row.data),
        texts=json.loads(row.texts),
        root=row.salt,
    )
