"""Signing in by a provider that does as the test says."""

from collections.abc import Callable
from typing import Any

from httpx2 import Response as Answer
from joserfc.jwk import ECKey, RSAKey

from tests.web.driving import Town, rows
from tests.web.hostile import KEY, Hostile
from tests.web.oidc_provider import onward, sent
from tests.web.screens import read

BACK = f"/login/back/{KEY}"
WITH = f"/login/with/{KEY}"
RSA, OTHER, EC = RSAKey.generate_key(2048), RSAKey.generate_key(2048), ECKey.generate_key("P-256")
Open = Callable[..., Town]


class Attempt:
    """One browser on its way, with what it was sent along."""

    def __init__(self, place: Town) -> None:
        self.place, self.browser = place, place.visitor()
        page = self.browser.post(WITH)
        assert page.status_code == 200, page.text[:2000]
        self.sent = sent(onward(page.text))

    def back(self, **query: str) -> Answer:
        """Come back with a code, and with what is changed."""
        return self.browser.get(BACK, params={"code": "c", "state": self.sent["state"], **query})


def attempt(place: Town, them: Hostile, alg: str = "RS256", **changes: Any) -> Answer:
    """Come back to an ID token with these claims changed."""
    began = Attempt(place)
    claims = them.claims(place.clock(), **{"nonce": began.sent["nonce"], **changes})
    them.id_token = them.sign(claims, alg)
    return began.back()


def refused(place: Town, answer: Answer, status: int = 400) -> None:
    """A plain page with a way back, no session and no account."""
    assert answer.status_code == status, answer.text[:2000]
    page = read(answer.text)
    assert page.find(href="/login", **{"class": "btn"})
    assert "session" not in answer.cookies
    assert rows(place, "SELECT * FROM signin_session") == []
    assert rows(place, "SELECT * FROM account") == []
