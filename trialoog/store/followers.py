"""Who follows what by e-mail, with only an address that was confirmed from there.

Keeps no token, only its hash. Whoever stops is gone at once, with everything that hung on it.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from trialoog.store.db import Db
from trialoog.store.people import hashed
from trialoog.store.tables import (
    DeliveryRow,
    Follower,
    Following,
    FollowLink,
    FollowRequest,
    MailingRow,
)

About = Literal["weighing", "subject", "everything"]
Frequency = Literal["each", "daily", "weekly"]

FREQUENCIES: Mapping[Frequency, timedelta] = {
    "each": timedelta(0),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
}
UNCONFIRMED = timedelta(days=7)  # how long a request waits for its confirmation
ENDED = timedelta(days=30)  # how long it is kept what became of a delivery
REQUESTS = 3  # that may wait for one address: nobody fills the mailbox of another


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing to follow: a weighing by its slug, a subject by its key, or everything."""

    about: About
    key: str = ""
    frequency: Frequency = "each"


@dataclass(frozen=True, slots=True)
class FollowerInfo:
    """Somebody who follows. The address is left out: who holds a link need not learn it."""

    id: str
    language: str
    follows: tuple[Wish, ...]


# --- asking and confirming -------------------------------------------------------


async def ask(db: Db, email: str, wish: Wish, *, language: str, now: datetime) -> str | None:
    """Return the token of a link that confirms a wish; None when enough of them wait already.

    It is the same for an address that is known and one that is not.
    """
    token = secrets.token_urlsafe(32)
    waiting = select(func.count()).where(
        col(FollowRequest.email) == email, col(FollowRequest.asked) > now - UNCONFIRMED
    )
    row = FollowRequest(
        token_hash=hashed(token),
        email=email,
        about=wish.about,
        key=wish.key,
        frequency=wish.frequency,
        language=language,
        asked=now,
    )
    async with db.write() as session:
        if (await session.scalar(waiting) or 0) >= REQUESTS:
            return None
        session.add(row)
    return token


async def asked(db: Db, token: str, now: datetime) -> Wish | None:
    """Return what a link would confirm; None when it is unknown, used or too old."""
    async with db.read() as session:
        row = await session.get(FollowRequest, hashed(token))
    return _wish(row) if row is not None and row.asked > now - UNCONFIRMED else None


async def confirm(db: Db, token: str, now: datetime) -> str | None:
    """Use a link up: its address follows from now on. Return the token of a link to change that.

    None when it is unknown, used or too old. Of any number of attempts exactly one succeeds.
    """
    used = delete(FollowRequest).where(
        col(FollowRequest.token_hash) == hashed(token),
        col(FollowRequest.asked) > now - UNCONFIRMED,
    )
    async with db.write() as session:
        row = await session.scalar(used.returning(FollowRequest))
        if row is None:
            return None
        email, language, wish = row.email, row.language, _wish(row)
        await session.execute(
            delete(FollowRequest).where(
                col(FollowRequest.email) == email,
                col(FollowRequest.about) == row.about,
                col(FollowRequest.key) == row.key,
            )
        )
        found = await session.scalar(select(Follower).where(col(Follower.email) == email))
        if found is None:
            found = Follower(id=secrets.token_hex(8), email=email, language=language, since=now)
            session.add(found)
            await session.flush()
        found.language = language
        known = await session.get(Following, (found.id, wish.about, wish.key))
        since = known.since if known is not None else now
        await session.merge(_following(found.id, wish, since))
        return await link(session, found.id)


async def link(session: AsyncSession, follower: str) -> str:
    """Return the token of a new link for who follows. For `store` only."""
    token = secrets.token_urlsafe(32)
    session.add(FollowLink(token_hash=hashed(token), follower=follower))
    await session.flush()
    return token


# --- changing and stopping -------------------------------------------------------


async def get(db: Db, token: str) -> FollowerInfo | None:
    """Return who a link belongs to; None when it is unknown, or they stopped."""
    async with db.read() as session:
        return await _get(session, token)


