"""What crosses HTTP about holidays, leave, templates, the policy, and appointments that have to move."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from hub.core.http import Body, Out
from hub.scheduling.models import HoursKind
from hub.scheduling.schemas import AppointmentOut, ClinicianOut, Words

Title = Annotated[str, StringConstraints(min_length=1, max_length=120)]


class _Hours(Body):
    """A part of a day on the facility's wall clock; none: all of it."""

    starts: time | None = None
    ends: time | None = None

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if any(wall is not None and wall.tzinfo is not None for wall in (self.starts, self.ends)):
            raise ValueError("hours are on the facility's wall clock: leave the zone out")
        if self.starts and self.ends and self.ends != time(0) and self.ends <= self.starts:
            raise ValueError("the end must come after the beginning")
        return self


class HolidayIn(_Hours):
    """The facility is closed."""

    day: date
    name: Title


class HolidayOut(Out):
    """A day on which the facility is closed."""

    id: UUID
    day: date
    name: str
    starts: time | None
    ends: time | None


class HolidaysOut(Out):
    """Holidays to come, the next first."""

    items: list[HolidayOut]


class LeaveIn(_Hours):
    """A clinician is away from the first to the last of these days."""

    practitioner_id: UUID
    first_day: date
    last_day: date
    reason: Words = ""

    @model_validator(mode="after")
    def days_in_order(self) -> Self:
        if not 0 <= (self.last_day - self.first_day).days <= 366:
            raise ValueError("leave lasts from one day to a year")
        return self


class LeaveSearch(Body):
    """Whose."""

    practitioner_id: UUID | None = None


class DisplacedQuery(LeaveSearch):
    """Whose, and to whom they should go (nobody named: to anybody of the specialty)."""

    to_id: UUID | None = None


class StandingQuery(Body):
    """Days of a clinician, both included."""

    practitioner_id: UUID
    first_day: date
    last_day: date


class StandingOut(Out):
    """How many booked appointments stand in these days."""

    count: int


class CancelAll(Body):
    """Cancel several at once; the reason is told."""

    appointment_ids: list[UUID] = Field(min_length=1, max_length=100)
    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class EndLeave(Body):
    """Which days are open again."""

    practitioner_id: UUID
    first_day: date
    last_day: date


class LeaveOut(Out):
    """Days in a row on which a clinician is away."""

    clinician: ClinicianOut
    first_day: date
    last_day: date
    starts: time | None
    ends: time | None
    reason: str


class LeavesOut(Out):
    """Leave to come, and how many appointments stand in closed time."""

    items: list[LeaveOut]
    displaced: int


class LeaveTaken(Out):
    """How many days were closed, and how many appointments have to move."""

    days: int
    displaced: int


class TimeOut(Out):
    """Another time."""

    clinician: ClinicianOut
    starts_at: datetime
    ends_at: datetime


class DisplacedOut(Out):
    """An appointment in closed time and where it could go; `offer_until`: the patient has been asked."""

    appointment: AppointmentOut
    times: list[TimeOut]
    offer_until: datetime | None = None


class DisplacedPage(Out):
    """Appointments that have to move, the next first."""

    zone: str
    items: list[DisplacedOut]


class MoveOne(Body):
    """One appointment and its new time."""

    appointment_id: UUID
    practitioner_id: UUID
    starts_at: AwareDatetime


class MoveAll(Body):
    """Several at once."""

    moves: list[MoveOne] = Field(min_length=1, max_length=100)


class OfferAll(Body):
    """Ask the patients of these."""

    appointment_ids: list[UUID] = Field(min_length=1, max_length=100)


class OutcomeOut(Out):
    """What became of one; `code` is empty when it is done."""

    appointment_id: UUID
    code: str
    detail: str
    new_id: UUID | None


class OutcomesOut(Out):
    """In the order in which they were done."""

    items: list[OutcomeOut]


class TemplateHours(Body):
    """Hours of one weekday (0 = Monday) in a template."""

    weekday: int = Field(ge=0, le=6)
    starts: time
    ends: time
    slot_minutes: int = Field(20, ge=5, le=480)
    buffer_minutes: int = Field(0, ge=0, le=240)
    capacity: int = Field(1, ge=1, le=100)
    kind: HoursKind = HoursKind.any

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.starts.tzinfo is not None or self.ends.tzinfo is not None:
            raise ValueError("hours are on the facility's wall clock: leave the zone out")
        if self.ends != time(0) and self.ends <= self.starts:
            raise ValueError("the end must come after the beginning")
        return self


class WeekTemplateIn(Body):
    """A week under a name."""

    name: Title
    hours: list[TemplateHours] = Field(min_length=1, max_length=50)


class WeekTemplateOut(Out):
    """A week under a name."""

    id: UUID
    name: str
    hours: list[TemplateHours]


class WeekTemplatesOut(Out):
    """By name."""

    items: list[WeekTemplateOut]


class ApplyTemplate(Body):
    """Give the week to clinicians from a day on; what they had ends the day before."""

    practitioner_ids: list[UUID] = Field(min_length=1, max_length=100)
    valid_from: date
    valid_until: date | None = None


class PolicyIn(Body):
    """How the facility books."""

    hold_seconds: int = Field(ge=60, le=3600)
    notice_minutes: int = Field(ge=0, le=10080)
    horizon_days: int = Field(ge=1, le=730)
    no_show_grace_minutes: int = Field(ge=0, le=1440)
    offer_minutes: int = Field(ge=5, le=1440)
    reoffer_hours: int = Field(ge=1, le=168)
    overbook_per_day: int = Field(ge=0, le=50)
    check_in_opens_minutes: int = Field(ge=0, le=1440)
    reminder_hours: list[Annotated[int, Field(ge=1, le=720)]] = Field(max_length=5)
    late_cancel_hours: int = Field(ge=0, le=336)
    late_cancel_fee_minor: int = Field(ge=0, le=1_000_000)
    no_show_fee_minor: int = Field(ge=0, le=1_000_000)


class PolicyOut(Out):
    """How the facility books; fees in minor units of its currency."""

    hold_seconds: int
    notice_minutes: int
    horizon_days: int
    no_show_grace_minutes: int
    offer_minutes: int
    reoffer_hours: int
    overbook_per_day: int
    check_in_opens_minutes: int
    reminder_hours: list[int]
    late_cancel_hours: int
    late_cancel_fee_minor: int
    no_show_fee_minor: int
    currency: str = ""
