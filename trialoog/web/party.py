"""The talk with one provider of single sign-on: what it says of itself, its keys, and its tokens.

Follows no redirect, waits seconds, and reads no endless answer. Knows no request and no database.
"""

import asyncio
import logging
import secrets
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from authlib.common.urls import add_params_to_uri  # type: ignore[import-untyped]
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]
from authlib.oauth2.rfc7523 import PrivateKeyJWT  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, RSAKey

from trialoog.web import tokens
from trialoog.web.attempts import Attempt
from trialoog.web.providers import PAUSE, Claims, NotAccepted, Provider, Unavailable
from trialoog.web.tokens import Ended

log = logging.getLogger(__name__)

PATIENCE = 5.0  # seconds for one answer, from the first byte sent to the last one read
MOST = 512 * 1024  # bytes of one answer
KEPT = timedelta(minutes=10)  # how long metadata and keys are believed
PAUSE_KEYS = timedelta(minutes=1)  # between two times that an unknown key makes us look again
ASSERTION = 60  # seconds that our own signature is good for

# What a token endpoint may call its refusal (RFC 6749, section 5.2); other words stay out of the
# log, because they are the provider's to choose.
REFUSALS = {"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client"}
BROKEN = (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError, RecursionError)
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a provider says of itself."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    auth_methods: tuple[str, ...]  # in which ways a client may show its secret
    says_iss: bool  # the way back names the issuer (RFC 9207)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is believed of a provider for a while."""

    metadata: Metadata
    keys: KeySet
    at: datetime


