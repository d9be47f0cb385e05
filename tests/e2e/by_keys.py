"""A person with a keyboard and nothing else: Tab, Shift+Tab, arrows, space, Enter and letters.

At every stop the focus has to be somewhere, to be seen, and not to be hidden under what sticks to
an edge of the window.
"""

import asyncio

from playwright.async_api import Page, expect

MOST = 90  # stops between one thing and another
# Where the focus is, and what is wrong with how it shows.
STOP = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return {name: "", wrong: "the focus is nowhere"};
  const labels = [...(it.labels ?? [])].map((one) => one.innerText).join(" ");
  const name = (it.getAttribute("aria-label") ?? labels) || it.innerText || it.tagName;
  const ringed = [it, it.nextElementSibling, it.closest("label"), it.parentElement].filter(Boolean);
  // Inside a date the browser itself shows which part has the focus.
  const seen = it.type === "date" || ringed.some((one) => {
    const {outlineStyle, outlineWidth} = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
  const box = it.getBoundingClientRect();
  const tops = [.1, .5, .9].flatMap((x) => [.1, .5, .9].map((y) =>
    document.elementFromPoint(box.left + box.width * x, box.top + box.height * y)));
  const over = (top) => top
    && (it.contains(top) || top.contains(it) || it.closest("label")?.contains(top));
  const wrong = !seen ? "no ring around it" : tops.some(over) ? "" : "it is hidden";
  return {name: name.replace(/\\s+/g, " ").trim(), wrong};
}"""


class Keys:
    """The keyboard of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def here(self) -> str:
        """What has the focus; fails when that is nothing, or can't be seen."""
        stop = await self.page.evaluate(STOP)
        for _ in range(20):  # while the page still scrolls or changes
            if not stop["wrong"]:
                break
            await asyncio.sleep(0.1)
            stop = await self.page.evaluate(STOP)
        assert not stop["wrong"], f"{stop['wrong']}: {stop['name'][:80]!r} at {self.page.url}"
        return str(stop["name"])

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def to(self, name: str, within: str = "body", *, back: bool = False) -> None:
        """Go along the stops until the one with this name, within this part of the page."""
        passed = []
        for _ in range(MOST):
            await self.press("Shift+Tab" if back else "Tab")
            passed.append(await self.here() if await self._inside("body *") else "(the browser)")
            if name in passed[-1] and await self._inside(f":is({within}) *"):
                return
        raise AssertionError(f"{name!r} was not found; passed: {passed}")

    async def push(self, name: str, within: str = "body") -> None:
        """Go to a button or a link and press it."""
        await self.to(name, within)
        await self.press("Enter")

    async def pick(self, answer: str, within: str) -> None:
        """Go to the answers in a part of the page, and to the right one by arrows."""
        # The step's name comes first, and its forms a moment later.
        await expect(self.page.locator(within).first).to_be_visible()
        await self.to("", f"{within}:has(input[type=radio])")
        await self._arrows(answer)

    async def write(self, name: str, words: str) -> None:
        """Go to a field and type."""
        await self.to(name)
        await self.page.keyboard.type(words)

    async def _inside(self, selector: str) -> bool:
        return bool(await self.page.evaluate("(s) => document.activeElement.matches(s)", selector))

    async def _arrows(self, answer: str) -> None:
        await self.press("Space")
        for _ in range(12):
            if answer in await self.here():
                await expect(self.page.locator("input:focus")).to_be_checked()
                return
            await self.press("ArrowDown")
        raise AssertionError(f"no answer {answer!r}")
