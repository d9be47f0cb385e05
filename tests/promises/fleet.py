"""Several server processes for the same rooms, seen from outside, with writers and open pages."""

import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx2

from tests.e2e.serving import REPOSITORY, Server, free_port, waiting
from tests.promises.outside import Form, Meeting, changed, cookies, post, status_of, writing
from tests.promises.phones import Phone
from tests.web.driving import THREE
from trialoog.web import keys

# Writers here are quicker than people: the limit on acts is not what is tried.
QUICK = {"TRIALOOG_ACTS_PER_MINUTE": "10000", "TRIALOOG_SEARCHES_PER_MINUTE": "10000"}
AGAIN = 0.05  # seconds before something is sent again


@contextmanager
def fleet(data: Path, port: int = 0, /, *options: str, **settings: str) -> Iterator[Server]:
    """Serve with these options until the block ends; a port of 0 picks one."""
    serve = [sys.executable, "-m", "trialoog", "serve", *options]
    told = {**QUICK, **settings}
    with waiting(serve, data, port or free_port(), cwd=REPOSITORY, **told) as server:
        yield server


# --- processes ----------------------------------------------------------------------------


def workers_of(server: Server) -> list[int]:
    """The processes that serve, without the one that looks after them."""
    family = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    children = [int(pid) for pid in family.read_text(encoding="ascii").split()]
    return [pid for pid in children if b"spawn_main" in _asked(pid)]


def _asked(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def holders(server: Server) -> Mapping[int, int]:
    """Which worker holds a connection, by the port of its other end."""
    ends: dict[str, int] = {}
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        _, near, far, *rest = line.split()
        if int(near.split(":")[1], 16) == server.port:
            ends[f"socket:[{rest[6]}]"] = int(far.split(":")[1], 16)
    found: dict[int, int] = {}
    for pid in workers_of(server):
        for link in Path(f"/proc/{pid}/fd").iterdir():
            try:
                there = str(link.readlink())
            except OSError:
                continue
            if there in ends:
                found[ends[there]] = pid
    return found


# --- people -----------------------------------------------------------------------------------


@dataclass
class Writer:
    """A phone that writes on and on; it sends again, with the same key, what got no answer."""

    name: str
    phone: httpx2.Client
    form: Form
    # Sends a form, as the how manyth try from 0; tells whether it was acknowledged.
    send: Callable[[Form, int], bool]
    pace: float = 0.01  # seconds between two texts
    patience: float = 60.0  # seconds that it goes on trying
    keys: dict[str, str] = field(default_factory=dict)  # of every text that was ever sent
    acknowledged: list[str] = field(default_factory=list)
    again: int = 0
    longest: float = 0.0  # seconds from the first try until the answer

    def write(self, enough: threading.Event) -> None:
        """Write one text after the other until it is enough, and see the last one through."""
        while not enough.is_set():
            text = f"{self.name}, tekst {len(self.keys)}."
            self.keys[text] = keys.new_key()
            form = changed(self.form, text=text, key=self.keys[text])
            began, tries = time.monotonic(), 0
            while not self.send(form, tries):
                tries += 1
                self.again += 1
                assert time.monotonic() - began < self.patience, f"{text}: nobody answers"
                time.sleep(AGAIN)
            self.acknowledged.append(text)
            self.longest = max(self.longest, time.monotonic() - began)
            enough.wait(self.pace)


def writers(
    meeting: Meeting, many: int, ports: Sequence[int], pace: float = Writer.pace
) -> list[Writer]:
    """So many phones with a seat that can write; they try these ports, one after the other."""
    made = []
    for number in range(many):
        phone = meeting.join(THREE[number % 3])
        send = partial(_sent, phone, f"/t/{meeting.id}/contribute", ports)
        made.append(Writer(f"telefoon {number}", phone, writing(meeting, phone, ""), send, pace))
    return made


def _sent(phone: httpx2.Client, address: str, ports: Sequence[int], form: Form, tries: int) -> bool:
    port = ports[tries % len(ports)]
    try:
        status = status_of(post(phone, address, form, htmx=False, port=port))
    except OSError:
        return False
    assert status in {303, 503, None}, status
    return status == 303


@contextmanager
def meanwhile(works: Sequence[Callable[[threading.Event], None]]) -> Iterator[None]:
    """Let each work go on in a thread until the block ends, which sets what it is given; have it
    finish, and fail where one of them failed."""
    enough = threading.Event()
    failed: list[BaseException] = []

    def run(work: Callable[[threading.Event], None]) -> None:
        try:
            work(enough)
        except BaseException as error:  # noqa: BLE001 - it belongs to the test, not to the thread
            failed.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        enough.set()
        for thread in threads:
            thread.join(timeout=30)
    assert not failed, failed


def once_each(meeting: Meeting, all_of_them: Sequence[Writer]) -> None:
    """Hold that what was acknowledged is there, once, and nothing else is."""
    sent = sorted(text for writer in all_of_them for text in writer.acknowledged)
    assert sent == sorted(text for writer in all_of_them for text in writer.keys)
    assert sorted(map(str, meeting.texts())) == sent


def page_of(meeting: Meeting, person: httpx2.Client, port: int) -> Phone:
    """The live page of somebody who has a seat, not connected yet."""
    origin = f"http://127.0.0.1:{port}"
    headers = {"origin": origin, "cookie": cookies(person), "accept-language": "nl"}
    return Phone(port, f"/t/{meeting.id}/live", headers)


def port_of(page: Phone) -> int:
    """The port of this end of a page's connection."""
    port: int = page.wire.transport.get_extra_info("sockname")[1]
    return port
