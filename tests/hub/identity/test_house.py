"""Which day it is: the one on the hospital's wall, also at the hours at which UTC is a day ahead of it, or behind."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from hub.core.clock import local_day, now, travel
from hub.identity import house
from hub.patients.models import Patient
from hub.staff import queries as staff
from tests.hub.encounters.test_vitals import begin
from tests.hub_fixture import Hub


@pytest.mark.parametrize(("zone", "hour"), [("America/Los_Angeles", 20), ("Pacific/Auckland", 6)])
async def test_the_day_is_the_hospitals(hub: Hub, zone: str, hour: int) -> None:
    there = ZoneInfo(zone)
    async with hub.transaction() as db:
        (await staff.facility(db)).zone = zone
    tomorrow = local_day(now(), there) + timedelta(days=1)
    moment = datetime.combine(tomorrow, time(hour), there)
    day, utc = moment.date(), moment.astimezone(UTC).date()
    assert day != utc
    with travel(moment - now()):
        doctor, patient_id, _ = await begin(hub)
        patient, admin = await hub.sign_in("patient"), await hub.sign_in("admin")
        async with hub.transaction() as db:
            assert await house.today(db) == day
            # Born eight years ago today: a day later by UTC, a day earlier he is seven.
            (await db.get_one(Patient, patient_id)).birth_date = day.replace(year=day.year - 8)
        banner = (await doctor.get(f"/api/patients/{patient_id}/summary"))["patient"]
        assert banner["age_years"] == 8
        problems = f"/api/patients/{patient_id}/problems"
        begun = {"display": "Cough", "onset": str(day + timedelta(days=2))}
        assert (await doctor.post(problems, begun, expect=422)).code == "onset_to_come"
        made = (await doctor.post(problems, {**begun, "onset": str(day)}, expect=201)).data
        await doctor.post(f"/api/problems/{made['id']}/status", {"status": "resolved"})
        assert [[day]] == [[*row] for row in await hub.sql("SELECT resolved_on FROM problem")]
        payer_id = (await patient.get("/api/payers"))["items"][0]["id"]
        for ends, holds in ((day, True), (day - timedelta(days=1), False)):
            cover = {"payer_id": payer_id, "member_id": f"M{ends:%d%m}", "ends_on": str(ends)}
            assert (await patient.post("/api/coverages", cover, expect=201))["in_force"] is holds
        assert (await admin.get("/api/admin/services"))["today"] == str(day)