async def change(db: Db, token: str, wishes: Iterable[Wish], now: datetime) -> bool:
    """Let somebody follow these of what they follow now, and no more. False for an unknown link.

    Who follows nothing any more is gone. What waited to be sent goes along.
    """
    kept = {(wish.about, wish.key): wish for wish in wishes}
    async with db.write() as session:
        info = await _get(session, token)
        if info is None:
            return False
        left = [kept[w.about, w.key] for w in info.follows if (w.about, w.key) in kept]
        if not left:
            await session.execute(delete(Follower).where(col(Follower.id) == info.id))
            return True
        for row in await session.scalars(
            select(Following).where(col(Following.follower) == info.id)
        ):
            wish = kept.get((cast("About", row.about), row.key))
            if wish is None:
                await session.delete(row)
            else:
                row.frequency = wish.frequency
        await _plan_anew(session, info.id, left, now)
    return True


async def _plan_anew(
    session: AsyncSession, follower: str, wishes: Sequence[Wish], now: datetime
) -> None:
    """Let what waits go as often as is wanted now, and not at all when it is not any more."""
    rows = await session.execute(
        select(DeliveryRow, col(MailingRow.subjects))
        .join(
            MailingRow,
            (col(MailingRow.slug) == col(DeliveryRow.slug))
            & (col(MailingRow.version) == col(DeliveryRow.version)),
        )
        .where(col(DeliveryRow.follower) == follower, col(DeliveryRow.state) == "waiting")
    )
    for delivery, subjects in rows.all():
        frequency = often(wishes, delivery.slug, subjects)
        if frequency is None:
            await session.delete(delivery)
        elif frequency != delivery.frequency:
            delivery.frequency, delivery.due = frequency, now


async def stop(db: Db, token: str) -> bool:
    """Let somebody go: the address and all that hangs on it is deleted at once. False for an
    unknown link, also that of who stopped before."""
    mine = select(col(FollowLink.follower)).where(col(FollowLink.token_hash) == hashed(token))
    async with db.write() as session:
        gone = delete(Follower).where(col(Follower.id).in_(mine)).returning(col(Follower.id))
        return await session.scalar(gone) is not None


def often(wishes: Iterable[Wish], slug: str, subjects: Iterable[str]) -> Frequency | None:
    """Return how soon somebody with these wishes hears of a weighing; None for not at all."""
    wanted = {("weighing", slug), ("everything", ""), *(("subject", each) for each in subjects)}
    found = [wish.frequency for wish in wishes if (wish.about, wish.key) in wanted]
    return soonest(found) if found else None


def soonest(frequencies: Iterable[Frequency]) -> Frequency:
    """Return the frequency of these by which somebody hears first. Raises `ValueError` for none."""
    return min(frequencies, key=lambda each: FREQUENCIES[each])


async def sweep(db: Db, now: datetime) -> None:
    """Remove requests that nobody confirmed in time, and deliveries that ended long ago."""
    over = col(DeliveryRow.state).not_in(("waiting", "sending"))
    async with db.write() as session:
        await session.execute(
            delete(FollowRequest).where(col(FollowRequest.asked) <= now - UNCONFIRMED)
        )
        await session.execute(delete(DeliveryRow).where(over, col(DeliveryRow.due) <= now - ENDED))


def _wish(row: FollowRequest | Following) -> Wish:
    return Wish(cast("About", row.about), row.key, cast("Frequency", row.frequency))


def _following(follower: str, wish: Wish, since: datetime) -> Following:
    return Following(
        follower=follower,
        about=wish.about,
        key=wish.key,
        frequency=wish.frequency,
        since=since,
    )


async def _get(session: AsyncSession, token: str) -> FollowerInfo | None:
    row = await session.scalar(
        select(Follower)
        .join(FollowLink, col(FollowLink.follower) == col(Follower.id))
        .where(col(FollowLink.token_hash) == hashed(token))
    )
    if row is None:
        return None
    follows = await session.scalars(
        select(Following)
        .where(col(Following.follower) == row.id)
        .order_by(col(Following.since), col(Following.about), col(Following.key))
    )
    return FollowerInfo(row.id, row.language, tuple(_wish(each) for each in follows))
