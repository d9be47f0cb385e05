"""Lets go what the room never saw, some days after closing; once a day by itself.

Which texts those are, `core.retention` says. A fact says that they went, in the transaction in
which they go; public versions never change by it.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trialoog.core import retention
from trialoog.core.commands import ExpireTexts
from trialoog.core.events import By, TextAt
from trialoog.core.evolve import fold
from trialoog.core.ids import TrialogueId
from trialoog.core.refusals import Refused
from trialoog.core.retention import Rule
from trialoog.core.words import Role
from trialoog.live.patience import SOON
from trialoog.live.rooms import Rooms
from trialoog.live.writer import Writer
from trialoog.store import blanking, chores, followers, journal, people, screens, spokespersons
from trialoog.store.away import Away
from trialoog.store.db import Db
from trialoog.store.journal import Conflict

Now = Callable[[], datetime]
Tell = Callable[[int, int], None]

log = logging.getLogger("trialoog.security")

DAY = 86_400.0  # seconds
LOOK = 3_600.0  # seconds between two looks whether it is time, which one may come before


@dataclass(slots=True)
class Report:
    """What goes, or went: numbers only. `oldest` is when the first of the trialogues closed."""

    texts: Counter[Rule] = field(default_factory=Counter)
    trialogues: Counter[Rule] = field(default_factory=Counter)
    touched: int = 0
    oldest: datetime | None = None


async def run(
    db: Db, now: Now, days: int, *, dry: bool = False, tell: Tell = lambda _done, _of: None
) -> Report:
    """Remove what has been kept for so many days after closing, and return what it was.

    `dry` only looks. `tell` is called with how many trialogues were looked at, and of how many.
    A trialogue that somebody changes meanwhile waits for the next time.
    """
    report = Report()
    closed = await blanking.closed(db)
    for done, trialogue in enumerate(closed, 1):
        await _look(db, trialogue, now, days, report, dry=dry)
        tell(done, len(closed))
    return report


async def _look(  # noqa: PLR0917 - one trialogue, and what is found there
    db: Db, trialogue: TrialogueId, now: Now, days: int, report: Report, *, dry: bool
) -> None:
    facts = await journal.read(db, trialogue)
    state = fold(facts)
    if state.closed is None or not retention.expired(state, now(), days):
        return
    found = retention.unseen(state, facts)
    if not found:
        return
    going = [at for places in found.values() for at in places]
    if not dry and not await _remove(db, trialogue, now, days, going):
        return
    report.touched += 1
    for rule, places in found.items():
        report.texts[rule] += len(places)
        report.trialogues[rule] += 1
    report.oldest = min(report.oldest or state.closed, state.closed)


async def _remove(  # noqa: PLR0917 - one trialogue, and what goes there
    db: Db, trialogue: TrialogueId, now: Now, days: int, going: Sequence[TextAt]
) -> bool:
    writer = Writer(trialogue, db, now)
    try:
        await writer.catch_up()
        await writer.act(
            ExpireTexts(days),
            By(Role.HOUSE),
            receipt=None,
            row={},
            also=blanking.blank(trialogue, going),
        )
    except (Refused, Conflict):
        return False  # reopened just now
    finally:
        await writer.finish()  # also when the server stops meanwhile
    return True


async def sweep_used(db: Db, now: datetime) -> None:
    """Remove links, sessions and requests that were used or got too old."""
    for kept in (people, screens, followers, spokespersons):
        await kept.sweep(db, now)


async def sweep(db: Db, rooms: Rooms, now: Now, days: int) -> None:
    """Do what is done once a day: remove what expired, and tell the rooms that are in memory."""
    await sweep_used(db, now())
    report = await run(db, now, days)
    await rooms.catch_up()
    log.info("retention texts=%d trialogues=%d days=%d", report.texts.total(), report.touched, days)


@asynccontextmanager
async def daily(db: Db, rooms: Rooms, now: Now, days: int | None) -> AsyncIterator[None]:
    """Sweep now and once a day, as long as the block lasts; `None` is never.

    Every process looks whether it is time; one of them does it for all. What goes wrong is logged,
    and tried again the next day; soon, when the database was away.
    """

    async def keep() -> None:
        every, mine = timedelta(seconds=DAY - LOOK), False
        while days is not None:
            pause = LOOK
            try:
                mine = mine or await chores.take(db, "retention", now(), every)
                if mine:
                    await sweep(db, rooms, now, days)
                mine = False
            except Away:
                pause = SOON
            except Exception:
                mine = False
                log.exception("retention failed; it is tried again tomorrow")
            await asyncio.sleep(pause)

    keeping = asyncio.create_task(keep())
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
