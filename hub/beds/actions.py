"""What happens to beds and stays."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from hub.beds import places
from hub.beds.facts import StayChanged
from hub.beds.models import Bed, BedStatus, PlaceStatus, Stay, StayNote, StayStatus
from hub.beds.places import BedTaken
from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, Invalid
from hub.core.facts import state
from hub.core.refusals import violated
from hub.core.states import move
from hub.encounters import actions as encounters
from hub.encounters.models import EncounterClass
from hub.encounters.queries import diagnoses, encounter_by_id
from hub.patients import actions as patients
from hub.patients.models import Patient
from hub.staff.queries import facility
from workflows import instances


class AlreadyAdmitted(Conflict):
    """A patient has one open stay at most."""

    code, title = "already_admitted", "This patient is being admitted already"


async def request(db: Db, patient: Patient, reason: str, *, actor: Actor) -> Stay:
    """A clinician asks for a bed: the stay, its encounter and the admission pathway begin."""
    if actor.practitioner_id is None:
        raise Forbidden("Only a clinician can ask for an admission.")
    open_stay = select(Stay.id).where(
        Stay.patient_id == patient.id,
        Stay.status.in_([StayStatus.requested, StayStatus.reserved, StayStatus.on_ward]),
    )
    if await db.scalar(open_stay):
        raise AlreadyAdmitted("This patient is being admitted already.")
    encounter = await encounters.plan(
        db, patient_id=patient.id, practitioner_id=actor.practitioner_id, kind=EncounterClass.inpatient,
        reason=reason, actor=actor,
    )  # fmt: skip
    stay = Stay(patient_id=patient.id, practitioner_id=actor.practitioner_id, encounter_id=encounter.id, reason=reason)
    db.add(stay)
    audit.wrote(db, actor, stay)
    await patients.relate(db, patient.id, actor.practitioner_id, "care_team", f"stay:{stay.id}", actor=actor)
    try:
        await db.flush()
    except IntegrityError as error:  # two who ask at once: one has been faster
        if violated(error) == "uq_stay_open":
            raise AlreadyAdmitted("This patient is being admitted already.") from error
        raise
    house = await facility(db)
    case = await instances.start(
        db, "admission", actor=actor, patient_id=patient.id, business_key=f"stay:{stay.id}",
        subject={"stay_id": str(stay.id), "encounter_id": str(encounter.id)},
        data={"stay": {"stay_id": str(stay.id), "patient_id": str(patient.id), "encounter_id": str(encounter.id),
                       "doctor_id": str(actor.practitioner_id), "zone": house.zone}},
    )  # fmt: skip
    stay.case_id = encounter.case_id = case.id
    _said(db, stay, actor)
    return stay


async def reserve(db: Db, stay: Stay, bed: Bed, *, actor: Actor) -> None:
    """Hold a free bed for a stay; PostgreSQL has the last word."""
    move(stay, StayStatus.reserved)
    stay.bed_id, stay.during = bed.id, Range(now(), None)
    audit.wrote(db, actor, stay)
    await places.hold(db, stay, bed, actor=actor)
    _said(db, stay, actor)


async def occupy(db: Db, stay: Stay, *, actor: Actor) -> None:
    """The patient is on the ward: the bed is occupied and the stay begins."""
    held = await places.of(db, stay, PlaceStatus.held)
    if held is None:
        raise Conflict("No bed is held for this patient.", code="no_bed")
    await places.arrive(db, stay, held, actor=actor)
    move(stay, StayStatus.on_ward)
    stay.admitted_at = now()
    audit.wrote(db, actor, stay)
    await encounters.arrive(db, await encounter_by_id(db, stay.encounter_id, lock=True), actor=actor)
    if actor.practitioner_id is not None:
        await patients.relate(db, stay.patient_id, actor.practitioner_id, "care_team", f"stay:{stay.id}", actor=actor)
    _said(db, stay, actor)


async def release(db: Db, stay: Stay, *, actor: Actor) -> None:
    """Give the bed back: after use it is cleaned; a held one is free at once. Without a bed nothing happens."""
    if stay.bed_id is None or stay.status not in (StayStatus.reserved, StayStatus.on_ward):
        return
    used = stay.status is StayStatus.on_ward
    if held := await places.of(db, stay, PlaceStatus.held):
        await places.let_go(db, held, PlaceStatus.cancelled, actor=actor)
    if used:
        stay.ended_at = now()
        if here := await places.of(db, stay, PlaceStatus.here):
            await places.leave(db, here, stay.ended_at, actor=actor)
        stay.during = Range(stay.during.lower if stay.during else None, stay.ended_at)
        move(stay, StayStatus.ended)
        await patients.unrelate(db, stay.patient_id, None, f"stay:{stay.id}", actor=actor)
    else:
        stay.bed_id = stay.during = None
        move(stay, StayStatus.requested)
    audit.wrote(db, actor, stay)
    _said(db, stay, actor)


async def withdraw(db: Db, stay: Stay, reason: str, *, actor: Actor) -> Stay:
    """The admission is not needed any more; only before the patient is on the ward."""
    if stay.status is StayStatus.on_ward or stay.case_id is None:
        raise Conflict("The patient is on the ward. Discharge instead.", code="on_ward")
    await _called_off(db, stay, reason, actor=actor)
    await db.flush()
    await instances.cancel(db, stay.case_id, reason, actor=actor)
    return stay


async def give_up(db: Db, stay: Stay, reason: str, *, actor: Actor) -> None:
    """Nobody leads this stay any more: a bed held is free, a patient on the ward has left it."""
    if stay.status is not StayStatus.on_ward:
        await _called_off(db, stay, reason, actor=actor)
        return
    await release(db, stay, actor=actor)
    await encounters.withdraw(db, await encounter_by_id(db, stay.encounter_id, lock=True), actor=actor)


async def _called_off(db: Db, stay: Stay, reason: str, *, actor: Actor) -> None:
    await release(db, stay, actor=actor)
    move(stay, StayStatus.cancelled)
    audit.wrote(db, actor, stay, reason=reason)
    await patients.unrelate(db, stay.patient_id, None, f"stay:{stay.id}", actor=actor)
    await encounters.withdraw(db, await encounter_by_id(db, stay.encounter_id), actor=actor)
    _said(db, stay, actor)


async def note(db: Db, stay: Stay, kind: str, decision: str, words: str, *, actor: Actor) -> StayNote:
    """Write down a review or the discharge."""
    row = StayNote(stay_id=stay.id, patient_id=stay.patient_id, kind=kind, decision=decision, words=words,
                   author_id=actor.user_id, author_name=actor.name)  # fmt: skip
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    return row


async def discharge(db: Db, stay: Stay, answers: dict[str, Any], *, actor: Actor) -> StayNote:
    """The clinician ends the stay: where to, and the summary. Without a diagnosis nobody could bill or follow it up."""
    if not await diagnoses(db, stay.encounter_id):
        raise Invalid("Add at least one diagnosis to the chart before the discharge.", code="diagnosis_missing")
    stay.disposition = answers["disposition"]
    words = "\n\n".join(part for part in (answers["summary"], answers.get("follow_up")) if part)
    return await note(db, stay, "discharge", answers["disposition"], words, actor=actor)


async def clean(db: Db, bed: Bed, *, actor: Actor) -> Bed:
    """The bed is ready again: cleaned, or no longer blocked. One that is held for somebody is not given away here."""
    if bed.status is BedStatus.reserved:
        raise BedTaken(f"Bed {bed.label} is held for a patient.", bed_status=bed.status)
    places.move_bed(db, bed, BedStatus.free, actor)
    return bed


async def block(db: Db, bed: Bed, *, actor: Actor) -> Bed:
    """The bed is out of use."""
    places.move_bed(db, bed, BedStatus.blocked, actor)
    return bed


def _said(db: Db, stay: Stay, actor: Actor) -> None:
    state(db, StayChanged(stay_id=stay.id, patient_id=stay.patient_id, practitioner_id=stay.practitioner_id,
                          case_id=stay.case_id, status=stay.status), actor=actor)  # fmt: skip


async def stay_now(db: Db, stay_id: UUID) -> Stay:
    """The stay, locked (for steps)."""
    return await db.get_one(Stay, stay_id, with_for_update=True)
