"""What crosses HTTP about transcripts."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from hub.core.http import Body, Out
from hub.patients.filed import Visibility
from hub.visits.consenting import CallConsentOut
from hub.visits.transcript.models import TranscriptStatus


class TranscriptLine(Body):
    """What one person said, as the clinician has left it."""

    speaker: str = Field(max_length=48, pattern=r"^(patient|clinician|guest-[0-9a-f-]{36})$")
    text: str = Field(min_length=1, max_length=600, pattern=r"^[^\x00-\x1f]*$")


class FileTranscript(Body):
    """The lines in their order, and who reads them in the chart."""

    lines: list[TranscriptLine] = Field(min_length=1, max_length=3_000)
    visibility: Visibility = Visibility.patient


class TranscriptOut(Out):
    """The newest transcript of a visit as the asking person sees it."""

    id: UUID
    status: TranscriptStatus
    declined_by_name: str
    document_id: UUID | None
    consents: list[CallConsentOut]


class TranscriptsOut(Out):
    """Whether this hospital keeps captions, and the transcript that was asked for last."""

    offered: bool
    newest: TranscriptOut | None


class GuestTranscriptOut(Out):
    """What a guest has to know: whether words are kept, and whether an answer is asked for."""

    status: TranscriptStatus
    agreed: bool | None
