"""What crosses HTTP about wards, beds and stays."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from hub.core.http import Body, Out


class BedOut(Out):
    """One bed on the board."""

    id: UUID
    label: str
    status: str
    status_at: datetime
    stay_id: UUID | None = None
    since: datetime | None = None
    patient_name: str | None = None
    goes_to: str | None = None
    """Another ward is asked to take the patient: the bed there."""
    comes_from: str | None = None
    """Held for a patient of another ward: the bed where he lies."""


class WardOut(Out):
    id: UUID
    code: str
    name: str
    beds: list[BedOut]


class WardsOut(Out):
    items: list[WardOut]


class StayOut(Out):
    """One line of the list of stays."""

    id: UUID
    status: str
    status_at: datetime
    case_id: UUID | None
    encounter_id: UUID
    patient_id: UUID
    patient_name: str
    patient_number: str
    practitioner_name: str
    admitted_at: datetime | None
    bed: str | None
    ward: str | None
    to_bed: str | None
    """Held for him on another ward, which has not answered yet."""
    to_ward: str | None


class StaysOut(Out):
    items: list[StayOut]


class StayNoteOut(Out):
    id: UUID
    created_at: datetime
    kind: str
    decision: str
    words: str
    author_name: str


class StayPlaceOut(Out):
    """One bed of a stay: held, lain in, or held in vain."""

    id: UUID
    status: str
    status_at: datetime
    asked_at: datetime
    since: datetime | None
    until: datetime | None
    bed: str
    ward: str
    reason: str
    answer: str
    asked_by_name: str
    lead_name: str | None
    """Who is to lead there, when that is another clinician."""


class StayDetailOut(StayOut):
    """One stay with its beds and notes."""

    bed_id: UUID | None
    practitioner_id: UUID
    places: list[StayPlaceOut]

    reason: str
    disposition: str
    ended_at: datetime | None
    notes: list[StayNoteOut]
    may_chart: bool
    """Any nurse may see a stay; the chart is for those who take care of the patient."""


class RequestAdmission(Body):
    """Ask for a bed for a patient in one's care."""

    patient_id: UUID
    reason: str = Field(min_length=3, max_length=1000)


class WithdrawAdmission(Body):
    reason: str = Field(min_length=3, max_length=500)


class MovePatient(Body):
    """Where a patient of a ward is to lie, why, and who is to be his clinician there (null: the same)."""

    bed_id: UUID
    reason: str = Field(min_length=3, max_length=500)
    practitioner_id: UUID | None = None


class EndTransfer(Body):
    """Why a ward cannot take a patient, or why he need not be moved any more."""

    reason: str = Field(min_length=3, max_length=500)
