"""What erasure announces: ids only."""

from __future__ import annotations

from uuid import UUID

from hub.core.facts import Fact


class ErasureChanged(Fact):
    """A request to erase a record, or a legal hold on it, is not what it was."""

    patient_id: UUID
    patient_user_id: UUID | None

    @property
    def key(self) -> str:
        return str(self.patient_id)

    def rooms(self) -> list[str]:
        own = [f"user:{self.patient_user_id}"] if self.patient_user_id else []
        return ["role:privacy_officer", *own]
