"""What time it is by the clock of the database, the one clock that all processes share."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from trialoog.store.db import Db


async def time(db: Db) -> datetime:
    """Return the time in UTC, on SQLite in whole seconds. Raises `Away` when the database is."""
    async with db.read() as session:
        found: datetime = (await session.scalars(select(func.current_timestamp()))).one()
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
