"""One page, looked at in every way that WCAG 2.2 asks for: narrow, zoomed, spaced out, by night and
in the colours of the reader's own.

Whatever is wrong is kept, so that one look at everything finds everything.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Page, ViewportSize

from tests.e2e.room import LAPTOP, PHONE, SHOTS

NARROW = {"width": 320, "height": 640}
# What a zoom of 200 and 400 % leaves of a laptop of 1440 by 900.
TWICE = {"width": 720, "height": 450}
FOUR_TIMES = {"width": 360, "height": 225}
SIZES = {"laptop": LAPTOP, "200 %": TWICE, "400 %": FOUR_TIMES, "phone": PHONE, "320 px": NARROW}
# The media that axe looks at; a page has to be right in each of them.
MEDIA: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "light", "forced_colors": "active"},
}
TABS = 8  # controls from the beginning, and so many back from the end

# WCAG 1.4.12. A sheet made by a script is what the content security policy lets a reader add.
SPACED = """(on) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = on ? [sheet] : [];
}"""
UNFOLD = """(open) => {
  for (const it of document.querySelectorAll("details")) {
    it.dataset.was ??= it.open;
    it.open = open || it.dataset.was === "true";
  }
}"""
MISFITS = Path(__file__).with_name("misfits.js").read_text(encoding="utf-8")
# What has the focus: whether any of it can be seen (WCAG 2.4.11), and whether it shows (2.4.7).
FOCUSED = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const named = it.outerHTML.slice(0, 120);
  const seen = it.matches("input") && it.closest("label") || it;
  const box = seen.getBoundingClientRect();
  const ring = [it, seen, it.nextElementSibling];
  if (!ring.some((one) => one && getComputedStyle(one).outlineStyle !== "none")) {
    return `does not show: ${named}`;
  }
  for (const x of [.05, .25, .5, .75, .95]) for (const y of [.1, .3, .5, .7, .9]) {
    const there = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    if (there && (seen.contains(there) || it.contains(there))) return "";
  }
  return `is hidden: ${named}`;
}"""
BREAKS = Callable[..., Awaitable[str]]


@dataclass
class Grid:
    """Looks at pages, and keeps what is wrong with them."""

    breaks: BREAKS
    faults: list[str] = field(default_factory=list)
    seen: int = 0

    async def look(self, page: Page, name: str) -> None:
        """Look at the page that is open, in every way."""
        self.seen += 1
        for media, wanted in MEDIA.items():
            await shown(page, LAPTOP if media == "dark" else PHONE, **wanted)
            await page.evaluate(UNFOLD, media != "light")
            self._keep(name, media, await self.breaks(page, "best-practice"))
        await self._fits(page, name)
        await self._spaced(page, name)
        await page.evaluate(UNFOLD, False)
        for size in (FOUR_TIMES, PHONE):
            await self._tab(page, name, size)

    async def _fits(self, page: Page, name: str) -> None:
        for size, wanted in SIZES.items():
            await shown(page, wanted, color_scheme="light", forced_colors="none")
            await self._misfits(page, name, size)

    async def _spaced(self, page: Page, name: str) -> None:
        await page.evaluate(SPACED, True)
        for size in ("laptop", "320 px"):
            await shown(page, SIZES[size])
            await self._misfits(page, name, f"text spacing on {size}")
        await page.evaluate(SPACED, False)

    async def _misfits(self, page: Page, name: str, size: str) -> None:
        for fault in await page.evaluate(MISFITS):
            self._keep(name, size, fault)
        if SHOTS:
            file = f"{name}-{size}".replace("/", "_").replace(" ", "")
            await page.screenshot(path=Path(SHOTS) / f"{file}.png", full_page=True)

    async def _tab(self, page: Page, name: str, size: dict[str, int]) -> None:
        """Go by keyboard to the first and the last controls."""
        await shown(page, size)
        await page.evaluate("() => { scrollTo(0, 0); document.activeElement?.blur() }")
        for key in ("Tab", "Shift+Tab"):
            for _ in range(TABS):
                await page.keyboard.press(key)
                hidden = await page.evaluate(FOCUSED)
                if hidden:
                    self._keep(name, f"{size['width']} px", f"what has the focus {hidden}")

    def _keep(self, name: str, how: str, fault: str) -> None:
        if fault:
            self.faults.append(f"{name} [{how}] {fault}")


async def shown(page: Page, size: dict[str, int], **media: Any) -> None:
    """Show the page that is open on a screen of this size, with nothing that moves."""
    await page.set_viewport_size(ViewportSize(width=size["width"], height=size["height"]))
    await page.emulate_media(reduced_motion="reduce", **media)
