"""The queues and the day board as they are shown; each in a handful of statements, however long the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select, tuple_

from hub.core.actor import Actor
from hub.core.clock import local_day, now
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.frontdesk import rules, screens
from hub.frontdesk.models import OPEN, QueueCategory, QueueTicket, ServicePoint, TicketStatus
from hub.frontdesk.schemas import (
    BoardColumn,
    BoardOut,
    BoardRow,
    BoardTicket,
    CalledOut,
    CategoryOut,
    DisplayOut,
    EstimateOut,
    KioskOut,
    KioskTicket,
    MyTicketOut,
    PointOut,
    QueueLineOut,
    QueueOut,
    QueueRow,
    SpanOut,
    TicketOut,
)
from hub.identity import house
from hub.patients.access import policy
from hub.patients.models import Patient
from hub.patients.queries import shut
from hub.scheduling import queries as scheduling
from hub.scheduling.book import open_book, policy_of
from hub.scheduling.models import (
    Appointment,
    AppointmentResource,
    AppointmentStatus,
    Booking,
    Kind,
    ResourceKind,
)
from hub.scheduling.rules import day_span, hours_span
from hub.scheduling.schemas import AppointmentPerson
from hub.scheduling.views import clinician
from hub.staff import queries as staff
from hub.staff.models import Equipment, Practitioner, Room

FRESH = timedelta(seconds=20)
"""So long a called number is big on the display."""
CALLING = timedelta(minutes=45)
"""A point that called nobody for longer is not open."""


class Paces:
    """How fast each queue goes, read once for a page (two statements)."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.today: dict[str, list[timedelta]] = defaultdict(list)
        self.before: dict[str, list[timedelta]] = defaultdict(list)
        self.points: dict[str, int] = defaultdict(int)

    @classmethod
    async def read(cls, db: Db | ReadDb, day: date) -> Paces:
        paces = cls(day)
        rows = await db.execute(
            select(QueueTicket.day, QueueTicket.category, QueueTicket.called_at, QueueTicket.done_at)
            .where(QueueTicket.status == TicketStatus.done, QueueTicket.called_at.is_not(None),
                   QueueTicket.done_at > now() - timedelta(days=14))
            .order_by(QueueTicket.done_at.desc()).limit(400)
        )  # fmt: skip
        for on, category, called, done in rows:
            if done is not None and called is not None:
                (paces.today if on == day else paces.before)[category].append(done - called)
        open_ = await db.execute(
            select(ServicePoint.categories)
            .join(QueueTicket, QueueTicket.service_point_id == ServicePoint.id)
            .where(QueueTicket.day == day, QueueTicket.called_at > now() - CALLING, ServicePoint.active)
            .group_by(ServicePoint.id)
        )
        for (categories,) in open_:
            for category in categories:
                paces.points[category] += 1
        return paces

    def estimate(self, category: str, ahead: int, *, alone: bool = False) -> EstimateOut:
        """`alone`: one clinician's own line, which one place calls."""
        points = 1 if alone else self.points[category]
        found = rules.estimate(ahead, points, self.today[category], self.before[category])
        return EstimateOut.model_validate(found)


TICKETS = (
    select(QueueTicket, Patient, Practitioner, ServicePoint)
    .outerjoin(Patient, Patient.id == QueueTicket.patient_id)
    .outerjoin(Practitioner, Practitioner.id == QueueTicket.practitioner_id)
    .outerjoin(ServicePoint, ServicePoint.id == QueueTicket.service_point_id)
)
IN_LINE = (QueueTicket.priority, QueueTicket.due_at, QueueTicket.id)


