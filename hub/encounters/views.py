"""What the record looks like from outside: one chart in one reply, and the patient's summary."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from hub.core import cursor
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.core.http import Page
from hub.encounters import queries
from hub.encounters.models import Diagnosis, Encounter, EncounterStatus, NoteStatus, PrescriptionStatus, VersionKind
from hub.encounters.rules import missing
from hub.encounters.schemas import (
    AllergyOut,
    ChartOut,
    CodeOut,
    DiagnosisOut,
    EncounterOut,
    IntakeOut,
    NoteOut,
    NoteVersionOut,
    PastEncounterOut,
    PatientBannerOut,
    PrescriptionOut,
    ProblemRowOut,
    RecordOut,
    ServiceOut,
    SummaryOut,
    SummarySearch,
    VisitRowOut,
)
from hub.patients.models import Patient
from hub.patients.rules import age_on
from hub.staff import queries as staff
from hub.staff.models import Practitioner


async def chart(db: Db, encounter: Encounter, actor: Actor) -> ChartOut:
    """Everything beside the patient; the number of queries does not grow with the record."""
    patient, practitioner = await _people(db, encounter)
    zone = await staff.zone(db)
    note = await queries.note_of(db, encounter.id)
    given = await queries.diagnoses(db, encounter.id)
    rendered = await queries.services_rendered(db, encounter.id)
    intake = await queries.intake_of(db, encounter.id)
    known = await queries.allergies_if_asked(db, encounter.patient_id)
    draft = note.status == NoteStatus.draft
    open_ = encounter.status in (EncounterStatus.planned, EncounterStatus.in_progress)
    return ChartOut(
        encounter=_encounter(encounter, practitioner),
        patient=banner(patient, now().astimezone(zone).date()),
        allergies=None if known is None else [AllergyOut.model_validate(row) for row in known],
        problems=[ProblemRowOut.model_validate(row) for row in await queries.problems(db, encounter.patient_id)],
        intake=IntakeOut.model_validate(intake) if intake else None,
        note=NoteOut.model_validate(note),
        versions=[NoteVersionOut.model_validate(row) for row in await queries.versions(db, note.id)],
        diagnoses=[DiagnosisOut.model_validate(row) for row in given],
        prescriptions=[PrescriptionOut.model_validate(row) for row in await queries.prescriptions(db, encounter.id)],
        services=[ServiceOut.model_validate(row) for row in rendered],
        past=[_past(*row) for row in await queries.past(db, encounter.patient_id, not_this=encounter.id)],
        missing=missing(note.sections, diagnoses=len(given), services=len(rendered)) if draft else [],
        may_write=draft and open_ and actor.may("chart.write"),
    )  # fmt: skip


async def record(db: Db, patient_id: UUID) -> RecordOut:
    """Allergies, problems and the latest visits."""
    known = await queries.allergies_if_asked(db, patient_id)
    return RecordOut(
        allergies=None if known is None else [AllergyOut.model_validate(row) for row in known],
        problems=[ProblemRowOut.model_validate(row) for row in await queries.problems(db, patient_id)],
        encounters=[
            VisitRowOut(**_past(one, who, codes).model_dump(), status=one.status)
            for one, who, codes in await queries.past(db, patient_id, planned=True, limit=30)
        ],
    )


def _past(row: Encounter, who: Practitioner, codes: list[Diagnosis], reason: str = "") -> PastEncounterOut:
    return PastEncounterOut(
        id=row.id, appointment_id=row.appointment_id, kind=row.kind, started_at=row.started_at,
        practitioner_name=who.name, reason=reason or row.reason, diagnoses=_codes(codes),
    )  # fmt: skip


async def _people(db: Db, encounter: Encounter) -> tuple[Patient, Practitioner]:
    row = (
        await db.execute(
            select(Patient, Practitioner)
            .select_from(Encounter)
            .join(Patient, Patient.id == Encounter.patient_id)
            .join(Practitioner, Practitioner.id == Encounter.practitioner_id)
            .where(Encounter.id == encounter.id)
        )
    ).one()
    return row[0], row[1]


def _encounter(row: Encounter, practitioner: Practitioner) -> EncounterOut:
    return EncounterOut(
        id=row.id, patient_id=row.patient_id, practitioner_id=row.practitioner_id, practitioner_name=practitioner.name,
        appointment_id=row.appointment_id, case_id=row.case_id, kind=row.kind, status=row.status, reason=row.reason,
        started_at=row.started_at, ended_at=row.ended_at,
    )  # fmt: skip


def banner(patient: Patient, today: date) -> PatientBannerOut:
    """Who this is; age in full years by the facility's calendar."""
    return PatientBannerOut(
        id=patient.id, number=patient.number, name=patient.name, given=patient.given,
        family=patient.family, birth_date=patient.birth_date,
        age_years=age_on(patient.birth_date, today), sex=patient.sex, language=patient.language,
    )  # fmt: skip


def _codes(rows: list[Diagnosis]) -> list[CodeOut]:
    return [CodeOut(code=row.code, display=row.display) for row in rows]


async def summary(db: Db, encounter: Encounter) -> SummaryOut:
    """What the patient takes home; a note entered in error is not shown."""
    note = await queries.note_of(db, encounter.id)
    if note.status != NoteStatus.signed:
        raise NotFound()
    _, practitioner = await _people(db, encounter)
    facility = await staff.facility(db)
    prescribed = await queries.prescriptions(db, encounter.id)
    return SummaryOut(
        encounter_id=encounter.id, at=encounter.started_at or encounter.created_at, facility=facility.name,
        zone=facility.zone, practitioner_name=practitioner.name,
        reason=note.sections.get("reason", "") or encounter.reason,
        assessment=note.sections.get("assessment", ""), plan=note.sections.get("plan", ""),
        advice=note.sections.get("advice", ""), diagnoses=_codes(await queries.diagnoses(db, encounter.id)),
        prescriptions=[PrescriptionOut.model_validate(row) for row in prescribed
                       if row.status == PrescriptionStatus.active],
        addenda=[NoteVersionOut.model_validate(row) for row in await queries.versions(db, note.id)
                 if row.kind == VersionKind.addendum],
    )  # fmt: skip


async def own_summaries(db: Db | ReadDb, actor: Actor, query: SummarySearch) -> Page[PastEncounterOut]:
    """The patient's signed visits, latest first."""
    if actor.patient_id is None:
        raise NotFound()
    after = None
    if given := cursor.read(query.after, 2):
        after = (cursor.parse(datetime.fromisoformat, given[0]), cursor.parse(UUID, given[1]))
    rows = list(await queries.signed_visits(db, actor.patient_id, after=after, limit=query.limit + 1))
    page = rows[: query.limit]
    last = page[-1][0] if len(rows) > query.limit else None
    return Page(
        items=[_past(one, who, [], note.sections.get("reason", "")) for one, who, note in page],
        next=cursor.write(last.started_at, last.id) if last else None,
    )  # fmt: skip
