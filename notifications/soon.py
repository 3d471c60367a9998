"""The last reminder: ten minutes before a visit. The long ones are the booking policy's (scheduling.due).

Kept by what stands in the book at that moment and by a key with the very instant of the visit, so a visit that was
moved reminds for its new time and not for the old one, and clocks that change at night change nothing: what is compared
are instants.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from hub.core.clock import now
from hub.core.db import Db
from hub.patients.queries import patients_by_id
from hub.scheduling.facts import AppointmentDue, describe
from hub.scheduling.models import Appointment, AppointmentStatus
from notifications.dispatch import tell
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