async def queue(db: Db | ReadDb, actor: Actor) -> QueueOut:
    """Everybody in today's queues."""
    zone = await house.zone(db)
    day = local_day(now(), zone)
    rows = (
        await db.execute(TICKETS.where(QueueTicket.day == day, QueueTicket.status.in_(OPEN)).order_by(*IN_LINE))
    ).all()
    points = await db.scalars(select(ServicePoint).order_by(ServicePoint.name))
    paces, tickets = await Paces.read(db, day), [row[0] for row in rows]
    waits = _waits(paces, tickets)
    return QueueOut(
        zone=str(zone),
        tickets=[_row(row, actor).model_copy(update={"estimate": waits.get(row[0].id)}) for row in rows],
        points=[PointOut.model_validate(point) for point in points],
        categories=await _categories(db, paces, tickets),
    )  # fmt: skip


def _waits(paces: Paces, tickets: Sequence[QueueTicket]) -> dict[UUID, EstimateOut]:
    """As `estimate`, for a whole line in its order: a clinician's own wait for his others and for nobody's."""
    before: dict[tuple[str, UUID | None], int] = defaultdict(int)
    everybody: dict[str, int] = defaultdict(int)
    found = {}
    for one in tickets:
        if one.status != TicketStatus.waiting:
            continue
        line, whose = one.category, one.practitioner_id
        ahead = before[line, None] + before[line, whose] if whose else everybody[line]
        found[one.id] = paces.estimate(line, ahead, alone=whose is not None)
        before[line, whose] += 1
        everybody[line] += 1
    return found


async def _categories(db: Db | ReadDb, paces: Paces, tickets: Sequence[QueueTicket]) -> list[CategoryOut]:
    found = await db.scalars(select(QueueCategory).order_by(QueueCategory.priority, QueueCategory.code))
    out = []
    for kind in found:
        waiting = sum(one.category == kind.code and one.status == TicketStatus.waiting for one in tickets)
        out.append(CategoryOut(id=kind.id, code=kind.code, name=kind.name, priority=kind.priority, active=kind.active,
                               waiting=waiting, estimate=paces.estimate(kind.code, waiting)))  # fmt: skip
    return out


def _row(row: Any, actor: Actor) -> QueueRow:
    ticket, patient, practitioner, point = row
    if patient is not None and shut(patient, actor):
        patient = None  # a number like any other
    return QueueRow(
        **ticket_out(ticket, point).model_dump(), appointment_id=ticket.appointment_id,
        patient=AppointmentPerson(id=patient.id, name=patient.name, number=patient.number) if patient else None,
        clinician=practitioner.name if practitioner else None, practitioner_id=ticket.practitioner_id,
        service_point_id=ticket.service_point_id,
    )  # fmt: skip


def ticket_out(ticket: QueueTicket, point: ServicePoint | None) -> TicketOut:
    """A number without a name."""
    return TicketOut(
        id=ticket.id, code=ticket.code, category=ticket.category, status=ticket.status, status_at=ticket.status_at,
        created_at=ticket.created_at, due_at=ticket.due_at, point=point.name if point is not None else None,
        calls=ticket.calls,
    )  # fmt: skip


async def access_ticket(db: Db, ticket_id: UUID) -> QueueTicket:
    """A number, locked; the permission of the route is the right to it."""
    found = await db.get(QueueTicket, ticket_id, with_for_update=True)
    if found is None:
        raise NotFound()
    return found


async def access_point(db: Db, service_point_id: UUID) -> ServicePoint:
    """A place that calls, locked: one that calls twice at once calls one after the other."""
    found = await db.get(ServicePoint, service_point_id, with_for_update=True)
    if found is None:
        raise NotFound()
    return found


async def row(db: Db, actor: Actor, ticket: QueueTicket) -> QueueRow:
    """One number as the desk sees it."""
    await db.flush()
    return _row((await db.execute(TICKETS.where(QueueTicket.id == ticket.id))).one(), actor)


async def estimate(db: Db | ReadDb, ticket: QueueTicket) -> EstimateOut:
    """How long this one still waits: everybody before it in its line."""
    before = await db.scalar(
        select(func.count()).select_from(QueueTicket).where(
            QueueTicket.day == ticket.day, QueueTicket.status == TicketStatus.waiting,
            QueueTicket.category == ticket.category,
            tuple_(*IN_LINE) < (ticket.priority, ticket.due_at, ticket.id),
            *([or_(QueueTicket.practitioner_id.is_(None), QueueTicket.practitioner_id == ticket.practitioner_id)]
              if ticket.practitioner_id else []),
        )
    )  # fmt: skip
    paces = await Paces.read(db, ticket.day)
    return paces.estimate(ticket.category, before or 0, alone=ticket.practitioner_id is not None)


