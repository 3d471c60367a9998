"""Beside the note: diagnoses, prescriptions and services of an encounter; allergies and problems of a patient."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import literal, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import local_day, now
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.core.states import move
from hub.encounters import queries
from hub.encounters.facts import ChartChanged, RecordChanged
from hub.encounters.history_models import RecordVersion
from hub.encounters.models import (
    Allergy,
    Diagnosis,
    Encounter,
    Problem,
    RecordStatus,
    ServiceDefinition,
    ServiceRendered,
)
from hub.encounters.notes import writable
from hub.encounters.record_schemas import (
    AddAllergy,
    AddProblem,
    AllergyOut,
    ChangeAllergy,
    ChangeProblem,
    ProblemRowOut,
)
from hub.encounters.schemas import (
    AddService,
)
from hub.encounters.terminology import ICD10, choose, known
from hub.identity import house
from hub.patients.access import policy


async def open_for_writing(db: Db, encounter: Encounter) -> None:
    """409 unless what belongs to the note can still be changed; the note is locked."""
    writable(encounter, await queries.note_of(db, encounter.id, lock=True))


def changed(db: Db, encounter: Encounter, part: str, actor: Actor) -> None:
    """Say that a part of this chart is new."""
    state(db, ChartChanged(encounter_id=encounter.id, patient_id=encounter.patient_id, part=part), actor=actor)


async def add_diagnosis(db: Db, encounter: Encounter, code: str, *, actor: Actor) -> Diagnosis:
    """Record a billable code after those already there; the same again changes nothing."""
    await open_for_writing(db, encounter)
    chosen = await choose(db, code, on=local_day(encounter.started_at or now(), await house.zone(db)))
    given = await queries.diagnoses(db, encounter.id)
    if known := next((row for row in given if row.code == chosen.code), None):
        return known
    if len(given) >= 12:
        raise Conflict("A claim carries twelve diagnoses at most.", code="too_many_diagnoses")
    added = Diagnosis(encounter_id=encounter.id, patient_id=encounter.patient_id, code=chosen.code,
                      display=chosen.display, rank=len(given) + 1)  # fmt: skip
    db.add(added)
    await db.flush()
    audit.wrote(db, actor, added)
    changed(db, encounter, "diagnoses", actor)
    return added


async def drop_diagnosis(db: Db, encounter: Encounter, diagnosis_id: UUID, *, actor: Actor) -> list[Diagnosis]:
    """Take a diagnosis out of the draft; the others move up."""
    await open_for_writing(db, encounter)
    gone = await queries.one_of(db, Diagnosis, encounter, diagnosis_id)
    audit.noted(db, actor, "delete", "diagnosis", gone.id, patient_id=encounter.patient_id)
    await db.delete(gone)
    await db.flush()
    return await _rank(db, encounter, await queries.diagnoses(db, encounter.id), actor)


async def make_main(db: Db, encounter: Encounter, diagnosis_id: UUID, *, actor: Actor) -> list[Diagnosis]:
    """This one is the reason for the visit."""
    await open_for_writing(db, encounter)
    main = await queries.one_of(db, Diagnosis, encounter, diagnosis_id)
    others = [row for row in await queries.diagnoses(db, encounter.id) if row.id != main.id]
    return await _rank(db, encounter, [main, *others], actor)


async def _rank(db: Db, encounter: Encounter, rows: list[Diagnosis], actor: Actor) -> list[Diagnosis]:
    for rank, row in enumerate(rows, 1):
        if row.rank != rank:
            row.rank = rank
            audit.wrote(db, actor, row)
    changed(db, encounter, "diagnoses", actor)
    await db.flush()
    return rows


_SERVICES = "encounters.services"
"""In `db.info`: the catalogue is asked for a service once in a transaction."""


async def add_service(db: Db, encounter: Encounter, wanted: AddService, *, actor: Actor) -> ServiceRendered:
    """Record a service; the same again sets its units."""
    await open_for_writing(db, encounter)
    known: dict[str, ServiceDefinition] = db.info.setdefault(_SERVICES, {})
    service = known.get(wanted.code) or await db.scalar(
        select(ServiceDefinition).where(ServiceDefinition.code == wanted.code, ServiceDefinition.active)
    )
    if service is None:
        raise Invalid("This service is not in the catalogue.", code="service_unknown")
    known[wanted.code] = service
    given = await queries.services_rendered(db, encounter.id)
    row = next((one for one in given if one.code == service.code), None)
    if row is None:
        row = ServiceRendered(encounter_id=encounter.id, patient_id=encounter.patient_id, code=service.code,
                              display=service.display, units=wanted.units)  # fmt: skip
        db.add(row)
        await db.flush()
    else:
        row.units = wanted.units
    audit.wrote(db, actor, row)
    changed(db, encounter, "services", actor)
    return row


async def drop_service(db: Db, encounter: Encounter, service_id: UUID, *, actor: Actor) -> None:
    """Take a service out of the draft."""
    await open_for_writing(db, encounter)
    gone = await queries.one_of(db, ServiceRendered, encounter, service_id)
    audit.noted(db, actor, "delete", "service_rendered", gone.id, patient_id=encounter.patient_id)
    await db.delete(gone)
    changed(db, encounter, "services", actor)


async def add_allergy(db: Db, patient_id: UUID, wanted: AddAllergy, *, actor: Actor) -> Allergy:
    """Record an allergy; the same substance again brings the recorded one up to date."""
    there = next((row for row in await queries.allergies(db, patient_id)
                  if row.substance.casefold() == wanted.substance.casefold()), None)  # fmt: skip
    if (nothing := await queries.none_known(db, patient_id)) is not None:
        move(nothing, RecordStatus.resolved)
        audit.wrote(db, actor, nothing)
    await _known_code(db, wanted)
    if there is not None:
        _remember(db, there, "recorded again", actor)
    row = there or Allergy(patient_id=patient_id, substance=wanted.substance)
    for name, value in wanted.model_dump(exclude={"substance"}).items():
        setattr(row, name, value)
    if there is None:
        db.add(row)
        await db.flush()
    audit.wrote(db, actor, row)
    _record_changed(db, patient_id, "allergies", actor)
    return row


async def say_none_known(db: Db, patient_id: UUID, *, actor: Actor) -> None:
    """The patient was asked and knows of no allergy; 409 while one is recorded."""
    if await queries.allergies(db, patient_id):
        raise Conflict("An allergy is recorded. Resolve it first, or mark it as entered in error.",
                       code="allergies_recorded")  # fmt: skip
    if await queries.none_known(db, patient_id) is None:
        row = Allergy(patient_id=patient_id, substance="", none_known=True)
        db.add(row)
        await db.flush()
        audit.wrote(db, actor, row)
        _record_changed(db, patient_id, "allergies", actor)


async def access_allergy(db: Db, actor: Actor, allergy_id: UUID) -> Allergy:
    """An allergy of a patient in the actor's care, locked for a change; else 404."""
    row: Allergy | None = await db.scalar(select(Allergy).where(Allergy.id == allergy_id).with_for_update())
    if row is None or not await queries.cares_for(db, actor, row.patient_id):
        raise NotFound()
    return row


