"""What insurance announces."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from hub.core import acting
from hub.core.facts import Fact

CLERKS = ["role:billing_clerk"]


class CoverageChanged(Fact):
    """A cover was added, corrected or ended."""

    coverage_id: UUID
    patient_id: UUID
    user_id: UUID | None

    @property
    def key(self) -> str:
        return str(self.patient_id)

    def rooms(self) -> list[str]:
        return [*CLERKS, "role:receptionist", *acting.rooms(self.patient_id, self.user_id, "bills")]


class ClaimChanged(Fact):
    """A claim moved to another status, or a clerk added something to it."""

    claim_id: UUID
    status: str

    @property
    def key(self) -> str:
        return str(self.claim_id)

    def rooms(self) -> list[str]:
        return CLERKS


class ClaimAdjudicated(Fact):
    """The payer has spoken about a claim: by a remittance, or (`remittance_id` None) by rejecting it at the door.

    `outcome` is about the claim as a whole: denied when any part was refused. `complete` is False while parts of the
    claim are undecided, and for a claim that another one has replaced: then only the money is news.
    """

    claim_id: UUID
    remittance_id: UUID | None
    case_id: UUID | None
    outcome: Literal["paid", "denied", "rejected"]
    complete: bool = True

    @property
    def key(self) -> str:
        return str(self.claim_id)


class RemittancePosted(Fact):
    """A remittance was read, balanced and posted; parts of it may wait for a person."""

    remittance_id: UUID

    def rooms(self) -> list[str]:
        return CLERKS


class PaymentUnmatched(Fact):
    """A payment in a remittance could not be matched with certainty, or a person has decided about one."""

    remittance_claim_id: UUID

    def rooms(self) -> list[str]:
        return CLERKS


class FileQuarantined(Fact):
    """A file from a payer could not be accepted and was left out whole, or a person has dealt with one."""

    interchange_id: UUID

    def rooms(self) -> list[str]:
        return CLERKS
