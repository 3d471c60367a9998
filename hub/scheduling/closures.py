"""Holidays and leave: what they close, whose appointments they strand, and where those can go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, Range, insert
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import local_day, now
from hub.core.db import Db, ReadDb, beside
from hub.core.errors import Conflict, HubError, Invalid, NotFound
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.identity import house
from hub.scheduling import actions, offers, placing
from hub.scheduling.book import Book, open_book
from hub.scheduling.facts import BookingsStranded, ScheduleChanged
from hub.scheduling.models import (
    Appointment,
    AppointmentStatus,
    AvailabilityException,
    Holiday,
    HoursKind,
    OfferStatus,
    SlotOffer,
)
from hub.scheduling.rules import Slot, Span, day_span, hours_span
from hub.scheduling.schemas_closing import HolidayIn, LeaveIn, MoveOne
from hub.staff import queries as staff
from hub.staff.facts import StaffLeaveChanged
from hub.staff.models import LeaveStatus, Practitioner

MOST_CLOSURES = 2000
LOOK_AHEAD = 28
"""Days in which another time is looked for."""


async def add_holiday(db: Db, wanted: HolidayIn, *, actor: Actor) -> Holiday:
    """Close the facility for a day or a part of it; 409 when the day is one already."""
    facility = await staff.facility(db)
    if wanted.day < local_day(now(), ZoneInfo(facility.zone)):
        raise Invalid("This day is over.", code="day_over")
    known = await db.scalar(select(Holiday.id).where(Holiday.facility_id == facility.id, Holiday.day == wanted.day))
    if known is not None:
        raise Conflict("This day is a holiday already.", code="holiday_known")
    holiday = Holiday(facility_id=facility.id, **wanted.model_dump())
    db.add(holiday)
    audit.wrote(db, actor, holiday)
    state(db, ScheduleChanged(), actor=actor)
    return holiday


async def drop_holiday(db: Db, holiday_id: UUID, *, actor: Actor) -> None:
    """The day is like the others."""
    holiday = await db.get(Holiday, holiday_id, with_for_update=True)
    if holiday is None:
        raise NotFound()
    audit.noted(db, actor, "delete", "holiday", holiday.id, before={"day": str(holiday.day)})
    await db.delete(holiday)
    state(db, ScheduleChanged(), actor=actor)


async def take_leave(db: Db, wanted: LeaveIn, *, actor: Actor) -> int:
    """Close a clinician's days from the first to the last; returns how many days that is."""
    facility = await staff.facility(db)
    if wanted.last_day < local_day(now(), ZoneInfo(facility.zone)):
        raise Invalid("These days are over.", code="day_over")
    known = await db.get(Practitioner, wanted.practitioner_id, with_for_update=True)
    if known is None or not known.active:
        raise NotFound()
    closed = await _close(db, wanted.practitioner_id, wanted.first_day, wanted.last_day, starts=wanted.starts,
                          ends=wanted.ends, reason=wanted.reason)  # fmt: skip
    audit.noted(db, actor, "create", "leave", wanted.practitioner_id,
                after={"first_day": str(wanted.first_day), "last_day": str(wanted.last_day)})  # fmt: skip
    state(db, ScheduleChanged(practitioner_id=wanted.practitioner_id), actor=actor)
    return closed


async def _close(
    db: Db, practitioner_id: UUID, first: date, last: date, *, starts: time | None = None, ends: time | None = None,
    reason: str = "", leave_id: UUID | None = None,
) -> int:  # fmt: skip
    """One closure for every day that is not closed as a whole already."""
    facility = await staff.facility(db)
    days = [first + timedelta(days=n) for n in range(min((last - first).days, 366) + 1)]
    closed = set(await db.scalars(
        select(AvailabilityException.day).where(
            AvailabilityException.practitioner_id == practitioner_id, AvailabilityException.day.in_(days),
            ~AvailabilityException.open, AvailabilityException.starts.is_(None), AvailabilityException.ends.is_(None),
        )
    ))  # fmt: skip
    moment = now()
    rows = [
        {"id": uuid7(), "created_at": moment, "version": 1, "practitioner_id": practitioner_id,
         "facility_id": facility.id, "day": day, "open": False, "starts": starts, "ends": ends, "slot_minutes": None,
         "kind": HoursKind.any, "reason": reason, "buffer_minutes": 0, "capacity": 1, "leave_id": leave_id}
        for day in days if day not in closed
    ]  # fmt: skip
    if rows:
        await db.execute(insert(AvailabilityException), rows)
    return len(rows)


