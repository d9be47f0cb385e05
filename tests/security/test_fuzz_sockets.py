"""Number 6: whatever is sent through a live page, before its greeting or after it, the server
closes with a code or goes on, nothing breaks in the log, and everybody else sees what happens.
So it is while the meeting goes from step to step between the messages.

`make soak` goes on with other messages every time; the seed that it prints repeats them.
"""

import json
import logging
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.e2e.serving import free_port
from tests.web.driving import started, town
from tests.web.hostile import served
from trialoog import logs
from trialoog.app import create_app
from trialoog.live.protocol import server_options
from trialoog.store import screens
from trialoog.views.looks import Looks
from trialoog.web.socket import BAD_MESSAGE, MOST_MESSAGES, TOO_MUCH

HELLO = json.dumps({"hello": 1, "last": 0})
TRIED = 100
MOVING = 25  # pages, while the meeting moves
LONG = 90.0  # seconds
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
# Too large for the server under it, no frame.
REFUSED = {1009, 1002}
PATIENCE = 10.0  # seconds
A_MOMENT = 0.1
A_DAY = timedelta(days=1)
HUGE = 60_000  # characters, of two bytes each

Message = str | bytes | list[str] | list[bytes]  # a list goes in fragments
Moves = Sequence[Callable[[], None]]  # what happens after each message


def nothing() -> None:
    """What happens when nothing happens."""


@dataclass
class Served:
    """A running server with one trialogue, and the cookies of who may watch it."""

    url: str
    id: str
    dilemma: str
    cookies: dict[str, str]
    log: StringIO
    moves: int = 0

    @contextmanager
    def dial(self, who: str) -> Iterator[ClientConnection]:
        """Connect as a page does."""
        address = f"{self.url.replace('http', 'ws')}/t/{self.id}{PAGES[who]}/live"
        own = {"Cookie": self.cookies[who], "Origin": self.url}
        mute = logging.getLogger("tests.client")
        mute.disabled = True  # what breaks on this side is none of the server's
        options: Any = {"proxy": None, "compression": None, "close_timeout": 0.2, "logger": mute}
        with connect(address, additional_headers=own, **options) as page:
            yield page

    def move(self) -> None:
        """Go on to the next step, and after the last one to the first."""
        self.moves += 1
        headers = {"Cookie": self.cookies["facilitator"], "Sec-Fetch-Site": "same-origin"}
        step = {"dilemma": self.dilemma, "phase": STEPS[self.moves % len(STEPS)], "absent": "1"}
        form = {**step, "key": f"move-{self.moves}", "as": "facilitator"}
        address = f"{self.url}/t/{self.id}/move-to"
        answer = httpx2.post(address, data=form, headers=headers, trust_env=False)
        assert answer.status_code == 303, (step, answer.text[:3000])


PAGES = {"participant": "", "facilitator": "/lead", "projector": "/screen"}
STEPS = ("explore", "options", "weigh", "decide", "read_back")


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, blank: Path, looks: Looks
) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("sockets")
    port = free_port()
    made = town(folder, blank, looks, port=port)
    with made.client:
        it = started(made)
        it.go("explore")
        screen = made.visitor()
        grant = made.run(screens.create_grant, made.house.db, it.id, A_DAY, made.clock())
        assert screen.post(f"/s/{grant}").headers["location"] == f"/t/{it.id}/screen"
        people = {"participant": it.join("policy"), "facilitator": it.lead, "projector": screen}
        cookies = {
            who: "; ".join(f"{name}={value}" for name, value in client.cookies.items())
            for who, client in people.items()
        }
        dilemma = it.dilemma
    root, own = logging.getLogger(), logging.getLogger("trialoog")
    before = root.handlers[:], root.level, own.level
    kept = StringIO()
    logs.configure("warning", kept)
    app = create_app(made.settings, made.clock, looks)
    with served(app, port, **server_options()):
        yield Served(f"http://127.0.0.1:{port}", it.id, dilemma, cookies, kept)
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    own.setLevel(before[2])


# --- what is sent -------------------------------------------------------------------------

jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
almost = st.fixed_dictionaries(
    {"hello": st.just(1) | jsons, "last": st.integers() | jsons}, optional={"x": jsons}
)
texts = st.one_of(
    st.text(max_size=60),
    jsons.map(json.dumps),
    almost.map(json.dumps),
    st.sampled_from(("", "[" * 60_000, '{"hello": 1, "last": ' + "9" * 5000 + "}", '"\\ud800"')),
    st.sampled_from((1, 64, 65, 127, 129, 300)).map(lambda kib: "é" * (kib * 512)),
    st.just('{"hello": 1, "hello": 1, "last": NaN}') | st.just('{"hello": 1, "last": 1e400}'),
)
messages: st.SearchStrategy[Message] = st.one_of(
    st.just(HELLO),
    texts,
    texts.map(lambda text: [text[:3], text[3:]]),
    st.just([*HELLO]),
    st.binary(max_size=80),
    st.lists(st.binary(max_size=9), min_size=1, max_size=4),
)
# What stands on the line when it is no message at all.
lines = st.one_of(
    st.binary(min_size=1, max_size=40),
    st.sampled_from(
        (b"\xff" * 100, b"\x81\xfe\xff\xff", b"\x88\x82\0\0\0\0\x03\xe7", b"GET / \r\n")
    ),
    st.sampled_from(
        (b"\x81\x82\0\0\0\0\xff\xfe", b"\x80\x80\0\0\0\0", b"\xc1\x80\0\0\0\0", b"\x89")
    ),
)


