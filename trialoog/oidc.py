"""The file with providers of single sign-on: reads it into `web.providers`, or says what is wrong.

Secrets stand in the environment or in files of their own, never in this one. Asks no network.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from trialoog import front_matter
from trialoog.formats import FormatError, FormatErrors
from trialoog.front_matter import Table
from trialoog.settings import is_local
from trialoog.store.people import TeamRole
from trialoog.web.providers import Provider, RoleRule

KEYS = (
    "key",
    "name",
    "issuer",
    "client_id",
    "client_secret_env",
    "client_secret_file",
    "private_key_file",
    "scopes",
    "acr",
    "userinfo",
    "allow_http",
    "roles",
)
CREDENTIALS = ("client_secret_env", "client_secret_file", "private_key_file")
ROLE_KEYS = ("claim", "value", "team", "role")
ROLES: tuple[TeamRole, ...] = ("facilitator", "administrator")

MOST_PROVIDERS = 20
MOST_ROLES = 200
MOST_ACR = 20
MOST_NAME = 60
MOST_TEXT = 500
LEAST_BITS = 2048  # of an RSA key

_KEY = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class _Around:
    """What a file may point at: other files beside it, and the environment."""

    folder: Path
    environment: Mapping[str, str]


def load(path: Path, environment: Mapping[str, str]) -> tuple[Provider, ...]:
    """Read the providers from a file in UTF-8, in its order.

    Raises `FormatErrors` with every mistake: its line, and the provider that it is about.
    """
    errors: list[FormatError] = []

    def refuse(line: int, message: str) -> None:
        errors.append(FormatError(path.name, line, message))

    text = _content(path, partial(refuse, 1))
    found: tuple[Provider, ...] = ()
    if text is not None and (table := front_matter.toml(text, refuse)) is not None:
        found = _providers(table, _Around(path.parent, environment))
    if errors:
        raise FormatErrors(errors)
    return found


def _providers(table: Table, around: _Around) -> tuple[Provider, ...]:
    table.only("provider")
    found: list[Provider] = []
    for entry in map(_named, table.tables("provider", MOST_PROVIDERS)):
        provider = _provider(entry, around)
        for name in ("key", "issuer"):
            if any(getattr(provider, name) == getattr(other, name) for other in found):
                entry.refuse(name, f'another provider has this "{name}" already')
        found.append(provider)
    if not found:
        table.refuse("provider", "there is no provider: write one under a line [[provider]]")
    return tuple(found)


def _named(entry: Table) -> Table:
    """Return the same entry, with its key in each message about it."""
    refuse, key = entry.refuse_at, entry.values.get("key")

    def refuse_named(line: int, message: str) -> None:
        refuse(line, f'provider "{key}": {message}')

    return replace(entry, refuse_at=refuse_named) if isinstance(key, str) and key else entry


def _provider(entry: Table, around: _Around) -> Provider:
    entry.only(*KEYS)
    key = entry.text("key", MOST_NAME)
    if key and not _KEY.fullmatch(key):
        entry.refuse("key", '"key" takes small letters, digits and -, at most 40')
    allow_http = _choice(entry, "allow_http")
    return Provider(
        key=key,
        name=entry.text("name", MOST_NAME),
        issuer=_issuer(entry, allow_http=allow_http),
        client_id=entry.text("client_id", MOST_TEXT),
        credential=_credential(entry, around),
        scopes=_scopes(entry),
        acr=entry.texts("acr", MOST_TEXT, MOST_ACR) if "acr" in entry.values else (),
        userinfo=_choice(entry, "userinfo"),
        allow_http=allow_http,
        roles=tuple(_rule(one) for one in entry.tables("roles", MOST_ROLES)),
    )


def _issuer(entry: Table, *, allow_http: bool) -> str:
    issuer = entry.text("issuer", MOST_TEXT)
    try:
        parts = urlsplit(issuer)
        local = is_local(parts.hostname or "")
    except ValueError:
        entry.refuse("issuer", '"issuer" is not an address')
        return ""
    if allow_http and not local:
        entry.refuse("allow_http", '"allow_http" is for an issuer on this machine only')
    secure = parts.scheme == "https" or (parts.scheme == "http" and allow_http and local)
    if issuer and not (secure and parts.hostname):
        entry.refuse("issuer", '"issuer" must be an https address')
    if parts.query or parts.fragment or parts.username:
        entry.refuse("issuer", '"issuer" must be an address without a question mark, # or @')
    return issuer


def _scopes(entry: Table) -> str:
    if "scopes" not in entry.values:
        return "openid profile"
    scopes = entry.text("scopes", MOST_TEXT)
    if scopes and "openid" not in scopes.split():
        entry.refuse("scopes", '"scopes" needs "openid" among its words')
    return scopes


def _choice(entry: Table, key: str) -> bool:
    value = entry.values.get(key, False)
    if not isinstance(value, bool):
        entry.refuse(key, f'"{key}" must be true or false')
    return value is True


def _rule(entry: Table) -> RoleRule:
    entry.only(*ROLE_KEYS)
    said = entry.text("role", MOST_NAME)
    role = next((role for role in ROLES if role == said), None)
    if said and role is None:
        entry.refuse("role", f'unknown role "{said}"; use one of: {", ".join(ROLES)}')
    return RoleRule(
        claim=_exact(entry, "claim"),
        value=_exact(entry, "value"),
        team=entry.text("team", MOST_NAME),
        role=role or "facilitator",
    )


def _exact(entry: Table, key: str) -> str:
    """Return a text as it stands: what is compared must not be tidied first."""
    tidy, value = entry.text(key, MOST_TEXT), entry.values.get(key)
    if tidy and tidy != value:
        entry.refuse(key, f'"{key}" has blanks at an end or a new line')
    return tidy


# --- credentials ---------------------------------------------------------------------


def _credential(entry: Table, around: _Around) -> str | RSAKey | ECKey:
    given = [key for key in CREDENTIALS if key in entry.values]
    if len(given) != 1:
        entry.refuse(given[-1] if given else "client_id", f"give one of: {', '.join(CREDENTIALS)}")
        return ""
    (key,) = given
    named = entry.text(key, MOST_TEXT)
    if not named:
        return ""
    if key == "client_secret_env":
        secret = around.environment.get(named, "").strip()
        if not secret:
            entry.refuse(key, f"the environment variable {named} is not set or empty")
        return secret
    content = _content(around.folder / named, partial(entry.refuse, key))
    if key == "client_secret_file":
        secret = (content or "").strip()
        if content is not None and not secret:
            entry.refuse(key, f"the file {named} is empty")
        return secret
    return "" if content is None else _private_key(entry, key, content)


def _private_key(entry: Table, key: str, pem: str) -> str | RSAKey | ECKey:
    for kind in (RSAKey, ECKey):
        try:
            found = kind.import_key(pem)
        except (JoseError, ValueError, TypeError):
            continue
        if _signs(found):
            return found
    entry.refuse(
        key,
        f'"{key}" must hold a private key in PEM without a password: '
        f"RSA of at least {LEAST_BITS} bits, or EC on P-256",
    )
    return ""


def _signs(key: RSAKey | ECKey) -> bool:
    if not key.is_private:
        return False
    if isinstance(key, RSAKey):
        return key.public_key.key_size >= LEAST_BITS
    return key.curve_name == "P-256"


def _content(path: Path, refuse: Callable[[str], None]) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        refuse(f"can't read {path.name}: {(error.strerror or 'no access').lower()}")
    except UnicodeDecodeError:
        refuse(f"{path.name} is not UTF-8")
    return None
