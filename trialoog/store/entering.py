"""Who comes in asks where a trialogue stands; who ask at the same moment share one question.

Nothing is remembered: every answer comes from a question that was put after its asker came.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from typing import Any, Generic, NamedTuple, Self, TypeVar

from sqlalchemy import BindParameter, Column, Select, bindparam, select

from trialoog.store.db import Db
from trialoog.store.lists import TrialogueInfo, info_of
from trialoog.store.table import Table

V = TypeVar("V")

MOST = 500  # keys in one question

_ROW, _SECRET = (Table.metadata.tables[name] for name in ("trialogue", "trialogue_secret"))


class Entered(NamedTuple):
    """A trialogue, and the secret that tags are made with: None before the gathering and after
    closing."""

    trialogue: TrialogueInfo
    secret: bytes | None


class Together(Generic[V]):
    """Puts questions for everybody who waits: while one is on its way, the others gather."""

    def __init__(self, ask: Callable[[Collection[str]], Awaitable[Mapping[str, V]]]) -> None:
        """`ask` finds things by their keys; what is not there is not in its answer."""
        self._ask = ask
        self._waiting: list[tuple[str, asyncio.Future[V | None]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def get(self, key: str) -> V | None:
        """Return what has a key as it is now, if it is there."""
        answer: asyncio.Future[V | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, answer))
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._answer())
        return await answer

    async def finish(self) -> None:
        """Wait for the question that is on its way."""
        if self._asking is not None:
            await asyncio.wait({self._asking})

    async def _answer(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                found = await self._ask({key for key, _ in asked})
            except Exception as error:  # noqa: BLE001 - it goes to who asked
                for _, answer in asked:
                    if not answer.done():  # who gave up does not listen any more
                        answer.set_exception(error)
            else:
                for key, answer in asked:
                    if not answer.done():
                        answer.set_result(found.get(key))


class Entering:
    """Finds trialogues for who comes in, by their address or their code. Use as a context, which
    leaves no question behind."""

    def __init__(self, db: Db) -> None:
        self.by_id: Together[Entered] = Together(partial(_found, db, _by(_ROW.c.id)))
        self.by_code: Together[Entered] = Together(partial(_found, db, _by(_ROW.c.code)))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.by_id.finish()
        await self.by_code.finish()


def _by(column: Column[Any]) -> Select[Any]:
    # Made once, and of tables: an object for each row would cost more than the question.
    both = _ROW.outerjoin(_SECRET, _SECRET.c.trialogue == _ROW.c.id)
    asked: BindParameter[Any] = bindparam("asked", expanding=True)
    return (
        select(column.label("key"), _ROW, _SECRET.c.secret)
        .select_from(both)
        .where(column.in_(asked))
    )


async def _found(db: Db, question: Select[Any], keys: Collection[str]) -> Mapping[str, Entered]:
    # PostgreSQL refuses to look for a NUL.
    asked = [key for key in keys if "\0" not in key]
    if not asked:
        return {}
    async with db.read() as session:
        rows = await (await session.connection()).execute(question, {"asked": asked})
        return {row.key: Entered(info_of(row), row.secret) for row in rows}
