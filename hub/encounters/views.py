"""What the record looks like from outside: one chart in one reply, and the patient's summary."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, select

from hub.core import cursor, sealed
from hub.core.actor import Actor
from hub.core.clock import local_day, now
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.core.http import Page
from hub.core.prepared import Loaded
from hub.core.quantities import MEASURES
from hub.encounters import cosign, parts, queries
from hub.encounters.meeting_schemas import TriageOut
from hub.encounters.models import (
    Diagnosis,
    Encounter,
    Intake,
    Note,
    NoteStatus,
    NoteVersion,
    PrescriptionStatus,
    VersionKind,
)
from hub.encounters.prescription_schemas import PrescriptionOut
from hub.encounters.record_schemas import (
    AllergyOut,
    CodeOut,
    ProblemRowOut,
)
from hub.encounters.rules import missing
from hub.encounters.schemas import (
    ChartOut,
    CosignatureOut,
    DiagnosisOut,
    EncounterOut,
    IntakeOut,
    NoteOut,
    NoteVersionOut,
    PastEncounterOut,
    PatientBannerOut,
    RecordOut,
    ServiceOut,
    SummaryOut,
    SummarySearch,
    TakenMedicineOut,
    VisitRowOut,
)
from hub.encounters.statuses import OPEN
from hub.encounters.together import Together
from hub.encounters.triage import seen_by
from hub.encounters.vital_schemas import SignOut, VitalSetOut
from hub.encounters.vitals import ranges, with_percentiles
from hub.identity import house
from hub.patients.access import policy
from hub.patients.models import Patient
from hub.patients.rules import age_on
from hub.staff import queries as staff
from hub.staff.models import Practitioner


async def chart(db: Db, encounter: Encounter, actor: Actor) -> ChartOut:
    """Everything beside the patient, in three queries that do not grow with the record."""
    patient, practitioner, note = await _people(db, encounter)
    zone = await house.zone(db)
    today = local_day(now(), zone)
    found = await _parts(policy.kind_of(actor)).read(
        db, patient_id=encounter.patient_id, encounter_id=encounter.id, note_id=note.id, today=today,
        **policy.who(actor),
    )  # fmt: skip
    sections = note.sections
    draft = note.status == NoteStatus.draft
    open_ = note.status == NoteStatus.unlocked or (draft and encounter.status in OPEN)
    return ChartOut(
        encounter=_encounter(encounter, practitioner),
        patient=banner(patient, today),
        allergies=_allergies(_opened(found, "allergies", "allergy")),
        problems=[ProblemRowOut(**row) for row in _opened(found, "problems", "problem")],
        intake=next((IntakeOut(**row) for row in _opened(found, "intake", "intake")), None),
        note=NoteOut.model_validate(note),
        versions=[NoteVersionOut(**row) for row in _opened(found, "versions", "note_version")],
        diagnoses=[DiagnosisOut(**row) for row in found["diagnoses"]],
        prescriptions=[PrescriptionOut(**row) for row in _opened(found, "prescriptions", "prescription")],
        services=[ServiceOut(**row) for row in found["services"]],
        past=[PastEncounterOut(**row) for row in _opened(found, "past", "encounter")],
        medicines=[TakenMedicineOut(**row) for row in parts.medicines(found)],
        vitals=with_percentiles([_vital_set(row) for row in _opened(found, "vitals", "vital_set")], patient, zone),
        ranges=ranges(patient, today),
        cosignature=next((CosignatureOut(**row) for row in _opened(found, "cosignature", "cosignature")), None),
        triage=next((_triage(row, encounter) for row in _opened(found, "triage", "triage")), None),
        prescribing=next((cosign.allowed(**row) for row in found["prescriber"]), "none"),
        missing=missing(sections, diagnoses=len(found["diagnoses"]), services=len(found["services"])) if draft else [],
        may_write=open_ and actor.may("chart.write"),
        restricted=bool(found["restricted"]),
    )


@cache
def _parts(kind: policy.Kind) -> Together:
    """The queries of a chart, by part, for a kind of person."""
    patient_id, here, note_id = (
        bindparam(name, type_=Uuid()) for name in ("patient_id", "encounter_id", "note_id")
    )  # fmt: skip
    return Together(
        allergies=parts.allergies(patient_id), problems=parts.problems(kind, patient_id),
        intake=select(Intake).where(Intake.encounter_id == here),
        versions=select(NoteVersion).where(NoteVersion.note_id == note_id).order_by(NoteVersion.number),
        diagnoses=parts.diagnoses(here), services=parts.services(here),
        prescriptions=parts.prescriptions(here), triage=parts.triage(here),
        prescriber=parts.prescriber(
            bindparam("my_practitioner", type_=Uuid(), unique=False), bindparam("today", type_=Date())
        ),
        past=parts.past(kind, patient_id, not_this=here), home=parts.home(patient_id),
        prescribed=parts.prescribed(patient_id, kind), vitals=parts.vitals(patient_id, 8),
        restricted=parts.restricted(kind, patient_id),
        cosignature=parts.cosignature(note_id),
    )  # fmt: skip


def _opened(found: dict[str, list[dict[str, Any]]], part: str, table: str) -> list[dict[str, Any]]:
    return [sealed.opened(table, row) for row in found[part]]


def _triage(row: dict[str, Any], encounter: Encounter) -> TriageOut:
    return TriageOut(**row, due_at=seen_by(row["level"], encounter))


def _vital_set(row: dict[str, Any]) -> VitalSetOut:
    order = list(MEASURES)
    signs = [
        SignOut(**one, unit=MEASURES[one["sign"]].unit, loinc=MEASURES[one["sign"]].loinc)
        for one in sorted(row.pop("signs") or (), key=lambda one: order.index(one["sign"]))
    ]
    return VitalSetOut(**row, signs=signs)


def _allergies(rows: list[dict[str, Any]]) -> list[AllergyOut] | None:
    """None = nobody has asked; [] = asked, none known."""
    if not rows:
        return None
    order = ("severe", "moderate", "unknown", "mild")
    named = [AllergyOut(**row) for row in rows if not row["none_known"]]
    return sorted(named, key=lambda row: (order.index(row.severity), row.substance.casefold()))


async def record(db: Db, patient_id: UUID, actor: Actor) -> RecordOut:
    """Allergies, problems and the latest visits."""
    known = await queries.allergies_if_asked(db, patient_id)
    return RecordOut(
        allergies=None if known is None else [AllergyOut.model_validate(row) for row in known],
        problems=[ProblemRowOut.model_validate(row) for row in await queries.problems(db, actor, patient_id)],
        encounters=[
            VisitRowOut(**_past(one, who, codes).model_dump(), status=one.status)
            for one, who, codes in await queries.past(db, actor, patient_id, planned=True, limit=30)
        ],
        restricted=bool(await db.scalar(parts.restricted(actor, patient_id))),
    )


def _past(row: Encounter, who: Practitioner, codes: list[Diagnosis], reason: str = "") -> PastEncounterOut:
    return PastEncounterOut(
        id=row.id, appointment_id=row.appointment_id, kind=row.kind, started_at=row.started_at,
        practitioner_name=who.name, reason=reason or row.reason, diagnoses=_codes(codes),
    )  # fmt: skip


_PEOPLE = Loaded(
    select(Patient, Practitioner, Note)
    .select_from(Encounter)
    .join(Patient, Patient.id == Encounter.patient_id)
    .join(Practitioner, Practitioner.id == Encounter.practitioner_id)
    .join(Note, Note.encounter_id == Encounter.id)
    .where(Encounter.id == bindparam("encounter_id"))
)


async def _people(db: Db, encounter: Encounter) -> tuple[Patient, Practitioner, Note]:
    patient, practitioner, note = await db.load_one(_PEOPLE, encounter_id=encounter.id)
    return patient, practitioner, note


def _encounter(row: Encounter, practitioner: Practitioner) -> EncounterOut:
    return EncounterOut(
        id=row.id, patient_id=row.patient_id, practitioner_id=row.practitioner_id, practitioner_name=practitioner.name,
        appointment_id=row.appointment_id, case_id=row.case_id, kind=row.kind, status=row.status,
        status_reason=row.status_reason, reason=row.reason,
        started_at=row.started_at, ended_at=row.ended_at,
    )  # fmt: skip


def banner(patient: Patient, today: date) -> PatientBannerOut:
    """Who this is; age in full years by the facility's calendar."""
    return PatientBannerOut(
        id=patient.id, number=patient.number, name=patient.name, given=patient.given,
        family=patient.family, birth_date=patient.birth_date,
        age_years=age_on(patient.birth_date, today), sex=patient.sex, language=patient.language,
        has_photo=patient.photo_id is not None,
    )  # fmt: skip


def _codes(rows: list[Diagnosis]) -> list[CodeOut]:
    return [CodeOut(code=row.code, display=row.display) for row in rows]


async def summary(db: Db, encounter: Encounter) -> SummaryOut:
    """What the patient takes home; a note entered in error is not shown."""
    _, practitioner, note = await _people(db, encounter)
    if note.status not in (NoteStatus.signed, NoteStatus.unlocked):
        raise NotFound()
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
    rows = list(await queries.signed_visits(db, actor, after=after, limit=query.limit + 1))
    page = rows[: query.limit]
    last = page[-1][0] if len(rows) > query.limit else None
    return Page(
        items=[_past(one, who, [], note.sections.get("reason", "")) for one, who, note in page],
        next=cursor.write(last.started_at, last.id) if last else None,
    )  # fmt: skip
