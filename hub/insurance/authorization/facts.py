"""What prior authorization announces: ids only."""

from __future__ import annotations

from uuid import UUID

from hub.core import acting
from hub.core.facts import Fact
from hub.insurance.facts import CLERKS


class PriorAuthorizationChanged(Fact):
    """A request went on: `what` = a status it moved to, or asked | changed | batched |
    ack_999 | refused | part_self_pay | used_up | cancel_sent | cancelled | late."""

    prior_authorization_id: UUID
    patient_id: UUID
    practitioner_id: UUID
    asked_by: UUID | None
    patient_user_id: UUID | None
    what: str
    status: str
    submission: int
    """Which sending it is about: an appeal may be answered like what came before it, and is news all the same."""

    @property
    def askers(self) -> list[UUID]:
        """Who hears of the answer."""
        return [self.asked_by] if self.asked_by is not None else []

    @property
    def key(self) -> str:
        return f"prior_authorization:{self.prior_authorization_id}"

    def rooms(self) -> list[str]:
        own = acting.rooms(self.patient_id, self.patient_user_id, "bills")
        return [
            *CLERKS,
            "role:receptionist",
            f"patient:{self.patient_id}",
            f"practitioner:{self.practitioner_id}",
            *own,
        ]
