"""A room in memory and the journal under it: who acts takes turns, and what counts is on disk."""

import asyncio
from collections.abc import Mapping

import pytest

from tests.live.meeting import CONSOLE, LEAD, LOOKS, NOW, PHONE, START, D, draw, phone, says, until
from tests.live.test_seats import Line
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.events import Fact
from trialoog.core.evolve import fold
from trialoog.core.ids import ContributionId, RoundId, TrialogueId
from trialoog.core.refusals import Refused
from trialoog.core.state import State
from trialoog.core.words import Kind, Perspective, Pole, Status
from trialoog.live import rooms as module
from trialoog.live.rooms import Room, Rooms
from trialoog.live.seats import Seat
from trialoog.live.writer import Answered
from trialoog.store import journal, lists
from trialoog.store.db import Db
from trialoog.store.journal import ReceiptEntry
from trialoog.views.looks import Looks
from trialoog.views.regions import Audience


def a_seat(audience: Audience = PHONE) -> tuple[Seat, Line]:
    line = Line()
    return Seat(audience, "nl", line, lambda _: None), line


async def test_a_room_is_read_once_however_many_ask_for_it(
    rooms: Rooms, trialogue: TrialogueId
) -> None:
    found = await asyncio.gather(*(rooms.get(trialogue) for _ in range(20)))
    assert len(set(map(id, found))) == 1


async def test_who_gives_up_waiting_takes_the_room_from_nobody(
    rooms: Rooms, trialogue: TrialogueId
) -> None:
    impatient = asyncio.create_task(rooms.get(trialogue))
    patient = asyncio.create_task(rooms.get(trialogue))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient).id == trialogue


async def test_what_was_done_is_in_the_journal_and_in_the_row(db: Db, room: Room) -> None:
    facts = await room.act(*says(1))
    assert (await journal.read(db, room.id))[-1:] == facts
    assert fold(await journal.read(db, room.id)) == room.state
    found = await lists.get(db, room.id)
    assert found is not None
    assert (found.status, found.title, found.door) == (Status.OPEN, "Maatwerk", True)


async def test_a_right_is_looked_at_when_something_changed_that_it_stands_on(room: Room) -> None:
    sits, by = c.TakeSeat(Perspective.POLICY, rules=True), phone("t1", Perspective.POLICY)
    asked = list[bool]()

    def while_nobody_sits(state: State) -> int | None:
        asked.append(bool(state.seats))
        return 4403 if asked[-1] else None

    ends, (stays, _) = Seat(PHONE, "nl", Line(), while_nobody_sits), a_seat()
    room.join(ends)
    room.join(stays)
    await room.act(*says(1))
    await until(lambda: len(asked) == 2)  # it was not known yet
    for number in range(2, 5):
        await room.act(*says(number))
        await asyncio.sleep(0.05)
    assert len(asked) == 2, "none of that can end it"
    await room.act(sits, by)
    await until(lambda: ends.code == 4403)
    assert room.seats == [stays]
    await stays.finish()
    await ends.finish()


async def test_somebody_who_came_later_has_a_right_that_is_looked_at_too(room: Room) -> None:
    sits, by = c.TakeSeat(Perspective.POLICY, rules=True), phone("t1", Perspective.POLICY)
    seats = [
        Seat(PHONE, "nl", Line(), lambda state: None if state.status is Status.OPEN else 4410),
        Seat(PHONE, "nl", Line(), lambda state: 4403 if state.seats else None),
    ]
    for number, seat in enumerate(seats):
        room.join(seat)
        await room.act(*says(number))
        await asyncio.sleep(0.05)
    await room.act(sits, by)
    await until(lambda: seats[1].code == 4403)
    assert seats[0].code is None


