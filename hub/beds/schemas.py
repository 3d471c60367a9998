"""What crosses HTTP about wards, beds and stays."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from hub.core.http import Body, Out
from hub.staff.schemas import Code, Named

Label = Annotated[str, Field(min_length=1, max_length=20, pattern=r"\S")]
"""What is written at a bed."""


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


class PlannedBedOut(Out):
    """One bed as the house has it."""

    id: UUID
    label: str
    status: str
    used: bool
    """Somebody has lain there, or is to: it stays."""


class PlannedWardOut(Out):
    id: UUID
    code: str
    name: str
    department_id: UUID | None
    department: str | None
    beds: list[PlannedBedOut]


class WardPlanOut(Out):
    """Wards and beds as whoever runs the house has them, without patients."""

    items: list[PlannedWardOut]


class NewWard(Body):
    """A ward and the names of its first beds."""

    code: Code
    name: Named
    department_id: UUID | None = None
    beds: list[Label] = Field(default_factory=list, max_length=100)


class ChangeWard(Body):
    """What is left out stays; a ward of no department is everybody's."""

    code: Code | None = None
    name: Named | None = None
    department_id: UUID | None = None

    def changes(self) -> dict[str, Any]:
        """What was said; null only where there may be none."""
        said = self.model_dump(exclude_unset=True)
        return {name: value for name, value in said.items() if value is not None or name == "department_id"}


class NewBeds(Body):
    labels: list[Label] = Field(min_length=1, max_length=100)


class ChangeBed(Body):
    label: Label


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
