"""What people see when something is not there, not theirs, or broken. Tells a stranger nothing."""

import logging

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from trialoog.store.journal import Conflict
from trialoog.views import lists as pages
from trialoog.web import withdrawal
from trialoog.web.access import language_of
from trialoog.web.answers import BAD_FORM
from trialoog.web.audit import request_id
from trialoog.web.house import house_of
from trialoog.web.problems import API, problem

log = logging.getLogger(__name__)


async def http_error(request: Request, error: Exception) -> Response:
    """Answer an `HTTPException` with a page in plain words."""
    if not isinstance(error, HTTPException):
        raise error
    return _page(request, error.status_code, headers=dict(error.headers or {}))


async def conflict(request: Request, _: Exception) -> Response:
    """Answer when others kept coming first: nothing was saved, and trying again helps."""
    return _page(request, 503, headers={"retry-after": "1"})


async def bug(request: Request, error: Exception) -> Response:
    """Answer anything else: log it under the number of the request, and show that."""
    reference = request_id(request)
    # The path may hold a code or a token: only the route's shape goes into the log.
    route = getattr(request.scope.get("route"), "path", "?")
    log.error("bug %s at %s %s", reference, request.method, route, exc_info=error)
    return _page(request, 500, reference)


def too_large(request: Request) -> Response:
    """Answer a body that is larger than any form of ours."""
    return _page(request, 413)


async def gone(_: Request, __: Exception) -> Response:
    """Answer who has hung up already; nobody reads it."""
    return Response(status_code=400)


HANDLERS = {
    withdrawal.Gone: withdrawal.gone,
    HTTPException: http_error,
    Conflict: conflict,
    ClientDisconnect: gone,
    Exception: bug,
}


def _page(
    request: Request, status: int, reference: str = "", headers: dict[str, str] | None = None
) -> Response:
    if request.url.path.startswith(f"{API}/"):
        return problem(status, headers=headers or {})
    house = house_of(request)
    language = language_of(request, house.facade.language, cookie=None)
    # What a server calls a bad request is to people a form that can't be read.
    shown = BAD_FORM if status == 400 else status
    # A mistake in a code is mended where it was typed.
    code = request.path_params.get("code", "").removeprefix("-")[:12]
    html = pages.error(house.looks, language, shown, reference, code=code)
    # A form that htmx sent stays as it was typed: an error page is no part of its page.
    return HTMLResponse(html, status, {"hx-reswap": "none", **(headers or {})})
