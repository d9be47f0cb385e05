"""What sitemaps, the API and the copy of the site list, on both engines."""

from datetime import timedelta

from tests.store.build import NOW, D, a_trialogue
from tests.store.test_around_publishing import written
from tests.store.test_publications import publish
from trialoog.core.words import Ground
from trialoog.store import publications, withdrawals
from trialoog.store.db import Db
from trialoog.store.withdrawals import Withdrawn

LATER = NOW + timedelta(days=1)


async def test_every_public_weighing_has_one_address_the_newest_first(
    db: Db, trialogue: str
) -> None:
    assert (await publications.count(db), await publications.addresses(db, 9)) == (0, [])
    await publish(db, trialogue, "een")
    await publish(db, await a_trialogue(db), "twee", at=LATER)
    await publish(db, trialogue, "een", 2, at=LATER + timedelta(days=1))
    assert await publications.count(db) == 2
    found = await publications.addresses(db, 9)
    assert found == [("een", LATER + timedelta(days=1)), ("twee", LATER)]
    assert await publications.addresses(db, 1) == found[:1]


async def test_what_went_offline_is_listed_until_it_comes_back(db: Db, trialogue: str) -> None:
    await publish(db, trialogue, "een")
    gone = Withdrawn("een", 1, LATER, Ground.PROCEDURE, "Een fout.")
    await written(db, withdrawals.withdraw(trialogue, D, gone))
    [(found, was)] = await withdrawals.offline(db)
    assert found == gone
    assert (was.slug, was.version, was.published_at) == ("een", 1, NOW)
    assert await publications.addresses(db, 9) == []
    await publish(db, trialogue, "een", 2)
    assert await withdrawals.offline(db) == []
