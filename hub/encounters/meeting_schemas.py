"""What crosses HTTP of a meeting that is led by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from hub.core.http import Body, Out


class OpenEncounter(Body):
    """A meeting that nobody booked; `arrived` = here, but not seen yet."""

    kind: Literal["AMB", "EMER", "IMP", "HH", "VR"]
    reason: Annotated[str, StringConstraints(max_length=500)] = ""
    arrived: bool = False


class OpenedOut(Out):
    """A meeting as it stands."""

    id: UUID
    patient_id: UUID
    kind: str
    status: str
    status_reason: str
    status_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class ChangeEncounter(Body):
    """Where the meeting stands."""

    status: Literal["arrived", "triaged", "in_progress", "on_hold", "finished", "cancelled", "entered_in_error"]
    reason: Annotated[str, StringConstraints(max_length=1000)] = ""


class AssessTriage(Body):
    """How soon an emergency has to be seen: 1 at once, 5 can wait."""

    level: int = Field(ge=1, le=5)
    complaint: Annotated[str, StringConstraints(min_length=2, max_length=500)]
    arrival: Literal["walked", "ambulance", "police", "transferred", "other"] = "walked"
    remark: Annotated[str, StringConstraints(max_length=1000)] = ""


class TriageOut(Out):
    """The latest judgement; a clinician should be there by `due_at`."""

    level: int
    complaint: str
    arrival: str
    remark: str
    by_name: str
    at: datetime
    due_at: datetime


class OpenMeetingOut(Out):
    """A meeting that goes on, in one line."""

    id: UUID
    patient_id: UUID
    patient_name: str
    patient_number: str
    age_years: int
    kind: str
    status: str
    since: datetime
    """When it came to this status."""
    arrived_at: datetime
    reason: str
    practitioner_name: str
    led_by_pathway: bool
    triage: TriageOut | None


class OpenMeetingsOut(Out):
    """All of them, the most urgent first."""

    items: list[OpenMeetingOut]


class CopyForward(Body):
    """Sections of an earlier note for this one; `version` is that of the note on the screen."""

    from_encounter_id: UUID
    sections: list[Literal["history", "examination", "assessment", "plan", "advice"]] = Field(
        min_length=1, max_length=5
    )
    version: int = Field(ge=1)


class SignNote(Body):
    """What was on the signer's screen."""

    note_id: UUID
    version: int = Field(ge=1)
