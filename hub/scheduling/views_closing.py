"""Holidays, days off, templates and stranded appointments as they are shown."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.identity import house
from hub.scheduling import closures, queries, views
from hub.scheduling.book import policy_of
from hub.scheduling.models import (
    Appointment,
    AvailabilityException,
    Holiday,
    OfferStatus,
    ScheduleTemplate,
    SlotOffer,
)
from hub.scheduling.schemas_closing import (
    DisplacedOut,
    DisplacedPage,
    DisplacedQuery,
    HolidayOut,
    HolidaysOut,
    LeaveOut,
    LeaveSearch,
    LeavesOut,
    PolicyOut,
    TimeOut,
    WeekTemplateOut,
    WeekTemplatesOut,
)
from hub.staff import queries as staff
from hub.staff.models import Practitioner


async def holidays(db: ReadDb) -> HolidaysOut:
    """Holidays to come."""
    today = await house.today(db)
    rows = await db.scalars(select(Holiday).where(Holiday.day >= today).order_by(Holiday.day).limit(500))
    return HolidaysOut(items=[HolidayOut.model_validate(row) for row in rows])


async def leaves(db: ReadDb, query: LeaveSearch) -> LeavesOut:
    """Closed days of clinicians, those in a row as one."""
    rows = await closures.closed_days(db, query.practitioner_id)
    people = await _people(db, {row.practitioner_id for row in rows})
    found: list[LeaveOut] = []
    last: AvailabilityException | None = None
    for row in rows:
        if last is not None and _follows(last, row):
            found[-1].last_day = row.day
        else:
            found.append(LeaveOut(clinician=views.clinician(people[row.practitioner_id]), first_day=row.day,
                                  last_day=row.day, starts=row.starts, ends=row.ends, reason=row.reason))  # fmt: skip
        last = row
    stranded = await closures.displaced(db, practitioner_id=query.practitioner_id)
    return LeavesOut(items=sorted(found, key=lambda one: (one.first_day, one.clinician.name)), displaced=len(stranded))


def _follows(last: AvailabilityException, row: AvailabilityException) -> bool:
    same = (last.practitioner_id, last.starts, last.ends, last.reason) == (
        row.practitioner_id, row.starts, row.ends, row.reason)  # fmt: skip
    return same and row.day - last.day <= timedelta(days=1)


async def _people(db: Db | ReadDb, ids: set[object]) -> dict[object, Practitioner]:
    rows = await db.scalars(select(Practitioner).where(Practitioner.id.in_(ids)))
    return {row.id: row for row in rows}


async def displaced(db: ReadDb, query: DisplacedQuery, actor: Actor) -> DisplacedPage:
    """Stranded appointments with other times, and whether their patients have been asked."""
    zone = await house.zone(db)
    rows = await closures.displaced(db, practitioner_id=query.practitioner_id, limit=100, zone=zone)
    proposed = await closures.proposals(db, rows, to=query.to_id)
    ids = [row.id for row in rows]
    shown = {row[0].id: views.show(row, actor) for row in
             await db.execute(queries.SHOWN.where(Appointment.id.in_(ids)))}  # fmt: skip
    asked = {row.replaces_id: row.expires_at for row in await db.scalars(
        select(SlotOffer).where(SlotOffer.replaces_id.in_(ids), SlotOffer.status == OfferStatus.offered))}  # fmt: skip
    return DisplacedPage(
        zone=str(zone),
        items=[
            DisplacedOut(
                appointment=shown[one.appointment.id], offer_until=asked.get(one.appointment.id),
                times=[TimeOut(clinician=views.clinician(who), starts_at=slot.start, ends_at=slot.end)
                       for who, slot in one.times],
            )
            for one in proposed
        ],
    )  # fmt: skip


async def templates(db: ReadDb) -> WeekTemplatesOut:
    """Templates by name."""
    rows = await db.scalars(select(ScheduleTemplate).order_by(ScheduleTemplate.name).limit(200))
    return WeekTemplatesOut(items=[WeekTemplateOut.model_validate(row) for row in rows])


async def policy(db: Db | ReadDb) -> PolicyOut:
    """How the facility books."""
    facility = await staff.facility(db)
    found = PolicyOut.model_validate(await policy_of(db, facility.id))
    return found.model_copy(update={"currency": facility.currency})
