"""A provider of single sign-on that says whatever a test wants: what no real one ever would."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hmac import digest
from pathlib import Path
from typing import Any

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.web.driving import BASE
from tests.web.oidc_provider import SECRET

KEY = "vijand"
CLIENT = "trialoog"
SUBJECT = "subject-1"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
ANY = JWSRegistry(algorithms=["RS256", "RS512", "PS256", "ES256"])


@dataclass
class Hostile:
    """What it says now. `asked` are the addresses that were asked for."""

    issuer: str = ""
    keys: dict[str, RSAKey | ECKey] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Response] = field(default_factory=dict)  # instead of the usual one
    id_token: str | None = None
    userinfo: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    forms: list[Mapping[str, Any]] = field(default_factory=list)

    def fresh(self, *keys: RSAKey | ECKey) -> None:
        """Behave well again, with these keys, named "0", "1" and so on."""
        self.keys = {str(number): key for number, key in enumerate(keys)}
        self.metadata, self.answers, self.userinfo = {}, {}, {}
        self.id_token = None
        self.asked, self.forms = [], []

    def claims(self, now: datetime, **changes: Any) -> dict[str, Any]:
        """Claims as they should be, and what is changed in them; None takes one away."""
        at = int(now.timestamp())
        usual = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": SUBJECT,
            "iat": at,
            "exp": at + 300,
            "name": "Mallory",
            "groups": ["leiders"],
        }
        return {name: said for name, said in {**usual, **changes}.items() if said is not None}

    def logout(self, now: datetime, **changes: Any) -> dict[str, Any]:
        """The same for a logout token."""
        usual: dict[str, Any] = {
            "jti": "once",
            "events": {LOGOUT: {}},
            "name": None,
            "groups": None,
        }
        return self.claims(now, **{**usual, **changes})

    def sign(self, claims: dict[str, Any], alg: str = "RS256", kid: str | None = "0") -> str:
        """Sign with the key of this name."""
        named = {} if kid is None else {"kid": kid}
        return sign(claims, self.keys[kid or "0"], alg, **named)

    def toml(self, folder: Path, extra: str = "") -> Path:
        """A file for trialoog that names this provider; `extra` lines go into its entry."""
        (folder / "secret").write_text(f"{SECRET}\n")
        path = folder / "hostile.toml"
        path.write_text(f"""\
[[provider]]
key = "{KEY}"
name = "Vijand"
issuer = "{self.issuer}"
client_id = "{CLIENT}"
client_secret_file = "secret"
allow_http = true
{extra}

[[provider.roles]]
claim = "groups"
value = "leiders"
team = "Team"
role = "facilitator"
""")
        return path

    async def __call__(self, request: Request) -> Response:
        """Answer as the test said, or as a provider does."""
        what = request.url.path.rsplit("/", 1)[-1]
        self.asked.append(what)
        if request.method == "POST":
            self.forms.append(dict(await request.form()))
        if what in self.answers:
            return self.answers[what]
        usual: dict[str, Any] = {
            "openid-configuration": {
                "issuer": self.issuer,
                **{f"{name}_endpoint": f"{self.issuer}/{name}" for name in ENDPOINTS},
                "jwks_uri": f"{self.issuer}/jwks",
                **self.metadata,
            },
            "jwks": {
                "keys": [
                    {**key.as_dict(private=False), "kid": kid} for kid, key in self.keys.items()
                ]
            },
            "token": {
                "access_token": "access",
                "token_type": "Bearer",
                **({} if self.id_token is None else {"id_token": self.id_token}),
            },
            "userinfo": self.userinfo,
        }
        return JSONResponse(usual[what])


ENDPOINTS = ("authorization", "token", "userinfo")


def sign(
    claims: dict[str, Any], key: RSAKey | ECKey | bytes | None, alg: str, **header: Any
) -> str:
    """Sign claims with any key and any algorithm, also those that must be refused."""
    if isinstance(key, RSAKey | ECKey):
        return jwt.encode({"alg": alg, **header}, claims, key, registry=ANY)
    # By hand: the library does not lend itself to this.
    body = f"{part({'alg': alg, **header})}.{part(claims)}"
    signed = b"" if key is None else digest(key, body.encode(), "sha256")
    return f"{body}.{urlsafe_b64encode(signed).decode().rstrip('=')}"


def part(of: dict[str, Any]) -> str:
    """One part of a token."""
    return urlsafe_b64encode(json.dumps(of).encode()).decode().rstrip("=")


@contextmanager
def hostile() -> Iterator[Hostile]:
    """Serve it in a thread, on a free port."""
    it = Hostile()
    app = Starlette(routes=[Route("/{path:path}", it.__call__, methods=["GET", "POST"])])
    with served(app, port=0) as port:
        it.issuer = f"http://127.0.0.1:{port}"
        assert it.issuer != BASE
        yield it


@contextmanager
def served(app: Any, port: int, **options: Any) -> Iterator[int]:
    """Serve an application on a port of this machine, in a thread; yield the port."""
    settings = {"log_config": None, **options}
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, **settings))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server stopped"
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(timeout=10)
