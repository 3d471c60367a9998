"""A video visit and what is kept of it. Nothing of the media is kept."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Record
from hub.core.states import legal_moves


class VisitStatus(StrEnum):
    """Where the two people are. `admitted` = the door is open: both may come in, or come back in after hanging up."""

    scheduled = "scheduled"
    waiting = "waiting"
    admitted = "admitted"
    in_call = "in_call"
    ended = "ended"
    no_show = "no_show"
    cancelled = "cancelled"


S = VisitStatus
legal_moves(
    VisitStatus,
    {
        S.scheduled: {S.waiting, S.no_show, S.cancelled, S.ended},
        S.waiting: {S.admitted, S.scheduled, S.no_show, S.cancelled, S.ended},
        S.admitted: {S.in_call, S.waiting, S.ended, S.cancelled},
        S.in_call: {S.admitted, S.ended, S.cancelled},
    },
)
OVER = frozenset({S.ended, S.no_show, S.cancelled})
OPEN_DOOR = frozenset({S.admitted, S.in_call})


class Side(StrEnum):
    """The two ends of a call. The patient is polite in perfect negotiation, the clinician impolite."""

    patient = "patient"
    clinician = "clinician"

    @property
    def other(self) -> Side:
        return Side.clinician if self is Side.patient else Side.patient


class Visit(Record):
    """One video visit of one appointment."""

    __tablename__ = "visit"
    __table_args__ = (
        Index("uq_visit_appointment", "appointment_id", unique=True),
        Index("ix_visit_line", "practitioner_id", "starts_at",
              postgresql_where=text("status IN ('waiting', 'admitted', 'in_call')")),
        Index("ix_visit_patient", "patient_id", "starts_at"),
        Index("ix_visit_day", "practitioner_id", "starts_at"),
    )  # fmt: skip

    appointment_id: Mapped[UUID]
    encounter_id: Mapped[UUID] = mapped_column(index=True)
    case_id: Mapped[UUID] = mapped_column(index=True)
    patient_id: Mapped[UUID]
    practitioner_id: Mapped[UUID]
    """Whom it was booked with."""
    clinician_id: Mapped[UUID | None]
    """The practitioner who admitted: the booked one, or a colleague who covers."""
    patient_user_id: Mapped[UUID | None]
    starts_at: Mapped[datetime]
    status: Mapped[VisitStatus] = mapped_column(default=VisitStatus.scheduled)
    status_at: Mapped[datetime] = mapped_column(default=now)
    waiting_since: Mapped[datetime | None]
    admitted_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    """When both were in the call for the first time."""
    hung_up_at: Mapped[datetime | None]
    hung_up_by: Mapped[Side | None]
    ended_at: Mapped[datetime | None]
    patient_gen: Mapped[int] = mapped_column(default=0)
    clinician_gen: Mapped[int] = mapped_column(default=0)
    """Grows with every page that enters the call: what comes from an older page is not listened to any more."""
    patient_page: Mapped[str] = mapped_column(default="")
    clinician_page: Mapped[str] = mapped_column(default="")
    """The page that has the generation; one that only lost its socket comes back under the same."""
    patient_seen_at: Mapped[datetime | None]
    clinician_seen_at: Mapped[datetime | None]
    device_check: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """{camera, microphone, speaker, network}: words, no device names."""


class VisitMessage(Record):
    """One line of the chat."""

    __tablename__ = "visit_message"
    __table_args__ = (Index("ix_visit_message_visit", "visit_id", "id"),)

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    side: Mapped[Side]
    user_id: Mapped[UUID | None]
    author: Mapped[str]
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    body_sealed: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    body = sealed.text("body_sealed")


sealed.keyed(VisitMessage, "patient_id")


class CallQuality(Record):
    """Half a minute of one side of a call, in numbers. No PHI: kept apart from the chart."""

    __tablename__ = "call_quality"
    __table_args__ = (Index("ix_call_quality_visit", "visit_id", "id"),)

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    side: Mapped[Side]
    gen: Mapped[int]
    score: Mapped[int]
    rtt_ms: Mapped[int | None]
    jitter_ms: Mapped[int | None]
    loss_percent: Mapped[float | None]
    kbit_s: Mapped[int | None]
    freezes: Mapped[int] = mapped_column(default=0)
    reconnects: Mapped[int] = mapped_column(default=0)
    path: Mapped[str] = mapped_column(default="")
    """host, srflx, prflx or relay: how the two ends reach each other."""
    setup_ms: Mapped[int | None]
    """From admission to the first picture, said once per call."""
