"""An emergency comes to the desk: taken in with what one sees, and whoever has to come is told at once.

The desk knows nothing of the record: it hands over a complaint in the patient's words and reads none back.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, Invalid
from hub.core.facts import state
from hub.encounters import actions as encounters
from hub.encounters import triage
from hub.encounters.meeting_schemas import AssessTriage
from hub.encounters.models import Encounter, EncounterClass
from hub.encounters.parts import name_of
from hub.encounters.statuses import OPEN, TriageLevel
from hub.encounters.triage_models import Triage
from hub.frontdesk.facts import EmergencyArrived
from hub.frontdesk.schemas_emergency import EmergenciesOut, EmergencyDoctorOut, EmergencyOut, TakeIn
from hub.frontdesk.switches import DESK_TRIAGE
from hub.patients import actions as patients
from hub.patients.access import policy
from hub.patients.models import Patient
from hub.patients.queries import access_patient
from hub.patients.schemas import PatientRow
from hub.staff.duty_models import Shift, ShiftStatus
from hub.staff.models import Practitioner, PractitionerRole

MOST = 100
UNJUDGED = 2
"""Whom nobody has looked at yet stands among the very urgent, not at the end."""


async def take_in(db: Db, wanted: TakeIn, *, actor: Actor) -> Encounter:
    """Register if need be, begin the emergency, tell the doctor and the nurses.

    403 triage_is_clinical; 409 emergency_open when this patient is here already; 422 doctor_unknown.
    """
    if wanted.level is not None and not await _may_say(db, actor, wanted.level):
        raise Forbidden("How soon somebody has to be seen says a clinician. 'At once' you may always say.",
                        code="triage_is_clinical")  # fmt: skip
    doctor = await db.scalar(select(Practitioner).where(Practitioner.id == wanted.practitioner_id, *_DOCTORS))
    if doctor is None:
        raise Invalid("Choose a doctor who works here.", code="doctor_unknown",
                      errors=[{"path": "practitioner_id", "message": "no doctor who works here"}])  # fmt: skip
    patient = await _patient(db, wanted, actor)
    encounter = await encounters.plan(
        db, patient_id=patient.id, practitioner_id=doctor.id, kind=EncounterClass.emergency,
        reason=wanted.complaint, actor=actor,
    )  # fmt: skip
    await encounters.note_arrival(db, encounter, actor=actor)
    await patients.relate(db, patient.id, doctor.id, "treating", f"encounter:{encounter.id}", actor=actor)
    if wanted.level is not None:
        said = AssessTriage(level=wanted.level, complaint=wanted.complaint, arrival=wanted.arrival)
        await triage.assess(db, encounter, said, actor=actor)
    state(db, EmergencyArrived(encounter_id=encounter.id, patient_id=patient.id, practitioner_id=doctor.id,
                               level=wanted.level), actor=actor)  # fmt: skip
    await db.flush()
    return encounter


async def _may_say(db: Db | ReadDb, actor: Actor, level: int) -> bool:
    clinician = actor.practitioner_id is not None
    return clinician or level == TriageLevel.immediate or bool(await DESK_TRIAGE.value(db))


async def _patient(db: Db, wanted: TakeIn, actor: Actor) -> Patient:
    if wanted.unknown is not None:
        return await patients.register_unknown(db, actor=actor, **wanted.unknown.model_dump())
    assert wanted.patient_id is not None  # the schema says so
    patient = await access_patient(db, actor, wanted.patient_id, lock=True)
    here = exists().where(Encounter.patient_id == patient.id, *_HERE)
    if await db.scalar(select(here)):
        raise Conflict("This patient is here as an emergency already.", code="emergency_open")
    return patient


_HERE = (Encounter.kind == EncounterClass.emergency, Encounter.status.in_(sorted(OPEN)))
_DOCTORS = (Practitioner.active, Practitioner.role == PractitionerRole.doctor)


async def here(db: Db | ReadDb, actor: Actor) -> EmergenciesOut:
    """Who is here, the most urgent first and at most MOST of them, how many in all, and who can be told."""
    items = await _rows(db, actor)
    total = len(items) if len(items) < MOST else await _count(db, actor)
    return EmergenciesOut(
        items=items, total=total, doctors=await _doctors(db),
        may_triage=actor.practitioner_id is not None or bool(await DESK_TRIAGE.value(db)),
    )  # fmt: skip


async def one(db: Db | ReadDb, actor: Actor, encounter: Encounter) -> EmergencyOut:
    """One of them."""
    return (await _rows(db, actor, encounter.id))[0]


async def _rows(db: Db | ReadDb, actor: Actor, encounter_id: UUID | None = None) -> list[EmergencyOut]:
    later = aliased(Triage)
    newer = exists().where(later.encounter_id == Triage.encounter_id, later.id > Triage.id)
    found = (
        select(Encounter, Patient, name_of(Practitioner), Triage.level)
        .join(Patient, Patient.id == Encounter.patient_id)
        .join(Practitioner, Practitioner.id == Encounter.practitioner_id)
        .outerjoin(Triage, and_(Triage.encounter_id == Encounter.id, ~newer))
        .where(*_HERE, ~policy.barred(actor, Patient.id))
        .order_by(func.coalesce(Triage.level, UNJUDGED), Encounter.created_at)
        .limit(MOST)
    )
    if encounter_id is not None:
        found = found.where(Encounter.id == encounter_id)
    return [
        EmergencyOut(
            encounter_id=row.id, patient_id=patient.id, patient_name=_name(patient, actor),
            patient_number=patient.number,
            unidentified=patient.unidentified, arrived_at=row.created_at, status=row.status, level=level,
            practitioner_name=who,
        )
        for row, patient, who, level in await db.execute(found)
    ]  # fmt: skip


async def _count(db: Db | ReadDb, actor: Actor) -> int:
    found = select(func.count()).select_from(Encounter).where(*_HERE, ~policy.barred(actor, Encounter.patient_id))
    return await db.scalar(found) or 0


def _name(patient: Patient, actor: Actor) -> str:
    """As the desk may read it: initials of whom a confidential record is."""
    line = PatientRow.seen(patient, actor)
    return f"{line.given} {line.family}".strip()


async def _doctors(db: Db | ReadDb) -> list[EmergencyDoctorOut]:
    """Doctors; those whose shift is running come first."""
    moment = now()
    running = exists().where(Shift.user_id == Practitioner.user_id, Shift.status == ShiftStatus.planned,
                             Shift.during.contains(moment))  # fmt: skip
    rows = await db.execute(
        select(Practitioner, running.label("on_duty"))
        .where(*_DOCTORS)
        .order_by(running.desc(), Practitioner.family, Practitioner.id)
        .limit(300)
    )
    return [EmergencyDoctorOut(id=row.id, name=row.name, specialty=row.specialty, on_duty=on) for row, on in rows]
