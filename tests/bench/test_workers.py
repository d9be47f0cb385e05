"""What more processes on PostgreSQL and Redis bring, against one with SQLite, in one run.

The phones are in two processes of their own, and share the machine with the servers: what they
took of it stands in the table. `docs/explanation/scale.md` says what follows.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest
from redis import Redis

from tests import databases
from tests.core.playing import A
from tests.deploy.stack import ready
from tests.e2e.serving import Server, free_port
from tests.postgresql import Cluster
from tests.promises import outside
from tests.promises.fleet import fleet
from tests.promises.town import Seated, town
from tests.redis import temporary_redis
from tests.web.screens import filled, form_on, read
from trialoog import serving
from trialoog.core.ids import TrialogueId
from trialoog.paths import ROOT
from trialoog.settings import Settings
from trialoog.views.looks import Looks
from trialoog.web.keys import new_key

pytestmark = pytest.mark.bench

ROOMS, SEATS, WRITERS, TEXTS = 4, 24, 8, 5  # seats and writers of each room, texts of each writer
HALL, SAID, PAUSE = 200, 20, 0.1  # seats in the one large room, texts there, seconds in between
RINGS = 3  # times that is looked how long another process takes to hear of something
ROUNDS = 2
TICK = os.sysconf("SC_CLK_TCK")
TEXT = "Na de brief durft niemand te bellen, terwijl de meeste vragen met één gesprek klaar zijn."


@dataclass(frozen=True)
class Setup:
    """How trialoog runs."""

    name: str
    workers: int
    postgresql: bool = True
    redis: bool = True
    homes: bool = False  # what is written in a room goes to one worker, as by deploy/nginx.conf


SETUPS = (
    Setup("SQLite, one process", 1, postgresql=False, redis=False),
    Setup("PostgreSQL and Redis, 1 worker", 1),
    Setup("PostgreSQL and Redis, 2 workers", 2),
    Setup("PostgreSQL and Redis, 4 workers", 4),
    Setup("the same, 4 workers, each room written by one", 4, homes=True),
    Setup("PostgreSQL without Redis, 2 workers", 2, redis=False),
)


@dataclass
class Found:
    """What a setup did in a round. CPU in seconds."""

    rate: float  # actions a second
    p50: float  # of an action, in ms
    p99: float
    act: float  # CPU of the workers, for each action, in ms
    beside: float  # CPU of database and Redis, for each action, in ms
    delivery: float  # CPU of the workers, for each change that a seat gets, in µs
    heard: float  # until a seat of another process has it, in ms; with one process: of the same
    ours: float  # what the phones took of the machine while they wrote, of 1


@dataclass
class Place:
    """A room with people in it."""

    id: TrialogueId
    people: list[Seated]


# --- phones -----------------------------------------------------------------------------------


class Phones:
    """A process with phones in it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def ask(self, do: str, **more: object) -> None:
        """Say what is next."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{json.dumps({'do': do, **more})}\n")
        self.process.stdin.flush()

    def told(self) -> dict[str, Any]:
        """Wait for what came of it."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the phones crashed"
        return dict(json.loads(line))


