"""More of a medicine: the patient asks, the pathway `refill` brings it to a clinician, a new prescription or a reason
comes back. A renewal is a prescription of its own, which names the one that it continues.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import local_day, now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, NotFound
from hub.core.facts import state
from hub.core.refusals import violated
from hub.core.states import move
from hub.encounters import checks, cosign, parts, queries
from hub.encounters.facts import RefillChanged
from hub.encounters.models import (
    Encounter,
    EncounterStatus,
    Prescription,
    PrescriptionStatus,
    RefillRequest,
    RefillStatus,
)
from hub.encounters.prescribing import COPIED, privileged
from hub.encounters.prescription_schemas import PrescriptionOut
from hub.encounters.refill_schemas import MedicineOut, MedicinesOut, RefillOut, RefillShownOut
from hub.encounters.switches import REFILLS
from hub.identity import house
from hub.patients.queries import open_patient, user_id_of
from hub.staff.models import Practitioner
from workflows import instances

PATHWAY = "refill"
WITHDRAWN = "refill_withdrawn"
KEPT = (*COPIED, "override_reason", "findings", "checked_with")


# ---- what a patient takes -------------------------------------------------------------------------------------------


async def medicines(db: Db | ReadDb, actor: Actor) -> MedicinesOut:
    """The patient's active prescriptions that no later one continues, each with the latest wish for more of it."""
    if actor.patient_id is None:
        raise NotFound()
    later = aliased(Prescription)
    rows = await db.execute(
        select(Prescription, Practitioner)
        .join(Practitioner, Practitioner.id == Prescription.practitioner_id)
        .where(
            Prescription.patient_id == actor.patient_id,
            Prescription.status == PrescriptionStatus.active,
            ~exists().where(later.renews_id == Prescription.id, later.status == PrescriptionStatus.active),
            parts.beside_open(actor, Prescription.encounter_id),
        )
        .order_by(Prescription.status_at.desc(), Prescription.id.desc())
        .limit(100)
    )
    found = [(row[0], row[1]) for row in rows]
    asked, zone = await _latest(db, [one.id for one, _ in found]), await house.zone(db)
    return MedicinesOut(items=[medicine(one, who, asked.get(one.id), zone) for one, who in found])


def medicine(
    one: Prescription, who: Practitioner, asked: RefillRequest | None, zone: ZoneInfo
) -> MedicineOut:  # fmt: skip
    """One line of the list."""
    waits = asked is not None and asked.status == RefillStatus.requested
    return MedicineOut(
        **PrescriptionOut.model_validate(one).model_dump(), prescribed_at=one.status_at, practitioner_name=who.name,
        lasts_until=lasts_until(one, zone), may_ask=not waits and one.status == PrescriptionStatus.active,
        refill=shown(asked) if asked is not None else None,
    )  # fmt: skip


def shown(request: RefillRequest) -> RefillOut:
    return RefillOut(
        id=request.id, status=request.status, asked_at=request.created_at, status_at=request.status_at,
        remark=request.remark, answer=request.answer,
    )  # fmt: skip


def lasts_until(one: Prescription, zone: ZoneInfo) -> date | None:
    """The day on which it is used up, refills included; None for what is taken as needed or without an end."""
    if one.as_needed or one.duration_days is None:
        return None
    return local_day(one.status_at, zone) + timedelta(days=one.duration_days * (one.refills + 1))


async def _latest(db: Db | ReadDb, prescriptions: Sequence[UUID]) -> dict[UUID, RefillRequest]:
    rows = await db.scalars(
        select(RefillRequest)
        .where(RefillRequest.prescription_id.in_(prescriptions))
        .distinct(RefillRequest.prescription_id)
        .order_by(RefillRequest.prescription_id, RefillRequest.created_at.desc(), RefillRequest.id.desc())
    )
    return {row.prescription_id: row for row in rows}


# ---- asking and taking back -----------------------------------------------------------------------------------------


