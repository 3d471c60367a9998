"""outside(): whether an address given by a user leads out of our network (B35); hub.core.egress judges and calls it."""

from __future__ import annotations

from urllib.parse import urlsplit

from hub.core.egress import AddressRefused, Unanswered, judged
from hub.core.settings import settings


def allowed_scheme(url: str) -> bool:
    """https with a host and no user part; plain http on loopback only in tests."""
    parts = urlsplit(url)
    if parts.username or parts.password or not parts.hostname:
        return False
    return parts.scheme == "https" or (settings().environment == "test" and parts.hostname == "127.0.0.1")


async def outside(url: str) -> bool:
    """Whether we may call it, as its name resolves now; a name that resolves to nothing now may do so later."""
    try:
        await judged(url)
    except AddressRefused:
        return False
    except Unanswered:
        pass
    return True
