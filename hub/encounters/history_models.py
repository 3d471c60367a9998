"""Tables of a patient's background: medicines taken at home, immunizations, procedures, family and social history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

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
    dose: Mapped[str] = mapped_column(default="", info=MASK)
    """As the patient says it: '1 tablet in the morning'."""
    taken_for: Mapped[str] = mapped_column(default="", info=MASK)
    source: Mapped[str] = mapped_column(default="patient")  # patient | family | pharmacy | letter | other
    since: Mapped[date | None] = mapped_column(info=MASK)
    stopped_on: Mapped[date | None] = mapped_column(info=MASK)
    status: Mapped[TakenStatus] = mapped_column(default=TakenStatus.active)
    status_at: Mapped[datetime] = mapped_column(default=now)
    end_reason: Mapped[str] = mapped_column(Text, default="", info=MASK)
    checked_at: Mapped[datetime | None]
    """When somebody last went through it with the patient."""


class Reconciliation(Record):
    """Somebody went through all medicines with the patient: what was kept, stopped, changed. Never altered."""

    __tablename__ = "reconciliation"
    __table_args__ = (Index("ix_reconciliation_patient", "patient_id", "created_at"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    encounter_id: Mapped[UUID | None] = mapped_column(ForeignKey("encounter.id"))
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]
    decisions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=MASK)
    """[{of: home|prescription, id, medication, decision: continue|stop|change, reason}]"""


class RecordVersion(Base):
    """An allergy or a problem as it stood before somebody changed it; PostgreSQL refuses to change or delete it."""

    __tablename__ = "record_version"
    __table_args__ = (Index("ix_record_version_patient", "patient_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    kind: Mapped[str]  # allergy | problem
    row_id: Mapped[UUID] = mapped_column(index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, info=MASK)
    """What it said until then."""
    reason: Mapped[str] = mapped_column(Text, default="", info=MASK)
    """Why it was changed."""
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


ddl("""
CREATE TRIGGER record_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON record_version
FOR EACH STATEMENT EXECUTE FUNCTION append_only();
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
    reason: Mapped[str] = mapped_column(Text, default="", info=MASK)
    """Why it was not given, or why this row is an error."""
    status: Mapped[GivenStatus] = mapped_column(default=GivenStatus.completed)
    status_at: Mapped[datetime] = mapped_column(default=now)


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
    remark: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reason: Mapped[str] = mapped_column(Text, default="", info=MASK)
    status: Mapped[GivenStatus] = mapped_column(default=GivenStatus.completed)
    status_at: Mapped[datetime] = mapped_column(default=now)


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
    remark: Mapped[str] = mapped_column(Text, default="", info=MASK)
    status: Mapped[RecordStatus] = mapped_column(default=RecordStatus.active)
    status_at: Mapped[datetime] = mapped_column(default=now)


class SocialHistory(Record):
    """What is so at present of one topic (tobacco, alcohol, work, home); the answer before it is kept as resolved."""

    __tablename__ = "social_history"
    __table_args__ = (Index("ix_social_history_patient", "patient_id"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    topic: Mapped[str] = mapped_column(info=MASK)
    answer: Mapped[str] = mapped_column(default="", info=MASK)
    remark: Mapped[str] = mapped_column(Text, default="", info=MASK)
    by_name: Mapped[str] = mapped_column(default="")
    status: Mapped[RecordStatus] = mapped_column(default=RecordStatus.active)
    status_at: Mapped[datetime] = mapped_column(default=now)