async def end_leave(db: Db, practitioner_id: UUID, first: date, last: date, *, actor: Actor) -> int:
    """Open these days again; returns how many closures are gone."""
    gone = await db.execute(
        delete(AvailabilityException)
        .where(AvailabilityException.practitioner_id == practitioner_id, ~AvailabilityException.open,
               AvailabilityException.day >= first, AvailabilityException.day <= last)
        .returning(AvailabilityException.id)
    )  # fmt: skip
    count = len(gone.all())
    audit.noted(db, actor, "delete", "leave", practitioner_id, before={"first_day": str(first), "last_day": str(last)})
    state(db, ScheduleChanged(practitioner_id=practitioner_id), actor=actor)
    return count


async def follow_leave(db: Db, fact: StaffLeaveChanged, *, actor: Actor) -> None:
    """Close or open the days of staff's leave; what it closed is known by its id."""
    await db.execute(delete(AvailabilityException).where(AvailabilityException.leave_id == fact.leave_id))
    if fact.status == LeaveStatus.approved and fact.practitioner_id is not None:
        await _close(db, fact.practitioner_id, fact.starts_on, fact.ends_on, leave_id=fact.leave_id)
        await db.flush()
        if left := await standing(db, fact.practitioner_id, fact.starts_on, fact.ends_on):
            state(db, BookingsStranded(practitioner_id=fact.practitioner_id, leave_id=fact.leave_id, count=left),
                  actor=actor)  # fmt: skip
    state(db, ScheduleChanged(practitioner_id=fact.practitioner_id), actor=actor)


async def standing(db: Db | ReadDb, practitioner_id: UUID, first: date, last: date) -> int:
    """How many booked appointments to come a clinician has in these days, both included."""
    zone = await house.zone(db)
    span = Range(max(day_span(first, zone).start, now()), day_span(last, zone).end)
    if span.lower is None or span.upper is None or span.lower >= span.upper:
        return 0
    return await db.scalar(
        select(func.count()).select_from(Appointment).where(
            Appointment.practitioner_id == practitioner_id, Appointment.status == AppointmentStatus.booked,
            Appointment.during.overlaps(span),
        )
    ) or 0  # fmt: skip


async def displaced(
    db: Db | ReadDb, *, practitioner_id: UUID | None = None, limit: int = 200, zone: ZoneInfo | None = None
) -> list[Appointment]:  # fmt: skip
    """Booked appointments to come that stand in closed time, the next first; however it came to be closed."""
    zone = zone or await house.zone(db)
    spans = [*await _absences(db, zone, practitioner_id), *await _holidays(db, zone)]
    if not spans:
        return []
    shut = text(
        "EXISTS (SELECT 1 FROM unnest(:whom, :starts, :ends) AS shut(who, starts, ends) WHERE"
        " (shut.who IS NULL OR shut.who = appointment.practitioner_id)"
        " AND appointment.during && tstzrange(shut.starts, shut.ends))"
    ).bindparams(
        bindparam("whom", [who for who, _ in spans], type_=ARRAY(PG_UUID)),
        bindparam("starts", [span.start for _, span in spans], type_=ARRAY(TIMESTAMP(timezone=True))),
        bindparam("ends", [span.end for _, span in spans], type_=ARRAY(TIMESTAMP(timezone=True))),
    )
    starts = func.lower(Appointment.during)
    rows = await db.scalars(
        select(Appointment)
        .where(Appointment.status == AppointmentStatus.booked, starts > now(),
               starts < max(span.end for _, span in spans), shut,
               *([Appointment.practitioner_id == practitioner_id] if practitioner_id else []))
        .order_by(starts, Appointment.id).limit(limit)
    )  # fmt: skip
    return list(rows)


