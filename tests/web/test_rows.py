"""Looking a row up finds what trying all rows one by one finds."""

from itertools import product

import pytest
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from trialoog.web.routes import SOCKETS, TABLE, routes
from trialoog.web.rows import Rows

ROWS = list(routes())
PATHS = [row.path for row in TABLE] + [socket.path for socket in SOCKETS]


def _filled(path: str, word: str) -> str:
    parts = [word if part.startswith("{") else part for part in path.split("/")]
    return "/".join(parts).replace("{category}", "1").replace("{part}", "2")


ADDRESSES = sorted(
    {
        _filled(path, word) + end
        for path, word, end in product(PATHS, ("x", "v", "a b"), ("", "/", "/x"))
    }
    | {
        "",
        "*",
        "//",
        "/t",
        "/t/",
        "/t//live",
        "/nowhere",
        "/j/a/b/c/d",
        "/api/v1/a/b/c/d",
        "/sitemap",
    }
)


def _one_by_one(scope: Scope) -> tuple[Match, BaseRoute | None]:
    partial: tuple[Match, BaseRoute | None] = Match.NONE, None
    for row in ROWS:
        match, _ = row.matches(scope)
        if match is Match.FULL:
            return match, row
        if match is Match.PARTIAL and partial[0] is Match.NONE:
            partial = match, row
    return partial


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "WebSocket"])
def test_every_address_finds_the_row_that_trying_all_would_find(method: str) -> None:
    rows, found = Rows(ROWS), 0
    for path in ADDRESSES:
        kind = "websocket" if method == "WebSocket" else "http"
        scope: Scope = {"type": kind, "path": path, "method": method, "root_path": ""}
        match, child = rows.matches(scope)
        assert (match, child.get("route")) == _one_by_one(scope), path
        found += match is Match.FULL
    assert found or method == "DELETE"
