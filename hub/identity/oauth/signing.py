"""The provider's signing key (ES256, outside the database) and the tokens under it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from hub.core.clock import now
from hub.core.settings import settings

ACCESS, ID = "at+jwt", "JWT"
LASTS = 600
"""Seconds that an access token is good for."""


def _key() -> ECKey:
    def make() -> str:
        key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        return orjson.dumps(key.as_dict(private=True)).decode()

    return _parsed(settings().secret("oauth_signing_key", make))


@lru_cache(maxsize=2)
def _parsed(text: str) -> ECKey:
    return ECKey.import_key(orjson.loads(text))


def public_keys() -> dict[str, Any]:
    """The JWKS document."""
    return {"keys": [_key().as_dict(private=False)]}


def access_token(user_id: UUID, client_id: str, grant_id: UUID, scopes: list[str]) -> str:
    """RFC 9068: who may call us, for whom, with which scopes, for ten minutes."""
    moment = int(now().timestamp())
    claims = {
        "iss": settings().base_url, "aud": settings().base_url, "sub": str(user_id), "client_id": client_id,
        "scope": " ".join(scopes), "iat": moment, "exp": moment + LASTS, "jti": uuid4().hex, "sid": str(grant_id),
    }  # fmt: skip
    return _signed(ACCESS, claims)


def id_token(client_id: str, claims: dict[str, Any]) -> str:
    """OpenID Connect Core 2: who signed in, for the app alone."""
    moment = int(now().timestamp())
    return _signed(ID, {"iss": settings().base_url, "aud": client_id, "iat": moment, "exp": moment + LASTS, **claims})


def _signed(kind: str, claims: dict[str, Any]) -> str:
    key = _key()
    return jwt.encode({"alg": "ES256", "kid": key.kid, "typ": kind}, claims, key, algorithms=["ES256"])


def access_claims(token: str) -> dict[str, Any] | None:
    """The claims of one of our own access tokens, or None (B20).

    One algorithm, one key: what the header says about either (`alg`, `jku`, `jwk`, `kid`) chooses nothing.
    """
    if len(token) > 4096:
        return None
    try:
        found = jwt.decode(token, _key(), algorithms=["ES256"])
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    claims, moment = found.claims, now().timestamp()
    good = (
        found.header.get("typ") == ACCESS and "crit" not in found.header
        and claims.get("iss") == settings().base_url and claims.get("aud") == settings().base_url
        and isinstance(claims.get("exp"), int) and claims["exp"] > moment
        and isinstance(claims.get("iat"), int) and claims["iat"] <= moment + 5
        and claims.get("nbf", 0) <= moment + 5
    )  # fmt: skip
    return claims if good else None
