"""Plans, tombstones and announcements in the database, on both engines."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.store.build import LEAD, NOW, D, a_trialogue, meeting
from tests.store.test_publications import publish
from trialoog.core import events as e
from trialoog.core.ids import AccountId, TrialogueId
from trialoog.core.words import Ground, Perspective
from trialoog.live.rows import row_changes
from trialoog.store import announcements, journal, plans, publications, withdrawals
from trialoog.store.db import Db
from trialoog.store.journal import Also, Conflict
from trialoog.store.withdrawals import Withdrawn

TEXTS = {"intro": "Precies dit."}


async def written(db: Db, also: Also) -> None:
    session: AsyncSession
    async with db.write() as session:
        await also(session)


def a_plan(trialogue: str, **hours: float) -> plans.Plan:
    return plans.Plan(
        trialogue=TrialogueId(trialogue),
        dilemma=D,
        at=NOW + timedelta(**hours),
        texts=TEXTS,
        digest="d" * 64,
        without=(Perspective.POLITICS,),
        account=AccountId("a"),
    )


async def closed(db: Db) -> str:
    """A trialogue that was held and closed, with its row as the application writes it."""
    trialogue = await a_trialogue(db)
    entries = [*meeting("0" * 64)[:2], (LEAD, e.TrialogueClosed((), ()))]
    row = row_changes(event for _, event in entries)
    await journal.append(db, trialogue, 0, entries, NOW, row=row)
    return trialogue


async def test_a_plan_is_due_at_its_time_and_taken_once(db: Db, trialogue: str) -> None:
    plan = a_plan(trialogue, hours=1)
    await written(db, plans.save(a_plan(trialogue, hours=9)))
    await written(db, plans.save(plan))
    assert await plans.of(db, trialogue) == {D: plan}, "in place of the first"
    assert await plans.first(db) == plan.at
    assert await plans.due(db, NOW) == []
    assert await plans.due(db, plan.at) == [plan]
    await written(db, plans.take(plan))
    with pytest.raises(LookupError):
        await written(db, plans.take(plan))


async def test_another_plan_is_not_taken_for_the_first(db: Db, trialogue: str) -> None:
    await written(db, plans.save(a_plan(trialogue, hours=9)))
    with pytest.raises(LookupError):
        await written(db, plans.take(a_plan(trialogue, hours=1)))
    assert len(await plans.of(db, trialogue)) == 1


async def test_a_plan_that_was_refused_is_kept_and_not_due(db: Db, trialogue: str) -> None:
    plan = a_plan(trialogue)
    await written(db, plans.save(plan))
    await plans.refuse(db, plan, "closed")
    assert await plans.due(db, NOW) == []
    assert await plans.first(db) is None
    assert (await plans.of(db, trialogue))[D].refused == "closed"


async def test_versions_that_went_offline_stay_away_when_a_next_one_comes(
    db: Db, trialogue: str
) -> None:
    await publish(db, trialogue, "maatwerk", 1)
    await written(db, plans.save(a_plan(trialogue)))
    gone = Withdrawn("maatwerk", 1, NOW, Ground.PRIVACY, "Een naam.")
    await written(db, withdrawals.withdraw(trialogue, D, gone))
    assert await withdrawals.get(db, "maatwerk") == gone
    assert await publications.get(db, "maatwerk") is None
    assert await publications.get(db, "maatwerk", 1) is None
    assert await publications.newest(db) == []
    assert await plans.of(db, trialogue) == {}, "or it would come back by itself"
    await publish(db, trialogue, "maatwerk", 2)
    assert [it.version for it in await publications.versions(db, "maatwerk")] == [2]
    assert await publications.get(db, "maatwerk", 1) is None
    with pytest.raises(Conflict):
        await written(db, withdrawals.withdraw(trialogue, D, gone))
    assert await publications.get(db, "maatwerk") is not None


async def test_what_was_held_is_announced_until_each_weighing_was_public(db: Db) -> None:
    trialogue = await closed(db)
    await a_trialogue(db)  # a draft
    [found] = await announcements.announced(db, 10)
    assert (found.contact, found.held) == ("", journal.to_minute(NOW))
    assert found.title
    await publish(db, trialogue, "maatwerk")
    assert await announcements.announced(db, 10) == []


async def test_who_keeps_it_unannounced_and_thinks_again_names_a_contact(db: Db) -> None:
    trialogue = await closed(db)
    for event in (
        e.AnnouncementWithheld(e.Text("Een rechtszaak.")),
        e.TrialogueAnnounced(e.Text("Bureau")),
    ):
        seq = len(await journal.read(db, trialogue))
        row = row_changes([event])
        await journal.append(db, trialogue, seq, [(LEAD, event)], NOW, row=row)
        told = [it.contact for it in await announcements.announced(db, 10)]
        assert told == (["Bureau"] if isinstance(event, e.TrialogueAnnounced) else [])
