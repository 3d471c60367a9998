"""A recording of a call, who agreed to it, and its files. The bytes lie sealed in the storage."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Record
from hub.core.states import legal_moves
from hub.visits.models import CallAnswer


class RecordingStatus(StrEnum):
    """From the question to the end of the keeping time."""

    asked = "asked"
    starting = "starting"
    """Everybody has agreed; the call goes over to the relay, and nothing is written yet."""
    recording = "recording"
    saving = "saving"
    """It has stopped; the last part is being sealed."""
    kept = "kept"
    failed = "failed"
    declined = "declined"
    """Somebody did not agree, or the call ended before anything was recorded."""
    expired = "expired"
    """Its time is over and its files are gone."""


R = RecordingStatus
legal_moves(
    RecordingStatus,
    {
        R.asked: {R.starting, R.declined},
        R.starting: {R.recording, R.declined, R.failed},
        R.recording: {R.saving, R.kept, R.failed},
        R.saving: {R.kept, R.failed},
        R.kept: {R.expired},
    },
)
RUNS = frozenset({R.starting, R.recording})
"""The call goes over the relay because of it."""
OPEN = frozenset({R.asked, *RUNS})


class StopReason(StrEnum):
    """Why a recording came to its end."""

    withdrawn = "withdrawn"
    """Somebody took the consent back."""
    joined = "joined"
    """Somebody came into the call who had not been asked."""
    hung_up = "hung_up"
    on_hold = "on_hold"
    handed_over = "handed_over"
    over = "over"
    interrupted = "interrupted"
    """What carried the call went away (a restart)."""


class Recording(Record):
    """One recording of one call; at most one is open at a time."""

    __tablename__ = "visit_recording"
    __table_args__ = (
        Index("ix_visit_recording_visit", "visit_id", "id"),
        Index("uq_visit_recording_open", "visit_id", unique=True,
              postgresql_where=text("status IN ('asked', 'starting', 'recording')")),
        Index("ix_visit_recording_work", "status",
              postgresql_where=text("status IN ('starting', 'recording', 'saving')")),
        Index("ix_visit_recording_keep", "keep_until", postgresql_where=text("status = 'kept'")),
    )  # fmt: skip

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    patient_id: Mapped[UUID]
    status: Mapped[RecordingStatus] = mapped_column(default=RecordingStatus.asked)
    status_at: Mapped[datetime] = mapped_column(default=now)
    asked_by: Mapped[UUID | None]
    started_at: Mapped[datetime | None]
    """When the mark was shown and packets began to be written."""
    stopped_at: Mapped[datetime | None]
    stop_reason: Mapped[StopReason | None]
    stopped_by: Mapped[str] = mapped_column(default="")
    """The participant (patient, clinician, guest-<id>) who ended it, where somebody did."""
    failure: Mapped[str] = mapped_column(default="")
    """did_not_start, relay_full, storage_failed, recorder_died or nothing_recorded; beside `kept`: what is missing."""
    beat_at: Mapped[datetime | None]
    """The recorder's last sign of life."""
    duration_ms: Mapped[int] = mapped_column(default=0)
    keep_until: Mapped[datetime | None]
    key_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    key = sealed.binary("key_sealed")
    """The key of its files, sealed under the patient's: who shreds that one has shredded the recording."""


sealed.keyed(Recording, "patient_id")


class RecordingConsent(CallAnswer, Record):
    """The answer of one participant to the question whether the call may be recorded."""

    __tablename__ = "visit_recording_consent"
    __table_args__ = (Index("uq_visit_recording_consent", "recording_id", "participant", unique=True),)

    recording_id: Mapped[UUID] = mapped_column(ForeignKey("visit_recording.id", ondelete="CASCADE"))


class RecordingFile(Record):
    """What one participant sent, without a gap in its tracks: WebM with VP8 and Opus, in sealed parts of one size."""

    __tablename__ = "visit_recording_file"
    __table_args__ = (Index("ix_visit_recording_file_recording", "recording_id", "id"),)

    recording_id: Mapped[UUID] = mapped_column(ForeignKey("visit_recording.id", ondelete="CASCADE"))
    participant: Mapped[str]
    source: Mapped[str]
    """camera (with the microphone) or screen."""
    tracks: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """audio, video: in the order of the file."""
    offset_ms: Mapped[int]
    """Where it begins, counted from the beginning of the recording."""
    duration_ms: Mapped[int]
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes of the file, before sealing."""
    part_size: Mapped[int]
    parts: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """Ids in the storage; all but the last hold `part_size` bytes."""