async def kiosk(db: Db | ReadDb) -> KioskOut:
    """Where a kiosk stands."""
    facility = await staff.facility(db)
    return KioskOut(facility=facility.name, zone=facility.zone, country=facility.address.get("country") or "US")


async def kiosk_ticket(db: Db | ReadDb, ticket: QueueTicket) -> KioskTicket:
    """What somebody takes along from the kiosk: the number, its queue and the wait, no name."""
    queue = await db.scalar(
        select(QueueCategory.name)
        .where(QueueCategory.facility_id == ticket.facility_id, QueueCategory.code == ticket.category)
    )  # fmt: skip
    return KioskTicket(code=ticket.code, queue=queue or "", at=ticket.created_at, estimate=await estimate(db, ticket))


async def mine(db: Db | ReadDb, appointment: Appointment) -> MyTicketOut:
    """The number of an appointment and the wait; before it is there, the code for the kiosk."""
    found = (await db.execute(TICKETS.where(QueueTicket.appointment_id == appointment.id))).first()
    if appointment.kind == Kind.video:
        return MyTicketOut(ticket=None, estimate=None, check_in_code=None, opens_at=None)
    policy = await policy_of(db, appointment.facility_id)
    ticket: QueueTicket | None = found[0] if found else None
    return MyTicketOut(
        ticket=ticket_out(ticket, found[3]) if ticket is not None and found else None,
        estimate=await estimate(db, ticket) if ticket is not None and ticket.status == TicketStatus.waiting else None,
        check_in_code=screens.check_in_code(appointment.id) if appointment.status == AppointmentStatus.booked else None,
        opens_at=appointment.starts_at - timedelta(minutes=policy.check_in_opens_minutes),
    )  # fmt: skip


async def display(db: Db | ReadDb) -> DisplayOut:
    """Numbers that are called, and how many wait: nothing that names anybody."""
    facility = await staff.facility(db)
    day = local_day(now(), ZoneInfo(facility.zone))
    called = await screens.called_now(db)
    waiting = list(
        await db.scalars(select(QueueTicket).where(QueueTicket.day == day, QueueTicket.status == TicketStatus.waiting))
    )
    lines = await _categories(db, await Paces.read(db, day), waiting)
    return DisplayOut(
        facility=facility.name, zone=facility.zone, now=now(),
        called=[
            CalledOut(code=ticket.code, point=point, at=ticket.called_at or ticket.status_at, calls=ticket.calls,
                      fresh=ticket.status == TicketStatus.called and now() - ticket.status_at < FRESH)
            for ticket, point in called
        ],
        lines=[
            QueueLineOut(code=line.code, name=line.name, waiting=line.waiting,
                    minutes=line.estimate.minutes if line.estimate else 0)
            for line in lines if line.active
        ],
    )  # fmt: skip


async def board(db: ReadDb, actor: Actor, wanted: date | None) -> BoardOut:
    """A day of every clinician: when they work, who comes, and where each of them stands."""
    facility = await staff.facility(db)
    zone = ZoneInfo(facility.zone)
    day = wanted or local_day(now(), zone)
    span = day_span(day, zone)
    shown = (
        await db.execute(
            scheduling.SHOWN.where(
                func.lower(Appointment.during) >= span.start, func.lower(Appointment.during) < span.end,
                Appointment.status.not_in((AppointmentStatus.held, AppointmentStatus.cancelled)),
                ~policy.barred(actor, Appointment.patient_id),
            ).order_by(func.lower(Appointment.during), Appointment.id)
        )
    ).all()  # fmt: skip
    ids = [row[0].id for row in shown]
    tickets = {row[0].appointment_id: row for row in
               await db.execute(TICKETS.where(QueueTicket.appointment_id.in_(ids)))}  # fmt: skip
    kept = await _resources(db, ids)
    columns = await _open_columns(db, day, zone)
    for one, patient, practitioner, _ in shown:
        column = columns.setdefault(practitioner.id, BoardColumn(clinician=clinician(practitioner), open=[], rows=[]))
        column.rows.append(_board_row(one, patient, tickets.get(one.id), kept[one.id]))
        column.overbooked += one.booking == Booking.overbooked and one.status != AppointmentStatus.no_show
    cap = (await policy_of(db, facility.id)).overbook_per_day
    return BoardOut(
        overbook_cap=cap, day=day, zone=facility.zone, facility=facility.name, columns=list(columns.values())
    )


