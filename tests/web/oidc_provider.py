"""A real provider of single sign-on for the tests, and a person with a browser who goes there."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
from joserfc.jwk import RSAKey

REPOSITORY = Path(__file__).resolve().parents[2]
NODE = REPOSITORY / ".venv-test" / "bin" / "node"
SCRIPT = REPOSITORY / "tests" / "node" / "oidc-provider.mjs"

SECRET = "made-up-for-tests"
SECRET_ENV = "SSO_TEST_SECRET"

# How trialoog calls the clients of this provider.
BY_SECRET = "dienst"
BY_KEY = "sleutel"


@dataclass
class Realm:
    """A provider that runs."""

    issuer: str
    base: str
    key: RSAKey

    def people(self, **people: dict[str, Any]) -> None:
        """Say what is so of people, by the name they sign in with."""
        with httpx2.Client(trust_env=False) as client:
            assert client.post(f"{self.issuer}/people", json=people).status_code == 204

    def toml(self, folder: Path, key: str = BY_SECRET, extra: str = "") -> Path:
        """A file for trialoog that names this provider; `extra` lines go into its entry."""
        credential = f'client_secret_env = "{SECRET_ENV}"'
        if key == BY_KEY:
            (folder / "key.pem").write_bytes(self.key.as_pem(private=True))
            credential = 'private_key_file = "key.pem"'
        path = folder / "oidc.toml"
        path.write_text(f"""\
[[provider]]
key = "{key}"
name = "De Dienst"
issuer = "{self.issuer}"
client_id = "{key}"
{credential}
scopes = "openid profile groups"
allow_http = true
{extra}

[[provider.roles]]
claim = "groups"
value = "trialoog-leiders"
team = "De Dienst"
role = "facilitator"

[[provider.roles]]
claim = "groups"
value = "trialoog-beheer"
team = "Beheer"
role = "administrator"
""")
        return path


@contextmanager
def running(base: str) -> Iterator[Realm]:
    """Run the provider for a trialoog at `base` until the block ends."""
    key = RSAKey.generate_key(2048)
    shared = {
        "post_logout_redirect_uris": [f"{base}/"],
        "backchannel_logout_session_required": True,
    }
    clients = [
        {
            **shared,
            "client_id": BY_SECRET,
            "client_secret": SECRET,
            "redirect_uris": [f"{base}/login/back/{BY_SECRET}"],
            "backchannel_logout_uri": f"{base}/login/ended/{BY_SECRET}",
        },
        {
            **shared,
            "client_id": BY_KEY,
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks": {"keys": [key.as_dict(private=False)]},
            "id_token_signed_response_alg": "ES256",
            "redirect_uris": [f"{base}/login/back/{BY_KEY}"],
        },
    ]
    with subprocess.Popen(
        [NODE, SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"clients": clients}).encode() + b"\n")
        process.stdin.flush()
        issuer = process.stdout.readline().decode().strip()
        assert issuer.startswith("http://127.0.0.1:"), "the provider did not start"
        try:
            yield Realm(issuer, base, key)
        finally:
            process.stdin.close()
            process.wait(timeout=10)


def browser(base: str = "") -> httpx2.Client:
    """A browser without a script, that keeps no connection open."""
    limits = httpx2.Limits(max_keepalive_connections=0)
    headers = {"sec-fetch-site": "same-origin", "accept-language": "nl"}
    return httpx2.Client(base_url=base, headers=headers, limits=limits, timeout=10, trust_env=False)


def onward(page: str) -> str:
    """The address that a page goes on to by itself."""
    found = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page)
    assert found, page[:2000]
    return unescape(found[1])


def sent(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@dataclass
class Person:
    """Somebody with cookies at the provider (`there`) and here, who signs in with a name."""

    here: httpx2.Client
    base: str
    login: str
    there: httpx2.Client = field(default_factory=browser)

    def sign_in(self, key: str = BY_SECRET) -> httpx2.Response:
        """From the button to the answer on the way back."""
        return self.here.get(self.to_provider(self.begin(key)))

    def begin(self, key: str = BY_SECRET) -> str:
        """Press the button; return the address at the provider."""
        answer = self.here.post(f"/login/with/{key}")
        assert answer.status_code == 200, answer.text
        return onward(answer.text)

    def to_provider(self, address: str) -> str:
        """Go through the provider's pages; return the address back at ours."""
        answer = self.there.get(address)
        for _ in range(10):
            location = answer.headers.get("location")
            if location is None:
                answer = self._submit(answer)
                continue
            address = urljoin(str(answer.url), location)
            if address.startswith(f"{self.base}/"):
                return address
            answer = self.there.get(address)
        raise AssertionError(f"the provider never ends: {answer.text[:500]}")

    def _submit(self, page: httpx2.Response) -> httpx2.Response:
        action = re.search(r'<form[^>]*action="([^"]+)"', page.text)
        assert action, page.text[:2000]
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        if fields.get("prompt") == "login":
            fields |= {"login": self.login, "password": "none"}
        if "xsrf" in fields:
            fields |= {"logout": "yes"}
        return self.there.post(urljoin(str(page.url), unescape(action[1])), data=fields)
