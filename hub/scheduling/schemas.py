"""What crosses HTTP about free times and appointments."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from hub.core.http import Body, Out
from hub.core.types import Money
from hub.scheduling.models import AppointmentStatus, HoursKind, Kind, ResourceKind

Words = Annotated[str, StringConstraints(max_length=500)]


class _Whom(Body):
    """One clinician, or any of a specialty."""

    practitioner_id: UUID | None = None
    specialty: str | None = Field(None, min_length=1, max_length=100)

    @model_validator(mode="after")
    def one_of_them(self) -> Self:
        if (self.practitioner_id is None) == (self.specialty is None):
            raise ValueError("name a practitioner_id or a specialty, one of them")
        return self


class SlotSearch(_Whom):
    """Free times from a day on (the facility's calendar; default today)."""

    start: date | None = Field(None, alias="from")
    days: int = Field(7, ge=1, le=31)
    kind: Kind = Kind.video


class ClinicianOut(Out):
    """Who can be booked."""

    id: UUID
    name: str
    title: str
    specialty: str
    has_photo: bool = False


class SlotOut(Out):
    """One free time and who is free then."""

    starts_at: datetime
    ends_at: datetime
    practitioner_ids: list[UUID]
    places: int = 1
    """How many patients still find a place (group slots have several)."""


class DayOut(Out):
    """The free times of one day of the facility's calendar."""

    date: date
    slots: list[SlotOut]


class SlotsOut(Out):
    """Days in order. `next` continues; `next_free` is the first day with a free time when this page has none."""

    zone: str
    facility: str
    clinicians: list[ClinicianOut]
    days: list[DayOut]
    next: date | None
    next_free: date | None


class SoonestSearch(Body):
    """Which way to meet."""

    kind: Kind = Kind.video


class SoonestRow(Out):
    """The first free moment of a specialty."""

    specialty: str
    starts_at: datetime


class SoonestOut(Out):
    """Specialties that can be booked within two weeks."""

    items: list[SoonestRow]


class HoldSlot(_Whom):
    """Keep this time for some minutes. Reception says for which patient; a patient is always himself."""

    starts_at: AwareDatetime
    kind: Kind = Kind.video
    patient_id: UUID | None = None
    replaces: UUID | None = None
    """The appointment that is to be moved here: the patient may hold a time that touches it."""


class HoldOut(Out):
    """A kept time: book it with `hold_id` before `held_until`."""

    hold_id: UUID
    held_until: datetime
    starts_at: datetime
    ends_at: datetime
    kind: str
    zone: str
    clinician: ClinicianOut


class ResourceIn(Body):
    """A room or a device."""

    kind: ResourceKind
    id: UUID


class BookAppointment(Body):
    """Turn a hold into an appointment; `replaces` moves an earlier one here. Only the desk keeps rooms and devices."""

    hold_id: UUID
    reason: Words = ""
    replaces: UUID | None = None
    resources: list[ResourceIn] = Field(default_factory=list, max_length=10)


class WalkIn(_Whom):
    """A patient stands at the desk without an appointment."""

    patient_id: UUID
    reason: Words = ""


class Overbook(Body):
    """Book over a taken time, for a reason."""

    patient_id: UUID
    practitioner_id: UUID
    starts_at: AwareDatetime
    minutes: int = Field(20, ge=5, le=480)
    kind: Kind = Kind.in_person
    why: str = Field(min_length=3, max_length=300)
    reason: Words = ""
    resources: list[ResourceIn] = Field(default_factory=list, max_length=10)


class MoveAppointment(Body):
    """Another time, another clinician, or both; anywhere in open hours that is free."""

    starts_at: AwareDatetime
    practitioner_id: UUID | None = None
    resources: list[ResourceIn] = Field(default_factory=list, max_length=10)


class BestSearch(_Whom):
    """Who suits this patient best."""

    kind: Kind = Kind.in_person
    patient_id: UUID | None = None
    language: str = Field("", max_length=35)
    start: date | None = Field(None, alias="from")
    days: int = Field(14, ge=1, le=31)


Reason = Literal["continuity", "language", "load", "soon"]


class SuggestionOut(Out):
    """One clinician's next time and why he is suggested: points of a hundred by reason."""

    clinician: ClinicianOut
    starts_at: datetime
    ends_at: datetime
    points: int
    reasons: dict[str, int]
    because: list[Reason] = Field(default_factory=list)
    """The reasons worth saying, the weightiest first."""


class SuggestionsOut(Out):
    """The best first."""

    zone: str
    items: list[SuggestionOut]


class CancelAppointment(Body):
    """Why it will not take place."""

    reason: Words = Field("", max_length=500)


class AppointmentSearch(Body):
    """Appointments of a day or of some days, a clinician or a patient, each page in order of time."""

    day: date | None = None
    days: int = Field(1, ge=1, le=7)
    """How many days from `day` on; a day is one of the facility's calendar, however many hours it has."""
    scope: Literal["upcoming", "past", "all"] = "all"
    practitioner_id: UUID | None = None
    patient_id: UUID | None = None
    status: AppointmentStatus | None = None
    after: str = Field("", max_length=200)
    limit: int = Field(50, ge=1, le=200)


class AppointmentPerson(Out):
    """The patient of an appointment, as a schedule shows him."""

    id: UUID
    name: str
    number: str


class AppointmentOut(Out):
    """One appointment. `reason` is for the patient and clinicians only."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    zone: str
    facility: str
    kind: str
    status: str
    patient: AppointmentPerson
    clinician: ClinicianOut
    reason: str | None = None
    case_id: UUID | None = None
    cancelled_by: str = ""
    may_cancel: bool = False
    booking: str = "slot"
    booking_reason: str = ""
    """Why it was overbooked: for the desk and the clinician."""
    confirmed_at: datetime | None = None
    series_id: UUID | None = None
    replaces_id: UUID | None = None
    moved_to: UUID | None = None
    """It was moved: the appointment that stands in its place."""
    cancel_fee: Money | None = None
    """What the policy asks of a patient who cancels now; said where one appointment is shown."""
    status_at: datetime | None = None
    check_in_from: datetime | None = None
    """When one may say that one is here (visits at the clinic)."""


class HistoryOut(Out):
    """One earlier time of an appointment that was moved."""

    id: UUID
    starts_at: datetime
    clinician: str
    moved_at: datetime
    moved_by: str


class HistoryPage(Out):
    """The latest first."""

    items: list[HistoryOut]


class HoursIn(Body):
    """Weekly hours on the wall clock of the facility, the same on each of these days."""

    practitioner_id: UUID
    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(min_length=1, max_length=7)
    """Monday is 0."""
    starts: time
    ends: time
    slot_minutes: int = Field(20, ge=5, le=480)
    kind: HoursKind = HoursKind.any
    valid_from: date | None = None
    valid_until: date | None = None
    buffer_minutes: int = Field(0, ge=0, le=240)
    capacity: int = Field(1, ge=1, le=100)


class HoursOut(Out):
    """Weekly hours."""

    id: UUID
    practitioner_id: UUID
    weekday: int
    starts: time
    ends: time
    slot_minutes: int
    kind: str
    valid_from: date
    valid_until: date | None
    buffer_minutes: int
    capacity: int


class HoursAdded(Out):
    """What was added, a row for each day."""

    items: list[HoursOut]


class ExceptionIn(Body):
    """A day off (no times = all day), or extra hours with `open`."""

    practitioner_id: UUID
    day: date
    open: bool = False
    starts: time | None = None
    ends: time | None = None
    slot_minutes: int = Field(20, ge=5, le=480)
    kind: HoursKind = HoursKind.any
    reason: Words = ""
    buffer_minutes: int = Field(0, ge=0, le=240)
    capacity: int = Field(1, ge=1, le=100)

    @model_validator(mode="after")
    def open_hours_have_times(self) -> Self:
        if self.open and (self.starts is None or self.ends is None):
            raise ValueError("extra hours need a beginning and an end")
        if self.starts and self.ends and self.ends != time(0) and self.ends <= self.starts:
            raise ValueError("the end must come after the beginning")
        return self


class ExceptionOut(Out):
    """A day unlike the others, and the appointments that it leaves without a clinician."""

    id: UUID
    practitioner_id: UUID
    day: date
    open: bool
    starts: time | None
    ends: time | None
    reason: str
    affected: list[UUID] = Field(default_factory=list)


class WeekOut(Out):
    """All hours of one clinician."""

    zone: str
    hours: list[HoursOut]
    exceptions: list[ExceptionOut]
