"""outside(): whether an address given by a user leads out of our network (B35)."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit

from hub.core.settings import settings


def allowed_scheme(url: str) -> bool:
    """https with a host and no user part; plain http on loopback only in tests."""
    parts = urlsplit(url)
    if parts.username or parts.password or not parts.hostname:
        return False
    return parts.scheme == "https" or (settings().environment == "test" and parts.hostname == "127.0.0.1")


async def outside(url: str) -> bool:
    """Whether every address behind the host is public: no loopback, private, link-local or mapped one."""
    if not allowed_scheme(url):
        return False
    if settings().environment == "test":
        return True
    host = urlsplit(url).hostname or ""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError:
        return True  # not resolvable now: the try fails by itself and comes again
    return all(public(str(entry[4][0])) for entry in found)


def public(address: str) -> bool:
    """Whether an IP address is on the public internet; IPv4 inside IPv6 is unwrapped first."""
    ip = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global