async def _absences(db: Db | ReadDb, zone: ZoneInfo, whom: UUID | None) -> list[tuple[UUID | None, Span]]:
    rows = await db.scalars(
        select(AvailabilityException)
        .where(~AvailabilityException.open, AvailabilityException.day >= local_day(now(), zone),
               *([AvailabilityException.practitioner_id == whom] if whom else []))
        .order_by(AvailabilityException.day).limit(MOST_CLOSURES)
    )  # fmt: skip
    return [(row.practitioner_id, hours_span(row.day, row.starts, row.ends, zone)) for row in rows]


async def _holidays(db: Db | ReadDb, zone: ZoneInfo) -> list[tuple[UUID | None, Span]]:
    rows = await db.scalars(select(Holiday).where(Holiday.day >= local_day(now(), zone)).limit(MOST_CLOSURES))
    return [(None, hours_span(row.day, row.starts, row.ends, zone)) for row in rows]


@dataclass(slots=True)
class Proposal:
    """Other times for one appointment, the closest first."""

    appointment: Appointment
    times: list[tuple[Practitioner, Slot]]


async def proposals(
    db: Db | ReadDb, appointments: Sequence[Appointment], *, each: int = 3, to: UUID | None = None
) -> list[Proposal]:  # fmt: skip
    """Up to `each` other times for every appointment; the first of each is proposed to nobody else. `to`: only with
    this clinician.

    A time costs the hours that lie between it and the old one, and a day more with a colleague of the specialty. Nobody
    is asked to come within a day, unless the old time was as near.
    """
    books = await _books(db, {one.practitioner_id for one in appointments}, to)
    used: set[tuple[UUID, datetime]] = set()
    found = []
    for one in appointments:
        book = books.get(one.practitioner_id)
        options = sorted(_options(book, one, used), key=lambda option: option[0])[:each] if book else []
        used |= {(who, slot.start) for _, who, slot in options[:1]}
        found.append(Proposal(one, [(book.clinicians[who].row, slot) for _, who, slot in options] if book else []))
    return found


async def _books(db: Db | ReadDb, whom: set[UUID], to: UUID | None) -> dict[UUID, Book]:
    """The book of each clinician's specialty (or of `to`), filled for the days ahead; one per specialty."""
    if to is not None:
        book = await open_book(db, practitioner_id=to, specialty=None)
        await book.fill(db, book.today, LOOK_AHEAD)
        return dict.fromkeys(whom, book)
    rows = await db.execute(select(Practitioner.id, Practitioner.specialty).where(Practitioner.id.in_(whom)))
    by_specialty: dict[str, Book] = {}
    books = {}
    for who, specialty in rows.all():
        if specialty not in by_specialty:
            try:
                book = await open_book(db, practitioner_id=None, specialty=specialty)
            except NotFound:
                continue
            await book.fill(db, book.today, LOOK_AHEAD)
            by_specialty[specialty] = book
        books[who] = by_specialty[specialty]
    return books


def _options(
    book: Book, one: Appointment, used: set[tuple[UUID, datetime]]
) -> Iterable[tuple[float, UUID, Slot]]:  # fmt: skip
    soonest = min(one.starts_at, now() + timedelta(days=1))
    for day in (book.today + timedelta(days=n) for n in range(LOOK_AHEAD)):
        for who, free in book.free(day, one.kind).items():
            for slot in free:
                if slot.start >= soonest and (who, slot.start) not in used:
                    apart = abs(slot.start - one.starts_at) / timedelta(hours=1)
                    yield apart + (0 if who == one.practitioner_id else 24), who, slot


