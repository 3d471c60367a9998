"""The doors of records that are watched while they are on a screen: a patient's chart, a case.

Having been let in is not for ever: when somebody no longer takes care of a patient, they leave that room at once (B10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb, reading
from hub.core.errors import NotFound
from hub.patients import queries as patients
from hub.patients.access.facts import AccessChanged
from hub.patients.facts import CareChanged
from signaling import rooms
from workflows import cases, tasks

if TYPE_CHECKING:
    from signaling.server import Sockets

CHART = "patient:"


async def _may_watch(db: Db | ReadDb, actor: Actor, patient_id: UUID) -> bool:
    return actor.may("patient.read") and await patients.may_see(db, actor, patient_id, clinical=True)


@rooms.door("patient")
async def patient_door(db: Db, actor: Actor, patient_id: UUID) -> list[str]:
    """Staff who take care of the patient hear what happens in the open chart. Opening it was audited by HTTP."""
    if not await _may_watch(db, actor, patient_id):
        raise NotFound()
    return []


@rooms.door("case")
async def case_door(db: Db, actor: Actor, case_id: UUID) -> list[str]:
    """Who may open a case sees its tokens move."""
    actor.must("case.read")
    await cases.access_case(db, actor, case_id)
    return []


@rooms.door("cover")
async def cover_door(db: Db, actor: Actor, user_id: UUID) -> list[str]:
    """Who covers for an absent colleague hears what happens to the tasks in that colleague's hands."""
    if not await tasks.covering(db, actor, user_id):
        raise NotFound()
    return []


def heard(sockets: Sockets, event: str, data: Any) -> None:
    """Somebody's care for a patient ended, or a label or objection came: look at once who still may sit there."""
    if event != "fact" or not isinstance(data, dict):
        return
    if (data.get("kind") == CareChanged.kind and data.get("ended")) or data.get("kind") == AccessChanged.kind:
        sockets.soon(look(sockets, UUID(str(data["patient_id"]))))


async def look(sockets: Sockets, patient_id: UUID | None = None) -> None:
    """Put out of the charts (of one patient, or of all) who may no longer look into them; relations also run out."""
    wanted = f"{CHART}{patient_id or ''}"
    seats = [
        (line, room)
        for line in list(sockets.lines)
        for room in (sockets.rooms_of(line) if line.sid else ())
        if room.startswith(wanted)
    ]
    if not seats:
        return
    async with reading() as db:
        for line, room in seats:
            if not await _may_watch(db, line.actor, UUID(room.removeprefix(CHART))) and line.sid:
                await sockets.io.leave_room(line.sid, room)
