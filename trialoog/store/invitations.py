"""Invitations: one-time links into a team, or into one trialogue to lead it along.

A link opens exactly one of the two, for as long as who made it may invite there. Keeps no token,
only its hash.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from trialoog.core.ids import AccountId, TrialogueId
from trialoog.store.db import Db
from trialoog.store.lists import in_team_of
from trialoog.store.people import TeamRole, hashed
from trialoog.store.tables import (
    Account,
    CoFacilitator,
    Invitation,
    Member,
    Team,
    TrialogueRow,
)


class LeadsAlready(Exception):
    """Who accepts is in the team that owns the trialogue: leading along would give nothing."""


@dataclass(frozen=True, slots=True)
class Into:
    """What an invitation opens: a team in a role, or a trialogue."""

    team: str | None = None
    trialogue: TrialogueId | None = None
    role: TeamRole = "facilitator"


@dataclass(frozen=True, slots=True)
class Links:
    """The tokens of a new invitation: one to hand on, and one that goes to the address alone.

    Using either uses up both. Only who comes in by `mailed` shows that the address is theirs.
    """

    handed: str
    mailed: str | None


@dataclass(frozen=True, slots=True)
class InvitationInfo:
    """An open invitation. `id` names it without being its token."""

    id: str
    into: Into
    called: str  # the name of the team, or the title of the trialogue
    by: str  # the name of who invites
    name: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """Who came in, and what is open to them now."""

    account: AccountId
    into: Into


async def invite(  # noqa: PLR0913 - what an invitation holds
    db: Db, into: Into, *, name: str, email: str | None, by: str, ttl: timedelta, now: datetime
) -> Links:
    """Return the links that open something for one person, before `now` + `ttl`.

    With an `email` there is one to mail, which ties that address to the account that it makes.
    """
    handed, mailed = secrets.token_urlsafe(32), secrets.token_urlsafe(32) if email else None
    row = Invitation(
        token_hash=hashed(handed),
        mailed_hash=hashed(mailed) if mailed else None,
        team=into.team,
        trialogue=into.trialogue,
        role=into.role,
        name=name,
        email=email,
        invited_by=by,
        expires=now + ttl,
    )
    async with db.write() as session:
        session.add(row)
    return Links(handed, mailed)


async def into(db: Db, where: Into, now: datetime) -> list[InvitationInfo]:
    """Return the open invitations into a team (in whatever role) or a trialogue, by name."""
    return await _open(db, _opens(where), now)


async def get(db: Db, token: str, now: datetime) -> InvitationInfo | None:
    """Return an invitation that can still be used."""
    found = await _open(db, _has(token), now)
    return found[0] if found else None


async def accept(db: Db, token: str, account: str | None, now: datetime) -> Accepted | None:
    """Use an invitation up and return who came in; None when it is unknown, used or too old.

    Without an `account` one is made. Of any number of attempts at once exactly one succeeds.
    Raises `LeadsAlready`, and leaves it for who it is meant for.
    """
    used = delete(Invitation).where(_has(token), _usable(now)).returning(Invitation)
    async with db.write() as session:
        row = await session.scalar(used)
        if row is None:
            return None
        if account is None:
            email = row.email if row.mailed_hash == hashed(token) else None
            account = await _account(session, row.name, email, now)
        if row.team is not None:
            await _join(session, row.team, account, row.role)
        if row.trialogue is not None:
            along = CoFacilitator(
                trialogue=row.trialogue, account=account, since=now, invited_by=row.invited_by
            )
            await _lead_along(session, along)
        opened = _into(row)
    return Accepted(AccountId(account), opened)


async def _join(session: AsyncSession, team: str, account: str, role: str) -> None:
    member = await session.get(Member, (team, account))
    if member is None:
        session.add(Member(team=team, account=account, role=role))
    elif role == "administrator":
        member.role = role


async def _lead_along(session: AsyncSession, row: CoFacilitator) -> None:
    if await session.scalar(in_team_of(row.trialogue, row.account)) is not None:
        raise LeadsAlready(row.account)
    if await session.get(CoFacilitator, (row.trialogue, row.account)) is None:
        session.add(row)


async def _account(session: AsyncSession, name: str, email: str | None, now: datetime) -> str:
    if email is not None:
        known = await session.scalar(select(col(Account.id)).where(col(Account.email) == email))
        email = email if known is None else None  # whoever has it keeps it
    made = Account(id=secrets.token_hex(8), name=name, email=email, created=now)
    session.add(made)
    await session.flush()
    return made.id


async def withdraw(db: Db, where: Into, id: str) -> None:
    """Take an open invitation back."""
    async with db.write() as session:
        await session.execute(
            delete(Invitation).where(_opens(where), col(Invitation.token_hash) == id)
        )


def _opens(where: Into) -> ColumnElement[bool]:
    if where.trialogue is not None:
        return col(Invitation.trialogue) == where.trialogue
    return col(Invitation.team) == where.team


def _has(token: str) -> ColumnElement[bool]:
    kept = hashed(token)
    return or_(col(Invitation.token_hash) == kept, col(Invitation.mailed_hash) == kept)


def _usable(now: datetime) -> ColumnElement[bool]:
    """Tell whether an invitation is not too old, and who made it may still invite there."""
    inviting = select(Member).where(col(Member.account) == col(Invitation.invited_by))
    into_team = inviting.where(
        col(Member.team) == col(Invitation.team), col(Member.role) == "administrator"
    )
    into_trialogue = inviting.join(TrialogueRow, col(TrialogueRow.team) == col(Member.team)).where(
        col(TrialogueRow.id) == col(Invitation.trialogue)
    )
    may = (each.correlate(Invitation).exists() for each in (into_team, into_trialogue))
    return and_(col(Invitation.expires) > now, or_(*may))


async def _open(db: Db, where: ColumnElement[bool], now: datetime) -> list[InvitationInfo]:
    statement = (
        select(Invitation, col(Team.name), col(TrialogueRow.title), col(Account.name))
        .join(Team, col(Team.id) == col(Invitation.team), isouter=True)
        .join(TrialogueRow, col(TrialogueRow.id) == col(Invitation.trialogue), isouter=True)
        .join(Account, col(Account.id) == col(Invitation.invited_by))
        .where(where, _usable(now))
        .order_by(col(Invitation.name), col(Invitation.token_hash))
    )
    async with db.read() as session:
        rows = await session.execute(statement)
        return [
            InvitationInfo(
                row.token_hash, _into(row), team or title or "", by, row.name, row.expires
            )
            for row, team, title, by in rows
        ]


def _into(row: Invitation) -> Into:
    trialogue = TrialogueId(row.trialogue) if row.trialogue is not None else None
    return Into(row.team, trialogue, cast("TeamRole", row.role))
