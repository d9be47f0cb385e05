"""A phone on a slow line with a slow processor, that counts what its owner waits for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.programs import program


@dataclass(frozen=True)
class Line:
    """What DevTools makes of a line: ms before the answer to each request, and kbit per second."""

    latency: float
    down: float
    up: float


# Lighthouse's slow 4G (150 ms there and back, 1.6 Mbit/s) in what it asks of DevTools for it: a
# request takes several ways there and back.
SLOW_4G = Line(latency=562.5, down=1474.56, up=675)
SLOW_3G = Line(latency=2000, down=400, up=400)  # DevTools' own
SLOWER = 4  # times as slow as the processor of this machine
MODEL: dict[str, Any] = {
    "viewport": {"width": 412, "height": 823},
    "device_scale_factor": 1.75,
    "is_mobile": True,
    "has_touch": True,
    "locale": "nl-NL",
}
# A tap or a key counts until the page shows what came of it.
COUNTS = """(() => {
  const seen = window.seen = { paint: 0, largest: 0, shift: 0, blocked: 0, acts: {} };
  const watch = (type, add, more) => new PerformanceObserver(
    (list) => list.getEntries().forEach(add)).observe({ type, buffered: true, ...more });
  watch("paint", (it) => { seen.paint = it.startTime; });
  watch("largest-contentful-paint", (it) => { seen.largest = it.startTime; });
  watch("layout-shift", (it) => { if (!it.hadRecentInput) seen.shift += it.value; });
  watch("longtask", (it) => { seen.blocked += it.duration - 50; });
  watch("event", ({ interactionId: id, duration }) => {
    if (id) seen.acts[id] = Math.max(seen.acts[id] ?? 0, duration);
  }, { durationThreshold: 16 });
})()"""
READY = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, closed at the end."""
    flags = ["--disable-gpu", "--disable-background-networking", "--no-first-run"]
    if not os.getuid():
        flags.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=flags)
        yield browser
        browser.close()


@contextmanager
def phone(browser: Browser, line: Line | None = None) -> Iterator[Page]:
    """A phone that has nothing of any page yet."""
    context = browser.new_context(**MODEL)
    context.add_init_script(COUNTS)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    if line is not None:
        wire.send("Network.enable")
        told = {"latency": line.latency, "offline": False}
        told |= {"downloadThroughput": line.down * 125, "uploadThroughput": line.up * 125}
        wire.send("Network.emulateNetworkConditions", told)
    yield page
    context.close()


def seen(page: Page) -> dict[str, float]:
    """What the page counted by now; `ready`: when its script began, in ms."""
    page.wait_for_timeout(500)
    found: dict[str, float] = page.evaluate("window.seen")
    return {**found, "ready": page.evaluate(READY)}


def slowest(page: Page) -> float:
    """How long the slowest tap or key took since this was asked last, in ms."""
    page.wait_for_timeout(500)
    found = page.evaluate(
        "(() => { const it = window.seen.acts; window.seen.acts = {}; return it })()"
    )
    # Quicker ones than the browser tells of are as good as nothing.
    return float(max(found.values(), default=0))
