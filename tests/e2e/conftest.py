"""A browser for the tests: Chromium, one page per person, watched, and axe-core.

`new_page` opens a page for one more person, with cookies of their own.  When the test ends, every
page has to have been clean: nothing logged as an error, nothing the content security policy
refused, no request to another machine.  `server` is the installation of whoever needs no own one.
"""

import re
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from os import getuid
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from tests.e2e.leading import Leader, leading, start
from tests.e2e.serving import Server, serving

REPOSITORY = Path(__file__).resolve().parent.parent.parent
AXE = REPOSITORY / "tests" / "node" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LONGEST = {"test_wheel.py", "test_whole_trialogue.py"}
# How long something may take before it counts as not happening, in ms: other tests use the machine
# at the same time, while this one waits for a server or for another page.
PATIENCE = 30_000
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `CSP: ${event.effectiveDirective} refused ${event.blockedURI} ${event.sample} in `
  + `${event.sourceFile}:${event.lineNumber}:${event.columnNumber} at ${location.pathname}`));
"""
# Every rule runs; of those that hold, no list of elements is made. At the end of the page what
# sticks to its foot is in a place of its own: half behind it, a button would count as too small.
# What fades in is looked at when it is there: halfway it has too little contrast.
RUN_AXE = """async (tags) => {
  const was = scrollY;
  scrollTo({top: document.documentElement.scrollHeight, behavior: "instant"});
  const ends = ({effect}) => effect.getTiming().iterations !== Infinity;
  await Promise.allSettled(document.getAnimations().filter(ends).map((it) => it.finished));
  const {violations} = await axe.run(document, {
    runOnly: {type: "tag", values: tags}, resultTypes: ["violations"],
  });
  scrollTo({top: was, behavior: "instant"});
  return violations;
}"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One browser serves all tests in this folder, so they share one event loop.

    The longest go first: at the end of the run one of them would leave a core without work.
    """
    here = Path(__file__).parent
    items.sort(key=lambda item: item.path.name not in LONGEST)
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            if pytest_asyncio.is_async_test(item):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@dataclass
class Watch:
    """What went wrong in one page; `allow` holds patterns of what the test expects."""

    allow: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"uncaught: {error}"))
        page.on("request", lambda request: self._address(request.url))
        page.on("websocket", lambda socket: self._address(socket.url))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.seen.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in LOOPBACK:
            self.seen.append(f"request to another machine: {url}")

    @property
    def problems(self) -> list[str]:
        return [line for line in self.seen if not any(re.search(rule, line) for rule in self.allow)]

    def assert_clean(self) -> None:
        assert not self.problems, "the page was not clean:\n  " + "\n  ".join(self.problems)


class NewPage(Protocol):
    """`allow`: expected problems, as patterns; the rest goes to Playwright's `new_context`."""

    def __call__(self, *, allow: tuple[str, ...] = (), **context: Any) -> Awaitable[Page]: ...


Axe = Callable[[Page], Awaitable[None]]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is; `tools/chromium.sh` knows."""
    script = REPOSITORY / "tools" / "chromium.sh"
    found = subprocess.run([script], check=False, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all who leave it as they found it, but for another trialogue."""
    with serving(tmp_path_factory.mktemp("installation")) as started:
        yield started


@pytest.fixture
def lead(server: Server) -> Leader:
    """A trialogue of two options with its doors open, led over HTTP."""
    leader = leading(server, "Een vast drempelbedrag")
    start(leader)
    return leader


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    flags = FLAGS if getuid() else [*FLAGS, "--no-sandbox"]
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=chromium, headless=True, args=flags
        )
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def new_page(browser: Browser) -> AsyncIterator[NewPage]:
    """Opens a page for one more person: `page = await new_page(locale="nl-NL")`."""
    opened: list[tuple[Page, Watch]] = []

    async def open_page(*, allow: tuple[str, ...] = (), **context: Any) -> Page:
        own = await browser.new_context(**{"locale": "nl-NL", **context})
        own.set_default_timeout(PATIENCE)
        await own.add_init_script(REPORT_VIOLATIONS)
        page = await own.new_page()
        watch = Watch(allow=list(allow))
        watch.follow(page)
        opened.append((page, watch))
        return page

    yield open_page
    for page, _ in opened:
        await page.context.close()
    for _, watch in opened:
        watch.assert_clean()


@pytest_asyncio.fixture(loop_scope="session")
async def page(new_page: NewPage) -> Page:
    """A page for the one person of a test with one person."""
    return await new_page()


@pytest.fixture(scope="session")
def axe() -> Axe:
    """`await axe(page)`: the page as it is now breaks no rule of WCAG 2.2 A and AA."""

    async def check(page: Page) -> None:
        broken = await breaks(page)
        assert not broken, broken

    return check


async def breaks(page: Page, *more: str) -> str:
    """What the page breaks as it is now, of the rules of WCAG and those with more tags."""
    # Evaluated, not added as a script: the content security policy would refuse that.
    if not await page.evaluate("'axe' in window"):
        assert AXE.exists(), f"{AXE} is missing: run `make e2e`"
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = await page.evaluate(RUN_AXE, [*WCAG, *more])
    return readable(page.url, violations) if violations else ""


def readable(url: str, violations: list[dict[str, Any]]) -> str:
    """One line per rule, and under it each element with what is wrong with it."""
    lines = [f"{url} breaks {len(violations)} accessibility rule(s):"]
    for violation in violations:
        lines.append(f"  {violation['id']} ({violation['impact']}): {violation['help']}")
        for node in violation["nodes"]:
            lines.append(f"    {node['html'][:200]}")
            lines += [f"      {line}" for line in node["failureSummary"].splitlines()[1:]]
    return "\n".join(lines)
