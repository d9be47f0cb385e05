"""Trialogues in lists: making, finding, preparing and removing them.

What happens inside a trialogue is the journal's; only a draft or a rehearsal can go.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from trialoog.core.ids import CODE_ALPHABET, CODE_LENGTH, TrialogueId
from trialoog.core.words import Status
from trialoog.store import endings
from trialoog.store.db import Db
from trialoog.store.tables import (
    CoFacilitator,
    CrowdRow,
    FactRow,
    Invitation,
    Member,
    Receipt,
    ScreenGrant,
    ScreenSession,
    SpokespersonLink,
    TextRow,
    TrialogueRow,
    TrialogueSecret,
    WeighingDraft,
)

# Lower case and without look-alikes: sixteen of them can be read out, and not guessed.
ID_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
ID_LENGTH = 16
SECRET_BYTES = 32
LONGEST_TITLE = 200  # of the preparation, as lists show it

Lead = Literal["team", "guest"]
"""How somebody leads a trialogue: in the team that owns it, or invited to this one alone."""


@dataclass(frozen=True, slots=True)
class TrialogueInfo:
    """A trialogue as lists know it. `draft` is the preparation; the secret is not in it."""

    id: TrialogueId
    team: str
    title: str
    status: Status
    draft: Mapping[str, Any]
    code: str | None
    door: bool
    rehearsal: bool
    copy_of: TrialogueId | None
    language: str
    organisation: str
    contact: str
    epoch: str
    last_seq: int
    head: str
    created: datetime
    updated: datetime


def new_id() -> TrialogueId:
    """Return a fresh id, random."""
    return TrialogueId("".join(secrets.choice(ID_ALPHABET) for _ in range(ID_LENGTH)))


def id_of(form: str) -> TrialogueId:
    """Return the id of the trialogue that a form makes: the same form makes it once."""
    number = int.from_bytes(sha256(form.encode()).digest())
    return TrialogueId(
        "".join(
            ID_ALPHABET[number // len(ID_ALPHABET) ** place % len(ID_ALPHABET)]
            for place in range(ID_LENGTH)
        )
    )


def new_code() -> str:
    """Return a fresh join code, random; it may be taken already."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def fresh_row() -> dict[str, object]:
    """Return what a gathering starts with: a join code and the secret behind the tags."""
    return {"code": new_code(), "secret": secrets.token_bytes(SECRET_BYTES)}


async def create_trialogue(  # noqa: PLR0913 - all of them are what a trialogue starts with
    db: Db,
    *,
    team: str,
    title: str,
    draft: Mapping[str, Any],
    language: str,
    now: datetime,
    rehearsal: bool = False,
    copy_of: str | None = None,
    id: TrialogueId | None = None,
) -> TrialogueInfo:
    """Make a trialogue in preparation, without a fact, a code or a secret.

    With an `id` that the team's trialogues have already, that one is returned as it is.
    """
    row = TrialogueRow(
        id=id or new_id(),
        team=team,
        title=title,
        draft=dict(draft),
        language=language,
        rehearsal=rehearsal,
        copy_of=copy_of,
        epoch=secrets.token_hex(8),
        created=now,
        updated=now,
    )
    async with db.write() as session:
        made = await session.get(TrialogueRow, row.id) if id is not None else None
        if made is not None and made.team == team:
            return info_of(made)
        session.add(row)
    return info_of(row)


async def hand_over(db: Db, trialogue_id: str, team: str) -> None:
    """Give a trialogue to another team, which owns it from then on."""
    mine = update(TrialogueRow).where(col(TrialogueRow.id) == trialogue_id)
    async with db.write() as session:
        owning = select(col(TrialogueRow.team)).where(col(TrialogueRow.id) == trialogue_id)
        losing = select(col(Member.account)).where(col(Member.team).in_(owning))
        await endings.look_anew(session, losing, trialogue_id)
        await session.execute(mine.values(team=team))


async def get(db: Db, trialogue_id: str) -> TrialogueInfo | None:
    """Return a trialogue, if there is one with this id."""
    if "\0" in trialogue_id:
        return None  # PostgreSQL refuses to look for it
    async with db.read() as session:
        row = await session.get(TrialogueRow, trialogue_id)
    return info_of(row) if row is not None else None


async def by_code(db: Db, code: str) -> TrialogueInfo | None:
    """Return the trialogue with a normalised join code; whether its door is open is in it."""
    async with db.read() as session:
        row = await session.scalar(select(TrialogueRow).where(col(TrialogueRow.code) == code))
    return info_of(row) if row is not None else None


async def list_of_teams(db: Db, teams: Sequence[str]) -> list[TrialogueInfo]:
    """Return the trialogues of some teams, the one touched last first."""
    return await _listed(db, col(TrialogueRow.team).in_(teams))


async def list_of(db: Db, account: str) -> list[TrialogueInfo]:
    """Return all trialogues that an account may lead, the one touched last first."""
    teams = select(col(Member.team)).where(col(Member.account) == account)
    along = select(col(CoFacilitator.trialogue)).where(col(CoFacilitator.account) == account)
    return await _listed(
        db, or_(col(TrialogueRow.team).in_(teams), col(TrialogueRow.id).in_(along))
    )


async def _listed(db: Db, where: ColumnElement[bool]) -> list[TrialogueInfo]:
    async with db.read() as session:
        rows = await session.scalars(
            select(TrialogueRow)
            .where(where)
            .order_by(col(TrialogueRow.updated).desc(), col(TrialogueRow.id))
        )
        return [info_of(row) for row in rows]


