"""Weekly hours and days unlike the others: who works when, on the wall clock of the facility."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import Range

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import local_day, now
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid, NotFound
from hub.scheduling.models import Appointment, AppointmentStatus, Availability, AvailabilityException
from hub.scheduling.rules import MIDNIGHT, hours_span, touch
from hub.scheduling.schemas import ExceptionIn, HoursIn
from hub.staff import queries as staff
from hub.staff.models import Facility, Practitioner


async def add_hours(db: Db, wanted: HoursIn, *, actor: Actor) -> list[Availability]:
    """Add weekly hours to each of the days; 409 hours_overlap, and none, when the clinician already works then."""
    facility = await _facility_of(db, wanted.practitioner_id)
    return [await _add(db, wanted, weekday, facility, actor=actor) for weekday in sorted(set(wanted.weekdays))]


async def _add(db: Db, wanted: HoursIn, weekday: int, facility: Facility, *, actor: Actor) -> Availability:
    today = local_day(now(), ZoneInfo(facility.zone))
    hours = Availability(
        practitioner_id=wanted.practitioner_id, facility_id=facility.id, weekday=weekday,
        starts=_wall(wanted.starts), ends=_wall(wanted.ends), slot_minutes=wanted.slot_minutes, kind=wanted.kind,
        valid_from=wanted.valid_from or today, valid_until=wanted.valid_until,
        buffer_minutes=wanted.buffer_minutes, capacity=wanted.capacity,
    )  # fmt: skip
    if hours.ends != MIDNIGHT and hours.ends <= hours.starts:
        raise Invalid("The end must come after the beginning.", code="hours_backwards")
    if hours.valid_until is not None and hours.valid_until < hours.valid_from:
        raise Invalid("The last day must not come before the first.", code="hours_backwards")
    await _refuse_overlap(db, hours)
    db.add(hours)
    await db.flush()
    audit.wrote(db, actor, hours)
    return hours


async def _refuse_overlap(db: Db, hours: Availability) -> None:
    others = await db.scalars(
        select(Availability).where(
            Availability.practitioner_id == hours.practitioner_id,
            Availability.weekday == hours.weekday,
            or_(Availability.valid_until.is_(None), Availability.valid_until >= hours.valid_from),
        )
    )
    for other in others:
        later = hours.valid_until is not None and other.valid_from > hours.valid_until
        if not later and touch(hours.starts, hours.ends, other.starts, other.ends):
            raise Conflict("These hours overlap with others of the same day.", code="hours_overlap")


async def end_hours(db: Db, hours_id: UUID, *, actor: Actor) -> Availability:
    """Stop offering these hours from today on; what is booked stays booked."""
    row = (
        await db.execute(
            select(Availability, Facility.zone)
            .join(Facility, Facility.id == Availability.facility_id)
            .where(Availability.id == hours_id)
            .with_for_update(of=Availability)
        )
    ).first()
    if row is None:
        raise NotFound()
    hours: Availability = row[0]
    yesterday = local_day(now(), ZoneInfo(row[1])) - timedelta(days=1)
    if hours.valid_until is None or hours.valid_until > yesterday:
        hours.valid_until = yesterday
        audit.wrote(db, actor, hours)
    return hours


async def add_exception(
    db: Db, wanted: ExceptionIn, *, actor: Actor
) -> tuple[AvailabilityException, list[UUID]]:  # fmt: skip
    """Close a stretch of a day or add hours to it; returns the appointments that a closure leaves alone."""
    facility = await _facility_of(db, wanted.practitioner_id)
    zone = ZoneInfo(facility.zone)
    if wanted.day < local_day(now(), zone):
        raise Invalid("This day is over.", code="day_over")
    exception = AvailabilityException(
        practitioner_id=wanted.practitioner_id, facility_id=facility.id, day=wanted.day, open=wanted.open,
        starts=wanted.starts and _wall(wanted.starts), ends=wanted.ends and _wall(wanted.ends),
        slot_minutes=wanted.slot_minutes, kind=wanted.kind, reason=wanted.reason,
        buffer_minutes=wanted.buffer_minutes, capacity=wanted.capacity,
    )  # fmt: skip
    db.add(exception)
    await db.flush()
    audit.wrote(db, actor, exception)
    if exception.open:
        return exception, []
    closed = hours_span(wanted.day, exception.starts, exception.ends, zone)
    affected = await db.scalars(
        select(Appointment.id).where(
            Appointment.practitioner_id == wanted.practitioner_id,
            Appointment.status.in_((AppointmentStatus.booked, AppointmentStatus.arrived)),
            Appointment.during.overlaps(Range(closed.start, closed.end)),
        )
    )
    return exception, list(affected)


async def drop_exception(db: Db, exception_id: UUID, *, actor: Actor) -> None:
    """The day is like the others again."""
    exception = await db.scalar(
        select(AvailabilityException).where(AvailabilityException.id == exception_id).with_for_update()
    )
    if exception is None:
        raise NotFound()
    audit.noted(db, actor, "delete", "availability_exception", exception.id, before={"day": str(exception.day)})
    await db.delete(exception)


def _wall(moment: time) -> time:
    if moment.tzinfo is not None:
        raise Invalid("Hours are on the facility's wall clock: leave the zone out.", code="wall_clock")
    return moment.replace(second=0, microsecond=0)


async def _facility_of(db: Db, practitioner_id: UUID) -> Facility:
    """The house of an active clinician; its row lock keeps two people from adding overlapping hours."""
    known = await db.scalar(
        select(Practitioner.id).where(Practitioner.id == practitioner_id, Practitioner.active).with_for_update()
    )
    if known is None:
        raise NotFound()
    return await staff.facility(db)