@dataclass(slots=True)
class Outcome:
    """What became of one appointment of a bulk: `code` '' when it is done."""

    appointment_id: UUID
    code: str = ""
    detail: str = ""
    new_id: UUID | None = None


async def move_all(db: Db, moves: Sequence[MoveOne], *, actor: Actor) -> list[Outcome]:
    """Move each to the time that was chosen for it, each by itself: one that cannot be moved keeps nobody else back."""
    outcomes = []
    for one in moves:
        try:
            async with beside(db) as own:
                found = await own.get(Appointment, one.appointment_id, with_for_update=True)
                if found is None:
                    raise NotFound()
                made = await placing.shift(own, found, one.practitioner_id, one.starts_at, actor=actor)
            outcomes.append(Outcome(one.appointment_id, new_id=made.id))
        except HubError as error:
            outcomes.append(Outcome(one.appointment_id, error.code, error.detail))
    return outcomes


async def cancel_all(db: Db, ids: Sequence[UUID], reason: str, *, actor: Actor) -> list[Outcome]:
    """Cancel each with the same reason, each by itself; its patient is told."""
    outcomes = []
    for id in dict.fromkeys(ids):
        try:
            async with beside(db) as own:
                found = await own.get(Appointment, id, with_for_update=True)
                if found is None:
                    raise NotFound()
                await actions.cancel(own, found, reason, actor=actor)
            outcomes.append(Outcome(id))
        except HubError as error:
            outcomes.append(Outcome(id, error.code, error.detail))
    return outcomes


async def offer_all(db: Db, ids: Sequence[UUID], *, actor: Actor) -> list[Outcome]:
    """Keep the closest other time for each and ask its patient; who has an open offer is not asked again."""
    rows = list(await db.scalars(
        select(Appointment)
        .where(Appointment.id.in_(ids), Appointment.status == AppointmentStatus.booked)
        .order_by(func.lower(Appointment.during)).with_for_update()  # two desks ask one patient once
    ))  # fmt: skip
    asked = set(await db.scalars(
        select(SlotOffer.replaces_id).where(SlotOffer.replaces_id.in_(ids), SlotOffer.status == OfferStatus.offered)
    ))  # fmt: skip
    outcomes = [Outcome(id, "not_booked", "It is no longer booked.") for id in set(ids) - {row.id for row in rows}]
    for proposal in await proposals(db, rows):
        one = proposal.appointment
        if one.id in asked:
            outcomes.append(Outcome(one.id, "already_offered", "The patient has another time on offer already."))
        else:
            outcomes.append(await _offer_one(db, proposal, actor=actor))
    return outcomes


async def _offer_one(db: Db, proposal: Proposal, *, actor: Actor) -> Outcome:
    one = proposal.appointment
    for clinician, slot in proposal.times:
        book = await open_book(db, practitioner_id=clinician.id, specialty=None)
        latest = slot.start - offers.SOONEST
        expires_at = min(now() + timedelta(hours=book.policy.reoffer_hours), latest)
        if expires_at <= now():
            continue
        made = await offers.offer(
            db, book, clinician.id, slot, one.patient_id, one.kind, expires_at=expires_at, actor=actor,
            replaces_id=one.id,
        )  # fmt: skip
        if made is not None:
            await db.flush()
            return Outcome(one.id, new_id=made.id)
    return Outcome(one.id, "no_time", "There is no other free time in four weeks.")


async def closed_days(db: Db | ReadDb, practitioner_id: UUID | None = None) -> list[AvailabilityException]:
    """Closures to come, by clinician and day."""
    today = await house.today(db)
    rows = await db.scalars(
        select(AvailabilityException)
        .where(~AvailabilityException.open, AvailabilityException.day >= today,
               *([AvailabilityException.practitioner_id == practitioner_id] if practitioner_id else []))
        .order_by(AvailabilityException.practitioner_id, AvailabilityException.day).limit(MOST_CLOSURES)
    )  # fmt: skip
    return list(rows)
