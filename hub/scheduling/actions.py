"""Writing the schedule: hold, book, cancel and what the visit does to an appointment. One function per verb."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, not_, or_, select, text
from sqlalchemy.dialects.postgresql import Range, insert

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import local_day, now
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.states import move
from hub.patients import actions as patients
from hub.patients.models import Patient
from hub.patients.queries import must_be_open, user_id_of
from hub.scheduling import assigning, queries
from hub.scheduling.book import Book, open_book, policy_of
from hub.scheduling.facts import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentChanged,
    SlotFreed,
    SlotTaken,
    describe,
)
from hub.scheduling.fees import charge, fee_for_cancelling
from hub.scheduling.models import (
    ACTIVE,
    Appointment,
    AppointmentStatus,
    Booking,
    BookingPolicy,
    Kind,
)
from hub.scheduling.resources import TAKEN, kept_by, reserve, settled
from hub.scheduling.rules import Slot, Span
from hub.scheduling.schemas import BookAppointment, HoldSlot, ResourceIn
from hub.staff.models import Facility, Practitioner
from workflows import instances


async def hold(db: Db, wanted: HoldSlot, *, actor: Actor) -> Held:
    """Keep a free time for the patient for some minutes; his earlier hold is given back. 409 slot_taken if late."""
    patient_id = for_whom(wanted.patient_id, actor)
    book, free = await _candidates(db, wanted, patient_id)
    await _in_line(db, book, wanted.starts_at)
    await _let_go(db, or_(and_(Appointment.patient_id == patient_id, not_(Appointment.offered)),
                          *(_run_out(practitioner_id, slot.span) for practitioner_id, slot in free)))  # fmt: skip
    if await patient_is_busy(db, patient_id, free[0][1].span, but=wanted.replaces):
        raise Conflict("There is already an appointment at this time.", code="patient_busy")
    for practitioner_id, slot in free:
        if kept := await _take(db, book, practitioner_id, patient_id, slot, wanted.kind, actor=actor):
            return Held(kept, book.clinicians[practitioner_id].row, book.facility)
    raise Conflict(TAKEN, code="slot_taken")


class Held(NamedTuple):
    """A kept time, with whom and where."""

    appointment: Appointment
    practitioner: Practitioner
    facility: Facility


def for_whom(patient_id: UUID | None, actor: Actor) -> UUID:
    """The desk acts for the patient that it names, a patient for himself."""
    if actor.may("appointment.manage") and patient_id is not None:
        return patient_id
    if actor.patient_id is None:
        raise Invalid("Say for which patient this time is.", code="patient_needed")
    if patient_id not in (None, actor.patient_id):
        raise NotFound()
    return actor.patient_id


async def _in_line(db: Db, book: Book, starts_at: datetime) -> None:
    """Those who want the same moment go one after the other, until the end of their transactions.

    The constraints alone are right, but a crowd of speculative inserts into a GiST index can push each other back for
    seconds; in line, who comes late is told so in milliseconds.
    """
    key = f"{book.facility.id}:{starts_at.astimezone(UTC).isoformat()}"
    await db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})


async def _candidates(db: Db, wanted: HoldSlot, patient_id: UUID) -> tuple[Book, list[tuple[UUID, Slot]]]:
    """Who offers exactly this time and is free, the best first; a clear refusal when nobody does."""
    book = await open_book(db, practitioner_id=wanted.practitioner_id, specialty=wanted.specialty,
                           patient_id=patient_id)  # fmt: skip
    day = local_day(wanted.starts_at, book.zone)
    if wanted.starts_at < book.earliest:
        raise Gone("This time has passed. Please choose another one.", code="slot_passed")
    if day > book.horizon:
        raise Invalid("This is too far ahead to be booked.", code="slot_unknown")
    await book.fill(db, day, 1)
    offered = book.offers(day, wanted.starts_at, wanted.kind)
    if not offered:
        raise Invalid("No visit starts at this time.", code="slot_unknown")
    free = {who: slot for who, slot in offered.items() if book.is_free(who, day, slot)}
    if not free:
        raise Conflict(TAKEN, code="slot_taken")
    if len(free) == 1:
        return book, list(free.items())
    best = await assigning.ranked(db, book, free, patient_id)
    return book, [(one.practitioner_id, free[one.practitioner_id]) for one in best]


async def keep(
    db: Db, book: Book, practitioner_id: UUID, patient_id: UUID, slot: Slot, kind: Kind, *, actor: Actor,
    until: datetime | None = None, offered: bool = False, id: UUID | None = None,
) -> Appointment | None:  # fmt: skip
    """Insert the hold unless PostgreSQL's exclusion constraints say that somebody was faster (None).

    A group slot has several places; the first that nobody has is taken.
    """
    await _let_go(db, _run_out(practitioner_id, slot.span))
    return await _take(db, book, practitioner_id, patient_id, slot, kind, actor=actor, until=until, offered=offered,
                       id=id)  # fmt: skip


def _run_out(practitioner_id: UUID, span: Span) -> ColumnElement[bool]:
    """The holds of others that are over and stand in the way of this time."""
    return and_(Appointment.held_until <= now(), Appointment.during.overlaps(Range(span.start, span.end)),
                Appointment.practitioner_id == practitioner_id)  # fmt: skip


async def _take(
    db: Db, book: Book, practitioner_id: UUID, patient_id: UUID, slot: Slot, kind: Kind, *, actor: Actor,
    until: datetime | None = None, offered: bool = False, id: UUID | None = None,
) -> Appointment | None:  # fmt: skip
    moment, period = now(), Range(slot.start, slot.end)
    won: Appointment | None = None
    for seat in range(slot.capacity) if slot.capacity > 1 else (None,):
        won = await db.scalar(
            insert(Appointment)
            .values(id=id or uuid7(), created_at=moment, version=1, patient_id=patient_id,
                    practitioner_id=practitioner_id, facility_id=book.facility.id,
                    during=period, kind=kind, status=AppointmentStatus.held, status_at=moment,
                    held_until=until or moment + timedelta(seconds=book.policy.hold_seconds),
                    cancelled_by="", booked_by=actor.user_id, seat=seat, booking=Booking.slot, offered=offered,
                    reminders=0)
            .on_conflict_do_nothing()
            .returning(Appointment)
        )  # fmt: skip
        if won is not None:
            break
    if won is None:
        return None
    audit.noted(db, actor, "create", "appointment", won.id, patient_id=patient_id, after={"status": "held"})
    if slot.capacity == 1 or won.seat == slot.capacity - 1:  # of a group slot the others may have a place yet
        state(db, SlotTaken(practitioner_id=practitioner_id, starts_at=won.starts_at, ends_at=won.ends_at), actor=actor)
    return won


async def patient_is_busy(db: Db, patient_id: UUID, span: Span, *, but: UUID | None) -> bool:
    """Whether he is elsewhere then, but for the appointment that he moves. 404 for no patient; 409 record_closed."""
    elsewhere = exists().where(
        Appointment.patient_id == Patient.id, Appointment.during.overlaps(Range(span.start, span.end)),
        Appointment.status.in_(ACTIVE), Appointment.status != AppointmentStatus.held,
        *([Appointment.id != but] if but else []),
    )  # fmt: skip
    found = (await db.execute(select(elsewhere, Patient.closed_at).where(Patient.id == patient_id))).first()
    if found is None:
        raise NotFound()
    must_be_open(found[1])
    return bool(found[0])


async def _let_go(db: Db, *which: object) -> int:
    """Give back the holds that `which` describes."""
    gone = await db.execute(
        delete(Appointment)
        .where(Appointment.status == AppointmentStatus.held, *which)  # type: ignore[arg-type]
        .returning(Appointment.practitioner_id, Appointment.during)
        .execution_options(synchronize_session=False)
    )
    rows = gone.all()
    for practitioner_id, during in rows:
        state(db, SlotFreed(practitioner_id=practitioner_id, starts_at=during.lower, ends_at=during.upper))
    return len(rows)


async def give_back(db: Db, hold_id: UUID) -> None:
    """Give one kept time back."""
    await _let_go(db, Appointment.id == hold_id)


async def release_hold(db: Db, held: Appointment, *, actor: Actor) -> None:
    """Give a kept time back."""
    if held.status != AppointmentStatus.held:
        raise Conflict("This time is already booked; cancel the appointment instead.", code="already_booked")
    if held.offered:
        raise Conflict("This time is on offer; decline the offer instead.", code="on_offer")
    audit.noted(db, actor, "delete", "appointment", held.id, patient_id=held.patient_id, before={"status": "held"})
    await _let_go(db, Appointment.id == held.id)


async def release_expired(db: Db) -> int:
    """Give back every hold that ran out; those of offers go with their offer."""
    return await _let_go(db, Appointment.held_until <= now(), not_(Appointment.offered))


async def book(
    db: Db, held: Appointment, reason: str, *, replaces: Appointment | None = None,
    resources: Sequence[ResourceIn] = (), policy: BookingPolicy | None = None, actor: Actor,
) -> Appointment:  # fmt: skip
    """Make the hold an appointment with the rooms and devices it needs; `replaces` is given up in the same transaction.

    A moved appointment keeps its reason, its series and, unless others are named, its rooms and devices.
    """
    if held.status != AppointmentStatus.held:
        raise Conflict("This time is already booked.", code="already_booked")
    if held.held_until is None or held.held_until <= now():
        raise Gone("The time was kept for a few minutes, and those are over. Please choose again.", code="hold_expired")
    if replaces is not None:  # first, since the new time may touch the old one
        resources = resources or await kept_by(db, replaces)
        if replaces.status != AppointmentStatus.cancelled:
            await cancel(db, replaces, "", replaced_by=held.id, actor=actor)
        held.replaces_id, held.series_id = replaces.id, replaces.series_id
        reason = reason or replaces.reason
        await db.flush()
    move(held, AppointmentStatus.booked)
    held.held_until, held.reason, held.booked_by, held.offered = None, reason, actor.user_id, False
    audit.wrote(db, actor, held)
    await reserve(db, held, resources)
    return await announce(db, held, replaces, policy=policy, actor=actor)


async def book_as(
    db: Db, found: queries.Parties, wanted: BookAppointment, *, replaces: Appointment | None, actor: Actor
) -> Appointment:  # fmt: skip
    """The same from outside: only the desk keeps rooms and devices, and nobody takes an offer by this way."""
    if wanted.resources:
        actor.must("appointment.manage")
    if found.appointment.offered:
        raise Conflict("This time is on offer; accept the offer instead.", code="on_offer")
    return await book(db, found.appointment, wanted.reason, replaces=replaces, resources=wanted.resources,
                      policy=found.policy, actor=actor)  # fmt: skip


async def announce(
    db: Db, booked: Appointment, replaces: Appointment | None = None, *, policy: BookingPolicy | None = None,
    actor: Actor,
) -> Appointment:  # fmt: skip
    """It is booked: the clinician takes care of the patient from now on, the pathway begins, everybody hears it."""
    booked.case_id = uuid7()
    await settled(db)
    around = await queries.shown(db, booked.id)
    await patients.relate(db, booked.patient_id, booked.practitioner_id, "scheduled", _source(booked), actor=actor)
    how = policy or await policy_of(db, booked.facility_id)
    await _start_pathway(db, booked, around[2], how, actor=actor)
    state(db, AppointmentBooked(**describe(booked, around[1].user_id), replaces=replaces.id if replaces else None),
          actor=actor)  # fmt: skip
    return booked


PATHWAYS = {Kind.video: "visit", Kind.in_person: "clinic_visit"}
"""Which pathway a booked appointment starts."""
MESSAGES = {AppointmentStatus.arrived: "patient_arrived", AppointmentStatus.no_show: "visit_missed"}
"""What the pathway of a visit at the clinic hears of its appointment; a video visit knows it first."""


async def _start_pathway(
    db: Db, appointment: Appointment, clinician: Practitioner, policy: BookingPolicy, *, actor: Actor
) -> None:  # fmt: skip
    """The case of `appointment.case_id`: named beforehand, so that the appointment is written once."""
    expected = appointment.starts_at if appointment.kind == Kind.video else appointment.ends_at
    no_show_at = expected + timedelta(minutes=policy.no_show_grace_minutes)
    data = {
        "appointment_id": str(appointment.id),
        "patient_id": str(appointment.patient_id),
        "practitioner_id": str(appointment.practitioner_id),
        "starts_at": appointment.starts_at.isoformat(),
        "no_show_at": no_show_at.isoformat(),
        "specialty": clinician.specialty,
    }
    await instances.start(
        db, PATHWAYS[appointment.kind], data={"visit": data}, patient_id=appointment.patient_id,
        subject={"appointment_id": str(appointment.id)}, id=appointment.case_id, actor=actor,
    )  # fmt: skip


async def cancel(
    db: Db, appointment: Appointment, reason: str, *, replaced_by: UUID | None = None, actor: Actor
) -> Appointment:  # fmt: skip
    """Take the appointment back, free its time and tell the pathway. Its patient may until a while after it began."""
    by = _canceller(appointment, actor)
    policy = await policy_of(db, appointment.facility_id)
    if by == "patient" and now() > appointment.starts_at + timedelta(minutes=policy.no_show_grace_minutes):
        raise Conflict("This visit has already begun. Please call us instead.", code="too_late")
    await _end(db, appointment, by, reason, replaced_by=replaced_by, actor=actor)
    if appointment.case_id is not None:
        await db.flush()
        await instances.deliver(db, appointment.case_id, "visit_cancelled", {"by": by}, actor=actor)
    return appointment


def _canceller(appointment: Appointment, actor: Actor) -> str:
    if actor.patient_id is not None and actor.patient_id == appointment.patient_id:
        return "patient"
    if actor.may("appointment.manage") or actor.practitioner_id == appointment.practitioner_id:
        return "clinic"
    raise Forbidden()


async def _end(
    db: Db, appointment: Appointment, by: str, reason: str, *, replaced_by: UUID | None = None, actor: Actor
) -> None:  # fmt: skip
    move(appointment, AppointmentStatus.cancelled)
    appointment.cancel_reason, appointment.cancelled_by, appointment.held_until = reason, by, None
    audit.wrote(db, actor, appointment)
    await patients.unrelate(db, appointment.patient_id, appointment.practitioner_id, _source(appointment), actor=actor)
    _freed(db, appointment, actor)
    await db.flush()  # the time is free from here on, for whoever books next in this transaction
    if by == "patient" and replaced_by is None:
        await _late_fee(db, appointment, actor)
    state(db, AppointmentCancelled(**describe(appointment, await user_id_of(db, appointment.patient_id)), by=by,
                                   replaced_by=replaced_by), actor=actor)  # fmt: skip


async def _late_fee(db: Db, appointment: Appointment, actor: Actor) -> None:
    """What the policy asks of a patient who cancels late; billing hears it."""
    if fee := await fee_for_cancelling(db, appointment):
        await charge(db, appointment, "late_cancel", fee.minor, actor=actor)


def _freed(db: Db, appointment: Appointment, actor: Actor) -> None:
    """Its time can be had again, if it is still to come."""
    if appointment.ends_at > now():
        state(db, SlotFreed(practitioner_id=appointment.practitioner_id, starts_at=appointment.starts_at,
                            ends_at=appointment.ends_at), actor=actor)  # fmt: skip


def _source(appointment: Appointment) -> str:
    return f"appointment:{appointment.id}"


async def withdraw(db: Db, appointment_id: UUID, reason: str, *, actor: Actor) -> None:
    """The pathway ended without a visit: free the time unless that is done already. Tells no pathway."""
    appointment = await _own(db, appointment_id)
    if appointment.status in (AppointmentStatus.booked, AppointmentStatus.arrived):
        await _end(db, appointment, "pathway", reason, actor=actor)


async def change(db: Db, appointment_id: UUID, status: AppointmentStatus, *, actor: Actor) -> Appointment:
    """The visit went on: arrived, fulfilled or no_show. The same status again changes nothing."""
    appointment = await _own(db, appointment_id)
    if appointment.status == status:
        return appointment
    move(appointment, status)
    audit.wrote(db, actor, appointment)
    if status == AppointmentStatus.no_show:
        await patients.unrelate(
            db, appointment.patient_id, appointment.practitioner_id, _source(appointment), actor=actor
        )
        _freed(db, appointment, actor)
        await charge(db, appointment, "no_show", (await policy_of(db, appointment.facility_id)).no_show_fee_minor,
                     actor=actor)  # fmt: skip
    state(db, AppointmentChanged(**describe(appointment, await user_id_of(db, appointment.patient_id)),
                                 status=status), actor=actor)  # fmt: skip
    if appointment.kind == Kind.in_person and appointment.case_id is not None and status in MESSAGES:
        await db.flush()
        at = {"at": appointment.status_at.isoformat()}
        await instances.deliver(db, appointment.case_id, MESSAGES[status], at, actor=actor)
    return appointment


async def arrive(db: Db, appointment: Appointment, *, actor: Actor) -> Appointment:
    """Reception says that the patient is here; a video visit says so itself."""
    if appointment.kind == Kind.video:
        raise Conflict("A patient arrives at a video visit by joining it.", code="video_visit")
    return await change(db, appointment.id, AppointmentStatus.arrived, actor=actor)


async def confirm(db: Db, appointment: Appointment, *, actor: Actor) -> Appointment:
    """The patient says that he will come; again is fine."""
    if appointment.status != AppointmentStatus.booked:
        raise Conflict("This appointment is not waiting to be confirmed.", code="not_booked")
    if appointment.confirmed_at is None:
        appointment.confirmed_at = now()
        audit.wrote(db, actor, appointment)
        state(db, AppointmentChanged(**describe(appointment, await user_id_of(db, appointment.patient_id)),
                                     status="confirmed"), actor=actor)  # fmt: skip
    return appointment


async def _own(db: Db, appointment_id: UUID) -> Appointment:
    """For callers inside the hub that hold the right already (steps of the visit's own pathway)."""
    found = await db.scalar(select(Appointment).where(Appointment.id == appointment_id).with_for_update())
    if found is None:
        raise NotFound()
    return found
