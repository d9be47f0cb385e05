import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.store.build import NOW, a_trialogue, meeting
from trialoog.core.ids import is_code
from trialoog.core.words import Status
from trialoog.store import journal, lists, people, publications, screens
from trialoog.store.db import Db
from trialoog.store.journal import ReceiptEntry

LATER = NOW + timedelta(minutes=5)


async def test_a_trialogue_starts_as_a_draft_without_code_or_secret(db: Db) -> None:
    trialogue = await a_trialogue(db)
    info = await lists.get(db, trialogue)
    assert info is not None
    assert (info.status, info.title, info.language) == (Status.DRAFT, "Maatwerk", "nl")
    assert (info.code, info.door, info.rehearsal, info.copy_of) == (None, False, False, None)
    assert (info.last_seq, info.head, info.draft) == (0, "", {"question": "Hoe?"})
    assert await lists.secret(db, trialogue) is None
    assert await lists.get(db, "nowhere") is None
    assert await lists.get(db, "no\0where") is None
    assert not hasattr(info, "secret")


def test_ids_and_codes_are_random_and_readable() -> None:
    ids = {lists.new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(i) == 16 and i.isalnum() and i == i.lower() for i in ids)
    assert all(is_code(lists.new_code()) for _ in range(100))


async def test_teams_see_their_own_the_last_touched_first(db: Db) -> None:
    first, second, third = [await a_trialogue(db) for _ in range(3)]
    infos = [await lists.get(db, each) for each in (first, second, third)]
    teams = [info.team for info in infos if info is not None]
    await lists.change_draft(db, second, lambda _: {"title": "Nieuw", "language": "nl"}, now=LATER)
    listed = await lists.list_of_teams(db, teams[:2])
    assert [info.id for info in listed] == [second, first]
    assert await lists.list_of_teams(db, []) == []


async def test_a_draft_is_saved_until_the_gathering_starts(db: Db, trialogue: str) -> None:
    typed = {"title": "Nieuw", "language": "en", "a": ["é"]}
    assert await lists.change_draft(db, trialogue, lambda _: typed, now=LATER) == typed
    info = await lists.get(db, trialogue)
    assert info is not None
    assert (info.draft, info.title, info.updated) == (typed, "Nieuw", LATER)
    assert info.language == "en", "as the draft"
    await journal.append(db, trialogue, 0, meeting("")[:1], NOW, row={"status": "open"})
    for id in (trialogue, "nowhere"):
        assert await lists.change_draft(db, id, lambda _: {"title": "Te laat"}, now=LATER) is None


async def test_a_code_leads_to_one_trialogue(db: Db, trialogue: str) -> None:
    other = await a_trialogue(db)
    assert await lists.set_code(db, trialogue, "ABCDEFGH")
    assert await lists.set_code(db, trialogue, "ABCDEFGH")
    assert not await lists.set_code(db, other, "ABCDEFGH")
    found = await lists.by_code(db, "ABCDEFGH")
    assert found is not None
    assert found.id == trialogue
    assert await lists.by_code(db, "HGFEDCBA") is None


async def test_the_team_that_owns_a_trialogue_may_lead_it(db: Db, trialogue: str) -> None:
    info = await lists.get(db, trialogue)
    assert info is not None
    who = (await people.create_account(db, "Sam", NOW)).id
    assert await lists.role_of(db, trialogue, who) is None
    assert await lists.list_of(db, who) == []
    await people.add_member(db, info.team, who, "facilitator")
    assert await lists.role_of(db, trialogue, who) == "team"
    assert await lists.role_of(db, await a_trialogue(db), who) is None
    assert [info.id for info in await lists.list_of(db, who)] == [trialogue]


@pytest.mark.parametrize("rehearsal", [False, True])
async def test_a_draft_or_a_rehearsal_goes_without_a_trace(db: Db, rehearsal: bool) -> None:
    trialogue = await a_trialogue(db, rehearsal=rehearsal)
    if rehearsal:
        row = {"status": "open"}
        entry = ReceiptEntry("k", "b")
        await journal.append(db, trialogue, 0, meeting(""), NOW, row=row, receipts=[entry])
    await publications.save_texts(db, trialogue, "d1", {"a": "b"}, now=NOW)
    await screens.create_session(db, trialogue, NOW)
    await screens.create_grant(db, trialogue, timedelta(1), NOW)
    assert await lists.delete_draft(db, trialogue)
    assert await lists.get(db, trialogue) is None
    async with db.read() as session:
        for table in ("fact", "text", "receipt", "weighing_draft", "screen_grant"):
            assert await session.scalar(text(f"SELECT count(*) FROM {table}")) == 0
    assert not await lists.delete_draft(db, trialogue)


async def test_a_trialogue_that_began_can_not_be_removed(db: Db, trialogue: str) -> None:
    await journal.append(db, trialogue, 0, meeting(""), NOW, row={"status": "closed"})
    assert not await lists.delete_draft(db, trialogue)
    assert len(await journal.read(db, trialogue)) == 16


async def test_a_draft_that_begins_while_somebody_removes_it_stays(db: Db, trialogue: str) -> None:
    removing: list[asyncio.Task[bool]] = []

    async def meanwhile(_: AsyncSession) -> None:
        removing.append(asyncio.create_task(lists.delete_draft(db, trialogue)))
        await asyncio.sleep(0.1)

    row = {"status": "open"}
    await journal.append(db, trialogue, 0, meeting(""), NOW, row=row, also=[meanwhile])
    assert not await removing[0]
    assert len(await journal.read(db, trialogue)) == 16


async def test_a_copy_outlives_the_draft_it_was_made_from(db: Db, trialogue: str) -> None:
    info = await lists.get(db, trialogue)
    assert info is not None
    copied = await lists.create_trialogue(
        db, team=info.team, title="Kopie", draft={}, language="nl", now=NOW, copy_of=trialogue
    )
    assert copied.copy_of == trialogue
    assert await lists.delete_draft(db, trialogue)
    again = await lists.get(db, copied.id)
    assert again is not None
    assert again.copy_of is None


async def test_epochs_are_renewed_after_a_restore(db: Db, trialogue: str) -> None:
    before = await lists.get(db, trialogue)
    await lists.renew_epochs(db)
    after = await lists.get(db, trialogue)
    assert before is not None
    assert after is not None
    assert before.epoch != after.epoch
