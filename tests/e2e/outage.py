"""A server that is killed or stopped, and comes back where it was with what it had."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.async_api import Page

from tests.e2e.leading import Leader
from tests.e2e.serving import REPOSITORY, Server, _wait, environment, free_port, migrate

# What a browser logs when nobody is there, and what it is told when something is over.
QUIET = ("ERR_", "WebSocket", "htmx", "status of 40[0-9]", "status of 5", "Failed to fetch")


@contextmanager
def mortal(data: Path) -> Iterator[Server]:
    """Serve an installation that can be ended and started in between."""
    port = free_port()
    migrate(data)
    server = Server(f"http://127.0.0.1:{port}", data, _process(data, port))
    try:
        _wait(server)
        yield server
    finally:
        stop(server)


def kill(server: Server) -> None:
    """End it in the middle of whatever it does."""
    server.process.kill()
    server.process.wait(timeout=15)


def stop(server: Server) -> None:
    """Ask it to stop, as a deploy does: pages are told that it restarts."""
    server.process.terminate()
    server.process.wait(timeout=15)


def start(server: Server) -> None:
    """Come back."""
    server.process = _process(server.data, server.port)
    _wait(server)


def _process(data: Path, port: int) -> subprocess.Popen[bytes]:
    serve = [sys.executable, "-m", "trialoog", "serve"]
    return subprocess.Popen(serve, cwd=REPOSITORY, env=environment(data, port))


async def lets_in(page: Page, lead: Leader) -> None:
    """Let a browser in as the facilitator that works over HTTP."""
    jar = lead.client.cookies.jar
    found = [(cookie.name, cookie.value or "") for cookie in jar]
    await page.context.add_cookies(
        [{"name": name, "value": value, "url": lead.server.url} for name, value in found]
    )


NOWHERE = """
const Real = WebSocket;
window.WebSocket = class extends Real {
  constructor(url) { super(url.replace(/\\/live(\\?.*)?$/, "/nowhere")); }
};
"""
SILENT = """
window.WebSocket = class extends EventTarget {
  static CONNECTING = 0; static OPEN = 1; static CLOSING = 2; static CLOSED = 3;
  readyState = 0;
  close() {}
};
"""


# The browser tells a page that it is offline before its network process knows.
OFFLINE = """async () => {
  for (;;) try { await fetch(location.href, {cache: "no-store"}); } catch { return; }
}"""


async def without_network(page: Page) -> None:
    """Cut a browser off, and wait until nothing leaves it any more."""
    await page.context.set_offline(True)
    await page.evaluate(OFFLINE)


async def without_sockets(page: Page, how: str = NOWHERE) -> None:
    """Refuse every socket of a page from now on, or never answer its handshake."""
    await page.add_init_script(how)
