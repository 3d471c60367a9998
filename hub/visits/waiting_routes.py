"""HTTP of the waiting rooms: for the desk, nurses and clinicians of a clinic."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api
from hub.visits import queries, views, waiting, waiting_views
from hub.visits.schemas import (
    DoorSignOut,
    MessageOut,
    MessagesOut,
    PutDoorSign,
    SendMessage,
    WaitingQuery,
    WaitingRoomsOut,
)

api = Api("waiting_rooms")


@api.get("/waiting-rooms", may="waiting.work")
async def rooms(db: ReadDb, actor: Actor, query: WaitingQuery) -> WaitingRoomsOut:
    """Every waiting room of a department, or of the house."""
    return await waiting_views.all_rooms(db, actor, query.department_id)


@api.put("/waiting-rooms/<uuid:practitioner_id>/sign", may="waiting.work")
async def say(db: Db, actor: Actor, practitioner_id: UUID, data: PutDoorSign) -> DoorSignOut:
    """Say to those who wait what the clinician is doing."""
    return DoorSignOut.model_validate(await waiting.say(db, practitioner_id, data, actor=actor))


@api.get("/waiting-rooms/visits/<uuid:visit_id>/messages", may="waiting.work")
async def messages(db: Db, actor: Actor, visit_id: UUID) -> MessagesOut:
    """What was written with who waits."""
    return views.messages(await queries.chat(db, await waiting.access_waiting(db, actor, visit_id)), actor)


@api.post("/waiting-rooms/visits/<uuid:visit_id>/messages", may="waiting.work", status=201, idempotent=True)
async def write(db: Db, actor: Actor, visit_id: UUID, data: SendMessage) -> MessageOut:
    """A word to who waits."""
    visit = await waiting.access_waiting(db, actor, visit_id)
    return views.message(await waiting.write(db, visit, data.body, actor=actor), actor)
