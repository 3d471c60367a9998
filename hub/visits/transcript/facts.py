"""What transcripts announce."""

from __future__ import annotations

from uuid import UUID

from hub.core.facts import Fact


class TranscriptChanged(Fact):
    """Somebody was asked or has answered, or the transcript was filed."""

    visit_id: UUID
    transcript_id: UUID
    status: str

    @property
    def key(self) -> str:
        return f"visit:{self.visit_id}"

    def rooms(self) -> list[str]:
        return [f"visit:{self.visit_id}"]
