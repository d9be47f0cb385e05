"""What is on its way to followers: each version that they are told of, once per follower.

A delivery waits until it is due, is `sending` from just before a mail is handed over until just
after, and ends as `sent`; as `refused` by the mail server; as `withdrawn` with its weighing; or
as `unsure`, when nobody can tell whether the mail left. That last one is never sent again: of
two mails and none, none is what people forgive. Each step is a transaction of its own, so that
any number of processes can take part, and stop at any moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast, get_args

from sqlalchemy import ColumnElement, Update, and_, exists, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from trialoog.store import followers
from trialoog.store.db import Db
from trialoog.store.feeds import is_public
from trialoog.store.followers import FREQUENCIES, Frequency, soonest
from trialoog.store.journal import Also
from trialoog.store.publications import Published, of_row
from trialoog.store.tables import (
    DeliveryRow,
    Follower,
    Following,
    MailingRow,
    PublicationRow,
)

State = Literal["waiting", "sending", "sent", "refused", "unsure", "withdrawn"]
STATES: tuple[State, ...] = get_args(State)

BATCH = 200  # followers for whom deliveries are made in one transaction
LEASE = timedelta(minutes=5)  # far longer than a mail server is waited for
# After how long a mail is tried again that the server would not take now; then it is given up.
AGAIN = tuple(timedelta(minutes=m) for m in (5, 30, 120, 480, 1440))


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to send: what became public, the newest first. `token` is for its links."""

    follower: str
    email: str
    language: str
    frequency: Frequency
    token: str
    tries: int  # this one too
    until: datetime  # when others take it that whoever sends it died
    versions: tuple[Published, ...]


def order(slug: str, version: int, subjects: Sequence[str], now: datetime) -> Also:
    """Return what is written in the transaction of `WeighingMailed`: tell the followers."""

    async def write(session: AsyncSession) -> None:
        session.add(MailingRow(slug=slug, version=version, subjects=list(subjects), ordered=now))
        await session.flush()

    return write


async def anything(db: Db, now: datetime) -> bool:
    """Tell whether there is something to do for who sends. Reads only: many ask, and often."""
    due = exists().where(
        col(DeliveryRow.state).in_(("waiting", "sending")), col(DeliveryRow.due) <= now
    )
    unspread = exists().where(col(MailingRow.spread).is_(False))
    async with db.read() as session:
        return bool(await session.scalar(select(or_(due, unspread))))


async def spread(db: Db, now: datetime) -> bool:
    """Make the deliveries of the oldest mailing for its next followers; False when all have theirs.

    Who began to follow after it was ordered is not told.
    """
    async with db.write() as session:
        mailing = await session.scalar(
            select(MailingRow)
            .where(col(MailingRow.spread).is_(False))
            .order_by(col(MailingRow.ordered), col(MailingRow.slug), col(MailingRow.version))
            .limit(1)
        )
        if mailing is None:
            return False
        for_it = _about(mailing)
        next_ones = (
            select(Follower)
            .where(
                col(Follower.id) > mailing.reached,
                col(Follower.id).in_(select(col(Following.follower)).where(for_it)),
            )
            .order_by(col(Follower.id))
            .limit(BATCH)
        )
        found = (await session.scalars(next_ones)).all()
        often: dict[str, list[Frequency]] = {each.id: [] for each in found}
        for row in await session.scalars(
            select(Following).where(for_it, col(Following.follower).in_(often))
        ):
            often[row.follower].append(cast("Frequency", row.frequency))
        for each in found:
            session.add(_delivery(mailing, each, soonest(often[each.id]), now))
        mailing.reached = found[-1].id if found else mailing.reached
        mailing.spread = len(found) < BATCH
    return True


async def claim(db: Db, now: datetime) -> Letter | None:
    """Take the next mail that is due, and mark it as being sent; None when there is none.

    What is followed by the day or by the week goes together. Nobody else gets the same.
    """
    async with db.write() as session:
        await _drop_withdrawn(session, now)
        first = await session.scalar(
            select(DeliveryRow)
            .where(col(DeliveryRow.state) == "waiting", col(DeliveryRow.due) <= now)
            .order_by(col(DeliveryRow.due), col(DeliveryRow.follower), col(DeliveryRow.slug))
            .limit(1)
        )
        if first is None:
            return None
        taken = (
            update(DeliveryRow)
            .where(_together(first), col(DeliveryRow.state) == "waiting")
            .values(state="sending", due=now + LEASE, tries=col(DeliveryRow.tries) + 1)
            .returning(col(DeliveryRow.slug), col(DeliveryRow.version), col(DeliveryRow.tries))
            .execution_options(synchronize_session=False)
        )
        which = (await session.execute(taken)).all()
        follower = await session.get_one(Follower, first.follower)
        frequency = cast("Frequency", first.frequency)
        if frequency == "daily":
            follower.daily = now
        elif frequency == "weekly":
            follower.weekly = now
        token = await followers.link(session, follower.id)
        return Letter(
            follower.id,
            follower.email,
            follower.language,
            frequency,
            token,
            max(tries for _, _, tries in which),
            now + LEASE,
            await _versions(session, [(slug, version) for slug, version, _ in which]),
        )


