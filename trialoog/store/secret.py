"""The secret behind the tags of a trialogue: kept while people can have a seat, then destroyed."""

from collections.abc import Mapping

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from trialoog.store.tables import TrialogueSecret


async def keep(session: AsyncSession, trialogue_id: str, row: Mapping[str, object]) -> None:
    """Keep the secret among what changes of a trialogue, in place of an earlier one; None destroys
    it."""
    if "secret" not in row:
        return
    mine = delete(TrialogueSecret).where(col(TrialogueSecret.trialogue) == trialogue_id)
    await session.execute(mine)
    if row["secret"] is not None:
        new = {"trialogue": trialogue_id, "secret": row["secret"]}
        await session.execute(insert(TrialogueSecret).values(new))
