"""Who waits for an earlier time: joining, leaving, and the end of the days that were asked for."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from hub.core import audit
from hub.core.actor import SYSTEM, Actor
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.core.states import move
from hub.identity import house
from hub.patients.queries import open_patient, user_id_of
from hub.scheduling.facts import WaitlistChanged
from hub.scheduling.models import Appointment, WaitlistEntry, WaitlistStatus
from hub.scheduling.schemas_waiting import JoinWaitlist
from hub.staff.models import Practitioner

OPEN = (WaitlistStatus.waiting, WaitlistStatus.offered)
MOST = 5
"""So many wishes may one patient have open at once."""


async def join(db: Db, wanted: JoinWaitlist, patient_id: UUID, *, actor: Actor) -> WaitlistEntry:
    """Wait for an earlier time; 409 too_many_wishes when the patient waits for too much already."""
    await open_patient(db, patient_id)
    if wanted.until_day < await house.today(db):
        raise Invalid("These days are over.", code="day_over")
    if wanted.practitioner_id is not None:
        known = await db.get(Practitioner, wanted.practitioner_id)
        if known is None or not known.active:
            raise NotFound("Nobody can be booked here yet.", code="no_clinician")
    if wanted.appointment_id is not None:
        own = await db.get(Appointment, wanted.appointment_id)
        if own is None or own.patient_id != patient_id:
            raise NotFound()
    count = await db.scalar(
        select(func.count()).select_from(WaitlistEntry).where(
            WaitlistEntry.patient_id == patient_id, WaitlistEntry.status.in_(OPEN)
        )
    )  # fmt: skip
    if (count or 0) >= MOST:
        raise Conflict("This patient waits for enough times already.", code="too_many_wishes")
    urgent = wanted.priority if actor.may("appointment.manage") else 2
    entry = WaitlistEntry(
        patient_id=patient_id, practitioner_id=wanted.practitioner_id, specialty=wanted.specialty or "",
        kind=wanted.kind, from_day=wanted.from_day, until_day=wanted.until_day, weekdays=sorted(set(wanted.weekdays)),
        earliest=wanted.earliest, latest=wanted.latest, priority=urgent, appointment_id=wanted.appointment_id,
    )  # fmt: skip
    db.add(entry)
    await db.flush()
    audit.wrote(db, actor, entry)
    told(db, entry, await user_id_of(db, patient_id), actor=actor)
    return entry


async def expire(db: Db) -> int:
    """Wishes whose last day is over end."""
    today = await house.today(db)
    rows = (
        await db.scalars(
            select(WaitlistEntry)
            .where(WaitlistEntry.status == WaitlistStatus.waiting, WaitlistEntry.until_day < today)
            .limit(200)
            .with_for_update(skip_locked=True)
        )
    ).all()
    for entry in rows:
        move(entry, WaitlistStatus.expired)
        audit.wrote(db, SYSTEM, entry)
        told(db, entry, await user_id_of(db, entry.patient_id), actor=SYSTEM)
    return len(rows)


def told(db: Db, entry: WaitlistEntry, user_id: UUID | None, *, actor: Actor) -> None:
    """State what became of the wish."""
    state(db, WaitlistChanged(waitlist_entry_id=entry.id, patient_id=entry.patient_id, status=entry.status,
                              patient_user_id=user_id), actor=actor)  # fmt: skip
