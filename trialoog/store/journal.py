"""The journal of a trialogue: adds facts in one transaction, reads them, checks both chains.

Nothing here changes or removes a fact, and nothing here knows a rule of the meeting.
"""

import json
import secrets
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlmodel import col

from trialoog.core.codec import Unknown, decode, encode, kind_of
from trialoog.core.events import By, Event, Fact
from trialoog.core.ids import AccountId, Tag
from trialoog.core.words import Perspective, Role
from trialoog.store import chain, secret
from trialoog.store.db import Db
from trialoog.store.stored import StoredFact, StoredText, lane_of, recorded, stored
from trialoog.store.table import Table
from trialoog.store.tables import Receipt, TrialogueRow

# The version under which today's events are written.
VERSION = 1

# What of the trialogue's row may change together with facts; its secret stands in a table apart.
ROW = frozenset(
    {"status", "door", "title", "code", "secret", "draft", "language", "updated"}
    | {"organisation", "contact", "unannounced"}
)

# Of tables and not of their classes, made once: a row of a table costs a fraction of an object.
_FACTS, _TEXTS, _RECEIPTS = (insert(Table.metadata.tables[t]) for t in ("fact", "text", "receipt"))
_ROW = Table.metadata.tables["trialogue"].c
_REACH = update(_ROW.id.table).where(_ROW.id == bindparam("mine"))
_ADVANCE = _REACH.where(_ROW.last_seq == bindparam("expected")).returning(
    _ROW.open_seq, _ROW.head, _ROW.closed_head
)

Salt = Callable[[int], bytes]
Also = Callable[[AsyncSession], Awaitable[None]]


class Conflict(Exception):
    """Somebody else wrote first: catch up with the journal, then decide again."""


@dataclass(frozen=True, slots=True)
class ReceiptEntry:
    """The answer to a submitted form, so that the same form again gets the same answer.

    `key_hash` and `body_hash` are made by the caller from the form's key and its fields.
    """

    key_hash: str
    body_hash: str
    answer: Mapping[str, Any] = field(default_factory=dict)


class Turn(NamedTuple):
    """The turn to write to a trialogue, and the facts that came meanwhile."""

    session: AsyncSession
    news: list[Fact]


async def append(  # noqa: PLR0913, PLR0917 - the parts of one transaction
    db: Db,
    trialogue_id: str,
    expected_seq: int,
    entries: Sequence[tuple[By, Event]],
    at: datetime,
    *,
    receipts: Sequence[ReceiptEntry] = (),
    row: Mapping[str, object] | None = None,
    also: Sequence[Also] = (),
    salt: Salt = secrets.token_bytes,
    turn: Turn | None = None,
) -> list[Fact]:
    """Add facts after `expected_seq`, all of it or nothing, and return them as read back.

    `at` is cut to the minute. `row` changes columns of the trialogue (of `ROW`), `also` writes more
    in the same transaction, after the rest. No entries is fine: then only the rest is written.

    Other trialogues are written at the same moment where the database can do that; with `also`,
    which may look at anything, nobody else writes meanwhile. Who has the `turn` writes in it.

    Raises `Conflict` when the journal is elsewhere or one of the forms was answered already,
    and `ValueError` for an event or a row that can't be written.
    """
    if unknown := set(row or {}) - ROW:
        raise ValueError(f"not for a fact to change: {', '.join(sorted(unknown))}")
    at = to_minute(at)
    pages = [_page(by, event, salt) for by, event in entries]
    lent = nullcontext(turn.session) if turn is not None else db.write(beside=not also)
    # The row of the trialogue, changed first and only from where it has to be, keeps the order.
    async with lent as session:
        changes = {"updated": at, **(row or {}), "last_seq": expected_seq + len(pages)}
        connection = await session.connection()
        ends = await _advance(connection, trialogue_id, expected_seq, changes)
        await secret.keep(session, trialogue_id, row or {})
        facts, texts = [], []
        for page in pages:
            fact, ends = _chained(at, page, ends)
            facts.append({"trialogue": trialogue_id, **fact})
            texts.extend(_texts(trialogue_id, ends.seq, page))
        if facts:
            await connection.execute(_FACTS, facts)
            await _reach(connection, trialogue_id, ends)
        if texts:
            await connection.execute(_TEXTS, texts)
        if receipts:
            await _keep(connection, trialogue_id, receipts)
        for write in also:
            await write(session)
    return [Fact(seq, at, page.by, page.event) for seq, page in enumerate(pages, expected_seq + 1)]


