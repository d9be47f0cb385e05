"""Who is in a team: members, their roles, and leaving. One comes in by `invitations`.

A team that has members always has an administrator. Places that a provider of single
sign-on gave are changed there, not here.
"""

from dataclasses import dataclass
from typing import cast

from sqlalchemy import delete, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from trialoog.core.ids import AccountId
from trialoog.store import endings
from trialoog.store.db import Db
from trialoog.store.people import TeamInfo, TeamRole
from trialoog.store.tables import Account, CoFacilitator, Invitation, Member, Team, TrialogueRow


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
    """Take a member out, with what `leave` takes along. Raises as `set_role`."""
    async with db.write() as session:
        await session.delete(await _changeable(session, team, account))
        await _led(session, team)
        await leave(session, team, account)
        await endings.look_anew(session, select(literal(account)))


async def leave(session: AsyncSession, team: str, account: str) -> None:
    """Take away what an account that goes out of a team could come back in by.

    That are its open invitations into the team and its trialogues, and its own places beside
    the team, which a member could have given to themselves.
    """
    owned = select(col(TrialogueRow.id)).where(col(TrialogueRow.team) == team)
    await session.execute(
        delete(Invitation).where(
            col(Invitation.invited_by) == account,
            or_(col(Invitation.team) == team, col(Invitation.trialogue).in_(owned)),
        )
    )
    await session.execute(
        delete(CoFacilitator).where(
            col(CoFacilitator.account) == account, col(CoFacilitator.trialogue).in_(owned)
        )
    )


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
