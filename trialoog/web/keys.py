"""Cookies, tags and receipts: what a phone or a browser carries, and what is made of it.

The phone's key never leaves its cookie; the trialogue's secret never leaves the server.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from hmac import digest
from itertools import count

from starlette.requests import HTTPConnection
from starlette.responses import Response

from trialoog.core.ids import ContributionId, DilemmaId, Tag, TrialogueId

SESSION = "session"
SCREEN = "screen"
SPOKESPERSON = "spokesperson"
MOST_DILEMMAS = 20  # that one browser answers on, in one trialogue
LANGUAGE = "language"
TOUR = "tour"
MONTH = 30 * 24 * 3600  # seconds

# What HMAC (RFC 2104) does with each byte of a key, before the inner hash and before the outer.
INNER, OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))
BLOCK = 64  # bytes that SHA-256 takes at a time

KEY_LENGTH = 43  # signs of a fresh key: 32 bytes in base 64
TEXT_ID = 20  # hexadecimal digits of the id of a phone's text; ids that are drawn are shorter


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
    if len(form) != KEY_LENGTH:
        return new_key()
    return urlsafe_b64encode(digest(secret, b"seat/" + form.encode(), "sha256")).decode()


def link_token(form: str, subject: str) -> str:
    """Return the token of a link on a subject, made from the key of the form that asks for it.

    So a form that is sent twice makes one link. A form without a key of ours gets a fresh one.
    """
    if len(form) < KEY_LENGTH:
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
    return tagging(key, secret)(subject)


def tagging(key: str, secret: bytes) -> Callable[[str], Tag]:
    """Return what makes the tags of one phone.

    A tag is an HMAC. A page needs many of the same key, so the block of the key, which is the
    larger part of the work, is hashed once for all of them.
    """
    block = digest(secret, key.encode(), "sha256").ljust(BLOCK, b"\0")
    inside, outside = sha256(block.translate(INNER)), sha256(block.translate(OUTER))

    def make(subject: str) -> Tag:
        inner, outer = inside.copy(), outside.copy()
        inner.update(subject.encode())
        outer.update(inner.digest())
        return Tag(outer.hexdigest())

    return make


def text_ids(make: Callable[[str], Tag]) -> Iterator[ContributionId]:
    """Return the ids of a phone's texts in the order in which it writes them, without an end.

    `make` makes its tags, so who lacks its key or the secret can tell them from no others.
    """
    return (ContributionId(make(f"text/{number}")[:TEXT_ID]) for number in count())


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
