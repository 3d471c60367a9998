"""The doors of records that are watched while they are on a screen: a patient's chart, a case, a charge's pages.

Having been let in is not for ever: when somebody no longer takes care of a patient, they leave that room at once (B10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from hub.core import acting
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb, reading
from hub.core.errors import NotFound
from hub.identity.policy.facts import PolicyChanged
from hub.patients import proxies
from hub.patients import queries as patients
from hub.patients.access import proxy
from hub.patients.access.facts import AccessChanged
from hub.patients.facts import CareChanged, ProxyChanged
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


@rooms.door(acting.ROOM)
async def acting_door(db: Db, actor: Actor, patient_id: UUID) -> list[str]:
    """Who acts for the patient hears that something is new, of what the grant opens today: a room for each right."""
    given = {right for one in await proxy.acts_for(db, actor, patient_id) for right in one.rights}
    if not given:
        raise NotFound()
    return [f"{acting.ROOM}-{right}:{patient_id}" for right in proxies.in_order(given)]


def _door_of(right: str) -> rooms.Door:
    async def door(db: Db, actor: Actor, patient_id: UUID) -> list[str]:
        if not await _acts(db, actor, patient_id, right):
            raise NotFound()
        return []

    return door


for _right in proxies.RIGHTS:
    rooms.door(f"{acting.ROOM}-{_right}")(_door_of(_right))


async def _acts(db: Db | ReadDb, actor: Actor, patient_id: UUID, right: str) -> bool:
    return any(not right or right in one.rights for one in await proxy.acts_for(db, actor, patient_id))


def heard(sockets: Sockets, event: str, data: Any) -> None:
    """Care for a patient or a grant ended, a label or an objection came: look at once who still may sit there."""
    kind = data.get("kind") if event == "fact" and isinstance(data, dict) else None
    ended = kind == CareChanged.kind and data.get("ended")
    if ended or kind in (AccessChanged.kind, ProxyChanged.kind):
        sockets.soon(look(sockets, UUID(str(data["patient_id"]))))
    elif kind == PolicyChanged.kind:
        sockets.soon(look(sockets))


async def look(sockets: Sockets, patient_id: UUID | None = None) -> None:
    """Put out of the charts and the charges' rooms (of one patient, or of all) who may no longer sit there; relations
    and grants also run out."""
    seats = [
        (line, room)
        for line in list(sockets.lines)
        for room in (sockets.rooms_of(line) if line.sid else ())
        if room.startswith((CHART, acting.ROOM)) and room.endswith(str(patient_id or ""))
    ]
    if not seats:
        return
    async with reading() as db:
        for line, room in seats:
            if not await _may_stay(db, line.actor, room) and line.sid:
                await sockets.io.leave_room(line.sid, room)


async def _may_stay(db: ReadDb, actor: Actor, room: str) -> bool:
    kind, _, name = room.partition(":")
    if room.startswith(CHART):
        return await _may_watch(db, actor, UUID(name))
    return await _acts(db, actor, UUID(name), kind.removeprefix(acting.ROOM).removeprefix("-"))
