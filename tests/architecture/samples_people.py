"""Samples of identity, staff and patients."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.core.actor import ANONYMOUS, SYSTEM
from hub.core.db import Db
from hub.identity import sessions
from hub.identity.models import UserAccount
from hub.patients import actions, documents, exports, identifiers, merging, pickups, proxies, relatives
from hub.patients.imports import actions as imports
from hub.patients.models import ConsentKind, IdentifierKind, Kinship
from hub.staff import places
from hub.staff import queries as staff
from hub.staff.models import Department, DepartmentKind, Equipment, Room, RoomKind
from tests.architecture.samples import BODIES, QUERIES, World, sample
from tests.factories import patients


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


@sample("identifier_id")
async def identifier(db: Db, world: World) -> UUID:
    rule = {"code": "card", "name": "Card", "kind": IdentifierKind.other, "pattern": "C{n:4}", "check_digit": "",
            "exclusive": True, "required": False, "active": True}  # fmt: skip
    await identifiers.keep_system(db, rule, actor=SYSTEM)
    return (await identifiers.add(db, world.patient, "card", "", actor=SYSTEM)).id


@sample("related_id")
async def related(db: Db, world: World) -> UUID:
    return (await relatives.add(db, world.patient, {"kinship": Kinship.friend, "name": "Zoe"}, actor=SYSTEM)).id


@sample("other_id")
async def other(db: Db, world: World) -> UUID:
    """Somebody else, who is like the patient."""
    return (await patients.patient(db, account=False)).id


@sample("document_id")
async def document(db: Db, world: World) -> UUID:
    values = {"folder": "other", "title": "Letter", "visibility": "patient", "name": "letter.txt"}
    return (await documents.add(db, world.patient, b"Dear doctor", values, actor=SYSTEM)).id


@sample("proxy_id")
async def proxy(db: Db, world: World) -> UUID:
    """Somebody whom the patient asked."""
    values = {"email": "aunt@example.org", "rights": ["book"], "kinship": Kinship.other}
    return (await proxies.invite(db, world.patient, values, actor=SYSTEM)).id


@sample("proxy_patient_id")
async def proxy_patient(db: Db, world: World) -> UUID:
    return (await patients.patient(db)).id


@sample("merge_id")
async def merge(db: Db, world: World) -> UUID:
    loser = await patients.patient(db, account=False)
    return (await merging.merge(db, world.patient, loser, [], "twice", actor=SYSTEM)).id


BODIES |= {
    "POST /api/patients/<uuid:patient_id>/handovers": {"identity": "passport", "reason": "Asked at the desk"},
    # A code that nobody has: refused after the door.
    "POST /api/exports/pick-up": {"code": "ABCD-EFGH-JKLM-NPQR", "birth_date": "1980-01-01"},
}


@sample("export_id")
async def export(db: Db, world: World) -> UUID:
    row = await exports.ask(db, world.patient, "asked", whole=True, actor=SYSTEM)
    row.requested_by = world.patient.user_id  # what the hospital takes out for itself is not his to fetch
    await exports.make(db, row.id, actor=SYSTEM)
    return row.id


@sample("handover_id")
async def handover(db: Db, world: World) -> UUID:
    row, _ = await pickups.hand_over(db, world.patient, identity="passport", reason="asked", actor=SYSTEM)
    await exports.make(db, row.id, actor=SYSTEM)
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
    "POST /api/patients/<uuid:patient_id>/identifiers": {"system": "card"},
    "POST /api/patients/<uuid:patient_id>/relatives": {"kinship": "friend", "name": "Zoe"},
    "PUT /api/patients/<uuid:patient_id>/relatives/<uuid:related_id>": {"kinship": "friend", "name": "Zoe"},
    "POST /api/patients/<uuid:patient_id>/not-duplicates": {"other_id": "@other_id"},
    "PATCH /api/patients/<uuid:patient_id>/documents/<uuid:document_id>": {"title": "Another letter"},
    "POST /api/patients/<uuid:patient_id>/documents/<uuid:document_id>/entered-in-error": {"reason": "Not his"},
    "POST /api/patients/<uuid:patient_id>/proxies": {
        "kind": "paper",
        "proxy_patient_id": "@proxy_patient_id",
        "identity": "id_card",
        "rights": ["book"],
        "paper": "Court",
    },
    "POST /api/patients/<uuid:patient_id>/proxies/<uuid:proxy_id>/revoke": {"reason": "Over"},
    "POST /api/my/family/<uuid:proxy_id>/revoke": {"reason": "Over"},
    "POST /api/patients/<uuid:patient_id>/consents": {"kind": "billing", "signature": "Maria", "signed": "paper"},
    "POST /api/patients/<uuid:patient_id>/merges": {"other_id": "@other_id", "reason": "Registered twice"},
    "POST /api/patients/<uuid:patient_id>/merges/<uuid:merge_id>/undo": {"reason": "Two people"},
    "POST /api/patients/<uuid:patient_id>/exports": {"reason": "Moves to another hospital"},
    "PATCH /api/facilities/<uuid:facility_id>": {"phone": "+15185550100"},
    "PATCH /api/departments/<uuid:department_id>": {"name": "X-ray and CT"},
    "PATCH /api/rooms/<uuid:room_id>": {"name": "Room 1a"},
    "PATCH /api/equipment/<uuid:equipment_id>": {"status": "in_maintenance"},
    "PATCH /api/users/<uuid:user_id>": {"email": "moved@example.org"},
    "PUT /api/users/<uuid:user_id>/roles": {"roles": ["receptionist"]},
}

QUERIES["GET /api/patients/<uuid:patient_id>/merge-preview"] = {"other_id": "@other_id"}

_LIST = "First name,Last name,DOB\nAda,Import,1980-01-01\nMaria,,\n"
_HOW: dict[str, Any] = {
    "encoding": "utf-8", "delimiter": ",", "date_order": "ymd",
    "mapping": {"given": "First name", "family": "Last name", "birth_date": "DOB"},
}  # fmt: skip


@sample("import_id")
async def import_(db: Db, world: World) -> UUID:
    """A list of patients that was tried."""
    row = await imports.upload(db, "list.csv", _LIST.encode(), actor=SYSTEM)
    await imports.check(db, row, _HOW, actor=SYSTEM)
    await imports.check_batch(db, row.id, 1, actor=SYSTEM)
    return row.id


@sample("line")
async def line(db: Db, world: World) -> str:
    return "3"


BODIES |= {
    "POST /api/patient-imports/<uuid:import_id>/check": _HOW,
    "POST /api/patient-imports/<uuid:import_id>/rows/<int:line>/accept": {"accepted": True},
}

QUERIES |= {
    "GET /api/patients/<uuid:patient_id>/identity-evidence": {"side": "front"},
    "PUT /api/my/identity-evidence/picture": {"side": "front"},
    "GET /api/my/identity-evidence/picture": {"side": "front"},
}