async def ask(db: Db, actor: Actor, prescription_id: UUID, remark: str) -> RefillRequest:
    """The patient asks for more of his own medicine; the pathway starts. A second wish while one waits is refused."""
    await REFILLS.must(db, "Refills are asked for by telephone at the moment. Please call us.")
    shown_to = parts.beside_open(actor, Prescription.encounter_id)
    one = await db.scalar(select(Prescription).where(Prescription.id == prescription_id, shown_to).with_for_update())
    if one is None or actor.patient_id is None or one.patient_id != actor.patient_id:
        raise NotFound()
    await open_patient(db, one.patient_id)
    if one.status != PrescriptionStatus.active:
        raise Conflict("This prescription has ended. Please book a visit.", code="prescription_ended")
    later = select(Prescription.id).where(Prescription.renews_id == one.id)
    if await db.scalar(later.where(Prescription.status == PrescriptionStatus.active).limit(1)):
        raise Conflict("There is a newer prescription of this medicine.", code="prescription_renewed")
    request = RefillRequest(prescription_id=one.id, patient_id=one.patient_id, remark=remark)
    db.add(request)
    audit.wrote(db, actor, request)
    try:
        await db.flush()
    except IntegrityError as error:
        if violated(error) == "uq_refill_request_open":
            raise Conflict("You have asked for this already.", code="refill_asked") from error
        raise
    zone = await house.zone(db)
    until = lasts_until(one, zone)
    case = await instances.start(
        db, PATHWAY, actor=actor, patient_id=one.patient_id, business_key=f"refill:{request.id}",
        subject={"refill_request_id": str(request.id), "prescription_id": str(one.id),
                 "practitioner_id": str(one.practitioner_id)},
        data={"refill": {
            "refill_request_id": str(request.id), "prescription_id": str(one.id), "patient_id": str(one.patient_id),
            "practitioner_id": str(one.practitioner_id),
            "days_left": (until - local_day(now(), zone)).days if until is not None else None,
        }},
    )  # fmt: skip
    request.case_id = case.id
    await _said(db, request, actor)
    return request


async def withdraw(db: Db, actor: Actor, request_id: UUID) -> RefillRequest:
    """The patient does not need it any more; again is harmless, after an answer it is refused."""
    request = await db.scalar(
        select(RefillRequest)
        .join(Prescription, Prescription.id == RefillRequest.prescription_id)
        .where(RefillRequest.id == request_id, parts.beside_open(actor, Prescription.encounter_id))
    )
    if request is None or actor.patient_id is None or request.patient_id != actor.patient_id:
        raise NotFound()
    if request.status == RefillStatus.requested and request.case_id is not None:
        await instances.deliver(db, request.case_id, WITHDRAWN, {"by": "patient"}, actor=actor)
        await db.refresh(request)
    if request.status != RefillStatus.withdrawn:
        raise Conflict("This has been answered already.", code="refill_answered")
    return request


# ---- deciding -------------------------------------------------------------------------------------------------------


async def access_refill(db: Db, actor: Actor, request_id: UUID) -> RefillShownOut:
    """A wish with what a decision needs, for clinicians of this patient or who have taken the task, unless a label
    keeps the prescription from them; else 404."""
    row = (
        await db.execute(
            select(RefillRequest, Prescription, Practitioner)
            .join(Prescription, Prescription.id == RefillRequest.prescription_id)
            .join(Practitioner, Practitioner.id == Prescription.practitioner_id)
            .where(RefillRequest.id == request_id, parts.beside_open(actor, Prescription.encounter_id))
        )
    ).first()
    if row is None or not await queries.cares_for(db, actor, row[0].patient_id):
        raise NotFound()
    request, one, who = row
    audit.read(db, actor, "refill_request", request.id, patient_id=request.patient_id)
    seen = await db.scalar(
        select(func.max(Encounter.ended_at)).where(
            Encounter.patient_id == request.patient_id, Encounter.status == EncounterStatus.finished
        )
    )
    return RefillShownOut(
        **shown(request).model_dump(), patient_id=request.patient_id,
        prescription=medicine(one, who, request, await house.zone(db)),
        last_seen_at=seen, allergies=await _allergies(db, one),
    )  # fmt: skip


