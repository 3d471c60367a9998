"""What the laboratory announces: ids only."""

from __future__ import annotations

from uuid import UUID

from hub.core import acting
from hub.core.facts import Fact


class ServiceRequestChanged(Fact):
    """An order went on: `what` = placed | signed | collected | not_collected | rejected | reported | completed |
    reviewed | reopened | revoked."""

    service_request_id: UUID
    patient_id: UUID
    practitioner_id: UUID
    what: str
    status: str
    priority: str
    patient_user_id: UUID | None = None
    """The patient, once a doctor has signed it."""
    specimen_id: UUID | None = None
    """The one that was rejected."""

    @property
    def key(self) -> str:
        return f"service_request:{self.service_request_id}"

    def rooms(self) -> list[str]:
        own = acting.rooms(self.patient_id, self.patient_user_id, "record")
        return [f"patient:{self.patient_id}", f"practitioner:{self.practitioner_id}", "role:lab_technician",
                "role:nurse", *own]  # fmt: skip
