"""The appointment book: hours, exceptions and what is taken, from which free times follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, DateTime, Uuid, and_, any_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, TSTZRANGE

from hub.core.clock import local_day, now
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.core.prepared import Loaded, this_moment
from hub.scheduling.models import (
    ACTIVE,
    Appointment,
    AppointmentStatus,
    Availability,
    AvailabilityException,
    Booking,
    BookingPolicy,
    Holiday,
)
from hub.scheduling.rules import Hours, Slot, Span, day_span, free_slots, hours_span, slots_of
from hub.staff import queries as staff
from hub.staff.models import Facility, Practitioner

LATEST = datetime.max.replace(tzinfo=UTC)
REACH = timedelta(hours=4)
MOMENT = DateTime(timezone=True)


@dataclass(slots=True)
class Clinician:
    """One clinician with weekly hours and the days unlike the others."""

    row: Practitioner
    weekly: list[Availability] = field(default_factory=list)
    odd: dict[date, list[AvailabilityException]] = field(default_factory=lambda: defaultdict(list))
    busy: dict[date, list[Span]] = field(default_factory=lambda: defaultdict(list))
    """By the local days that it touches, so that a month costs what its days cost."""
    until: date | None = None
    """The last day on which one may be booked with this clinician: his licence ends, and the hospital blocks that."""

    @property
    def load(self) -> int:
        """How many appointments stand in the filled days."""
        return len({span for spans in self.busy.values() for span in spans})

    def hours(self, day: date) -> list[Hours]:
        """The wall-clock hours of `day`, extra ones included."""
        if self.until is not None and day > self.until:
            return []
        return [
            Hours(a.starts, a.ends, a.slot_minutes, a.kind, a.buffer_minutes, a.capacity)
            for a in self.weekly
            if a.weekday == day.weekday() and a.valid_from <= day <= (a.valid_until or date.max)
        ] + [
            Hours(e.starts, e.ends, e.slot_minutes or 20, e.kind, e.buffer_minutes, e.capacity)
            for e in self.odd.get(day, ())
            if e.open and e.starts is not None and e.ends is not None
        ]

    def closed(self, day: date, zone: ZoneInfo) -> list[Span]:
        return [hours_span(day, e.starts, e.ends, zone) for e in self.odd.get(day, ()) if not e.open]


@dataclass(slots=True)
class Book:
    """The appointment book of one facility for some clinicians and, once filled, a stretch of days."""

    facility: Facility
    policy: BookingPolicy
    clinicians: dict[UUID, Clinician]
    patient_id: UUID | None = None
    """Who looks: a time that this patient holds is free to himself."""
    holidays: dict[date, Holiday] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.facility.zone)

    @property
    def today(self) -> date:
        return now().astimezone(self.zone).date()

    @property
    def earliest(self) -> datetime:
        """The first moment that may still be booked."""
        return now() + timedelta(minutes=self.policy.notice_minutes)

    @property
    def horizon(self) -> date:
        """The last day that may be booked."""
        return self.today + timedelta(days=self.policy.horizon_days)

    def free(self, day: date, kind: str, *, only: Collection[UUID] | None = None) -> dict[UUID, list[Slot]]:
        """Free slots of each clinician (or only of these) on a filled day."""
        if day > self.horizon:
            return {}
        return {
            who: [slot for slot in free_slots(day, one.hours(day), self.blocked(who, day), self.zone,
                                              after=self.earliest) if slot.serves(kind)]
            for who, one in self.clinicians.items()
            if only is None or who in only
        }  # fmt: skip

    def offers(self, day: date, starts_at: datetime, kind: str) -> dict[UUID, Slot]:
        """Who has a slot at exactly this moment, free or not."""
        return {
            who: slot
            for who, one in self.clinicians.items()
            for hours in one.hours(day)
            for slot in slots_of(day, hours, self.zone)
            if slot.start == starts_at and slot.serves(kind)
        }

    def is_free(self, who: UUID, day: date, slot: Slot) -> bool:
        """Whether nothing stands against this slot."""
        return slot.places(self.blocked(who, day)) > 0

    def blocked(self, who: UUID, day: date) -> list[Span]:
        """What stands against slots of this day: holidays, closed hours, appointments."""
        one = self.clinicians[who]
        holiday = self.holidays.get(day)
        closed = [hours_span(day, holiday.starts, holiday.ends, self.zone)] if holiday else []
        return [*closed, *one.closed(day, self.zone), *one.busy.get(day, ())]

    async def fill(self, db: Db | ReadDb, first: date, days: int) -> None:
        """Read exceptions and what is taken from `first` on, in place of what was filled before."""
        ids = list(self.clinicians)
        end = first + timedelta(days=days)
        for one in self.clinicians.values():
            one.odd, one.busy = defaultdict(list), defaultdict(list)
        days_of = {"facility_id": self.facility.id, "first": first, "end": end}
        for exception in await db.load(_ODD, days_of, ids=ids):
            self.clinicians[exception.practitioner_id].odd[exception.day].append(exception)
        self.holidays = {holiday.day: holiday for holiday in await db.load(_HOLIDAYS, days_of)}
        begins, ends = day_span(first, self.zone).start - REACH, day_span(end, self.zone).start + REACH
        taken = await db.load(_TAKEN, ids=ids, begins=begins, ends=ends, patient_id=self.patient_id)
        for who, during, seat in taken:
            assert during.lower is not None and during.upper is not None  # the table's check says so
            span = Span(during.lower, during.upper, seat is not None)
            # A buffer reaches at most four hours into the neighbouring days.
            day = local_day(span.start - REACH, self.zone)
            while day <= local_day(span.end + REACH, self.zone):
                self.clinicians[who].busy[day].append(span)
                day += timedelta(days=1)

    def soonest(self, first: date, days: int, kind: str) -> dict[str, datetime]:
        """The first free moment of each specialty in the filled days."""
        found: dict[str, datetime] = {}
        for day in (first + timedelta(days=n) for n in range(days)):
            waiting = {who for who, one in self.clinicians.items() if one.row.specialty not in found}
            for who, free in self.free(day, kind, only=waiting).items():
                specialty = self.clinicians[who].row.specialty
                if free and free[0].start < found.get(specialty, LATEST):
                    found[specialty] = free[0].start
        return found

    def next_of_each(self, first: date, days: int, kind: str) -> dict[UUID, Slot]:
        """The first free slot of each clinician in the filled days."""
        found: dict[UUID, Slot] = {}
        for day in (first + timedelta(days=n) for n in range(days)):
            for who, free in self.free(day, kind, only=self.clinicians.keys() - found.keys()).items():
                if free:
                    found[who] = free[0]
        return found

    def is_open(self, who: UUID, day: date, span: Span) -> bool:
        """Whether the clinician works through all of `span`, whatever stands in it."""
        one, holiday = self.clinicians[who], self.holidays.get(day)
        closed = one.closed(day, self.zone) + (
            [hours_span(day, holiday.starts, holiday.ends, self.zone)] if holiday else []
        )
        works = (hours_span(day, hours.starts, hours.ends, self.zone) for hours in one.hours(day))
        return any(w.start <= span.start and span.end <= w.end for w in works) and not any(
            span.overlaps(other) for other in closed
        )

    async def first_free_day(self, db: Db | ReadDb, first: date, kind: str) -> date | None:
        """The first day from `first` on with a free time; looks ahead a month at a time."""
        step = 31
        while first <= self.horizon:
            await self.fill(db, first, step)
            for day in (first + timedelta(days=n) for n in range(step)):
                if any(self.free(day, kind).values()):
                    return day
            first += timedelta(days=step)
        return None


def is_taken(at: Any) -> ColumnElement[bool]:
    """Appointments that keep their time at `at`; a hold that ran out does not."""
    return and_(
        Appointment.status.in_(ACTIVE),
        or_(Appointment.status != AppointmentStatus.held, Appointment.held_until > at),
    )


def default_policy(facility_id: UUID) -> BookingPolicy:
    """How a facility books that has not said otherwise."""
    return BookingPolicy(
        facility_id=facility_id, hold_seconds=300, notice_minutes=2, horizon_days=90, no_show_grace_minutes=15,
        offer_minutes=30, reoffer_hours=24, overbook_per_day=2, check_in_opens_minutes=60, reminder_hours=[24, 2],
        late_cancel_hours=24, late_cancel_fee_minor=0, no_show_fee_minor=0,
    )  # fmt: skip


async def policy_of(db: Db | ReadDb, facility_id: UUID) -> BookingPolicy:
    """How the facility books."""
    return await db.get(BookingPolicy, facility_id) or default_policy(facility_id)


_ODD = Loaded(
    select(AvailabilityException).where(
        AvailabilityException.practitioner_id == any_(bindparam("ids", type_=ARRAY(Uuid()))),
        AvailabilityException.facility_id == bindparam("facility_id"),
        AvailabilityException.day >= bindparam("first"), AvailabilityException.day < bindparam("end"),
    )
)  # fmt: skip
_HOLIDAYS = Loaded(
    select(Holiday).where(Holiday.facility_id == bindparam("facility_id"), Holiday.day >= bindparam("first"),
                          Holiday.day < bindparam("end"))
)  # fmt: skip
_STRETCH = func.tstzrange(bindparam("begins", type_=MOMENT), bindparam("ends", type_=MOMENT), type_=TSTZRANGE())
_LOOKS = bindparam("patient_id", type_=Uuid())
_TAKEN = Loaded(
    select(Appointment.practitioner_id, Appointment.during, Appointment.seat).where(
        Appointment.practitioner_id == any_(bindparam("ids", type_=ARRAY(Uuid()))),
        Appointment.during.overlaps(_STRETCH), is_taken(this_moment()),
        # None is longer than a day (B-tree of clinician and start: the past is not read).
        func.lower(Appointment.during) >= bindparam("begins", type_=MOMENT) - timedelta(days=1),
        func.lower(Appointment.during) < bindparam("ends", type_=MOMENT),
        Appointment.booking != Booking.walk_in,  # they wait for their turn and take nobody's time
        # A time that the patient who looks holds himself is free to him.
        or_(_LOOKS.is_(None), Appointment.status != AppointmentStatus.held, Appointment.patient_id != _LOOKS,
            Appointment.offered),
    )
)  # fmt: skip


@cache
def _weekly(one: bool, specialty: bool) -> Loaded:
    """Weekly hours of everybody, of one clinician, of a specialty."""
    whom: list[ColumnElement[bool]] = [Practitioner.id == bindparam("practitioner_id")] if one else []
    if specialty:
        whom.append(Practitioner.specialty == bindparam("specialty"))
    return _hours_of(whom)


def _hours_of(whom: list[ColumnElement[bool]]) -> Loaded:
    return Loaded(
        select(Availability, Practitioner, Facility, BookingPolicy)
        .join(Practitioner, Practitioner.id == Availability.practitioner_id)
        .join(Facility, Facility.id == Availability.facility_id)
        .outerjoin(BookingPolicy, BookingPolicy.facility_id == Facility.id)
        .where(*whom, Practitioner.active, Facility.active)
        .order_by(Facility.created_at, Facility.id, Practitioner.family, Practitioner.id)
    )


_WEEKLY_AMONG = _hours_of([Practitioner.id == any_(bindparam("ids", type_=ARRAY(Uuid())))])


async def open_book(
    db: Db | ReadDb, *, practitioner_id: UUID | None, specialty: str | None, patient_id: UUID | None = None,
    among: Collection[UUID] | None = None,
) -> Book:  # fmt: skip
    """The book with the weekly hours of whom may be booked (nobody named: everybody), not yet filled.

    `among`: only of these. 404 no_clinician when nobody has hours.
    """
    if among is None:
        wanted = {"practitioner_id": practitioner_id, "specialty": specialty}
        rows = await db.load(_weekly(practitioner_id is not None, specialty is not None), wanted)
    else:
        rows = await db.load(_WEEKLY_AMONG, ids=list(among))
    if not rows:
        raise NotFound("Nobody can be booked here yet.", code="no_clinician")
    facility: Facility = rows[0][2]
    policy: BookingPolicy | None = rows[0][3]
    book = Book(facility, default_policy(facility.id) if policy is None else policy, {}, patient_id)
    for hours, practitioner, where, _ in rows:
        if where.id == facility.id:
            book.clinicians.setdefault(practitioner.id, Clinician(practitioner)).weekly.append(hours)
    ends = {one.row.licence_ends_on for one in book.clinicians.values()} - {None}
    if ends and min(end for end in ends if end) <= book.horizon and await staff.ended_licence_blocks(db):
        for one in book.clinicians.values():
            one.until = one.row.licence_ends_on
    return book
