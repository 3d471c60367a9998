"""Rooms and devices of appointments, and what PostgreSQL's exclusion constraints say, in words."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Text, cast, literal, select, union_all
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, NotFound
from hub.core.facts import state
from hub.core.refusals import violated
from hub.patients.queries import user_id_of
from hub.scheduling.facts import AppointmentChanged, describe
from hub.scheduling.models import Appointment, AppointmentResource, AppointmentStatus, ResourceKind
from hub.scheduling.schemas import ResourceIn
from hub.scheduling.schemas_desk import ResourceOut, ResourceSearch, ResourcesOut
from hub.staff.models import Equipment, EquipmentStatus, Room

TAKEN = "Somebody has just taken this time. Please choose another one."
REFUSALS = {
    "ex_appointment_patient": ("patient_busy", "There is already an appointment at this time."),
    "ex_appointment_practitioner": ("slot_taken", TAKEN),
    "ex_appointment_resource": ("resource_taken", "The room or device is in use at this time."),
}
"""What the exclusion constraints say, in words."""
MOST = 500
"""A clinic has fewer rooms and devices than this."""


async def reserve(db: Db, appointment: Appointment, wanted: Sequence[ResourceIn]) -> None:
    """Keep these rooms and devices for the appointment; 409 resource_taken when one is in use then."""
    await _usable(db, wanted)
    for one in {one.id: one for one in wanted}.values():  # named twice is kept once
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


async def kept_by(db: Db | ReadDb, appointment: Appointment) -> list[ResourceIn]:
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


async def offered(db: ReadDb, wanted: ResourceSearch) -> ResourcesOut:
    """Every room and device that can be booked; `free` when no other appointment keeps it in that time."""
    rows = await _named(db, None)
    taken = set(await db.scalars(
        select(AppointmentResource.resource_id).where(
            AppointmentResource.active, AppointmentResource.during.overlaps(Range(wanted.starts_at, wanted.ends_at)),
            *([AppointmentResource.appointment_id != wanted.appointment_id] if wanted.appointment_id else []),
        )
    ))  # fmt: skip
    return ResourcesOut(items=[row.model_copy(update={"free": row.id not in taken}) for row in rows])


async def shown(db: Db | ReadDb, appointment: Appointment) -> ResourcesOut:
    """What the appointment keeps, by name."""
    ids = [one.id for one in await kept_by(db, appointment)]
    return ResourcesOut(items=await _named(db, ids) if ids else [])


async def _named(db: Db | ReadDb, ids: Sequence[UUID] | None) -> list[ResourceOut]:
    """These, or all that can be booked: rooms first, each kind by name."""
    rooms = select(
        literal(ResourceKind.room.value).label("kind"), Room.id, Room.name, cast(Room.kind, Text).label("sort")
    )
    devices = select(literal(ResourceKind.equipment.value), Equipment.id, Equipment.name, Equipment.kind)
    if ids is None:
        rooms, devices = rooms.where(Room.active), devices.where(Equipment.status == EquipmentStatus.available)
    else:
        rooms, devices = rooms.where(Room.id.in_(ids)), devices.where(Equipment.id.in_(ids))
    both = union_all(rooms, devices).subquery()
    rows = await db.execute(select(both).order_by(both.c.kind.desc(), both.c.name, both.c.id).limit(MOST))
    return [ResourceOut(kind=ResourceKind(row[0]), id=row[1], name=row[2], sort=row[3]) for row in rows]


async def keep_others(db: Db, appointment: Appointment, wanted: Sequence[ResourceIn], *, actor: Actor) -> None:
    """Keep exactly these; what is kept already stays, the others are given back in the same transaction."""
    if appointment.status not in (AppointmentStatus.booked, AppointmentStatus.arrived):
        raise Conflict("This appointment is not to come any more.", code="not_booked")
    rows = {row.resource_id: row for row in await db.scalars(
        select(AppointmentResource).where(AppointmentResource.appointment_id == appointment.id)
    )}  # fmt: skip
    before, ids = {one for one, row in rows.items() if row.active}, {one.id for one in wanted}
    await _usable(db, [one for one in wanted if one.id not in before])
    for gone in before - ids:
        rows[gone].active = False
    for one in wanted:
        if one.id in rows:
            rows[one.id].active = True
        else:
            rows[one.id] = AppointmentResource(appointment_id=appointment.id, kind=one.kind, resource_id=one.id,
                                               during=appointment.during, seat=appointment.seat)  # fmt: skip
            db.add(rows[one.id])
    if before == ids:
        return
    audit.noted(db, actor, "update", "appointment", appointment.id, patient_id=appointment.patient_id,
                before={"resources": sorted(map(str, before))}, after={"resources": sorted(map(str, ids))})  # fmt: skip
    await settled(db)
    state(db, AppointmentChanged(**describe(appointment, await user_id_of(db, appointment.patient_id)),
                                 status="resources_changed"), actor=actor)  # fmt: skip
