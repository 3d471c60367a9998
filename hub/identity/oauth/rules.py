"""Scopes and redirect addresses: what an app may ask for, and where answers may go. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from urllib.parse import urlencode, urlsplit

from hub.core.errors import HubError, Invalid
from hub.identity.policy.actions import HELD_BACK
from hub.identity.roles import PERMISSIONS

IDENTITY = {
    "openid": "know who you are here", "profile": "read your name", "email": "read your e-mail address",
    "offline_access": "stay connected until you end it",
}  # fmt: skip
SCOPES: dict[str, str] = IDENTITY | {code: words for code, words in PERMISSIONS.items() if code not in HELD_BACK}
"""Every scope in words: who somebody is, and our own permissions by their names."""
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class OAuthError(HubError):
    """An error of RFC 6749, with its own word as `code`."""

    status = 400


def scopes_of(text: str, registered: list[str]) -> list[str]:
    """Canonical scopes; refuses what is unknown, repeated, or wider than what was registered (B24)."""
    wanted = text.split(" ") if text else []
    if len(set(wanted)) != len(wanted) or any(scope not in SCOPES or scope not in registered for scope in wanted):
        raise OAuthError("This app may not ask for that.", code="invalid_scope")
    if not wanted:
        raise OAuthError("Which scopes?", code="invalid_scope")
    return sorted(wanted)


def check_redirect(uri: str) -> str:
    """A redirect address that may be registered: https, or http on this machine; nothing behind a '#'."""
    parts = urlsplit(uri)
    local = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    if (
        not (parts.scheme == "https" or local)
        or not parts.netloc
        or parts.fragment
        or "*" in uri
        or "@" in parts.netloc
    ):
        raise Invalid("A redirect address is https://…, without a fragment or a wildcard.", code="bad_redirect_uri")
    return uri


def check_challenge(method: str, challenge: str) -> None:
    """PKCE with S256, always (RFC 7636): `plain` and its absence are refused."""
    if method != "S256" or not _CHALLENGE.fullmatch(challenge):
        raise OAuthError("PKCE with S256 is needed.", code="invalid_request")


def verifier_fits(verifier: str, challenge: str) -> bool:
    """Whether SHA-256 of the verifier is the challenge."""
    if not _VERIFIER.fullmatch(verifier):
        return False
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return hmac.compare_digest(digest, challenge)


def with_query(uri: str, **values: str) -> str:
    """`uri` with these values added to its query."""
    return uri + ("&" if urlsplit(uri).query else "?") + urlencode({k: v for k, v in values.items() if v})
