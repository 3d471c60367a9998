"""What recordings announce."""

from __future__ import annotations

from uuid import UUID

from hub.core.facts import Fact


class RecordingChanged(Fact):
    """Somebody was asked or has answered, a recording began, stopped, was kept, failed or expired."""

    visit_id: UUID
    recording_id: UUID
    status: str

    @property
    def key(self) -> str:
        return f"visit:{self.visit_id}"

    def rooms(self) -> list[str]:
        return [f"visit:{self.visit_id}"]
