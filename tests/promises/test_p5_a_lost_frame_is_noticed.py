"""We promise: a page that lost something on a living connection notices within 15 seconds.

The heartbeat says at which position the page should be; a page that is elsewhere says hello again.
"""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from subprocess import PIPE, Popen
from typing import Any

import pytest

from tests.promises.hall import CONSOLE, EVERYBODY, PHONES, Hall, argues, hall, settled, started
from tests.promises.losing import Wanted, change, heartbeat, network, whole
from tests.promises.phones import Page
from tools.bundle import OURS, STATIC
from trialoog.live import rooms
from trialoog.paths import ROOT
from trialoog.views.looks import Looks
from trialoog.web import socket

WITHIN = 15.0
# Asking and answering over a slow network, and a heartbeat that has to wait for other work.
MARGIN = 3.0
SOON = 0.3  # the heartbeat of these tests

VOICE = PHONES[0]


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heartbeats come soon, so that a test need not wait for them."""
    monkeypatch.setattr(rooms, "HEARTBEAT", SOON)


def test_a_heartbeat_comes_in_time_to_notice_and_to_ask() -> None:
    assert rooms.HEARTBEAT + MARGIN <= WITHIN
    # And all the hellos that a page can have a reason for are not too many.
    assert socket.PER / rooms.HEARTBEAT + 2 <= socket.MOST_MESSAGES


@pytest.mark.parametrize("lost", [change, whole, heartbeat], ids=["change", "whole", "heartbeat"])
@pytest.mark.parametrize("audience", [CONSOLE, VOICE], ids=["console", "phone"])
async def test_a_page_that_lost_one_frame_has_the_whole_board_soon(
    soon: None, url: str, looks: Looks, audience: Any, lost: Wanted
) -> None:
    async with hall(url, looks) as here, network(here.port) as between:
        room = await here.room()
        await started(room)
        between.lose(lost)
        phone = here.phone(room, audience)
        phone.port = between.port
        await phone.open()
        await asyncio.sleep(0.05)
        await room.act(*argues(1))  # nothing more happens after it
        wanted = here.board(room, audience)
        before = asyncio.get_running_loop().time()
        await settled(lambda: bool(between.lost), "a frame is lost", 5)
        await settled(lambda: phone.page.regions == wanted, "the page is whole", 5)
        assert asyncio.get_running_loop().time() - before < WITHIN - rooms.HEARTBEAT
        assert phone.there  # all on one connection
        assert phone.page.gaps == (0 if lost is heartbeat else 1)
        assert phone.hellos == 1 + phone.page.gaps


async def test_who_lost_the_board_of_a_restarted_server_notices_too(
    soon: None, url: str, looks: Looks
) -> None:
    async with hall(url, looks) as first:
        room = await first.room()
        await started(room)
        phone = await first.phone(room, VOICE).open()
        for number in range(4):
            await room.act(*argues(number))
            await settled(lambda n=number: phone.page.at > n, "the page moves")  # type: ignore[misc]
    await phone.gone()
    async with hall(url, looks) as second, network(second.port) as between:
        again = await second.room(room.id)
        await again.act(*argues(10))
        between.lose(whole)
        phone.port = between.port
        await phone.open()
        wanted = second.board(again, VOICE)
        await settled(lambda: phone.page.regions == wanted, "the page is whole", 5)


async def test_a_loss_in_a_busy_room_far_away_costs_no_page_its_connection(
    here: Hall,
) -> None:
    # A page that asked at every frame until the answer came would be shown the door for it (4429).
    async with network(here.port) as between:
        room = await here.room()
        await started(room)
        phone = here.phone(room, VOICE)
        phone.port = between.port
        await phone.open()
        await settled(lambda: phone.page.at == 1, "the page is there")
        between.near.clear()
        between.lose(change)
        for number in range(socket.MOST_MESSAGES + 10):
            gaps = phone.page.gaps
            await room.act(*argues(number))
            if number:
                await settled(lambda g=gaps: phone.page.gaps > g, "a frame comes")  # type: ignore[misc]
        between.near.set()
        wanted = here.board(room, VOICE)
        await settled(lambda: phone.page.regions == wanted, "the page is whole", 5)
        assert phone.there
        assert phone.page.gaps > socket.MOST_MESSAGES
        await phone.drop()


async def test_heartbeats_of_all_audiences_tell_the_position_of_their_page(
    soon: None, here: Hall
) -> None:
    room = await here.room()
    await started(room)
    phones = [await here.phone(room, *seen).open() for seen in EVERYBODY]
    await room.act(*argues(1))
    await settled(lambda: all(p.page.heartbeats > 3 for p in phones), "heartbeats come")
    assert [p.page.gaps for p in phones] == [0] * len(phones)


# --- the script of a page ------------------------------------------------------------------


class Script:
    """The page's own script, run without a browser."""

    def __init__(self, process: "Popen[str]") -> None:
        self._process = process

    def connects(self) -> int:
        """Open a connection; return how often it says hello."""
        return int(self._tell({"open": True})["hellos"])

    def reads(self, **message: object) -> tuple[bool, bool]:
        """Bring a message; tell whether the page took it in, and whether it says hello."""
        did = self._tell({"message": json.dumps(message)})
        return not did["prevented"], did["hellos"] == 1

    def _tell(self, event: dict[str, object]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(event)}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the script crashed"
        return dict(json.loads(answer))


