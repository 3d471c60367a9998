"""Virus scanning: a port with a console twin that knows the EICAR test file, and ClamAV's clamd behind a setting."""

from __future__ import annotations

import asyncio
import struct
from typing import Protocol
from urllib.parse import urlsplit

import structlog

from hub.core.errors import HubError, Unavailable
from hub.core.settings import settings

log = structlog.get_logger(__name__)

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""In two parts, so that no scanner takes this source file for the test file."""
CHUNK = 64 * 1024
TIMEOUT = 10.0


class Infected(HubError):
    """The scanner found something; the file is not kept."""

    code, status, title = "file_infected", 422, "This file is not safe"


class Scanner(Protocol):
    """Looks into bytes before they are kept."""

    name: str

    async def scan(self, content: bytes) -> str:
        """The name of what was found, '' when clean. Unavailable when it cannot be asked."""


class Console:
    """Stands in where no scanner is set up: it finds the EICAR test file and nothing else."""

    name = "console"

    async def scan(self, content: bytes) -> str:
        return "Eicar-Test-Signature" if EICAR in content else ""


class Clamd:
    """clamd over TCP: zINSTREAM, chunks with their length before them, an empty one at the end (clamd(8))."""

    name = "clamd"

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port

    async def scan(self, content: bytes) -> str:
        try:
            async with asyncio.timeout(TIMEOUT):
                answer = await self._ask(content)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise Unavailable("The virus scanner cannot be reached, so files are not taken now.",
                              code="scanner_unavailable") from error  # fmt: skip
        text = answer.rstrip(b"\0").decode(errors="replace").removeprefix("stream: ")
        if text == "OK":
            return ""
        if text.endswith(" FOUND"):
            return text.removesuffix(" FOUND")
        raise Unavailable("The virus scanner did not answer as it should.", code="scanner_unavailable")

    async def _ask(self, content: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                part = content[start : start + CHUNK]
                writer.write(struct.pack(">I", len(part)) + part)
                await writer.drain()
            writer.write(struct.pack(">I", 0))
            await writer.drain()
            return await reader.readuntil(b"\0")
        finally:
            writer.close()


def scanner() -> Scanner:
    """The scanner of this installation."""
    if url := settings().virus_scanner:
        parts = urlsplit(url)
        return Clamd(parts.hostname or "127.0.0.1", parts.port or 3310)
    return Console()


async def check(content: bytes) -> str:
    """The name of the scanner that found `content` clean; 422 file_infected otherwise."""
    asked = scanner()
    if found := await asked.scan(content):
        log.warning("file_infected", scanner=asked.name, found=found[:80])
        raise Infected("The virus scanner found something in this file. It was not kept.")
    return asked.name
