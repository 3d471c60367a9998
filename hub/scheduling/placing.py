"""Placing an appointment where no patient could: walk-in, overbooking, and the desk's move to any free time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import Range

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import local_day, now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Gone, Invalid
from hub.core.ids import uuid7
from hub.patients.queries import open_patient
from hub.scheduling import actions
from hub.scheduling.book import Book, open_book
from hub.scheduling.models import ACTIVE, Appointment, AppointmentStatus, Booking, Kind
from hub.scheduling.resources import TAKEN, kept_by, reserve
from hub.scheduling.rules import Slot, Span, day_span
from hub.scheduling.schemas import MoveAppointment, Overbook, ResourceIn, WalkIn
from hub.scheduling.schemas_desk import OverbookingOut

USUAL = timedelta(minutes=20)


async def walk_in(db: Db, wanted: WalkIn, *, actor: Actor) -> Appointment:
    """A patient without an appointment is here; of a specialty, the clinician with the fewest people to see."""
    book = await open_book(db, practitioner_id=wanted.practitioner_id, specialty=wanted.specialty)
    await book.fill(db, book.today, 1)
    moment = now().replace(microsecond=0)
    there = [who for who in book.clinicians if book.is_open(who, book.today, Span(moment, moment))]
    if not there and wanted.practitioner_id is None:
        raise Conflict("Nobody of this specialty works now.", code="nobody_there")
    waiting = await _waiting_for(db, book)
    chosen = min(there or book.clinicians, key=lambda who: (waiting.get(who, 0), who))
    length = next((timedelta(minutes=h.slot_minutes) for h in book.clinicians[chosen].hours(book.today)), USUAL)
    made = await _place(db, book, chosen, wanted.patient_id, Range(moment, moment + length), Kind.in_person,
                        Booking.walk_in, wanted.reason, "", actor=actor)  # fmt: skip
    return await actions.change(db, made.id, AppointmentStatus.arrived, actor=actor)


async def _waiting_for(db: Db, book: Book) -> dict[UUID, int]:
    """How many people each clinician has yet to see today."""
    today = day_span(book.today, book.zone)
    rows = await db.execute(
        select(Appointment.practitioner_id, func.count())
        .where(Appointment.practitioner_id.in_(list(book.clinicians)), Appointment.status == AppointmentStatus.arrived,
               func.lower(Appointment.during) >= today.start, func.lower(Appointment.during) < today.end)
        .group_by(Appointment.practitioner_id)
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


async def overbook(db: Db, wanted: Overbook, *, actor: Actor) -> Appointment:
    """Book over a taken time; 409 overbook_cap when the clinician's day has had enough of that."""
    book = await open_book(db, practitioner_id=wanted.practitioner_id, specialty=None)
    period = Range(wanted.starts_at, wanted.starts_at + timedelta(minutes=wanted.minutes))
    day = local_day(wanted.starts_at, book.zone)
    await _in_open_hours(db, book, wanted.practitioner_id, wanted.starts_at, period)
    # One after the other, so that two desks cannot both take the last one.
    await db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 1))"),
                     {"key": f"{wanted.practitioner_id}:{day}"})  # fmt: skip
    so_far = await _overbooked(db, wanted.practitioner_id, day_span(day, book.zone))
    if so_far >= book.policy.overbook_per_day:
        raise Conflict(f"This clinician's day has been overbooked {so_far} times already; more is not allowed.",
                       code="overbook_cap", cap=book.policy.overbook_per_day)  # fmt: skip
    made = await _place(db, book, wanted.practitioner_id, wanted.patient_id, period, wanted.kind, Booking.overbooked,
                        wanted.reason, wanted.why, actor=actor)  # fmt: skip
    await db.flush()
    await reserve(db, made, wanted.resources)
    return await actions.announce(db, made, actor=actor)


async def _overbooked(db: Db | ReadDb, practitioner_id: UUID, span: Span) -> int:
    found = await db.scalar(
        select(func.count()).select_from(Appointment).where(
            Appointment.practitioner_id == practitioner_id, Appointment.booking == Booking.overbooked,
            Appointment.status.in_(ACTIVE), func.lower(Appointment.during) >= span.start,
            func.lower(Appointment.during) < span.end,
        )
    )  # fmt: skip
    return int(found or 0)