@pytest.fixture
def script(tmp_path: Path) -> Iterator[Script]:
    node = ROOT / ".venv-test" / "bin" / "node"
    parts = "".join((STATIC / part).read_text(encoding="utf-8") for part in OURS)
    (tmp_path / "ours.js").write_text(f"(() => {{{parts}}})();", encoding="utf-8")
    arguments = [node, Path(__file__).with_name("script.mjs"), tmp_path / "ours.js"]
    with Popen(arguments, stdin=PIPE, stdout=PIPE, text=True) as process:
        yield Script(process)
        process.communicate(timeout=10)  # it stops at the end of its input


def test_the_script_asks_once_for_what_it_missed(script: Script) -> None:
    assert script.connects() == 1
    assert script.reads(**{"from": 0, "to": 3, "content": ""}) == (True, False)
    said = [script.reads(**{"from": at, "to": at + 1, "content": ""}) for at in range(4, 30)]
    assert [taken for taken, _ in said] == [False] * 26
    assert sum(hello for _, hello in said) == 1


def test_the_script_notices_that_the_board_of_a_new_connection_was_lost(script: Script) -> None:
    script.connects()
    script.reads(**{"from": 0, "to": 7, "content": ""})
    script.connects()
    assert script.reads(at=1, now=0)[1]


def test_the_script_takes_in_no_change_to_a_board_that_it_did_not_get(script: Script) -> None:
    script.connects()
    script.reads(**{"from": 0, "to": 7, "content": ""})
    script.connects()
    taken, _ = script.reads(**{"from": 3, "to": 4, "content": ""})
    assert not taken
    assert script.reads(at=4, now=0)[1]


def test_the_script_does_what_the_pages_of_these_tests_do(script: Script) -> None:
    random = Random(5)
    page = Page()
    page.begin()
    assert script.connects() == 1
    for _ in range(300):
        at = random.choice((page.at, page.at, random.randrange(1, 9)))
        match random.randrange(12):
            case 0:
                page.begin()
                assert script.connects() == 1
            case 1:
                message: dict[str, object] = {"from": 0, "to": at or 1, "content": ""}
                assert script.reads(**message) == (True, page.read(json.dumps(message)))
            case 2 | 3:
                message = {"at": at, "now": 0}
                assert script.reads(**message)[1] == page.read(json.dumps(message)), message
            case _:
                if not at:
                    continue
                message = {"from": at, "to": at + 1, "content": ""}
                gaps = page.gaps
                says = page.read(json.dumps(message))
                assert script.reads(**message) == (page.gaps == gaps, says), message
