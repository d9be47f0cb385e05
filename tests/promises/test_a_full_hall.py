"""A citizens' evening with two thousand phones in one room. They come in within a
minute, write, recognise, rate within ten seconds, are cut off together and come back: nothing is
lost, nobody is shut out, the projector goes on, and who leads is answered at once.

The server has one core to itself; phones, browsers and the facilitator share the other one.
"""

import asyncio
import json
import os
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

import httpx2
import pytest

from tests.e2e.serving import Server, free_port
from tests.promises import outside
from tests.promises.evening import mark, spread
from tests.promises.outside import Meeting, served
from tests.promises.smooth import Browsers, browsers
from tests.web.driving import THREE
from trialoog import app as application
from trialoog.core.evolve import fold
from trialoog.core.state import State
from trialoog.core.words import Perspective, Role
from trialoog.paths import ROOT
from trialoog.settings import Settings
from trialoog.store import journal
from trialoog.store.db import open_db
from trialoog.views import regions
from trialoog.views.looks import LANGUAGES
from trialoog.views.regions import Audience

AT_ONCE = 0.1  # seconds until who leads has an answer, at the median
SHOWN = 1.0  # seconds until the projector shows it, at the median
BUSY = 0.2  # of a processor that a page takes at most: more, and it would stutter
MEMORY = 500  # MB of the server
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Size:
    """How large an evening is; times in seconds."""

    phones: int
    join: float
    write: float
    recognise: float
    rate: float
    cut: float  # into the second rating
    away: float
    apart: float  # between two things that the facilitator does
    browsers: int  # that are real: the projector and a phone, or none


HALL = Size(2000, join=50, write=40, recognise=40, rate=10, cut=5, away=3, apart=1, browsers=2)
ROOM = Size(60, join=1, write=1, recognise=1, rate=1, cut=0.5, away=0.5, apart=0.1, browsers=0)


# --- the crowd ---------------------------------------------------------------------------------


