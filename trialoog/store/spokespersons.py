"""Spokespersons: a link per perspective and dilemma, and the browsers that came in by it.

A spokesperson has no account. Keeps no token, no cookie and no address, only hashes; a link that
goes takes its sessions with it.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlmodel import col

from trialoog.core.ids import DilemmaId, TrialogueId
from trialoog.core.words import Perspective
from trialoog.store.db import Db
from trialoog.store.people import hashed
from trialoog.store.tables import SpokespersonLink, SpokespersonSession, TrialogueRow

LASTS = timedelta(days=30)


class Withdrawn(Exception):
    """A link was taken back, and is not made again."""


@dataclass(frozen=True, slots=True)
class LinkInfo:
    """A link that works, without its token."""

    made: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class Spokesperson:
    """Who came in: for which perspective, on which dilemma."""

    trialogue: TrialogueId
    dilemma: DilemmaId
    perspective: Perspective


async def make_link(
    db: Db, who: Spokesperson, now: datetime, lasts: timedelta = LASTS, *, token: str = ""
) -> str:
    """Return the token of a new link; an older one of the same perspective ends with it.

    A `token` that is given is one that nobody can guess. Raises `Withdrawn` when its link was.
    """
    token = token or secrets.token_urlsafe(32)
    row = SpokespersonLink(
        token_hash=hashed(token),
        trialogue=who.trialogue,
        dilemma=who.dilemma,
        perspective=who.perspective.value,
        made=now,
        expires=now + lasts,
    )
    async with db.write() as session:
        # Two who make one at once take turns, so that one link is left.
        locked = select(col(TrialogueRow.id)).where(col(TrialogueRow.id) == who.trialogue)
        await session.execute(locked.with_for_update())
        again = _of(who), col(SpokespersonLink.token_hash) == row.token_hash
        ended = await session.scalar(select(col(SpokespersonLink.expires)).where(*again))
        if ended is not None and ended <= now:
            raise Withdrawn
        await session.execute(delete(SpokespersonLink).where(_of(who)))
        session.add(row)
    return token


async def works(db: Db, who: Spokesperson, token: str, now: datetime) -> bool:
    """Tell whether a link with this token lets somebody in already."""
    statement = select(col(SpokespersonLink.token_hash)).where(
        _of(who),
        col(SpokespersonLink.token_hash) == hashed(token),
        col(SpokespersonLink.expires) > now,
    )
    async with db.read() as session:
        return await session.scalar(statement) is not None


async def withdraw(db: Db, who: Spokesperson) -> None:
    """Let a link open nothing any more, also where it was opened.

    Its row stays until it would have ended, so that an old form can't bring it back.
    """
    its = select(col(SpokespersonLink.token_hash)).where(_of(who))
    ends_now = update(SpokespersonLink).where(_of(who)).values(expires=col(SpokespersonLink.made))
    async with db.write() as session:
        await session.execute(
            delete(SpokespersonSession).where(col(SpokespersonSession.link).in_(its))
        )
        await session.execute(ends_now)


async def links(
    db: Db, trialogue: str, dilemma: str, now: datetime
) -> Mapping[Perspective, LinkInfo]:
    """Return the links about a dilemma that work."""
    statement = select(SpokespersonLink).where(
        col(SpokespersonLink.trialogue) == trialogue,
        col(SpokespersonLink.dilemma) == dilemma,
        col(SpokespersonLink.expires) > now,
    )
    async with db.read() as session:
        rows = await session.scalars(statement)
        return {Perspective(row.perspective): LinkInfo(row.made, row.expires) for row in rows}


async def behind(db: Db, token: str, now: datetime) -> tuple[Spokesperson, datetime] | None:
    """Return for whom a link is and until when; None for one that doesn't work."""
    statement = select(SpokespersonLink).where(
        col(SpokespersonLink.token_hash) == hashed(token), col(SpokespersonLink.expires) > now
    )
    async with db.read() as session:
        link = await session.scalar(statement)
    return (_who(link), link.expires) if link is not None else None


async def come_in(db: Db, token: str, now: datetime) -> tuple[str, Spokesperson] | None:
    """Return a new session id for a cookie and whose it is; None for a link that doesn't work.

    The link can be used again, on another device.
    """
    session_id = secrets.token_urlsafe(32)
    statement = (
        select(SpokespersonLink)
        .where(
            col(SpokespersonLink.token_hash) == hashed(token), col(SpokespersonLink.expires) > now
        )
        .with_for_update()
    )
    async with db.write() as session:
        link = await session.scalar(statement)
        if link is None:
            return None
        who = _who(link)
        session.add(SpokespersonSession(id_hash=hashed(session_id), link=link.token_hash))
    return session_id, who


async def sessions(db: Db, session_ids: Collection[str], now: datetime) -> list[Spokesperson]:
    """Return whom these cookies belong to, of those that let somebody in."""
    statement = (
        select(SpokespersonLink)
        .join(
            SpokespersonSession, col(SpokespersonSession.link) == col(SpokespersonLink.token_hash)
        )
        .where(
            col(SpokespersonSession.id_hash).in_([hashed(each) for each in session_ids]),
            col(SpokespersonLink.expires) > now,
        )
    )
    async with db.read() as session:
        return [_who(row) for row in await session.scalars(statement)]


async def sweep(db: Db, now: datetime) -> None:
    """Remove links that are too old, and the sessions that they opened."""
    async with db.write() as session:
        await session.execute(
            delete(SpokespersonLink).where(
                col(SpokespersonLink.expires) <= now, col(SpokespersonLink.made) <= now - LASTS
            )
        )


def _of(who: Spokesperson) -> ColumnElement[bool]:
    return and_(
        col(SpokespersonLink.trialogue) == who.trialogue,
        col(SpokespersonLink.dilemma) == who.dilemma,
        col(SpokespersonLink.perspective) == who.perspective.value,
    )


def _who(row: SpokespersonLink) -> Spokesperson:
    return Spokesperson(
        TrialogueId(row.trialogue), DilemmaId(row.dilemma), Perspective(row.perspective)
    )
