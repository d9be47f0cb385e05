"""Chores: what is done once in a while by one process, for all that serve the same rooms."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from trialoog.store.db import Db
from trialoog.store.tables import Chore


async def take(db: Db, name: str, now: datetime, every: timedelta) -> bool:
    """Take a chore on. False when a process did that less than `every` ago, also if it failed."""
    again = (
        update(Chore)
        .where(col(Chore.name) == name, col(Chore.taken) <= now - every)
        .values(taken=now)
        .returning(col(Chore.name))
    )
    async with db.write() as session:
        if await session.get(Chore, name) is None:
            session.add(Chore(name=name, taken=now))
            return True
        return (await session.scalars(again)).first() is not None