async def test_of_many_who_wait_for_a_fact_of_another_process_one_reads_it(
    db: Db, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    (fact,) = await journal.append(db, room.id, room.state.seq, [(LEAD, e.DoorClosed())], NOW)
    read, asked = journal.read, list[int]()

    async def counted(db: Db, trialogue: str, after: int = 0) -> list[Fact]:
        asked.append(after)
        return await read(db, trialogue, after)

    monkeypatch.setattr(journal, "read", counted)
    await asyncio.gather(*(room.catch_up(fact.seq) for _ in range(20)))
    assert (room.state.seq, len(asked)) == (fact.seq, 1)


async def test_closing_destroys_the_secret_the_code_and_the_receipts(
    db: Db, rooms: Rooms, trialogue: TrialogueId
) -> None:
    room = await rooms.get(trialogue)
    await room.act(START, LEAD, row={"code": "ABCDEFGH", "secret": b"s" * 32})
    assert await lists.secret(db, trialogue) == b"s" * 32
    await room.act(*says(1), ReceiptEntry("key", "body"))
    await room.act(c.CloseTrialogue(), LEAD, ReceiptEntry("last", "body"))
    found = await lists.get(db, trialogue)
    assert found is not None
    assert (found.status, found.code, found.door) == (Status.CLOSED, None, False)
    assert await lists.secret(db, trialogue) is None
    assert await journal.receipts(db, trialogue, {"key", "last"}) == {}


async def test_a_refusal_changes_nothing(room: Room) -> None:
    before = room.state
    with pytest.raises(Refused):
        await room.act(START, LEAD)
    assert room.state is before


async def test_the_same_form_fifty_times_at_once_counts_once(db: Db, room: Room) -> None:
    receipt = ReceiptEntry("key", "body")
    answers = await asyncio.gather(
        *(room.act(*says(1), receipt) for _ in range(50)), return_exceptions=True
    )
    done = [answer for answer in answers if isinstance(answer, list)]
    again = [answer for answer in answers if isinstance(answer, Answered)]
    assert (len(done), len(again)) == (1, 49)
    assert len(room.state.contributions) == 1
    assert again[0].receipt == receipt


async def test_two_processes_in_one_trialogue_lose_and_repeat_nothing(db: Db, room: Room) -> None:
    async with Rooms(db, LOOKS, lambda: NOW, draw) as others:
        other = await others.get(room.id)
        await asyncio.gather(
            *(room.act(*says(number)) for number in range(20)),
            *(other.act(*says(number)) for number in range(20, 40)),
        )
        await room.catch_up()
        await other.catch_up()
        assert room.state == other.state
    assert len(room.state.contributions) == 40
    assert await journal.verify(db, room.id) is None


async def test_a_refusal_on_old_news_is_looked_at_again(db: Db, room: Room) -> None:
    async with Rooms(db, LOOKS, lambda: NOW, draw) as others:
        other = await others.get(room.id)
        await room.act(c.Adjourn(), LEAD)
        await other.act(c.Resume(), LEAD)
    assert (await room.act(*says(1)))[0].seq == other.state.seq + 1


async def test_a_ring_brings_what_another_process_wrote(db: Db, room: Room) -> None:
    seat, line = a_seat()
    room.join(seat)
    async with Rooms(db, LOOKS, lambda: NOW, draw) as others:
        await (await others.get(room.id)).act(*says(1))
    for _ in range(3):
        room.ring()
    await until(lambda: line.page.texts() == ["c1"])
    room.leave(seat)


async def test_a_region_that_fails_keeps_nobody_else_from_the_news(
    db: Db, trialogue: TrialogueId, caplog: pytest.LogCaptureFixture
) -> None:
    def fails_for_the_console(
        looks: Looks, state: State, audience: Audience, language: str
    ) -> Mapping[str, str]:
        if audience is CONSOLE and state.contributions:
            raise ZeroDivisionError
        return draw(looks, state, audience, language)

    async with Rooms(db, LOOKS, lambda: NOW, fails_for_the_console) as broken:
        room = await broken.get(trialogue)
        await room.act(START, LEAD)
        console, _ = a_seat(CONSOLE)
        seat, line = a_seat()
        room.join(console)
        room.join(seat)
        await room.act(*says(1))
        await until(lambda: line.page.texts() == ["c1"])
    assert "could not render" in caplog.text


async def test_each_audience_is_rendered_once_however_many_watch(
    db: Db, trialogue: TrialogueId
) -> None:
    rendered: list[Audience] = []

    def counting(
        looks: Looks, state: State, audience: Audience, language: str
    ) -> Mapping[str, str]:
        rendered.append(audience)
        return draw(looks, state, audience, language)

    async with Rooms(db, LOOKS, lambda: NOW, counting) as counted:
        room = await counted.get(trialogue)
        await room.act(START, LEAD)
        lines = []
        for _ in range(100):
            seat, line = a_seat()
            room.join(seat)
            lines.append(line)
        assert rendered == [PHONE]
        await room.act(*says(1))
        await until(lambda: all(line.page.texts() == ["c1"] for line in lines))
    assert rendered == [PHONE, PHONE]


async def test_a_quiet_room_tells_at_once_and_a_busy_one_after_a_pause(room: Room) -> None:
    seat, _ = a_seat()
    room.join(seat)
    loop = asyncio.get_running_loop()
    await asyncio.sleep(0.1)
    room._plan()
    assert room._planned is not None
    assert room._planned.when() <= loop.time()
    room._planned.cancel()
    room._tell()
    room._plan()
    assert room._planned is not None
    assert room._planned.when() - room._told == pytest.approx(module.PAUSE, abs=0.01)
    for cost, pause in ((0.05, 2 * 0.05), (3.0, module.LONGEST_PAUSE)):
        room._planned.cancel()
        vars(room).update(_planned=None, _cost=cost)
        room._plan()
        assert room._planned is not None
        assert room._planned.when() - room._told == pytest.approx(pause, abs=0.01)
    room.leave(seat)


async def test_a_fact_that_an_audience_does_not_see_moves_no_number_of_it(room: Room) -> None:
    silent = RoundId("r")
    await room.act(c.OpenRound(silent), LEAD)
    seat, line = a_seat()
    room.join(seat)
    before = line.page.at
    hidden = c.Contribute(ContributionId("c"), D, Kind.FACT, "blind", silent, Pole.A)
    await room.act(hidden, phone("t"))
    room._tell()
    room.beat()
    assert (line.page.at, line.page.gaps, line.page.frames) == (before, 0, 1)
    room.leave(seat)


async def test_a_room_without_seats_leaves_memory_after_a_while(
    db: Db, trialogue: TrialogueId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HEARTBEAT", 0.01)
    async with Rooms(db, LOOKS, lambda: NOW, draw, idle=0.05) as opened:
        room = await opened.get(trialogue)
        await room.act(START, LEAD)
        seat, line = a_seat()
        room.join(seat)
        await asyncio.sleep(0.2)
        assert opened.open(trialogue) is room
        room.leave(seat)
        await until(lambda: opened.open(trialogue) is None)
        assert (await opened.get(trialogue)).state == room.state
        assert line.page.gaps == 0
