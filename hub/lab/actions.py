"""What happens to an order: placed, signed, its specimen taken or rejected, answered by a result, revoked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, Invalid, NotFound
from hub.core.facts import state
from hub.core.refusals import violated
from hub.core.states import move
from hub.encounters import critical, diagnostics
from hub.encounters import queries as encounters
from hub.encounters.analytes import analytes, instruction
from hub.encounters.diagnostic_models import DiagnosticReport
from hub.encounters.diagnostic_schemas import ChangeDiagnosticReport, EnterDiagnosticReport
from hub.encounters.statuses import SAID, CriticalStatus
from hub.lab import queries
from hub.lab.facts import ServiceRequestChanged
from hub.lab.models import OPEN, RequestStatus, ServiceRequest, Specimen, SpecimenStatus
from hub.lab.schemas import PlaceServiceRequest
from hub.patients.queries import user_id_of
from workflows import instances

PATHWAY = "lab_order"
ARRIVED, REJECTED, REVIEWED = "result_arrived", "specimen_rejected", "result_reviewed"
CHANGED, WITHDRAWN, REVOKED = "review_changed", "result_withdrawn", "order_revoked"
ORDERS = "result.release"
"""Who looks at results orders them in his own name; anybody else writes an order down for the doctor of the visit."""


# ---- ordering -------------------------------------------------------------------------------------------------------


async def place(db: Db, patient_id: UUID, wanted: PlaceServiceRequest, *, actor: Actor) -> ServiceRequest:
    """Order something for a patient and start its pathway. 422 test_unknown, orderer_unknown; 404 another's visit."""
    unknown = [code for code in wanted.tests if code not in analytes()]
    if unknown:
        raise Invalid("The laboratory's table does not know this test.", code="test_unknown",
                      errors=[{"path": "tests", "message": f"unknown: {unknown[0]}"}])  # fmt: skip
    row = ServiceRequest(
        **wanted.model_dump(exclude={"tests", "patient_instruction"}), patient_id=patient_id, placed_by_name=actor.name,
        patient_instruction=instruction(wanted.tests) if wanted.patient_instruction is None
        else wanted.patient_instruction,
        practitioner_id=await _orderer(db, patient_id, wanted.encounter_id, actor), status=RequestStatus.draft,
        tests=[{"code": code, "name": analytes()[code].name} for code in wanted.tests],
    )  # fmt: skip
    signed = actor.may(ORDERS) and actor.practitioner_id == row.practitioner_id
    if signed:
        move(row, RequestStatus.active)
        row.signed_at = row.status_at
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    ids = {"service_request_id": str(row.id)}
    if row.encounter_id is not None:
        ids["encounter_id"] = str(row.encounter_id)
    case = await instances.start(
        db, PATHWAY, actor=actor, patient_id=patient_id, business_key=f"service_request:{row.id}", subject=ids,
        data={"order": {**ids, "practitioner_id": str(row.practitioner_id), "priority": row.priority.value,
                        "signed": signed}},
    )  # fmt: skip
    row.case_id = case.id
    await _said(db, row, "placed", actor)
    return row


async def _orderer(db: Db, patient_id: UUID, encounter_id: UUID | None, actor: Actor) -> UUID:
    """The doctor who orders, or for whom it is written down: the one of the visit."""
    holder = None
    if encounter_id is not None:
        encounter = await encounters.access_encounter(db, actor, encounter_id, silent=True)
        if encounter.patient_id != patient_id:
            raise NotFound()
        holder = encounter.practitioner_id
    found = actor.practitioner_id if actor.may(ORDERS) else holder
    if found is None:
        raise Invalid("Say for which visit: its doctor signs the order.", code="orderer_unknown",
                      errors=[{"path": "encounter_id", "message": "choose the visit"}])  # fmt: skip
    return found


async def sign(db: Db, row: ServiceRequest, decision: str, reason: str, *, actor: Actor) -> None:
    """What somebody wrote down becomes an order of this doctor's, or it is declined for a reason."""
    if not actor.may(ORDERS) or actor.practitioner_id is None:
        raise Forbidden("Only a doctor signs an order.", code="may_not_order")
    if decision == "sign":
        row.practitioner_id, row.signed_at = actor.practitioner_id, now()
        await _move(db, row, RequestStatus.active, "signed", actor)
    else:
        await _revoked(db, row, reason, actor)


