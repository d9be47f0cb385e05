"""Makes a tagged PDF of a page, with WeasyPrint where that is installed. Fetches nothing at all.

What it can't do by itself is done to the page first: drawings become whole, what is folded opens.
"""

import asyncio
import logging
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from xml.etree.ElementTree import Element

log = logging.getLogger(__name__)

ENGINE = "weasyprint"
LINE = 8  # pages that may wait for the press together
SVG = "{http://www.w3.org/2000/svg}"
TOKEN = re.compile(r"(--tri-[\w-]+):\s*(#[0-9a-f]{3,8})\s*;")

# The engine names in its log what it could not fetch: that can be somebody's words.
logging.getLogger(ENGINE).setLevel(logging.CRITICAL)


class Busy(Exception):
    """Too many pages wait for the press."""


class Broken(Exception):
    """The engine does not start: most often Pango is not on the machine."""


def available() -> bool:
    """Tell whether the engine is installed. Does not start it: that takes half a second."""
    return find_spec(ENGINE) is not None


class Press:
    """Prints one page at a time, in a thread of its own. Use as a context."""

    def __init__(self, static: Path, own: Mapping[str, str]) -> None:
        """`static` is the folder with our stylesheets; `own` are tokens of an organisation."""
        self._static = static
        self._own = own
        self._worker = ThreadPoolExecutor(1, "press")
        self._jobs: dict[str, asyncio.Future[bytes]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        # Nobody is there any more for a page that is being printed: it is not waited for.
        self._worker.shutdown(wait=False, cancel_futures=True)

    def edition(self, html: str) -> str:
        """Return a name for what a page will look like in print; no two prints share one."""
        return sha256("\0".join((self._sheet, self._drawing, html)).encode()).hexdigest()[:32]

    async def print(self, html: str, address: str) -> bytes:
        """Return a page as PDF; `address` is where it stands. Raises `Busy` and `Broken`.

        Who asks for a page that is being printed waits for the same copy.
        """
        job = self._jobs.get(html)
        if job is None:
            if len(self._jobs) >= LINE:
                raise Busy
            loop = asyncio.get_running_loop()
            job = loop.run_in_executor(self._worker, self._printed, html, address)
            self._jobs[html] = job
            job.add_done_callback(lambda _: self._jobs.pop(html, None))
        return await asyncio.shield(job)

    def _printed(self, html: str, address: str) -> bytes:
        try:
            import weasyprint  # type: ignore[import-untyped]  # noqa: PLC0415
            from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]  # noqa: PLC0415
        except (ImportError, OSError) as error:
            log.warning("no PDF: the engine does not start: %s", type(error).__name__)
            raise Broken from error
        # No scheme is allowed: all that a page needs is in it, or in our two stylesheets.
        nothing = URLFetcher(allowed_protocols=())
        page = weasyprint.HTML(string=html, base_url=address, url_fetcher=nothing)
        fit(page.etree_element, self._drawing)
        sheet = weasyprint.CSS(string=self._sheet, base_url=address, url_fetcher=nothing)
        made: bytes = page.write_pdf(stylesheets=[sheet], pdf_variant="pdf/ua-1")
        return made

    @cached_property
    def _colours(self) -> dict[str, str]:
        """The colours by day, those of the organisation first."""
        by_day = self._read("trialoog.css").partition("}")[0]
        ours = dict(TOKEN.findall(by_day))
        return {name: self._own.get(name, colour) for name, colour in ours.items()}

    @cached_property
    def _sheet(self) -> str:
        tokens = "".join(f"{name}: {colour};" for name, colour in self._colours.items())
        return f":root {{{tokens}}}\n{self._read('paper.css')}"

    @cached_property
    def _drawing(self) -> str:
        """The rules for drawings, which know no variables."""
        rules = self._read("paper-drawings.css")
        return re.sub(r"var\((--tri-[\w-]+)\)", lambda name: self._colours[name[1]], rules)

    def _read(self, name: str) -> str:
        return (self._static / name).read_text(encoding="utf-8")


# --- a page as the engine reads it ----------------------------------------------------


def fit(page: Any, rules: str) -> None:
    """Change the tree of a page: nothing left to fetch, all unfolded, drawings with `rules`.

    The engine draws each SVG by itself, without the stylesheet and the signs of the page.
    """
    signs = {it.get("id"): it for it in page.iter(f"{SVG}symbol")}
    for parent, child in _pairs(page):
        if child.tag == "link":
            parent.remove(child)
        elif child.tag == f"{SVG}svg" and child.get("viewBox") is None:
            _take(parent, child)  # all the signs, or one beside the word that it stands for
        elif child.tag == f"{SVG}svg":
            _complete(child, _name(parent, child), signs, rules)


def _pairs(page: Any) -> Iterator[tuple[Any, Any]]:
    yield from [(parent, child) for parent in page.iter() for child in parent]


def _name(parent: Any, drawing: Any) -> str:
    """Return what a drawing says: its label, or the words beside it."""
    said = drawing.get("aria-label") or "".join(parent.itertext())
    return " ".join(said.split())


def _complete(drawing: Any, name: str, signs: dict[str, Any], rules: str) -> None:
    used = {it.get("href", "")[1:] for it in drawing.iter(f"{SVG}use")}
    title, style = Element(f"{SVG}title"), Element(f"{SVG}style")
    title.text, style.text = name, rules
    defs = Element(f"{SVG}defs")
    defs.extend(deepcopy(signs[id]) for id in sorted(used) if id in signs)
    drawing[:0] = [title, style, defs]


def _take(parent: Any, child: Any) -> None:
    """Take an element out of its parent, and leave the words behind it."""
    at = list(parent).index(child)
    if child.tail:
        before = parent[at - 1] if at else None
        if before is None:
            parent.text = (parent.text or "") + child.tail
        else:
            before.tail = (before.tail or "") + child.tail
    parent.remove(child)
