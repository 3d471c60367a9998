"""The life of an encounter: planned, in progress, finished; and what the patient tells us before it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from hub.core import audit, sealed
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, Invalid
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.prepared import Columns, Prepared
from hub.core.states import move
from hub.encounters.facts import ChartChanged, EncounterFinished
from hub.encounters.models import Encounter, EncounterClass, EncounterStatus, Intake, Note, NoteStatus
from hub.encounters.statuses import OPEN
from hub.patients import actions as patients
from hub.patients.queries import user_id_of
from hub.scheduling import actions as scheduling
from hub.scheduling.models import AppointmentStatus

BEFORE = OPEN - {EncounterStatus.in_progress, EncounterStatus.on_hold}
"""Not seen by the clinician yet."""


_ENCOUNTER = Columns(Encounter)
_PLAN = Prepared(
    text("""
WITH made AS (
  INSERT INTO encounter (id, created_at, version, patient_id, practitioner_id, appointment_id, case_id, class, status,
    status_at, status_reason_sealed, reason_sealed)
  VALUES (:id, :created_at, 1, :patient_id, :practitioner_id, :appointment_id, :case_id, :kind, :status, :created_at,
    '', :reason_sealed)
  ON CONFLICT (appointment_id) DO NOTHING RETURNING id)
INSERT INTO note (id, created_at, version, encounter_id, patient_id, status, status_at, sections_sealed, saved_at,
  saved_by_name, error_reason_sealed, copied_sealed)
SELECT cast(:note_id AS uuid), :created_at, 1, id, :patient_id, 'draft', :created_at, '', :created_at, '', '', ''
FROM made RETURNING encounter_id
""")
)


async def plan(
    db: Db, *, patient_id: UUID, practitioner_id: UUID, kind: EncounterClass, appointment_id: UUID | None = None,
    case_id: UUID | None = None, reason: str = "", actor: Actor,
) -> Encounter:  # fmt: skip
    """Make the encounter and its empty note; the same appointment again gives the same encounter."""
    begun: dict[str, Any] = {
        "id": uuid7(), "created_at": now(), "patient_id": patient_id, "practitioner_id": practitioner_id,
        "appointment_id": appointment_id, "case_id": case_id, "kind": kind, "status": EncounterStatus.planned,
    }  # fmt: skip
    begun |= await sealed.columns(db, Encounter, begun["id"], patient_id, reason=reason)
    if await db.first(_PLAN, begun, note_id=uuid7()) is None:
        return (await db.scalars(select(Encounter).where(Encounter.appointment_id == appointment_id))).one()
    whole = {**begun, "version": 1, "status_at": begun["created_at"], "status_reason_sealed": "",
             "status_reason_clear": None, "reason_clear": None, "started_at": None, "ended_at": None}  # fmt: skip
    audit.wrote(db, actor, Encounter(**whole))
    encounter = _ENCOUNTER.keep(db, whole)
    sealed.knows(encounter, reason=reason)
    return encounter


async def arrive(db: Db, encounter: Encounter, *, actor: Actor) -> Encounter:
    """The patient is here; the encounter stays the clinician's whose it is. 409 encounter_over when it is over."""
    if encounter.status in OPEN - {EncounterStatus.in_progress}:
        move(encounter, EncounterStatus.in_progress)
        encounter.started_at = encounter.started_at or now()
        audit.wrote(db, actor, encounter)
    elif encounter.status != EncounterStatus.in_progress:
        raise Conflict("This visit is over.", code="encounter_over")
    state(db, ChartChanged(encounter_id=encounter.id, patient_id=encounter.patient_id, part="encounter"), actor=actor)
    return encounter


async def note_arrival(db: Db, encounter: Encounter, *, actor: Actor) -> Encounter:
    """The patient is at the clinic and waits; one who is seen already stays as he is."""
    if encounter.status == EncounterStatus.planned:
        move(encounter, EncounterStatus.arrived)
        audit.wrote(db, actor, encounter)
        state(db, ChartChanged(encounter_id=encounter.id, patient_id=encounter.patient_id, part="encounter"),
              actor=actor)  # fmt: skip
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


async def hand_over(db: Db, encounter: Encounter, practitioner_id: UUID, *, actor: Actor) -> Encounter:
    """Another clinician leads from here on: it is his encounter. One that is over stays whose it was."""
    if encounter.status not in OPEN or encounter.practitioner_id == practitioner_id:
        return encounter
    encounter.practitioner_id = practitioner_id
    audit.wrote(db, actor, encounter, reason="handed over")
    state(db, ChartChanged(encounter_id=encounter.id, patient_id=encounter.patient_id, part="encounter"), actor=actor)
    return encounter


async def finish(db: Db, encounter: Encounter, *, actor: Actor) -> Encounter:
    """The note is signed: the meeting and its appointment are over."""
    if encounter.status in BEFORE:
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


async def open_by_hand(
    db: Db, patient_id: UUID, kind: EncounterClass, reason: str, *, actor: Actor, arrived: bool = False
) -> Encounter:  # fmt: skip
    """Begin a meeting that nobody booked: an emergency, a home visit, a bedside visit. It is the actor's from now on.

    A video visit needs its pathway and is not begun by hand (422 needs_pathway).
    """
    if actor.practitioner_id is None:
        raise Forbidden("Only a clinician can begin a visit.")
    if kind == EncounterClass.virtual:
        raise Invalid("A video visit is booked, so that the patient can join it.", code="needs_pathway")
    encounter = await plan(
        db, patient_id=patient_id, practitioner_id=actor.practitioner_id, kind=kind, reason=reason, actor=actor
    )
    await _offer_reason(db, encounter)
    await change_status(db, encounter, EncounterStatus.arrived if arrived else EncounterStatus.in_progress, actor=actor)
    return encounter


async def change_status(
    db: Db, encounter: Encounter, status: EncounterStatus, *, actor: Actor, reason: str = ""
) -> Encounter:  # fmt: skip
    """Arrived, triaged, in progress, on hold, cancelled, entered in error; finishing is signing. 422 reason_missing.

    While a pathway leads the visit, the pathway says how it goes on (409 led_by_pathway), but for a break.
    """
    if status == EncounterStatus.finished:
        raise Conflict("A visit is finished by signing its note.", code="finish_by_signing")
    break_ = {encounter.status, status} == {EncounterStatus.in_progress, EncounterStatus.on_hold}
    if encounter.case_id is not None and not break_:
        raise Conflict("This visit is led by its pathway. Please use its task.", code="led_by_pathway")
    if status in (EncounterStatus.cancelled, EncounterStatus.entered_in_error) and len(reason) < 3:
        raise Invalid("Please say why.", code="reason_missing", errors=[{"path": "reason", "message": "say why"}])
    if status == EncounterStatus.in_progress:
        return await start(db, encounter, actor=actor)
    move(encounter, status)
    encounter.status_reason = reason
    audit.wrote(db, actor, encounter)
    state(db, ChartChanged(encounter_id=encounter.id, patient_id=encounter.patient_id, part="encounter"), actor=actor)
    await db.flush()
    return encounter


async def withdraw(db: Db, encounter: Encounter, *, actor: Actor) -> None:
    """It did not take place (cancelled, no-show); one that is over stays as it is."""
    if encounter.status in OPEN:
        move(encounter, EncounterStatus.cancelled)
        audit.wrote(db, actor, encounter)


async def record_intake(db: Db, encounter: Encounter, answers: dict[str, Any], *, actor: Actor) -> Intake:
    """Keep what the patient told us; told again before the visit ends, the later answers stand."""
    if encounter.status not in OPEN:
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
