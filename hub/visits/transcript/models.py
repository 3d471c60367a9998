"""A transcript of a call and who agreed to it. Its words are here never: they are a document, or nothing."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.clock import now
from hub.core.db import Record
from hub.core.states import legal_moves
from hub.visits.models import CallAnswer


class TranscriptStatus(StrEnum):
    """From the question to the chart."""

    asked = "asked"
    keeping = "keeping"
    """Patient and clinician have agreed: the clinician's page keeps what the captions say."""
    filed = "filed"
    declined = "declined"
    """One of the two did not agree or took it back, the call ended first, or the clinician let the words go."""


T = TranscriptStatus
legal_moves(TranscriptStatus, {T.asked: {T.keeping, T.declined}, T.keeping: {T.filed, T.declined}})
OPEN = frozenset({T.asked, T.keeping})


class Transcript(Record):
    """One transcript of one call; at most one is open at a time."""

    __tablename__ = "visit_transcript"
    __table_args__ = (
        Index("ix_visit_transcript_visit", "visit_id", "id"),
        Index("uq_visit_transcript_open", "visit_id", unique=True,
              postgresql_where=text("status IN ('asked', 'keeping')")),
    )  # fmt: skip

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    status: Mapped[TranscriptStatus] = mapped_column(default=TranscriptStatus.asked)
    status_at: Mapped[datetime] = mapped_column(default=now)
    asked_by: Mapped[UUID | None]
    declined_by: Mapped[str] = mapped_column(default="")
    """The participant who said no, where somebody did."""
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))


class TranscriptConsent(CallAnswer, Record):
    """The answer of one participant to the question whether their words may be kept."""

    __tablename__ = "visit_transcript_consent"
    __table_args__ = (Index("uq_visit_transcript_consent", "transcript_id", "participant", unique=True),)

    transcript_id: Mapped[UUID] = mapped_column(ForeignKey("visit_transcript.id", ondelete="CASCADE"))
