"""A real server, real connections: what a page sees, and how a connection ends."""

import asyncio
import json
import logging
import socket

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import ConnectionClosed

from tests.live.meeting import CONSOLE, LOOKS, PHONE, draw, phone, says, until
from tests.live.server import Served, Watcher, serve
from trialoog.core import commands as c
from trialoog.core.words import Perspective, Role
from trialoog.live import seats
from trialoog.live.protocol import AbortingWS
from trialoog.live.rooms import Room, Rooms
from trialoog.views.regions import REGIONS

# Prepared frames and plain messages: what reaches a page is the same.
EITHER = pytest.mark.parametrize(
    "served", [AbortingWS, WebSocketsSansIOProtocol], ids=["prepared", "plain"], indirect=True
)


@EITHER
async def test_a_page_gets_the_whole_board_when_it_connects(served: Served) -> None:
    await served.room.act(*says(1))
    watcher = await served.watch(Role.FACILITATOR)
    await until(lambda: watcher.page.frames == 1)
    assert watcher.page.regions == draw(LOOKS, served.room.state, CONSOLE, "nl")
    assert watcher.page.at == 1


async def test_a_position_does_not_tell_how_many_facts_there_are(served: Served) -> None:
    for number in range(7):
        await served.room.act(*says(number))
    watcher = await served.watch(Role.PARTICIPANT)
    await until(lambda: watcher.page.frames == 1)
    assert watcher.page.at == 1 < served.room.state.seq


@EITHER
async def test_every_action_arrives_in_order_at_all_seats(served: Served) -> None:
    watchers = [await served.watch(role) for role in REGIONS for _ in range(5)]
    for number in range(20):
        await served.room.act(*says(number))
        await asyncio.sleep(0.01)
    wanted = [f"c{number}" for number in range(20)]
    await until(lambda: all(watcher.page.texts() == wanted for watcher in watchers))
    assert [watcher.page.gaps for watcher in watchers] == [0] * 15


@EITHER
async def test_a_burst_gives_few_frames_and_the_page_of_a_fresh_visitor(served: Served) -> None:
    watcher = await served.watch()
    await until(lambda: watcher.page.frames == 1)
    await asyncio.gather(*(served.room.act(*says(number)) for number in range(100)))
    end = draw(LOOKS, served.room.state, PHONE, "nl")
    await until(lambda: watcher.page.regions == end)
    assert watcher.page.gaps == 0
    assert watcher.page.frames < 40


@EITHER
async def test_who_missed_frames_gets_the_whole_board_again(served: Served) -> None:
    watcher = await served.watch()
    await served.room.act(*says(1))
    await until(lambda: watcher.page.texts() == ["c1"])
    await watcher.hang_up()
    await served.room.act(*says(2))
    back = await served.watch(last=watcher.page.at)
    await until(lambda: back.page.texts() == ["c1", "c2"])
    assert back.page.regions == draw(LOOKS, served.room.state, PHONE, "nl")


@EITHER
async def test_a_second_hello_gives_the_whole_board(served: Served) -> None:
    watcher = await served.watch()
    await until(lambda: watcher.page.frames == 1)
    watcher.page.regions = {}
    await watcher.connection.send('{"hello": 1, "last": 0}')
    await until(lambda: watcher.page.frames == 2)
    assert watcher.page.regions == draw(LOOKS, served.room.state, PHONE, "nl")


@EITHER
async def test_a_heartbeat_says_where_the_page_should_be(served: Served) -> None:
    connection = await served.dial()
    await connection.send('{"hello": 1, "last": 0}')
    whole, first = json.loads(await connection.recv()), json.loads(await connection.recv())
    assert first["at"] == whole["to"] == 1
    served.room.beat()
    assert json.loads(await connection.recv())["at"] == whole["to"]


# --- messages that are none --------------------------------------------------------


@pytest.mark.parametrize(
    "message",
    [
        "",
        "hello",
        "{}",
        "[]",
        "null",
        "[" * 5000,
        '{"hello": 2, "last": 0}',
        '{"hello": true, "last": 0}',
        '{"hello": 1}',
        '{"hello": 1, "last": "0"}',
        '{"hello": 1, "last": -1}',
        '{"contribute": "x"}',
        '{"hello": 1, "last": 0, "x": "%s"}' % ("é" * 40_000),
        b"\x00\xff",
        b'{"hello": 1, "last": 0}',
    ],
    ids=lambda message: repr(message[:24]),
)
async def test_6_a_message_that_is_no_hello_closes_with_4400(
    served: Served, message: str | bytes
) -> None:
    connection = await served.dial()
    await connection.send(message)
    with pytest.raises(ConnectionClosed):
        await connection.recv()
    assert connection.close_code == 4400
    after = await served.watch()
    await until(lambda: after.page.frames == 1)


