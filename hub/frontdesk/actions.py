"""Checking in and the queue: one function per verb. Two points that call at once never call one person."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select, text

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import local_day, now
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.core.states import move
from hub.frontdesk.facts import TicketChanged
from hub.frontdesk.models import OPEN, QueueCategory, QueueTicket, ServicePoint, TicketStatus
from hub.patients.queries import user_id_of
from hub.scheduling import actions as scheduling
from hub.scheduling.book import policy_of
from hub.scheduling.models import Appointment, AppointmentStatus, Booking, Kind
from hub.staff import queries as staff
from hub.staff.models import Facility

BOOKED, WALK_IN = "A", "W"
"""The categories of those who have an appointment, and of those who have none; made at first use."""
NAMES = {BOOKED: ("Appointments", 2), WALK_IN: ("Walk-in", 3)}


async def check_in(db: Db, appointment: Appointment, *, actor: Actor, early: bool = False) -> QueueTicket:
    """The patient is here: the appointment has arrived, and he has a number. Again gives the same number.

    409 too_early before the policy's window (`early`: the desk may all the same), video_visit for what has no queue.
    """
    if appointment.kind == Kind.video:
        raise Conflict("A patient arrives at a video visit by joining it.", code="video_visit")
    known = await ticket_of(db, appointment.id)
    if known is not None:
        return known
    if not early:
        await _in_window(db, appointment)
    if appointment.status == AppointmentStatus.booked:
        await scheduling.arrive(db, appointment, actor=actor)
    elif appointment.status != AppointmentStatus.arrived:
        raise Conflict("This appointment is not to come any more. Please ask at the desk.", code="not_booked")
    return await take_number(db, BOOKED if appointment.booking != Booking.walk_in else WALK_IN,
                             appointment=appointment, actor=actor)  # fmt: skip


async def _in_window(db: Db, appointment: Appointment) -> None:
    policy = await policy_of(db, appointment.facility_id)
    opens = appointment.starts_at - timedelta(minutes=policy.check_in_opens_minutes)
    if now() < opens:
        raise Conflict("It is too early to check in.", code="too_early", opens_at=opens.isoformat())
    if now() > appointment.ends_at + timedelta(minutes=policy.no_show_grace_minutes):
        raise Conflict("This appointment is over. Please ask at the desk.", code="too_late")


async def ticket_of(db: Db, appointment_id: UUID) -> QueueTicket | None:
    """The number of an appointment, if it has one."""
    found: QueueTicket | None = await db.scalar(
        select(QueueTicket).where(QueueTicket.appointment_id == appointment_id).with_for_update()
    )
    return found


async def take_number(
    db: Db, category: str, *, appointment: Appointment | None = None, patient_id: UUID | None = None, actor: Actor
) -> QueueTicket:  # fmt: skip
    """The next number of the day in this category."""
    facility = await staff.facility(db)
    kind = await _category(db, facility, category)
    moment = now()
    day = local_day(moment, ZoneInfo(facility.zone))
    await db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 2))"),
                     {"key": f"{facility.id}:{day}:{category}"})  # fmt: skip
    last = await db.scalar(
        select(QueueTicket.number)
        .where(QueueTicket.facility_id == facility.id, QueueTicket.day == day, QueueTicket.category == category)
        .order_by(QueueTicket.number.desc()).limit(1)
    )  # fmt: skip
    ticket = QueueTicket(
        facility_id=facility.id, day=day, category=category, number=(last or 0) + 1, priority=kind.priority,
        due_at=max(moment, appointment.starts_at) if appointment else moment,
        appointment_id=appointment.id if appointment else None,
        patient_id=appointment.patient_id if appointment else patient_id,
        practitioner_id=appointment.practitioner_id if appointment else None,
    )  # fmt: skip
    db.add(ticket)
    audit.wrote(db, actor, ticket)
    await db.flush()
    await _told(db, ticket, actor)
    return ticket


async def _category(db: Db, facility: Facility, code: str) -> QueueCategory:
    found = await db.scalar(
        select(QueueCategory).where(QueueCategory.facility_id == facility.id, QueueCategory.code == code)
    )
    if found is None and code in NAMES:
        name, priority = NAMES[code]
        found = QueueCategory(facility_id=facility.id, code=code, name=name, priority=priority)
        db.add(found)
        await db.flush()
    if found is None or not found.active:
        raise NotFound("There is no such queue.", code="unknown_category")
    return found


async def call_next(db: Db, point: ServicePoint, *, actor: Actor) -> QueueTicket:
    """Call the next person; who is at the place is done, who did not come when called is skipped.

    409 nobody_waits when the line is empty.
    """
    facility = await staff.facility(db)
    day = local_day(now(), ZoneInfo(facility.zone))
    await _clear(db, point, actor=actor)
    ticket = await db.scalar(
        select(QueueTicket)
        .where(QueueTicket.day == day, QueueTicket.status == TicketStatus.waiting,
               QueueTicket.category.in_(point.categories), *mine(point))
        .order_by(QueueTicket.priority, QueueTicket.due_at, QueueTicket.id)
        .limit(1).with_for_update(skip_locked=True)
    )  # fmt: skip
    if ticket is None:
        raise NothingWaits()
    return await call(db, ticket, point, actor=actor)


class NothingWaits(Conflict):
    """Who was served before is done all the same."""

    code = "nobody_waits"
    keeps_writes = True

    def __init__(self) -> None:
        super().__init__("Nobody is waiting for this place.")


def mine(point: ServicePoint) -> list[ColumnElement[bool]]:
    """A clinician's room calls his own patients and those of nobody in particular; a desk calls everybody."""
    if point.practitioner_id is None:
        return []
    return [or_(QueueTicket.practitioner_id.is_(None), QueueTicket.practitioner_id == point.practitioner_id)]


