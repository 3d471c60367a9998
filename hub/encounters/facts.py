"""What encounters announces: ids only, never a word of the record."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from hub.core import acting
from hub.core.facts import Fact


class _EncounterFact(Fact):
    """Which encounter, and who has the chart open."""

    encounter_id: UUID
    patient_id: UUID

    @property
    def key(self) -> str:
        return f"encounter:{self.encounter_id}"

    def rooms(self) -> list[str]:
        return [f"patient:{self.patient_id}"]


class ChartChanged(_EncounterFact):
    """Something of the chart other than the note's text is new: `part` names it."""

    part: str


class NoteSigned(_EncounterFact):
    """A note was signed, or an addendum was added to it."""

    note_id: UUID
    addendum: bool = False


class RefillChanged(Fact):
    """A patient asked for more of a medicine, or got an answer: `status` is that of the request."""

    refill_request_id: UUID
    patient_id: UUID
    status: str
    patient_user_id: UUID | None = None

    @property
    def key(self) -> str:
        return f"refill:{self.refill_request_id}"

    def rooms(self) -> list[str]:
        own = acting.rooms(self.patient_id, self.patient_user_id, "record")
        return [f"patient:{self.patient_id}", *own]


class ReferralChanged(Fact):
    """A patient was referred, or it went on: `status` is that of the referral."""

    referral_id: UUID
    patient_id: UUID
    practitioner_id: UUID
    status: str
    patient_user_id: UUID | None = None

    @property
    def key(self) -> str:
        return f"referral:{self.referral_id}"

    def rooms(self) -> list[str]:
        own = acting.rooms(self.patient_id, self.patient_user_id, "record")
        return [f"patient:{self.patient_id}", f"practitioner:{self.practitioner_id}", *own]


class DiagnosticReportChanged(Fact):
    """A result: `what` = entered | arrived | critical | acknowledged | amended | held | released | commented |
    reviewed | reassigned | entered_in_error.

    `arrived`, `critical` and `reassigned` wait for who is to look at them, an amendment that is critical, too, and for
    `cover_ids`, who cover for him; `reviewed` is no news to the patient; `version` tells one amendment from the next.
    """

    diagnostic_report_id: UUID
    patient_id: UUID
    practitioner_id: UUID
    what: str
    version: int
    released: bool
    cover_ids: list[UUID] = Field(default_factory=list)
    patient_user_id: UUID | None = None

    @property
    def key(self) -> str:
        return f"diagnostic_report:{self.diagnostic_report_id}"

    def rooms(self) -> list[str]:
        own = acting.rooms(self.patient_id, self.patient_user_id, "record") if self.released else []
        cover = [f"user:{id}" for id in self.cover_ids]
        return [f"patient:{self.patient_id}", f"practitioner:{self.practitioner_id}", *cover, *own]


class ReviewerShutOut(Fact):
    """A label or an objection has closed a result to who was to look at it: he is told that it left his list, and not
    whose it is. Where no clinician of the house could take it (`practitioner_id` is None), whoever closed it is told.
    """

    diagnostic_report_id: UUID
    patient_id: UUID
    user_id: UUID | None
    practitioner_id: UUID | None
    closed_by: UUID | None

    @property
    def key(self) -> str:
        return f"diagnostic_report:{self.diagnostic_report_id}"

    @property
    def told(self) -> list[UUID]:
        """Who has to know that nobody can look at it."""
        return [self.closed_by] if self.closed_by and self.practitioner_id is None else []

    def rooms(self) -> list[str]:
        return [f"user:{id}" for id in {self.user_id, *self.told} if id]


class CriticalResultUnanswered(Fact):
    """Nobody has answered for a critical result in time: the next rung of the ladder is told."""

    critical_result_id: UUID
    diagnostic_report_id: UUID
    patient_id: UUID
    practitioner_id: UUID
    rung: int
    user_ids: list[UUID]

    @property
    def key(self) -> str:
        return f"diagnostic_report:{self.diagnostic_report_id}"

    def rooms(self) -> list[str]:
        told = [f"user:{id}" for id in self.user_ids]
        return [f"patient:{self.patient_id}", f"practitioner:{self.practitioner_id}", *told]


class EncounterFinished(_EncounterFact):
    """The clinician has finished; the patient can read the summary."""

    practitioner_id: UUID
    patient_user_id: UUID | None = None

    def rooms(self) -> list[str]:
        own = acting.rooms(self.patient_id, self.patient_user_id, "record")
        return [*super().rooms(), *own, f"practitioner:{self.practitioner_id}"]


class RecordChanged(Fact):
    """Something of a patient's record that belongs to no single meeting is new: `part` names it."""

    patient_id: UUID
    part: str

    @property
    def key(self) -> str:
        return f"patient:{self.patient_id}"

    def rooms(self) -> list[str]:
        return [f"patient:{self.patient_id}"]
