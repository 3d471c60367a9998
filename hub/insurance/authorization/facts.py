"""What prior authorization announces: ids only."""

from __future__ import annotations

from uuid import UUID

from hub.core.facts import Fact
from hub.insurance.facts import CLERKS


class PriorAuthorizationChanged(Fact):
    """A request went on: `what` = a status it moved to, or asked | changed | to_call | used_up | late."""

    prior_authorization_id: UUID
    patient_id: UUID
    practitioner_id: UUID
    asked_by: UUID | None
    patient_user_id: UUID | None
    what: str
    status: str

    @property
    def key(self) -> str:
        return f"prior_authorization:{self.prior_authorization_id}"

    def rooms(self) -> list[str]:
        return [*CLERKS, "role:receptionist", f"patient:{self.patient_id}", f"practitioner:{self.practitioner_id}"]
