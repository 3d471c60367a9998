"""What erasure announces: ids only."""

from __future__ import annotations

from uuid import UUID

from hub.core import acting
from hub.core.facts import Fact


class ErasureChanged(Fact):
    """A request to erase a record, or a legal hold on it, is not what it was."""

    patient_id: UUID
    patient_user_id: UUID | None
    erasure_id: UUID | None = None
    what: str = ""
    """asked (by the patient), refused, restricted: somebody has to be told; due: the law lets it be erased now."""

    @property
    def key(self) -> str:
        return str(self.patient_id)

    def rooms(self) -> list[str]:
        # That there is a hold is told to nobody on his side, so there is no account in it.
        own = acting.rooms(self.patient_id, self.patient_user_id, "documents") if self.patient_user_id else []
        return ["role:privacy_officer", *own]
