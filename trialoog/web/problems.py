"""What the API answers when there is no answer: problem details (RFC 9457), and its own headers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from starlette.responses import JSONResponse, Response

from trialoog.views.resources import VERSION

API = "/api"  # everything below it answers in JSON, errors too

# Pages of others may read the API: it holds what is public, and no cookie is read for it.
HEADERS = {
    "api-version": VERSION,
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "API-Version, ETag, Link",
}
DETAILS = {
    400: "The query holds something that is not known or not possible.",
    404: "There is nothing at this address.",
    405: "The API can only be read: use GET.",
    410: "This weighing was public and has been withdrawn. Its page says why.",
    429: "Too many searches from this network. Try again in a minute.",
    503: "Not possible at this moment. Try again in a few seconds.",
}
NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One key of a query that is not known, or has a value that is not possible."""

    name: str
    code: str
    detail: str


def problem(
    status: int, wrong: Sequence[Wrong] = (), headers: Mapping[str, str] = NO_HEADERS
) -> Response:
    """Return the answer for a status. What is `wrong` of a query is named one by one."""
    data: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": DETAILS.get(status, "Something went wrong."),
    }
    if wrong:
        data["errors"] = [
            {"in": "query", "location": {"name": w.name}, "code": w.code, "detail": w.detail}
            for w in wrong
        ]
    return JSONResponse(data, status, {**HEADERS, **headers}, media_type="application/problem+json")
