"""The parts of a chart as queries whose columns are what their `Out` schemas read; together() runs many at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ColumnElement, Date, and_, case, cast, exists, func, literal, null, or_, select, true
from sqlalchemy.orm import aliased

from hub.core import sealed
from hub.encounters.diagnostic_models import DiagnosticReport
from hub.encounters.history_models import HomeMedication
from hub.encounters.models import (
    Allergy,
    Diagnosis,
    Encounter,
    EncounterStatus,
    Prescription,
    PrescriptionStatus,
    Problem,
    RecordStatus,
    ServiceRendered,
)
from hub.encounters.statuses import ChartedStatus, TakenStatus
from hub.encounters.together import Rows
from hub.encounters.triage_models import Triage
from hub.encounters.vital_models import Vital, VitalSet
from hub.encounters.writing_models import Cosignature, Supervision
from hub.patients.access import policy
from hub.staff.models import Facility, Practitioner


def allergies(patient_id: Any) -> Rows:
    """Active ones, and the answer 'none known'."""
    return select(Allergy).where(Allergy.patient_id == patient_id, Allergy.status == RecordStatus.active).limit(200)


def problems(actor: policy.Asker, patient_id: Any) -> Rows:
    """Active problems, then resolved ones, that labels leave open."""
    return (
        select(Problem)
        .where(Problem.patient_id == patient_id, Problem.status != RecordStatus.entered_in_error,
               policy.open_row(actor, Problem.patient_id, Problem.id))
        .order_by(Problem.status, Problem.onset.desc().nulls_last(), Problem.id)
        .limit(200)
    )  # fmt: skip


def diagnoses(encounter_id: Any) -> Rows:
    """Main diagnosis first."""
    return select(Diagnosis).where(Diagnosis.encounter_id == encounter_id).order_by(Diagnosis.rank, Diagnosis.id)


def services(encounter_id: Any) -> Rows:
    """In the order they were recorded."""
    return select(ServiceRendered).where(ServiceRendered.encounter_id == encounter_id).order_by(ServiceRendered.id)


def past(actor: policy.Asker, patient_id: Any, *, not_this: Any, limit: int = 10) -> Rows:
    """The latest finished meetings that labels leave open to this person (B09), each with its diagnoses."""
    codes = (
        select(func.coalesce(
            func.json_agg(func.json_build_object("code", Diagnosis.code, "display", Diagnosis.display)),
            cast(literal("[]"), type_=JSON),
        ))
        .where(Diagnosis.encounter_id == Encounter.id)
        .correlate(Encounter)
        .scalar_subquery()
    )  # fmt: skip
    return (
        select(
            Encounter.id, Encounter.appointment_id, Encounter.kind.label("kind"), Encounter.started_at,
            *sealed.listed(Encounter, "reason"), name_of(Practitioner).label("practitioner_name"),
            codes.label("diagnoses"),
        )
        .join(Practitioner, Practitioner.id == Encounter.practitioner_id)
        .where(Encounter.patient_id == patient_id, Encounter.status == EncounterStatus.finished,
               Encounter.id != not_this, open_to(actor))
        .order_by(Encounter.started_at.desc(), Encounter.id.desc())
        .limit(limit)
    )  # fmt: skip


def open_to(actor: policy.Asker) -> ColumnElement[bool]:
    """Whether labels leave an encounter of the query open to this person."""
    return policy.open_row(actor, Encounter.patient_id, Encounter.id, Encounter.practitioner_id)


def beside_open(actor: policy.Asker, encounter_id: Any) -> ColumnElement[bool]:
    """Of a row that may hang on an encounter: on none, or on one that labels leave open."""
    return or_(encounter_id.is_(None), exists().where(Encounter.id == encounter_id, open_to(actor)))


def report_open_to(actor: policy.Asker) -> ColumnElement[bool]:
    """Whether labels leave a report of the query open to this person: its own, and those of its visit (B09)."""
    one = DiagnosticReport
    return and_(
        policy.open_row(actor, one.patient_id, one.id, one.practitioner_id), beside_open(actor, one.encounter_id)
    )


def restricted(actor: policy.Asker, patient_id: Any) -> Rows:
    """One row when labels keep something of the patient's record from this person: he is told that, and no more."""
    closed = exists().where(Encounter.patient_id == patient_id, ~open_to(actor))
    hidden = exists().where(Problem.patient_id == patient_id, ~policy.open_row(actor, Problem.patient_id, Problem.id))
    kept = exists().where(DiagnosticReport.patient_id == patient_id, ~report_open_to(actor))
    return select(literal(True).label("restricted")).where(or_(closed, hidden, kept))


def _day(moment: Any) -> Any:
    """Which day it was in the house."""
    zone = select(Facility.zone).order_by(Facility.id).limit(1).scalar_subquery()
    return cast(func.timezone(zone, moment), Date)


def name_of(who: Any) -> Any:
    """A practitioner's name as patients read it."""
    return func.concat_ws(" ", func.nullif(who.title, ""), func.nullif(who.given, ""), func.nullif(who.family, ""))