async def revoke(db: Db, row: ServiceRequest, reason: str, *, actor: Actor) -> ServiceRequest:
    """It is not needed any more; its case ends. 409 order_over once there is a final result; again: nothing new."""
    if row.status == RequestStatus.revoked:
        return row
    if row.status not in OPEN:
        raise Conflict("There is a result already.", code="order_over")
    if not queries.may_revoke(row, actor):
        raise Forbidden("Only a doctor revokes an order.", code="may_not_order")
    await _revoked(db, row, reason, actor)
    await _tell(db, row, REVOKED, {}, actor)
    return row


async def revoked_by_case(db: Db, row: ServiceRequest, reason: str, *, actor: Actor) -> None:
    """Its case was ended by hand: nobody will work on it any more."""
    if row.status in OPEN:
        await _revoked(db, row, reason, actor)


# ---- the specimen ---------------------------------------------------------------------------------------------------


async def collect(db: Db, row: ServiceRequest, answers: dict[str, Any], *, actor: Actor) -> None:
    """Keep the specimen, or the attempt and why it failed. 409 order_over, label_taken; 422 collected_later."""
    _must_be_active(row)
    taken = answers["outcome"] == "collected"
    at = answers.get("collected_at") or now()
    if at > now():
        raise Invalid("That is still to come. Please check the time.", code="collected_later",
                      errors=[{"path": "collected_at", "message": "still to come"}])  # fmt: skip
    tube = Specimen(
        service_request_id=row.id, patient_id=row.patient_id, label=answers["label"] if taken else "", collected_at=at,
        collected_by_name=actor.name, status_reason="" if taken else answers["reason"],
        status=SpecimenStatus.available if taken else SpecimenStatus.unavailable,
    )  # fmt: skip
    db.add(tube)
    audit.wrote(db, actor, tube)
    try:
        await db.flush()
    except IntegrityError as error:
        if violated(error) == "uq_specimen_label":
            raise Conflict("Another specimen has this number.", code="label_taken",
                           errors=[{"path": "label", "message": "in use already"}]) from error  # fmt: skip
        raise
    await _said(db, row, "collected" if taken else "not_collected", actor)


async def reject(db: Db, row: ServiceRequest, reason: str, *, actor: Actor) -> ServiceRequest:
    """The laboratory cannot use the specimen: another one is taken. 409 no_specimen, result_there."""
    _must_be_active(row)
    if row.report_id is not None:
        raise Conflict("A result was entered from this specimen.", code="result_there")
    tube = await db.scalar(
        select(Specimen)
        .where(Specimen.service_request_id == row.id, Specimen.status == SpecimenStatus.available)
        .with_for_update()
    )
    if tube is None:
        raise Conflict("There is no specimen to reject.", code="no_specimen")
    move(tube, SpecimenStatus.unsatisfactory)
    tube.status_reason = reason
    audit.wrote(db, actor, tube)
    await _said(db, row, "rejected", actor, specimen_id=tube.id)
    await _tell(db, row, REJECTED, {}, actor)
    return row


async def decide(db: Db, row: ServiceRequest, decision: str, reason: str, *, actor: Actor) -> None:
    """A doctor's word on a specimen that could not be taken: try again, or give it up."""
    if not actor.may(ORDERS):
        raise Forbidden("Only a doctor decides this.", code="may_not_order")
    if decision == "revoke":
        await _revoked(db, row, reason, actor)


# ---- the result -----------------------------------------------------------------------------------------------------


async def enter(db: Db, row: ServiceRequest, wanted: EnterDiagnosticReport, *, actor: Actor) -> ServiceRequest:
    """Write down the result of an order, for who ordered it. 409 order_over, no_specimen, result_there."""
    _must_be_active(row)
    if row.report_id is not None:
        raise Conflict("A result was entered already. Please bring it up to date.", code="result_there")
    if wanted.category == "laboratory" and not await _has_specimen(db, row):
        raise Conflict("No specimen has been taken for this order.", code="no_specimen")
    asked = {"encounter_id": None, "practitioner_id": wanted.practitioner_id or row.practitioner_id}
    report = await diagnostics.enter(db, row.patient_id, wanted.model_copy(update=asked), actor=actor)
    # The door was passed at the order: a label on its visit is not asked again of who holds the tube.
    report.encounter_id, row.report_id = row.encounter_id, report.id
    audit.wrote(db, actor, row)
    await _reported(db, row, report, actor)
    return row


