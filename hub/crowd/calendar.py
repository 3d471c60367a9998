"""The crowd's appointments: full working days around today; each doctor sees the patients of his panel in turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import Range

from hub.core import sealed
from hub.core.clock import local_day
from hub.crowd.people import People
from hub.crowd.scale import BOOKED, PAST, SLOT_MINUTES, SLOTS, Scale
from hub.crowd.sink import Row, id_at
from hub.scheduling.demo import REASONS
from hub.scheduling.models import Appointment, AppointmentStatus, Kind
from hub.scheduling.rules import instant
from hub.staff.models import Facility

S = AppointmentStatus
GONE = "Does not suit any more"
COLUMNS = ("id", "created_at", "patient_id", "practitioner_id", "facility_id", "during", "kind", "status", "status_at",
           "reason_sealed", "cancel_reason_sealed", "cancelled_by")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Came:
    """A patient who kept an appointment: the encounter is made from this."""

    appointment_id: UUID
    patient: int
    doctor: int
    starts: datetime
    video: bool
    reason: str


def working_days(scale: Scale, today: date) -> list[date]:
    """Monday to Friday, most of them behind us, today (or the next working day) among them."""
    behind = int(scale.days * PAST)
    days: list[date] = []
    day = today
    while len(days) < behind:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            days.append(day)
    days.reverse()
    day = today
    while len(days) < scale.days:
        if day.weekday() < 5:
            days.append(day)
        day += timedelta(days=1)
    return days


def rows(
    people: People, scale: Scale, pick: Random, facility: Facility, at: datetime, came: list[Came]
) -> Iterator[Row]:  # fmt: skip
    """One row per appointment, oldest day first; those who came are added to `came`."""
    zone, left = ZoneInfo(facility.zone), scale.appointments
    turns = [0] * len(people.doctors)
    panel = [range(d, len(people.patients), len(people.doctors)) for d in range(len(people.doctors))]
    length = timedelta(minutes=SLOT_MINUTES)
    for day in working_days(scale, local_day(at, zone)):
        starts = [instant(day, time(hour, minute), zone) for hour, minute in SLOTS]
        for d, doctor in enumerate(people.doctors):
            for slot in sorted(pick.sample(range(len(SLOTS)), BOOKED)):
                if left == 0:
                    return
                left -= 1
                patient = panel[d][turns[d] % len(panel[d])]
                turns[d] += 1
                begins = starts[slot]
                status, status_at = _became(begins, at, pick)
                video, reason = pick.random() < 0.3, pick.choice(REASONS)
                id = id_at(pick, begins)
                if status is S.fulfilled:
                    came.append(Came(id, patient, d, begins, video, reason))
                cancelled = status is S.cancelled
                whose = people.patients[patient]
                key = people.keys[whose]
                why = sealed.stored(Appointment, "cancel_reason", id, GONE, key) if cancelled else ""
                yield (
                    id, begins - timedelta(days=14), whose, doctor.id, facility.id,
                    Range(begins, begins + length), Kind.video if video else Kind.in_person, status, status_at,
                    sealed.stored(Appointment, "reason", id, reason, key), why, "patient" if cancelled else "",
                )  # fmt: skip


def _became(begins: datetime, at: datetime, pick: Random) -> tuple[AppointmentStatus, datetime]:
    """What became of it by now, and when."""
    chance: Any = pick.random()
    if chance < 0.08:
        return S.cancelled, begins - timedelta(days=2)
    if begins > at + timedelta(minutes=20):
        return S.booked, begins - timedelta(days=14)
    if begins > at - timedelta(minutes=20):
        return S.arrived, min(at, begins)
    if chance < 0.13:
        return S.no_show, begins + timedelta(minutes=30)
    return S.fulfilled, begins + timedelta(minutes=20)
