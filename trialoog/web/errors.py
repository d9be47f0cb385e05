"""What people see when something is not there, not theirs, or broken. Tells a stranger nothing."""

import logging
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.websockets import WebSocket, WebSocketState

from trialoog.core.codec import Unknown
from trialoog.core.ids import TrialogueId
from trialoog.store.away import Away
from trialoog.store.journal import Conflict
from trialoog.views import lists as pages
from trialoog.web import keys, withdrawal
from trialoog.web.answers import BAD_FORM
from trialoog.web.audit import request_id
from trialoog.web.house import house_of
from trialoog.web.languages import language_of
from trialoog.web.problems import API, problem
from trialoog.web.socket import TRY_AGAIN

log = logging.getLogger(__name__)

RETRY_AFTER = "2"  # seconds


async def http_error(request: Request, error: Exception) -> Response:
    """Answer an `HTTPException` with a page in plain words."""
    if not isinstance(error, HTTPException):
        raise error
    return _page(request, error.status_code, headers=dict(error.headers or {}))


async def not_now(connection: Request | WebSocket, error: Exception) -> Response | None:
    """Answer when the database does not, or others kept coming first: trying again helps.

    So it does while an update is going on, and this program meets a fact of the newer one: that is
    about to take over. A form that is sent again with its key counts once, whatever became of it
    the first time.
    """
    if isinstance(error, Conflict):  # of a database that is away the log has a line already
        log.warning("others kept coming first: somebody was asked to try again")
    if isinstance(error, Unknown):
        log.warning("a newer program wrote in a journal, %s: somebody was asked to wait", error)
    if isinstance(connection, WebSocket):
        if connection.application_state is WebSocketState.CONNECTING:
            await connection.accept()  # a refused handshake would tell the page nothing
        await connection.close(TRY_AGAIN)
        return None
    return _page(connection, 503, headers={"retry-after": RETRY_AFTER})


async def bug(request: Request, error: Exception) -> Response:
    """Answer anything else: log it under the number of the request, and show that."""
    reference = request_id(request)
    # The path may hold a code or a token: only the route's shape goes into the log.
    route = getattr(request.scope.get("route"), "path", "?")
    seen = {"request": reference, "route": route}
    log.error(
        "bug %s at %s %s", reference, request.method, route, exc_info=error, extra={"parts": seen}
    )
    return _page(request, 500, reference)


def too_large(request: Request) -> Response:
    """Answer a body that is larger than any form of ours."""
    return _page(request, 413)


async def gone(_: Request, __: Exception) -> Response:
    """Answer who has hung up already; nobody reads it."""
    return Response(status_code=400)


HANDLERS: dict[Any, Any] = {
    withdrawal.Gone: withdrawal.gone,
    HTTPException: http_error,
    Away: not_now,
    Conflict: not_now,
    Unknown: not_now,
    ClientDisconnect: gone,
    Exception: bug,
}


def _page(
    request: Request, status: int, reference: str = "", headers: dict[str, str] | None = None
) -> Response:
    if request.url.path.startswith(f"{API}/"):
        return problem(status, headers=headers or {})
    house = house_of(request)
    chosen = keys.read(request, keys.LANGUAGE, secure=house.facade.secure)
    language = language_of(request, house.facade.language, cookie=chosen)
    # What a server calls a bad request is to people a form that can't be read.
    shown = BAD_FORM if status == 400 else status
    # A mistake in a code is mended where it was typed.
    code = request.path_params.get("code", "").removeprefix("-")[:12]
    sent = request.method == "POST"
    left = status == 404 and _left(request)
    html = pages.error(house.looks, language, shown, reference, code=code, sent=sent, left=left)
    # A form that htmx sent stays as it was typed: an error page is no part of its page.
    return HTMLResponse(html, status, {"hx-reswap": "none", **(headers or {})})


def _left(request: Request) -> bool:
    """Tell whether a phone loads a board again of which it has a key: its own cookie says so, and
    nothing is looked up, so that nobody learns by this what is there."""
    at = TrialogueId(request.path_params.get("id", ""))
    if request.method != "GET" or request.url.path != f"/t/{at}":
        return False
    secure = house_of(request).facade.secure
    return keys.read(request, keys.seat_cookie(at), secure=secure) is not None
