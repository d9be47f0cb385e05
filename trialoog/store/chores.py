"""Chores: what is done once in a while by one process, for all that serve the same rooms."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import col

from trialoog.store.db import Db
from trialoog.store.tables import Chore


async def take(db: Db, name: str, now: datetime, every: timedelta) -> bool:
    """Take a chore on. False when a process did that less than `every` ago, also if it failed."""
    # A clock that was years ahead for a moment must not put it off for years.
    due = or_(col(Chore.taken) <= now - every, col(Chore.taken) >= now + every)
    again = (
        update(Chore)
        .where(col(Chore.name) == name, due)
        .values(taken=now)
        .returning(col(Chore.name))
    )
    async with db.write() as session:
        if await session.get(Chore, name) is None:
            session.add(Chore(name=name, taken=now))
            return True
        return (await session.scalars(again)).first() is not None
