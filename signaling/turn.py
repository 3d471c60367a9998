"""STUN and TURN for one participant: coturn's REST credentials (use-auth-secret), made per session from settings.

username = "<unix expiry>:<participant>", credential = base64(HMAC-SHA1(secret, username)). The expiry is checked by
coturn only when an allocation is made, so a long call lives on. No name and no record id is in it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any, Literal
from uuid import UUID

from hub.core.settings import Settings

CHECK_TTL = 120
"""Seconds; for the device check, which may come before admission."""


def ice_servers(options: Settings, participant: str, *, ttl: int | None = None) -> list[dict[str, Any]]:
    """RTCIceServer list; empty on a LAN or in a test, and then no foreign server is ever asked."""
    servers: list[dict[str, Any]] = []
    if stun := _urls(options.stun_urls):
        servers.append({"urls": stun})
    if (turn := _urls(options.turn_urls)) and options.turn_secret:
        username, credential = credentials(options.turn_secret, participant, ttl or options.turn_ttl_seconds)
        servers.append({"urls": turn, "username": username, "credential": credential})
    return servers


def policy(options: Settings) -> Literal["all", "relay"]:
    """RTCIceTransportPolicy of every page."""
    return "relay" if options.turn_only else "all"


def credentials(secret: str, participant: str, ttl: int, *, at: float | None = None) -> tuple[str, str]:
    """(username, credential) that coturn accepts for `ttl` seconds from now."""
    username = f"{int(at if at is not None else time.time()) + ttl}:{participant}"
    digest = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()  # HMAC-SHA1 is the TURN REST format
    return username, base64.b64encode(digest).decode()


def participant(options: Settings, visit_id: UUID, side: str) -> str:
    """A name for one end of one visit that tells a TURN server's log nothing."""
    return hashlib.sha256(f"{options.secret('key')}:{visit_id}:{side}".encode()).hexdigest()[:16]


def _urls(given: str) -> list[str]:
    return [url.strip() for url in given.split(",") if url.strip()]
