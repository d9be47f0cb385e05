import asyncio
from collections.abc import Callable
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from tests.live.meeting import until
from trialoog.web.turns import Turns

PHONE = "seat-abc=key"
LEADER = "language=nl; __Host-session=key"
SCREEN = "screen-abc=key"


class House:
    """An application that answers when it is told to, and knows what it works on."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self.done = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.inside.append(scope["path"])
        await self.done.wait()
        said = b""
        while scope["type"] == "http":
            message = await receive()
            said += message.get("body", b"")
            if not message.get("more_body"):
                break
        start = "websocket.accept" if scope["type"] == "websocket" else "http.response.start"
        await send({"type": start, "status": 200, "said": said})


class Asked:
    """A request that comes in piece by piece, and may hang up."""

    def __init__(self, turns: Turns, path: str, cookie: str = PHONE, **more: Any) -> None:
        self.coming: asyncio.Queue[Message] = asyncio.Queue()
        self.answer: list[Message] = []
        headers = [(b"cookie", cookie.encode())]
        scope = {"type": "http", "method": "GET", "path": path, "headers": headers, **more}

        async def send(message: Message) -> None:
            self.answer.append(message)

        self.task = asyncio.create_task(turns(scope, self.coming.get, send))

    def says(self, body: bytes = b"", *, more: bool = False) -> "Asked":
        self.coming.put_nowait({"type": "http.request", "body": body, "more_body": more})
        return self

    def hangs_up(self) -> None:
        self.coming.put_nowait({"type": "http.disconnect"})


async def stays(holds: Callable[[], bool]) -> None:
    for _ in range(20):
        await asyncio.sleep(0)
    assert holds()


async def test_phones_take_turns_in_the_order_in_which_they_came() -> None:
    house = House()
    turns = Turns(house, at_once=1)
    asked = [Asked(turns, f"/t/{name}").says() for name in "abc"]
    await stays(lambda: house.inside == ["/t/a"])
    house.done.set()
    await asyncio.gather(*(it.task for it in asked))
    assert house.inside == ["/t/a", "/t/b", "/t/c"]
    assert [it.answer[0]["status"] for it in asked] == [200, 200, 200]


async def test_who_leads_the_projector_and_readers_wait_for_no_phone() -> None:
    house = House()
    turns = Turns(house, at_once=1)
    Asked(turns, "/t/phone").says()
    Asked(turns, "/t/other").says()
    Asked(turns, "/t/lead", LEADER).says()
    Asked(turns, "/t/screen", SCREEN).says()
    Asked(turns, "/w/weighing", "").says()
    await stays(lambda: set(house.inside) == {"/t/phone", "/t/lead", "/t/screen", "/w/weighing"})
    house.done.set()
    await until(lambda: "/t/other" in house.inside)


async def test_a_form_that_comes_slowly_has_no_turn_meanwhile_and_arrives_whole() -> None:
    house = House()
    house.done.set()
    turns = Turns(house, at_once=1)
    slow = Asked(turns, "/t/slow", method="POST").says(b"text=", more=True)
    quick = Asked(turns, "/t/quick").says()
    await quick.task
    assert house.inside == ["/t/quick"]
    slow.says(b"Hallo")
    await slow.task
    assert slow.answer[0]["said"] == b"text=Hallo"


async def test_a_form_that_is_larger_than_any_of_a_phone_takes_no_turn_of_theirs() -> None:
    house = House()
    turns = Turns(house, at_once=1)
    Asked(turns, "/t/phone").says()
    large = Asked(turns, "/t/large", method="POST").says(b"x" * 70_000, more=True)
    await stays(lambda: house.inside == ["/t/phone", "/t/large"])
    house.done.set()
    large.says(b"x")
    await large.task
    assert len(large.answer[0]["said"]) == 70_001


async def test_who_hung_up_while_waiting_gets_no_page_but_a_form_is_taken() -> None:
    house = House()
    turns = Turns(house, at_once=1)
    first = Asked(turns, "/t/first").says()
    page = Asked(turns, "/t/page").says()
    form = Asked(turns, "/t/form", method="POST").says(b"text=Hallo")
    last = Asked(turns, "/t/last").says()
    page.hangs_up()
    form.hangs_up()
    await page.task
    house.done.set()
    await asyncio.gather(first.task, form.task, last.task)
    assert house.inside == ["/t/first", "/t/form", "/t/last"]


async def test_a_live_page_has_its_turn_until_it_is_open() -> None:
    house = House()
    turns = Turns(house, at_once=1)
    live = Asked(turns, "/t/live", type="websocket")
    page = Asked(turns, "/t/page").says()
    await stays(lambda: house.inside == ["/t/live"])
    house.done.set()
    await asyncio.gather(live.task, page.task)
    assert live.answer[0]["type"] == "websocket.accept"


async def test_a_turn_that_breaks_off_or_is_not_taken_goes_to_the_next() -> None:
    house = House()
    turns = Turns(house, at_once=1)
    first, second, third = (Asked(turns, f"/t/{n}").says() for n in range(3))
    await stays(lambda: house.inside == ["/t/0"])
    first.task.cancel()
    second.task.cancel()
    await until(lambda: house.inside == ["/t/0", "/t/2"])
    house.done.set()
    await third.task
    assert second.answer == []
