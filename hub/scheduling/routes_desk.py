"""HTTP of what only the desk decides: rooms, devices, overbooking."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api
from hub.scheduling import placing, resources
from hub.scheduling.queries import access_appointment
from hub.scheduling.schemas_desk import (
    KeepResources,
    OverbookingOut,
    OverbookingSearch,
    ResourceSearch,
    ResourcesOut,
)

api = Api("desk")


@api.get("/resources", may="appointment.manage")
async def all_resources(db: ReadDb, query: ResourceSearch) -> ResourcesOut:
    """Every room and device that can be booked, and whether it is free then."""
    return await resources.offered(db, query)


@api.get("/appointments/<uuid:appointment_id>/resources", may="appointment.read")
async def kept(db: ReadDb, actor: Actor, appointment_id: UUID) -> ResourcesOut:
    """The rooms and devices that an appointment keeps."""
    return await resources.shown(db, await access_appointment(db, actor, appointment_id))


@api.put("/appointments/<uuid:appointment_id>/resources", may="appointment.manage")
async def keep(db: Db, actor: Actor, appointment_id: UUID, data: KeepResources) -> ResourcesOut:
    """Keep these from now on, and give the others back; 409 resource_taken changes nothing."""
    found = await access_appointment(db, actor, appointment_id, lock=True)
    await resources.keep_others(db, found, data.resources, actor=actor)
    return await resources.shown(db, found)


@api.get("/overbooking", may="appointment.overbook")
async def overbooking(db: ReadDb, query: OverbookingSearch) -> OverbookingOut:
    """How often a clinician's day was overbooked already, and how often it may be."""
    return await placing.overbooking(db, query.practitioner_id, query.day)
