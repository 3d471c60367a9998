"""Period: whole days of the facility's calendar, as moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hub.core.clock import now
from hub.core.errors import Invalid
from hub.scheduling.rules import day_span
from hub.staff.models import Facility

LONGEST = 1100
"""Days: three years and a bit."""


@dataclass(frozen=True)
class Period:
    """From the beginning of `first` up to the end of `last`, both included, on the wall clock of `zone`."""

    first: date
    last: date
    zone: str

    @property
    def start(self) -> datetime:
        return day_span(self.first, ZoneInfo(self.zone)).start

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return day_span(self.last, ZoneInfo(self.zone)).end


def period_of(facility: Facility, first: date | None, last: date | None, days: int = 30) -> Period:
    """What was asked for; without an end until today, without a beginning so many days. 422 if it makes no sense."""
    today = now().astimezone(ZoneInfo(facility.zone)).date()
    last = last or (max(today, first) if first else today)
    first = first or last - timedelta(days=days - 1)
    if first > last:
        raise Invalid("The period ends before it begins.", code="bad_period")
    if (last - first).days > LONGEST:
        raise Invalid(f"A period is at most {LONGEST} days long.", code="period_too_long")
    return Period(first, last, facility.zone)
