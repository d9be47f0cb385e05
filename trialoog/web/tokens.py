"""What a provider of single sign-on signs, checked: ID tokens and logout tokens.

Pure: the keys and the time are given. Signatures and claims are joserfc's and Authlib's work;
here stands only what they must be told to ask for.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from trialoog.web.providers import Claims, NotAccepted, Provider, is_name

# `none` and everything that is signed with a shared secret stay out, whatever a provider announces.
ALGORITHMS = ("RS256", "PS256", "ES256")
LEEWAY = 120  # seconds that clocks may differ
LOGOUT_LASTS = timedelta(minutes=10)  # a logout token that names no end is refused after this
# Whatever end it names: for an hour it is remembered which ones were used (`store.endings`).
LOGOUT_MOST = timedelta(minutes=50)
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True, slots=True)
class Ended:
    """What a provider ended: one session of its own (`sid`), all of somebody, or both said."""

    jti: str
    sid: str | None
    subject: str | None


def verified(token: str, keys: KeySet) -> jwt.Token:
    """Return a token whose signature is one of these keys'.

    Raises `NotAccepted`, and joserfc's `InvalidKeyIdError` when it names a key that is not here.
    """
    # Providers put parameters of their own in the header; those that are marked critical are
    # refused all the same.
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        return jwt.decode(token, keys, registry=registry)
    except InvalidKeyIdError:
        raise
    except JoseError as error:
        raise NotAccepted(error.error) from error
    except (ValueError, TypeError) as error:
        raise NotAccepted("malformed") from error


def check_id_token(
    token: jwt.Token, provider: Provider, now: datetime, *, nonce: str, access_token: object = None
) -> Claims:
    """Return the claims of an ID token that is for us, now and for this attempt.

    OpenID Connect Core 1.0, section 3.1.3.7. Raises `NotAccepted`.
    """
    essential: dict[str, Any] = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "sub": {"essential": True},
    }
    params = {"client_id": provider.client_id, "nonce": nonce, "access_token": access_token}
    claims = CodeIDToken(token.claims, token.header, essential, params)
    try:
        claims.validate(now.timestamp(), LEEWAY)
    except ClaimError as error:
        raise NotAccepted(f"claim {error.claim}") from error
    except (ValueError, TypeError) as error:
        raise NotAccepted("claims") from error
    if not is_name(claims["sub"]):
        raise NotAccepted("claim sub")
    if provider.acr and claims.get("acr") not in provider.acr:
        raise NotAccepted("acr")
    return dict(claims)


def check_logout_token(token: jwt.Token, provider: Provider, now: datetime) -> Ended:
    """Return what a logout token ends.

    OpenID Connect Back-Channel Logout 1.0, section 2.6. Raises `NotAccepted`.
    """
    claims = token.claims
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        iat={"essential": True},
        jti={"essential": True},
    )
    try:
        registry.validate(claims)
    except ClaimError as error:
        raise NotAccepted(f"claim {error.claim}") from error
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise NotAccepted("claim events")
    if "nonce" in claims:  # or an ID token could pass for a logout token
        raise NotAccepted("claim nonce")
    if _until(claims) <= now:
        raise NotAccepted("claim exp")
    sid, subject = claims.get("sid"), claims.get("sub")
    if not sid and not subject:
        raise NotAccepted("claim sid")
    if not isinstance(sid, str | None) or not isinstance(subject, str | None):
        raise NotAccepted("claim sid")
    return Ended(claims["jti"], sid, subject)


def _until(claims: dict[str, Any]) -> datetime:
    try:
        issued = datetime.fromtimestamp(claims["iat"], UTC)
        ends = datetime.fromtimestamp(claims["exp"], UTC) if "exp" in claims else None
    except (ValueError, OverflowError, OSError) as error:
        raise NotAccepted("claim exp") from error
    ends = min(ends or issued + LOGOUT_LASTS, issued + LOGOUT_MOST)
    return ends + timedelta(seconds=LEEWAY)
