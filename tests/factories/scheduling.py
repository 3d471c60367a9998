"""Hours for tests: a clinician who works round the clock, so that a test runs at any time of the day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hub.core.clock import now
from hub.core.db import Db
from hub.identity import house
from hub.scheduling.models import Availability, HoursKind
from hub.scheduling.rules import instant
from hub.staff import queries as staff

ZONE = ZoneInfo("America/New_York")
"""Where the hospital of the tests stands (hub.staff.reference)."""


def day(days: int = 0) -> date:
    """A date on the hospital's calendar, so many days from today. In its evening it is tomorrow by UTC."""
    return now().astimezone(ZONE).date() + timedelta(days=days)


async def hours(
    db: Db, practitioner_id: UUID, *, weekdays: range = range(7), starts: time = time(0), ends: time = time(0),
    slot_minutes: int = 20, kind: HoursKind = HoursKind.any, valid_from: date = date(2020, 1, 1),
) -> list[Availability]:  # fmt: skip
    """The same hours on these weekdays; default: always."""
    facility = await staff.facility(db)
    rows = [
        Availability(practitioner_id=practitioner_id, facility_id=facility.id, weekday=weekday, starts=starts,
                     ends=ends, slot_minutes=slot_minutes, kind=kind, valid_from=valid_from)
        for weekday in weekdays
    ]  # fmt: skip
    db.add_all(rows)
    await db.flush()
    return rows


async def a_time(db: Db, *, days: int = 2, at: time = time(10)) -> datetime:
    """`at` on the facility's wall clock, that many days from now."""
    zone: ZoneInfo = await house.zone(db)
    return instant(now().astimezone(zone).date() + timedelta(days=days), at, zone)
