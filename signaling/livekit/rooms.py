"""The room of a call at LiveKit, and making it what the visit's row says: the hub decides, LiveKit carries."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from hub.core.clock import now
from hub.core.db import Db, reading, transaction
from hub.core.jobs import enqueue
from hub.visits import queries
from hub.visits.consenting import sides
from hub.visits.models import Engine
from signaling.calls import Seat, guest_id
from signaling.livekit.api import RoomService
from signaling.livekit.tokens import LASTS

if TYPE_CHECKING:
    from signaling.server import Sockets

PREFIX = "visit-"
SETTLE = "livekit.settle"
ONCE_MORE = timedelta(seconds=LASTS + 10)
"""When a token that was made before a change opens nothing any more."""


def name_of(visit_id: UUID) -> str:
    """What LiveKit calls the room of this visit's call."""
    return f"{PREFIX}{visit_id}"


def visit_of(room: str) -> UUID | None:
    """Whose room this is; None of a room that is not ours."""
    try:
        return UUID(room.removeprefix(PREFIX)) if room.startswith(PREFIX) else None
    except ValueError:
        return None


class LiveKit:
    """The engine of calls with guests, where LiveKit is set up (a `signaling.engines.MediaEngine`)."""

    def __init__(self, sockets: Sockets) -> None:
        self.sockets = sockets
        self.service = RoomService(sockets.options)

    async def must_carry(self, visit_id: UUID, participant: str) -> None:
        """Raise 503 livekit_full, livekit_refused or livekit_unavailable; a call that is there already has moved."""
        async with reading() as db:
            moved = await queries.carried_by(db, Engine.livekit, visit_id)
        if not moved:
            await self.service.create(name_of(visit_id))

    async def carries(self, seat: Seat) -> bool:
        """It is not asked: LiveKit lives beside us, and its own code in the page knows when the media is gone."""
        return True

    def left(self, seat: Seat) -> None:
        """Also a guest whose time is over, of which no fact tells."""
        if self.sockets.options.livekit and guest_id(seat.participant) is not None:
            self.sockets.soon(_settle_soon(seat.visit_id))

    def closed(self, visit_id: UUID) -> None:
        """The fact that shut the door makes the job, too (`reactions`)."""


async def _settle_soon(visit_id: UUID) -> None:
    async with transaction() as db:
        await settle_soon(db, visit_id)


async def settle_soon(db: Db, visit_id: UUID) -> None:
    """Look at the room after this commit, and once more when nobody can come in with a token from before."""
    await enqueue(db, SETTLE, visit_id=visit_id)
    await enqueue(db, SETTLE, visit_id=visit_id, run_at=now() + ONCE_MORE)


async def settle(db: Db, service: RoomService, visit_id: UUID) -> None:
    """Put out who may not be there now; a call that LiveKit does not carry (any more) has no room."""
    room = name_of(visit_id)
    if not await queries.carried_by(db, Engine.livekit, visit_id):
        await service.delete(room)
        return
    present = await sides(db, await queries.visit_by_id(db, visit_id))
    living = await queries.living_guests(db, {guest for one in present if (guest := guest_id(one)) is not None})
    may = {one for one in present if (guest := guest_id(one)) is None or guest in living}
    for identity in await service.people(room) - may:
        await service.remove(room, identity)
