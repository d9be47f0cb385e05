"""Who may lead a trialogue: the people of the team that owns it, and co-facilitators.

A co-facilitator is invited to one trialogue (`invitations`), and leads it along until the team
takes that right away. Whoever leads at this moment is the journal's to tell.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, literal, select
from sqlmodel import col

from trialoog.core.ids import AccountId
from trialoog.store import endings
from trialoog.store.db import Db
from trialoog.store.tables import Account, CoFacilitator, Member, TrialogueRow


@dataclass(frozen=True, slots=True)
class FacilitatorInfo:
    """Somebody who may lead a trialogue. `since` and `by` are there for a co-facilitator."""

    account: AccountId
    name: str
    since: datetime | None = None
    by: str = ""  # the name of who invited


async def of(db: Db, trialogue: str) -> list[FacilitatorInfo]:
    """Return who may lead a trialogue: the team by name, then the co-facilitators by name.

    A co-facilitator who is also in the team is told twice: leaving one leaves the other.
    """
    team = (
        select(col(Account.id), col(Account.name))
        .join(Member, col(Member.account) == col(Account.id))
        .join(TrialogueRow, col(TrialogueRow.team) == col(Member.team))
        .where(col(TrialogueRow.id) == trialogue)
        .order_by(col(Account.name), col(Account.id))
    )
    inviting = select(col(Account.id), col(Account.name)).subquery()
    along = (
        select(col(Account.id), col(Account.name), col(CoFacilitator.since), inviting.c.name)
        .join(CoFacilitator, col(CoFacilitator.account) == col(Account.id))
        .join(inviting, inviting.c.id == col(CoFacilitator.invited_by))
        .where(col(CoFacilitator.trialogue) == trialogue)
        .order_by(col(Account.name), col(Account.id))
    )
    async with db.read() as session:
        members = [FacilitatorInfo(AccountId(id), name) for id, name in await session.execute(team)]
        guests = [
            FacilitatorInfo(AccountId(id), name, since, by)
            for id, name, since, by in await session.execute(along)
        ]
    return members + guests


async def remove(db: Db, trialogue: str, account: str) -> bool:
    """Take a co-facilitator's right away. False for who had none."""
    gone = (
        delete(CoFacilitator)
        .where(col(CoFacilitator.trialogue) == trialogue, col(CoFacilitator.account) == account)
        .returning(col(CoFacilitator.account))
    )
    async with db.write() as session:
        if await session.scalar(gone) is None:
            return False
        await endings.look_anew(session, select(literal(account)), trialogue)
    return True
