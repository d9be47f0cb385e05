"""What it costs to have an action durable, as ratios within one run; see the performance guide."""

import asyncio
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import pytest
import uvloop

from tests.bench.rivals import (
    TEXT,
    Sample,
    a_room,
    acting,
    asked,
    joined,
    orm,
    orm_engine,
    raw,
    trialoog,
)
from tests.core.playing import POLICY, Meeting, start
from tests.e2e.serving import Server, free_port
from tests.live.meeting import LEAD, LOOKS, NOW, START, draw
from tests.promises.outside import Meeting as Held
from tests.promises.outside import changed, installed, post, served, sign_in, started, writing
from tests.store.build import ALEMBIC, a_trialogue
from tests.web.driving import THREE
from trialoog.core import commands as c
from trialoog.core.decide import decide
from trialoog.core.events import By, Fact
from trialoog.core.evolve import fold
from trialoog.core.ids import ContributionId, Tag, TrialogueId
from trialoog.core.state import State
from trialoog.core.words import THREE as THREE_OF_THEM
from trialoog.core.words import Kind, Pole, Role
from trialoog.live.rooms import Rooms
from trialoog.store import journal
from trialoog.store.db import Db, open_db
from trialoog.store.migrations import upgrade
from trialoog.web.keys import TEXT_ID, new_key

pytestmark = pytest.mark.bench

# How many act at once, and how often each of them in one slice.
AT_ONCE = {1: 100, 30: 10, 64: 8, 300: 3}
ROUNDS = 5
TOGETHER = 100  # actions in one transaction of the floor

LENGTHS = (100, 1000, 3000)  # facts
ACTS = 40  # of a room before its journal is another length

PHONES, POSTS, TIMES = 64, 6, 7  # more texts of one phone are rare in a room
FULL = 4800  # texts of others in the longer of two meetings over HTTP

# What is to be reached on a machine that does nothing else: times as many actions per second as one
# ORM commit for each, with 64 at once; and what an action costs at fact 5,000 against fact 50. A
# busy machine may miss it by so much.
AT_THE_JOURNAL, OVER_HTTP, LONG = 20, 2.5, 1.2
NOISE = 1.6


