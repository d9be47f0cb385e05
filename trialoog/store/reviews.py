"""Weighings that live on: what follows them, when they are looked at again, and who was told.

A review is due from its day on, until there is a newer version or a follow-up.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import col

from trialoog.core.ids import DilemmaId, TrialogueId
from trialoog.store.db import Db
from trialoog.store.publications import Published, of_row
from trialoog.store.tables import Account, Member, PublicationRow, ReviewReminder, TrialogueRow


@dataclass(frozen=True, slots=True)
class Weighing:
    """The current version of a weighing, as its team needs it. `due`: to be looked at now."""

    slug: str
    trialogue: TrialogueId
    dilemma: DilemmaId
    question: str
    language: str
    review: date | None
    due: bool = False
    rests_on: str = ""  # the letter of the first option with assumptions


@dataclass(frozen=True, slots=True)
class Reminder:
    """A weighing that is due, and somebody of its team who can be told."""

    weighing: Weighing
    account: str
    email: str


async def follow_ups(db: Db, slug: str) -> list[Published]:
    """Return the current versions of the weighings that go on from one, the first published
    first."""
    async with db.read() as session:
        rows = await session.scalars(
            select(PublicationRow)
            .where(col(PublicationRow.follows) == slug, col(PublicationRow.current))
            .order_by(col(PublicationRow.published_at), col(PublicationRow.slug))
        )
        return [of_row(row) for row in rows]


async def of_account(db: Db, account: str, today: date) -> list[Weighing]:
    """Return the weighings of the teams of an account that are public, by address."""
    mine = (
        select(PublicationRow, _followed())
        .join(TrialogueRow, col(TrialogueRow.id) == col(PublicationRow.trialogue))
        .join(Member, col(Member.team) == col(TrialogueRow.team))
        .where(col(PublicationRow.current), col(Member.account) == account)
        .order_by(col(PublicationRow.slug))
    )
    async with db.read() as session:
        return [_weighing(row, followed, today) for row, followed in await session.execute(mine)]


async def reminders(db: Db, today: date) -> list[Reminder]:
    """Return who is still to be told of which weighing that is due: the team that owns it."""
    told = exists().where(
        col(ReviewReminder.slug) == col(PublicationRow.slug),
        col(ReviewReminder.review) == col(PublicationRow.review),
        col(ReviewReminder.account) == col(Account.id),
    )
    untold = (
        select(PublicationRow, _followed(), col(Account.id), col(Account.email))
        .join(TrialogueRow, col(TrialogueRow.id) == col(PublicationRow.trialogue))
        .join(Member, col(Member.team) == col(TrialogueRow.team))
        .join(Account, col(Account.id) == col(Member.account))
        .where(col(PublicationRow.current), col(PublicationRow.review) <= today)
        .where(col(Account.email).is_not(None), ~told)
        .order_by(col(PublicationRow.slug), col(Account.id))
    )
    async with db.read() as session:
        found = [
            Reminder(_weighing(row, followed, today), account, email or "")
            for row, followed, account, email in await session.execute(untold)
        ]
    return [reminder for reminder in found if reminder.weighing.due]


async def claim(db: Db, reminder: Reminder, *, now: datetime) -> bool:
    """Take a reminder, to send it. False when it was taken before, also by another process."""
    review = reminder.weighing.review
    if review is None:
        return False
    row = ReviewReminder(
        slug=reminder.weighing.slug, review=review, account=reminder.account, at=now
    )
    try:
        async with db.write() as session:
            session.add(row)
    except IntegrityError:
        return False
    return True


async def claim_all(db: Db, *, now: datetime) -> None:
    """Take all reminders, to send none: after a backup was put back they may have been sent."""
    for reminder in await reminders(db, now.date()):
        await claim(db, reminder, now=now)


async def give_back(db: Db, reminder: Reminder) -> None:
    """Let a reminder that did not leave be taken again."""
    mine = delete(ReviewReminder).where(
        col(ReviewReminder.slug) == reminder.weighing.slug,
        col(ReviewReminder.review) == reminder.weighing.review,
        col(ReviewReminder.account) == reminder.account,
    )
    async with db.write() as session:
        await session.execute(mine)


def _followed() -> ColumnElement[bool]:
    """Return how to tell whether a later weighing goes on from a version."""
    later = aliased(PublicationRow)
    return exists().where(
        col(later.follows) == col(PublicationRow.slug),
        col(later.current),
        col(later.published_at) > col(PublicationRow.published_at),
    )


def _weighing(row: PublicationRow, followed: bool, today: date) -> Weighing:  # noqa: FBT001
    document = json.loads(row.document)
    due = False
    if row.review is not None and row.review <= today and not followed:
        due = row.published_at < datetime.combine(row.review, time(), UTC)
    return Weighing(
        slug=row.slug,
        trialogue=TrialogueId(row.trialogue),
        dilemma=DilemmaId(row.dilemma),
        question=document.get("question", ""),
        language=document.get("language", ""),
        review=row.review,
        due=due,
        rests_on=next((o["letter"] for o in document.get("options", ()) if o["assumptions"]), ""),
    )