class Crowd:
    """The phones, in a process of their own."""

    def __init__(self, process: Process) -> None:
        self.process = process

    async def tell(self, do: str, **more: object) -> Any:
        """Say what is next, and return what came of it; tell how much work that was for them."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{json.dumps({'do': do, **more})}\n".encode())
        line = await self.process.stdout.readline()
        assert line, "the phones crashed"
        told = json.loads(line)
        if told["seconds"] > 0.5:
            print(f"  {do}: {told['seconds']:.1f} s; phones {told['cpu']:.1f} s of CPU")
        return told["did"]


@asynccontextmanager
async def crowd() -> AsyncIterator[Crowd]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.promises.evening"),
        cwd=ROOT,
        stdin=PIPE,
        stdout=PIPE,
        limit=2**26,
    )
    try:
        yield Crowd(process)
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(30):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


# --- who leads -----------------------------------------------------------------------------------


@dataclass
class Lead:
    """The facilitator, who does one thing after the other by the forms of the console."""

    meeting: Meeting
    waits: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)  # when the clock was changed

    def do(self, command: str, **fields: str) -> None:
        """Send a form of the console, and note how long its answer took."""
        began = time.perf_counter()
        self.meeting.ok(command, **fields)
        self.waits.append(time.perf_counter() - began)

    def change(self, command: str) -> None:
        """Do something with the clock, which every page shows."""
        self.sent.append(time.time())
        self.do(command, minutes="1")

    async def go_on(self, apart: float, enough: asyncio.Event) -> None:
        """Do something all the time, until it is enough."""
        for command in cycle(("extend-timer", "pause-timer", "extend-timer", "resume-timer")):
            if enough.is_set():
                return
            await asyncio.to_thread(self.change, command)
            await asyncio.sleep(apart)


# --- the server ----------------------------------------------------------------------------------


@dataclass
class Watched:
    """A server process, and what it used."""

    server: Server
    before: float = 0.0
    most: int = 0  # MB

    def cpu(self) -> float:
        """The processor time that it took, in seconds."""
        stat = Path(f"/proc/{self.server.process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, stat[11:13])) / TICK

    def memory(self) -> int:
        """What it holds, in MB."""
        pages = Path(f"/proc/{self.server.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") // 2**20

    def tell(self, what: str) -> None:
        """Print what a part of the evening cost."""
        now = self.cpu()
        self.most = max(self.most, self.memory())
        print(f"{what}: server {now - self.before:.1f} s of CPU, {self.memory()} MB", flush=True)
        self.before = now


@contextmanager
def apart(server: Server) -> Iterator[None]:
    """Give the server the first core, and everything of ours the others, where there are any."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        yield
        return
    for thread in Path(f"/proc/{server.process.pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), cores[:1])
    os.sched_setaffinity(0, cores[1:])
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


# --- what holds in the end -----------------------------------------------------------------------


async def record(meeting: Meeting) -> State:
    """What the journal leads to, once it is known to be whole."""
    async with open_db(Settings(data=meeting.data).database) as db:
        assert await journal.verify(db, meeting.id) is None
        return fold(await journal.read(db, meeting.id), State())


def boards(state: State, settings: Settings) -> dict[str, str]:
    """The mark of what each audience should see."""
    looks = application.looks_of(settings)
    return {
        f"{voice} {language}": mark(
            regions.render(looks, state, Audience(Role.PARTICIPANT, Perspective(voice)), language)
        )
        for voice in THREE
        for language in LANGUAGES
    }


def written(meeting: Meeting, state: State) -> Counter[tuple[str, str]]:
    """What the record has of what phones did."""
    said = Counter(("text", str(text)) for text in meeting.texts())
    for it in state.contributions.values():
        said["recognised", it.id] += len(it.recognised)
    for option in state.options.values():
        for rating in option.ratings.values():
            values = sorted(f"{key}={value}" for key, value in rating.values.items())
            said["rated", " ".join((option.id, *values))] += 1
    return +said


# --- the story -----------------------------------------------------------------------------------


@dataclass
class Evening:
    """What is needed to tell a part of the story, and what came of those before."""

    size: Size
    meeting: Meeting
    lead: Lead
    phones: Crowd
    watched: Watched
    open: Browsers
    kept: Counter[tuple[str, str]] = field(default_factory=Counter)  # what was acknowledged
    late: dict[str, list[float]] = field(default_factory=dict)  # what browsers showed, in seconds
    work: dict[str, float] = field(default_factory=dict)  # of the browsers, in seconds
    seconds: float = 0.0  # that it took

    async def do(self, command: str, **fields: str) -> None:
        """Let the facilitator do something."""
        await asyncio.to_thread(self.lead.do, command, **fields)

    async def go(self, phase: str) -> None:
        """Go to a step."""
        await self.do("move-to", dilemma=self.meeting.dilemma, phase=phase, absent="1")

    async def over(self, what: str) -> None:
        """Note how a part of the story went, and print it."""
        self.watched.tell(what)
        told = await self.phones.tell("told")
        self.kept.update((kind, said) for kind, said in told["kept"])
        for kind, (many, usual, slow, longest) in told["waits"].items():
            print(f"    {kind:24} {many:6} {usual:7.3f} {slow:7.3f} {longest:7.3f}")
        each = told["received"] // self.size.phones // 1024
        print(f"    {each} KiB to each phone; {told['statuses']}")
        sent, self.lead.sent = self.lead.sent[:-1], self.lead.sent[-1:]
        for name, looked in (await self.open.looked()).items():
            late = looked.late(sent)
            self.late.setdefault(name, []).extend(late)
            self.work[name] = self.work.get(name, 0.0) + looked.work
            seconds = [round(it, 2) for it in spread(late)[1:]] if late else []
            print(
                f"    {name}: {len(late)} changes, shown after {seconds} s; {looked.work:.2f} s of "
                f"CPU; long tasks {[round(it) for it in looked.tasks if it > 100]}, "
                f"gaps {[round(it) for it in looked.gaps if it > 200]}",
                flush=True,
            )

    def found(self, kind: str) -> list[dict[str, Any]]:
        """The facts of a kind, in order."""
        asked = "SELECT data FROM fact WHERE trialogue = ? AND kind = ? ORDER BY seq"
        return [
            json.loads(str(data)) for (data,) in self.meeting.rows(asked, self.meeting.id, kind)
        ]


async def evening(folder: Path, size: Size) -> Evening:
    """Play a whole evening, hold what has to hold, and return how it went."""
    data = await asyncio.to_thread(outside.installed, folder)
    with served(data, free_port()) as server, apart(server):
        lead = await asyncio.to_thread(outside.sign_in, server.url, data)
        meeting = await asyncio.to_thread(outside.started, lead, data, "gather")
        with kept_open(lead) as meeting.lead:
            async with (
                browsers(meeting, lead) if size.browsers else nobody() as pages,
                crowd() as phones,
            ):
                it = Evening(size, meeting, Lead(meeting), phones, Watched(server), pages)
                began = time.monotonic()
                async with going_on(it.lead, size.apart):
                    await story(it)
                it.seconds = time.monotonic() - began
                await holds(it)
    many, usual, slow, longest = spread(list(it.lead.waits))
    print(
        f"who leads: {many} times, median {usual * 1e3:.0f} ms, "
        f"p99 {slow * 1e3:.0f}, at most {longest * 1e3:.0f}"
    )
    return it


@contextmanager
def kept_open(lead: httpx2.Client) -> Iterator[httpx2.Client]:
    """The same browser, which keeps its connection as browsers do."""
    with httpx2.Client(
        base_url=lead.base_url,
        headers=lead.headers,
        cookies=lead.cookies,
        timeout=60,
        trust_env=False,
    ) as client:
        yield client


@asynccontextmanager
async def nobody() -> AsyncIterator[Browsers]:
    """No browsers."""
    yield Browsers()


@asynccontextmanager
async def going_on(lead: Lead, apart: float) -> AsyncIterator[None]:
    """Let the facilitator do something all the time meanwhile; it has to be accepted."""
    enough = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(lead.go_on(apart, enough))
        yield
        enough.set()


async def story(it: Evening) -> None:
    """Let it happen."""
    size, phones = it.size, it.phones
    await phones.tell("open", port=it.watched.server.port, code=it.meeting.code, many=size.phones)
    await it.over("the doors are open")
    await phones.tell("join", within=size.join)
    await it.over("they came in")
    await it.go("explore")
    await phones.tell("fetched", form="contribute")
    await it.over("the first step")
    await phones.tell("write", within=size.write)
    await it.over("they wrote")
    (written_in, *_) = [opened["round"] for opened in it.found("RoundOpened")]
    await it.do("close-round", round=written_in)
    await it.do("reveal", round=written_in)
    await phones.tell("revealed")
    await it.over("the texts are there")
    await phones.tell("recognise", within=size.recognise)
    await it.over("they recognised")
    await it.go("weigh")
    await phones.tell("fetched", form="rate")
    await it.over("the next step")
    first, second = [added["option"] for added in it.found("OptionAdded")]
    await phones.tell("rate", within=size.rate, option=first)
    await it.over("they rated")
    await phones.tell("rate", within=size.rate, option=second, cut=size.cut, away=size.away)
    await it.over("they were cut off, came back and rated")


async def holds(it: Evening) -> None:
    """Hold that nothing is lost, nobody was shut out, and everybody sees what there is."""
    await it.phones.tell("settled")
    state = await record(it.meeting)
    seen = await it.phones.tell("seen")
    wanted = boards(state, Settings(data=it.meeting.data))
    shown = {who: list(marks) for who, marks in seen["shown"].items()}
    assert shown == {who: [wanted[who]] for who in shown}
    assert seen["astray"] == 0
    assert written(it.meeting, state) == it.kept
    did = Counter(kind for kind, _ in it.kept.elements())
    each = it.size.phones
    assert did == {"text": each, "recognised": each, "rated": 2 * each}
    assert len(state.seats) == each + it.size.browsers // 2


async def test_sixty_phones_join_write_recognise_rate_and_come_back(tmp_path: Path) -> None:
    await evening(tmp_path, ROOM)


@pytest.mark.soak
async def test_two_thousand_phones_fill_a_hall(tmp_path: Path) -> None:
    it = await evening(tmp_path, HALL)
    assert median(it.lead.waits) <= AT_ONCE
    assert it.watched.most <= MEMORY
    assert median(it.late["projector"]) <= SHOWN
    assert max(it.work.values()) <= BUSY * it.seconds
