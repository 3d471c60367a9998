"""The life of an encounter: planned, in progress, finished; and what the patient tells us before it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden
from hub.core.facts import state
from hub.core.states import move
from hub.encounters.facts import ChartChanged, EncounterFinished
from hub.encounters.models import Encounter, EncounterClass, EncounterStatus, Intake, Note, NoteStatus
from hub.patients import actions as patients
from hub.patients.queries import user_id_of
from hub.scheduling import actions as scheduling
from hub.scheduling.models import AppointmentStatus


async def plan(
    db: Db, *, patient_id: UUID, practitioner_id: UUID, kind: EncounterClass, appointment_id: UUID | None = None,
    case_id: UUID | None = None, reason: str = "", actor: Actor,
) -> Encounter:  # fmt: skip
    """Make the encounter and its empty note; the same appointment again gives the same encounter."""
    if appointment_id is not None:
        known = await db.scalar(select(Encounter).where(Encounter.appointment_id == appointment_id))
        if known is not None:
            return known
    encounter = Encounter(patient_id=patient_id, practitioner_id=practitioner_id, kind=kind, reason=reason,
                          appointment_id=appointment_id, case_id=case_id)  # fmt: skip
    db.add(encounter)
    await db.flush()
    db.add(Note(encounter_id=encounter.id, patient_id=patient_id, sections={}))
    audit.wrote(db, actor, encounter)
    await db.flush()
    return encounter


async def arrive(db: Db, encounter: Encounter, *, actor: Actor) -> Encounter:
    """The patient is here; the encounter stays the clinician's whose it is. 409 encounter_over when it is over."""
    if encounter.status == EncounterStatus.planned:
        move(encounter, EncounterStatus.in_progress)
        encounter.started_at = now()
        audit.wrote(db, actor, encounter)
    elif encounter.status != EncounterStatus.in_progress:
        raise Conflict("This visit is over.", code="encounter_over")
    state(db, ChartChanged(encounter_id=encounter.id, patient_id=encounter.patient_id, part="encounter"), actor=actor)
    return encounter


async def start(db: Db, encounter: Encounter, *, actor: Actor) -> Encounter:
    """The clinician who acts begins: it is his encounter from here on, and he treats the patient."""
    if actor.practitioner_id is None:
        raise Forbidden("Only a clinician can begin a consultation.")
    await arrive(db, encounter, actor=actor)
    encounter.practitioner_id = actor.practitioner_id
    audit.wrote(db, actor, encounter)
    await patients.relate(
        db, encounter.patient_id, actor.practitioner_id, "treating", f"encounter:{encounter.id}", actor=actor
    )
    return encounter


async def finish(db: Db, encounter: Encounter, *, actor: Actor) -> Encounter:
    """The note is signed: the meeting and its appointment are over."""
    if encounter.status == EncounterStatus.planned:
        await start(db, encounter, actor=actor)
    move(encounter, EncounterStatus.finished)
    encounter.ended_at = now()
    audit.wrote(db, actor, encounter)
    if encounter.appointment_id is not None:
        await db.flush()
        await scheduling.change(db, encounter.appointment_id, AppointmentStatus.fulfilled, actor=actor)
    user_id = await user_id_of(db, encounter.patient_id)
    state(db, EncounterFinished(encounter_id=encounter.id, patient_id=encounter.patient_id,
                                practitioner_id=encounter.practitioner_id, patient_user_id=user_id),
          actor=actor)  # fmt: skip
    return encounter


async def withdraw(db: Db, encounter: Encounter, *, actor: Actor) -> None:
    """It did not take place (cancelled, no-show); one that is over stays as it is."""
    if encounter.status in (EncounterStatus.planned, EncounterStatus.in_progress):
        move(encounter, EncounterStatus.cancelled)
        audit.wrote(db, actor, encounter)


async def record_intake(db: Db, encounter: Encounter, answers: dict[str, Any], *, actor: Actor) -> Intake:
    """Keep what the patient told us; told again before the visit ends, the later answers stand."""
    if encounter.status not in (EncounterStatus.planned, EncounterStatus.in_progress):
        raise Conflict("This visit is over.", code="encounter_over")
    intake = await db.scalar(select(Intake).where(Intake.encounter_id == encounter.id).with_for_update())
    if intake is None:
        intake = Intake(encounter_id=encounter.id, patient_id=encounter.patient_id, answers=answers)
        db.add(intake)
        await db.flush()
    else:
        intake.answers, intake.recorded_at = answers, now()
    audit.wrote(db, actor, intake)
    await _offer_reason(db, encounter)
    state(db, ChartChanged(encounter_id=encounter.id, patient_id=encounter.patient_id, part="intake"), actor=actor)
    return intake


async def _offer_reason(db: Db, encounter: Encounter) -> None:
    """An empty note begins with the reason that was given at booking."""
    note = await db.scalar(select(Note).where(Note.encounter_id == encounter.id).with_for_update())
    if note is not None and note.status == NoteStatus.draft and not note.sections and encounter.reason:
        note.sections = {"reason": encounter.reason}
