"""What crosses HTTP of the directory of doctors: what a stranger may know of one, and no more."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from hub.core.http import Body, Out
from hub.scheduling.models import HoursKind, Kind


class DoctorSearch(Body):
    """By words of the name or what is written about him, by specialty, language, place, and how one meets him."""

    search: Annotated[str, StringConstraints(max_length=100)] = ""
    specialty: Annotated[str, StringConstraints(max_length=60)] = ""
    language: Annotated[str, StringConstraints(max_length=35)] = ""
    facility_id: UUID | None = None
    kind: Kind | None = None
    sort: Literal["name", "soonest"] = "soonest"
    after: Annotated[str, StringConstraints(max_length=400)] = ""
    limit: int = Field(20, ge=1, le=50)


class DoctorRowOut(Out):
    """A doctor in the directory; `next_free` in the two weeks to come, null = later or never."""

    id: UUID
    name: str
    specialty: str
    specialty_name: str
    languages: list[str]
    has_photo: bool
    meets: list[Kind]
    """By video, in person, or both; empty = cannot be booked online."""
    places: list[str]
    next_free: datetime | None


class DoctorChoicesOut(Out):
    """What there is to filter by."""

    languages: list[str]
    specialties: list[DoctorSpecialtyOut]
    places: list[DoctorPlaceOut]


class DoctorSpecialtyOut(Out):
    """A specialty that has a doctor."""

    code: str
    name: str


class DoctorPlaceOut(Out):
    """A place where doctors see patients; `zone` is that of all its times."""

    id: UUID
    name: str
    address: str
    phone: str
    zone: str


class QualificationOut(Out):
    """Something he has learned, which the hospital has seen on paper."""

    name: str
    issuer: str
    year: int | None


class DoctorHoursOut(Out):
    """A stretch of a usual week, on the wall clock of the place; `begins_on`: not before that day, `ends_on`: the
    last."""

    weekday: int
    starts: time
    ends: time
    kind: HoursKind
    place: str
    begins_on: date | None
    ends_on: date | None


class DoctorTimeOut(Out):
    """A free time."""

    starts_at: datetime
    kind: Kind


class DoctorOut(DoctorRowOut):
    """A doctor's page."""

    about: str
    department: str
    where: list[DoctorPlaceOut]
    qualifications: list[QualificationOut]
    hours: list[DoctorHoursOut]
    free: list[DoctorTimeOut]
