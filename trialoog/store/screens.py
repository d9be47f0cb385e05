"""Projectors on another machine: a one-time link, then a session for one trialogue.

A screen has no account and can do nothing but look.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlmodel import col

from trialoog.core.ids import TrialogueId
from trialoog.store.db import Db
from trialoog.store.people import hashed
from trialoog.store.tables import ScreenGrant, ScreenSession

# Long enough for a day with a lunch.
LASTS = timedelta(hours=16)


async def create_grant(db: Db, trialogue_id: str, ttl: timedelta, now: datetime) -> str:
    """Return the token of a link that opens one projector, before `now` + `ttl`."""
    token = secrets.token_urlsafe(32)
    row = ScreenGrant(token_hash=hashed(token), trialogue=trialogue_id, expires=now + ttl)
    async with db.write() as session:
        session.add(row)
    return token


async def use_grant(db: Db, token: str, now: datetime) -> TrialogueId | None:
    """Use a link up and return its trialogue; None when it is unknown, used or too old."""
    statement = (
        update(ScreenGrant)
        .where(
            col(ScreenGrant.token_hash) == hashed(token),
            col(ScreenGrant.used).is_(None),
            col(ScreenGrant.expires) > now,
        )
        .values(used=now)
        .returning(col(ScreenGrant.trialogue))
    )
    async with db.write() as session:
        found = await session.scalar(statement)
    return TrialogueId(found) if found is not None else None


async def create_session(db: Db, trialogue_id: str, now: datetime, lasts: timedelta = LASTS) -> str:
    """Return a new session id for the cookie of a projector."""
    session_id = secrets.token_urlsafe(32)
    row = ScreenSession(
        id_hash=hashed(session_id), trialogue=trialogue_id, created=now, expires=now + lasts
    )
    async with db.write() as session:
        session.add(row)
    return session_id


async def session(db: Db, session_id: str, now: datetime) -> TrialogueId | None:
    """Return the trialogue that a projector may show; None once its time is over."""
    statement = select(col(ScreenSession.trialogue)).where(
        col(ScreenSession.id_hash) == hashed(session_id), col(ScreenSession.expires) > now
    )
    async with db.read() as reading:
        found = await reading.scalar(statement)
    return TrialogueId(found) if found is not None else None


async def sweep(db: Db, now: datetime) -> None:
    """Remove links and sessions that can't be used any more."""
    async with db.write() as writing:
        await writing.execute(
            delete(ScreenGrant).where(
                or_(col(ScreenGrant.expires) <= now, col(ScreenGrant.used).is_not(None))
            )
        )
        await writing.execute(delete(ScreenSession).where(col(ScreenSession.expires) <= now))
