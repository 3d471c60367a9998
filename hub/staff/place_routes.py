"""HTTP of the organisation: facilities, departments, rooms, equipment, specialties."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api
from hub.staff import actions, places, views
from hub.staff.models import Department, Equipment, Facility, Room
from hub.staff.schemas import (
    ChangeDepartment,
    ChangeEquipment,
    ChangeFacility,
    ChangeRoom,
    DepartmentOut,
    EquipmentListOut,
    EquipmentOut,
    FacilitiesOut,
    FacilityOut,
    NewDepartment,
    NewEquipment,
    NewFacility,
    NewRoom,
    NewSpecialty,
    PlacesQuery,
    RoomOut,
    RoomsOut,
    SpecialtiesOut,
)

api = Api("places")


@api.get("/facilities", may="staff.read")
async def read_facilities(db: ReadDb) -> FacilitiesOut:
    """Every hospital and clinic of this installation, each with its time zone."""
    return await views.facilities(db)


@api.post("/facilities", may="staff.manage", status=201)
async def add_facility(db: Db, actor: Actor, data: NewFacility) -> FacilityOut:
    """Add a hospital or clinic."""
    return FacilityOut.model_validate(await actions.add_facility(db, data.model_dump(), actor=actor))


@api.patch("/facilities/<uuid:facility_id>", may="staff.manage")
async def change_facility(db: Db, actor: Actor, facility_id: UUID, data: ChangeFacility) -> FacilityOut:
    """Correct one of them, or close it."""
    row = await places.access(db, actor, Facility, facility_id)
    return FacilityOut.model_validate(await actions.change_facility(db, row, data.changes(), actor=actor))


@api.post("/departments", may="staff.manage", status=201)
async def add_department(db: Db, actor: Actor, data: NewDepartment) -> DepartmentOut:
    """Open a department."""
    return DepartmentOut.model_validate(await places.add(db, Department, data.model_dump(), actor=actor))


@api.patch("/departments/<uuid:department_id>", may="staff.manage")
async def change_department(db: Db, actor: Actor, department_id: UUID, data: ChangeDepartment) -> DepartmentOut:
    """Correct or close a department."""
    row = await places.access(db, actor, Department, department_id)
    return DepartmentOut.model_validate(await places.change(db, row, data.changes(), actor=actor))


@api.get("/rooms", may="staff.read")
async def read_rooms(db: ReadDb, query: PlacesQuery) -> RoomsOut:
    """Rooms by name."""
    return await views.rooms(db, query)


@api.post("/rooms", may="staff.manage", status=201)
async def add_room(db: Db, actor: Actor, data: NewRoom) -> RoomOut:
    """Open a room."""
    return RoomOut.model_validate(await places.add(db, Room, data.model_dump(), actor=actor))


@api.patch("/rooms/<uuid:room_id>", may="staff.manage")
async def change_room(db: Db, actor: Actor, room_id: UUID, data: ChangeRoom) -> RoomOut:
    """Correct or close a room."""
    row = await places.access(db, actor, Room, room_id)
    return RoomOut.model_validate(await places.change(db, row, data.changes(), actor=actor))


@api.get("/equipment", may="staff.read")
async def read_equipment(db: ReadDb, query: PlacesQuery) -> EquipmentListOut:
    """Devices by name."""
    return await views.equipment(db, query)


@api.post("/equipment", may="staff.manage", status=201)
async def add_equipment(db: Db, actor: Actor, data: NewEquipment) -> EquipmentOut:
    """Add a device."""
    return EquipmentOut.model_validate(await places.add(db, Equipment, data.model_dump(), actor=actor))


@api.patch("/equipment/<uuid:equipment_id>", may="staff.manage")
async def change_equipment(db: Db, actor: Actor, equipment_id: UUID, data: ChangeEquipment) -> EquipmentOut:
    """Correct a device, send it to maintenance, retire it."""
    row = await places.access(db, actor, Equipment, equipment_id)
    return EquipmentOut.model_validate(await places.change(db, row, data.changes(), actor=actor))


@api.put("/specialties", may="staff.manage")
async def keep_specialty(db: Db, actor: Actor, data: NewSpecialty) -> SpecialtiesOut:
    """Add a specialty, rename it, or take it off the list."""
    await actions.keep_specialty(db, data.model_dump(), actor=actor)
    return await views.specialties(db)
