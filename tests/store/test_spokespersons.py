"""Links of spokespersons: one per perspective and dilemma, whose sessions end with it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.store.build import NOW
from trialoog.core.ids import DilemmaId, TrialogueId
from trialoog.core.words import Perspective
from trialoog.store import spokespersons
from trialoog.store.db import Db
from trialoog.store.spokespersons import LASTS, Spokesperson

LATER = NOW + LASTS - timedelta(minutes=1)


@pytest.fixture
def who(trialogue: str) -> Spokesperson:
    return Spokesperson(TrialogueId(trialogue), DilemmaId("d1"), Perspective.POLICY)


async def rows(db: Db, table: str) -> list[str]:
    async with db.read() as session:
        return [str(row) for row in await session.execute(text(f"SELECT * FROM {table}"))]


async def test_a_link_can_be_used_again_and_works_for_thirty_days(
    db: Db, who: Spokesperson
) -> None:
    token = await spokespersons.make_link(db, who, NOW)
    cookies = []
    for _ in range(2):
        found = await spokespersons.come_in(db, token, LATER)
        assert found is not None
        assert found[1] == who
        cookies.append(found[0])
    assert await spokespersons.sessions(db, cookies, LATER) == [who, who]
    assert await spokespersons.sessions(db, [], LATER) == []
    assert await spokespersons.come_in(db, token, NOW + LASTS) is None
    assert await spokespersons.sessions(db, cookies, NOW + LASTS) == []
    assert [*await spokespersons.links(db, who.trialogue, "d1", NOW)] == [Perspective.POLICY]
    assert await spokespersons.links(db, who.trialogue, "d2", NOW) == {}
    assert await spokespersons.links(db, who.trialogue, "d1", NOW + LASTS) == {}


async def test_a_new_link_ends_the_older_one_and_who_came_in_by_it(
    db: Db, who: Spokesperson
) -> None:
    other = Spokesperson(who.trialogue, who.dilemma, Perspective.POLITICS)
    cookies = {}
    for each in (who, other):
        token = await spokespersons.make_link(db, each, NOW)
        found = await spokespersons.come_in(db, token, NOW)
        assert found is not None
        cookies[each] = found[0]
    made = await asyncio.gather(*(spokespersons.make_link(db, who, NOW) for _ in range(5)))
    works = [each for each in made if await spokespersons.come_in(db, each, NOW)]
    assert len(works) == 1
    assert await spokespersons.sessions(db, [cookies[who]], NOW) == []
    await spokespersons.withdraw(db, who)
    assert await spokespersons.come_in(db, works[0], NOW) is None
    left = await spokespersons.links(db, who.trialogue, "d1", NOW)
    assert left.keys() == {Perspective.POLITICS}
    with pytest.raises(spokespersons.Withdrawn):
        await spokespersons.make_link(db, who, NOW, token=works[0])
    assert await spokespersons.sessions(db, [cookies[other]], NOW) == [other]


async def test_no_token_is_kept_and_what_is_too_old_is_swept(db: Db, who: Spokesperson) -> None:
    token = await spokespersons.make_link(db, who, NOW)
    found = await spokespersons.come_in(db, token, NOW)
    assert found is not None
    kept = await rows(db, "spokesperson_link") + await rows(db, "spokesperson_session")
    assert len(kept) == 2
    assert not any(secret in row for secret in (token, found[0]) for row in kept)
    await spokespersons.sweep(db, LATER)
    assert len(await rows(db, "spokesperson_session")) == 1
    await spokespersons.sweep(db, NOW + LASTS)
    for table in ("spokesperson_link", "spokesperson_session"):
        assert await rows(db, table) == []
