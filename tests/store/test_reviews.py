"""Weighings that live on: what follows them, when a review is due, and who is told once."""

import asyncio
from datetime import date, datetime, timedelta

import pytest

from tests.store.build import LEAD, NOW, D, a_trialogue
from trialoog.core import events as e
from trialoog.store import chain, invitations, journal, lists, people, publications, reviews
from trialoog.store.db import Db
from trialoog.store.invitations import Into

DAY = timedelta(days=1)
TODAY = NOW.date()
YESTERDAY, TOMORROW = TODAY - DAY, TODAY + DAY
LONG_AGO = NOW - timedelta(days=400)


async def publish(
    db: Db,
    trialogue: str,
    slug: str,
    version: int = 1,
    *,
    review: date | None = None,
    follows: str = "",
    at: datetime = LONG_AGO,
) -> None:
    document = {
        "question": f"Over {slug}?",
        "language": "nl",
        "review": review.isoformat() if review else None,
        "follows": {"slug": follows, "version": 1, "question": ""} if follows else None,
    }
    digest = chain.document_digest(document)
    write = publications.publish(
        trialogue_id=trialogue,
        dilemma=D,
        slug=slug,
        version=version,
        document=document,
        note="",
        now=at,
    )
    seq = len(await journal.read(db, trialogue))
    event = e.WeighingPublished(D, version, slug, digest, e.Text(""))
    await journal.append(db, trialogue, seq, [(LEAD, event)], at, also=[write])


async def somebody(db: Db, trialogue: str, name: str, email: str | None = None) -> str:
    """Somebody in the team that owns a trialogue."""
    info = await lists.get(db, trialogue)
    assert info is not None
    account = await people.create_account(db, name, NOW)
    await people.add_member(db, info.team, account.id, "administrator")
    if email is None:
        return account.id
    links = await invitations.invite(
        db, Into(info.team), name=name, email=email, by=account.id, ttl=DAY, now=NOW
    )
    accepted = await invitations.accept(db, links.mailed or "", None, NOW)
    assert accepted is not None
    return accepted.account


async def due(db: Db, account: str, today: date = TODAY) -> list[str]:
    return [it.slug for it in await reviews.of_account(db, account, today) if it.due]


async def test_a_weighing_knows_which_go_on_from_it(db: Db, trialogue: str) -> None:
    later = await a_trialogue(db)
    await publish(db, trialogue, "grens")
    await publish(db, later, "vervolg", follows="grens", at=NOW)
    await publish(db, later, "vervolg", 2, follows="grens", at=NOW)
    assert [(it.slug, it.version) for it in await reviews.follow_ups(db, "grens")] == [
        ("vervolg", 2)
    ]
    assert await reviews.follow_ups(db, "vervolg") == []


@pytest.mark.parametrize("day", [YESTERDAY, TODAY])
async def test_a_review_is_due_from_its_day_on(db: Db, trialogue: str, day: date) -> None:
    ada = await somebody(db, trialogue, "Ada")
    await publish(db, trialogue, "grens", review=day)
    assert await due(db, ada) == ["grens"]
    assert await due(db, ada, day - DAY) == []


async def test_a_newer_version_is_a_review_until_its_own_day(db: Db, trialogue: str) -> None:
    ada = await somebody(db, trialogue, "Ada")
    await publish(db, trialogue, "grens", review=YESTERDAY)
    await publish(db, trialogue, "grens", 2, review=TOMORROW, at=NOW)
    assert await due(db, ada) == []
    assert await due(db, ada, TOMORROW) == ["grens"]


async def test_a_version_with_the_same_day_is_looked_at_once(db: Db, trialogue: str) -> None:
    ada = await somebody(db, trialogue, "Ada")
    await publish(db, trialogue, "grens", review=YESTERDAY)
    await publish(db, trialogue, "grens", 2, review=YESTERDAY, at=NOW)
    assert await due(db, ada) == []


async def test_a_follow_up_is_a_review(db: Db, trialogue: str) -> None:
    ada = await somebody(db, trialogue, "Ada")
    await publish(db, trialogue, "grens", review=YESTERDAY)
    await publish(db, await a_trialogue(db), "vervolg", follows="grens", at=NOW)
    assert await due(db, ada) == []


async def test_only_the_team_that_owns_a_weighing_sees_it(db: Db, trialogue: str) -> None:
    elsewhere = await a_trialogue(db)
    ada, bo = await somebody(db, trialogue, "Ada"), await somebody(db, elsewhere, "Bo")
    await publish(db, trialogue, "grens", review=YESTERDAY)
    (mine,) = await reviews.of_account(db, ada, TODAY)
    assert (mine.trialogue, mine.dilemma, mine.question) == (trialogue, D, "Over grens?")
    assert await reviews.of_account(db, bo, TODAY) == []


async def test_whoever_has_an_address_is_reminded_once(db: Db, trialogue: str) -> None:
    ada = await somebody(db, trialogue, "Ada", "ada@example.org")
    await somebody(db, trialogue, "Bo")
    await publish(db, trialogue, "grens", review=YESTERDAY)
    (reminder,) = await reviews.reminders(db, TODAY)
    assert (reminder.account, reminder.email) == (ada, "ada@example.org")
    taken = await asyncio.gather(*(reviews.claim(db, reminder, now=NOW) for _ in range(5)))
    assert sorted(taken) == [False] * 4 + [True]
    assert await reviews.reminders(db, TODAY) == []


async def test_another_review_day_brings_another_reminder(db: Db, trialogue: str) -> None:
    await somebody(db, trialogue, "Ada", "ada@example.org")
    await publish(db, trialogue, "grens", review=YESTERDAY)
    (reminder,) = await reviews.reminders(db, TODAY)
    assert await reviews.claim(db, reminder, now=NOW)
    await publish(db, trialogue, "grens", 2, review=TOMORROW, at=NOW)
    assert await reviews.reminders(db, TODAY) == []
    (again,) = await reviews.reminders(db, TOMORROW)
    assert await reviews.claim(db, again, now=NOW)
