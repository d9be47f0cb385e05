"""Pages that stay harmless whatever was typed: what may not be on them, and what has to be."""

import asyncio
import time
from dataclasses import dataclass, field

from playwright.async_api import Page

from trialoog.core.text import LINE, LONG, clean

# What no page of ours may hold, and everything on it that somebody can read.
LOOK = r"""() => {
  const bad = [], said = [document.title];
  const look = (root) => {
    for (const it of root.querySelectorAll("*")) {
      for (const { name, value } of it.attributes) {
        const runs = /^[\s\0-\x20]*(javascript|data|vbscript):/i.test(value);
        const address = ["href", "src", "action", "formaction", "xlink:href"].includes(name);
        if (/^(on|hx-on)/.test(name) || (runs && address)) bad.push(it.outerHTML.slice(0, 300));
      }
      if (it.matches(`img, iframe, object, embed, base, frame, meta[http-equiv], [srcdoc],
          script:not([src^="/static/"]), [hx-get="/bad"], [hx-trigger="load"], [hx-swap-oob],
          [hx-vals^="js:"], hx-partial`)) bad.push(it.outerHTML.slice(0, 300));
      if (it.matches("input, textarea")) said.push(it.value);
      if (it.matches("template")) look(it.content);
    }
  };
  look(document);
  const walk = document.createTreeWalker(document.body ?? document, NodeFilter.SHOW_TEXT);
  const apart = /^(P|LI|DD|DT|DIV|H[1-6]|TD|SPAN|STRONG|TEXTAREA|BLOCKQUOTE|A|LEGEND)$/;
  let last = null;
  let text = "";
  while (walk.nextNode()) {
    const own = walk.currentNode.parentElement;
    // A web address that somebody typed is a link in the middle of what they typed.
    const at = own.closest("a[rel~=nofollow]")?.parentElement ?? own;
    if (at.closest("script, style, noscript, template")) continue;
    if (at !== last && apart.test(at.tagName)) text += "\n";
    text += walk.currentNode.data;
    last = at;
  }
  return { bad, text: said.concat(text).join("\n") };
}"""
PATIENCE = 5.0  # seconds for a live page to follow
# What sticks out of a page that scrolls sideways.
WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((it) => it.getBoundingClientRect().right > width + 1)
    .map((it) => `${it.parentElement.tagName} > ${it.tagName}.${it.className}#${it.id}`)
    .slice(0, 12);
}"""


def plain(text: str) -> str:
    """A text with single blanks, as a page shows it."""
    return " ".join(text.split())


@dataclass
class Typed:
    """One text of the corpus, and every field that it was typed in."""

    attack: str
    kept: dict[str, str] = field(default_factory=dict)

    def long(self, label: str, most: int = LONG) -> str:
        """What somebody types in a field; remembered as the record keeps it."""
        value = f"{label} {self.attack}"[:most]
        self.kept[label] = plain(clean(value))
        return value

    def line(self, label: str) -> str:
        return self.long(label, LINE)

    def entry(self, label: str) -> str:
        """A line of a list. It is cleaned after it was cut into lines."""
        return self.long(label, 500)


@dataclass
class Watched:
    """Pages that have to stay harmless."""

    typed: Typed
    dialogs: list[str] = field(default_factory=list)
    wide: dict[str, list[str]] = field(default_factory=dict)  # what makes a page scroll sideways

    def follow(self, page: Page) -> None:
        page.on("dialog", lambda dialog: self.dialogs.append(dialog.message))

    async def look(self, page: Page, *labels: str) -> None:
        """Nothing came alive on a page, and it says what was typed, letter by letter."""
        until = time.monotonic() + PATIENCE
        while True:  # a live page follows in its own time
            # A page that is on its way somewhere has no body yet.
            await page.wait_for_load_state()
            seen = await page.evaluate(LOOK)
            text = plain(seen["text"])
            missing = [label for label in labels if self.typed.kept[label] not in text]
            if not missing or time.monotonic() > until:
                break
            await asyncio.sleep(0.1)
        assert seen["bad"] == [], page.url
        assert self.dialogs == [], page.url
        near = {label: text[max(0, text.find(label)) :][:200] for label in missing}
        assert not missing, f"{page.url} does not say literally: {near}"
        wide = await page.evaluate(WIDER)
        if wide:
            self.wide[page.url] = wide

    async def open(self, page: Page, address: str, *labels: str) -> None:
        await page.goto(address)
        await self.look(page, *labels)
