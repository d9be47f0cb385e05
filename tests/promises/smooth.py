"""Real browsers in a full hall: the projector and one phone. How smoothly they run, and how soon
they show what the facilitator did.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from playwright.async_api import CDPSession, Page, async_playwright

from tests.e2e.conftest import FLAGS
from tests.e2e.room import PHONE, PROJECTOR, join
from tests.programs import program
from tests.promises.outside import Meeting

# What a page notes of itself: tasks and gaps between frames that somebody could see, in ms, and
# when the clock said something else. The time of a server's clock is data, so it is that of a fact.
WATCH = """
  window.noted = { tasks: [], gaps: [], shown: [] };
  new PerformanceObserver((list) => {
    for (const it of list.getEntries()) noted.tasks.push(it.duration);
  }).observe({ type: "longtask", buffered: true });
  let last = performance.now(), was;
  requestAnimationFrame(function frame(now) {
    if (now - last > 100) noted.gaps.push(now - last);
    last = now;
    const clock = document.getElementById("clock")?.dataset;
    const says = clock && (clock.ends ?? clock.left);
    if (says !== was) noted.shown.push(Date.now());
    was = says;
    requestAnimationFrame(frame);
  });
"""


@dataclass
class Looked:
    """What a page noted: in ms, and moments in seconds. `work` is processor time, in seconds."""

    tasks: list[float]
    gaps: list[float]
    shown: list[float]
    work: float

    def late(self, sent: Sequence[float]) -> list[float]:
        """Return after how many seconds each of what was sent at some moments was shown."""
        first = (min((s for s in self.shown if s >= at), default=float("inf")) for at in sent)
        return [shown - at for shown, at in zip(first, sent, strict=True)]


@dataclass
class Browsers:
    """The pages that are open, by name."""

    pages: dict[str, Page] = field(default_factory=dict)
    tools: dict[str, CDPSession] = field(default_factory=dict)
    _before: dict[str, float] = field(default_factory=dict)

    async def looked(self) -> dict[str, Looked]:
        """Return what they noted since this was asked before."""
        found: dict[str, Looked] = {}
        for name, page in self.pages.items():
            told: Any = await page.evaluate(
                "() => { const it = noted; noted = { tasks: [], gaps: [], shown: [] }; return it }"
            )
            shown = [moment / 1000 for moment in told["shown"]]
            work = await self._work(name)
            found[name] = Looked(told["tasks"], told["gaps"], shown, work)
        return found

    async def _work(self, name: str) -> float:
        told: Any = await self.tools[name].send("Performance.getMetrics")
        now = next(it["value"] for it in told["metrics"] if it["name"] == "TaskDuration")
        before, self._before[name] = self._before.get(name, 0.0), now
        return float(now - before)


@asynccontextmanager
async def browsers(meeting: Meeting, lead: httpx2.Client) -> AsyncIterator[Browsers]:
    """The projector of a meeting, and a phone that comes in."""
    url = str(lead.base_url).rstrip("/")
    async with async_playwright() as playwright:
        path = str(program("chromium"))
        chromium = await playwright.chromium.launch(
            executable_path=path, args=[*FLAGS, "--no-sandbox"]
        )
        open_ones = Browsers()
        for name, size in (("projector", PROJECTOR), ("phone", PHONE)):
            own = await chromium.new_context(viewport=size, locale="nl-NL")  # type: ignore[arg-type]
            await own.add_init_script(WATCH)
            page = open_ones.pages[name] = await own.new_page()
            tools = open_ones.tools[name] = await own.new_cdp_session(page)
            # Of a processor: others on the machine do not count.
            await tools.send("Performance.enable", {"timeDomain": "threadTicks"})
        screen, phone = open_ones.pages.values()
        await screen.context.add_cookies(
            [{"name": it.name, "value": it.value or "", "url": url} for it in lead.cookies.jar]
        )
        await screen.goto(f"{url}/t/{meeting.id}/screen")
        await join(phone, url, meeting.code, "Beleid")
        yield open_ones
        await chromium.close()
