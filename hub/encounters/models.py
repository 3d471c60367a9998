"""Tables of the clinical record. Words about a person's health are masked in the audit trail."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Base, Record, ddl
from hub.core.ids import uuid7
from hub.encounters.code_models import Icd10
from hub.encounters.statuses import (
    MASK,
    EncounterClass,
    EncounterStatus,
    NoteStatus,
    PrescriptionStatus,
    RecordStatus,
    ReferralStatus,
    RefillStatus,
    Verification,
    VersionKind,
)

__all__ = [
    "Allergy", "Diagnosis", "Encounter", "EncounterClass", "EncounterStatus", "Icd10", "Intake", "Note", "NoteStatus",
    "NoteVersion", "Prescription", "PrescriptionStatus", "Problem", "RecordStatus", "Referral", "ReferralStatus",
    "RefillRequest", "RefillStatus", "ServiceDefinition", "ServiceRendered", "Verification", "VersionKind",
]  # fmt: skip


class Encounter(Record):
    """One meeting of a patient and a clinician."""

    __tablename__ = "encounter"
    __table_args__ = (
        Index("ix_encounter_patient", "patient_id", "started_at"),
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="period"),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"), index=True)
    appointment_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointment.id"), unique=True)
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    kind: Mapped[EncounterClass] = mapped_column("class")
    status: Mapped[EncounterStatus] = mapped_column(default=EncounterStatus.planned)
    status_at: Mapped[datetime] = mapped_column(default=now)
    status_reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    status_reason_clear: Mapped[str | None] = mapped_column("status_reason", Text, info=MASK)
    status_reason = sealed.text("status_reason_sealed", clear="status_reason_clear")
    """Why it was cancelled, put on hold, or entered in error."""
    reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reason_clear: Mapped[str | None] = mapped_column("reason", Text, info=MASK)
    reason = sealed.text("reason_sealed", clear="reason_clear")
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


sealed.keyed(Encounter, "patient_id")


class Intake(Record):
    """What the patient told us beforehand, as the form asked it."""

    __tablename__ = "intake"

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"), unique=True)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    answers_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    answers = sealed.json("answers_sealed", dict[str, Any]())
    recorded_at: Mapped[datetime] = mapped_column(default=now)


sealed.keyed(Intake, "patient_id")


class Note(Record):
    """The note of an encounter; `version` is what autosave sends back."""

    __tablename__ = "note"

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"), unique=True)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    status: Mapped[NoteStatus] = mapped_column(default=NoteStatus.draft)
    status_at: Mapped[datetime] = mapped_column(default=now)
    sections_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    sections = sealed.json("sections_sealed", dict[str, str]())
    saved_at: Mapped[datetime] = mapped_column(default=now)
    saved_by: Mapped[UUID | None]
    saved_by_name: Mapped[str] = mapped_column(default="")
    error_reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    error_reason_clear: Mapped[str | None] = mapped_column("error_reason", Text, info=MASK)
    error_reason = sealed.text("error_reason_sealed", clear="error_reason_clear")
    copied_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    copied_clear: Mapped[Any] = mapped_column("copied", JSON(none_as_null=True), nullable=True, info=MASK)
    copied = sealed.json("copied_sealed", list[dict[str, Any]](), clear="copied_clear")
    """Passages that stand as an earlier note said them (copying.Copied); gone as soon as somebody edits them."""


sealed.keyed(Note, "patient_id")


class NoteVersion(Base):
    """What was signed, or added to it, word by word; PostgreSQL refuses to change or delete it."""

    __tablename__ = "note_version"
    __table_args__ = (UniqueConstraint("note_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    note_id: Mapped[UUID] = mapped_column(ForeignKey("note.id"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    number: Mapped[int]
    kind: Mapped[VersionKind]
    content_sealed: Mapped[str] = mapped_column(Text, info=MASK)
    content = sealed.json("content_sealed", dict[str, Any]())
    """Of the signed version: sections, copied, diagnoses, prescriptions, services. Of an addendum: its text."""
    sha256: Mapped[str]
    """Of the content as canonical JSON (sorted keys, UTF-8)."""
    author_id: Mapped[UUID | None]
    author_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


ddl("""
CREATE TRIGGER note_version_append_only BEFORE DELETE OR TRUNCATE ON note_version
FOR EACH STATEMENT EXECUTE FUNCTION append_only();
""")
ddl("""
CREATE TRIGGER note_version_never_changes BEFORE UPDATE ON note_version
FOR EACH ROW EXECUTE FUNCTION append_only_but_sealed();
""")
sealed.keyed(NoteVersion, "patient_id")


class Diagnosis(Record):
    """An ICD-10-CM code given at an encounter; rank 1 is the reason for the visit."""

    __tablename__ = "diagnosis"
    __table_args__ = (UniqueConstraint("encounter_id", "code"), Index("ix_diagnosis_patient", "patient_id"))

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    code: Mapped[str] = mapped_column(info=MASK)
    display: Mapped[str] = mapped_column(info=MASK)
    rank: Mapped[int]


class Prescription(Record):
    """One medication as prescribed. Units are UCUM codes, route and frequency those of rules.py."""

    __tablename__ = "prescription"
    __table_args__ = (
        Index("ix_prescription_encounter", "encounter_id"),
        Index("ix_prescription_patient", "patient_id"),
        CheckConstraint("dose_value > 0 AND quantity_value > 0", name="amounts"),
    )

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"))
    status: Mapped[PrescriptionStatus] = mapped_column(default=PrescriptionStatus.draft)
    status_at: Mapped[datetime] = mapped_column(default=now)
    medication: Mapped[str] = mapped_column(info=MASK)
    dose_value: Mapped[Decimal] = mapped_column(Numeric(12, 4), info=MASK)
    dose_unit: Mapped[str] = mapped_column(info=MASK)
    route: Mapped[str] = mapped_column(info=MASK)
    frequency: Mapped[str] = mapped_column(info=MASK)
    as_needed: Mapped[bool] = mapped_column(default=False, info=MASK)
    duration_days: Mapped[int | None] = mapped_column(info=MASK)
    quantity_value: Mapped[Decimal] = mapped_column(Numeric(12, 4), info=MASK)
    quantity_unit: Mapped[str] = mapped_column(info=MASK)
    refills: Mapped[int] = mapped_column(default=0, info=MASK)
    instructions_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    instructions_clear: Mapped[str | None] = mapped_column("instructions", Text, info=MASK)
    instructions = sealed.text("instructions_sealed", clear="instructions_clear")
    max_per_day: Mapped[Decimal | None] = mapped_column(Numeric(12, 4), info=MASK)
    """The most in one day, in dose units; said for what is taken as needed."""
    substitution: Mapped[bool] = mapped_column(default=True, server_default="true", info=MASK)
    """Whether another brand of the same medicine may be given."""
    override_reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    override_reason_clear: Mapped[str | None] = mapped_column("override_reason", Text, info=MASK)
    override_reason = sealed.text("override_reason_sealed", clear="override_reason_clear")
    """Why it was prescribed in spite of what the checks found."""
    findings_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    findings_clear: Mapped[Any] = mapped_column("findings", JSON(none_as_null=True), nullable=True, info=MASK)
    findings = sealed.json("findings_sealed", list[dict[str, Any]](), clear="findings_clear")
    """What the checks found when it was written (checks.Finding)."""
    checked_with: Mapped[str] = mapped_column(default="", server_default="")
    """The edition of the table that it was checked with; empty = the medicine is not in the table."""
    end_reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    end_reason_clear: Mapped[str | None] = mapped_column("end_reason", Text, info=MASK)
    end_reason = sealed.text("end_reason_sealed", clear="end_reason_clear")
    renews_id: Mapped[UUID | None] = mapped_column(ForeignKey("prescription.id"), index=True)
    """The prescription that this one continues."""
    change_reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    change_reason_clear: Mapped[str | None] = mapped_column("change_reason", Text, info=MASK)
    change_reason = sealed.text("change_reason_sealed", clear="change_reason_clear")
    """Why it differs from the one that it continues."""


sealed.keyed(Prescription, "patient_id")


class RefillRequest(Record):
    """A patient asks for more of a medicine; its pathway `refill` ends with a new prescription or a reason."""

    __tablename__ = "refill_request"
    __table_args__ = (
        Index("uq_refill_request_open", "prescription_id", unique=True, postgresql_where=text("status = 'requested'")),
        Index("ix_refill_request_patient", "patient_id"),
    )

    prescription_id: Mapped[UUID] = mapped_column(ForeignKey("prescription.id"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    status: Mapped[RefillStatus] = mapped_column(default=RefillStatus.requested)
    status_at: Mapped[datetime] = mapped_column(default=now)
    remark_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    """The patient's words."""
    remark = sealed.text("remark_sealed")
    answer_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    """The clinician's words to the patient."""
    answer = sealed.text("answer_sealed")
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("practitioner.id"))
    quantity_value: Mapped[Decimal | None] = mapped_column(Numeric(12, 4), info=MASK)
    """How much the clinician gives, when it is not what was given before."""