async def overbooking(db: ReadDb, practitioner_id: UUID, day: date) -> OverbookingOut:
    """How often the day was overbooked, and how often it may be."""
    book = await open_book(db, practitioner_id=practitioner_id, specialty=None)
    used = await _overbooked(db, practitioner_id, day_span(day, book.zone))
    return OverbookingOut(used=used, cap=book.policy.overbook_per_day)


async def _place(
    db: Db, book: Book, practitioner_id: UUID, patient_id: UUID, period: Range[datetime], kind: Kind,
    booking: Booking, reason: str, why: str, *, actor: Actor,
) -> Appointment:  # fmt: skip
    await open_patient(db, patient_id)
    made = Appointment(
        patient_id=patient_id, practitioner_id=practitioner_id, facility_id=book.facility.id, during=period, kind=kind,
        status=AppointmentStatus.booked, status_at=now(), reason=reason, booking=booking, booking_reason=why,
        booked_by=actor.user_id,
    )  # fmt: skip
    db.add(made)
    audit.wrote(db, actor, made, reason=booking.value)
    if booking == Booking.walk_in:
        await actions.announce(db, made, actor=actor)
    return made


async def _in_open_hours(
    db: Db, book: Book, practitioner_id: UUID, starts_at: datetime, period: Range[datetime]
) -> None:  # fmt: skip
    if starts_at < now() - timedelta(minutes=1):
        raise Gone("This time has passed. Please choose another one.", code="slot_passed")
    assert period.upper is not None
    day = local_day(starts_at, book.zone)
    await book.fill(db, day, 1)
    if not book.is_open(practitioner_id, day, Span(starts_at, period.upper)):
        raise Invalid("The clinician does not work at this time.", code="closed")


async def move_to(
    db: Db, appointment: Appointment, wanted: MoveAppointment, *, actor: Actor
) -> Appointment:  # fmt: skip
    """Move a booked appointment to any free time in open hours, of this or another clinician; history is kept."""
    whom = wanted.practitioner_id or appointment.practitioner_id
    return await shift(db, appointment, whom, wanted.starts_at, resources=wanted.resources, actor=actor)


async def shift(
    db: Db, appointment: Appointment, practitioner_id: UUID, starts_at: datetime, *,
    resources: Sequence[ResourceIn] = (), actor: Actor,
) -> Appointment:  # fmt: skip
    """The same for callers inside scheduling: a new appointment that replaces the old one."""
    if appointment.status != AppointmentStatus.booked:
        raise Conflict("Only an appointment that is still to come can be moved.", code="not_booked")
    book = await open_book(db, practitioner_id=practitioner_id, specialty=None)
    ends_at = starts_at + (appointment.ends_at - appointment.starts_at)
    await _in_open_hours(db, book, practitioner_id, starts_at, Range(starts_at, ends_at))
    day = local_day(starts_at, book.zone)
    slot = book.offers(day, starts_at, appointment.kind).get(practitioner_id)
    slot = slot or Slot(starts_at, ends_at, appointment.kind)
    if not slot.places(_others(book, practitioner_id, day, appointment)):
        raise Conflict(TAKEN, code="slot_taken")
    # What it keeps and its own old time must not stand in its way: given back first, or, with the error, not at all.
    resources = resources or await kept_by(db, appointment)
    new_id = uuid7()
    await actions.cancel(db, appointment, "", replaced_by=new_id, actor=actor)
    await db.flush()
    held = await actions.keep(db, book, practitioner_id, appointment.patient_id, slot, appointment.kind, actor=actor,
                              id=new_id)  # fmt: skip
    if held is None:
        raise Conflict(TAKEN, code="slot_taken")
    return await actions.book(db, held, "", replaces=appointment, resources=resources, actor=actor)


def _others(book: Book, practitioner_id: UUID, day: date, appointment: Appointment) -> list[Span]:
    """What stands against a new time, without the appointment itself."""
    spans = list(book.blocked(practitioner_id, day))
    own = Span(appointment.starts_at, appointment.ends_at, appointment.seat is not None)
    if practitioner_id == appointment.practitioner_id and own in spans:
        spans.remove(own)
    return spans
