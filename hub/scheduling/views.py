"""What the schedule looks like from outside: rows turned into replies, field by field for who asks (B06)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.http import Page
from hub.identity import house
from hub.scheduling import assigning, queries
from hub.scheduling.actions import Held
from hub.scheduling.book import Book, open_book
from hub.scheduling.fees import fee_for_cancelling
from hub.scheduling.models import Appointment, AppointmentStatus, AvailabilityException, Kind
from hub.scheduling.schemas import (
    AppointmentOut,
    AppointmentPerson,
    AppointmentSearch,
    BestSearch,
    ClinicianOut,
    DayOut,
    ExceptionOut,
    HistoryOut,
    HistoryPage,
    HoldOut,
    HoursOut,
    SlotOut,
    SlotSearch,
    SlotsOut,
    SoonestOut,
    SoonestRow,
    SuggestionOut,
    SuggestionsOut,
    WeekOut,
)
from hub.staff.models import Practitioner

CHECK_IN = timedelta(minutes=60)
"""How long before a visit at the clinic one may check in, where the policy says nothing else."""


def clinician(row: Practitioner) -> ClinicianOut:
    """How patients see a clinician."""
    return ClinicianOut(id=row.id, name=row.name, title=row.title, specialty=row.specialty,
                        has_photo=row.photo_id is not None)  # fmt: skip


async def slots(db: ReadDb, query: SlotSearch, actor: Actor) -> SlotsOut:
    """A page of days with free times; where it has none, the first day that does."""
    book = await open_book(db, practitioner_id=query.practitioner_id, specialty=query.specialty,
                           patient_id=actor.patient_id)  # fmt: skip
    first = max(query.start or book.today, book.today)
    await book.fill(db, first, query.days)
    days = [_day(book, first + timedelta(days=n), query.kind) for n in range(query.days)]
    after = first + timedelta(days=query.days)
    next_free = None
    if not any(day.slots for day in days):
        next_free = await book.first_free_day(db, after, query.kind)
    return SlotsOut(
        zone=book.facility.zone, facility=book.facility.name, days=days, next_free=next_free,
        clinicians=[clinician(one.row) for one in book.clinicians.values()],
        next=after if after <= book.horizon else None,
    )  # fmt: skip


async def soonest(db: ReadDb, kind: str, actor: Actor) -> SoonestOut:
    """When each specialty has its first free time in the next two weeks."""
    book = await open_book(db, practitioner_id=None, specialty=None, patient_id=actor.patient_id)
    await book.fill(db, book.today, 14)
    found = book.soonest(book.today, 14, kind)
    return SoonestOut(items=[SoonestRow(specialty=name, starts_at=at) for name, at in sorted(found.items())])


def _day(book: Book, day: date, kind: str) -> DayOut:
    """One day; clinicians who are free at the same time share a slot."""
    who_when: dict[tuple[datetime, datetime], list[UUID]] = defaultdict(list)
    places: dict[tuple[datetime, datetime], int] = defaultdict(int)
    for who, free in book.free(day, kind).items():
        for slot in free:
            who_when[slot.start, slot.end].append(who)
            places[slot.start, slot.end] += 1 if slot.capacity == 1 else slot.places(book.blocked(who, day))
    slots = [SlotOut(starts_at=a, ends_at=b, practitioner_ids=ids, places=places[a, b])
             for (a, b), ids in sorted(who_when.items())]  # fmt: skip
    return DayOut(date=day, slots=slots)


def held(found: Held) -> HoldOut:
    """A kept time."""
    hold, practitioner, facility = found
    assert hold.held_until is not None
    return HoldOut(
        hold_id=hold.id, held_until=hold.held_until, starts_at=hold.starts_at, ends_at=hold.ends_at, kind=hold.kind,
        zone=facility.zone, clinician=clinician(practitioner),
    )  # fmt: skip


async def appointment(db: Db | ReadDb, row: Appointment, actor: Actor) -> AppointmentOut:
    """One appointment as `actor` may see it."""
    found = show(await queries.shown(db, row.id), actor, await queries.moved_to(db, [row]))
    own = row.patient_id == actor.patient_id and row.status == AppointmentStatus.booked
    return found.model_copy(update={"cancel_fee": await fee_for_cancelling(db, row)}) if own else found


async def appointments(db: ReadDb, actor: Actor, query: AppointmentSearch) -> Page[AppointmentOut]:
    """A page of appointments as `actor` may see them."""
    rows, cursor = await queries.appointments(db, actor, query)
    moved = await queries.moved_to(db, [row[0] for row in rows])
    return Page(items=[show(row, actor, moved) for row in rows], next=cursor)


def show(row: queries.Shown, actor: Actor, moved: Mapping[UUID, UUID] = MappingProxyType({})) -> AppointmentOut:
    """One row; `moved` says of those that were moved, where to."""
    one, patient, practitioner, facility = row
    # Why somebody comes is for the two who meet, not for the desk (B06).
    among_us = one.patient_id == actor.patient_id or one.practitioner_id == actor.practitioner_id
    staff = actor.may("appointment.manage") or one.practitioner_id == actor.practitioner_id
    open_ = one.status in (AppointmentStatus.booked, AppointmentStatus.arrived)
    return AppointmentOut(
        id=one.id, starts_at=one.starts_at, ends_at=one.ends_at, zone=facility.zone, facility=facility.name,
        kind=one.kind, status=one.status, case_id=one.case_id, cancelled_by=one.cancelled_by,
        patient=AppointmentPerson(id=patient.id, name=patient.name, number=patient.number),
        clinician=clinician(practitioner), reason=one.reason if among_us else None,
        may_cancel=open_ and actor.may("appointment.cancel") and one.ends_at > now(), booking=one.booking,
        confirmed_at=one.confirmed_at, series_id=one.series_id, replaces_id=one.replaces_id, status_at=one.status_at,
        booking_reason=one.booking_reason if staff else "", moved_to=moved.get(one.id),
        check_in_from=one.starts_at - CHECK_IN if one.kind == Kind.in_person else None,
    )  # fmt: skip


async def week(db: ReadDb, practitioner_id: UUID) -> WeekOut:
    """Weekly hours and coming exceptions."""
    weekly, odd = await queries.week(db, practitioner_id)
    return WeekOut(
        zone=str(await house.zone(db)),
        hours=[HoursOut.model_validate(row) for row in weekly],
        exceptions=[exception(row, []) for row in odd],
    )


def exception(row: AvailabilityException, affected: list[UUID]) -> ExceptionOut:
    """A day unlike the others."""
    return ExceptionOut.model_validate(row).model_copy(update={"affected": affected})


async def best(db: ReadDb, query: BestSearch, actor: Actor) -> SuggestionsOut:
    """The next time of each clinician who fits, the most suitable first, with the reasons."""
    patient_id = query.patient_id if actor.may("appointment.manage") else actor.patient_id
    book = await open_book(db, practitioner_id=query.practitioner_id, specialty=query.specialty, patient_id=patient_id)
    first = max(query.start or book.today, book.today)
    await book.fill(db, first, query.days)
    found = await assigning.ranked(db, book, book.next_of_each(first, query.days, query.kind), patient_id,
                                   language=query.language)  # fmt: skip
    return SuggestionsOut(zone=book.facility.zone, items=[
        SuggestionOut(clinician=clinician(book.clinicians[one.practitioner_id].row), starts_at=one.starts_at,
                      ends_at=one.ends_at, points=one.points, reasons=one.reasons, because=one.because)
        for one in found[:10]
    ])  # fmt: skip


async def history(db: ReadDb, row: Appointment) -> HistoryPage:
    """The earlier times of an appointment that was moved, the latest first."""
    return HistoryPage(items=[
        HistoryOut(id=one.id, starts_at=one.starts_at, clinician=who.name, moved_at=one.status_at,
                   moved_by=one.cancelled_by)
        for one, who in await queries.earlier(db, row)
    ])  # fmt: skip
