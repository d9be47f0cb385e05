"""Who follows what: only after a confirmation, as long as they like, and gone at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.store.build import NOW
from trialoog.store import followers
from trialoog.store.db import Db
from trialoog.store.followers import Wish, often
from trialoog.store.tables import Follower, Following, FollowLink, FollowRequest

ADDRESS = "bo@example.org"
ONE = Wish("weighing", "maatwerk", "each")
ZORG = Wish("subject", "zorg", "daily")
ALL = Wish("everything", "", "weekly")


async def follows(db: Db, wish: Wish, email: str = ADDRESS) -> str:
    """Ask and confirm; return the token of the link to change it."""
    token = await followers.ask(db, email, wish, language="nl", now=NOW)
    assert token
    mine = await followers.confirm(db, token, NOW)
    assert mine
    return mine


async def left(db: Db) -> list[int]:
    async with db.read() as session:
        tables = (FollowRequest, Follower, Following, FollowLink)
        return [len((await session.scalars(select(table))).all()) for table in tables]


async def test_nothing_is_followed_before_it_is_confirmed(db: Db) -> None:
    token = await followers.ask(db, ADDRESS, ONE, language="nl", now=NOW)
    assert token
    assert await followers.asked(db, token, NOW) == ONE
    assert await left(db) == [1, 0, 0, 0]
    mine = await followers.confirm(db, token, NOW)
    assert mine
    info = await followers.get(db, mine)
    assert info is not None
    assert info.follows == (ONE,)
    assert await followers.confirm(db, token, NOW) is None, "it works once"
    assert await left(db) == [0, 1, 1, 1]


async def test_a_link_to_confirm_lasts_a_week_and_then_the_address_is_gone(db: Db) -> None:
    token = await followers.ask(db, ADDRESS, ONE, language="nl", now=NOW)
    assert token
    later = NOW + timedelta(days=7)
    await followers.sweep(db, later - timedelta(seconds=1))
    assert await left(db) == [1, 0, 0, 0]
    assert await followers.confirm(db, token, later) is None
    await followers.sweep(db, later)
    assert await left(db) == [0, 0, 0, 0]


async def test_34_an_address_is_asked_a_few_times_and_no_more(db: Db) -> None:
    tokens = [
        await followers.ask(db, ADDRESS, Wish("subject", key), language="nl", now=NOW)
        for key in ("zorg", "werk", "recht", "natuur")
    ]
    assert [token is not None for token in tokens] == [True, True, True, False]
    assert tokens[0]
    assert await followers.confirm(db, tokens[0], NOW)
    assert await left(db) == [2, 1, 1, 1], "the others can be confirmed too"


async def test_one_address_follows_many_things_each_as_often_as_it_likes(db: Db) -> None:
    first = await follows(db, ONE)
    second = await follows(db, ALL)
    await follows(db, Wish("weighing", "maatwerk", "daily"))
    for token in (first, second):
        info = await followers.get(db, token)
        assert info is not None
        assert set(info.follows) == {Wish("weighing", "maatwerk", "daily"), ALL}
    assert (await left(db))[1] == 1


async def test_what_is_followed_can_be_changed_but_not_more_of_it_added(db: Db) -> None:
    await follows(db, ONE)
    mine = await follows(db, ALL)
    assert await followers.change(db, mine, [Wish("weighing", "maatwerk", "weekly"), ZORG], NOW)
    info = await followers.get(db, mine)
    assert info is not None
    assert info.follows == (Wish("weighing", "maatwerk", "weekly"),)
    assert not await followers.change(db, "wrong", [ONE], NOW)


@pytest.mark.parametrize("by", ["stopping", "following nothing any more"])
async def test_who_stops_is_gone_with_everything(db: Db, by: str) -> None:
    mine = await follows(db, ONE)
    other = await follows(db, ALL, "an@example.org")
    if by == "stopping":
        assert await followers.stop(db, mine)
        assert not await followers.stop(db, mine)
    else:
        assert await followers.change(db, mine, [], NOW)
    assert await followers.get(db, mine) is None
    assert await followers.get(db, other) is not None
    assert await left(db) == [0, 1, 1, 1]


def test_the_soonest_of_what_somebody_wants_counts() -> None:
    assert often([ONE, ALL], "maatwerk", ()) == "each"
    assert often([ZORG, ALL], "maatwerk", ("werk", "zorg")) == "daily"
    assert often([ZORG, ALL], "maatwerk", ()) == "weekly"
    assert often([ZORG], "maatwerk", ("werk",)) is None
    assert often([ONE], "anders", ()) is None
