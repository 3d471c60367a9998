"""Appointments that repeat: every one is checked before one is booked; one or all the rest can change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import local_day, now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.patients.queries import open_patient
from hub.scheduling import actions, placing
from hub.scheduling.book import Book, open_book
from hub.scheduling.models import ACTIVE, Appointment, AppointmentSeries, AppointmentStatus
from hub.scheduling.recurrence import Rule
from hub.scheduling.resources import TAKEN
from hub.scheduling.rules import Slot, instant
from hub.scheduling.schemas_series import ChangeSeries, SeriesIn


@dataclass(slots=True)
class Occurrence:
    """One date of a series; `code` says why it cannot be: slot_passed, slot_unknown, slot_taken, patient_busy."""

    day: date
    starts_at: datetime
    slot: Slot | None
    code: str = ""


def rule_of(wanted: SeriesIn) -> Rule:
    """The rule that was asked for."""
    return Rule(wanted.first, wanted.frequency, wanted.interval, tuple(wanted.weekdays), wanted.count, wanted.until,
                frozenset(wanted.exceptions))  # fmt: skip


async def plan(db: Db | ReadDb, wanted: SeriesIn) -> tuple[Book, list[Occurrence]]:
    """Every date of the series with its time on the wall clock, and whether it can be booked: all are looked at."""
    dates = rule_of(wanted).dates()
    if not dates:
        raise Invalid("No day follows from this rule.", code="empty_series")
    book = await open_book(db, practitioner_id=wanted.practitioner_id, specialty=None)
    await book.fill(db, dates[0], (dates[-1] - dates[0]).days + 1)
    found = [_occurrence(book, wanted, day) for day in dates]
    await _where_is_the_patient(db, wanted.patient_id, found)
    return book, found


def _occurrence(book: Book, wanted: SeriesIn, day: date) -> Occurrence:
    starts_at = instant(day, wanted.at, book.zone)
    slot = book.offers(day, starts_at, wanted.kind).get(wanted.practitioner_id)
    if starts_at < book.earliest:
        return Occurrence(day, starts_at, None, "slot_passed")
    if slot is None:
        return Occurrence(day, starts_at, None, "slot_unknown")
    if not book.is_free(wanted.practitioner_id, day, slot):
        return Occurrence(day, starts_at, slot, "slot_taken")
    return Occurrence(day, starts_at, slot)


async def _where_is_the_patient(db: Db | ReadDb, patient_id: UUID, found: list[Occurrence]) -> None:
    free = [one for one in found if not one.code and one.slot]
    if not free:
        return
    rows = await db.scalars(
        select(Appointment.during).where(
            Appointment.patient_id == patient_id, Appointment.status.in_(ACTIVE),
            Appointment.status != AppointmentStatus.held,
            func.lower(Appointment.during) >= free[0].starts_at - timedelta(days=1),
            func.lower(Appointment.during) <= free[-1].starts_at + timedelta(days=1),
        )
    )  # fmt: skip
    taken = [(during.lower, during.upper) for during in rows]
    for one in free:
        assert one.slot is not None
        if any(lower < one.slot.end and one.slot.start < upper for lower, upper in taken if lower and upper):
            one.code = "patient_busy"


async def book_series(
    db: Db, wanted: SeriesIn, *, actor: Actor
) -> tuple[AppointmentSeries, list[Appointment], list[Occurrence]]:  # fmt: skip
    """Book every date in one transaction; 409 series_conflict names those that cannot be, unless they are skipped."""
    await open_patient(db, wanted.patient_id)
    book, found = await plan(db, wanted)
    bad = [one for one in found if one.code]
    good = [one for one in found if not one.code]
    if not good or (bad and not wanted.skip_taken):
        raise Conflict(f"{len(bad)} of {len(found)} times cannot be booked.", code="series_conflict",
                       days=[{"day": str(one.day), "code": one.code} for one in bad])  # fmt: skip
    row = AppointmentSeries(
        patient_id=wanted.patient_id, practitioner_id=wanted.practitioner_id, facility_id=book.facility.id,
        kind=wanted.kind,
        rule=wanted.model_dump(mode="json", include={"first", "frequency", "interval", "weekdays", "count", "until",
                                                     "exceptions", "at"}),
    )  # fmt: skip
    db.add(row)
    await db.flush()
    audit.wrote(db, actor, row)
    made = [await _book_one(db, book, row, wanted, one.slot, actor=actor) for one in good if one.slot]
    return row, made, bad


async def _book_one(
    db: Db, book: Book, series: AppointmentSeries, wanted: SeriesIn, slot: Slot, *, actor: Actor
) -> Appointment:  # fmt: skip
    held = await actions.keep(db, book, wanted.practitioner_id, wanted.patient_id, slot, wanted.kind, actor=actor)
    if held is None:
        raise Conflict(TAKEN, code="series_conflict",
                       days=[{"day": str(local_day(slot.start, book.zone)), "code": "slot_taken"}])  # fmt: skip
    held.series_id = series.id
    return await actions.book(db, held, wanted.reason, resources=wanted.resources, actor=actor)


async def access_series(db: Db | ReadDb, actor: Actor, series_id: UUID) -> AppointmentSeries:
    """A series: the desk's, the clinician's own, the patient's own; else 404."""
    found = await db.get(AppointmentSeries, series_id)
    mine = found is not None and (
        actor.may("appointment.manage")
        or (actor.practitioner_id is not None and actor.practitioner_id == found.practitioner_id)
        or (actor.patient_id is not None and actor.patient_id == found.patient_id)
    )
    if found is None or not mine:
        raise NotFound()
    return found


