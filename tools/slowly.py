"""Run a command as on a machine that is too busy: what it starts stands still, again and again.

    python -m tools.slowly 7 python -m pytest -m "e2e and not soak" tests/e2e

Parts of browsers and our own servers, wherever the command starts them, are stopped a few at a time
for up to some seconds, and go on.  The number is the seed of the chance.  Linux only.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from signal import SIGCONT, SIGSTOP, Signals
from time import sleep

# What is slowed: a page, the network of a browser, a server. Not the test itself.
NAMES = (b"--type=renderer", b"--type=utility", b"trialoog\0serve")
AT_ONCE = 3
STILL = (0.1, 0.3, 0.6, 1.0, 1.5, 2.5, 3.5)  # seconds
BETWEEN = (0.05, 0.1, 0.2, 0.4)


def slowly(seed: int, command: Sequence[str]) -> int:
    """Run a command to its end; return what it exits with."""
    chance = Random(seed)  # noqa: S311 - nothing secret
    process = subprocess.Popen(command)
    while process.poll() is None:
        found = list(_found(process.pid))
        still = chance.sample(found, min(AT_ONCE, len(found)))
        _tell(still, SIGSTOP)
        try:
            sleep(chance.choice(STILL))
        finally:
            _tell(still, SIGCONT)
        sleep(chance.choice(BETWEEN))
    return process.returncode


def _found(pid: int) -> Iterator[int]:
    for child in _family(pid):
        with suppress(OSError):  # it ended meanwhile
            command = Path(f"/proc/{child}/cmdline").read_bytes()
            if any(name in command for name in NAMES):
                yield child


def _family(pid: int) -> Iterator[int]:
    """Yield all that a process started, and what those started."""
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield int(child)
                yield from _family(int(child))


def _tell(pids: Iterable[int], signal: Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal)


if __name__ == "__main__":
    sys.exit(slowly(int(sys.argv[1]), sys.argv[2:]))
