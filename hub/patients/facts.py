"""What patients announces."""

from __future__ import annotations

from uuid import UUID

from hub.core.facts import Fact


class PatientRegistered(Fact):
    """Somebody new is in our care."""

    patient_id: UUID

    @property
    def key(self) -> str:
        return str(self.patient_id)

    def rooms(self) -> list[str]:
        return ["role:receptionist"]


class PatientChanged(Fact):
    """Demographics were corrected or confirmed."""

    patient_id: UUID
    user_id: UUID | None

    @property
    def key(self) -> str:
        return str(self.patient_id)

    def rooms(self) -> list[str]:
        own = [f"user:{self.user_id}"] if self.user_id else []
        return [f"patient:{self.patient_id}", "role:receptionist", *own]


class ConsentGiven(Fact):
    """A consent was given or withdrawn."""

    patient_id: UUID
    consent_id: UUID
    user_id: UUID | None
    withdrawn: bool = False

    @property
    def key(self) -> str:
        return str(self.patient_id)

    def rooms(self) -> list[str]:
        own = [f"user:{self.user_id}"] if self.user_id else []
        return [f"patient:{self.patient_id}", *own]


class CareChanged(Fact):
    """A clinician began or ended to take care of a patient: rooms and open charts are to be checked again (B10)."""

    patient_id: UUID
    practitioner_id: UUID
    ended: bool = False

    @property
    def key(self) -> str:
        return str(self.patient_id)

    def rooms(self) -> list[str]:
        return [f"practitioner:{self.practitioner_id}"]
