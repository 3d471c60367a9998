"""Rights do not outlive their session: every second each process asks which of its sessions still stand (B21, B51)."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog

from hub.core.actor import Actor
from hub.core.db import reading, transaction
from hub.core.errors import HubError, Unavailable
from hub.identity.facts import SessionRevoked
from hub.identity.policy.facts import PolicyChanged
from hub.identity.queries import actors_of_sessions, live_sessions
from hub.monitoring.devices import live_keys
from hub.patients.access.facts import AccessChanged
from hub.visits.facts import GuestChanged, VisitChanged
from hub.visits.models import OVER
from hub.visits.queries import living_guests
from signaling import rooms
from signaling.gate import Line
from signaling.limits import CONNECT_WITHIN

if TYPE_CHECKING:
    from signaling.server import Sockets

log = structlog.get_logger(__name__)

EVERY = 1.0
RENEW = 30.0
"""Seconds after which rights are derived again although nobody said that they changed: grants run out by themselves."""
AT_ONCE = 50
"""People whose rights are derived in one go."""
TRUST_FOR = 60.0
"""Seconds that a socket lives on while nobody can say whether its session stands (the database is away)."""


class Rights:
    """The watch over the lines of one process."""

    def __init__(self, sockets: Sockets) -> None:
        self.sockets = sockets
        self.poke = asyncio.Event()
        self.renewed = 0.0

    def heard(self, event: str, data: Any) -> None:
        kind = data.get("kind") if event == "fact" and isinstance(data, dict) else None
        if kind in (PolicyChanged.kind, AccessChanged.kind):
            self.renewed = 0.0
        over = (kind == GuestChanged.kind and data.get("revoked")) or (
            kind == VisitChanged.kind and data.get("status") in OVER
        )
        if over or kind in (SessionRevoked.kind, PolicyChanged.kind, AccessChanged.kind):
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

    async def _guests(self, lines: list[Line]) -> None:
        """End the lines of guests who were asked to leave, or whose visit is over (B22)."""
        if not lines:
            return
        with contextlib.suppress(Unavailable):
            async with reading() as db:
                alive = await living_guests(db, {line.actor.user_id for line in lines if line.actor.user_id})
            for line in lines:
                if line.actor.user_id not in alive:
                    await self.sockets.end(line)

    async def look(self) -> None:
        """End the lines whose session is over. A change of roles ends sessions too, so rights end with their grant."""
        lines = list(self.sockets.lines)
        moment = time.monotonic()
        for line in lines:
            if not line.sid and moment - line.opened > CONNECT_WITHIN:
                line.abort("no_hello")
        await self._devices([line for line in lines if line.device_key and not line.dead])
        await self._guests([line for line in lines if line.guest and not line.dead])
        lines = [line for line in lines if not line.device_key and not line.guest]
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
        if moment - self.renewed > RENEW or self.renewed == 0.0:
            self.renewed = moment
            await self.renew([line for line in lines if line.sid and line.actor.session_id in alive])

    async def renew(self, lines: list[Line]) -> None:
        """Rights that have changed count on open sockets too: whoever lost a room's right leaves it now (B10)."""
        for first in range(0, len(lines), AT_ONCE):
            await self._renew(lines[first : first + AT_ONCE])
            await asyncio.sleep(0)  # nobody's news waits for a thousand people's rights

    async def _renew(self, lines: list[Line]) -> None:
        async with reading() as db:
            actors = await actors_of_sessions(db, [line.actor.session_id for line in lines if line.actor.session_id])
        for line in lines:
            fresh = actors.get(line.actor.session_id) if line.actor.session_id else None
            if fresh is None or _same(fresh, line.actor):
                continue
            line.actor = fresh.at(ip=line.actor.ip, request_id=line.actor.request_id)
            for room in self.sockets.rooms_of(line) if line.sid else ():
                if not await _may_stay(line.actor, room):
                    await self.sockets.io.leave_room(line.sid, room)


def _same(one: Actor, other: Actor) -> bool:
    return (one.permissions, one.relations, one.denied) == (other.permissions, other.relations, other.denied)


async def _may_stay(actor: Actor, room: str) -> bool:
    """Whether the room still follows from who this is, or its door still opens."""
    prefix, _, name = room.partition(":")
    if prefix not in rooms.DOORS:
        return room in rooms.own(actor) or prefix not in ("slots", "role", "user", "practitioner")
    try:
        async with transaction() as db:
            await rooms.DOORS[prefix](db, actor, UUID(name))
    except HubError:
        return False
    return True
