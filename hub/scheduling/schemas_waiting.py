"""What crosses HTTP about the waitlist and offers."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from hub.core.http import Body, Out
from hub.scheduling.models import HoursKind, OfferStatus, WaitlistStatus
from hub.scheduling.schemas import AppointmentPerson, ClinicianOut, _Whom


class JoinWaitlist(_Whom):
    """An earlier time is wished for, on these days and hours of the facility's wall clock."""

    patient_id: UUID | None = None
    kind: HoursKind = HoursKind.any
    from_day: date
    until_day: date
    weekdays: list[int] = Field(default_factory=list, max_length=7)
    earliest: time | None = None
    latest: time | None = None
    priority: int = Field(2, ge=1, le=3)
    appointment_id: UUID | None = None
    """The later appointment that is given up for it."""

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.until_day < self.from_day:
            raise ValueError("the last day must not come before the first")
        if any(not 0 <= day <= 6 for day in self.weekdays):
            raise ValueError("weekdays are 0 (Monday) to 6")
        if any(wall is not None and wall.tzinfo is not None for wall in (self.earliest, self.latest)):
            raise ValueError("hours are on the facility's wall clock: leave the zone out")
        if self.earliest and self.latest and self.latest < self.earliest:
            raise ValueError("the latest hour must not come before the earliest")
        return self


class WaitlistSearch(Body):
    """Whose wishes, and which of them."""

    status: WaitlistStatus | None = None
    open: bool = True
    limit: int = Field(100, ge=1, le=200)


class OfferOut(Out):
    """A time that is kept for a patient until `expires_at`."""

    id: UUID
    status: OfferStatus
    starts_at: datetime
    ends_at: datetime
    expires_at: datetime
    kind: str
    zone: str
    facility: str
    clinician: ClinicianOut
    patient: AppointmentPerson
    replaces_id: UUID | None
    replaces_at: datetime | None = None


class OffersOut(Out):
    """Offers, the one that ends first on top."""

    items: list[OfferOut]


class WaitlistEntryOut(Out):
    """One wish, its place in line among the like, and the time on offer, if there is one."""

    id: UUID
    patient: AppointmentPerson
    clinician: ClinicianOut | None
    specialty: str
    kind: str
    from_day: date
    until_day: date
    weekdays: list[int]
    earliest: time | None
    latest: time | None
    priority: int
    status: WaitlistStatus
    since: datetime
    appointment_id: UUID | None
    offer: OfferOut | None = None


class WaitlistOut(Out):
    """The line, in the order in which freed times are offered."""

    items: list[WaitlistEntryOut]