class Party:
    """One provider, and what was learnt of it."""

    def __init__(
        self, provider: Provider, base: str, now: Callable[[], datetime], tls: ssl.SSLContext
    ) -> None:
        """`base` is our own address, without a slash at the end."""
        self.provider = provider
        self._base = base
        self._now = now
        self._tls = tls
        self._learning = asyncio.Lock()
        self._learnt: Learnt | None = None
        self._ask_again = NEVER
        self._looked_again = NEVER

    # --- in --------------------------------------------------------------------------------

    async def way_in(self, attempt: Attempt, language: str) -> str:
        """Return the address at the provider where somebody signs in. Raises `Unavailable`."""
        metadata = (await self._known()).metadata
        async with self._client() as client:
            address, _ = client.create_authorization_url(
                metadata.authorization_endpoint,
                state=attempt.state,
                code_verifier=attempt.verifier,
                nonce=attempt.nonce,
                ui_locales=language,
                acr_values=" ".join(self.provider.acr) or None,
            )
        return str(address)

    async def sign_in(self, code: str, iss: str | None, attempt: Attempt) -> Claims:
        """Return what the provider says of somebody who came back with a code.

        `iss` is the issuer that the way back named. Raises `NotAccepted` and `Unavailable`.
        """
        known = await self._known()
        # RFC 9207: a code of another provider must not be taken to this one.
        if iss != self.provider.issuer and (iss is not None or known.metadata.says_iss):
            raise NotAccepted("iss")
        token = await self._exchange(known.metadata, code, attempt)
        id_token, access_token = token.get("id_token"), token.get("access_token")
        if not isinstance(id_token, str):
            raise NotAccepted("no id_token")
        claims = tokens.check_id_token(
            await self._verified(id_token),
            self.provider,
            self._now(),
            nonce=attempt.nonce,
            access_token=access_token,
        )
        if self.provider.userinfo:
            told = await self._userinfo(known.metadata, access_token, claims)
            claims = {**told, **claims}  # what is signed comes first
        return claims

    async def _exchange(self, metadata: Metadata, code: str, attempt: Attempt) -> dict[str, Any]:
        try:
            async with asyncio.timeout(PATIENCE), self._client(metadata) as client:
                token: dict[str, Any] = await client.fetch_token(
                    metadata.token_endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=attempt.verifier,
                )
        except OAuthError as error:
            said = error.error if error.error in REFUSALS else "refused"
            raise NotAccepted(f"token endpoint: {said}") from error
        except BROKEN as error:
            raise Unavailable(f"token endpoint: {type(error).__name__}") from error
        return token

    async def _userinfo(
        self, metadata: Metadata, access_token: object, claims: Claims
    ) -> Mapping[str, Any]:
        if metadata.userinfo_endpoint is None or not isinstance(access_token, str):
            raise NotAccepted("no userinfo")
        headers = {"authorization": f"Bearer {access_token}"}
        told = await self._json("userinfo", metadata.userinfo_endpoint, headers)
        if told.get("sub") != claims["sub"]:  # Core 1.0, section 5.3.2
            raise NotAccepted("userinfo sub")
        return told

    # --- out -------------------------------------------------------------------------------

    async def way_out(self) -> str | None:
        """Return the address where somebody signs out at the provider too, if it has one."""
        try:
            endpoint = (await self._known()).metadata.end_session_endpoint
        except Unavailable as refused:
            log.warning("single sign-on at %s: no way out: %s", self.provider.key, refused.reason)
            return None
        if endpoint is None:
            return None
        params = {
            "client_id": self.provider.client_id,
            "post_logout_redirect_uri": f"{self._base}/",
            # Nothing happens on the way back, so nothing has to match there.
            "state": secrets.token_urlsafe(24),
        }
        return str(add_params_to_uri(endpoint, params))

    async def ended(self, logout_token: str) -> Ended:
        """Return what the provider ended. Raises `NotAccepted` and `Unavailable`.

        Who does what it says sees to it that each token counts once, by its `jti`.
        """
        await self._known()
        token = await self._verified(logout_token)
        return tokens.check_logout_token(token, self.provider, self._now())

    # --- what is known of the provider -------------------------------------------------------

    async def _known(self) -> Learnt:
        async with self._learning:
            now = self._now()
            if self._learnt is not None and now - self._learnt.at < KEPT:
                return self._learnt
            if now < self._ask_again:
                raise Unavailable("did not answer just now")
            try:
                metadata = await self._metadata()
                self._learnt = Learnt(metadata, await self._keys(metadata), now)
            except Unavailable:
                self._ask_again = now + PAUSE
                raise
            return self._learnt

    async def _metadata(self) -> Metadata:
        issuer = self.provider.issuer
        found = await self._json(
            "metadata", f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        )
        if found.get("issuer") != issuer:
            raise Unavailable("metadata: another issuer")
        methods = found.get("token_endpoint_auth_methods_supported")
        return Metadata(
            authorization_endpoint=self._endpoint(found, "authorization_endpoint"),
            token_endpoint=self._endpoint(found, "token_endpoint"),
            jwks_uri=self._endpoint(found, "jwks_uri"),
            userinfo_endpoint=self._perhaps(found, "userinfo_endpoint"),
            end_session_endpoint=self._perhaps(found, "end_session_endpoint"),
            auth_methods=tuple(map(str, methods)) if isinstance(methods, list) else (),
            says_iss=found.get("authorization_response_iss_parameter_supported") is True,
        )

    def _endpoint(self, found: Mapping[str, Any], name: str) -> str:
        address = found.get(name)
        schemes = ("https",) + (("http",) if self.provider.allow_http else ())
        try:
            parts = httpx2.URL(address) if isinstance(address, str) else None
        except httpx2.InvalidURL:
            parts = None
        if parts is None or parts.scheme not in schemes or not parts.host:
            raise Unavailable(f"metadata: {name}")
        return str(parts)

    def _perhaps(self, found: Mapping[str, Any], name: str) -> str | None:
        return self._endpoint(found, name) if found.get(name) else None

    async def _keys(self, metadata: Metadata) -> KeySet:
        found = await self._json("keys", metadata.jwks_uri)
        try:
            return KeySet.import_key_set({"keys": found["keys"]})
        except (JoseError, KeyError, ValueError, TypeError, AttributeError) as error:
            raise Unavailable(f"keys: {type(error).__name__}") from error

    async def _verified(self, token: str) -> jwt.Token:
        known = await self._known()
        try:
            return tokens.verified(token, known.keys)
        except InvalidKeyIdError:
            pass
        try:
            return tokens.verified(token, await self._other_keys(known))
        except InvalidKeyIdError as error:
            raise NotAccepted(error.error) from error

    async def _other_keys(self, known: Learnt) -> KeySet:
        """Return keys that are newer than those that did not have the one that was asked for."""
        async with self._learning:
            if self._learnt is not None and self._learnt.keys is not known.keys:
                return self._learnt.keys
            now = self._now()
            if now - self._looked_again < PAUSE_KEYS:
                raise NotAccepted("unknown key")
            self._looked_again = now
            self._learnt = replace(known, keys=await self._keys(known.metadata))
            return self._learnt.keys

    # --- over the line ---------------------------------------------------------------------

    async def _json(
        self, what: str, url: str, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        try:
            async with asyncio.timeout(PATIENCE), self._client() as client:
                answer = await client.request("GET", url, headers=headers, withhold_token=True)
                answer.raise_for_status()  # a redirect is no answer either
                found = answer.json()
        except BROKEN as error:
            raise Unavailable(f"{what}: {type(error).__name__}") from error
        if not isinstance(found, dict):
            raise Unavailable(f"{what}: no object")
        return found

    def _client(self, metadata: Metadata | None = None) -> Any:
        """Return a client for one talk. It has to be closed."""
        provider, credential = self.provider, self.provider.credential
        method = "private_key_jwt"
        if isinstance(credential, str):
            known = metadata.auth_methods if metadata else ()
            only_post = "client_secret_post" in known and "client_secret_basic" not in known
            method = "client_secret_post" if only_post else "client_secret_basic"
        client = AsyncOAuth2Client(
            client_id=provider.client_id,
            client_secret=credential,
            token_endpoint_auth_method=method,
            scope=provider.scopes,
            redirect_uri=f"{self._base}/login/back/{provider.key}",
            code_challenge_method="S256",
            verify=self._tls,
            timeout=PATIENCE,
            follow_redirects=False,
            headers={"accept-encoding": "identity"},
            event_hooks={"response": [_bound]},
        )
        if metadata is not None and not isinstance(credential, str):
            ends = int(self._now().timestamp()) + ASSERTION
            alg = "RS256" if isinstance(credential, RSAKey) else "ES256"
            client.register_client_auth_method(
                PrivateKeyJWT(metadata.token_endpoint, claims={"exp": ends}, alg=alg)
            )
        return client


async def _bound(answer: httpx2.Response) -> None:
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise ValueError("packed, and what it unfolds to has no bound")
    stream = answer.stream
    if isinstance(stream, httpx2.AsyncByteStream):
        answer.stream = _Bounded(stream)


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for chunk in self._stream:
            read += len(chunk)
            if read > MOST:
                raise ValueError("too long an answer")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
