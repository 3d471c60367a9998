"""Tables of results: what a laboratory or another department found (FHIR DiagnosticReport with its Observations)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Base, Record, ddl
from hub.core.ids import uuid7
from hub.encounters.statuses import MASK, ReleaseStatus, ReportCategory, ReportStatus


class DiagnosticReport(Record):
    """One report. `release` says whether the patient reads it; who reviewed it said so, or the rule after some days."""

    __tablename__ = "diagnostic_report"
    __table_args__ = (
        Index("ix_diagnostic_report_patient", "patient_id", "effective_at"),
        Index("ix_diagnostic_report_review", "practitioner_id", "issued_at"),
        Index(
            "ix_diagnostic_report_waiting", "issued_at",
            postgresql_where=text("release = 'waiting' AND status IN ('final', 'amended')"),
        ),
        CheckConstraint("(release = 'released') = (released_at IS NOT NULL)", name="released"),
    )  # fmt: skip

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    encounter_id: Mapped[UUID | None] = mapped_column(ForeignKey("encounter.id"), index=True)
    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"))
    """Who is to look at it."""
    category: Mapped[ReportCategory]
    title: Mapped[str] = mapped_column(info=MASK)
    code: Mapped[str] = mapped_column(default="", info=MASK)
    """LOINC, where the report as a whole has one."""
    specimen: Mapped[str] = mapped_column(default="", info=MASK)
    performer: Mapped[str] = mapped_column(default="")
    """Which laboratory or department, in words."""
    effective_at: Mapped[datetime]
    """When the sample was taken or the examination made."""
    issued_at: Mapped[datetime | None]
    """When what stands there now was said: preliminary, final, amended."""
    status: Mapped[ReportStatus]
    conclusion_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    conclusion = sealed.text("conclusion_sealed")
    """The words of who made it, to colleagues."""
    reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reason_clear: Mapped[str | None] = mapped_column("reason", Text, info=MASK)
    reason = sealed.text("reason_sealed", clear="reason_clear")
    """Why it was amended, or entered in error."""
    entered_by_name: Mapped[str]
    reviewed_at: Mapped[datetime | None]
    reviewed_by_name: Mapped[str] = mapped_column(default="")
    comment_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    comment = sealed.text("comment_sealed")
    """The clinician's words to the patient."""
    release: Mapped[ReleaseStatus] = mapped_column(default=ReleaseStatus.waiting)
    released_at: Mapped[datetime | None]
    held_reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    held_reason_clear: Mapped[str | None] = mapped_column("held_reason", Text, info=MASK)
    held_reason = sealed.text("held_reason_sealed", clear="held_reason_clear")
    seen_at: Mapped[datetime | None]
    """When the patient, or who acts for him, first opened what stands there now."""


class DiagnosticObservation(Base):
    """One finding of a report, with the range that it was judged by. Its values are those of the report's newest state.

    `key` is what makes two of them comparable: the code, else the name. Units are UCUM codes.
    """

    __tablename__ = "diagnostic_observation"
    __table_args__ = (
        UniqueConstraint("report_id", "position"),
        Index("ix_diagnostic_observation_patient", "patient_id", "key"),
        CheckConstraint("(value IS NULL) = (unit = '')", name="unit"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("diagnostic_report.id"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(info=MASK)
    code: Mapped[str] = mapped_column(default="", info=MASK)
    name: Mapped[str] = mapped_column(info=MASK)
    value: Mapped[Decimal | None] = mapped_column(Numeric(18, 6), info=MASK)
    comparator: Mapped[str] = mapped_column(default="", info=MASK)  # '' | < | >
    words_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    words_clear: Mapped[str | None] = mapped_column("words", Text, info=MASK)
    words = sealed.text("words_sealed", clear="words_clear")
    """Of a finding that is no number."""
    unit: Mapped[str] = mapped_column(default="", info=MASK)
    low: Mapped[Decimal | None] = mapped_column(Numeric(18, 6), info=MASK)
    high: Mapped[Decimal | None] = mapped_column(Numeric(18, 6), info=MASK)
    critical_low: Mapped[Decimal | None] = mapped_column(Numeric(18, 6), info=MASK)
    critical_high: Mapped[Decimal | None] = mapped_column(Numeric(18, 6), info=MASK)
    interpretation: Mapped[str] = mapped_column(default="", info=MASK)
    """HL7 ObservationInterpretation: '' (cannot be judged) | N | L | H | LL | HH | A."""


sealed.keyed(DiagnosticObservation, "patient_id")


class DiagnosticReportVersion(Base):
    """A report as it stood before it was amended, word by word; PostgreSQL refuses to change or delete it."""

    __tablename__ = "diagnostic_report_version"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("diagnostic_report.id"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    number: Mapped[int]
    content_sealed: Mapped[str] = mapped_column(Text, info=MASK)
    content = sealed.json("content_sealed", dict[str, Any]())
    """What it said until then: status, title, conclusion, comment, observations."""
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


ddl("""
CREATE TRIGGER diagnostic_report_version_append_only BEFORE DELETE OR TRUNCATE ON diagnostic_report_version
FOR EACH STATEMENT EXECUTE FUNCTION append_only();
""")
ddl("""
CREATE TRIGGER diagnostic_report_version_never_changes BEFORE UPDATE ON diagnostic_report_version
FOR EACH ROW EXECUTE FUNCTION append_only_but_sealed();
""")
sealed.keyed(DiagnosticReport, "patient_id")
sealed.keyed(DiagnosticReportVersion, "patient_id")
