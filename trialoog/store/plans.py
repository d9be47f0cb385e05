"""Publications planned for later: exactly the texts that were planned, until they go out.

A row is written and removed in the transaction of the fact that says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from trialoog.core.ids import AccountId, DilemmaId, TrialogueId
from trialoog.core.words import Perspective
from trialoog.store.db import Db
from trialoog.store.journal import Also
from trialoog.store.tables import PlannedPublication


@dataclass(frozen=True, slots=True)
class Plan:
    """A version that goes public by itself. `without` are perspectives whose missing approval
    was confirmed; `refused` is why it did not go out, if it did not."""

    trialogue: TrialogueId
    dilemma: DilemmaId
    at: datetime
    texts: Mapping[str, Any]
    digest: str
    without: tuple[Perspective, ...]
    account: AccountId
    refused: str = ""


def save(plan: Plan) -> Also:
    """Return what keeps a plan, in place of an earlier one."""

    async def write(session: AsyncSession) -> None:
        await session.merge(
            PlannedPublication(
                trialogue=plan.trialogue,
                dilemma=plan.dilemma,
                at=plan.at,
                texts=dict(plan.texts),
                digest=plan.digest,
                without=[p.value for p in plan.without],
                account=plan.account,
                refused=plan.refused,
            )
        )
        await session.flush()

    return write


def drop(trialogue_id: str, dilemma: str) -> Also:
    """Return what forgets a plan, if there is one."""

    async def write(session: AsyncSession) -> None:
        await session.execute(_gone(trialogue_id, dilemma))

    return write


def take(plan: Plan) -> Also:
    """Return what takes a plan to carry it out. It raises `LookupError` when it is not there any
    more: another process was first, or somebody cancelled it."""

    async def write(session: AsyncSession) -> None:
        statement = _gone(plan.trialogue, plan.dilemma).where(
            col(PlannedPublication.at) == plan.at, col(PlannedPublication.digest) == plan.digest
        )
        gone = await session.scalars(statement.returning(col(PlannedPublication.dilemma)))
        if not gone.all():
            raise LookupError("the plan is gone")

    return write


def _gone(trialogue_id: str, dilemma: str) -> Any:
    return delete(PlannedPublication).where(
        col(PlannedPublication.trialogue) == trialogue_id,
        col(PlannedPublication.dilemma) == dilemma,
    )


def rewrite(trialogue_id: str, copies: Mapping[DilemmaId, Mapping[str, Any]]) -> Also:
    """Return what gives planned texts other words."""

    async def write(session: AsyncSession) -> None:
        for dilemma, texts in copies.items():
            mine = update(PlannedPublication).where(
                col(PlannedPublication.trialogue) == trialogue_id,
                col(PlannedPublication.dilemma) == dilemma,
            )
            await session.execute(mine.values(texts=dict(texts)))

    return write


async def refuse(db: Db, plan: Plan, code: str) -> None:
    """Keep why a plan was not carried out; it is not tried again."""
    mine = update(PlannedPublication).where(
        col(PlannedPublication.trialogue) == plan.trialogue,
        col(PlannedPublication.dilemma) == plan.dilemma,
        col(PlannedPublication.at) == plan.at,
    )
    async with db.write() as session:
        await session.execute(mine.values(refused=code))


async def refuse_all(db: Db, code: str) -> int:
    """Let no plan be carried out any more, say why, and return how many that were."""
    still = update(PlannedPublication).where(col(PlannedPublication.refused) == "")
    refused = still.values(refused=code).returning(col(PlannedPublication.dilemma))
    async with db.write() as session:
        return len((await session.execute(refused)).all())


async def of(db: Db, trialogue_id: str) -> dict[DilemmaId, Plan]:
    """Return the plans of a trialogue, by dilemma."""
    async with db.read() as session:
        rows = await session.scalars(
            select(PlannedPublication).where(col(PlannedPublication.trialogue) == trialogue_id)
        )
        return {DilemmaId(row.dilemma): _plan(row) for row in rows}


async def due(db: Db, now: datetime) -> Sequence[Plan]:
    """Return what should be public by now and was not refused, the oldest first."""
    async with db.read() as session:
        rows = await session.scalars(
            select(PlannedPublication)
            .where(col(PlannedPublication.at) <= now, col(PlannedPublication.refused) == "")
            .order_by(col(PlannedPublication.at))
        )
        return [_plan(row) for row in rows]


async def first(db: Db) -> datetime | None:
    """Return when the next plan is due, if there is one."""
    statement = select(func.min(col(PlannedPublication.at))).where(
        col(PlannedPublication.refused) == ""
    )
    async with db.read() as session:
        return await session.scalar(statement)


def _plan(row: PlannedPublication) -> Plan:
    return Plan(
        trialogue=TrialogueId(row.trialogue),
        dilemma=DilemmaId(row.dilemma),
        at=row.at,
        texts=row.texts,
        digest=row.digest,
        without=tuple(Perspective(p) for p in row.without),
        account=AccountId(row.account),
        refused=row.refused,
    )
