"""Cookies, tags and receipts: what a phone or a browser carries, and what is made of it.

The phone's key never leaves its cookie; the trialogue's secret never leaves the server.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256
from hmac import digest

from starlette.requests import HTTPConnection
from starlette.responses import Response

from trialoog.core.ids import DilemmaId, Tag, TrialogueId

SESSION = "session"
SCREEN = "screen"
SPOKESPERSON = "spokesperson"
MOST_DILEMMAS = 20  # that one browser answers on, in one trialogue
LANGUAGE = "language"
MONTH = 30 * 24 * 3600  # seconds


def seat_cookie(trialogue: TrialogueId) -> str:
    """Return the name of the cookie with the phone's key for one trialogue."""
    return f"seat-{trialogue}"


def screen_cookie(trialogue: TrialogueId) -> str:
    """Return the name of the cookie of a projector for one trialogue."""
    return f"{SCREEN}-{trialogue}"


def spokesperson_cookie(trialogue: TrialogueId, dilemma: DilemmaId) -> str:
    """Return the name of the cookie of a spokesperson, for one dilemma of a trialogue."""
    return f"{SPOKESPERSON}-{trialogue}-{dilemma}"


def spokesperson_cookies(
    connection: HTTPConnection, trialogue: TrialogueId, *, secure: bool
) -> list[str]:
    """Return the cookies of a spokesperson for any dilemma of a trialogue."""
    start = _full(f"{SPOKESPERSON}-{trialogue}-", secure=secure)
    found = [value for name, value in connection.cookies.items() if name.startswith(start)]
    return [value for value in found if len(value) <= 128][:MOST_DILEMMAS]


def new_key() -> str:
    """Return a fresh key: 256 random bits."""
    return secrets.token_urlsafe(32)


def seat_key(secret: bytes, form: str) -> str:
    """Return the key of a phone that joins, made from the key of the form that it sends.

    So a form that is sent twice takes one seat. A form without a key of ours gets a fresh one.
    """
    if len(form) != len(new_key()):
        return new_key()
    return urlsafe_b64encode(digest(secret, b"seat/" + form.encode(), "sha256")).decode()


def link_token(form: str, subject: str) -> str:
    """Return the token of a link on a subject, made from the key of the form that asks for it.

    So a form that is sent twice makes one link. A form without a key of ours gets a fresh one.
    """
    if len(form) < len(new_key()):
        return new_key()
    made = sha256(f"link/{subject}/{form}".encode()).digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def read(connection: HTTPConnection, name: str, *, secure: bool) -> str | None:
    """Return one of our cookies."""
    value = connection.cookies.get(_full(name, secure=secure))
    return value if value and len(value) <= 128 else None


def put(
    response: Response, name: str, value: str, *, secure: bool, lasts: int | None = MONTH
) -> None:
    """Set one of our cookies: not for scripts, not for other sites. `lasts` in seconds."""
    response.set_cookie(
        _full(name, secure=secure),
        value,
        max_age=lasts,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def drop(response: Response, name: str, *, secure: bool) -> None:
    """Remove one of our cookies."""
    response.delete_cookie(
        _full(name, secure=secure), path="/", secure=secure, httponly=True, samesite="lax"
    )


def tag(key: str, secret: bytes, subject: str) -> Tag:
    """Return the tag of a phone on a subject: nobody can link it to another subject's."""
    inner = digest(secret, key.encode(), "sha256")
    return Tag(digest(inner, subject.encode(), "sha256").hex())


def key_hash(secret: bytes, key: str) -> str:
    """Return what is kept of a form's idempotency key."""
    return digest(secret, b"receipt/" + key.encode(), "sha256").hex()


def body_hash(secret: bytes, fields: Iterable[tuple[str, str]]) -> str:
    """Return what is kept of a form's fields, to tell the same form from another."""
    body = sha256()
    for name, value in sorted(fields):
        if name != "key":
            body.update(f"{len(name)}:{name}{len(value)}:{value}".encode())
    return digest(secret, b"body/" + body.digest(), "sha256").hex()


def _full(name: str, *, secure: bool) -> str:
    # The prefix makes the browser refuse the cookie unless it is Secure, Path=/ and ours alone.
    return f"__Host-{name}" if secure else name
