"""Counts answers, and how long they took, by the shape of their address. Pure ASGI.

Stands outside everything else of the application, so that what never came to a route is counted
too. An address itself is never kept: it may hold a code.
"""

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trialoog.live import metrics

NO_ROUTE = "-"  # refused at the door, or drawn before and taken from the shelf


class Measured:
    """Times every answer, until its last byte was handed over."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note what came of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, began = 500, perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", NO_ROUTE)
            metrics.answered(scope["method"], route, status, perf_counter() - began)
