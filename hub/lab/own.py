"""One's own orders: what a patient reads of them, what to do before, where to go, and what became of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, exists, func, select

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.encounters import parts
from hub.encounters.diagnostic_models import DiagnosticReport
from hub.encounters.statuses import ReleaseStatus, ReportStatus
from hub.lab.models import RequestStatus, ServiceRequest, Specimen, SpecimenStatus
from hub.lab.schemas import LaboratoryPlaceOut, OwnServiceRequestOut, OwnServiceRequestsOut, RequestedTestOut
from hub.staff import queries as staff
from hub.staff.models import Practitioner

MOST = 50
LABORATORY = "LAB"
"""The code of the department where specimens are taken, as a new installation names it."""
R, S, D = ServiceRequest, Specimen, DiagnosticReport

_COLLECTED = (
    select(func.max(S.collected_at))
    .where(S.service_request_id == R.id, S.status == SpecimenStatus.available)
    .correlate(R)
    .scalar_subquery()
)
_TRIED = exists().where(S.service_request_id == R.id)
_READABLE = and_(D.release == ReleaseStatus.released, D.status != ReportStatus.entered_in_error)
_STAGE = case(
    (R.status == RequestStatus.revoked, "revoked"),
    (_READABLE, "ready"),
    (and_(R.status == RequestStatus.active, _COLLECTED.is_not(None)), "result"),
    (and_(R.status == RequestStatus.active, _TRIED), "again"),
    (R.status == RequestStatus.active, "collect"),
    (R.reviewed_at.is_not(None), "discussed"),
    else_="review",
)
_OPEN = ("collect", "again", "result", "review")


async def of_own(db: Db | ReadDb, actor: Actor, patient_id: UUID) -> OwnServiceRequestsOut:
    """Open ones first, then latest first. What nobody has signed is no order yet; what a label closes is left out."""
    rows = await db.execute(
        select(R, parts.name_of(Practitioner).label("practitioner_name"), _STAGE.label("stage"),
               _COLLECTED.label("collected_at"), case((_READABLE, D.id)).label("readable"))
        .join(Practitioner, Practitioner.id == R.practitioner_id)
        .outerjoin(D, D.id == R.report_id)
        .where(R.patient_id == patient_id, parts.beside_open(actor, R.encounter_id), R.signed_at.is_not(None))
        .order_by(_STAGE.in_(_OPEN).desc(), R.created_at.desc(), R.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return OwnServiceRequestsOut(items=[_shown(one) for one in rows], place=await _place(db))


def _shown(found: Any) -> OwnServiceRequestOut:
    row: ServiceRequest = found[0]
    return OwnServiceRequestOut(
        id=row.id, title=row.title, tests=[RequestedTestOut(**one) for one in row.tests], specimen=row.specimen,
        priority=row.priority, practitioner_name=found.practitioner_name, placed_at=row.created_at, stage=found.stage,
        status_at=row.status_at, collected_at=found.collected_at, patient_instruction=row.patient_instruction,
        diagnostic_report_id=found.readable,
    )  # fmt: skip


async def _place(db: Db | ReadDb) -> LaboratoryPlaceOut:
    house = await staff.facility(db)
    found = await staff.department_by_code(db, LABORATORY)
    name, hours = (found.name, found.hours) if found and found.active else (house.name, [])
    return LaboratoryPlaceOut.model_validate(
        {"name": name, "address": house.address, "phone": house.phone, "hours": hours, "zone": house.zone}
    )
