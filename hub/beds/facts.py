"""What beds announces: ids and states only."""

from __future__ import annotations

from uuid import UUID

from hub.core.facts import Fact


class BedChanged(Fact):
    """A bed is free, held, taken, being cleaned or blocked."""

    bed_id: UUID
    status: str

    def rooms(self) -> list[str]:
        return ["role:nurse", "role:doctor", "role:receptionist", "role:admin"]


class StayChanged(Fact):
    """A stay went on."""

    stay_id: UUID
    patient_id: UUID
    practitioner_id: UUID
    case_id: UUID | None = None
    status: str

    @property
    def key(self) -> str:
        return f"stay:{self.stay_id}"

    def rooms(self) -> list[str]:
        return [f"practitioner:{self.practitioner_id}", f"patient:{self.patient_id}", "role:nurse"]