sealed.keyed(RefillRequest, "patient_id")


class Referral(Record):
    """One clinician asks another specialty about a patient; its pathway `referral` brings the answer back."""

    __tablename__ = "referral"
    __table_args__ = (
        Index("ix_referral_patient", "patient_id"),
        Index(
            "uq_referral_open", "patient_id", "specialty", unique=True,
            postgresql_where=text("status IN ('requested', 'accepted', 'booked')"),
        ),
    )  # fmt: skip

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    encounter_id: Mapped[UUID | None] = mapped_column(ForeignKey("encounter.id"))
    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"))
    """Who asks."""
    specialty: Mapped[str]
    specialist_id: Mapped[UUID | None] = mapped_column(ForeignKey("practitioner.id"))
    """Whom in particular, or who accepted."""
    urgent: Mapped[bool] = mapped_column(default=False)
    question_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    question_clear: Mapped[str | None] = mapped_column("question", Text, info=MASK)
    question = sealed.text("question_sealed", clear="question_clear")
    answer_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    answer_clear: Mapped[str | None] = mapped_column("answer", Text, info=MASK)
    answer = sealed.text("answer_sealed", clear="answer_clear")
    status: Mapped[ReferralStatus] = mapped_column(default=ReferralStatus.requested)
    status_at: Mapped[datetime] = mapped_column(default=now)
    appointment_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointment.id"), index=True)
    case_id: Mapped[UUID | None] = mapped_column(index=True)


