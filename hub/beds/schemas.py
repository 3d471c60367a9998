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


class StaysOut(Out):
    items: list[StayOut]


class StayNoteOut(Out):
    id: UUID
    created_at: datetime
    kind: str
    decision: str
    words: str
    author_name: str


class StayDetailOut(StayOut):
    """One stay with its notes."""

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
