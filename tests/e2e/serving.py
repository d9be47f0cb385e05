"""A real installation for the browser: its own database, a real server, and a sign-in link."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.error import URLError
from urllib.request import urlopen

from trialoog import serving as trialoog
from trialoog.settings import Settings

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds for the server to answer, on a machine that does much else
T = TypeVar("T")


@dataclass
class Server:
    """A running installation."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]

    def login_link(self, name: str = trialoog.NAME, team: str = trialoog.TEAM) -> str:
        """A link that signs a facilitator in, once, made as the command line makes it."""
        settings = Settings(data=self.data, port=self.port)
        return _aside(lambda: asyncio.run(trialoog.login_link(settings, name, team)))

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])


def migrate(data: Path) -> None:
    """Make the database of an installation."""
    _aside(lambda: trialoog.migrate(Settings(data=data)))


def _aside(call: Callable[[], T]) -> T:
    """Call what has an event loop of its own, without starting a program for it."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call).result()


def command(data: Path, port: int, *arguments: str, **settings: str) -> str:
    """Run a command line of trialoog and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "trialoog", *arguments],
        cwd=REPOSITORY,
        env=environment(data, port, **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def environment(data: Path, port: int, **settings: str) -> dict[str, str]:
    """The environment of an installation: ours without other settings, and these."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith("TRIALOOG_")}
    return {**plain, "TRIALOOG_DATA": str(data), "TRIALOOG_PORT": str(port), **settings}


def free_port() -> int:
    """A port of this machine that nothing uses now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[Server]:
    """Serve an installation on a free port of this machine until the block ends."""
    port = free_port()
    migrate(data)
    serve = [sys.executable, "-m", "trialoog", "serve"]
    with waiting(serve, data, port, cwd=REPOSITORY, **settings) as server:
        yield server


@contextmanager
def waiting(
    serve: list[str], data: Path, port: int, *, cwd: Path, **settings: str
) -> Iterator[Server]:
    """Run a command that serves until the block ends; begin when it answers."""
    process = subprocess.Popen(serve, cwd=cwd, env=environment(data, port, **settings))
    server = Server(f"http://127.0.0.1:{port}", data, process)
    try:
        _wait(server)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=15)


def _wait(server: Server) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(f"{server.url}/healthz", timeout=2) as answer:
                assert answer.status == 200
                return
        except (URLError, ConnectionError, TimeoutError):
            assert server.process.poll() is None, "the server stopped"
            assert time.monotonic() < until, "the server does not answer"
            time.sleep(0.05)