async def access_problem(db: Db, actor: Actor, problem_id: UUID) -> Problem:
    """A problem of a patient in the actor's care, locked for a change; else 404."""
    row: Problem | None = await db.scalar(select(Problem).where(Problem.id == problem_id).with_for_update())
    if row is None or not await queries.cares_for(db, actor, row.patient_id):
        raise NotFound()
    if not await db.scalar(select(policy.open_row(actor, literal(row.patient_id), literal(row.id)))):
        raise NotFound()
    return row


async def correct_allergy(db: Db, row: Allergy, wanted: ChangeAllergy, *, actor: Actor) -> Allergy:
    """Bring a recorded allergy up to date; what it said before is kept. 409 record_changed."""
    _unchanged(row, wanted.version)
    _begun(wanted.onset, await house.today(db))
    await _known_code(db, wanted)
    _remember(db, row, wanted.why, actor)
    for name, value in wanted.model_dump(exclude={"version", "why"}).items():
        setattr(row, name, value)
    audit.wrote(db, actor, row)
    _record_changed(db, row.patient_id, "allergies", actor)
    await db.flush()
    return row


async def correct_problem(db: Db, row: Problem, wanted: ChangeProblem, *, actor: Actor) -> Problem:
    """Bring a problem up to date, what it said before is kept; 422 onset_to_come, 409 record_changed."""
    _unchanged(row, wanted.version)
    _begun(wanted.onset, await house.today(db))
    _remember(db, row, wanted.why, actor)
    for name, value in wanted.model_dump(exclude={"version", "why"}).items():
        setattr(row, name, value)
    audit.wrote(db, actor, row)
    _record_changed(db, row.patient_id, "problems", actor)
    await db.flush()
    return row


