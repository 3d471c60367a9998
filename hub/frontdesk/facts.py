"""What the front desk announces."""

from __future__ import annotations

from uuid import UUID

from hub.core import acting
from hub.core.facts import Fact


class TicketChanged(Fact):
    """Somebody took a number, was called, is served, or is done."""

    queue_ticket_id: UUID
    status: str
    appointment_id: UUID | None = None
    practitioner_id: UUID | None = None
    patient_id: UUID | None = None
    patient_user_id: UUID | None = None

    @property
    def key(self) -> str:
        return f"ticket:{self.queue_ticket_id}"

    def rooms(self) -> list[str]:
        own = acting.rooms(self.patient_id, self.patient_user_id, "book")
        seen_by = [f"practitioner:{self.practitioner_id}"] if self.practitioner_id else []
        return [*own, *seen_by, "role:receptionist", "role:nurse"]


class EmergencyArrived(Fact):
    """Somebody came as an emergency and was taken in at the desk; `level` as far as it was said (1 = at once)."""

    encounter_id: UUID
    patient_id: UUID
    practitioner_id: UUID
    level: int | None = None

    @property
    def key(self) -> str:
        return f"encounter:{self.encounter_id}"

    def rooms(self) -> list[str]:
        return [f"practitioner:{self.practitioner_id}", "role:receptionist", "role:nurse"]
