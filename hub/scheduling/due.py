"""What time itself brings: reminders, and the end of waiting for those who did not come."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.core.db import Db
from hub.core.facts import state
from hub.patients.queries import patients_by_id
from hub.scheduling import actions
from hub.scheduling.book import policy_of
from hub.scheduling.facts import AppointmentDue, describe
from hub.scheduling.models import Appointment, AppointmentStatus, Kind
from hub.staff import queries as staff

MOST = 500
"""So many at a time; the next minute takes the rest."""


async def remind(db: Db) -> int:
    """State which appointments are due for a reminder; each of the policy's hours reminds once.

    Who booked after an hour had passed is not reminded for it: what was booked this morning needs no word at noon.
    """
    policy = await policy_of(db, (await staff.facility(db)).id)
    told = 0
    starts = func.lower(Appointment.during)
    for nth, hours in enumerate(policy.reminder_hours, start=1):
        before = timedelta(hours=hours)
        rows = (await db.scalars(
            select(Appointment)
            .where(Appointment.status == AppointmentStatus.booked, starts > now(), starts <= now() + before,
                   Appointment.reminders < nth)
            .order_by(starts).limit(MOST).with_for_update(skip_locked=True)
        )).all()  # fmt: skip
        people = await patients_by_id(db, {row.patient_id for row in rows})
        for row in rows:
            row.reminders = nth
            booked_in_time = row.created_at < row.starts_at - before
            last_call = nth == len(policy.reminder_hours) or now() < row.starts_at - timedelta(
                hours=policy.reminder_hours[nth]
            )
            if booked_in_time and last_call:
                state(db, AppointmentDue(**describe(row, people[row.patient_id].user_id), nth=nth))
                told += 1
    return told


async def mark_no_shows(db: Db) -> int:
    """Visits at the clinic that ended without their patient, when the policy's grace is over; returns how many.

    Its pathway hears it; that of a video visit keeps a clock of its own. An old row that somebody forgot is not
    somebody's no-show today: only the last two days are looked at.
    """
    policy = await policy_of(db, (await staff.facility(db)).id)
    starts, over = func.lower(Appointment.during), now() - timedelta(minutes=policy.no_show_grace_minutes)
    rows = (await db.scalars(
        select(Appointment)
        .where(Appointment.status == AppointmentStatus.booked, Appointment.kind == Kind.in_person,
               func.upper(Appointment.during) < over,
               starts > now() - timedelta(days=2), starts < now())
        .order_by(starts).limit(MOST).with_for_update(skip_locked=True)
    )).all()  # fmt: skip
    for row in rows:
        await actions.change(db, row.id, AppointmentStatus.no_show, actor=SYSTEM)
    return len(rows)
