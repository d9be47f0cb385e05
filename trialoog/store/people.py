"""Who can sign in: accounts, teams, one-time links and sessions.

Keeps no token and no cookie, only their hashes, and nothing at all about participants.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal, cast

from sqlalchemy import delete, or_, select, update
from sqlmodel import col

from trialoog.core.ids import AccountId
from trialoog.store import endings
from trialoog.store.db import Db
from trialoog.store.tables import Account, Invitation, Member, SigninLink, SigninSession, Team

TeamRole = Literal["facilitator", "administrator"]

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
# How precise "last seen" is kept, so that not every page view writes.
SEEN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """Somebody who can sign in."""

    id: AccountId
    name: str
    created: datetime


@dataclass(frozen=True, slots=True)
class TeamInfo:
    """A team, with the role in it of the account that was asked about."""

    id: str
    name: str
    role: TeamRole


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """One browser that is signed in. `id_hash` names it without being its cookie."""

    id_hash: str
    created: datetime
    seen: datetime
    expires: datetime


def hashed(token: str) -> str:
    """Return what is kept of a token: its SHA-256, hex. Tokens are random, so no salt."""
    return sha256(token.encode()).hexdigest()


# --- accounts and teams ----------------------------------------------------------


async def create_account(db: Db, name: str, now: datetime) -> AccountInfo:
    """Make an account."""
    row = Account(id=secrets.token_hex(8), name=name, created=now)
    async with db.write() as session:
        session.add(row)
    return AccountInfo(AccountId(row.id), row.name, row.created)


async def account(db: Db, account_id: str) -> AccountInfo | None:
    """Return an account, if there is one with this id."""
    async with db.read() as session:
        row = await session.get(Account, account_id)
    return AccountInfo(AccountId(row.id), row.name, row.created) if row is not None else None


async def accounts(db: Db, name: str | None = None) -> list[AccountInfo]:
    """Return all accounts by name, or those with exactly one name."""
    statement = select(Account).order_by(col(Account.name), col(Account.id))
    if name is not None:
        statement = statement.where(col(Account.name) == name)
    async with db.read() as session:
        rows = await session.scalars(statement)
        return [AccountInfo(AccountId(row.id), row.name, row.created) for row in rows]


async def by_email(db: Db, email: str) -> AccountId | None:
    """Return whose address it is, in lower case."""
    async with db.read() as session:
        found = await session.scalar(select(col(Account.id)).where(col(Account.email) == email))
    return AccountId(found) if found is not None else None


async def create_team(db: Db, name: str) -> str:
    """Make a team and return its id."""
    row = Team(id=secrets.token_hex(8), name=name)
    async with db.write() as session:
        session.add(row)
    return row.id


async def add_member(db: Db, team: str, account: str, role: TeamRole) -> None:
    """Put an account in a team, or give it another role there."""
    async with db.write() as session:
        await session.merge(Member(team=team, account=account, role=role))


async def teams_of(db: Db, account: str) -> list[TeamInfo]:
    """Return the teams that an account is in, by name."""
    async with db.read() as session:
        rows = await session.execute(
            select(col(Team.id), col(Team.name), col(Member.role))
            .join(Member, col(Member.team) == col(Team.id))
            .where(col(Member.account) == account)
            .order_by(col(Team.name), col(Team.id))
        )
        return [TeamInfo(id, name, cast("TeamRole", role)) for id, name, role in rows]


# --- one-time links ----------------------------------------------------------------


async def create_signin_link(db: Db, account: str, ttl: timedelta, now: datetime) -> str:
    """Return the token of a link that signs an account in once, before `now` + `ttl`."""
    token = secrets.token_urlsafe(32)
    async with db.write() as session:
        session.add(SigninLink(token_hash=hashed(token), account=account, expires=now + ttl))
    return token


async def use_signin_link(db: Db, token: str, now: datetime) -> AccountId | None:
    """Use a link up and return its account; None when it is unknown, used or too old.

    Of any number of attempts at once exactly one succeeds.
    """
    statement = (
        update(SigninLink)
        .where(
            col(SigninLink.token_hash) == hashed(token),
            col(SigninLink.used).is_(None),
            col(SigninLink.expires) > now,
        )
        .values(used=now)
        .returning(col(SigninLink.account))
    )
    async with db.write() as session:
        found = await session.scalar(statement)
    return AccountId(found) if found is not None else None


# --- sessions ------------------------------------------------------------------------


async def create_session(
    db: Db, account: str, now: datetime, *, issuer: str | None = None, sid: str | None = None
) -> str:
    """Return a new session id for a cookie: 256 random bits.

    `issuer` and `sid` name the provider that somebody came in by, and its own session.
    """
    session_id = secrets.token_urlsafe(32)
    row = SigninSession(
        id_hash=hashed(session_id),
        account=account,
        created=now,
        seen=now,
        expires=now + ABSOLUTE,
        issuer=issuer,
        sid=sid,
    )
    async with db.write() as session:
        session.add(row)
    return session_id


async def session(db: Db, session_id: str, now: datetime) -> AccountId | None:
    """Return who is signed in; None after 12 hours unused or 7 days in all.

    Being asked is being used: "last seen" moves on, some minutes at a time.
    """
    key = hashed(session_id)
    async with db.read() as reading:
        row = await reading.get(SigninSession, key)
    if row is None or now >= row.expires or now >= row.seen + IDLE:
        return None
    if now >= row.seen + SEEN:
        touch = update(SigninSession).where(
            col(SigninSession.id_hash) == key, col(SigninSession.seen) < now
        )
        async with db.write(beside=True) as writing:
            await writing.execute(touch.values(seen=now))
    return AccountId(row.account)


async def sessions(db: Db, account: str, now: datetime) -> list[SessionInfo]:
    """Return where an account is signed in, the one used last first."""
    async with db.read() as reading:
        rows = await reading.scalars(
            select(SigninSession)
            .where(
                col(SigninSession.account) == account,
                col(SigninSession.expires) > now,
                col(SigninSession.seen) > now - IDLE,
            )
            .order_by(col(SigninSession.seen).desc(), col(SigninSession.id_hash))
        )
        return [SessionInfo(row.id_hash, row.created, row.seen, row.expires) for row in rows]


async def end_session(db: Db, session_id: str) -> str | None:
    """Sign one browser out, by its cookie; return the provider it came in by, if any."""
    statement = (
        delete(SigninSession)
        .where(col(SigninSession.id_hash) == hashed(session_id))
        .returning(col(SigninSession.id_hash), col(SigninSession.issuer))
    )
    async with db.write() as writing:
        found = (await writing.execute(statement)).one_or_none()
        if found is None:
            return None
        await endings.sign_out(writing, [found.id_hash])
    issuer: str | None = found.issuer
    return issuer


async def end_sessions(db: Db, account: str, id_hash: str | None = None) -> None:
    """Sign an account out everywhere, or in the one place that the list names."""
    statement = delete(SigninSession).where(col(SigninSession.account) == account)
    if id_hash is not None:
        statement = statement.where(col(SigninSession.id_hash) == id_hash)
    async with db.write() as writing:
        gone = await writing.scalars(statement.returning(col(SigninSession.id_hash)))
        await endings.sign_out(writing, gone.all())


async def sweep(db: Db, now: datetime) -> None:
    """Remove links, invitations and sessions that can't be used any more."""
    async with db.write() as writing:
        await writing.execute(delete(Invitation).where(col(Invitation.expires) <= now))
        await writing.execute(
            delete(SigninLink).where(
                or_(col(SigninLink.expires) <= now, col(SigninLink.used).is_not(None))
            )
        )
        await writing.execute(
            delete(SigninSession).where(
                or_(col(SigninSession.expires) <= now, col(SigninSession.seen) <= now - IDLE)
            )
        )
