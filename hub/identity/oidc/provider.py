"""The port to an OpenID Connect provider, the real one over HTTP, and its labelled twin in this process."""

from __future__ import annotations

from typing import Any, Protocol
from urllib.parse import urlencode

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from hub.core.clock import now
from hub.core.errors import Invalid, Unavailable
from hub.core.settings import settings
from hub.identity.oidc.models import IdentityProvider

ALGORITHMS = ["RS256", "ES256", "PS256"]
SLACK = 60


class Refused(Invalid):
    """The provider's answer is not one that we may believe."""

    code = "provider_refused"
    title = "Signing in did not work"


class Provider(Protocol):
    """What we ask of a provider."""

    async def authorize_url(self, asked: dict[str, str]) -> str:
        """Where the browser goes to sign in; `asked` holds the request of RFC 6749 and OpenID Connect."""

    async def claims(self, code: str, verifier: str, redirect_uri: str) -> dict[str, Any]:
        """The claims of the checked id token that the provider gives for a code; raises Refused or Unavailable."""


class HttpProvider:
    """A provider that is found by discovery, over https (http only on this machine). Ten seconds, then 503."""

    def __init__(self, row: IdentityProvider) -> None:
        self.row = row

    async def authorize_url(self, asked: dict[str, str]) -> str:
        metadata = await self._get(self.row.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if metadata.get("issuer") != self.row.issuer:
            raise Refused("The provider calls itself by another name.")
        return f"{metadata['authorization_endpoint']}?{urlencode(asked)}"

    async def claims(self, code: str, verifier: str, redirect_uri: str) -> dict[str, Any]:
        metadata = await self._get(self.row.issuer.rstrip("/") + "/.well-known/openid-configuration")
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri,
                "code_verifier": verifier, "client_id": self.row.client_id}  # fmt: skip
        if self.row.secret:
            form["client_secret"] = self.row.secret
        answer = await self._call("POST", str(metadata["token_endpoint"]), data=form)
        keys = await self._get(str(metadata["jwks_uri"]))
        return checked(str(answer.get("id_token", "")), KeySet.import_key_set(keys), self.row)  # type: ignore[arg-type]

    async def _get(self, url: str) -> dict[str, Any]:
        return await self._call("GET", url)

    async def _call(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        if not url.startswith("https://") and httpx.URL(url).host not in ("127.0.0.1", "localhost", "::1"):
            raise Refused("The provider is not reached over https.")
        try:
            async with httpx.AsyncClient(timeout=10, follow_redirects=False) as client:
                reply = await client.request(method, url, **options)
        except httpx.HTTPError as error:
            raise Unavailable(
                "The hospital's sign-in cannot be reached. Please try again, or use your password."
            ) from error
        if reply.status_code >= 500:
            raise Unavailable("The hospital's sign-in does not work right now. Please use your password.")
        if reply.status_code != 200 or len(reply.content) > 200_000:
            raise Refused("The provider refused the sign-in.")
        found = reply.json()
        return found if isinstance(found, dict) else {}


def checked(token: str, keys: Any, row: IdentityProvider) -> dict[str, Any]:
    """The claims of a good id token (OpenID Connect Core 3.1.3.7); nonce and state are compared by the caller."""
    try:
        claims = dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Refused("The provider's answer is not signed by its keys.") from error
    moment = now().timestamp()
    audience = claims.get("aud")
    several = isinstance(audience, list)
    good = (
        claims.get("iss") == row.issuer and row.client_id in (audience if several else [audience])  # type: ignore[operator]
        and (not several or len(audience) == 1 or claims.get("azp") == row.client_id)  # type: ignore[arg-type]
        and isinstance(claims.get("exp"), int | float) and claims["exp"] > moment - SLACK
        and isinstance(claims.get("iat"), int | float) and claims["iat"] < moment + SLACK
        and isinstance(claims.get("sub"), str) and 0 < len(claims["sub"]) <= 255
    )  # fmt: skip
    if not good:
        raise Refused("The provider's answer is not for us, or not from now.")
    return claims


class TestProvider:
    """The twin: signs in whoever is named in `login_hint`, without a password. Only in demos and tests, and says so.

    Fault modes, by the name that is given: `refuse@`, `down@`, `stranger@` (another issuer), `unverified@`.
    """

    __test__ = False  # no test, although pytest would think so
    _key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)

    def __init__(self, row: IdentityProvider) -> None:
        self.row = row

    async def authorize_url(self, asked: dict[str, str]) -> str:
        if settings().environment == "production":
            raise Refused("The test provider does not exist in production.")
        return f"{settings().base_url}/test-provider?{urlencode(asked)}"

    async def claims(self, code: str, verifier: str, redirect_uri: str) -> dict[str, Any]:
        if settings().environment == "production":
            raise Refused("The test provider does not exist in production.")
        email, _, nonce = code.partition("|")
        fault = email.partition("@")[0]
        if fault == "down":
            raise Unavailable("The hospital's sign-in cannot be reached. Please try again, or use your password.")
        if fault == "refuse":
            raise Refused("The provider refused the sign-in.")
        moment = int(now().timestamp())
        claims = {
            "iss": "https://stranger.example" if fault == "stranger" else self.row.issuer, "aud": self.row.client_id,
            "sub": email, "email": email, "email_verified": fault != "unverified", "nonce": nonce, "iat": moment,
            "exp": moment + 300,
        }  # fmt: skip
        token = jwt.encode({"alg": "ES256", "kid": self._key.kid}, claims, self._key)
        return checked(token, self._key, self.row)


def provider_of(row: IdentityProvider) -> Provider:
    """The provider behind a row."""
    return TestProvider(row) if row.kind == "test" else HttpProvider(row)