def home(patient_id: Any) -> Rows:
    """Medicines that the patient takes and that we did not prescribe."""
    return (
        select(literal("home").label("of"), HomeMedication.id, HomeMedication.medication, HomeMedication.since,
               HomeMedication.checked_at, *sealed.listed(HomeMedication, "dose"))
        .where(HomeMedication.patient_id == patient_id, HomeMedication.status == TakenStatus.active)
        .order_by(HomeMedication.medication)
        .limit(100)
    )  # fmt: skip


def medicines(found: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The rows of the parts `home` and `prescribed`, opened; `how` is what the patient says of the dose."""
    home = (sealed.opened("home_medication", row) for row in found["home"])
    return [*({**row, "how": row["dose"]} for row in home),
            *(sealed.opened("prescription", row) for row in found["prescribed"])]  # fmt: skip


def prescribed(patient_id: Any, actor: policy.Asker | None = None) -> Rows:
    """Prescriptions in force, each once: the latest of a chain of renewals; for `actor`, those that labels leave open.

    Without `actor`: for checks, which have to know every medicine, whoever prescribes.
    """
    later = aliased(Prescription)
    one = Prescription
    return (
        select(literal("prescription").label("of"), one.id, one.medication, literal("").label("how"), one.dose_value,
               one.dose_unit, one.route, one.frequency, one.as_needed, one.duration_days, one.quantity_value,
               one.quantity_unit, one.refills, *sealed.listed(one, "instructions"), one.max_per_day, one.substitution,
               _day(one.status_at).label("since"),
               one.encounter_id, null().label("checked_at"))
        .where(one.patient_id == patient_id, one.status == PrescriptionStatus.active,
               ~exists().where(later.renews_id == one.id, later.status == PrescriptionStatus.active),
               true() if actor is None else beside_open(actor, one.encounter_id))
        .order_by(one.medication, one.id)
        .limit(100)
    )  # fmt: skip


def drafts(encounter_id: Any) -> Rows:
    """What is being prescribed in this meeting."""
    return select(Prescription.id, Prescription.medication).where(
        Prescription.encounter_id == encounter_id, Prescription.status == PrescriptionStatus.draft
    )


def vitals(patient_id: Any, limit: int) -> Rows:
    """The latest sets with their signs, the ones entered in error left out."""
    signs = (
        select(func.json_agg(func.json_build_object(
            "sign", Vital.sign, "value", Vital.value, "flag", Vital.flag, "low", Vital.low, "high", Vital.high)))
        .where(Vital.set_id == VitalSet.id)
        .correlate(VitalSet)
        .scalar_subquery()
    )  # fmt: skip
    return (
        select(VitalSet.id, VitalSet.measured_at, VitalSet.created_at.label("recorded_at"), VitalSet.by_name,
               VitalSet.reported, VitalSet.status, *sealed.listed(VitalSet, "remark", "error_reason"),
               signs.label("signs"))
        .where(VitalSet.patient_id == patient_id, VitalSet.status == ChartedStatus.final)
        .order_by(VitalSet.measured_at.desc(), VitalSet.id.desc())
        .limit(limit)
    )  # fmt: skip


def prescriptions(encounter_id: Any) -> Rows:
    """As written, the ones ended later included, each with where the one that it continues stands."""
    before = aliased(Prescription)
    renews = func.json_build_object("encounter_id", before.encounter_id, "prescribed_on", _day(before.status_at))
    return (
        select(Prescription, case((before.id.is_not(None), renews)).label("renews"))
        .outerjoin(before, before.id == Prescription.renews_id)
        .where(Prescription.encounter_id == encounter_id)
        .order_by(Prescription.id)
    )


def prescriber(practitioner_id: Any, today: Any) -> Rows:
    """Who looks: the role, and what the supervision of today says of prescribing."""
    lasts = or_(Supervision.until.is_(None), Supervision.until >= today)
    return (
        select(Practitioner.role, Supervision.prescribing.label("supervised"))
        .outerjoin(Supervision, and_(Supervision.practitioner_id == Practitioner.id, lasts))
        .where(Practitioner.id == practitioner_id)
    )


def triage(encounter_id: Any) -> Rows:
    """The judgement that counts."""
    return (
        select(Triage.id, Triage.level, *sealed.listed(Triage, "complaint", "remark"), Triage.arrival, Triage.by_name,
               Triage.created_at.label("at"))
        .where(Triage.encounter_id == encounter_id)
        .order_by(Triage.id.desc())
        .limit(1)
    )  # fmt: skip


def cosignature(note_id: Any) -> Rows:
    """The latest second signature of a note."""
    author, cosigner = aliased(Practitioner), aliased(Practitioner)
    return (
        select(Cosignature.id, Cosignature.status, Cosignature.status_at, *sealed.listed(Cosignature, "remark"),
               Cosignature.cosigner_id, name_of(cosigner).label("cosigner_name"), name_of(author).label("author_name"))
        .join(author, author.id == Cosignature.author_id)
        .join(cosigner, cosigner.id == Cosignature.cosigner_id)
        .where(Cosignature.note_id == note_id)
        .order_by(Cosignature.created_at.desc())
        .limit(1)
    )  # fmt: skip
