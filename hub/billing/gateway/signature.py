"""Webhook signatures: `t=<unix>,v1=<hex HMAC-SHA256 of "t.body">`, at most five minutes old (B62)."""

from __future__ import annotations

import hashlib
import hmac

from hub.core.clock import now
from hub.core.errors import Malformed

TOLERANCE_S = 300


class BadSignature(Malformed):
    """The message does not come from the gateway, or is too old."""

    code, title = "bad_signature", "This message is not authentic"


def sign(raw: bytes, secret: str, at: int | None = None) -> str:
    """The header value for `raw`."""
    moment = int(now().timestamp()) if at is None else at
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + raw, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def check(raw: bytes, header: str, secret: str) -> None:
    """Raise BadSignature unless one v1 signature matches and the time is within the tolerance."""
    parts = [part.split("=", 1) for part in header.split(",") if "=" in part]
    moments = [value for name, value in parts if name.strip() == "t" and value.isdigit() and len(value) <= 12]
    if len(moments) != 1 or abs(int(now().timestamp()) - int(moments[0])) > TOLERANCE_S:
        raise BadSignature("The time of this message is missing or too far off.")
    expected = sign(raw, secret, int(moments[0])).split("v1=")[1]
    given = [value for name, value in parts if name.strip() == "v1"]
    if not any(hmac.compare_digest(expected.encode(), value.encode()) for value in given):
        raise BadSignature("The signature does not match.")
