"""What changes who may be in a call changes its room at LiveKit."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import consumes
from hub.core.settings import settings
from hub.visits import queries
from hub.visits.facts import GuestChanged, VisitChanged
from hub.visits.models import OPEN_DOOR, Engine
from hub.visits.recording.facts import RecordingChanged
from signaling.livekit.rooms import settle_soon


def _shut(fact: VisitChanged) -> bool:
    return settings().livekit and fact.status not in OPEN_DOOR


def _used(_: GuestChanged | RecordingChanged) -> bool:
    return settings().livekit


@consumes(VisitChanged, "livekit.on_visit_changed", when=_shut)
async def on_visit_changed(db: Db, fact: VisitChanged, actor: Actor) -> None:
    """The door is shut: nobody stays inside. Most calls never had a room."""
    if (await queries.visit_by_id(db, fact.visit_id)).engine is Engine.livekit:
        await settle_soon(db, fact.visit_id)


@consumes(GuestChanged, "livekit.on_guest_changed", when=_used)
async def on_guest_changed(db: Db, fact: GuestChanged, actor: Actor) -> None:
    """A guest who was removed or has left is out; without guests there is no room."""
    await settle_soon(db, fact.visit_id)


@consumes(RecordingChanged, "livekit.on_recording_changed", when=_used)
async def on_recording_changed(db: Db, fact: RecordingChanged, actor: Actor) -> None:
    """A call that is recorded has moved to our relay."""
    await settle_soon(db, fact.visit_id)
