"""Writing the schedule: hold, book, cancel and what the visit does to an appointment. One function per verb."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import Range, insert

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.states import move
from hub.patients import actions as patients
from hub.patients.models import Patient
from hub.patients.queries import user_id_of
from hub.scheduling.book import Book, is_taken, open_book, policy_of
from hub.scheduling.facts import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentChanged,
    SlotFreed,
    SlotTaken,
    describe,
)
from hub.scheduling.models import Appointment, AppointmentStatus, Kind
from hub.scheduling.rules import Slot, local_day
from hub.scheduling.schemas import HoldSlot
from hub.staff.models import Practitioner
from workflows import instances

TAKEN = "Somebody has just taken this time. Please choose another one."


async def hold(db: Db, wanted: HoldSlot, *, actor: Actor) -> Appointment:
    """Keep a free time for the patient for some minutes; his earlier hold is given back. 409 slot_taken if late."""
    patient_id = _for_whom(wanted.patient_id, actor)
    if await db.scalar(select(Patient.id).where(Patient.id == patient_id)) is None:
        raise NotFound()
    book, free = await _candidates(db, wanted, patient_id)
    await _in_line(db, book, wanted.starts_at)
    await _let_go(db, Appointment.patient_id == patient_id)
    for practitioner_id, slot in free:
        period = Range(slot.start, slot.end)
        await _let_go(db, Appointment.held_until <= now(), Appointment.during.overlaps(period),
                      Appointment.practitioner_id == practitioner_id)  # fmt: skip
        if kept := await _keep(db, book, practitioner_id, patient_id, period, wanted.kind, actor=actor):
            return kept
    raise await _refusal(db, patient_id, period)


def _for_whom(patient_id: UUID | None, actor: Actor) -> UUID:
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
    """Who offers exactly this time and is free, least busy first; a clear refusal when nobody does."""
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
    free = [(who, slot) for who, slot in offered.items() if book.is_free(who, day, slot)]
    if not free:
        raise Conflict(TAKEN, code="slot_taken")
    return book, sorted(free, key=lambda one: len(book.clinicians[one[0]].busy))


async def _keep(
    db: Db, book: Book, practitioner_id: UUID, patient_id: UUID, period: Range[datetime], kind: Kind,
    *, actor: Actor,
) -> Appointment | None:  # fmt: skip
    """Insert the hold unless PostgreSQL's exclusion constraints say that somebody was faster."""
    moment = now()
    won: Appointment | None = await db.scalar(
        insert(Appointment)
        .values(id=uuid7(), created_at=moment, version=1, patient_id=patient_id, practitioner_id=practitioner_id,
                facility_id=book.facility.id, during=period, kind=kind, status=AppointmentStatus.held,
                status_at=moment, held_until=moment + timedelta(seconds=book.policy.hold_seconds), reason="",
                cancel_reason="", cancelled_by="", booked_by=actor.user_id)
        .on_conflict_do_nothing()
        .returning(Appointment)
    )  # fmt: skip
    if won is None:
        return None
    audit.noted(db, actor, "create", "appointment", won.id, patient_id=patient_id, after={"status": "held"})
    state(db, SlotTaken(practitioner_id=practitioner_id, starts_at=won.starts_at, ends_at=won.ends_at), actor=actor)
    return won


async def _refusal(db: Db, patient_id: UUID, period: Range[datetime]) -> Conflict:
    own = await db.scalar(
        select(Appointment.id).where(
            Appointment.patient_id == patient_id, Appointment.during.overlaps(period), is_taken(now())
        )
    )
    if own is None:
        return Conflict(TAKEN, code="slot_taken")
    return Conflict("There is already an appointment at this time.", code="patient_busy")


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


async def release_hold(db: Db, held: Appointment, *, actor: Actor) -> None:
    """Give a kept time back."""
    if held.status != AppointmentStatus.held:
        raise Conflict("This time is already booked; cancel the appointment instead.", code="already_booked")
    audit.noted(db, actor, "delete", "appointment", held.id, patient_id=held.patient_id, before={"status": "held"})
    await _let_go(db, Appointment.id == held.id)


async def release_expired(db: Db) -> int:
    """Give back every hold that ran out."""
    return await _let_go(db, Appointment.held_until <= now())


async def book(
    db: Db, held: Appointment, reason: str, *, replaces: Appointment | None = None, actor: Actor
) -> Appointment:  # fmt: skip
    """Make the hold an appointment and start the visit's pathway; `replaces` is given up in the same transaction."""
    if held.status != AppointmentStatus.held:
        raise Conflict("This time is already booked.", code="already_booked")
    if held.held_until is None or held.held_until <= now():
        raise Gone("The time was kept for a few minutes, and those are over. Please choose again.", code="hold_expired")
    move(held, AppointmentStatus.booked)
    held.held_until, held.reason, held.booked_by = None, reason, actor.user_id
    audit.wrote(db, actor, held)
    await patients.relate(db, held.patient_id, held.practitioner_id, "scheduled", _source(held), actor=actor)
    if replaces is not None:
        await cancel(db, replaces, "", replaced_by=held.id, actor=actor)
    if held.kind == Kind.video:
        await _start_pathway(db, held, actor=actor)
    state(db, AppointmentBooked(**describe(held, await user_id_of(db, held.patient_id)),
                                replaces=replaces.id if replaces else None), actor=actor)  # fmt: skip
    return held


async def _start_pathway(db: Db, appointment: Appointment, *, actor: Actor) -> None:
    specialty = await db.scalar(select(Practitioner.specialty).where(Practitioner.id == appointment.practitioner_id))
    policy = await policy_of(db, appointment.facility_id)
    no_show_at = appointment.starts_at + timedelta(minutes=policy.no_show_grace_minutes)
    data = {
        "appointment_id": str(appointment.id),
        "patient_id": str(appointment.patient_id),
        "practitioner_id": str(appointment.practitioner_id),
        "starts_at": appointment.starts_at.isoformat(),
        "no_show_at": no_show_at.isoformat(),
        "specialty": specialty or "",
    }
    await db.flush()
    case = await instances.start(db, "visit", data={"visit": data}, patient_id=appointment.patient_id,
                                 subject={"appointment_id": str(appointment.id)}, actor=actor)  # fmt: skip
    appointment.case_id = case.id


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
    state(db, AppointmentCancelled(**describe(appointment, await user_id_of(db, appointment.patient_id)), by=by,
                                   replaced_by=replaced_by), actor=actor)  # fmt: skip


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
    state(db, AppointmentChanged(**describe(appointment, await user_id_of(db, appointment.patient_id)),
                                 status=status), actor=actor)  # fmt: skip
    return appointment


async def arrive(db: Db, appointment: Appointment, *, actor: Actor) -> Appointment:
    """Reception says that the patient is here; a video visit says so itself."""
    if appointment.kind == Kind.video:
        raise Conflict("A patient arrives at a video visit by joining it.", code="video_visit")
    return await change(db, appointment.id, AppointmentStatus.arrived, actor=actor)


async def _own(db: Db, appointment_id: UUID) -> Appointment:
    """For callers inside the hub that hold the right already (steps of the visit's own pathway)."""
    found = await db.scalar(select(Appointment).where(Appointment.id == appointment_id).with_for_update())
    if found is None:
        raise NotFound()
    return found
