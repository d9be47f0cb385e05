"""Who is in a team, and how one comes in and goes out: invitations, roles, leaving.

A team that has members always has an administrator. Places that a provider of single
sign-on gave are changed there, not here.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from trialoog.core.ids import AccountId
from trialoog.store.db import Db
from trialoog.store.people import TeamInfo, TeamRole, hashed
from trialoog.store.tables import Account, Invitation, Member, Team


class LastAdministrator(Exception):
    """The team would be left without an administrator."""


class GivenElsewhere(Exception):
    """The place was given by a provider of single sign-on, and changes there."""


@dataclass(frozen=True, slots=True)
class MemberInfo:
    """Somebody in a team. `given` tells whether the place was given here, not by a provider."""

    account: AccountId
    name: str
    role: TeamRole
    given: bool


@dataclass(frozen=True, slots=True)
class InvitationInfo:
    """An open invitation. `id` names it without being its token."""

    id: str
    team: str
    team_name: str
    role: TeamRole
    name: str
    expires: datetime


async def get(db: Db, team: str, account: str) -> TeamInfo | None:
    """Return a team with the role of an account in it; None for who is not in it."""
    async with db.read() as session:
        found = await session.get(Member, (team, account))
        row = await session.get(Team, team)
    if found is None or row is None:
        return None
    return TeamInfo(row.id, row.name, cast("TeamRole", found.role))


async def members(db: Db, team: str) -> list[MemberInfo]:
    """Return who is in a team, by name."""
    async with db.read() as session:
        rows = await session.execute(
            select(col(Account.id), col(Account.name), col(Member.role), col(Member.source))
            .join(Member, col(Member.account) == col(Account.id))
            .where(col(Member.team) == team)
            .order_by(col(Account.name), col(Account.id))
        )
        return [
            MemberInfo(AccountId(id), name, cast("TeamRole", role), not source)
            for id, name, role, source in rows
        ]


async def set_role(db: Db, team: str, account: str, role: TeamRole) -> None:
    """Give a member another role.

    Raises `LookupError` for who is not there, `GivenElsewhere` and `LastAdministrator`.
    """
    async with db.write() as session:
        member = await _changeable(session, team, account)
        member.role = role
        await _led(session, team)


async def remove(db: Db, team: str, account: str) -> None:
    """Take a member out. Raises as `set_role`."""
    async with db.write() as session:
        await session.delete(await _changeable(session, team, account))
        await _led(session, team)


async def _changeable(session: AsyncSession, team: str, account: str) -> Member:
    # One change of a team at a time: two administrators who leave must not both go.
    await session.execute(select(col(Team.id)).where(col(Team.id) == team).with_for_update())
    member = await session.get(Member, (team, account))
    if member is None:
        raise LookupError("not in this team")
    if member.source:
        raise GivenElsewhere(account)
    return member


async def _led(session: AsyncSession, team: str) -> None:
    await session.flush()
    left = await session.scalar(
        select(col(Member.account))
        .where(col(Member.team) == team, col(Member.role) == "administrator")
        .limit(1)
    )
    if left is None:
        raise LastAdministrator(team)


# --- invitations ---------------------------------------------------------------------


async def invite(  # noqa: PLR0913 - what an invitation holds
    db: Db,
    *,
    team: str,
    role: TeamRole,
    name: str,
    email: str | None,
    ttl: timedelta,
    now: datetime,
) -> str:
    """Return the token of a link by which one person comes into a team, before `now` + `ttl`."""
    token = secrets.token_urlsafe(32)
    row = Invitation(
        token_hash=hashed(token), team=team, role=role, name=name, email=email, expires=now + ttl
    )
    async with db.write() as session:
        session.add(row)
    return token


async def invitations(db: Db, team: str, now: datetime) -> list[InvitationInfo]:
    """Return the open invitations of a team, by name."""
    async with db.read() as session:
        rows = await session.execute(
            select(Invitation, col(Team.name))
            .join(Team, col(Team.id) == col(Invitation.team))
            .where(col(Invitation.team) == team, col(Invitation.expires) > now)
            .order_by(col(Invitation.name), col(Invitation.token_hash))
        )
        return [_invitation(row, name) for row, name in rows]


async def invitation(db: Db, token: str, now: datetime) -> InvitationInfo | None:
    """Return an invitation that can still be used."""
    async with db.read() as session:
        row = await session.get(Invitation, hashed(token))
        team = await session.get(Team, row.team) if row is not None else None
    if row is None or team is None or row.expires <= now:
        return None
    return _invitation(row, team.name)


async def accept(db: Db, token: str, account: str | None, now: datetime) -> AccountId | None:
    """Use an invitation up and return who came in; None when it is unknown, used or too old.

    Without an `account` one is made. Of any number of attempts at once exactly one succeeds.
    """
    used = (
        delete(Invitation)
        .where(col(Invitation.token_hash) == hashed(token), col(Invitation.expires) > now)
        .returning(
            col(Invitation.team),
            col(Invitation.role),
            col(Invitation.name),
            col(Invitation.email),
        )
    )
    async with db.write() as session:
        found = (await session.execute(used)).one_or_none()
        if found is None:
            return None
        team, role, name, email = found
        if account is None:
            account = await _account(session, name, email, now)
        member = await session.get(Member, (team, account))
        if member is None:
            session.add(Member(team=team, account=account, role=role))
        elif role == "administrator":
            member.role = role
    return AccountId(account)


async def _account(session: AsyncSession, name: str, email: str | None, now: datetime) -> str:
    if email is not None:
        known = await session.scalar(select(col(Account.id)).where(col(Account.email) == email))
        email = email if known is None else None  # whoever has it keeps it
    made = Account(id=secrets.token_hex(8), name=name, email=email, created=now)
    session.add(made)
    await session.flush()
    return made.id


async def withdraw(db: Db, team: str, id: str) -> None:
    """Take an open invitation back."""
    async with db.write() as session:
        await session.execute(
            delete(Invitation).where(col(Invitation.team) == team, col(Invitation.token_hash) == id)
        )


def _invitation(row: Invitation, team_name: str) -> InvitationInfo:
    return InvitationInfo(
        row.token_hash, row.team, team_name, cast("TeamRole", row.role), row.name, row.expires
    )