async def test_6_text_that_is_no_utf_8_closes_without_a_word_in_the_log(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    connection = await served.dial()
    await connection.send(b"\x80\xff", text=True)
    with pytest.raises(ConnectionClosed):
        await connection.recv()
    assert connection.close_code == 4400
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_6_a_frame_beyond_all_measure_is_refused_by_the_server(served: Served) -> None:
    connection = await served.dial()
    await connection.send("x" * 200_000)
    with pytest.raises(ConnectionClosed):
        await connection.recv()
    assert connection.close_code == 1009


async def test_6_bytes_that_are_no_frame_leave_the_server_up(served: Served) -> None:
    connection = await served.dial()
    connection.transport.write(b"\xff" * 100)
    with pytest.raises(ConnectionClosed):
        await connection.recv()
    after = await served.watch()
    await until(lambda: after.page.frames == 1)


async def test_6_more_than_twenty_messages_in_ten_seconds_close_with_4429(served: Served) -> None:
    watcher = await served.watch()
    for _ in range(20):
        await watcher.connection.send('{"hello": 1, "last": 0}')
    await watcher.task
    assert watcher.code == 4429


async def test_7_who_says_nothing_is_not_waited_for_and_may_come_back(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trialoog.web.socket.HELLO_WITHIN", 0.05)
    connection = await served.dial()
    with pytest.raises(ConnectionClosed):
        await connection.recv()
    assert connection.close_code == 1013


# --- the end of a right --------------------------------------------------------------


async def test_who_may_not_watch_is_told_so_and_sees_nothing(served: Served) -> None:
    served.rights["gone"] = 4403
    watcher = await served.watch(who="gone")
    await watcher.task
    assert (watcher.code, watcher.page.frames) == (4403, 0)


@EITHER
async def test_4_a_right_that_ends_with_a_fact_closes_the_socket_before_the_news(
    served: Served,
) -> None:
    leaving, staying = await served.watch(who="leaving"), await served.watch(who="staying")
    await until(lambda: leaving.page.frames == staying.page.frames == 1)
    served.rights["leaving"] = 4410
    sits = c.TakeSeat(Perspective.POLICY, rules=True)
    await served.room.act(sits, phone("t1", Perspective.POLICY))
    async with asyncio.timeout(2):
        await leaving.task
    await until(lambda: ">1<" in staying.page.regions["seats"])
    assert (leaving.code, leaving.page.frames) == (4410, 1)


async def test_3_signing_out_closes_the_sockets_of_that_account_only(
    served: Served, rooms: Rooms
) -> None:
    ours, theirs = await served.watch(who="ann"), await served.watch(who="bob")
    await until(lambda: ours.page.frames == theirs.page.frames == 1)
    rooms.drop_who("ann", 4401)
    async with asyncio.timeout(2):
        await ours.task
    await served.room.act(*says(1))
    await until(lambda: theirs.page.texts() == ["c1"])
    assert ours.code == 4401


async def test_stopping_the_server_sends_1012(room: Room) -> None:
    async with serve(room) as served:
        watchers = [await served.watch() for _ in range(8)]
        await until(lambda: all(watcher.page.frames for watcher in watchers))
    await asyncio.gather(*(watcher.task for watcher in watchers))
    assert [watcher.code for watcher in watchers] == [1012] * 8
    assert room.seats == []


# --- who does not read ---------------------------------------------------------------


async def test_8_who_stops_reading_delays_nobody_and_is_let_go(
    served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(seats, "PATIENCE", 0.5)
    caplog.set_level(logging.ERROR)
    stalled = await served.stalled()
    watcher = await served.watch()
    await until(lambda: len(served.room.seats) == 2 and watcher.page.frames == 1)
    slow = next(seat for seat in served.room.seats if seat.who == "stalled")
    # So little goes into the kernel that what it does not read is felt here.
    end = slow.wire._protocol.transport.get_extra_info("socket")  # type: ignore[attr-defined]
    end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    number = 0
    while slow in served.room.seats:
        number += 1
        assert number < 400
        await served.room.act(*says(number, "x" * 4000))
        seen = watcher.page.frames
        await until(lambda seen=seen: watcher.page.frames > seen, 5.0)  # type: ignore[misc]
        assert len(slow._waiting) <= 3
    assert watcher.page.gaps == 0
    assert watcher.page.texts()[-1] == f"c{number}"
    stalled.close()
    assert caplog.records == []


@EITHER
async def test_who_reads_slowly_catches_up_with_the_newest_only(served: Served) -> None:
    connection = await served.dial()
    await connection.send('{"hello": 1, "last": 0}')
    for number in range(120):
        await served.room.act(*says(number, "x" * 4000))
        await asyncio.sleep(0.002)
    page_end = draw(LOOKS, served.room.state, PHONE, "nl")
    watcher = Watcher(connection)  # reading starts only now
    await until(lambda: watcher.page.regions == page_end)
    assert watcher.page.gaps == 0