async def decide(
    db: Db, request_id: UUID, decision: str, *, answer: str, quantity: Decimal | None, override: bool, actor: Actor
) -> None:  # fmt: skip
    """Keep what the clinician decided; the pathway carries it out. 409 allergy_match, unless it was said to go on.

    Renewing asks for what prescribing asks for (403 may_not_prescribe, privilege_needed), and for a prescription that
    is in force still (409 prescription_ended, prescription_renewed).
    """
    if actor.practitioner_id is None:
        raise Forbidden("Only a clinician can decide this.")
    request = await _locked(db, request_id)
    if request.status != RefillStatus.requested:
        raise Conflict("This has been answered already.", code="refill_answered")
    if decision == "renew":
        await cosign.must_prescribe(db, actor, alone=True)
        one = await queries.prescription_of(db, request.patient_id, request.prescription_id)
        await privileged(db, one.medication, actor)
        if one.status != PrescriptionStatus.active:
            raise Conflict("This prescription has ended. Please write a new one.", code="prescription_ended")
        if await queries.continued(db, one.id):
            raise Conflict("This prescription is renewed already.", code="prescription_renewed")
        if not override and (found := await _allergies(db, one)):
            raise Conflict("An allergy to this is recorded. Confirm that you renew it all the same.",
                           code="allergy_match", substances=found)  # fmt: skip
    request.decided_by, request.answer, request.quantity_value = actor.practitioner_id, answer, quantity
    audit.wrote(db, actor, request)
    await db.flush()


async def renew(db: Db, request_id: UUID, *, actor: Actor) -> dict[str, Any]:
    """Write the new prescription, in force at once, by who decided it; returns its id."""
    request = await _locked(db, request_id)
    one = await db.get_one(Prescription, request.prescription_id)
    again = Prescription(
        encounter_id=one.encounter_id, patient_id=one.patient_id, renews_id=one.id, end_reason="",
        status=PrescriptionStatus.draft,
        practitioner_id=request.decided_by or one.practitioner_id, **{name: getattr(one, name) for name in KEPT},
    )  # fmt: skip
    if request.quantity_value is not None:
        again.quantity_value = request.quantity_value
    db.add(again)
    move(again, PrescriptionStatus.active)
    audit.wrote(db, actor, again)
    await close(db, request_id, RefillStatus.renewed, actor=actor)
    return {"prescription_id": str(again.id)}


async def close(db: Db, request_id: UUID, status: RefillStatus, *, actor: Actor) -> None:
    """Say what became of the wish; the patient hears of it."""
    request = await _locked(db, request_id)
    if request.status == status:
        return
    move(request, status)
    audit.wrote(db, actor, request)
    await db.flush()
    await _said(db, request, actor)


async def _locked(db: Db, request_id: UUID) -> RefillRequest:
    found = await db.scalar(select(RefillRequest).where(RefillRequest.id == request_id).with_for_update())
    if found is None:
        raise NotFound()
    return found


async def _allergies(db: Db, one: Prescription) -> list[str]:
    """Recorded allergies that speak against it, by ingredient and by class, unless that was weighed before."""
    if one.override_reason:
        return []
    known = [row.substance for row in await queries.allergies(db, one.patient_id)]
    checked = checks.check(one.medication, allergies=known, taken=())
    return [found.against for found in checked.findings if found.asks]


async def _said(db: Db, request: RefillRequest, actor: Actor) -> None:
    state(
        db,
        RefillChanged(
            refill_request_id=request.id, patient_id=request.patient_id, status=request.status,
            patient_user_id=await user_id_of(db, request.patient_id),
        ),
        actor=actor,
    )  # fmt: skip
