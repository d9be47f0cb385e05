"""Rights that ended, as rows: who ends one writes it down, and every look finds it."""

from datetime import timedelta

import pytest

from tests.store.build import LEAD, NOW, a_trialogue
from trialoog.core import events as e
from trialoog.core.ids import TrialogueId
from trialoog.store import (
    endings,
    facilitators,
    identities,
    journal,
    lists,
    people,
    teams,
)
from trialoog.store.db import Db
from trialoog.store.endings import Ended
from trialoog.store.tables import CoFacilitator, Ending

ISSUER = "https://issuer"


async def session_of(db: Db, account: str, **more: str) -> str:
    """The name of a new session."""
    return people.hashed(await people.create_session(db, account, NOW, **more))


async def seen(db: Db) -> list[tuple[str, TrialogueId | None, bool]]:
    found = (await endings.look(db, [], None)).ended
    ordered = sorted(found, key=lambda it: it.number)
    return [(it.who, it.trialogue, it.signed_out) for it in ordered]


async def test_a_look_says_where_the_trialogues_are_that_it_asks_for(db: Db) -> None:
    first, second, other = [await a_trialogue(db) for _ in range(3)]
    await journal.append(db, first, 0, [(LEAD, e.DoorClosed()), (LEAD, e.DoorOpened())], NOW)
    found = await endings.look(db, [first, second, "not-there"], None)
    assert found.positions == {first: 2, second: 0}
    assert not found.ended
    assert other not in found.positions


async def test_a_look_asks_for_more_trialogues_than_fit_in_one_query(
    db: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endings, "MOST", 2)
    there = [await a_trialogue(db) for _ in range(5)]
    async with db.write() as session:
        await endings.sign_out(session, ["somebody"])
    found = await endings.look(db, there, None)
    assert found.positions == dict.fromkeys(there, 0)
    assert [it.who for it in found.ended] == ["somebody"]


async def test_every_way_to_end_a_session_is_written_down(db: Db) -> None:
    account = (await people.create_account(db, "Ann", NOW)).id
    cookie = await people.create_session(db, account, NOW)
    await people.end_session(db, cookie)
    await people.end_session(db, cookie)
    assert await seen(db) == [(people.hashed(cookie), None, True)], "once: it was over then"
    at_provider = await session_of(db, account, issuer=ISSUER, sid="s")
    await identities.end_sessions(db, ISSUER, sid="s")
    one, two = await session_of(db, account), await session_of(db, account)
    await people.end_sessions(db, account, one)
    await people.end_sessions(db, account)
    assert [who for who, _, _ in await seen(db)][1:] == [at_provider, one, two]


async def test_other_rights_are_written_down_for_every_session_of_who_has_them(db: Db) -> None:
    trialogue = await a_trialogue(db)
    ann, bo = [(await people.create_account(db, name, NOW)).id for name in ("Ann", "Bo")]
    team = await people.create_team(db, "Ander")
    await people.add_member(db, team, ann, "administrator")
    await people.add_member(db, team, bo, "facilitator")
    await lists.hand_over(db, trialogue, team)
    laptop, phone, of_bo = [await session_of(db, who) for who in (ann, ann, bo)]
    assert await seen(db) == []

    await lists.hand_over(db, trialogue, await people.create_team(db, "Derde"))
    assert set(await seen(db)) == {(who, trialogue, False) for who in (laptop, phone, of_bo)}

    async with db.write() as session:
        place = CoFacilitator(trialogue=trialogue, account=bo, since=NOW, invited_by=ann)
        session.add(place)
    await facilitators.remove(db, trialogue, bo)
    assert (await seen(db))[3:] == [(of_bo, trialogue, False)]

    await teams.remove(db, team, bo)
    assert (await seen(db))[4:] == [(of_bo, None, False)]


async def test_who_signs_in_at_a_provider_has_the_rights_that_it_gives_now(db: Db) -> None:
    grants = [identities.Grant("Team", "facilitator")]
    account = await identities.sign_in(db, ISSUER, "7", "Cas", grants, NOW)
    here = await session_of(db, account or "")
    await identities.sign_in(db, ISSUER, "7", "Cas", [], NOW)
    assert await seen(db) == [(here, None, False)]


async def test_a_word_of_a_provider_counts_once_in_all_processes(db: Db) -> None:
    account = (await people.create_account(db, "Ann", NOW)).id
    first = await session_of(db, account, issuer=ISSUER, sid="s")
    assert await identities.end_sessions(db, ISSUER, sid="s", token="hash") == [first]
    await session_of(db, account, issuer=ISSUER, sid="s")
    with pytest.raises(identities.Spent):
        await identities.end_sessions(db, ISSUER, sid="s", token="hash")
    assert len(await people.sessions(db, account, NOW)) == 1, "who came back stays"


async def test_what_did_not_end_is_not_written_down(db: Db) -> None:
    account = (await people.create_account(db, "Ann", NOW)).id
    team = await people.create_team(db, "Team")
    await people.add_member(db, team, account, "administrator")
    await session_of(db, account)
    with pytest.raises(teams.LastAdministrator):
        await teams.remove(db, team, account)
    assert await seen(db) == []


async def test_a_row_that_shows_after_later_ones_is_seen(db: Db) -> None:
    """Rows show when their transaction commits, whatever their number and time."""
    first = await endings.look(db, [], None)
    second = await endings.look(db, [], first.at)
    assert second.at >= first.at
    async with db.write() as session:
        await endings.sign_out(session, ["later"])
    third = await endings.look(db, [], second.at)
    early = third.at - endings.OVERLAP + timedelta(seconds=20)
    async with db.write() as session:
        session.add(Ending(id=900, who="early", signed_out=True, at=early))
    again = await endings.look(db, [], third.at)
    assert {it.who for it in again.ended} == {"later", "early"}
    assert Ended(900, "early", None, True) in again.ended


async def test_a_look_reads_no_more_than_what_may_be_new(db: Db) -> None:
    now = (await endings.look(db, [], None)).at
    async with db.write() as session:
        session.add(Ending(who="old", signed_out=True, at=now - timedelta(minutes=10)))
    assert not (await endings.look(db, [], now)).ended


async def test_after_an_hour_a_row_goes(db: Db) -> None:
    now = (await endings.look(db, [], None)).at
    async with db.write() as session:
        for who, minutes in (("old", 61), ("young", 59)):
            session.add(Ending(who=who, signed_out=True, at=now - timedelta(minutes=minutes)))
    await endings.sweep(db)
    assert [who for who, _, _ in await seen(db)] == ["young"]
