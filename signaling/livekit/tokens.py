"""LiveKit's tokens: JWT, HS256 under the API secret, the key in `iss`, what they open in `video`.

A page's token opens one room, under one identity, for a minute: long enough to connect, useless to whoever finds it
later. While it is connected, LiveKit itself gives the page what it needs to come back.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any
from uuid import uuid4

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from hub.core.clock import now
from hub.core.settings import Settings

LASTS = 60
"""Seconds in which a page must have connected."""
SKEW = 10
LONGEST = 600
"""A webhook's token that claims to hold longer than this is none: LiveKit makes them for five minutes."""


def for_page(options: Settings, room: str, identity: str) -> str:
    """Into one room, to send camera, microphone and screen and to see the others; no data, no names."""
    grants = {
        "roomJoin": True, "room": room, "canPublish": True, "canSubscribe": True, "canPublishData": False,
        "canUpdateOwnMetadata": False, "canPublishSources": ["camera", "microphone", "screen_share"],
    }  # fmt: skip
    return _signed(options, LASTS, grants, sub=identity, jti=uuid4().hex)


def for_us(options: Settings, **grants: Any) -> str:
    """For one call of the API: roomCreate, roomList, or roomAdmin of one room."""
    return _signed(options, LASTS, grants)


def _signed(options: Settings, lasts: int, grants: dict[str, Any], **claims: Any) -> str:
    moment = int(now().timestamp())
    body = {"iss": options.livekit_key, "nbf": moment - SKEW, "exp": moment + lasts, "video": grants, **claims}
    return jwt.encode({"alg": "HS256", "typ": "JWT"}, body, _key(options), algorithms=["HS256"])


def says(options: Settings, token: str, raw: bytes) -> bool:
    """Whether LiveKit has signed exactly this body (`sha256`), with our key and not long ago."""
    if len(token) > 4096:
        return False
    try:
        claims = jwt.decode(token, _key(options), algorithms=["HS256"]).claims
    except (JoseError, ValueError, TypeError, KeyError):
        return False
    moment, until, since = now().timestamp(), claims.get("exp"), claims.get("nbf", 0)
    digest = base64.b64encode(hashlib.sha256(raw).digest()).decode()
    return (
        claims.get("iss") == options.livekit_key
        and isinstance(until, int) and moment - SKEW < until < moment + LONGEST
        and isinstance(since, int) and since <= moment + SKEW
        and hmac.compare_digest(digest.encode(), str(claims.get("sha256", "")).encode())
    )  # fmt: skip


def _key(options: Settings) -> OctKey:
    return OctKey.import_key(options.livekit_secret)
