"""What crosses HTTP about series."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from hub.core.http import Body, Out
from hub.scheduling.models import Kind
from hub.scheduling.recurrence import MOST
from hub.scheduling.schemas import AppointmentOut, ResourceIn, Words


def _wall(value: time) -> time:
    if value.tzinfo is not None:
        raise ValueError("hours are on the facility's wall clock: leave the zone out")
    return value.replace(second=0, microsecond=0)


Wall = Annotated[time, AfterValidator(_wall)]


class SeriesIn(Body):
    """Appointments that repeat at one hour of the facility's wall clock."""

    patient_id: UUID
    practitioner_id: UUID
    kind: Kind = Kind.in_person
    first: date
    at: Wall
    frequency: Literal["daily", "weekly", "monthly"] = "weekly"
    interval: int = Field(1, ge=1, le=12)
    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(default_factory=list, max_length=7)
    count: int | None = Field(None, ge=1, le=MOST)
    until: date | None = None
    exceptions: list[date] = Field(default_factory=list, max_length=MOST)
    reason: Words = ""
    skip_taken: bool = False
    """Book the others when some times cannot be had."""
    resources: list[ResourceIn] = Field(default_factory=list, max_length=10)

    @model_validator(mode="after")
    def it_ends(self) -> Self:
        if (self.count is None) == (self.until is None):
            raise ValueError("say how many or until when, one of them")
        if self.until is not None and self.until < self.first:
            raise ValueError("the last day must not come before the first")
        if self.first.year > 9000:
            raise ValueError("this day is too far ahead")
        return self


class OccurrenceOut(Out):
    """One date; `code` says why it cannot be booked, '' that it can."""

    day: date
    starts_at: datetime
    code: str


class SeriesPlan(Out):
    """Every date of the series before it is booked."""

    zone: str
    items: list[OccurrenceOut]


class AppointmentSeriesOut(Out):
    """A series and what stands of it."""

    id: UUID
    rule: dict[str, Any]
    appointments: list[AppointmentOut]
    skipped: list[OccurrenceOut] = Field(default_factory=list)


class ChangeSeries(Body):
    """Another hour, a number of days later or earlier, or another clinician, from an appointment on."""

    since: AwareDatetime
    at: Wall
    shift_days: int = Field(0, ge=-6, le=6)
    practitioner_id: UUID | None = None


class CancelSeries(Body):
    """From which moment on (default: now), and why."""

    since: AwareDatetime | None = None
    reason: Words = ""


class SeriesCancelled(Out):
    """How many appointments were taken back."""

    cancelled: int
