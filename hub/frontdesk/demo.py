"""The demo's front desk: queues, places that call, who came this morning and who waits now."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from hub.core.actor import SYSTEM
from hub.core.clock import local_day
from hub.core.db import Db
from hub.core.demo import Demo
from hub.frontdesk import actions, screens
from hub.frontdesk.models import QueueTicket, ScreenKind, ServicePoint, TicketStatus
from hub.scheduling.models import Appointment, AppointmentStatus, Kind

QUEUES = (("A", "Appointments", 2), ("W", "Walk-in", 3), ("B", "Billing", 3), ("L", "Blood samples", 2))
SCREENS = ((ScreenKind.display, "Waiting room"), (ScreenKind.kiosk, "Entrance"))
PACES = (9, 14, 11, 7, 12, 16, 10, 8, 13, 9, 15, 6)
"""Minutes that the people took who were served this morning."""


async def load(db: Db, demo: Demo) -> None:
    """A morning's work behind, a few people in line, two being served."""
    for code, name, priority in QUEUES:
        await actions.write_category(db, code, name, priority, True, actor=SYSTEM)
    doctors = demo.made["doctors"]
    points = [
        await actions.write_point(db, None, "Desk 1", ["A", "W", "B"], None, True, actor=SYSTEM),
        await actions.write_point(db, None, "Blood samples", ["L"], None, True, actor=SYSTEM),
        await actions.write_point(db, None, "Room 3", ["A", "W"], doctors[3].id, True, actor=SYSTEM),
    ]
    for kind, name in SCREENS:
        await screens.add(db, kind, name, actor=SYSTEM, token=screens.demo_token(kind))
    served = await _morning(db, demo, points)
    await _waiting(db, demo, points, served)


async def _morning(db: Db, demo: Demo, points: list[ServicePoint]) -> int:
    facility = demo.made["facility"]
    zone = ZoneInfo(facility.zone)
    called = demo.now - timedelta(minutes=sum(PACES) + 20)
    for n, minutes in enumerate(PACES, 1):
        done = called + timedelta(minutes=minutes)
        category = "AW"[n % 2]
        db.add(_ticket(demo, category, n, local_day(demo.now, zone), called - timedelta(minutes=8),
                       status=TicketStatus.done, called_at=called, done_at=done, status_at=done, calls=1,
                       service_point_id=points[(n % 2) * 2].id))  # fmt: skip
        called = done
    await db.flush()
    return len(PACES)


async def _waiting(db: Db, demo: Demo, points: list[ServicePoint], served: int) -> None:
    """Patients of today's appointments who came early, and some who have none."""
    zone = ZoneInfo(demo.made["facility"].zone)
    today = local_day(demo.now, zone)
    here = list(await db.scalars(
        select(Appointment)
        .where(Appointment.kind == Kind.in_person, Appointment.status == AppointmentStatus.booked,
               func.lower(Appointment.during).between(demo.now, demo.now + timedelta(hours=6)))
        .order_by(func.lower(Appointment.during)).limit(3)
    ))  # fmt: skip
    for appointment in here:
        if local_day(appointment.starts_at, zone) == today:
            await actions.check_in(db, appointment, actor=SYSTEM, early=True)
    for n, (category, minutes) in enumerate((("W", 22), ("L", 15), ("W", 9), ("B", 6), ("L", 3)), served + 1):
        patient = demo.made["patients"][(n * 3) % len(demo.made["patients"])]
        came = demo.now - timedelta(minutes=minutes)
        called = n == served + 1
        db.add(_ticket(demo, category, n, today, came, patient_id=patient.id,
                       status=TicketStatus.called if called else TicketStatus.waiting,
                       status_at=demo.now if called else came, called_at=demo.now if called else None,
                       calls=int(called), service_point_id=points[0].id if called else None))  # fmt: skip


def _ticket(demo: Demo, category: str, number: int, day: object, came: datetime, **more: object) -> QueueTicket:
    return QueueTicket(facility_id=demo.made["facility"].id, day=day, category=category, number=number, priority=2,
                       due_at=came, created_at=came, **more)  # fmt: skip
