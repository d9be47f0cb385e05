"""Migrations with rows in the tables: step by step down and up, and the record is as it was."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.store.build import ALEMBIC
from tests.store.test_moving import SECRET, filled, rows_of
from trialoog.store import journal, lists, migrations, search
from trialoog.store.db import open_db

# What was there from the first migration on; the rest goes with the step that brought it.
OLDEST = (
    "account", "fact", "identity", "invitation", "member", "publication", "public_stamp",
    "receipt", "screen_session", "signin_session", "team", "text", "trialogue",
    "trialogue_secret", "weighing_draft",
)  # fmt: skip


async def test_rows_come_through_every_step_down_and_up(url: str) -> None:
    trialogue = await filled(url)
    before = await rows_of(url)
    steps = sorted(path.name[:4] for path in (ALEMBIC / "versions").glob("[0-9]*.py"))
    assert all(before[table] for table in OLDEST)
    for step in steps[-2::-1]:
        await migrations.downgrade(url, ALEMBIC, step)
        assert await migrations.current(url) == step
    for step in steps[1:]:
        await migrations.upgrade(url, ALEMBIC, step)
        assert await migrations.current(url) == step
    await migrations.check(url, ALEMBIC)
    after = await rows_of(url)
    assert {table: after[table] for table in OLDEST} == {table: before[table] for table in OLDEST}
    async with open_db(url) as db:
        assert await lists.secret(db, trialogue) == SECRET
        for id in await lists.all_of_them(db):
            assert await journal.verify(db, id) is None
        for forbidden in ("UPDATE fact SET version = 2", "DELETE FROM trialogue"):
            with pytest.raises(DBAPIError):
                async with db.write() as session:
                    await session.execute(text(forbidden))
        await search.rebuild(db)
    catalogue = ("catalogue", "catalogue_option", "catalogue_assumption")
    made = await rows_of(url)
    assert [len(made[table]) for table in catalogue] == [len(before[t]) for t in catalogue]
