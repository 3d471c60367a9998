"""What crosses HTTP about recordings."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hub.core.http import Out
from hub.visits.consenting import CallConsentOut
from hub.visits.recording.models import RecordingStatus, StopReason


class RecordingFileOut(Out):
    """What one participant sent; to be played beside the others, from its offset on."""

    id: UUID
    participant: str
    name: str
    source: str
    tracks: list[str]
    offset_ms: int
    duration_ms: int
    size: int


class RecordingOut(Out):
    """One recording of a visit as the asking person sees it."""

    id: UUID
    status: RecordingStatus
    status_at: datetime
    created_at: datetime
    started_at: datetime | None
    stopped_at: datetime | None
    stop_reason: StopReason | None
    stopped_by_name: str
    failure: str
    duration_ms: int
    keep_until: datetime | None
    consents: list[CallConsentOut]
    files: list[RecordingFileOut]


class RecordingsOut(Out):
    """Every recording of a visit, the newest first, and whether this hospital records at all."""

    offered: bool
    items: list[RecordingOut]


class GuestRecordingOut(Out):
    """What a guest has to know: whether it is recorded, and whether an answer is asked for."""

    status: RecordingStatus
    agreed: bool | None
