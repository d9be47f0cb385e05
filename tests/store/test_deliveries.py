"""What is on its way to followers: each version once to each, however many processes there are."""

import asyncio
from datetime import datetime, timedelta

import pytest

from tests.store.build import NOW, D
from tests.store.test_followers import ALL, ONE, ZORG, follows
from tests.store.test_publications import publish
from trialoog.core.words import Ground
from trialoog.store import deliveries, feeds, followers, withdrawals
from trialoog.store.db import Db, open_db
from trialoog.store.deliveries import AGAIN, LEASE, Letter
from trialoog.store.followers import Wish
from trialoog.store.withdrawals import Withdrawn

LATER = NOW + timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def told(
    db: Db, trialogue: str, slug: str = "maatwerk", version: int = 1, at: datetime = LATER
) -> None:
    """Publish a version, and have its followers told."""
    await publish(db, trialogue, slug, version, at=at)
    async with db.write() as session:
        await deliveries.order(slug, version, ["zorg"], at)(session)
    while await deliveries.spread(db, at):
        pass


async def claimed(db: Db, at: datetime = LATER) -> list[Letter]:
    found = []
    while (letter := await deliveries.claim(db, at)) is not None:
        found.append(letter)
    return found


async def withdraw(db: Db, trialogue: str, version: int = 1) -> None:
    gone = Withdrawn("maatwerk", version, LATER, Ground.PRIVACY, "Er stond een naam in.")
    async with db.write() as session:
        await withdrawals.withdraw(trialogue, D, gone)(session)


async def test_who_follows_it_its_subject_or_everything_is_told_once(
    db: Db, trialogue: str
) -> None:
    for number, wishes in enumerate(((ONE,), (ZORG,), (ALL,), (ONE, ZORG, ALL))):
        for wish in wishes:
            await follows(db, wish, f"{number}@example.org")
    await follows(db, Wish("subject", "werk"), "other@example.org")
    await follows(db, Wish("weighing", "anders"), "else@example.org")
    await told(db, trialogue)
    found = await claimed(db)
    assert sorted(letter.email for letter in found) == [f"{n}@example.org" for n in range(4)]
    assert {letter.email: letter.frequency for letter in found}["3@example.org"] == "each"
    assert not await deliveries.spread(db, LATER)
    assert await claimed(db) == []


async def test_who_comes_after_the_message_gets_the_next_one(db: Db, trialogue: str) -> None:
    await told(db, trialogue, at=NOW - HOUR)
    await follows(db, ONE)
    assert await claimed(db) == []
    await told(db, trialogue, version=2)
    (letter,) = await claimed(db)
    assert [version.version for version in letter.versions] == [2]


async def test_many_followers_are_gone_through_in_parts(
    db: Db, trialogue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "BATCH", 4)
    for number in range(9):
        await follows(db, ONE, f"{number}@example.org")
    await told(db, trialogue)
    assert len({letter.email for letter in await claimed(db)}) == 9


async def test_no_two_processes_take_the_same_mail(url: str, trialogue: str, db: Db) -> None:
    for number in range(12):
        await follows(db, ONE if number % 2 else ALL, f"{number}@example.org")
    await told(db, trialogue)
    async with open_db(url) as other:
        both = await asyncio.gather(*(claimed(each) for each in (db, other, db, other)))
    taken = [letter.email for letters in both for letter in letters]
    assert sorted(taken) == sorted({f"{number}@example.org" for number in range(12)})


async def test_what_is_wanted_by_the_day_goes_together_and_once_a_day(
    db: Db, trialogue: str
) -> None:
    await follows(db, ZORG)
    await told(db, trialogue)
    (first,) = await claimed(db)
    await deliveries.end(db, first, "sent", LATER)
    await told(db, trialogue, version=2, at=LATER + HOUR)
    await told(db, trialogue, version=3, at=LATER + 2 * HOUR)
    assert await claimed(db, LATER + DAY - HOUR) == []
    (second,) = await claimed(db, LATER + DAY)
    assert [version.version for version in second.versions] == [3, 2]
    assert await claimed(db, LATER + 30 * DAY) == [], "and never without news"