@dataclass
class Table:
    """Figures as one table in Markdown, printed at the end of the run."""

    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, what: str, people: int, sample: Sample, ratio: str = "") -> None:
        """A row for a slice; `ratio` says what it is compared with."""
        waits = f"{sample.p50:.1f} ms", f"{sample.p99:.1f} ms"
        self.rows.append((what, str(people), f"{sample.rate:,.0f}", *waits, ratio))

    def show(self) -> str:
        head = ("what", "at once", "per second", "p50", "p99", "ratio")
        lines = [head, ("---", *["---:"] * 4, "---"), *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    made = Table()
    yield made
    print(f"\n\n{made.show()}\n")


def run(main: Any) -> Any:
    """Run a coroutine on the loop that the server uses."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)


def ratios(ours: list[Sample], theirs: list[Sample]) -> float:
    """The median over the rounds of how many times as many actions per second."""
    return median(a.rate / b.rate for a, b in zip(ours, theirs, strict=True))


# --- many at once ------------------------------------------------------------------------------


@dataclass
class Slices:
    """The slices of one run: per rival and number of people, one per round."""

    ours: dict[int, list[Sample]] = field(default_factory=lambda: {n: [] for n in AT_ONCE})
    orm: dict[int, list[Sample]] = field(default_factory=lambda: {n: [] for n in AT_ONCE})
    single: list[Sample] = field(default_factory=list)
    batched: list[Sample] = field(default_factory=list)


async def _taking_turns(folder: Path) -> Slices:
    """Measure all of them in every round, so that noise hits all alike. One file for each."""
    slices = Slices()
    urls = [f"sqlite:///{folder / name}.db" for name in ("ours", "orm", "raw")]
    for url in urls:
        await upgrade(url, ALEMBIC)
    engine = orm_engine(urls[1])
    async with (
        open_db(urls[0]) as db,
        open_db(urls[1]) as theirs,
        open_db(urls[2]) as floor,
        Rooms(db, LOOKS, lambda: NOW, draw) as rooms,
    ):
        for _ in range(ROUNDS):
            for people, each in AT_ONCE.items():
                ours = await trialoog(rooms, await a_room(db, rooms))
                slices.ours[people].append(await acting(ours, people, each))
                rival = orm(engine, await a_trialogue(theirs))
                slices.orm[people].append(await acting(rival, people, each))
            file, id = folder / "raw.db", await a_trialogue(floor)
            slices.single.append(raw(file, id, 200, 1))
            slices.batched.append(raw(file, id, 2000, TOGETHER))
    await engine.dispose()
    return slices


def test_the_more_people_act_at_once_the_more_a_shared_transaction_pays(
    tmp_path: Path, table: Table
) -> None:
    slices = run(_taking_turns(tmp_path))
    gains = {n: ratios(slices.ours[n], slices.orm[n]) for n in AT_ONCE}
    to_floor = {n: ratios(slices.ours[n], slices.single) for n in AT_ONCE}
    for people in AT_ONCE:
        both = f"{gains[people]:.2f} × the ORM, {to_floor[people]:.2f} × the floor"
        table.add("trialoog: rules, chain, receipt", people, joined(slices.ours[people]), both)
        table.add("one ORM commit per action", people, joined(slices.orm[people]), "1")
    table.add("floor: raw SQLite, one transaction each", 1, joined(slices.single), "1")
    batched = f"{ratios(slices.batched, slices.single):.1f} × one each"
    table.add(f"floor: raw SQLite, {TOGETHER} per transaction", 1, joined(slices.batched), batched)
    assert gains[64] > AT_THE_JOURNAL / NOISE, "with many at once, sharing has to pay"
    assert gains[300] > AT_THE_JOURNAL / NOISE
    assert gains[30] > 1.3
    assert gains[1] > 0.3, "who is alone pays too much for the rules and the chain"


# --- a long meeting ----------------------------------------------------------------------------


def _meeting(facts: int) -> Meeting:
    """A meeting in memory with about so many texts."""
    meeting = start()
    meeting.go("explore")
    anna = meeting.join(POLICY)
    while len(meeting.facts) < facts:
        meeting.write(anna)
    return meeting


def _deciding(meeting: Meeting) -> float:
    """The time to decide and fold one text, in seconds; the meeting grows by that text."""
    anna = meeting.phone(POLICY)
    command = c.Contribute(
        ContributionId(meeting.fresh("bench")),
        meeting.state.board().id,
        Kind.SIGNAL,
        TEXT,
        round=meeting.state.round,
        pole=Pole.A,
    )
    began = perf_counter()
    meeting.do(command, anna)
    return perf_counter() - began


@dataclass
class Cost:
    """What an action costs in a room, per action and in seconds."""

    sample: Sample
    cpu: float


async def _filled(db: Db, facts: int) -> str:
    """A trialogue with a journal of so many facts, written at once."""
    id = await a_trialogue(db)
    state, entries = State(), []
    for number in range(facts):
        command, by = asked(number, number % 2) if number else (START, LEAD)
        for event in decide(state, by, command, NOW):
            entries.append((by, event))
            state = fold([Fact(len(entries), NOW, by, event)], state)
    await journal.append(db, id, 0, entries[:facts], NOW)
    return id


async def _lengths(folder: Path) -> dict[int, list[Cost]]:
    """What acting costs in rooms with journals of several lengths, in turn."""
    url = f"sqlite:///{folder / 'long.db'}"
    await upgrade(url, ALEMBIC)
    costs: dict[int, list[Cost]] = {length: [] for length in LENGTHS}
    async with open_db(url) as db, Rooms(db, LOOKS, lambda: NOW, draw) as rooms:
        for _ in range(ROUNDS):
            acts = {
                length: await trialoog(rooms, TrialogueId(await _filled(db, length)))
                for length in LENGTHS
            }
            for length, act in acts.items():
                spent = time.process_time()
                sample = await acting(act, 1, ACTS)
                costs[length].append(Cost(sample, (time.process_time() - spent) / ACTS))
    return costs


def test_an_action_costs_hardly_more_in_a_long_meeting(tmp_path: Path, table: Table) -> None:
    meetings = {length: _meeting(length) for length in LENGTHS}
    deciding: dict[int, list[float]] = {length: [] for length in LENGTHS}
    for _ in range(300):
        for length, meeting in meetings.items():
            deciding[length].append(_deciding(meeting))
    costs = run(_lengths(tmp_path))
    cpu = {length: median(cost.cpu for cost in costs[length]) for length in LENGTHS}
    short = LENGTHS[0]
    for length in LENGTHS:
        waited = joined([cost.sample for cost in costs[length]])
        first = joined([cost.sample for cost in costs[short]])
        compared = (
            f"{waited.p50 / first.p50:.2f} × the wait, {cpu[length] / cpu[short]:.2f} × the CPU, "
            f"{median(deciding[length]) / median(deciding[short]):.2f} × decide and evolve"
        )
        table.add(f"trialoog, after {length:,} facts", 1, waited, compared)
    longest = LENGTHS[-1]
    assert cpu[longest] / cpu[short] < 2, "the cost of an action grows with the journal"
    assert median(deciding[longest]) / median(deciding[short]) < 3


# --- over HTTP -----------------------------------------------------------------------------------


@dataclass
class Line:
    """A connection of a phone that stays open."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, raw: bytes) -> int:
        """Send a request and read its whole answer; return its status."""
        self.writer.write(raw)
        head = await self.reader.readuntil(b"\r\n\r\n")
        found = re.search(rb"content-length: (\d+)", head)
        await self.reader.readexactly(int(found.group(1)) if found else 0)
        return int(head.split(b" ", 2)[1])


def _forms(it: Held, phones: int = PHONES) -> list[list[bytes]]:
    """What each phone sends: texts, one after the other, each with a key of its own."""
    forms = []
    for number in range(phones):
        phone = it.join(THREE[number % 3])
        form = writing(it, phone, TEXT)
        address = f"/t/{it.id}/contribute"
        sent = [changed(form, text=f"{time} {TEXT}", key=new_key()) for time in range(POSTS)]
        posts = [post(phone, address, each).raw for each in sent]
        forms.append([raw.replace(b"connection: close\r\n", b"") for raw in posts])
    return forms


async def _over_http(port: int, forms: list[list[bytes]]) -> tuple[Sample, Sample]:
    """All phones at once, and as many requests for the smallest page."""
    lines = [Line(*await asyncio.open_connection("127.0.0.1", port)) for _ in forms]
    nothing = f"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n".encode()

    async def sends(person: int, time: int) -> None:
        assert await lines[person].ask(forms[person][time]) == 200

    async def looks(person: int, _: int) -> None:
        assert await lines[person].ask(nothing) == 200

    people = len(forms)
    await acting(looks, people, 2)
    samples = await acting(sends, people, POSTS), await acting(looks, people, POSTS)
    for line in lines:
        line.writer.close()
        await line.writer.wait_closed()
    return samples


async def _by_orm(folder: Path) -> Sample:
    url = f"sqlite:///{folder / 'orm.db'}"
    await upgrade(url, ALEMBIC)
    engine = orm_engine(url)
    async with open_db(url) as db:
        sample = await acting(orm(engine, await a_trialogue(db)), PHONES, POSTS)
    await engine.dispose()
    return sample


def test_many_phones_at_once_over_http(tmp_path: Path, table: Table) -> None:
    posts, pages, commits = [], [], []
    data = installed(tmp_path / "data")
    with served(data, free_port()) as server:
        lead = sign_in(server.url, data)
        for _ in range(TIMES):
            sent, seen = run(_over_http(server.port, _forms(started(lead, data))))
            posts.append(sent)
            pages.append(seen)
            commits.append(run(_by_orm(tmp_path)))
    to_orm, to_page = ratios(posts, commits), ratios(posts, pages)
    both = f"{to_orm:.2f} × the ORM below, {to_page:.2f} × the smallest page"
    table.add("a whole POST over HTTP, page part and all", PHONES, joined(posts), both)
    table.add("GET of the smallest page", PHONES, joined(pages), "1")
    table.add("one ORM commit per action, no HTTP", PHONES, joined(commits), "1")
    assert to_orm > OVER_HTTP / NOISE, "a whole POST costs too much besides its commit"


def _used(server: Server) -> float:
    """The processor time of a server process, in seconds."""
    stat = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


async def _fill(it: Held, texts: int) -> None:
    """Write texts of many other phones into the round that is open, all at once."""
    async with open_db(f"sqlite:///{it.data / 'trialoog.db'}") as db:
        facts = await journal.read(db, it.id)
        state, entries = fold(facts), []
        for number in range(texts):
            command = c.Contribute(
                ContributionId(f"{number:0{TEXT_ID}}"),
                state.board().id,
                Kind.SIGNAL,
                TEXT,
                round=state.round,
                pole=Pole.A,
            )
            by = By(Role.PARTICIPANT, THREE_OF_THEM[number % 3], Tag(f"{number:064x}"))
            (event,) = decide(state, by, command, NOW)
            entries.append((by, event))
            state = fold([Fact(state.seq + 1, NOW, by, event)], state)
        await journal.append(db, it.id, len(facts), entries, NOW)


def test_an_action_over_http_costs_hardly_more_in_a_long_meeting(
    tmp_path: Path, table: Table
) -> None:
    data = installed(tmp_path / "data")
    costs: dict[int, list[Cost]] = {0: [], FULL: []}
    with served(data, free_port()) as server:
        lead = sign_in(server.url, data)
        for _ in range(TIMES):
            for texts, found in costs.items():
                it = started(lead, data)
                run(_fill(it, texts))
                forms = _forms(it, 24)
                before = _used(server)
                sent, _ = run(_over_http(server.port, forms))
                found.append(Cost(sent, (_used(server) - before) / sent.actions))
    cpu = {texts: median(cost.cpu for cost in found) for texts, found in costs.items()}
    ratio = cpu[FULL] / cpu[0]
    for texts, found in costs.items():
        compared = f"{cpu[texts] * 1000:.1f} ms CPU, {cpu[texts] / cpu[0]:.2f} × the first"
        table.add(f"a POST after {texts:,} texts", 24, joined([f.sample for f in found]), compared)
    assert ratio < LONG * NOISE, "the cost of a POST grows with the meeting"
