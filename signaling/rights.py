"""Rights do not outlive their session: every second each process asks which of its sessions still stand (B21, B51)."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any

import structlog

from hub.core.db import reading
from hub.core.errors import Unavailable
from hub.identity.facts import SessionRevoked
from hub.identity.queries import live_sessions
from hub.monitoring.devices import live_keys
from signaling.gate import Line
from signaling.limits import CONNECT_WITHIN

if TYPE_CHECKING:
    from signaling.server import Sockets

log = structlog.get_logger(__name__)

EVERY = 1.0
TRUST_FOR = 60.0
"""Seconds that a socket lives on while nobody can say whether its session stands (the database is away)."""


class Rights:
    """The watch over the lines of one process."""

    def __init__(self, sockets: Sockets) -> None:
        self.sockets = sockets
        self.poke = asyncio.Event()

    def heard(self, event: str, data: Any) -> None:
        if event == "fact" and isinstance(data, dict) and data.get("kind") == SessionRevoked.kind:
            self.poke.set()

    async def run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.poke.wait(), EVERY)
            self.poke.clear()
            try:
                await self.look()
            except Exception as error:
                log.error("rights_failed", error=type(error).__name__, exc_info=error)

    async def _devices(self, lines: list[Line]) -> None:
        """End the lines of devices whose key is worth nothing any more."""
        if not lines:
            return
        with contextlib.suppress(Unavailable):
            async with reading() as db:
                good = await live_keys(db, {line.device_key for line in lines})
            for line in lines:
                if line.device_key not in good:
                    await self.sockets.end(line)

    async def look(self) -> None:
        """End the lines whose session is over. A change of roles ends sessions too, so rights end with their grant."""
        lines = list(self.sockets.lines)
        moment = time.monotonic()
        for line in lines:
            if not line.sid and moment - line.opened > CONNECT_WITHIN:
                line.abort("no_hello")
        await self._devices([line for line in lines if line.device_key and not line.dead])
        lines = [line for line in lines if not line.device_key]
        sessions = {line.actor.session_id for line in lines if line.actor.session_id is not None and not line.dead}
        if not sessions:
            return
        try:
            async with reading() as db:
                alive = await live_sessions(db, list(sessions))
        except Unavailable:
            for line in lines:
                if moment - line.verified > TRUST_FOR:
                    line.abort("unverified")
            return
        for line in lines:
            if line.actor.session_id in alive:
                line.verified = moment
            elif not line.dead:
                await self.sockets.end(line)
