"""Publications for later: planned by a person, carried out when it is time. Nothing else waits.

The plan is a row beside the fact that says so, so that it survives a restart. Every process looks;
the transaction that publishes takes the row, so that it happens once.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, tzinfo
from typing import Any

from trialoog.core import document as documents
from trialoog.core.commands import CancelPlan, PlanPublication
from trialoog.core.events import By
from trialoog.core.ids import AccountId, DilemmaId
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.words import Perspective, Role
from trialoog.live import release
from trialoog.live.rooms import Room, Rooms
from trialoog.store import plans
from trialoog.store.away import Away
from trialoog.store.db import Db
from trialoog.store.journal import Conflict, ReceiptEntry
from trialoog.store.plans import Plan

log = logging.getLogger(__name__)

# A plan that another process took in is seen this soon, in seconds.
LOOK = 15.0


async def plan(  # noqa: PLR0913 - what, when, by whom, with what confirmed
    db: Db,
    room: Room,
    dilemma: DilemmaId,
    *,
    at: datetime | None,
    account: AccountId,
    now: datetime,
    zone: tzinfo,
    without: Collection[Perspective],
    confirmed: str,
    receipt: ReceiptEntry | None,
) -> None:
    """Let the text as it is now go public at a set time.

    Raises `Refused` for all that would stand in the way now, and else as `Room.act`.
    """
    await room.catch_up()
    seq = room.state.seq
    texts = await release.texts_of(db, room, dilemma)
    release.traced(room, dilemma, texts, confirmed)
    ready = await release.prepare(db, room, dilemma, texts, now, zone, without, seq)
    saved = plans.save(
        Plan(
            trialogue=room.id,
            dilemma=dilemma,
            at=at or now,
            texts=texts,
            digest=ready.content,
            without=tuple(without),
            account=account,
        )
    )

    async def both(session: Any) -> None:
        await release.unless_overtaken(room, seq)(session)
        await saved(session)

    by = By(Role.FACILITATOR, account=account)
    await room.act(PlanPublication(ready.command, at), by, receipt, also=both)


async def cancel(
    room: Room, dilemma: DilemmaId, by: By, receipt: ReceiptEntry | None = None
) -> None:
    """Let what was planned not go public. Raises as `Room.act`."""
    await room.act(CancelPlan(dilemma), by, receipt, also=plans.drop(room.id, dilemma))


async def outdated(db: Db, room: Room, plan: Plan, zone: tzinfo) -> bool:
    """Tell whether the record changed since the plan was made, so that it will not go out."""
    return await _digest(db, room, plan, zone) != plan.digest


def edited(plan: Plan, texts: Mapping[str, Any]) -> bool:
    """Tell whether the working copy is another by now than what was planned."""
    return dict(plan.texts) != dict(texts)


async def carry_out(  # noqa: PLR0917 - where, what and when
    db: Db, rooms: Rooms, plan: Plan, now: datetime, zone: tzinfo
) -> bool:
    """Make public what was planned. False when it can't be: then the plan says why,
    or is gone."""
    room = await rooms.get(plan.trialogue)
    await room.catch_up()
    seq = room.state.seq
    found = (await plans.of(db, plan.trialogue)).get(plan.dilemma)
    if found is None or (found.at, found.digest) != (plan.at, plan.digest):
        return False
    plan = found  # as it is now: words may have gone out of it since
    try:
        if await outdated(db, room, plan, zone):
            raise Refused("plan_outdated")
        ready = await release.prepare(
            db, room, plan.dilemma, plan.texts, now, zone, plan.without, seq
        )
        taken = plans.take(plan)

        async def both(session: Any) -> None:
            await taken(session)
            await ready.write(session)

        await room.act(ready.command, By(Role.FACILITATOR, account=plan.account), also=both)
    except LookupError:
        return False
    except Refused as refusal:
        if refusal.code == release.OVERTAKEN:
            return False  # it is looked at again
        await plans.refuse(db, plan, refusal.code)
        return False
    except RefusedAll as several:
        await plans.refuse(db, plan, several.refusals[0].code)
        return False
    return True


async def run(db: Db, rooms: Rooms, now: datetime, zone: tzinfo) -> int:
    """Carry out every plan that is due, and return how many became public here."""
    done = 0
    for plan in await plans.due(db, now):
        try:
            done += await carry_out(db, rooms, plan, now, zone)
        except Away:
            break  # for the others too
        except Conflict:
            log.warning("others kept coming first; a planned publication is tried again")
        except Exception:
            # One that is broken must not keep the others from going out.
            log.exception("a planned publication of %s failed; it is tried again", plan.trialogue)
    return done


@asynccontextmanager
async def on_time(
    db: Db, rooms: Rooms, now: Callable[[], datetime], zone: tzinfo
) -> AsyncIterator[None]:
    """Carry out plans when their time comes, as long as the block lasts."""

    async def keep() -> None:
        while True:
            wait = LOOK
            try:
                await run(db, rooms, now(), zone)
                first = await plans.first(db)
                if first is not None:
                    wait = min(LOOK, max(1.0, (first - now()).total_seconds()))
            except Away:
                pass  # the log has it
            except Exception:
                log.exception("could not look for planned publications; it is tried again")
            await asyncio.sleep(wait)

    keeping = asyncio.create_task(keep())
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


async def _digest(db: Db, room: Room, plan: Plan, zone: tzinfo) -> str:
    document = await release.draw(db, room, plan.dilemma, zone, plan.texts)
    return documents.content_digest(document)
