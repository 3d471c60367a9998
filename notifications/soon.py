"""The last reminder: ten minutes before a visit. The long ones are the booking policy's (scheduling.due).

Kept by what stands in the book at that moment and by a key with the very instant of the visit, so a visit that was
moved reminds for its new time and not for the old one, and clocks that change at night change nothing: what is compared
are instants.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from hub.core.clock import now
from hub.core.db import Db
from hub.patients.queries import patients_by_id
from hub.scheduling.facts import AppointmentDue, describe
from hub.scheduling.models import Appointment, AppointmentStatus
from notifications.dispatch import tell
from notifications.models import Notification
from notifications.rules import SOON

BEFORE = timedelta(minutes=10)
MOST = 500


async def remind(db: Db) -> int:
    """Tell everybody whose booked visit begins within ten minutes, once; how many visits."""
    starts = func.lower(Appointment.during)
    rows = (await db.scalars(
        select(Appointment)
        .where(Appointment.status == AppointmentStatus.booked, starts > now(), starts <= now() + BEFORE)
        .order_by(starts).limit(MOST)
    )).all()  # fmt: skip
    people = await patients_by_id(db, {row.patient_id for row in rows})
    for row in rows:
        user_id = people[row.patient_id].user_id
        if user_id is not None and row.created_at < row.starts_at - BEFORE:
            await tell(db, user_id, SOON, AppointmentDue(**describe(row, user_id), nth=0))
    return len(rows)


REMINDERS = frozenset({"visit_reminder", "visit_soon"})


async def still_so(db: Db, notification: Notification) -> bool:
    """Whether a reminder that had to wait (quiet hours, a gateway that was away) is still true when it goes out: the
    visit is to come, at that time, and not called off. Anything else is."""
    if notification.kind not in REMINDERS:
        return True
    starts_at = datetime.fromisoformat(notification.params["starts_at"])
    appointment_id = UUID(notification.link.rpartition("/")[2])
    row = await db.get(Appointment, appointment_id)
    return row is not None and row.status is AppointmentStatus.booked and row.starts_at == starts_at > now()