async def test_each_change_is_a_mail_of_its_own_for_who_wants_that(db: Db, trialogue: str) -> None:
    await follows(db, ONE)
    await told(db, trialogue)
    await told(db, trialogue, version=2)
    assert [len(letter.versions) for letter in await claimed(db)] == [1, 1]


async def test_what_was_being_sent_when_a_process_died_is_not_sent_again(
    db: Db, trialogue: str
) -> None:
    await follows(db, ONE)
    await told(db, trialogue)
    (letter,) = await claimed(db)
    assert await deliveries.lost(db, LATER + LEASE - timedelta(seconds=1)) == 0
    assert await deliveries.lost(db, LATER + LEASE) == 1
    assert await claimed(db, LATER + DAY) == []
    assert await deliveries.counts(db) == {"unsure": 1}
    await deliveries.end(db, letter, "sent", LATER + LEASE)  # it was only slow
    assert await deliveries.counts(db) == {"sent": 1}


async def test_what_the_server_does_not_take_now_is_tried_again_and_given_up_in_the_end(
    db: Db, trialogue: str
) -> None:
    await follows(db, ONE)
    await told(db, trialogue)
    at = LATER
    for wait in AGAIN:
        (letter,) = await claimed(db, at)
        await deliveries.again(db, letter, at, counts=True)
        assert await claimed(db, at + wait - timedelta(seconds=1)) == []
        at += wait
    (letter,) = await claimed(db, at)
    await deliveries.again(db, letter, at, counts=True)
    assert await deliveries.counts(db) == {"refused": 1}


async def test_a_server_that_is_away_is_waited_for_without_counting(db: Db, trialogue: str) -> None:
    await follows(db, ONE)
    await told(db, trialogue)
    for _ in range(20):
        (letter,) = await claimed(db)
        assert letter.tries == 1
        await deliveries.again(db, letter, LATER, counts=False)
    assert await deliveries.counts(db) == {"waiting": 1}


async def test_what_was_taken_back_is_not_mailed_and_leaves_the_feed(
    db: Db, trialogue: str
) -> None:
    await follows(db, ONE)
    await told(db, trialogue)
    assert len(await feeds.newest(db, 50)) == 1
    await withdraw(db, trialogue)
    assert await claimed(db) == []
    assert await deliveries.counts(db) == {"withdrawn": 1}
    assert await feeds.newest(db, 50) == await feeds.newest(db, 50, slug="maatwerk") == []
    await told(db, trialogue, version=2)
    assert [each.version for each in await feeds.newest(db, 50)] == [2], "a next one comes back"
    (letter,) = await claimed(db)
    assert [version.version for version in letter.versions] == [2]


async def test_a_change_of_mind_holds_for_what_waits(db: Db, trialogue: str) -> None:
    mine = await follows(db, Wish("everything", "", "weekly"))
    await told(db, trialogue)
    for letter in await claimed(db):
        await deliveries.end(db, letter, "sent", LATER)
    await told(db, trialogue, version=2)
    assert await claimed(db) == []
    await followers.change(db, mine, [Wish("everything", "", "each")], LATER)
    assert len(await claimed(db)) == 1


@pytest.mark.parametrize("how", ["stopping", "following it no longer"])
async def test_who_stops_gets_nothing_that_waited(db: Db, trialogue: str, how: str) -> None:
    await follows(db, ONE)
    mine = await follows(db, Wish("subject", "werk"))
    await told(db, trialogue)
    if how == "stopping":
        await followers.stop(db, mine)
    else:
        await followers.change(db, mine, [Wish("subject", "werk")], LATER)
    assert await claimed(db) == []
    assert await deliveries.counts(db) == {}


async def test_what_became_of_a_mail_is_forgotten_after_a_month(db: Db, trialogue: str) -> None:
    await follows(db, ONE)
    await told(db, trialogue)
    (letter,) = await claimed(db)
    await deliveries.end(db, letter, "sent", LATER)
    await followers.sweep(db, LATER + 29 * DAY)
    assert await deliveries.counts(db) == {"sent": 1}
    await followers.sweep(db, LATER + 30 * DAY)
    assert await deliveries.counts(db) == {}
    assert not await deliveries.spread(db, LATER + 30 * DAY)