@contextmanager
def phones() -> Iterator[Phones]:
    command = [sys.executable, "-m", "tests.bench.load"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Phones(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def both(crowd: Sequence[Phones], do: str, shares: Sequence[Mapping[str, object]]) -> list[Any]:
    """Let the processes with phones do their share at the same time."""
    for one, share in zip(crowd, shares, strict=True):
        one.ask(do, **share)
    return [one.told() for one in crowd]


def halves(what: str, things: Sequence[Any]) -> list[dict[str, object]]:
    """Share things out, by turns."""
    return [{what: things[0::2]}, {what: things[1::2]}]


# --- processor time ----------------------------------------------------------------------------


def cpu(*pids: int) -> float:
    """Return the processor time of processes and all that came from them, in seconds."""
    total = 0
    for pid in pids:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            family = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        except OSError:  # gone; who waited for it has its time
            continue
        total += sum(map(int, stat[11:15]))
        total += round(cpu(*map(int, family)) * TICK)
    return total / TICK


# --- a running installation ---------------------------------------------------------------------


@dataclass
class Running:
    """Workers with rooms, and phones that look at them."""

    settings: Settings
    workers: list[Server]
    beside: list[int]  # the processes of the database and of Redis
    crowd: list[Phones]
    rooms: list[Place]
    hall: Place
    still: Place  # nobody looks on
    homes: bool
    quiet: float  # seconds without news after which all of it came

    def port(self, number: int) -> int:
        """The worker that somebody came to, as a proxy shares them out."""
        return self.workers[number % len(self.workers)].port

    def page(self, number: int, place: Place) -> list[object]:
        """The live page of somebody in a room."""
        port = self.port(number)
        cookie = place.people[number].cookie
        headers = {"origin": f"http://127.0.0.1:{port}", "cookie": cookie}
        return [port, f"/t/{place.id}/live", headers]

    def writer(self, number: int, place: Place, texts: int) -> list[object]:
        """What somebody sends: texts, each with a key of its own."""
        port = self.port(self.rooms.index(place) if self.homes and place in self.rooms else number)
        name, _, value = place.people[number].cookie.partition("=")
        with outside.browser(f"http://127.0.0.1:{port}") as phone:
            phone.cookies.set(name, value)
            page = read(phone.get(f"/t/{place.id}?option={A}").text)
            form = filled(page, form_on(page, "contribute"), kind="risk")
            sent = [
                outside.changed(form, text=f"{time} {TEXT}", key=new_key()) for time in range(texts)
            ]
            posts = [outside.post(phone, f"/t/{place.id}/contribute", each).raw for each in sent]
        return [
            port,
            [raw.replace(b"connection: close\r\n", b"").decode("latin-1") for raw in posts],
        ]

    def spent(self) -> tuple[float, float, float]:
        """Processor time until now: of the workers, of what is beside them, of the phones."""
        return (
            cpu(*(worker.process.pid for worker in self.workers)),
            cpu(*self.beside),
            cpu(*(one.process.pid for one in self.crowd)),
        )


async def furnished(settings: Settings, looks: Looks) -> list[Place]:
    """Make rooms, with everybody in their seats."""
    async with town(settings, looks) as here:
        sizes = [*[SEATS] * ROOMS, HALL, 1]
        made = [await here.gathering() for _ in sizes]
        return [
            Place(room.id, await here.seats(room, size))
            for room, size in zip(made, sizes, strict=True)
        ]


@contextmanager
def running(setup: Setup, folder: Path, cluster: Cluster, looks: Looks) -> Iterator[Running]:
    """Run a setup with its rooms, and with phones that look at all of them."""
    with ExitStack() as stack:
        told, beside = dict[str, str](), list[int]()
        if setup.postgresql:
            told["TRIALOOG_DATABASE_URL"] = cluster.url(cluster.create())
            file = cluster.socket.parent / "data" / "postmaster.pid"
            beside.append(int(file.read_text().split()[0]))
        if setup.redis:
            doorbell = stack.enter_context(temporary_redis())
            told["TRIALOOG_REDIS_URL"] = doorbell.url
            with Redis.from_url(doorbell.url) as client:
                beside.append(int(client.info("server")["process_id"]))
        settings = Settings(
            data=folder,
            port=free_port(),
            database_url=told.get("TRIALOOG_DATABASE_URL", ""),
            retention=False,
        )
        serving.migrate(settings)
        *rooms, hall, still = asyncio.run(furnished(settings, looks))
        workers = [stack.enter_context(fleet(folder, **told)) for _ in range(setup.workers)]
        for worker in workers:
            ready(worker.process, worker.port)
        crowd = [stack.enter_context(phones()) for _ in range(2)]
        quiet = 0.3 if setup.redis or setup.workers == 1 else 2.5
        it = Running(settings, workers, beside, crowd, rooms, hall, still, setup.homes, quiet)
        pages = [it.page(number, room) for room in rooms for number in range(SEATS)]
        pages += [it.page(number, hall) for number in range(HALL)]
        # In turns of as many as there are workers, so that both processes look at all of them.
        both(crowd, "open", halves("pages", pages))
        yield it


# --- measuring ------------------------------------------------------------------------------------


def measured(it: Running) -> Found:
    """Let people write in all rooms, then in the large one, then ring."""
    people = [it.writer(number, room, TEXTS) for number in range(WRITERS) for room in it.rooms]
    before, start = it.spent(), time.perf_counter()
    answers = both(it.crowd, "write", halves("people", people))
    seconds = time.perf_counter() - start
    arrive(it, it.rooms)
    spent = [after - first for first, after in zip(before, it.spent(), strict=True)]
    waits = [wait for each in answers for wait in each["waits"]]
    assert {status for each in answers for status in each["statuses"]} == {"200"}
    acts = len(waits)
    act = spent[0] / acts

    # What texts cost where nobody looks on is taken off what they cost in a full hall.
    alone, full = said(it, it.still), said(it, it.hall)
    began = it.spent()[0]
    changes, _ = arrive(it, [it.hall])
    told = full + it.spent()[0] - began - alone

    heard = []
    for _ in range(RINGS):
        # Somebody at the first worker says something; who is at another one gets it when?
        one = it.writer(0, it.rooms[0], 1)
        both(it.crowd, "write", [{"people": [one]}, {"people": []}])
        _, seconds_of_ring = arrive(it, it.rooms[:1])
        heard.append(seconds_of_ring)
    return Found(
        rate=acts / seconds,
        p50=median(waits) * 1e3,
        p99=quantiles(waits, n=100)[98] * 1e3,
        act=act * 1e3,
        beside=spent[1] / acts * 1e3,
        delivery=told / changes * 1e6,
        heard=median(heard) * 1e3,
        ours=spent[2] / seconds / (os.cpu_count() or 1),
    )


def said(it: Running, place: Place) -> float:
    """Let one person say things, a moment apart; return the CPU of the workers, in seconds."""
    one = it.writer(0, place, SAID)
    before = it.spent()[0]
    both(it.crowd, "write", [{"people": [one], "pause": PAUSE}, {"people": []}])
    return it.spent()[0] - before


def arrive(it: Running, places: Sequence[Place]) -> tuple[int, float]:
    """Wait until every page of some rooms has everything.

    Return how many changes were sent, and after how many seconds every page had the first.
    """
    found = []
    for place in places:
        share = {"path": f"/t/{place.id}/live", "quiet": it.quiet}
        found += both(it.crowd, "arrive", [share, share])
    return sum(each["frames"] for each in found), max(each["seconds"] for each in found)


def middle(found: Sequence[Found], what: str) -> float:
    """Return the median of one figure over the rounds."""
    return median(float(getattr(each, what)) for each in found)


def test_postgresql_costs_little_and_the_doorbell_is_cheap_and_heard(
    tmp_path: Path, looks: Looks
) -> None:
    found: dict[str, list[Found]] = {setup.name: [] for setup in SETUPS}
    with databases.server() as cluster:
        for number in range(ROUNDS):
            for setup in SETUPS:
                folder = (
                    tmp_path
                    / f"{number}-{setup.workers}-{setup.postgresql}-{setup.redis}-{setup.homes}"
                )
                with running(setup, folder, cluster, looks) as it:
                    found[setup.name].append(measured(it))
    first = found[SETUPS[0].name]
    print(
        "\n| setup | actions a second | p50 | p99 | CPU of an action: workers | database, Redis "
        "| CPU of a delivery | heard elsewhere | phones |\n|" + " --- |" * 9
    )
    for name, rounds in found.items():
        one = {what: middle(rounds, what) for what in vars(rounds[0])}
        to = {what: one[what] / middle(first, what) for what in ("rate", "act", "delivery")}
        print(
            f"| {name} | {one['rate']:.0f} ({to['rate']:.2f}) | {one['p50']:.0f} ms "
            f"| {one['p99']:.0f} ms | {one['act']:.1f} ms ({to['act']:.2f}) "
            f"| {one['beside']:.1f} ms | {one['delivery']:.0f} µs ({to['delivery']:.2f}) "
            f"| {one['heard']:.0f} ms | {one['ours']:.0%} |"
        )
    by_name = [found[setup.name] for setup in SETUPS]
    sqlite, single, two, _, _, deaf = by_name
    assert middle(single, "act") < 3 * middle(sqlite, "act")
    assert middle(two, "act") < 1.3 * middle(deaf, "act"), "the doorbell costs too much"
    assert middle(two, "heard") < 500, "the doorbell is not heard"
    assert middle(two, "heard") < middle(deaf, "heard")
