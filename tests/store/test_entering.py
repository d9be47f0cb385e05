"""Who comes in at the same moment shares a question, and gets what is so now."""

import asyncio
from collections.abc import Collection, Mapping

import pytest

from tests.store.build import NOW, a_trialogue
from trialoog.store import journal, lists
from trialoog.store.db import Db
from trialoog.store.entering import Entering, Together


class Slow:
    """Somebody who is asked, and answers when told to."""

    def __init__(self) -> None:
        self.asked: list[set[str]] = []
        self.go = asyncio.Event()

    async def __call__(self, keys: Collection[str]) -> Mapping[str, int]:
        self.asked.append(set(keys))
        number = len(self.asked)
        await self.go.wait()
        if "broken" in keys:
            raise ValueError("broken")
        return {key: number for key in keys if key != "nobody"}


async def test_who_come_while_a_question_is_on_its_way_share_the_next_one() -> None:
    slow = Slow()
    together = Together(slow)
    first = asyncio.create_task(together.get("a"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    rest = [asyncio.create_task(together.get(key)) for key in ("a", "b", "b", "nobody")]
    await asyncio.sleep(0)
    slow.go.set()
    assert await first == 1
    # Not the answer to a question that was put before they came, also not of the same key.
    assert await asyncio.gather(*rest) == [2, 2, 2, None]
    assert slow.asked == [{"a"}, {"a", "b", "nobody"}]


async def test_a_question_that_fails_fails_for_all_who_share_it_and_for_nobody_after() -> None:
    slow = Slow()
    slow.go.set()
    together = Together(slow)
    found = await asyncio.gather(together.get("broken"), together.get("a"), return_exceptions=True)
    assert [type(each) for each in found] == [ValueError, ValueError]
    assert await together.get("a") == 2


async def test_who_gives_up_keeps_nobody_from_an_answer() -> None:
    slow = Slow()
    together = Together(slow)
    gone = asyncio.create_task(together.get("a"))
    stays = asyncio.create_task(together.get("b"))
    await asyncio.sleep(0.01)
    gone.cancel()
    slow.go.set()
    assert await stays is not None
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_a_trialogue_is_found_by_its_address_and_its_code_with_its_secret(db: Db) -> None:
    trialogue = await a_trialogue(db)
    entering = Entering(db)
    entered = await entering.by_id.get(trialogue)
    assert entered is not None
    assert (entered.trialogue.id, entered.secret) == (trialogue, None)
    row = {"code": "ABCDEFGH", "secret": b"s" * 32}
    await journal.append(db, trialogue, 0, [], NOW, row=row)
    entered = await entering.by_code.get("ABCDEFGH")
    assert entered == await entering.by_id.get(trialogue)
    assert entered is not None
    assert entered.secret == b"s" * 32
    assert entered.trialogue == await lists.get(db, trialogue)


@pytest.mark.parametrize("key", ["", "nowhere", "\0", "a\0b"])
async def test_what_is_not_there_is_not_found(db: Db, key: str) -> None:
    entering = Entering(db)
    assert await entering.by_id.get(key) is None
    assert await entering.by_code.get(key) is None
