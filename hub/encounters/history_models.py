"""Tables of a patient's background: medicines taken at home, immunizations, procedures, family and social history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Base, Record, ddl
from hub.core.ids import uuid7
from hub.encounters.statuses import MASK, GivenStatus, RecordStatus, TakenStatus


class HomeMedication(Record):
    """A medicine that the patient takes and that we did not prescribe (FHIR MedicationStatement)."""

    __tablename__ = "home_medication"
    __table_args__ = (Index("ix_home_medication_patient", "patient_id"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    medication: Mapped[str] = mapped_column(info=MASK)
    dose_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    dose_clear: Mapped[str | None] = mapped_column("dose", info=MASK)
    dose = sealed.text("dose_sealed", clear="dose_clear")
    """As the patient says it: '1 tablet in the morning'."""
    taken_for_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    taken_for_clear: Mapped[str | None] = mapped_column("taken_for", info=MASK)
    taken_for = sealed.text("taken_for_sealed", clear="taken_for_clear")
    source: Mapped[str] = mapped_column(default="patient")  # patient | family | pharmacy | letter | other
    since: Mapped[date | None] = mapped_column(info=MASK)
    stopped_on: Mapped[date | None] = mapped_column(info=MASK)
    status: Mapped[TakenStatus] = mapped_column(default=TakenStatus.active)
    status_at: Mapped[datetime] = mapped_column(default=now)
    end_reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    end_reason_clear: Mapped[str | None] = mapped_column("end_reason", Text, info=MASK)
    end_reason = sealed.text("end_reason_sealed", clear="end_reason_clear")
    checked_at: Mapped[datetime | None]
    """When somebody last went through it with the patient."""


sealed.keyed(HomeMedication, "patient_id")


class Reconciliation(Record):
    """Somebody went through all medicines with the patient: what was kept, stopped, changed. Never altered."""

    __tablename__ = "reconciliation"
    __table_args__ = (Index("ix_reconciliation_patient", "patient_id", "created_at"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    encounter_id: Mapped[UUID | None] = mapped_column(ForeignKey("encounter.id"))
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]
    decisions_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    decisions_clear: Mapped[Any] = mapped_column("decisions", JSON(none_as_null=True), nullable=True, info=MASK)
    decisions = sealed.json("decisions_sealed", list[dict[str, Any]](), clear="decisions_clear")
    """[{of: home|prescription, id, medication, decision: continue|stop|change, reason}]"""


sealed.keyed(Reconciliation, "patient_id")


class RecordVersion(Base):
    """An allergy or a problem as it stood before somebody changed it; PostgreSQL refuses to change or delete it."""

    __tablename__ = "record_version"
    __table_args__ = (Index("ix_record_version_patient", "patient_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    kind: Mapped[str]  # allergy | problem
    row_id: Mapped[UUID] = mapped_column(index=True)
    content_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    content_clear: Mapped[Any] = mapped_column("content", JSON(none_as_null=True), nullable=True, info=MASK)
    content = sealed.json("content_sealed", dict[str, Any](), clear="content_clear")
    """What it said until then."""
    reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reason_clear: Mapped[str | None] = mapped_column("reason", Text, info=MASK)
    reason = sealed.text("reason_sealed", clear="reason_clear")
    """Why it was changed."""
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


sealed.keyed(RecordVersion, "patient_id")


ddl("""
CREATE TRIGGER record_version_append_only BEFORE DELETE OR TRUNCATE ON record_version
FOR EACH STATEMENT EXECUTE FUNCTION append_only();
""")
ddl("""
CREATE TRIGGER record_version_never_changes BEFORE UPDATE ON record_version
FOR EACH ROW EXECUTE FUNCTION append_only_but_sealed();
""")


class Immunization(Record):
    """A vaccine given, here or elsewhere, or not given for a reason. Codes are CVX."""

    __tablename__ = "immunization"
    __table_args__ = (Index("ix_immunization_patient", "patient_id"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    encounter_id: Mapped[UUID | None] = mapped_column(ForeignKey("encounter.id"))
    cvx: Mapped[str] = mapped_column(info=MASK)
    display: Mapped[str] = mapped_column(info=MASK)
    given_on: Mapped[date] = mapped_column(info=MASK)
    dose_number: Mapped[int | None] = mapped_column(info=MASK)
    lot: Mapped[str] = mapped_column(default="")
    expires_on: Mapped[date | None]
    site: Mapped[str] = mapped_column(default="")
    elsewhere: Mapped[bool] = mapped_column(default=False)
    by_name: Mapped[str] = mapped_column(default="")
    reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reason_clear: Mapped[str | None] = mapped_column("reason", Text, info=MASK)
    reason = sealed.text("reason_sealed", clear="reason_clear")
    """Why it was not given, or why this row is an error."""
    status: Mapped[GivenStatus] = mapped_column(default=GivenStatus.completed)
    status_at: Mapped[datetime] = mapped_column(default=now)


sealed.keyed(Immunization, "patient_id")


class Procedure(Record):
    """Something done to the patient: an operation, a dressing, an endoscopy; the past ones too."""

    __tablename__ = "procedure"
    __table_args__ = (Index("ix_procedure_patient", "patient_id"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    encounter_id: Mapped[UUID | None] = mapped_column(ForeignKey("encounter.id"))
    code: Mapped[str | None] = mapped_column(info=MASK)
    system: Mapped[str] = mapped_column(default="")
    display: Mapped[str] = mapped_column(info=MASK)
    done_on: Mapped[date] = mapped_column(info=MASK)
    by_name: Mapped[str] = mapped_column(default="")
    remark_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    remark_clear: Mapped[str | None] = mapped_column("remark", Text, info=MASK)
    remark = sealed.text("remark_sealed", clear="remark_clear")
    reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reason_clear: Mapped[str | None] = mapped_column("reason", Text, info=MASK)
    reason = sealed.text("reason_sealed", clear="reason_clear")
    status: Mapped[GivenStatus] = mapped_column(default=GivenStatus.completed)
    status_at: Mapped[datetime] = mapped_column(default=now)


sealed.keyed(Procedure, "patient_id")


class FamilyHistory(Record):
    """A condition of a relative."""

    __tablename__ = "family_history"
    __table_args__ = (Index("ix_family_history_patient", "patient_id"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    relation: Mapped[str] = mapped_column(info=MASK)
    code: Mapped[str | None] = mapped_column(info=MASK)
    display: Mapped[str] = mapped_column(info=MASK)
    onset_age: Mapped[int | None] = mapped_column(info=MASK)
    died_of_it: Mapped[bool] = mapped_column(default=False, info=MASK)
    remark_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    remark_clear: Mapped[str | None] = mapped_column("remark", Text, info=MASK)
    remark = sealed.text("remark_sealed", clear="remark_clear")
    status: Mapped[RecordStatus] = mapped_column(default=RecordStatus.active)
    status_at: Mapped[datetime] = mapped_column(default=now)


sealed.keyed(FamilyHistory, "patient_id")


class SocialHistory(Record):
    """What is so at present of one topic (tobacco, alcohol, work, home); the answer before it is kept as resolved."""

    __tablename__ = "social_history"
    __table_args__ = (Index("ix_social_history_patient", "patient_id"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    topic: Mapped[str] = mapped_column(info=MASK)
    answer_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    answer_clear: Mapped[str | None] = mapped_column("answer", info=MASK)
    answer = sealed.text("answer_sealed", clear="answer_clear")
    remark_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    remark_clear: Mapped[str | None] = mapped_column("remark", Text, info=MASK)
    remark = sealed.text("remark_sealed", clear="remark_clear")
    by_name: Mapped[str] = mapped_column(default="")
    status: Mapped[RecordStatus] = mapped_column(default=RecordStatus.active)
    status_at: Mapped[datetime] = mapped_column(default=now)


sealed.keyed(SocialHistory, "patient_id")
