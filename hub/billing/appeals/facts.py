"""What appeals announce: ids and words of state."""

from __future__ import annotations

from uuid import UUID

from hub.core.facts import Fact

CLERKS = ["role:billing_clerk"]


class AppealChanged(Fact):
    """A letter against a denial was begun, signed, sent, answered or withdrawn, or something was enclosed."""

    appeal_id: UUID
    claim_id: UUID
    status: str

    @property
    def key(self) -> str:
        return str(self.appeal_id)

    def rooms(self) -> list[str]:
        return CLERKS


class AppealDue(Fact):
    """A letter is not sent yet, and the payer's last day comes near."""

    appeal_id: UUID
    claim_id: UUID
    days: int

    @property
    def key(self) -> str:
        return str(self.appeal_id)

    def rooms(self) -> list[str]:
        return CLERKS