async def _clear(db: Db, point: ServicePoint, *, actor: Actor) -> None:
    there = await db.scalars(
        select(QueueTicket)
        .where(QueueTicket.service_point_id == point.id,
               QueueTicket.status.in_((TicketStatus.called, TicketStatus.serving)))
        .with_for_update()
    )  # fmt: skip
    for ticket in there.all():
        after = TicketStatus.done if ticket.status == TicketStatus.serving else TicketStatus.skipped
        await change(db, ticket, after, actor=actor)


async def call(db: Db, ticket: QueueTicket, point: ServicePoint, *, actor: Actor) -> QueueTicket:
    """Call this person (again): the display shows the number and says it."""
    if ticket.status != TicketStatus.called:
        move(ticket, TicketStatus.called)
    ticket.service_point_id, ticket.calls = point.id, ticket.calls + 1
    ticket.called_at = ticket.status_at = now()
    audit.wrote(db, actor, ticket)
    await _told(db, ticket, actor)
    return ticket


async def change(db: Db, ticket: QueueTicket, status: TicketStatus, *, actor: Actor) -> QueueTicket:
    """Serving, skipped, done or left."""
    move(ticket, status)
    if status == TicketStatus.done:
        ticket.done_at = ticket.status_at
    audit.wrote(db, actor, ticket)
    await _told(db, ticket, actor)
    return ticket


async def transfer(
    db: Db, ticket: QueueTicket, category: str, practitioner_id: UUID | None, *, actor: Actor
) -> QueueTicket:  # fmt: skip
    """Send somebody on to another queue with the number that he has; his place there is that of his waiting so far."""
    kind = await _category(db, await staff.facility(db), category)
    if practitioner_id is not None:
        await staff.practitioner(db, practitioner_id)
    if ticket.status not in OPEN:
        raise Conflict("This number is done.", code="illegal_move")
    if ticket.status != TicketStatus.waiting:
        move(ticket, TicketStatus.waiting)
    if category != ticket.category:
        await _renumber(db, ticket, category)
    ticket.priority, ticket.service_point_id, ticket.practitioner_id = kind.priority, None, practitioner_id
    audit.wrote(db, actor, ticket)
    await _told(db, ticket, actor)
    return ticket


async def _renumber(db: Db, ticket: QueueTicket, category: str) -> None:
    """The number stays when nobody of the other queue has it, else it is that queue's next."""
    await db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 2))"),
                     {"key": f"{ticket.facility_id}:{ticket.day}:{category}"})  # fmt: skip
    last = await db.scalar(
        select(QueueTicket.number)
        .where(QueueTicket.facility_id == ticket.facility_id, QueueTicket.day == ticket.day,
               QueueTicket.category == category)
        .order_by(QueueTicket.number.desc()).limit(1)
    )  # fmt: skip
    ticket.category, ticket.number = category, max(ticket.number, (last or 0) + 1)


async def follow(db: Db, appointment_id: UUID, status: str, *, actor: Actor) -> None:
    """The appointment went on without the desk: its number goes with it."""
    appointment = await db.get(Appointment, appointment_id)
    if appointment is None or appointment.kind == Kind.video:
        return
    ticket = await ticket_of(db, appointment_id)
    if status == AppointmentStatus.arrived and ticket is None:
        walk_in = appointment.booking == Booking.walk_in
        await take_number(db, WALK_IN if walk_in else BOOKED, appointment=appointment, actor=actor)
    ends = {"fulfilled": TicketStatus.done, "cancelled": TicketStatus.left, "no_show": TicketStatus.left}
    if ticket is not None and status in ends and ticket.status in OPEN:
        await change(db, ticket, ends[status], actor=actor)


async def _told(db: Db, ticket: QueueTicket, actor: Actor) -> None:
    user_id = await user_id_of(db, ticket.patient_id) if ticket.patient_id else None
    state(db, TicketChanged(queue_ticket_id=ticket.id, status=ticket.status, appointment_id=ticket.appointment_id,
                            practitioner_id=ticket.practitioner_id, patient_id=ticket.patient_id,
                            patient_user_id=user_id), actor=actor)  # fmt: skip


async def write_category(
    db: Db, code: str, name: str, priority: int, active: bool, *, actor: Actor
) -> QueueCategory:  # fmt: skip
    """A queue with its letter, new or changed."""
    facility = await staff.facility(db)
    row = await db.scalar(
        select(QueueCategory).where(QueueCategory.facility_id == facility.id, QueueCategory.code == code)
    )
    row = row or QueueCategory(facility_id=facility.id, code=code)
    row.name, row.priority, row.active = name, priority, active
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    return row


async def write_point(
    db: Db, point: ServicePoint | None, name: str, categories: list[str], practitioner_id: UUID | None, active: bool,
    *, actor: Actor,
) -> ServicePoint:  # fmt: skip
    """A desk or room that calls people, new or changed."""
    facility = await staff.facility(db)
    for code in set(categories):
        await _category(db, facility, code)
    if practitioner_id is not None:
        await staff.practitioner(db, practitioner_id)
    taken = await db.scalar(
        select(ServicePoint.id).where(ServicePoint.facility_id == facility.id, ServicePoint.name == name)
    )
    if taken is not None and (point is None or taken != point.id):
        raise Invalid("Another place has this name.", code="name_taken")
    point = point or ServicePoint(facility_id=facility.id)
    point.name, point.categories, point.practitioner_id = name, sorted(set(categories)), practitioner_id
    point.active = active
    db.add(point)
    audit.wrote(db, actor, point)
    await db.flush()
    return point