async def role_of(db: Db, trialogue_id: str, account: str) -> Lead | None:
    """Return how an account may lead a trialogue, if it may; the team goes before an invitation."""
    async with db.read() as session:
        if await session.scalar(in_team_of(trialogue_id, account)) is not None:
            return "team"
        return "guest" if await session.get(CoFacilitator, (trialogue_id, account)) else None


def in_team_of(trialogue_id: str, account: str) -> Select[str]:
    """Return how to find an account in the team that owns a trialogue."""
    return (
        select(col(Member.account))
        .join(TrialogueRow, col(TrialogueRow.team) == col(Member.team))
        .where(col(TrialogueRow.id) == trialogue_id, col(Member.account) == account)
    )


async def change_draft(
    db: Db,
    trialogue_id: str,
    change: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    *,
    now: datetime,
) -> Mapping[str, Any] | None:
    """Change the preparation and return it. None when the gathering has started, or there is no
    such draft.

    `change` gets it as it is when its turn has come: of two forms that cross, both count.
    """
    here = col(TrialogueRow.id) == trialogue_id, col(TrialogueRow.status) == Status.DRAFT.value
    async with db.write() as session:
        before = await session.scalar(select(col(TrialogueRow.draft)).where(*here))
        if before is None:
            return None
        draft = dict(change(before))
        title = str(draft["title"])[:LONGEST_TITLE]
        values = {"draft": draft, "title": title, "language": draft["language"], "updated": now}
        changed = update(TrialogueRow).values(**values)
        await session.execute(changed.where(*here))
    return draft


async def set_code(db: Db, trialogue_id: str, code: str) -> bool:
    """Give a trialogue another join code. False when that code is taken: try another."""
    try:
        await _change(db, col(TrialogueRow.id) == trialogue_id, code=code)
    except IntegrityError:
        return False
    return True


async def secret(db: Db, trialogue_id: str) -> bytes | None:
    """Return the secret that tags are made with; None before the gathering and after closing."""
    async with db.read() as session:
        return await session.scalar(
            select(col(TrialogueSecret.secret)).where(
                col(TrialogueSecret.trialogue) == trialogue_id
            )
        )


async def all_of_them(db: Db) -> dict[TrialogueId, Status]:
    """Return every trialogue, and how it stands."""
    rows = select(col(TrialogueRow.id), col(TrialogueRow.status)).order_by(col(TrialogueRow.id))
    async with db.read() as session:
        return {TrialogueId(id): Status(status) for id, status in await session.execute(rows)}


async def begun_by(db: Db, account: str, among: Iterable[str]) -> set[TrialogueId]:
    """Return the trialogues of which somebody began the gathering, by the first fact of each."""
    rows = select(col(FactRow.trialogue)).where(
        col(FactRow.trialogue).in_(list(among)),
        col(FactRow.seq) == 1,
        col(FactRow.by_account) == account,
    )
    async with db.read() as session:
        return {TrialogueId(id) for id in await session.scalars(rows)}


async def renew_epochs(db: Db) -> None:
    """Give every trialogue another epoch, after a backup was put back: open pages start afresh."""
    async with db.write() as session:
        for trialogue_id in (await session.scalars(select(col(TrialogueRow.id)))).all():
            statement = update(TrialogueRow).where(col(TrialogueRow.id) == trialogue_id)
            await session.execute(statement.values(epoch=secrets.token_hex(8)))


# What hangs on a trialogue, in the order in which it can go.
_INSIDE = (
    CrowdRow,
    TextRow,
    FactRow,
    Receipt,
    TrialogueSecret,
    WeighingDraft,
    ScreenGrant,
    ScreenSession,
    SpokespersonLink,
    Invitation,
    CoFacilitator,
)


async def delete_draft(db: Db, trialogue_id: str) -> bool:
    """Remove a draft or a rehearsal with everything in it. False for any other trialogue."""
    async with db.write() as session:
        found = await session.scalar(
            select(col(TrialogueRow.id)).where(
                col(TrialogueRow.id) == trialogue_id,
                or_(col(TrialogueRow.status) == Status.DRAFT.value, col(TrialogueRow.rehearsal)),
            )
        )
        if found is None:
            return False
        for table in _INSIDE:
            await session.execute(delete(table).where(col(table.trialogue) == trialogue_id))
        await session.execute(delete(TrialogueRow).where(col(TrialogueRow.id) == trialogue_id))
    return True


async def _change(db: Db, *where: ColumnElement[bool], **values: object) -> bool:
    async with db.write(beside=True) as session:
        statement = update(TrialogueRow).where(*where).values(**values)
        found = await session.scalar(statement.returning(col(TrialogueRow.id)))
    return found is not None


def info_of(row: TrialogueRow | Row[Any]) -> TrialogueInfo:
    """Return what lists know of a trialogue; for `store` only."""
    return TrialogueInfo(
        id=TrialogueId(row.id),
        team=row.team,
        title=row.title,
        status=Status(row.status),
        draft=row.draft,
        code=row.code,
        door=row.door,
        rehearsal=row.rehearsal,
        copy_of=TrialogueId(row.copy_of) if row.copy_of is not None else None,
        language=row.language,
        organisation=row.organisation,
        contact=row.contact,
        epoch=row.epoch,
        last_seq=row.last_seq,
        head=row.head,
        created=row.created,
        updated=row.updated,
    )