def is_hello(message: Message) -> bool:
    """Whether this is a greeting, said by another reading of the rule than the server's."""
    parts = [message] if isinstance(message, str | bytes) else message
    text = "".join(part for part in parts if isinstance(part, str))
    if len(text) > 9000 or any(isinstance(part, bytes) for part in parts):
        return False
    with suppress(ValueError):
        match json.loads(text):
            case {"hello": int(hello), "last": int(last)}:
                return hello == 1 and last >= 0 and bool not in {type(hello), type(last)}
    return False


def ends_with(page: ClientConnection, patience: float) -> int | None:
    """Read until the server closes; the code, or None when it waits for more."""
    with suppress(TimeoutError):
        try:
            while True:
                page.recv(timeout=patience)
        except ConnectionClosed:
            return page.close_code
    return None


@dataclass
class Bystander:
    """A page that stays open, and how often it was told of a change."""

    page: ClientConnection
    at: int = 0

    def follows(self, at: int) -> None:
        """Read until it knows this change."""
        while self.at < at:
            self.at = json.loads(self.page.recv(timeout=PATIENCE)).get("to", self.at)

    def greets(self) -> int:
        """Say hello; return at which change it comes in."""
        self.page.send(HELLO)
        self.follows(1)
        return self.at


def answers(page: ClientConnection) -> bool:
    """Say hello, and tell whether the whole board comes."""
    page.send(HELLO)
    while True:
        said = page.recv(timeout=PATIENCE)
        if json.loads(said).get("to"):
            return True


def goes_through(
    running: Served, who: str, said: list[Message], line: bytes, moves: Moves = ()
) -> str:
    """Send it all as one page; tell how that ended, after holding it against the law."""
    running.log.seek(0)
    running.log.truncate()
    with running.dial(who) as page:
        ended = ends(page, said, line, moves)
    written = running.log.getvalue()
    assert " ERROR " not in written, written
    assert "\n  " not in written, written
    return ended


def ends(page: ClientConnection, said: list[Message], line: bytes, moves: Moves) -> str:
    """Send it all, with what happens between, and look what the server makes of it."""
    between = iter(moves)
    with suppress(ConnectionClosed, OSError):
        for message in said:
            page.send(message)
            next(between, nothing)()
        if line:
            page.socket.sendall(line)
    if all(is_hello(message) for message in said) and not line and len(said) < MOST_MESSAGES:
        assert answers(page)
        return "stays"
    with suppress(ConnectionClosed):
        page.send("an end to it")
    code = ends_with(page, A_MOMENT if line else PATIENCE)
    # Who still sends what was refused already may miss the goodbye.
    cut_off = {1006} if any(len(str(message)) > HUGE for message in said) else set()
    # A line can hold a proper goodbye, or begin a frame that swallows the end.
    assert code in {BAD_MESSAGE, TOO_MUCH, *REFUSED, *cut_off} or line, (code, said)
    return str(code)


def always(running: Served, seeded: int | None, seen: Counter[str], *, moving: bool) -> None:
    """Hold the law to some pages: the same ones, or those of a seed. Count how they ended."""

    @settings(
        max_examples=MOVING if moving else TRIED,
        database=None,
        derandomize=seeded is None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(
        who=st.sampled_from(tuple(PAGES)),
        greets=st.booleans(),
        said=st.lists(messages, max_size=6),
        line=st.just(b"") | st.just(b"") | lines,
        steps=st.lists(st.booleans(), min_size=1, max_size=6) if moving else st.just([]),
    )
    def hold(who: str, greets: bool, said: list[Message], line: bytes, steps: list[bool]) -> None:
        moves = [running.move if step else nothing for step in steps]
        all_said = [HELLO, *said] if greets else said
        seen[goes_through(running, who, all_said, line, moves)] += 1
        for other in others:
            other.follows(start + running.moves)

    with ExitStack() as stack:
        others = [Bystander(stack.enter_context(running.dial(who))) for who in PAGES]
        start = max(other.greets() for other in others) - running.moves
        (hold if seeded is None else seed(seeded)(hold))()
        running.move()
        for other in others:
            other.follows(start + running.moves)
    for who in PAGES:
        with running.dial(who) as after:
            assert answers(after)


def counts(seen: Counter[str]) -> None:
    """Nobody may take silence for a proof."""
    print(dict(seen))
    assert {"stays", str(BAD_MESSAGE), "1009", "1002"} <= seen.keys()


def test_6_whatever_is_sent_through_a_live_page_ends_with_a_code_or_goes_on(
    running: Served,
) -> None:
    seen = Counter[str]()
    always(running, None, seen, moving=False)
    counts(seen)


def test_6_so_it_is_while_the_meeting_goes_from_step_to_step(running: Served) -> None:
    seen, before = Counter[str](), running.moves
    always(running, None, seen, moving=True)
    print(dict(seen))
    assert {"stays", str(BAD_MESSAGE)} <= seen.keys()
    assert running.moves > before + len(STEPS)


@pytest.mark.soak
def test_6_whatever_is_sent_through_live_pages_for_minutes(
    running: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = Counter[str]()
    seeded = int(os.environ.get("SEED") or random.SystemRandom().randrange(2**32))
    until = time.monotonic() + LONG
    while time.monotonic() < until:
        with capsys.disabled():
            print(f"\nSEED={seeded}", end="", flush=True)
        always(running, seeded, seen, moving=bool(seeded % 2))
        seeded += 1
    counts(seen)
