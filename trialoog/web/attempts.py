"""One attempt to sign in at a provider, from our button to the way back.

The server keeps nothing of it. The browser keeps one random key in a cookie that no script and no
other site can read or set (`__Host-`, HttpOnly, SameSite=Lax), and everything that has to match on
the way back is made from that key: whoever comes back without it did not begin here. So there is
no memory to fill up, nothing to share between processes, and nothing that has to be encrypted.
Another attempt in the same browser takes the place of the one before.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest, digest

from trialoog.web import keys

COOKIE = "signin"
LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What goes along with one attempt, 256 bits each; `verifier` stays between the servers."""

    state: str
    nonce: str
    verifier: str

    def is_mine(self, state: str) -> bool:
        """Tell whether who comes back with this state began here."""
        return compare_digest(self.state.encode(), state.encode())


def new_attempt(provider: str, now: datetime) -> tuple[str, Attempt]:
    """Return the value of the cookie for a new attempt, and what goes along with it."""
    cookie = f"{int(now.timestamp())}.{keys.new_key()}"
    return cookie, _made(cookie, provider)


def attempt_of(cookie: str | None, provider: str, now: datetime) -> Attempt | None:
    """Return the attempt of a browser at a provider; None without one, or when it is too old."""
    began, _, key = (cookie or "").partition(".")
    if not (began.isascii() and began.isdigit() and len(key) == keys.KEY_LENGTH):
        return None
    if not 0 <= now.timestamp() - int(began) < LASTS.total_seconds():
        return None
    return _made(f"{began}.{key}", provider)


def _made(cookie: str, provider: str) -> Attempt:
    # Of the whole cookie, so that another time in it makes another attempt; and of the provider,
    # so that what one provider is told is of no use to another.
    state, nonce, verifier = (
        digest(cookie.encode(), f"{what}/{provider}".encode(), "sha256").hex()
        for what in ("state", "nonce", "verifier")
    )
    return Attempt(state, nonce, verifier)