sealed.keyed(Referral, "patient_id")


class ServiceDefinition(Base):
    """A service that can be rendered and billed. Wording is our own; codes are HCPCS Level II or the house's."""

    __tablename__ = "service_definition"

    code: Mapped[str] = mapped_column(primary_key=True)
    system: Mapped[str]  # hcpcs | own
    display: Mapped[str]
    unit: Mapped[str] = mapped_column(default="1")  # UCUM: "1" = each, "min", "15.min"
    virtual: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class ServiceRendered(Record):
    """A service of an encounter; its charge is made from this row, once."""

    __tablename__ = "service_rendered"
    __table_args__ = (
        UniqueConstraint("encounter_id", "code"),
        CheckConstraint("units BETWEEN 1 AND 999", name="units"),
    )

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    code: Mapped[str] = mapped_column(ForeignKey("service_definition.code"))
    display: Mapped[str]
    units: Mapped[int] = mapped_column(default=1)


class Allergy(Record):
    """A substance the patient must not have, and what it did; or the answer 'none known', which is a record too."""

    __tablename__ = "allergy"
    __table_args__ = (Index("ix_allergy_patient", "patient_id"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    substance: Mapped[str] = mapped_column(info=MASK)
    code: Mapped[str | None] = mapped_column(info=MASK)
    code_system: Mapped[str] = mapped_column(default="", server_default="")
    """Of a code set that the hospital has brought."""
    reaction_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reaction_clear: Mapped[str | None] = mapped_column("reaction", info=MASK)
    reaction = sealed.text("reaction_sealed", clear="reaction_clear")
    severity: Mapped[str] = mapped_column(default="unknown", info=MASK)  # mild | moderate | severe | unknown
    category: Mapped[str] = mapped_column(default="medicine", server_default="medicine", info=MASK)
    """medicine | food | environment | biologic | other"""
    intolerance: Mapped[bool] = mapped_column(default=False, server_default="false", info=MASK)
    """A side effect that was bad, not an allergy."""
    criticality: Mapped[str] = mapped_column(default="unknown", server_default="unknown", info=MASK)
    """low | high | unknown: what the next time may do, whatever the last time did."""
    verification: Mapped[Verification] = mapped_column(
        default=Verification.unconfirmed, server_default="unconfirmed", info=MASK
    )
    onset: Mapped[date | None] = mapped_column(info=MASK)
    remark_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    remark_clear: Mapped[str | None] = mapped_column("remark", Text, info=MASK)
    remark = sealed.text("remark_sealed", clear="remark_clear")
    none_known: Mapped[bool] = mapped_column(default=False)
    status: Mapped[RecordStatus] = mapped_column(default=RecordStatus.active)
    status_at: Mapped[datetime] = mapped_column(default=now)


sealed.keyed(Allergy, "patient_id")


class Problem(Record):
    """A lasting condition, coded where a code was chosen."""

    __tablename__ = "problem"
    __table_args__ = (Index("ix_problem_patient", "patient_id"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    code: Mapped[str | None] = mapped_column(info=MASK)
    code_system: Mapped[str] = mapped_column(default="icd10cm", server_default="icd10cm")
    display: Mapped[str] = mapped_column(info=MASK)
    onset: Mapped[date | None] = mapped_column(info=MASK)
    resolved_on: Mapped[date | None] = mapped_column(info=MASK)
    severity: Mapped[str] = mapped_column(default="unknown", server_default="unknown", info=MASK)
    """mild | moderate | severe | unknown"""
    verification: Mapped[Verification] = mapped_column(
        default=Verification.confirmed, server_default="confirmed", info=MASK
    )
    remark_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    remark_clear: Mapped[str | None] = mapped_column("remark", Text, info=MASK)
    remark = sealed.text("remark_sealed", clear="remark_clear")
    status: Mapped[RecordStatus] = mapped_column(default=RecordStatus.active)
    status_at: Mapped[datetime] = mapped_column(default=now)


sealed.keyed(Problem, "patient_id")


# The further tables of this room: registered with these.
from hub.encounters import (  # noqa: E402, F401
    critical_models,
    diagnostic_models,
    history_models,
    letter_models,
    triage_models,
    vital_models,
    writing_models,
)
