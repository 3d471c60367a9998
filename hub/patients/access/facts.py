"""What access to records announces."""

from __future__ import annotations

from uuid import UUID

from hub.core.facts import Fact


class GlassChanged(Fact):
    """Emergency access began, ended or was reviewed."""

    glass_id: UUID
    user_id: UUID
    begun: bool = False

    def rooms(self) -> list[str]:
        return [f"user:{self.user_id}", "role:privacy_officer"]


class AccessChanged(Fact):
    """A label or an objection changed who may open this record; open charts are to be checked again (B10)."""

    patient_id: UUID
    user_id: UUID | None = None

    def rooms(self) -> list[str]:
        own = [f"user:{self.user_id}"] if self.user_id else []
        return [f"patient:{self.patient_id}", "role:privacy_officer", *own]