async def appointments_of(
    db: Db | ReadDb, series: AppointmentSeries, *, since: datetime | None = None, lock: bool = False
) -> list[Appointment]:  # fmt: skip
    """What stands of the series, in order of time; moved ones at their new time. With `since` only what is to come."""
    query = (
        select(Appointment)
        .where(Appointment.series_id == series.id, Appointment.status != AppointmentStatus.cancelled)
        .order_by(func.lower(Appointment.during))
    )
    if since is not None:
        query = query.where(func.lower(Appointment.during) >= since, Appointment.status == AppointmentStatus.booked)
    return list(await db.scalars(query.with_for_update() if lock else query))


async def change_rest(
    db: Db, series: AppointmentSeries, wanted: ChangeSeries, *, actor: Actor
) -> list[Appointment]:  # fmt: skip
    """Move this appointment and all later ones to another hour, weekday or clinician; all of them, or none (409)."""
    rest = await _rest(db, series, wanted.since)
    book = await open_book(db, practitioner_id=wanted.practitioner_id or series.practitioner_id, specialty=None)
    # Away from the end that moves: so that a later one never stands where an earlier one goes.
    ordered = list(reversed(rest)) if wanted.shift_days > 0 else rest
    moved, bad = [], []
    for one in ordered:
        day = local_day(one.starts_at, book.zone) + timedelta(days=wanted.shift_days)
        try:
            moved.append(await placing.shift(
                db, one, wanted.practitioner_id or one.practitioner_id, instant(day, wanted.at, book.zone), actor=actor
            ))  # fmt: skip
        except (Conflict, Invalid) as error:
            bad.append({"day": str(day), "code": error.code})
            break
    if bad:
        raise Conflict("Not every time of the series can be moved.", code="series_conflict", days=bad)
    if wanted.practitioner_id is not None:
        series.practitioner_id = wanted.practitioner_id
    audit.noted(db, actor, "update", "appointment_series", series.id, patient_id=series.patient_id,
                after={"moved": len(moved), "at": wanted.at.isoformat()})  # fmt: skip
    return sorted(moved, key=lambda one: one.starts_at)


async def cancel_rest(
    db: Db, series: AppointmentSeries, since: datetime | None, reason: str, *, actor: Actor
) -> int:  # fmt: skip
    """Take this appointment and all later ones back; returns how many."""
    rest = await _rest(db, series, since or now())
    for one in rest:
        await actions.cancel(db, one, reason, actor=actor)
    return len(rest)


async def _rest(db: Db, series: AppointmentSeries, since: datetime) -> list[Appointment]:
    rest = await appointments_of(db, series, since=max(since, now()), lock=True)
    if not rest:
        raise Conflict("Nothing of this series is still to come.", code="series_over")
    return rest
