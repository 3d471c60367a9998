"""Tables of the laboratory: what was ordered, and the specimens that were taken for it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Record
from hub.core.states import legal_moves
from hub.encounters.statuses import MASK


class RequestStatus(StrEnum):
    """FHIR ServiceRequest.status: `draft` waits for a doctor's signature, `completed` has its final result."""

    draft = "draft"
    active = "active"
    completed = "completed"
    revoked = "revoked"


class RequestPriority(StrEnum):
    """FHIR RequestPriority, the least urgent first."""

    routine = "routine"
    urgent = "urgent"
    asap = "asap"
    stat = "stat"


class SpecimenStatus(StrEnum):
    """FHIR Specimen.status: `unavailable` could not be taken, `unsatisfactory` the laboratory could not use."""

    available = "available"
    unavailable = "unavailable"
    unsatisfactory = "unsatisfactory"


R, S = RequestStatus, SpecimenStatus
legal_moves(R, {
    R.draft: [R.active, R.revoked], R.active: [R.completed, R.revoked],
    R.completed: [R.active],  # its result was entered in error: another one is needed
})  # fmt: skip
legal_moves(S, {S.available: [S.unsatisfactory]})
OPEN = (R.draft, R.active)


class ServiceRequest(Record):
    """An order for the laboratory; `report_id` is the result that answers it (FHIR DiagnosticReport.basedOn)."""

    __tablename__ = "service_request"
    __table_args__ = (
        Index("ix_service_request_patient", "patient_id", "created_at"),
        Index("ix_service_request_open", "created_at", "id",
              postgresql_where=text("reviewed_at IS NULL AND status <> 'revoked'")),
        Index("ix_service_request_placed", "created_at", "id"),
        Index("uq_service_request_report", "report_id", unique=True, postgresql_where=text("report_id IS NOT NULL")),
        CheckConstraint("status <> 'completed' OR report_id IS NOT NULL", name="answered"),
    )  # fmt: skip

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    encounter_id: Mapped[UUID | None] = mapped_column(ForeignKey("encounter.id"), index=True)
    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"))
    """Who orders it and looks at the result."""
    placed_by_name: Mapped[str]
    title: Mapped[str] = mapped_column(info=MASK)
    tests: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=MASK)
    """[{code (LOINC), name}] as the table of analytes named them then; empty: what the title says."""
    specimen: Mapped[str] = mapped_column(info=MASK)
    priority: Mapped[RequestPriority]
    reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reason = sealed.text("reason_sealed")
    patient_instruction_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    patient_instruction = sealed.text("patient_instruction_sealed")
    """What the patient is to do before (FHIR ServiceRequest.patientInstruction)."""
    status: Mapped[RequestStatus] = mapped_column(default=RequestStatus.draft)
    status_at: Mapped[datetime] = mapped_column(default=now)
    signed_at: Mapped[datetime | None]
    """When a doctor made it an order; from then on it is the patient's to read."""
    status_reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    status_reason = sealed.text("status_reason_sealed")
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("diagnostic_report.id"))
    reviewed_at: Mapped[datetime | None]
    """When a clinician had looked at the result; the rule that releases results is nobody's look."""
    case_id: Mapped[UUID | None] = mapped_column(index=True)


class Specimen(Record):
    """A specimen that was taken, or the attempt that failed; `label` is the number on the tube."""

    __tablename__ = "specimen"
    __table_args__ = (
        Index("uq_specimen_label", text("upper(label)"), unique=True, postgresql_where=text("label <> ''")),
        CheckConstraint("(status = 'unavailable') = (label = '')", name="label"),
    )

    service_request_id: Mapped[UUID] = mapped_column(ForeignKey("service_request.id"), index=True)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    label: Mapped[str] = mapped_column(default="")
    collected_at: Mapped[datetime] = mapped_column(default=now)
    """When it was taken, or tried."""
    collected_by_name: Mapped[str]
    status: Mapped[SpecimenStatus]
    status_at: Mapped[datetime] = mapped_column(default=now)
    status_reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    status_reason = sealed.text("status_reason_sealed")


sealed.keyed(ServiceRequest, "patient_id")
sealed.keyed(Specimen, "patient_id")
