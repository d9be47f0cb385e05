"""The language of a visitor: as the link says, as chosen before, as the browser asks.

Pages that are the same for every reader know no cookie: there a choice goes along in the links.
"""

import re
from functools import lru_cache

from babel import negotiate_locale
from starlette.requests import HTTPConnection

from trialoog.views.looks import LANGUAGES

# Links and forms to pages of ours; those of one trialogue know the cookie, and files have a dot.
_AWAY = re.compile(
    r'(<a\b[^>]*?\shref=|<form\b[^>]*?\saction=)"'
    r'(?P<path>/(?!/|t/|static/)(?:[^"?#/]*/)*[^"?#/.]*|)(?P<query>\?[^"#]*)?(?P<rest>#[^"]*)?"'
    r"(?P<after>[^>]*>)"
)


def chosen(connection: HTTPConnection, cookie: str | None) -> str | None:
    """Return the language that a visitor chose, by a link or before that."""
    for choice in (connection.query_params.get("lang"), cookie):
        if choice in LANGUAGES:
            return choice
    return None


def language_of(connection: HTTPConnection, default: str, *, cookie: str | None) -> str:
    """Return the language to answer a visitor in."""
    return chosen(connection, cookie) or by_browser(connection, default)


def by_browser(connection: HTTPConnection, default: str) -> str:
    """Return the language of a visitor who chose none."""
    return wished(connection.headers.get("accept-language", "")[:200]) or default


@lru_cache(maxsize=1024)
def wished(asked: str) -> str | None:
    """Return the language that a browser asks for most, of those that there are (RFC 9110)."""
    wishes = [wish for part in asked.split(",") if (wish := _wish(part))[0] > 0]
    ranked = [tag for _, tag in sorted(wishes, key=lambda wish: -wish[0])]
    return negotiate_locale(ranked, LANGUAGES, sep="_")


def _wish(part: str) -> tuple[float, str]:
    tag, *more = (it.strip() for it in part.split(";"))
    weight = next((it[2:] for it in more if it[:2].lower() == "q="), "1")
    try:
        return (float(weight) if tag else 0.0), tag.replace("-", "_")
    except ValueError:
        return 0.0, tag


def carried(html: str, language: str) -> str:
    """Return a page whose links and forms keep a language that was chosen in its address."""

    def kept(found: re.Match[str]) -> str:
        start, path, query, rest = found[1], found["path"], found["query"], found["rest"] or ""
        if "lang=" in (query or "") or not (path or query):
            return found[0]
        if start.startswith("<form") and 'method="post"' not in found[0]:
            # What stands in the address of a form that asks is not sent; its fields are.
            return f'{found[0]}<input type="hidden" name="lang" value="{language}">'
        asked = f"{query}&amp;lang={language}" if query else f"?lang={language}"
        return f'{start}"{path}{asked}{rest}"{found["after"]}'

    return _AWAY.sub(kept, html)