@asynccontextmanager
async def in_turn(db: Db, trialogue_id: str, after: int, *, beside: bool) -> AsyncIterator[Turn]:
    """Lend the turn to write to a trialogue, with the facts after a position.

    For who was overtaken by another process: here all wait in order of arrival, and what is decided
    on these facts can be appended. `beside` is as in `Db.write`.
    """
    row = TrialogueRow
    async with db.write(beside=beside) as session:
        last = select(col(row.last_seq)).where(col(row.id) == trialogue_id).with_for_update()
        behind = (await session.scalar(last) or 0) > after
        rows, texts = await stored(session, trialogue_id, after) if behind else ([], {})
        yield Turn(session, [_fact(row, texts[row.seq]) for row in rows])


async def read(db: Db, trialogue_id: str, after: int = 0) -> list[Fact]:
    """Return the facts after a position, in order. A blanked text is empty."""
    async with db.read() as session:
        rows, texts = await stored(session, trialogue_id, after)
    return [_fact(row, texts[row.seq]) for row in rows]


async def receipts(
    db: Db, trialogue_id: str, key_hashes: Collection[str]
) -> dict[str, ReceiptEntry]:
    """Return by `key_hash` the answers that forms got before; without those that got none."""
    async with db.read() as session:
        found = await session.scalars(
            select(Receipt).where(
                col(Receipt.trialogue) == trialogue_id, col(Receipt.key_hash).in_(key_hashes)
            )
        )
        return {r.key_hash: ReceiptEntry(r.key_hash, r.body_hash, r.answer) for r in found}


def drop_receipts(trialogue_id: str) -> Also:
    """Return what forgets all answers of a trialogue, in the transaction that closes it."""

    async def write(session: AsyncSession) -> None:
        await session.execute(delete(Receipt).where(col(Receipt.trialogue) == trialogue_id))

    return write


async def verify(db: Db, trialogue_id: str) -> str | None:
    """Compute both chains and their order again and return the first thing that is wrong, if any.

    A text that was blanked, salt and all, is not wrong: its hash stands in the fact.
    """
    async with db.read() as session:
        trialogue = await session.get(TrialogueRow, trialogue_id)
        if trialogue is None:
            return "there is no such trialogue"
        rows, texts = await stored(session, trialogue_id)
    ends = chain.start(trialogue_id)
    for place, row in enumerate(rows, 1):
        if row.seq != place:
            return f"fact {place} is missing"
        if problem := _wrong(row, texts[row.seq], ends):
            return f"fact {place}: {problem}"
        ends = ends.after(lane_of(row), row.link)
    if trialogue.last_seq != len(rows):
        return f"the trialogue says it has {trialogue.last_seq} facts, there are {len(rows)}"
    if trialogue.open_seq != ends.open.facts:
        return "the trialogue says that the open lane has another number of facts"
    if trialogue.head != _head(ends.open):
        return "the head of the open lane is another"
    if trialogue.closed_head != _head(ends.closed):
        return "the head of the closed lane is another"
    if stray := sorted(set(texts) - {row.seq for row in rows}):
        return f"there are texts for fact {stray[0]}, which is not there"
    return None


def to_minute(at: datetime) -> datetime:
    """Return a moment cut to the minute, in UTC. Raises `ValueError` without a time zone."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(UTC).replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class _Page:
    """An entry made ready to write, before its place is known."""

    by: By
    event: Event  # as it will be read back
    kind: str
    data: dict[str, Any]
    written: str  # the data in its canonical form
    texts: list[tuple[str, bytes]]
    root: bytes


def _page(by: By, event: Event, salt: Salt) -> _Page:
    data, texts = encode(event)
    if any("\0" in words for words in (*texts, by.tag or "", by.account or "")):
        raise ValueError("no record holds a NUL: PostgreSQL can't keep it")
    kind = kind_of(event)
    # What can't be read back must not get in: one such fact and nothing opens any more.
    written = chain.canonical(data).decode()
    plain = json.loads(written)
    return _Page(
        by=by,
        event=decode(kind, plain, texts),
        kind=kind,
        data=plain,
        written=written,
        texts=[(text, salt(chain.SALT_BYTES)) for text in texts],
        root=salt(chain.SALT_BYTES),
    )


async def _advance(
    connection: AsyncConnection,
    trialogue_id: str,
    expected_seq: int,
    changes: Mapping[str, object],
) -> chain.Ends:
    """Change the trialogue's row from where it has to be; return how far its lanes went so far."""
    columns = {name: changes[name] for name in changes if name != "secret"}
    where = {"mine": trialogue_id, "expected": expected_seq}
    found = (await connection.execute(_ADVANCE, {**columns, **where})).one_or_none()
    if found is None:
        raise Conflict(f"the journal is not at {expected_seq}")
    opened, head, closed_head = found
    start = chain.start(trialogue_id)
    return chain.Ends(
        chain.End(opened, head or start.open.link),
        chain.End(expected_seq - opened, closed_head or start.closed.link),
    )


