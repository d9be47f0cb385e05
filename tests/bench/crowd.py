"""Servers with many phones on one machine: a server on a core of its own, `flood` as the phones on
another, and what the server spent meanwhile.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trialoog.paths import ROOT

SOURCE = Path(__file__).with_name("flood.c")
CORES = sorted(os.sched_getaffinity(0))
SERVERS, PHONES = CORES[0], CORES[-1]
ESTABLISHED, LISTENS = "01", "0A"  # as Linux writes it
PATIENCE = 120.0  # seconds for a server to begin
NEWS = 100  # bytes; what is shorter is a sign of life
# How a browser asks to come in. From so many bytes on it then has news: what was sent before comes
# again as a few references.
BROWSER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"
PACKED = 10


def compiled(folder: Path) -> Path:
    """Make the program that is the phones."""
    compiler = shutil.which("cc")
    assert compiler, "the phones are a C program: install a compiler, on Debian the package gcc"
    program = folder / "flood"
    subprocess.run([compiler, "-std=c11", "-O2", "-o", program, SOURCE], check=True)
    return program


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """Let what is started meanwhile run on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


# --- a server ----------------------------------------------------------------------------------


@dataclass
class Running:
    """A server, and what it takes."""

    port: int
    process: "subprocess.Popen[bytes]"

    def cpu(self) -> float:
        """Processor time of all its threads until now, in seconds; exact, where ticks are not."""
        return time.clock_gettime(~self.process.pid << 3 | 2)

    def connections(self) -> int:
        """How many phones are connected to it."""
        return sum(1 for _ in _ends(self.port, ESTABLISHED))

    def memory(self) -> int:
        """What it has in memory, in KiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0])


@contextmanager
def running(
    command: Sequence[str | Path], port: int, told: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Run a server on its core until the block ends; begin when it listens."""
    with on_core(SERVERS):
        process = subprocess.Popen([*command], cwd=ROOT, env=told)
    try:
        until = time.monotonic() + PATIENCE
        while not any(_ends(port, LISTENS)):
            assert process.poll() is None, f"{command} stopped"
            assert time.monotonic() < until, f"{command} does not listen"
            time.sleep(0.05)
        yield Running(port, process)
    finally:
        process.kill()  # thousands of goodbyes would take long
        process.wait(timeout=15)


def _ends(port: int, state: str) -> Iterator[str]:
    """The sockets in some state at a port of this machine."""
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        _, near, _, its, *_ = line.split()
        if near.endswith(f":{port:04X}") and its == state:
            yield line


# --- phones ------------------------------------------------------------------------------------


@dataclass
class Flood:
    """The phones; `flood.c` says what they can be asked."""

    process: "subprocess.Popen[str]"

    def ask(self, what: str, *numbers: float) -> dict[str, Any]:
        """Let them do something, and return what came of it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{what} {' '.join(f'{number:g}' for number in numbers)}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the phones stopped at {what} {numbers}"
        return dict(json.loads(line))


@contextmanager
def flood(
    program: Path,
    port: int,
    seats: Path,
    greeting: str,
    acts: Path | None = None,
    *,
    least: int = NEWS,
) -> Iterator[Flood]:
    """Run phones on their core until the block ends. What has fewer bytes is no news."""
    command: list[str | Path] = [program, str(port), seats, greeting, str(least)]
    command += [acts] if acts else []
    with (
        on_core(PHONES),
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process,
    ):
        try:
            yield Flood(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=15)
