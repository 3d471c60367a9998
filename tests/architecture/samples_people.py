"""Samples of identity, staff and patients."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from hub.core.actor import ANONYMOUS, SYSTEM
from hub.core.db import Db
from hub.identity import sessions
from hub.identity.models import UserAccount
from hub.patients import actions
from hub.patients.models import ConsentKind
from hub.staff import places
from hub.staff import queries as staff
from hub.staff.models import Department, DepartmentKind, Equipment, Room, RoomKind
from tests.architecture.samples import BODIES, World, sample


@sample("patient_id")
async def patient(db: Db, world: World) -> UUID:
    return world.patient.id


@sample("practitioner_id")
async def practitioner(db: Db, world: World) -> UUID:
    return world.practitioner.id


@sample("user_id")
async def user(db: Db, world: World) -> UUID:
    return world.users["receptionist"]


@sample("session_id")
async def session(db: Db, world: World) -> UUID:
    """The patient's own session."""
    account = await db.scalar(select(UserAccount).where(UserAccount.patient_id == world.patient.id))
    assert account is not None
    opened = await sessions.open_session(db, account, actor=ANONYMOUS)
    assert opened.actor.session_id is not None
    return opened.actor.session_id


@sample("consent_id")
async def consent(db: Db, world: World) -> UUID:
    row = await actions.give_consent(db, world.patient, ConsentKind.privacy, "Maria Test", actor=SYSTEM)
    return row.id


@sample("facility_id")
async def facility(db: Db, world: World) -> UUID:
    return (await staff.facility(db)).id


@sample("department_id")
async def department(db: Db, world: World) -> UUID:
    at = (await staff.facility(db)).id
    values = {"facility_id": at, "code": "XRAY", "name": "X-ray", "kind": DepartmentKind.diagnostic}
    return (await places.add(db, Department, values, actor=SYSTEM)).id


@sample("room_id")
async def room(db: Db, world: World) -> UUID:
    at = (await staff.facility(db)).id
    values = {"facility_id": at, "code": "R1", "name": "Room 1", "kind": RoomKind.consultation}
    return (await places.add(db, Room, values, actor=SYSTEM)).id


@sample("equipment_id")
async def equipment(db: Db, world: World) -> UUID:
    at = (await staff.facility(db)).id
    values = {"facility_id": at, "code": "US1", "name": "Ultrasound 1", "kind": "ultrasound"}
    return (await places.add(db, Equipment, values, actor=SYSTEM)).id


BODIES |= {
    "PATCH /api/patients/<uuid:patient_id>": {"phone": "+1 212 555 0142"},
    "POST /api/patients/<uuid:patient_id>/care": {"practitioner_id": "@practitioner_id"},
    "PATCH /api/practitioners/<uuid:practitioner_id>": {"about": "Kind."},
    "PATCH /api/facilities/<uuid:facility_id>": {"phone": "+15185550100"},
    "PATCH /api/departments/<uuid:department_id>": {"name": "X-ray and CT"},
    "PATCH /api/rooms/<uuid:room_id>": {"name": "Room 1a"},
    "PATCH /api/equipment/<uuid:equipment_id>": {"status": "in_maintenance"},
    "PUT /api/users/<uuid:user_id>/roles": {"roles": ["receptionist"]},
}
