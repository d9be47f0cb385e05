"""A page of the application made fit for a copy that works without it.

Links to what is in the copy stay; links and forms that need the application go, with whatever
would be empty without them. Where one searched a sentence says that it can't be done here.
Everything else stays as it is, to the byte.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

Keep = Callable[[str], str | None]
"""Where a link leads to in the copy; None when it needs the application."""

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
# What goes when nothing is left in it. What stands beside the rest of a page keeps its place open.
EMPTIED = {"li": "", "p": "", "section": "", "details": "<div></div>", "aside": "<div></div>"}
NAMES = {"summary", "h1", "h2", "h3", "h4"}  # and these alone are nothing


@dataclass(slots=True)
class Element:
    """An element of a page, as it was written."""

    tag: str
    attributes: dict[str, str | None]
    start: str
    end: str = ""
    children: list["Element | str"] = field(default_factory=list)


def fit(html: str, keep: Keep, notice: str) -> str:
    """Return a page with its links as `keep` says, and a `notice` where one searched."""
    page = _read(html)
    said = f'<p class="note">{escape(notice)}</p>'
    _fit(page, keep, said, nav=False)
    return "".join(_written(page))


def links(html: str) -> list[str]:
    """Return every address that a page names, in its order."""
    return [
        value
        for it in _every(_read(html))
        for name, value in it.attributes.items()
        if name in {"href", "src"} and value
    ]


def _fit(it: Element, keep: Keep, notice: str, *, nav: bool) -> bool:
    """Fit what stands in an element; tell whether something went."""
    before, went = it.children, False
    it.children = []
    for place, child in enumerate(before):
        left: Element | str | None = child
        if isinstance(child, Element):
            alone = nav or _alone(before, place)
            left = _fitted(child, keep, notice, alone=alone, nav=nav)
            went = went or left is None
        if left is not None:
            it.children.append(left)
    return went


def _fitted(
    it: Element, keep: Keep, notice: str, *, alone: bool, nav: bool
) -> Element | str | None:
    """Return what is left of an element, if anything is."""
    if it.tag == "form":
        return notice if it.attributes.get("role") == "search" else None
    href = it.attributes.get("href")
    if it.tag in {"a", "link"} and href is not None:
        leads = keep(href)
        if leads is not None:
            it.start = _leading(it.start, href, leads)
        elif it.tag == "link" or alone:
            return None
        else:
            it.start, it.end = "<span>", "</span>"
    went = _fit(it, keep, notice, nav=nav or it.tag == "nav")
    if went and it.tag in EMPTIED and not _says(it):
        return EMPTIED[it.tag] or None
    return it


def _alone(children: list[Element | str], place: int) -> bool:
    """Tell whether no words stand directly beside a child: it is no part of a sentence."""
    beside = children[max(place - 1, 0) : place] + children[place + 1 : place + 2]
    return not any(isinstance(it, str) and it.strip() for it in beside)


def _says(it: Element) -> bool:
    """Tell whether an element holds words, but for a name of what is below it."""
    return any(
        bool(child.strip()) if isinstance(child, str) else child.tag not in NAMES and _says(child)
        for child in it.children
    )


def _leading(start: str, href: str, leads: str) -> str:
    """Return a start tag with another address in it. Raises `ValueError`."""
    if leads == href:
        return start
    for written in (escape(href), escape(href, quote=False), href):
        if f'"{written}"' in start:
            return start.replace(f'"{written}"', f'"{escape(leads)}"', 1)
    raise ValueError(f"a link is written in a way that is not ours: {start}")


# --- reading and writing -----------------------------------------------------------------


def _read(html: str) -> Element:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.open[0]


def _every(it: Element) -> Iterator[Element]:
    yield it
    for child in it.children:
        if isinstance(child, Element):
            yield from _every(child)


def _written(it: Element) -> Iterator[str]:
    yield it.start
    for child in it.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _written(child)
    yield it.end


class _Reader(HTMLParser):
    """Reads a page into elements; `open` are those that are not closed yet, the page first."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open = [Element("", {}, "")]

    def _add(self, it: Element | str) -> None:
        """Put a part at its place; text that comes in pieces is one text."""
        children = self.open[-1].children
        if isinstance(it, str) and children and isinstance(children[-1], str):
            children[-1] += it
        else:
            children.append(it)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        it = Element(tag, dict(attrs), self.get_starttag_text() or "")
        self._add(it)
        if tag not in VOID:
            self.open.append(it)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(Element(tag, dict(attrs), self.get_starttag_text() or ""))

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag != tag:
            raise ValueError(f"</{tag}> closes nothing")
        self.open.pop().end = f"</{tag}>"

    def handle_data(self, data: str) -> None:
        self._add(data)

    def handle_entityref(self, name: str) -> None:
        self._add(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._add(Element("", {}, f"<!--{data}-->"))

    def handle_decl(self, decl: str) -> None:
        self._add(Element("", {}, f"<!{decl}>"))
