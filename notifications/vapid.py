"""The VAPID key pair of this installation, made at first start and kept 0600 in the data folder."""

from __future__ import annotations

import base64
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from hub.core.clock import now
from hub.core.settings import settings


def _make() -> str:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


@lru_cache
def private_key() -> str:
    """The raw private key, base64url."""
    return settings().secret("vapid", _make)


def headers(endpoint: str) -> dict[str, str]:
    """The Authorization header (RFC 8292) by which a push service knows this installation, good for 12 hours."""
    parts = urlsplit(endpoint)
    claims = {"sub": settings().vapid_subject, "aud": f"{parts.scheme}://{parts.netloc}",
              "exp": int(now().timestamp()) + 12 * 3600}  # fmt: skip
    return dict(_signer().sign(claims))


@lru_cache
def _signer() -> Vapid02:
    return Vapid02.from_raw(private_key().encode())


@lru_cache
def public_key() -> str:
    """The uncompressed public point, base64url: the browser's applicationServerKey."""
    raw = base64.urlsafe_b64decode(private_key() + "=")
    key = ec.derive_private_key(int.from_bytes(raw, "big"), ec.SECP256R1()).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()