async def end(db: Db, letter: Letter, state: State, now: datetime) -> None:
    """Say what became of a mail. Who stopped following meanwhile is gone, and so is this."""
    async with db.write() as session:
        await session.execute(_of(letter).values(state=state, due=now))


async def again(db: Db, letter: Letter, now: datetime, *, counts: bool) -> None:
    """Put a mail back that did not leave. It is given up after some times that count."""
    back: dict[str, object] = {"state": "waiting", "due": now, "tries": letter.tries - 1}
    if counts and letter.tries > len(AGAIN):
        back = {"state": "refused", "due": now}
    elif counts:
        back = {"state": "waiting", "due": now + AGAIN[letter.tries - 1]}
    async with db.write() as session:
        await session.execute(_of(letter).values(**back))


async def lost(db: Db, now: datetime) -> int:
    """Give up what a process was sending when it died, and return how many versions that were."""
    late = (
        update(DeliveryRow)
        .where(col(DeliveryRow.state) == "sending", col(DeliveryRow.due) <= now)
        .values(state="unsure", due=now)
        .returning(col(DeliveryRow.slug))
    )
    async with db.write() as session:
        return len((await session.execute(late)).all())


async def doubt(db: Db, now: datetime) -> int:
    """Give up all that waits or was being sent, and return how many versions that were.

    For when a backup was put back: what waited then may have been sent since.
    """
    while await spread(db, now):
        pass
    under_way = (
        update(DeliveryRow)
        .where(col(DeliveryRow.state).in_(("waiting", "sending")))
        .values(state="unsure", due=now)
        .returning(col(DeliveryRow.slug))
    )
    async with db.write() as session:
        return len((await session.execute(under_way)).all())


async def counts(db: Db) -> Mapping[State, int]:
    """Return how many deliveries are in which state, for who runs the installation."""
    by_state = select(col(DeliveryRow.state), func.count()).group_by(col(DeliveryRow.state))
    async with db.read() as session:
        return {cast("State", state): number for state, number in await session.execute(by_state)}


def _about(mailing: MailingRow) -> ColumnElement[bool]:
    """Tell of a row in `following` whether it was there in time, and asks for this."""
    about, key = col(Following.about), col(Following.key)
    return and_(
        col(Following.since) <= mailing.ordered,
        or_(
            about == "everything",
            and_(about == "weighing", key == mailing.slug),
            and_(about == "subject", key.in_(mailing.subjects)),
        ),
    )


def _delivery(
    mailing: MailingRow, follower: Follower, frequency: Frequency, now: datetime
) -> DeliveryRow:
    last = {"each": None, "daily": follower.daily, "weekly": follower.weekly}[frequency]
    due = max(now, last + FREQUENCIES[frequency]) if last is not None else now
    return DeliveryRow(
        slug=mailing.slug,
        version=mailing.version,
        follower=follower.id,
        frequency=frequency,
        due=due,
    )


def _together(first: DeliveryRow) -> ColumnElement[bool]:
    """Tell what goes in one mail with a delivery that is due."""
    mine = and_(
        col(DeliveryRow.follower) == first.follower, col(DeliveryRow.frequency) == first.frequency
    )
    if first.frequency != "each":
        return mine
    return and_(
        mine, col(DeliveryRow.slug) == first.slug, col(DeliveryRow.version) == first.version
    )


def _of(letter: Letter) -> Update:
    """Change the deliveries of a mail, as long as it is the one being sent or nobody knows.

    So this can be done twice, also when others took it in between.
    """
    which = [(it.slug, it.version) for it in letter.versions]
    return update(DeliveryRow).where(
        col(DeliveryRow.follower) == letter.follower,
        tuple_(col(DeliveryRow.slug), col(DeliveryRow.version)).in_(which),
        or_(
            col(DeliveryRow.state) == "unsure",
            and_(col(DeliveryRow.state) == "sending", col(DeliveryRow.due) == letter.until),
        ),
    )


async def _versions(
    session: AsyncSession, which: Sequence[tuple[str, int]]
) -> tuple[Published, ...]:
    rows = await session.scalars(
        select(PublicationRow)
        .where(tuple_(col(PublicationRow.slug), col(PublicationRow.version)).in_(which))
        .order_by(col(PublicationRow.published_at).desc(), col(PublicationRow.slug))
        .order_by(col(PublicationRow.version).desc())
    )
    return tuple(of_row(row) for row in rows)


async def _drop_withdrawn(session: AsyncSession, now: datetime) -> None:
    """Let what waits and is not public any more stay behind."""
    gone = ~is_public(col(DeliveryRow.slug), col(DeliveryRow.version))
    await session.execute(
        update(DeliveryRow)
        .where(col(DeliveryRow.state) == "waiting", gone)
        .values(state="withdrawn", due=now)
        .execution_options(synchronize_session=False)
    )
