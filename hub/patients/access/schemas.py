"""What crosses HTTP about access to records."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from hub.core.http import Body, Out


class FindForGlass(Body):
    """Exactly who: the number, or the family name and the date of birth."""

    number: str = Field("", max_length=40)
    family: str = Field("", max_length=120)
    born: date | None = None


class GlassPatient(Out):
    id: UUID
    number: str
    name: str
    birth_date: date


class GlassPatientsOut(Out):
    items: list[GlassPatient]


class BreakGlassIn(Body):
    patient_id: UUID
    reason: str = Field(min_length=10, max_length=500)
    minutes: int = Field(60, ge=15, le=240)


class GlassOut(Out):
    """One emergency access."""

    id: UUID
    patient_id: UUID
    patient: str
    user: str
    reason: str
    begun_at: datetime
    until: datetime
    ended_at: datetime | None
    reviewed_at: datetime | None
    reviewer: str
    verdict: Literal["justified", "unjustified"] | None
    note: str


class GlassesOut(Out):
    items: list[GlassOut]
    next: str | None = None
    waiting: int = 0


class GlassQuery(Body):
    waiting: bool = False
    after: UUID | None = None
    limit: int = Field(50, ge=1, le=100)


class GlassAct(Out):
    at: datetime
    action: str
    entity: str


class GlassPage(Out):
    glass: GlassOut
    acts: list[GlassAct]


class ReviewGlass(Body):
    verdict: Literal["justified", "unjustified"]
    note: str = Field(min_length=3, max_length=1000)


class LabelOut(Out):
    id: UUID
    entity: Literal["patient", "encounter", "problem", "document", "diagnostic_report"]
    entity_id: UUID
    label: str
    created_at: datetime


class ObjectionOut(Out):
    """To a person, or to a department."""

    id: UUID
    user_id: UUID | None
    user: str
    department_id: UUID | None
    reason: str
    until: datetime | None
    created_at: datetime


class AccessOut(Out):
    """What narrows the access to one record."""

    labels: list[LabelOut]
    objections: list[ObjectionOut]


class PutLabel(Body):
    """On the whole record, or on one row of it."""

    label: Literal["psychiatry", "hiv", "substance_use", "reproductive", "staff", "vip"]
    entity: Literal["patient", "encounter", "problem", "document", "diagnostic_report"] = "patient"
    entity_id: UUID | None = None


class Objection(Body):
    """To one person, or to one department."""

    user_id: UUID | None = None
    department_id: UUID | None = None
    reason: str = Field(min_length=3, max_length=500)
    until: AwareDatetime | None = None


class LookOut(Out):
    at: datetime
    who: str
    roles: list[str]
    action: str
    entity: str
    emergency: bool
    times: int


class LooksOut(Out):
    items: list[LookOut]
    next: int | None


class LooksQuery(Body):
    after: int | None = Field(None, ge=1)
