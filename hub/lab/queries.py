"""The door to an order, and how orders are read: a patient's in the chart, everybody's in the laboratory."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, tuple_

from hub.core import audit, cursor
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.core.http import Page
from hub.encounters import parts
from hub.encounters import queries as encounters
from hub.lab.models import RequestPriority, RequestStatus, ServiceRequest, Specimen, SpecimenStatus
from hub.lab.schemas import (
    LaboratoryRowOut,
    RequestedTestOut,
    ServiceRequestOut,
    ServiceRequestRowOut,
    ServiceRequestSearch,
    ServiceRequestsOut,
    SpecimenOut,
)
from hub.patients.access import policy
from hub.patients.models import Patient
from hub.staff.models import Practitioner
from workflows.models import Task

WORK = "order.work"
_WHOLE = {"populate_existing": True}
"""What was written a moment ago has to be read with the keys that open it."""
R, S = ServiceRequest, Specimen


# ---- who may see an order -------------------------------------------------------------------------------------------


async def access_order(
    db: Db, actor: Actor, order_id: UUID, *, lock: bool = False, care: bool = False
) -> ServiceRequest:  # fmt: skip
    """An order for clinicians of its patient and for who works on orders; else 404. Audited unless it is locked.

    `care`: for what was found, and for revoking. A clinician needs a care relation for that; the laboratory does not.
    """
    found = await _found(db, order_id, ~policy.barred(actor, R.patient_id), lock=lock)
    if not await _open_to(db, actor, found, works=actor.may(WORK) and not (care and actor.practitioner_id)):
        raise NotFound()
    if not lock:
        audit.read(db, actor, "service_request", found.id, patient_id=found.patient_id)
    return found


async def order_of_report(db: Db, report_id: UUID) -> ServiceRequest | None:
    """The order that a report answers, locked; for callers inside the hub."""
    found: ServiceRequest | None = await db.scalar(select(R).where(R.report_id == report_id).with_for_update())
    return found


async def order_of_case(db: Db, case_id: UUID) -> ServiceRequest | None:
    """The order that a pathway leads, locked; for callers inside the hub."""
    found: ServiceRequest | None = await db.scalar(select(R).where(R.case_id == case_id).with_for_update())
    return found


async def order_by_id(db: Db, order_id: UUID) -> ServiceRequest:
    """The order, locked, for steps of its pathway: the task in hand is the right."""
    return await _found(db, order_id, lock=True)


async def _found(db: Db, order_id: UUID, *to: ColumnElement[bool], lock: bool) -> ServiceRequest:
    query = select(R).where(R.id == order_id, *to)
    found: ServiceRequest | None = await db.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound()
    return found


async def _open_to(db: Db, actor: Actor, row: ServiceRequest, *, works: bool) -> bool:
    if actor.practitioner_id == row.practitioner_id:
        return True
    if works and await db.scalar(select(exists().where(R.id == row.id, _shown_to(actor)))):
        return True
    if not await encounters.cares_for(db, actor, row.patient_id):
        return False
    return bool(await db.scalar(select(exists().where(R.id == row.id, parts.beside_open(actor, R.encounter_id)))))


def _shown_to(actor: Actor) -> ColumnElement[bool]:
    """Of who works on orders: no label keeps the patient or the visit from him, or he has taken the task."""
    taken = exists().where(Task.case_id == R.case_id, Task.assignee_id == actor.user_id)
    free = and_(~policy.labelled(R.patient_id, R.patient_id), parts.beside_open(actor, R.encounter_id))
    return and_(~policy.barred(actor, R.patient_id), or_(free, taken))


# ---- lists ----------------------------------------------------------------------------------------------------------

_LABEL = (
    select(S.label)
    .where(S.service_request_id == R.id, S.status == SpecimenStatus.available)
    .order_by(S.created_at.desc())
    .limit(1)
    .correlate(R)
    .scalar_subquery()
)
_OPEN = and_(R.reviewed_at.is_(None), R.status != RequestStatus.revoked)
_STAGE = case(
    (R.status == RequestStatus.draft, "sign"),
    (R.status == RequestStatus.revoked, "revoked"),
    (and_(R.status == RequestStatus.active, _LABEL.is_(None)), "collect"),
    (R.status == RequestStatus.active, "result"),
    (R.reviewed_at.is_not(None), "reviewed"),
    else_="review",
)
_URGENCY = case(*[(R.priority == one, -rank) for rank, one in enumerate(RequestPriority)], else_=0)
"""What cannot wait comes first."""
_ROWS = select(
    R, parts.name_of(Practitioner).label("practitioner_name"), _STAGE.label("stage"),
    func.coalesce(_LABEL, "").label("label"),
).join(Practitioner, Practitioner.id == R.practitioner_id)  # fmt: skip


def _row(found: Any) -> dict[str, Any]:
    one: ServiceRequest = found[0]
    return {
        "id": one.id, "patient_id": one.patient_id, "title": one.title, "specimen": one.specimen,
        "priority": one.priority, "status": one.status, "stage": found.stage, "placed_at": one.created_at,
        "practitioner_name": found.practitioner_name, "label": found.label, "diagnostic_report_id": one.report_id,
    }  # fmt: skip


async def of_patient(db: Db | ReadDb, actor: Actor, patient_id: UUID) -> ServiceRequestsOut:
    """The latest orders of a patient that labels leave open, latest first."""
    found = await db.execute(
        _ROWS.where(R.patient_id == patient_id, parts.beside_open(actor, R.encounter_id))
        .order_by(R.created_at.desc(), R.id.desc())
        .limit(50)
    )
    return ServiceRequestsOut(items=[ServiceRequestRowOut(**_row(one)) for one in found])


async def of_laboratory(db: Db, actor: Actor, query: ServiceRequestSearch) -> Page[LaboratoryRowOut]:
    """Orders of the house that labels leave open to this person: open ones by urgency, then oldest first; the others
    latest first."""
    newest = query.stage in ("reviewed", "revoked")
    found = _ROWS.add_columns(Patient).join(Patient, Patient.id == R.patient_id).where(_shown_to(actor))
    if query.label:
        tubes = select(S.service_request_id).where(S.label != "", func.upper(S.label) == query.label.strip().upper())
        found, newest = found.where(R.id.in_(tubes)), True
    elif newest:
        found = found.where(~_OPEN, _STAGE.in_((query.stage,)))
    else:
        found = found.where(_OPEN, *([] if query.stage == "open" else [_STAGE.in_((query.stage,))]))
    place = (R.created_at, R.id) if newest else (_URGENCY, R.created_at, R.id)
    if given := cursor.read(query.after, len(place)):
        *urgency, at, one = given
        last = (*[cursor.parse(int, rank) for rank in urgency], cursor.parse(datetime.fromisoformat, at),
                cursor.parse(UUID, one))  # fmt: skip
        found = found.where(tuple_(*place) < last if newest else tuple_(*place) > last)
    order = [column.desc() for column in place] if newest else place
    rows = (
        await db.execute(found.add_columns(_URGENCY.label("urgency")).order_by(*order).limit(query.limit + 1))
    ).all()
    shown = rows[: query.limit]
    audit.noted(db, actor, "read", "service_request")
    end = _end(shown[-1], newest) if len(rows) > query.limit else None
    return Page(items=[LaboratoryRowOut(**_row(one), **_whose(one.Patient)) for one in shown], next=end)


def _end(row: Any, newest: bool) -> str:
    place = (row[0].created_at.isoformat(), row[0].id)
    return cursor.write(*place) if newest else cursor.write(row.urgency, *place)


def _whose(patient: Patient) -> dict[str, Any]:
    return {"patient_name": patient.name, "patient_number": patient.number, "birth_date": patient.birth_date}


async def shown(db: Db, actor: Actor, row: ServiceRequest) -> ServiceRequestOut:
    """One order with its specimens, latest first."""
    await db.flush()
    one = _ROWS.add_columns(Patient).join(Patient, Patient.id == R.patient_id).where(R.id == row.id)
    found = (await db.execute(one, execution_options=_WHOLE)).one()
    tubes = await db.scalars(
        select(S).where(S.service_request_id == row.id).order_by(S.created_at.desc()), execution_options=_WHOLE
    )
    return ServiceRequestOut(
        **_row(found), **_whose(found.Patient), sex=found.Patient.sex, reason=row.reason,
        patient_instruction=row.patient_instruction,
        status_reason=row.status_reason, placed_by_name=row.placed_by_name,
        tests=[RequestedTestOut(**one) for one in row.tests],
        specimens=[SpecimenOut.model_validate(one) for one in tubes], may_revoke=may_revoke(row, actor),
    )  # fmt: skip


def may_revoke(row: ServiceRequest, actor: Actor) -> bool:
    """A doctor, or who wrote down what nobody has signed yet."""
    if row.status == RequestStatus.draft:
        return actor.may("chart.write")
    return row.status == RequestStatus.active and actor.may("result.release")