def _begun(onset: date | None, today: date) -> None:
    # It may be tomorrow already where the patient is.
    if onset is not None and (onset - today).days > 1:
        raise Invalid("That day is still to come.", code="onset_to_come",
                      errors=[{"path": "onset", "message": "still to come"}])  # fmt: skip


def _unchanged(row: Allergy | Problem, version: int | None) -> None:
    if version is not None and version != row.version:
        raise Conflict("Somebody changed this meanwhile. Please look again.", code="record_changed")


def _remember(db: Db, row: Allergy | Problem, reason: str, actor: Actor) -> None:
    """Keep what it says until now, for who asks later."""
    shown = AllergyOut.model_validate(row) if isinstance(row, Allergy) else ProblemRowOut.model_validate(row)
    db.add(RecordVersion(
        patient_id=row.patient_id, kind=row.__tablename__, row_id=row.id, reason=reason, by_id=actor.user_id,
        by_name=actor.name, content=shown.model_dump(mode="json", exclude={"id", "version"}),
    ))  # fmt: skip


async def _known_code(db: Db, wanted: AddAllergy) -> None:
    if wanted.code is not None:
        await known(db, wanted.code_system, wanted.code)


def _record_changed(db: Db, patient_id: UUID, part: str, actor: Actor) -> None:
    state(db, RecordChanged(patient_id=patient_id, part=part), actor=actor)


async def change_allergy(db: Db, actor: Actor, allergy_id: UUID, status: RecordStatus, reason: str = "") -> Allergy:
    """Resolve it, take it up again, or mark it as entered in error."""
    row = await access_allergy(db, actor, allergy_id)
    if row.status != status:
        _remember(db, row, reason, actor)
        move(row, status)
        audit.wrote(db, actor, row)
        _record_changed(db, row.patient_id, "allergies", actor)
    return row


async def add_problem(db: Db, patient_id: UUID, wanted: AddProblem, *, actor: Actor) -> Problem:
    """Record a lasting condition; 422 code_unknown, system_unknown."""
    chosen = await known(db, wanted.code_system or ICD10, wanted.code) if wanted.code else None
    _begun(wanted.onset, await house.today(db))
    row = Problem(patient_id=patient_id, **wanted.model_dump())
    if chosen is not None:
        row.code, row.display = chosen.code, wanted.display or chosen.display
        row.code_system = wanted.code_system or ICD10
    db.add(row)
    audit.wrote(db, actor, row)
    _record_changed(db, patient_id, "problems", actor)
    await db.flush()
    return row


async def change_problem(db: Db, actor: Actor, problem_id: UUID, status: RecordStatus, reason: str = "") -> Problem:
    """Resolve it, take it up again, or mark it as entered in error."""
    row = await access_problem(db, actor, problem_id)
    if row.status != status:
        _remember(db, row, reason, actor)
        move(row, status)
        row.resolved_on = await house.today(db) if status == RecordStatus.resolved else None
        audit.wrote(db, actor, row)
        _record_changed(db, row.patient_id, "problems", actor)
    return row