async def _reach(connection: AsyncConnection, trialogue_id: str, ends: chain.Ends) -> None:
    heads = {"head": _head(ends.open), "closed_head": _head(ends.closed)}
    await connection.execute(_REACH, {"mine": trialogue_id, "open_seq": ends.open.facts, **heads})


def _head(end: chain.End) -> str:
    return end.link if end.facts else ""


def _chained(at: datetime, page: _Page, before: chain.Ends) -> tuple[dict[str, Any], chain.Ends]:
    """Return the row of a fact, and how far the lanes go with it."""
    hashes = [chain.text_hash(salt, body) for body, salt in page.texts]
    role = page.by.role.value
    perspective = page.by.perspective.value if page.by.perspective else None
    record = chain.record(
        before=before,
        kind=page.kind,
        version=VERSION,
        at=at,
        role=role,
        perspective=perspective,
        account=page.by.account,
        tag=page.by.tag,
        data=page.data,
        texts=hashes,
        root=page.root,
    )
    lane = chain.Lane(record["lane"])
    link = chain.link(before.of(lane).link, chain.leaf(chain.salt("fact", page.root), record))
    fact = {
        "seq": before.seq + 1,
        "kind": page.kind,
        "version": VERSION,
        "at": at,
        "by_role": role,
        "by_perspective": perspective,
        "by_tag": page.by.tag,
        "by_account": page.by.account,
        "data": page.written,
        "texts": chain.canonical(hashes).decode(),
        "salt": page.root,
        "link": link,
    }
    return fact, before.after(lane, link)


def _texts(trialogue_id: str, seq: int, page: _Page) -> list[dict[str, Any]]:
    return [
        {"trialogue": trialogue_id, "seq": seq, "place": place, "body": body, "salt": salt}
        for place, (body, salt) in enumerate(page.texts)
    ]


async def _keep(
    connection: AsyncConnection, trialogue_id: str, entries: Iterable[ReceiptEntry]
) -> None:
    rows = [
        {
            "trialogue": trialogue_id,
            "key_hash": entry.key_hash,
            "body_hash": entry.body_hash,
            "answer": dict(entry.answer),
        }
        for entry in entries
    ]
    try:
        await connection.execute(_RECEIPTS, rows)
    except IntegrityError as taken:
        raise Conflict("a form was answered already") from taken


def _fact(row: StoredFact, texts: Sequence[StoredText]) -> Fact:
    if row.version != VERSION:
        raise Unknown(f"version {row.version}")
    by = By(
        role=Role(row.by_role),
        perspective=Perspective(row.by_perspective) if row.by_perspective else None,
        tag=Tag(row.by_tag) if row.by_tag is not None else None,
        account=AccountId(row.by_account) if row.by_account is not None else None,
    )
    event = decode(row.kind, json.loads(row.data), [text.body for text in texts])
    return Fact(row.seq, row.at, by, event)


def _wrong(row: StoredFact, texts: Sequence[StoredText], before: chain.Ends) -> str | None:
    """Return what is wrong with one stored fact, after what went before it."""
    try:
        record = recorded(row, before)
        hashes = json.loads(row.texts)
    except (ValueError, AttributeError, TypeError):
        return "its data can't be read"
    if [text.place for text in texts] != list(range(len(hashes))):
        return "its texts are not complete"
    for text, hashed in zip(texts, hashes, strict=True):
        if text.body is None and text.salt is None:
            continue
        if text.body is None or text.salt is None:
            return f"text {text.place} is half blanked"
        if chain.text_hash(text.salt, text.body) != hashed:
            return f"text {text.place} is not what was written"
    previous = before.of(chain.Lane(record["lane"])).link
    if chain.link(previous, chain.leaf(chain.salt("fact", row.salt), record)) != row.link:
        return "its link does not follow"
    return None
