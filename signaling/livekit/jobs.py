"""Making LiveKit agree with the visit's row: tried again until it does."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.core.settings import settings
from signaling.livekit import rooms
from signaling.livekit.api import RoomService


@job(rooms.SETTLE)
async def settle(db: Db, actor: Actor, visit_id: str) -> None:
    """Who may not be in the call is put out; a call that is over has no room."""
    await rooms.settle(db, RoomService(settings()), UUID(visit_id))
