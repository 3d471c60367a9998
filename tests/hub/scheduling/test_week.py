"""A clinician's week: seven days of the hospital's calendar, also those with 23 or 25 hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy.dialects.postgresql import Range

from hub.scheduling.models import Appointment, AppointmentStatus, Kind
from hub.scheduling.rules import instant
from hub.staff import queries as staff
from tests.factories.scheduling import ZONE
from tests.hub_fixture import Hub


async def seen_at(hub: Hub, practitioner_id: UUID, patient_id: UUID, day: date, at: time) -> datetime:
    """An appointment that took place, at a wall-clock time."""
    starts = instant(day, at, ZONE)
    async with hub.transaction() as db:
        facility = await staff.facility(db)
        db.add(Appointment(
            practitioner_id=practitioner_id, patient_id=patient_id, facility_id=facility.id, kind=Kind.in_person,
            during=Range(starts, starts + timedelta(minutes=10)), status=AppointmentStatus.fulfilled, status_at=starts,
        ))  # fmt: skip
    return starts


@pytest.mark.parametrize("monday", [date(2026, 3, 2), date(2026, 10, 26)], ids=["spring", "autumn"])
async def test_a_week_has_all_of_its_days_on_nights_when_the_clocks_change(hub: Hub, monday: date) -> None:
    doctor, patient = await hub.sign_in("doctor"), await hub.sign_in("patient")
    actor = await hub.actor("doctor")
    assert actor.practitioner_id is not None
    sunday = monday + timedelta(days=6)  # the night of the change ends on it
    inside = [
        await seen_at(hub, actor.practitioner_id, patient.patient_id, monday, time(0)),
        await seen_at(hub, actor.practitioner_id, patient.patient_id, sunday, time(23, 45)),
    ]
    for day, at in ((monday - timedelta(days=1), time(23, 45)), (sunday + timedelta(days=1), time(0))):
        await seen_at(hub, actor.practitioner_id, patient.patient_id, day, at)
    week = (await doctor.get("/api/appointments", day=monday, days=7))["items"]
    assert [datetime.fromisoformat(one["starts_at"]) for one in week] == inside
    only = (await doctor.get("/api/appointments", day=sunday, status="fulfilled"))["items"]
    assert [datetime.fromisoformat(one["starts_at"]) for one in only] == inside[1:]
    other = await hub.sign_in("doctor", "Somebody")
    assert (await other.get("/api/appointments", day=monday, days=7))["items"] == []


async def test_a_week_is_seven_days_at_most(hub: Hub) -> None:
    doctor = await hub.sign_in("doctor")
    for days in (0, 8, "all"):
        assert (await doctor.get("/api/appointments", day="2026-03-02", days=days, expect=422)).code == "invalid"
