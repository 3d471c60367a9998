"""What patients announces."""

from __future__ import annotations

from uuid import UUID

from hub.core import acting
from hub.core.facts import Fact


class PatientRegistered(Fact):
    """Somebody new is in our care."""

    patient_id: UUID

    @property
    def key(self) -> str:
        return str(self.patient_id)

    def rooms(self) -> list[str]:
        return ["role:receptionist"]


class OnboardingChanged(Fact):
    """The onboarding of a new patient: `what` = reminded (something is not done yet) | welcomed (it is over), or of the
    pictures of an identity document: identity_sent | identity_returned | identity_confirmed | identity_lapsed."""

    patient_id: UUID
    patient_user_id: UUID | None
    what: str
    evidence_id: UUID | None = None

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
        own = acting.rooms(self.patient_id, self.user_id, "details")
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
        own = acting.rooms(self.patient_id, self.user_id, "details")
        return [f"patient:{self.patient_id}", *own]


class DocumentChanged(Fact):
    """A document was filed, replaced or marked as wrong; `user_id`: the patient, when it is for his eyes."""

    patient_id: UUID
    document_id: UUID
    user_id: UUID | None

    @property
    def key(self) -> str:
        return str(self.patient_id)

    def rooms(self) -> list[str]:
        own = acting.rooms(self.patient_id, self.user_id, "documents")
        return [f"patient:{self.patient_id}", *own]


class ProxyChanged(Fact):
    """Somebody may act for a patient, or may no longer."""

    patient_id: UUID
    proxy_id: UUID
    user_id: UUID | None
    patient_user_id: UUID | None
    ended: bool = False

    @property
    def key(self) -> str:
        return str(self.patient_id)

    def rooms(self) -> list[str]:
        return [f"user:{id}" for id in (self.user_id, self.patient_user_id) if id is not None]


class PatientsMerged(Fact):
    """Two records of one person became one, or (`undone`) two again."""

    survivor_id: UUID
    loser_id: UUID
    undone: bool = False

    @property
    def key(self) -> str:
        return str(self.survivor_id)

    def rooms(self) -> list[str]:
        return [f"patient:{self.survivor_id}", f"patient:{self.loser_id}", "role:receptionist"]


class ExportChanged(Fact):
    """The export of a patient is ready, failed, or over."""

    patient_id: UUID
    export_id: UUID
    user_id: UUID | None

    def rooms(self) -> list[str]:
        return [f"user:{self.user_id}"] if self.user_id else []


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
