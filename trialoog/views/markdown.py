"""Markdown of facilitators to safe HTML: no raw HTML, no images, then a second sieve.

The only place where text becomes markup without the templates' escaping.
"""

from collections.abc import Iterator, Sequence
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "pre", "h3", "h4"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto"}


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("js-default", {"html": False, "linkify": False}).disable("image")


def markdown(text: str) -> Markup:
    """Return Markdown as HTML that holds nothing but plain structure and links."""
    html = _parser().render(text)
    for level in (1, 2):  # the page has its own h1 and h2
        html = html.replace(f"<h{level}>", "<h3>").replace(f"</h{level}>", "</h3>")
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704 - sieved just now


def spoken(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the paragraphs of Markdown as plain words, and whether each stands in a list."""
    depth = 0
    for token in _parser().parse(text):
        depth += token.nesting if token.type in {"bullet_list_open", "ordered_list_open"} else 0
        depth -= token.type in {"bullet_list_close", "ordered_list_close"}
        words = _words(token.children) if token.type == "inline" else token.content
        if words.strip():
            yield words, depth > 0


def _words(tokens: Sequence[Token] | None) -> str:
    """Return what is said in a paragraph; where a link leads stands behind it."""
    said, address = [], ""
    for token in tokens or ():
        if token.type == "link_open":
            address = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            said.append(f" ({address})")
        else:
            said.append(" " if token.type in {"softbreak", "hardbreak"} else token.content)
    return "".join(said)