async def report_of(db: Db, row: ServiceRequest, *, lock: bool = False) -> DiagnosticReport:
    """The report that answers an order; 404 as long as there is none."""
    query = select(DiagnosticReport).where(DiagnosticReport.id == row.report_id)
    found: DiagnosticReport | None = await db.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound()
    return found


async def change(db: Db, row: ServiceRequest, wanted: ChangeDiagnosticReport, *, actor: Actor) -> ServiceRequest:
    """Bring the result up to date; what was final is amended, with a reason."""
    report = await diagnostics.change(db, await report_of(db, row, lock=True), wanted, actor=actor)
    await _reported(db, row, report, actor)
    return row


async def reviewed(db: Db, row: ServiceRequest, *, actor: Actor) -> None:
    """A clinician has looked at the result: the case ends. Looked at again: nothing new."""
    if row.reviewed_at is None:
        row.reviewed_at = now()
        audit.wrote(db, actor, row)
        await _said(db, row, "reviewed", actor)
        await _tell(db, row, REVIEWED, {}, actor)


async def review_changed(db: Db, row: ServiceRequest, *, actor: Actor) -> None:
    """Somebody answers for what was critical, it was amended or given to another: the pathway asks anew who looks how
    soon. So the ladder of critical results and the clock of the pathway stop together."""
    if row.status == RequestStatus.completed and row.reviewed_at is None:
        await _tell(db, row, CHANGED, await _to_look_at(db, await report_of(db, row)), actor)


async def _to_look_at(db: Db, report: DiagnosticReport) -> dict[str, Any]:
    """`critical` = a critical value waits for somebody who answers for it."""
    notices = (await critical.of_reports(db, [report.id])).get(report.id, ())
    return {
        "critical": any(one.status == CriticalStatus.waiting for one in notices),
        "diagnostic_report_id": str(report.id), "practitioner_id": str(report.practitioner_id),
    }  # fmt: skip


async def result_struck(db: Db, row: ServiceRequest, *, actor: Actor) -> None:
    """The result was entered in error: unless a clinician had looked at it before, another one is needed."""
    if row.reviewed_at is not None:
        return
    row.report_id = None
    if row.status == RequestStatus.completed:
        move(row, RequestStatus.active)
        await _tell(db, row, WITHDRAWN, {}, actor)
    audit.wrote(db, actor, row, reason="result entered in error")
    await _said(db, row, "reopened", actor)


async def _reported(db: Db, row: ServiceRequest, report: DiagnosticReport, actor: Actor) -> None:
    if row.status != RequestStatus.active or report.status not in SAID:
        await _said(db, row, "reported", actor)
        return
    await _move(db, row, RequestStatus.completed, "completed", actor)
    await _tell(db, row, ARRIVED, await _to_look_at(db, report), actor)


# ---- parts ----------------------------------------------------------------------------------------------------------


def _must_be_active(row: ServiceRequest) -> None:
    if row.status == RequestStatus.draft:
        raise Conflict("A doctor has to sign this order first.", code="order_unsigned")
    if row.status != RequestStatus.active:
        raise Conflict("This order is over.", code="order_over")


async def _has_specimen(db: Db, row: ServiceRequest) -> bool:
    found = select(Specimen.id).where(
        Specimen.service_request_id == row.id, Specimen.status == SpecimenStatus.available
    )
    return await db.scalar(found.limit(1)) is not None


async def _revoked(db: Db, row: ServiceRequest, reason: str, actor: Actor) -> None:
    row.status_reason = reason
    await _move(db, row, RequestStatus.revoked, "revoked", actor)


async def _move(db: Db, row: ServiceRequest, status: RequestStatus, what: str, actor: Actor) -> None:
    move(row, status)
    audit.wrote(db, actor, row)
    await _said(db, row, what, actor)


async def _tell(db: Db, row: ServiceRequest, message: str, payload: dict[str, Any], actor: Actor) -> None:
    if row.case_id is not None:
        await instances.deliver(db, row.case_id, message, payload, actor=actor)


async def _said(
    db: Db, row: ServiceRequest, what: str, actor: Actor, *, specimen_id: UUID | None = None
) -> None:  # fmt: skip
    await db.flush()
    state(
        db,
        ServiceRequestChanged(
            service_request_id=row.id, patient_id=row.patient_id, practitioner_id=row.practitioner_id, what=what,
            status=row.status, priority=row.priority,
            patient_user_id=await user_id_of(db, row.patient_id) if row.signed_at else None, specimen_id=specimen_id,
        ),
        actor=actor,
    )  # fmt: skip
