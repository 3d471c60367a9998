"""Facilities, departments, rooms, equipment and specialties: opened, corrected, closed; never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.core.states import move
from hub.staff import people
from hub.staff.facts import PlaceChanged
from hub.staff.models import Department, Equipment, EquipmentStatus, Facility, Room, Specialty
from hub.staff.rules import SPECIALTIES

Place = TypeVar("Place", Facility, Department, Room, Equipment, Specialty)


async def rooms(db: Db | ReadDb, *, facility_id: UUID | None = None, with_inactive: bool = False) -> list[Room]:
    """Rooms by name; of one facility or of all."""
    found = select(Room).order_by(func.lower(Room.name), Room.id)
    found = found if facility_id is None else found.where(Room.facility_id == facility_id)
    return list(await db.scalars(found if with_inactive else found.where(Room.active)))


async def equipment(db: Db | ReadDb, *, facility_id: UUID | None = None, with_retired: bool = False) -> list[Equipment]:
    """Devices by name; of one facility or of all."""
    found = select(Equipment).order_by(func.lower(Equipment.name), Equipment.id)
    found = found if facility_id is None else found.where(Equipment.facility_id == facility_id)
    return list(await db.scalars(found if with_retired else found.where(Equipment.status != EquipmentStatus.retired)))


async def facilities(db: Db | ReadDb) -> list[Facility]:
    """Every facility, the seat first."""
    return list(await db.scalars(select(Facility).order_by(Facility.id)))


async def specialties(db: Db | ReadDb, *, with_inactive: bool = True) -> list[Specialty]:
    """The hospital's own specialties and its corrections of those that ship."""
    found = select(Specialty).order_by(Specialty.code)
    return list(await db.scalars(found if with_inactive else found.where(Specialty.active)))


async def specialty_names(db: Db | ReadDb) -> dict[str, str]:
    """code -> name of every specialty in use: those that ship, corrected and added to by the hospital."""
    names = {code: name for code, (name, _) in SPECIALTIES.items()}
    for row in await specialties(db):
        if row.active:
            names[row.code] = row.name
        else:
            names.pop(row.code, None)
    return names


async def access(db: Db, actor: Actor, kind: type[Place], id: UUID) -> Place:
    """A place for change, locked: whoever manages the organisation."""
    actor.must("staff.manage")
    found = await db.get(kind, id, with_for_update=True)
    if found is None:
        raise NotFound()
    return found


async def add(db: Db, kind: type[Place], values: Mapping[str, Any], *, actor: Actor) -> Place:
    """Open a place; 409 taken when the code is in use."""
    await _check(db, values)
    return await _kept(db, kind(**values), actor)


async def change(db: Db, row: Place, values: Mapping[str, Any], *, actor: Actor) -> Place:
    """Correct or close a place; what happened there keeps its name."""
    await _check(db, values, getattr(row, "facility_id", None))
    for name, value in values.items():
        if name == "status":
            if value != getattr(row, name):
                move(row, EquipmentStatus(value))
        else:
            setattr(row, name, value)
    return await _kept(db, row, actor)


async def _kept(db: Db, row: Place, actor: Actor) -> Place:
    fresh = row not in db
    if fresh:
        db.add(row)
    audit.wrote(db, actor, row)
    try:
        await db.flush()
    except IntegrityError as error:
        raise Conflict("This code is in use already.", code="taken") from error
    state(db, PlaceChanged(place_id=row.id), actor=actor)
    return row


async def _check(db: Db, values: Mapping[str, Any], facility_id: UUID | None = None) -> None:
    """What the place belongs to exists, and in the same facility."""
    own = values.get("facility_id", facility_id)
    if (lead := values.get("lead_id")) is not None and not await people.members(db, ids={lead}):
        raise Invalid("This person does not work here.", code="unknown_person")
    for name, kind in (("facility_id", Facility), ("department_id", Department), ("room_id", Room)):
        if (id := values.get(name)) is None:
            continue
        found = await db.get(kind, id)
        if found is None or (own is not None and getattr(found, "facility_id", own) != own):
            what = name.removesuffix("_id")
            raise Invalid(f"There is no such {what} here.", code=f"unknown_{what}", errors=[
                {"path": name, "message": f"There is no such {what} here.", "type": "unknown"}])  # fmt: skip