async def _open_columns(db: ReadDb, day: date, zone: ZoneInfo) -> dict[UUID, BoardColumn]:
    """Everybody who works that day, by name."""
    try:
        book = await open_book(db, practitioner_id=None, specialty=None)
    except NotFound:
        return {}
    await book.fill(db, day, 1)
    columns = {}
    for who, one in book.clinicians.items():
        hours = sorted(
            (hours_span(day, stretch.starts, stretch.ends, zone) for stretch in one.hours(day)), key=lambda s: s.start
        )
        open_ = [stretch for stretch in hours if book.is_open(who, day, stretch)]
        if open_:
            columns[who] = BoardColumn(clinician=clinician(one.row), rows=[], open=[
                SpanOut(starts_at=stretch.start, ends_at=stretch.end) for stretch in open_])  # fmt: skip
    return columns


async def _resources(db: ReadDb, ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The names of rooms and devices by appointment."""
    rows = await db.execute(
        select(AppointmentResource.appointment_id, func.coalesce(Room.name, Equipment.name))
        .outerjoin(Room, (Room.id == AppointmentResource.resource_id)
                   & (AppointmentResource.kind == ResourceKind.room))
        .outerjoin(Equipment, (Equipment.id == AppointmentResource.resource_id)
                   & (AppointmentResource.kind == ResourceKind.equipment))
        .where(AppointmentResource.appointment_id.in_(list(ids)), AppointmentResource.active)
    )  # fmt: skip
    found: dict[UUID, list[str]] = defaultdict(list)
    for appointment_id, name in rows:
        found[appointment_id].append(name or "")
    return found


STAGES = {
    TicketStatus.waiting: "waiting", TicketStatus.called: "called", TicketStatus.serving: "with_clinician",
    TicketStatus.skipped: "waiting", TicketStatus.done: "done", TicketStatus.left: "missed",
}  # fmt: skip


def stage_of(one: Appointment, ticket: QueueTicket | None) -> tuple[str, datetime]:
    """Where the patient stands and since when."""
    if one.status == AppointmentStatus.fulfilled:
        return "done", one.status_at
    if one.status == AppointmentStatus.no_show:
        return "missed", one.status_at
    if one.status == AppointmentStatus.booked:
        return "expected", one.starts_at
    if ticket is None:
        return "waiting", one.status_at
    return STAGES[ticket.status], ticket.created_at if ticket.status == TicketStatus.waiting else ticket.status_at


def _board_row(one: Appointment, patient: Patient, found: Any, kept: list[str]) -> BoardRow:
    ticket: QueueTicket | None = found[0] if found else None
    stage, since = stage_of(one, ticket)
    return BoardRow(
        id=one.id, starts_at=one.starts_at, ends_at=one.ends_at, kind=one.kind, status=one.status, booking=one.booking,
        booking_reason=one.booking_reason,
        stage=stage, since=since, confirmed=one.confirmed_at is not None, series=one.series_id is not None,
        patient=AppointmentPerson(id=patient.id, name=patient.name, number=patient.number), resources=kept,
        ticket=None if ticket is None else BoardTicket(
            id=ticket.id, code=ticket.code, status=ticket.status, status_at=ticket.status_at,
            point=found[3].name if found[3] is not None else None),
    )  # fmt: skip
