"""The signature of a webhook: how it is made, and how a receiver checks it.

    Wardline-Signature: t=1767261600,v1=5257a8…,v1=9b1c02…

`t` is the moment of this try in seconds since 1970. Each `v1` is the hex HMAC-SHA256, under the webhook's secret, of
`t`, a full stop and the body as it was received: two of them for a day after the secret was renewed, one per secret. A
receiver takes a message when any `v1` is right and `t` is at most five minutes away, and does each `Wardline-Delivery`
once: tries of one delivery carry the same id, so a message that is played again later is refused by time or by id.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from hub.core.settings import settings

SIGNATURE, DELIVERY, FACT = "Wardline-Signature", "Wardline-Delivery", "Wardline-Fact"
TOLERANCE = 300
"""Seconds that a receiver should allow between `t` and its own clock."""


def fresh_salt() -> str:
    return secrets.token_hex(16)


def secret(webhook_id: UUID, salt: str) -> str:
    """The secret that follows from a salt: it is shown once, and stored nowhere."""
    key = settings().secret("key").encode()
    made = hmac.new(key, f"webhook:{webhook_id}:{salt}".encode(), hashlib.sha256).digest()
    return "whsec_" + base64.urlsafe_b64encode(made).decode().rstrip("=")


def sign(body: bytes, keys: Iterable[str], at: datetime) -> str:
    """The value of the signature header."""
    moment = int(at.timestamp())
    return ",".join([f"t={moment}", *(f"v1={_hmac(key, moment, body)}" for key in keys)])


def is_right(header: str, body: bytes, key: str, at: datetime) -> bool:
    """What a receiver does: whether this body was signed with the key a short while ago."""
    try:
        parts = [tuple(part.split("=", 1)) for part in header.split(",")]
        moment = next(int(value) for name, value in parts if name == "t")
    except (ValueError, StopIteration):
        return False
    wanted = _hmac(key, moment, body)
    signed = any(name == "v1" and hmac.compare_digest(value, wanted) for name, value in parts)
    return signed and abs(at.timestamp() - moment) <= TOLERANCE


def _hmac(key: str, moment: int, body: bytes) -> str:
    return hmac.new(key.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
