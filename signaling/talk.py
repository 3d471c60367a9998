"""Conversations that are open on a screen: who may watch one, and who types in it now. Typing is stored nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import Field

from hub.core.actor import Actor
from hub.core.db import Db, reading
from hub.core.errors import Conflict
from hub.messaging import queries
from hub.messaging.facts import ThreadChanged
from hub.patients.access.facts import AccessChanged
from hub.patients.facts import CareChanged
from signaling import rooms
from signaling.edge import Message, message
from signaling.gate import Line

if TYPE_CHECKING:
    from signaling.server import Sockets

THREAD = "thread:"


class Typing(Message):
    thread_id: UUID = Field(strict=False)


@rooms.door("thread")
async def thread_door(db: Db, actor: Actor, thread_id: UUID) -> list[str]:
    """Who may read a conversation sees who types in it."""
    await queries.access_thread(db, actor, thread_id)
    return []


@message("typing", Typing, rate=1.0, burst=5.0)
async def typing(sockets: Sockets, line: Line, data: Typing) -> dict[str, Any]:
    """Somebody writes in a conversation that he has open; the others who have it open see it for some seconds."""
    room = f"{THREAD}{data.thread_id}"
    if room not in sockets.io.rooms(line.sid):
        raise Conflict("This conversation is not open here.", code="not_watching")
    told = {"thread_id": str(data.thread_id), "user_id": str(line.actor.user_id), "name": line.actor.name}
    await sockets.io.emit("typing", told, room=room, skip_sid=line.sid)
    return {}


def heard(sockets: Sockets, event: str, data: Any) -> None:
    """People left a conversation, or somebody's care for a patient ended: look at once who still may sit there."""
    if event != "fact" or not isinstance(data, dict):
        return
    if data.get("kind") == ThreadChanged.kind:
        sockets.soon(look(sockets, str(data["thread_id"])))
    elif (data.get("kind") == CareChanged.kind and data.get("ended")) or data.get("kind") == AccessChanged.kind:
        sockets.soon(look(sockets))


async def look(sockets: Sockets, thread_id: str = "") -> None:
    """Put out of the conversations (of one, or of all) who may no longer read them."""
    seats = [
        (line, room)
        for line in list(sockets.lines)
        for room in (sockets.rooms_of(line) if line.sid else ())
        if room.startswith(f"{THREAD}{thread_id}")
    ]
    if not seats:
        return
    async with reading() as db:
        for line, room in seats:
            if not await queries.may_read(db, line.actor, UUID(room.removeprefix(THREAD))) and line.sid:
                await sockets.io.leave_room(line.sid, room)
