"""Rooms and devices of appointments, and what PostgreSQL's exclusion constraints say, in words."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core.db import Db, violated
from hub.core.errors import Conflict, NotFound
from hub.scheduling.models import Appointment, AppointmentResource, ResourceKind
from hub.scheduling.schemas import ResourceIn
from hub.staff.models import Equipment, EquipmentStatus, Room

TAKEN = "Somebody has just taken this time. Please choose another one."
REFUSALS = {
    "ex_appointment_patient": ("patient_busy", "There is already an appointment at this time."),
    "ex_appointment_practitioner": ("slot_taken", TAKEN),
    "ex_appointment_resource": ("resource_taken", "The room or device is in use at this time."),
}
"""What the exclusion constraints say, in words."""


async def reserve(db: Db, appointment: Appointment, wanted: Sequence[ResourceIn]) -> None:
    """Keep these rooms and devices for the appointment; 409 resource_taken when one is in use then."""
    await _usable(db, wanted)
    for one in wanted:
        db.add(AppointmentResource(appointment_id=appointment.id, kind=one.kind, resource_id=one.id,
                                   during=appointment.during, seat=appointment.seat))  # fmt: skip
    if wanted:
        await settled(db)


async def _usable(db: Db, wanted: Sequence[ResourceIn]) -> None:
    """404 unknown_resource for a room that is closed, a device in repair, or none at all."""
    rooms = {one.id for one in wanted if one.kind == ResourceKind.room}
    devices = {one.id for one in wanted if one.kind == ResourceKind.equipment}
    known = set(await db.scalars(select(Room.id).where(Room.id.in_(rooms), Room.active))) if rooms else set()
    if devices:
        known |= set(await db.scalars(
            select(Equipment.id).where(Equipment.id.in_(devices), Equipment.status == EquipmentStatus.available)
        ))  # fmt: skip
    if known != rooms | devices:
        raise NotFound("This room or device cannot be booked.", code="unknown_resource")


async def kept_by(db: Db, appointment: Appointment) -> list[ResourceIn]:
    """The rooms and devices that an appointment keeps now."""
    rows = await db.scalars(
        select(AppointmentResource).where(
            AppointmentResource.appointment_id == appointment.id, AppointmentResource.active
        )
    )
    return [ResourceIn(kind=row.kind, id=row.resource_id) for row in rows]


async def settled(db: Db) -> None:
    """Write what was decided; what PostgreSQL refuses is said in words: 409 with a code of `REFUSALS`."""
    try:
        await db.flush()
    except IntegrityError as error:
        code, words = REFUSALS.get(violated(error), ("", ""))
        if not code:
            raise
        raise Conflict(words, code=code) from error
