"""People whom a provider of single sign-on vouches for, and the places it gives them in teams.

Knows nothing of tokens and claims: what a provider said was checked before it comes here.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from trialoog.core.ids import AccountId
from trialoog.store import endings
from trialoog.store.db import Db
from trialoog.store.people import TeamRole
from trialoog.store.tables import Account, CoFacilitator, Identity, Member, SigninSession, Team
from trialoog.store.teams import leave


@dataclass(frozen=True, slots=True)
class Grant:
    """A place in a team, by the team's name."""

    team: str
    role: TeamRole


class Spent(Exception):
    """A provider's word was used before."""


async def sign_in(  # noqa: PLR0917 - what a provider says of somebody
    db: Db, issuer: str, subject: str, name: str, grants: Sequence[Grant], now: datetime
) -> AccountId | None:
    """Return the account of somebody whom a provider vouches for, with the places it gives now.

    Makes the account at the first time, and a team that is not there yet. Places that this
    provider gave before and gives no more are taken away, with what `teams.leave` takes along;
    those that were given here stay. None for somebody who has no place at all: an account alone
    opens nothing.
    """
    async with db.write() as session:
        known = await session.get(Identity, (issuer, subject))
        if known is None and not grants:
            return None
        if known is None:
            account = Account(id=secrets.token_hex(8), name=name, created=now)
            session.add(account)
            await session.flush()
            session.add(Identity(issuer=issuer, subject=subject, account=account.id))
        else:
            account = await session.get_one(Account, known.account)
            account.name = name
        await session.flush()
        await _place(session, account.id, issuer, grants)
        # Pages that are open come back, each with the roles that there are now.
        await endings.look_anew(session, select(literal(account.id)))
        places = await session.scalar(
            select(col(Member.team))
            .where(col(Member.account) == account.id)
            .union(
                select(col(CoFacilitator.trialogue)).where(col(CoFacilitator.account) == account.id)
            )
            .limit(1)
        )
    return AccountId(account.id) if places is not None else None


async def _place(session: AsyncSession, account: str, issuer: str, grants: Sequence[Grant]) -> None:
    given: dict[str, TeamRole] = {}
    for grant in grants:
        team = await _team(session, grant.team)
        if given.get(team) != "administrator":
            given[team] = grant.role
    gone = await session.scalars(
        delete(Member)
        .where(
            col(Member.account) == account,
            col(Member.source) == issuer,
            col(Member.team).not_in(given),
        )
        .returning(col(Member.team))
    )
    for team in gone.all():
        await leave(session, team, account)
    for team, role in given.items():
        member = await session.get(Member, (team, account))
        if member is None:
            session.add(Member(team=team, account=account, role=role, source=issuer))
        elif member.source == issuer:
            member.role = role
    await session.flush()


async def _team(session: AsyncSession, name: str) -> str:
    found = await session.scalar(
        select(col(Team.id)).where(col(Team.name) == name).order_by(col(Team.id)).limit(1)
    )
    if found is not None:
        return found
    team = Team(id=secrets.token_hex(8), name=name)
    session.add(team)
    await session.flush()
    return team.id


async def end_sessions(
    db: Db,
    issuer: str,
    *,
    sid: str | None = None,
    subject: str | None = None,
    token: str | None = None,
) -> list[str]:
    """End what a provider ended: one session, or all of somebody; return their `id_hash`es.

    `token` is the hash of what it said so with. Raises `ValueError` without a session and somebody,
    and `Spent` when the token was used before, in whichever process.
    """
    if sid is None and subject is None:
        raise ValueError("which session or whose?")
    statement = delete(SigninSession).where(col(SigninSession.issuer) == issuer)
    if sid is not None:
        statement = statement.where(col(SigninSession.sid) == sid)
    if subject is not None:
        whose = select(col(Identity.account)).where(
            col(Identity.issuer) == issuer, col(Identity.subject) == subject
        )
        statement = statement.where(col(SigninSession.account).in_(whose))
    async with db.write() as session:
        if token is not None and not await endings.spend(session, token):
            raise Spent(issuer)
        gone = (await session.scalars(statement.returning(col(SigninSession.id_hash)))).all()
        await endings.sign_out(session, gone)
    return list(gone)
