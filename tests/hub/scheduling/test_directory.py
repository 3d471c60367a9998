"""The directory of doctors over HTTP: found by what patients look for, soonest first, and closed to strangers."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from hub.core.clock import now, travel
from hub.scheduling.models import HoursKind
from hub.staff import queries as staff_queries
from hub.staff.models import Facility
from hub.staff.record_models import Credential, CredentialKind
from tests.counting import counted
from tests.factories import scheduling, staff
from tests.hub_fixture import Hub


async def test_doctors_are_found_and_lead_to_booking(hub: Hub) -> None:
    async with hub.transaction() as db:
        late = await staff.practitioner(
            db, given="Bea", family="ÉTOILE", languages=["en", "es"], specialty="cardiology"
        )
        soon = await staff.practitioner(db, given="Abe", family="éToile-Weiß", about="Hearts and lungs")
        gone = await staff.practitioner(db, given="Cy", family="Gone", active=False)
        await staff.practitioner(db, "nurse", given="Nia", family="Nurse")
        here = await staff_queries.facility(db)
        left = [Facility(name=name, zone=here.zone, currency=here.currency, active=name != "Closed")
                for name in ("Where he was", "Closed")]  # fmt: skip
        db.add_all(left)
        await db.flush()
        (row,) = await scheduling.hours(db, gone.id, weekdays=range(1))
        row.facility_id = left[0].id
        far = (now().weekday() + 3) % 7
        await scheduling.hours(db, late.id, weekdays=range(far, far + 1), starts=time(9), ends=time(12),
                               kind=HoursKind.video)  # fmt: skip
        await scheduling.hours(db, soon.id)
        (row,) = await scheduling.hours(db, soon.id, weekdays=range(1))
        row.facility_id = left[1].id
        for name, seen in (("Board of hearts", now()), ("Not seen on paper", None)):
            db.add(Credential(user_id=late.user_id, kind=CredentialKind.qualification, name=name, number="X-77",
                              issued_on=date(2015, 6, 1), verified_at=seen))  # fmt: skip
    patient = await hub.sign_in("patient")
    with counted(hub.database) as statements:
        found = (await patient.get("/api/doctors"))["items"]
    assert len(statements) <= 12, statements
    assert [one["id"] for one in found] == [str(soon.id), str(late.id)], "who is free first comes first"
    assert found[0]["meets"] == ["video", "in_person"] and found[1]["meets"] == ["video"] and found[1]["next_free"]

    async def ids(**query: Any) -> list[str]:
        return [one["id"] for one in (await patient.get("/api/doctors", **query))["items"]]

    assert await ids(search="hearts abe") == await ids(search="WEIß") == [str(soon.id)] and await ids(search="%") == []
    assert await ids(language="es") == await ids(specialty="cardiology") == [str(late.id)]
    assert await ids(kind="in_person") == [str(soon.id)]
    assert await ids(sort="name") == [str(late.id), str(soon.id)]
    for sort in ("name", "soonest"):
        first = (await patient.get("/api/doctors", sort=sort, limit="1")).data
        second = (await patient.get("/api/doctors", sort=sort, limit="1", after=first["next"])).data
        assert {first["items"][0]["id"], second["items"][0]["id"]} == {str(soon.id), str(late.id)}
        assert second["next"] is None
    with counted(hub.database) as statements:
        page = (await patient.get(f"/api/doctors/{late.id}")).data
    assert len(statements) <= 12, statements
    assert page["qualifications"] == [{"name": "Board of hearts", "issuer": "", "year": 2015}] and "X-77" not in str(
        page
    )
    assert page["hours"][0]["starts"] == "09:00:00" and {one["kind"] for one in page["free"]} == {"video"}
    assert page["free"][0]["starts_at"] == page["next_free"] == found[1]["next_free"]
    for nobody in (gone.id, patient.user_id):
        await patient.get(f"/api/doctors/{nobody}", expect=404)
    choices = (await patient.get("/api/doctors/choices")).data
    assert choices["languages"] == ["en", "es"] and [one["name"] for one in choices["places"]] == [here.name]
    assert found[0]["places"] == [here.name], "neither closed nor of somebody who left"


async def test_doctors_of_every_place_have_their_next_free_time(hub: Hub) -> None:
    async with hub.transaction() as db:
        here = await staff_queries.facility(db)
        db.add(there := Facility(name="Second house", zone="America/Denver", currency=here.currency))
        await db.flush()
        both = [await staff.practitioner(db), await staff.practitioner(db)]
        for row, place in zip(both, (here, there), strict=True):
            for one in await scheduling.hours(db, row.id):
                one.facility_id = place.id
    found = (await (await hub.sign_in("patient")).get("/api/doctors"))["items"]
    assert len(found) == 2 and all(one["next_free"] for one in found)
    # A place that is closed has no times, on no page and in no booking.
    url = f"/api/doctors/{both[1].id}"
    patient, admin = await hub.sign_in("patient"), await hub.sign_in("admin")
    assert (await patient.get(url))["free"]
    await admin.patch(f"/api/facilities/{there.id}", {"active": False})
    page = (await patient.get(url)).data
    assert page["free"] == page["hours"] == page["where"] == page["meets"] == []


async def test_hours_last_through_the_evening_of_their_last_day(hub: Hub) -> None:
    """At the place it is still that day when it is the next one by UTC."""
    evening = datetime.combine(scheduling.day(1), time(22, 30), scheduling.ZONE)
    async with hub.transaction() as db:
        row = await staff.practitioner(db)
        for one in await scheduling.hours(db, row.id):
            one.valid_until = evening.date()
        (later,) = await scheduling.hours(db, row.id, weekdays=range(1))
        later.valid_from = evening.date() + timedelta(days=1)
    with travel(evening - now()):
        patient = await hub.sign_in("patient")
        shown = [(one["begins_on"], one["ends_on"]) for one in (await patient.get(f"/api/doctors/{row.id}"))["hours"]]
        last, next_ = evening.date().isoformat(), later.valid_from.isoformat()
        assert shown.count((None, last)) == len(shown) - 1 and shown[1] == (next_, None), (
            "old and new hours are told apart"
        )
        assert (await patient.get("/api/doctors"))["items"][0]["meets"]
    with travel(evening + timedelta(hours=2) - now()):
        shown = (await (await hub.sign_in_as(patient.user_id)).get(f"/api/doctors/{row.id}"))["hours"]
        assert [(one["begins_on"], one["ends_on"]) for one in shown] == [(None, None)]


async def test_strangers_read_the_directory_only_where_it_is_switched_on(hub: Hub) -> None:
    async with hub.transaction() as db:
        row = await staff.practitioner(db, family="Open")
    stranger, admin = hub.client(), await hub.sign_in("admin")
    pages = ("/api/doctors", "/api/doctors/choices", f"/api/doctors/{row.id}")
    for path in (*pages, f"/api/doctors/{row.id}/photo"):
        await stranger.get(path, expect=401)
    await admin.put("/api/admin/switches/portal.public_doctors", {"value": True, "reason": "Website"})
    for path in pages:
        assert "user_id" not in str((await stranger.get(path)).data)
    await stranger.get(f"/api/doctors/{row.id}/photo", expect=404)
