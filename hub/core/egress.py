"""post(): the one way in which the hub calls an address that a person has typed (B35).

The host's name is looked up once, every address behind it is judged, and the connection goes to a judged address: a
name that points elsewhere a moment later (DNS rebinding) changes nothing. TLS still checks the name. No redirect is
followed, no proxy of the environment is used, the answer is read up to a bound and forgotten.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

import httpx

from hub.core.errors import Invalid
from hub.core.settings import settings

SECONDS = 10.0
MOST_BYTES = 64 * 1024
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(Invalid):
    """We do not call this address: not http(s), or it leads inside."""

    code, title = "address_refused", "This address is not called"


class Unanswered(Exception):
    """Nothing useful came back; `code` says what happened in one stable word."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: only its status, and how long it took."""

    status: int
    ms: int


async def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """POST a body, at most ten seconds in all. AddressRefused, or Unanswered: timeout, unreachable, tls_failed,
    answer_too_large, not_http."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(SECONDS):
            address = await judged(url)
            status = await _exchange(url, address, body, headers)
    except TimeoutError as error:
        raise Unanswered("timeout") from error
    return Answer(status, round((time.monotonic() - began) * 1000))


async def judged(url: str) -> str:
    """An address behind the host that may be called, or AddressRefused. One that may not spoils them all."""
    parts = shape(url)
    try:
        found = await _resolve(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
    except OSError as error:
        raise Unanswered("unreachable") from error
    for address in found:
        if not _allowed(address) and (parts.scheme == "http" or not public(address)):
            raise AddressRefused("This address leads inside, or is not encrypted; an operator can allow it.")
    if not found:
        raise Unanswered("unreachable")
    return found[0]


def shape(url: str) -> _Parts:
    """The parts of an address that has the right form, whatever stands behind it, or AddressRefused."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("This address cannot be read.") from error
    plain = all(33 <= ord(char) < 127 for char in url) and "\\" not in url
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        raise AddressRefused("Give an address that begins with https://.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused("An address carries no user, no password and no '#'.")
    return _Parts(parts.scheme, parts.hostname, port)


@dataclass(frozen=True, slots=True)
class _Parts:
    scheme: str
    hostname: str
    port: int | None


async def _resolve(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]).split("%")[0] for entry in found))


def public(address: str) -> bool:
    """Whether an IP address is on the public internet; what is wrapped in it (mapped, 6to4, NAT64) is unwrapped."""
    ip = _unwrapped(ipaddress.ip_address(address.split("%")[0]))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _unwrapped(ip: Address) -> Address:
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


def _allowed(address: str) -> bool:
    """Whether an operator has allowed this inner address (`HUB_EGRESS_ALLOW`, networks separated by commas)."""
    ip = _unwrapped(ipaddress.ip_address(address))
    return any(ip in network for network in _networks(settings().egress_allow))


@lru_cache(maxsize=4)
def _networks(source: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(part.strip()) for part in source.split(",") if part.strip())


async def _exchange(url: str, address: str, body: bytes, headers: Mapping[str, str]) -> int:
    parts = urlsplit(url)
    host = parts.hostname or ""
    place = f"[{address}]" if ":" in address else address
    target = urlunsplit((parts.scheme, place if parts.port is None else f"{place}:{parts.port}",
                         parts.path or "/", parts.query, ""))  # fmt: skip
    named = {**headers, "Host": parts.netloc, "Accept-Encoding": "identity", "Connection": "close"}
    try:
        async with (
            httpx.AsyncClient(verify=_tls(), trust_env=False, follow_redirects=False, timeout=SECONDS) as client,
            client.stream("POST", target, content=body, headers=named, extensions={"sni_hostname": host}) as answer,
        ):
            taken = 0
            async for chunk in answer.aiter_raw():
                taken += len(chunk)
                if taken > MOST_BYTES:
                    raise Unanswered("answer_too_large")
            return answer.status_code
    except httpx.TimeoutException as error:
        raise Unanswered("timeout") from error
    except httpx.ConnectError as error:
        raise Unanswered("tls_failed" if _is_tls(error) else "unreachable") from error
    except httpx.ProtocolError as error:
        raise Unanswered("not_http") from error
    except httpx.HTTPError as error:
        raise Unanswered("unreachable") from error


def _is_tls(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()
