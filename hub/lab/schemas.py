"""What crosses HTTP of laboratory orders."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator

from hub.core.http import Body, Out
from hub.encounters.diagnostic_schemas import Loinc
from hub.encounters.history_schemas import Line, Why
from hub.lab.models import RequestPriority
from hub.staff.schemas import OpenHours

Stage = Literal["sign", "collect", "result", "review", "reviewed", "revoked"]
"""Where an order stands, in the words of who works on it: what it waits for, or how it ended."""


class PlaceServiceRequest(Body):
    """What is to be found out. A nurse's order is signed by the doctor of the visit before anything is taken."""

    title: Line
    tests: list[Loinc] = Field(default=[], max_length=40)
    specimen: Annotated[str, StringConstraints(min_length=1, max_length=80)] = "Blood"
    priority: RequestPriority = RequestPriority.routine
    reason: Annotated[str, StringConstraints(max_length=1000)] = ""
    patient_instruction: Annotated[str, StringConstraints(max_length=1000)] | None = None
    """What the patient is to do before; none: as the table of analytes says."""
    encounter_id: UUID | None = None

    @field_validator("tests")
    @classmethod
    def once_each(cls, value: list[str]) -> list[str]:
        if len(set(value)) != len(value) or "" in value:
            raise ValueError("name each test once")
        return value


class RejectSpecimen(Body):
    """Why the laboratory cannot use it."""

    reason: Why


class ServiceRequestSearch(Body):
    """A page of orders: `open` = everything that waits for somebody, else one stage; or the number on a tube."""

    stage: Literal["open"] | Stage = "open"
    label: Annotated[str, StringConstraints(max_length=40)] = ""
    after: Annotated[str, StringConstraints(max_length=300)] = ""
    limit: int = Field(30, ge=1, le=100)


class RequestedTestOut(Out):
    """One thing to be measured."""

    code: str
    name: str


class SpecimenOut(Out):
    """A specimen, or an attempt to take one."""

    id: UUID
    label: str
    status: str
    status_reason: str
    collected_at: datetime
    collected_by_name: str


class ServiceRequestRowOut(Out):
    """A line of a list; `label` = the number on the tube in use."""

    id: UUID
    patient_id: UUID
    title: str
    specimen: str
    priority: str
    status: str
    stage: str
    practitioner_name: str
    placed_at: datetime
    label: str
    diagnostic_report_id: UUID | None


class LaboratoryRowOut(ServiceRequestRowOut):
    """A line of the laboratory's list."""

    patient_name: str
    patient_number: str
    birth_date: date


class ServiceRequestOut(LaboratoryRowOut):
    """An order as who works on it reads it."""

    sex: str
    reason: str
    patient_instruction: str
    status_reason: str
    placed_by_name: str
    tests: list[RequestedTestOut]
    specimens: list[SpecimenOut]
    may_revoke: bool


class ServiceRequestsOut(Out):
    """A patient's orders, latest first."""

    items: list[ServiceRequestRowOut]


OwnStage = Literal["collect", "again", "result", "review", "ready", "discussed", "revoked"]
"""Where one's own order stands: `again` = another specimen is needed; `ready` = the result is there to be read;
`discussed` = a clinician has looked at it, and has not released it."""


class OwnServiceRequestOut(Out):
    """An order as the patient reads it. `diagnostic_report_id`: only of what was released."""

    id: UUID
    title: str
    tests: list[RequestedTestOut]
    specimen: str
    priority: str
    practitioner_name: str
    placed_at: datetime
    stage: OwnStage
    status_at: datetime
    collected_at: datetime | None
    patient_instruction: str
    diagnostic_report_id: UUID | None


class LaboratoryPlaceOut(Out):
    """Where specimens are taken, and when; without a laboratory of its own, the house itself."""

    name: str
    address: dict[str, str]
    phone: str
    hours: list[OpenHours]
    zone: str


class OwnServiceRequestsOut(Out):
    """One's own orders: what is still open first, then what became of the others."""

    items: list[OwnServiceRequestOut]
    place: LaboratoryPlaceOut
