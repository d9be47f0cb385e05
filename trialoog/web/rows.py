"""Finds the row of the table for an address without trying all of them one by one."""

from collections.abc import Iterable

from starlette.routing import BaseRoute, Match, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

Row = Route | WebSocketRoute
Shape = tuple[str, int, str | None]
"""The first word of an address, its slashes, and its last word: None for one that no row names."""


class Rows(BaseRoute):
    """Routes in their order. Finds what trying all of them finds: only those are tried of which
    the address has the first word, as many parts and the last word."""

    def __init__(self, routes: Iterable[Row]) -> None:
        self.routes = list(routes)
        named = {_shape(row.path) for row in self.routes}
        shapes = named | {(first, slashes, None) for first, slashes, _ in named}
        self._tried = {shape: [r for r in self.routes if _fits(r.path, shape)] for shape in shapes}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return the first row for an address, or else one for another method."""
        found: tuple[Match, Scope] = Match.NONE, {}
        first, slashes, last = _shape(scope["path"])
        tried = self._tried.get((first, slashes, last)) or self._tried.get((first, slashes, None))
        for row in tried or self.routes:
            match, child = row.matches(scope)
            if match is Match.FULL:
                return match, {**child, "route": row}
            if match is Match.PARTIAL and found[0] is Match.NONE:
                found = match, {**child, "route": row}
        return found

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on to the row that was found."""
        row: Row = scope["route"]
        await row.handle(scope, receive, send)


def _shape(path: str) -> Shape:
    return path[1:].partition("/")[0], path.count("/"), path.rpartition("/")[2]


def _fits(path: str, shape: Shape) -> bool:
    """Tell whether an address of some shape can be that of a row."""
    first, slashes, last = _shape(path)
    known = "{" in first or (first == shape[0] and ("{" in str(last) or last == shape[2]))
    return known and (":path}" in path or slashes == shape[1])
