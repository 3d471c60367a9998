"""Group slots, buffers, rooms, walk-ins, overbooking, moving, leave and series: over HTTP, on real PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from hub.core.actor import SYSTEM
from hub.core.clock import now, travel
from hub.identity import house
from hub.staff import places
from hub.staff import queries as staff
from hub.staff.models import Equipment, Room, RoomKind
from tests.counting import counted
from tests.factories import patients, scheduling
from tests.factories import staff as clinicians
from tests.hub.scheduling.test_booking import booked, free_at, hold, in_days, open_hours
from tests.hub_fixture import Hub

pytestmark = pytest.mark.usefixtures("daytime")


async def room(hub: Hub, kind: str = "room") -> dict[str, str]:
    async with hub.transaction() as db:
        at = (await staff.facility(db)).id
        code = f"X{uuid4().hex[:6]}"
        values: dict[str, Any] = {"facility_id": at, "code": code, "name": code}
        if kind == "room":
            row: Any = await places.add(db, Room, {**values, "kind": RoomKind.consultation}, actor=SYSTEM)
        else:
            row = await places.add(db, Equipment, {**values, "kind": "ultrasound"}, actor=SYSTEM)
        return {"kind": kind, "id": str(row.id)}


async def a_patient(hub: Hub) -> str:
    async with hub.transaction() as db:
        return str((await patients.patient(db, account=False)).id)


async def test_b64_a_group_slot_has_as_many_winners_as_places(hub: Hub) -> None:
    actor = await hub.actor("doctor")
    assert actor.practitioner_id is not None
    async with hub.transaction() as db:
        for hours in await scheduling.hours(db, actor.practitioner_id, slot_minutes=60):
            hours.capacity, hours.buffer_minutes = 3, 15
    reception, at = await hub.sign_in("receptionist"), await in_days(hub, at=time(0))
    people = [await a_patient(hub) for _ in range(8)]
    wanted = {"practitioner_id": str(actor.practitioner_id), "starts_at": at, "kind": "in_person"}
    replies = await asyncio.gather(*(
        reception.call("POST", "/api/appointments/hold", json={**wanted, "patient_id": who}, expect=0) for who in people
    ))  # fmt: skip
    assert sorted(reply.status for reply in replies) == [201] * 3 + [409] * 5
    seats = await hub.sql("SELECT seat FROM appointment ORDER BY seat")
    assert [row.seat for row in seats] == [0, 1, 2]
    times = (await reception.get("/api/slots", practitioner_id=actor.practitioner_id, kind="in_person", days=7))["days"]
    starts = [datetime.fromisoformat(s["starts_at"]) for day in times for s in day["slots"] if day["date"] == at[:10]]
    assert starts[0] == datetime.fromisoformat(at) + timedelta(minutes=75), "fifteen minutes stay free in between"
    assert all(slot["places"] == 3 for day in times for slot in day["slots"])


async def test_a_clinician_a_room_and_a_device_together_or_not_at_all(hub: Hub) -> None:
    ada, bea = await open_hours(hub, "Ada"), await open_hours(hub, "Bea")
    reception, at = await hub.sign_in("receptionist"), await in_days(hub)
    one, device = await room(hub), await room(hub, "equipment")
    first = await hold(reception, ada, at, patient_id=await a_patient(hub))
    wanted = {"hold_id": first["hold_id"], "resources": [one, device]}
    made = (await reception.post("/api/appointments", wanted, expect=201)).data
    second = await hold(reception, bea, at, patient_id=await a_patient(hub))
    for taken in (one, device):
        body = {"hold_id": second["hold_id"], "resources": [taken]}
        assert (await reception.post("/api/appointments", body, expect=409)).code == "resource_taken"
    assert (await hub.sql("SELECT status FROM appointment WHERE id = :id", id=second["hold_id"]))[0].status == "held"
    unknown = {"hold_id": second["hold_id"], "resources": [{"kind": "room", "id": str(uuid4())}]}
    assert (await reception.post("/api/appointments", unknown, expect=404)).code == "unknown_resource"
    patient = await hub.sign_in("patient")
    theirs = await hold(patient, ada, await in_days(hub, 3))
    await patient.post("/api/appointments", {"hold_id": theirs["hold_id"], "resources": [one]}, expect=403)
    moved = (await reception.post(f"/api/appointments/{made['id']}/move", {"starts_at": await in_days(hub, 4)})).data
    assert moved["replaces_id"] == made["id"] and moved["patient"] == made["patient"]
    kept = await hub.sql("SELECT count(*) AS n FROM appointment_resource WHERE active AND appointment_id = :id",
                         id=moved["id"])  # fmt: skip
    assert kept[0].n == 2, "the room and the device went along"
    wanted = {"hold_id": second["hold_id"], "resources": [one, device]}
    await reception.post("/api/appointments", wanted, expect=201)


async def test_moving_by_a_few_minutes_and_into_closed_time(hub: Hub) -> None:
    doctor = await open_hours(hub)
    reception, patient = await hub.sign_in("receptionist"), await hub.sign_in("patient")
    at = await in_days(hub)
    made = await booked(patient, doctor, at, reason="A cough")
    near = (datetime.fromisoformat(at) + timedelta(minutes=10)).isoformat()
    moved = (await reception.post(f"/api/appointments/{made['id']}/move", {"starts_at": near})).data
    assert (await patient.get(f"/api/appointments/{moved['id']}"))["reason"] == "A cough"
    await patient.post(f"/api/appointments/{moved['id']}/move", {"starts_at": near}, expect=403)
    again = await reception.post(f"/api/appointments/{made['id']}/move", {"starts_at": at}, expect=409)
    assert again.code == "not_booked"
    await booked(await hub.sign_in("patient", "Other"), doctor, await in_days(hub, at=time(12)))
    taken = {"starts_at": await in_days(hub, at=time(12))}
    assert (await reception.post(f"/api/appointments/{moved['id']}/move", taken, expect=409)).code == "slot_taken"
    await reception.post("/api/hours/exceptions", {"practitioner_id": str(doctor), "day": at[:10], "starts": "14:00",
                                                   "ends": "16:00"}, expect=201)  # fmt: skip
    shut = {"starts_at": await in_days(hub, at=time(14, 20))}
    assert (await reception.post(f"/api/appointments/{moved['id']}/move", shut, expect=422)).code == "closed"
    # The patient moves it himself to a time that touches his own: his hold may overlap what it replaces.
    kept = await hold(patient, await open_hours(hub, "Bea"), at, replaces=moved["id"])
    body = {"hold_id": kept["hold_id"], "replaces": moved["id"]}
    assert (await patient.post("/api/appointments", body, expect=201))["replaces_id"] == moved["id"]


async def test_walk_in_and_overbooking(hub: Hub) -> None:
    doctor = await open_hours(hub)
    reception = await hub.sign_in("receptionist")
    wanted = {"specialty": "family_medicine", "patient_id": await a_patient(hub), "reason": "Cut finger"}
    here = (await reception.post("/api/appointments/walk-in", wanted, expect=201)).data
    assert (here["status"], here["booking"]) == ("arrived", "walk_in") and here["clinician"]["id"] == str(doctor)
    assert (await reception.post("/api/appointments/walk-in", wanted, expect=409)).code == "patient_busy"
    at = await in_days(hub)
    await booked(await hub.sign_in("patient"), doctor, at)
    over = {"practitioner_id": str(doctor), "starts_at": at, "why": "Sent by the emergency room"}
    for _ in range(2):
        made = await reception.post("/api/appointments/overbook", {**over, "patient_id": await a_patient(hub)},
                                    expect=201)  # fmt: skip
        assert made["booking"] == "overbooked"
    full = await reception.post("/api/appointments/overbook", {**over, "patient_id": await a_patient(hub)}, expect=409)
    assert full.code == "overbook_cap"
    mute = {**over, "patient_id": await a_patient(hub), "why": "x"}
    await reception.post("/api/appointments/overbook", mute, expect=422)
    await (await hub.sign_in("doctor")).post("/api/appointments/overbook", over | {"patient_id": str(uuid4())},
                                             expect=403)  # fmt: skip


async def test_the_best_clinician_is_explained(hub: Hub) -> None:
    ada, bea = await open_hours(hub, "Ada"), await open_hours(hub, "Bea")
    patient, at = await hub.sign_in("patient"), await in_days(hub)
    made = await booked(patient, bea, at)
    async with hub.transaction() as db:
        from hub.scheduling import actions
        from hub.scheduling.models import AppointmentStatus

        await actions.change(db, UUID(made["id"]), AppointmentStatus.fulfilled, actor=SYSTEM)
    items = (await patient.get("/api/slots/best", specialty="family_medicine", kind="in_person"))["items"]
    assert [one["clinician"]["id"] for one in items] == [str(bea), str(ada)]
    assert items[0]["reasons"]["continuity"] == 30 and items[1]["reasons"]["continuity"] == 0
    assert items[0]["points"] == sum(items[0]["reasons"].values())


async def test_leave_strands_appointments_and_they_are_moved_or_offered(hub: Hub) -> None:
    ada = await open_hours(hub, "Ada")
    await open_hours(hub, "Bea")
    reception = await hub.sign_in("receptionist")
    one, two = await hub.sign_in("patient", "One"), await hub.sign_in("patient", "Two")
    at, next_day = await in_days(hub), await in_days(hub, 3)
    first, second = await booked(one, ada, at), await booked(two, ada, next_day)
    away = {"practitioner_id": str(ada), "first_day": at[:10], "last_day": next_day[:10], "reason": "Ill"}
    taken = (await reception.post("/api/closures", away, expect=201)).data
    assert (taken["days"], taken["displaced"]) == (2, 2)
    assert (await reception.get("/api/closures"))["items"][0]["last_day"] == next_day[:10]
    assert not await free_at(one, ada, await in_days(hub, at=time(11)))
    with counted(hub.database) as statements:
        stranded = (await reception.get("/api/displaced"))["items"]
    assert len(statements) <= 12, len(statements)
    assert [row["appointment"]["id"] for row in stranded] == [first["id"], second["id"]]
    assert all(len(row["times"]) == 3 for row in stranded)
    best = stranded[0]["times"][0]
    there = {"practitioner_id": best["clinician"]["id"], "starts_at": best["starts_at"]}
    moves = [{"appointment_id": first["id"], **there},
             {"appointment_id": str(uuid4()), "practitioner_id": str(ada), "starts_at": at}]  # fmt: skip
    outcomes = (await reception.post("/api/displaced/move", {"moves": moves}))["items"]
    assert [row["code"] for row in outcomes] == ["", "not_found"], "one that cannot be moved keeps nobody else back"
    asked = (await reception.post("/api/displaced/offer", {"appointment_ids": [second["id"]]}))["items"]
    assert asked[0]["code"] == ""
    twice = (await reception.post("/api/displaced/offer", {"appointment_ids": [second["id"]]}))["items"]
    assert twice[0]["code"] == "already_offered"
    assert (await reception.get("/api/displaced"))["items"][0]["offer_until"] is not None
    mine = (await two.get("/api/offers"))["items"][0]
    assert mine["replaces_id"] == second["id"]
    made = (await two.post(f"/api/offers/{mine['id']}/accept", {})).data
    assert made["replaces_id"] == second["id"] and (await reception.get("/api/displaced"))["items"] == []


async def test_holidays_and_templates(hub: Hub) -> None:
    doctor = await open_hours(hub)
    admin, reception = await hub.sign_in("admin"), await hub.sign_in("receptionist")
    at = await in_days(hub)
    assert await free_at(reception, doctor, at)
    shut = (await admin.post("/api/holidays", {"day": at[:10], "name": "Founders' day"}, expect=201)).data
    again = await admin.post("/api/holidays", {"day": at[:10], "name": "Again"}, expect=409)
    assert again.code == "holiday_known" and not await free_at(reception, doctor, at)
    await admin.delete(f"/api/holidays/{shut['id']}")
    assert await free_at(reception, doctor, at)
    week = {"name": "Mornings", "hours": [{"weekday": day, "starts": "08:00", "ends": "12:00"} for day in range(7)]}
    made = (await admin.post("/api/schedule-templates", week, expect=201)).data
    twice = {"name": "Bad", "hours": [*week["hours"], {"weekday": 0, "starts": "11:00", "ends": "13:00"}]}
    assert (await admin.post("/api/schedule-templates", twice, expect=422)).code == "hours_overlap"
    await admin.post(f"/api/schedule-templates/{made['id']}/apply",
                     {"practitioner_ids": [str(doctor)], "valid_from": at[:10]})  # fmt: skip
    assert await free_at(reception, doctor, at) and not await free_at(
        reception, doctor, await in_days(hub, at=time(15))
    )
    policy = await admin.get("/api/booking-policy")
    fees = {name: value for name, value in policy.data.items() if name != "currency"} | {"late_cancel_fee_minor": 2500}
    assert (await admin.put("/api/booking-policy", fees))["late_cancel_fee_minor"] == 2500
    patient = await hub.sign_in("patient")
    soon = await booked(patient, doctor, await in_days(hub))
    with travel(datetime.fromisoformat(soon["starts_at"]) - now() - timedelta(hours=2)):
        patient = await hub.sign_in("patient")
        await patient.post(f"/api/appointments/{soon['id']}/cancel", {})
    await hub.publish()
    due = next(fact["payload"] for fact in hub.facts if fact["kind"] == "AppointmentFeeDue")
    assert (due["why"], due["minor"]) == ("late_cancel", 2500)


async def test_a_series_is_checked_whole_and_changes_one_or_the_rest(hub: Hub) -> None:
    doctor = await open_hours(hub)
    reception, who = await hub.sign_in("receptionist"), await a_patient(hub)
    first = (await in_days(hub, 7))[:10]
    wanted = {"patient_id": who, "practitioner_id": str(doctor), "first": first, "at": "10:00", "count": 5}
    last = await in_days(hub, 7 + 28)
    blocker = await booked(await hub.sign_in("patient"), doctor, last)
    planned = (await reception.post("/api/series/plan", wanted))["items"]
    assert [one["code"] for one in planned] == ["", "", "", "", "slot_taken"], "the last one is looked at, too"
    refused = await reception.post("/api/series", wanted, expect=409)
    assert refused.code == "series_conflict" and refused["days"] == [{"day": last[:10], "code": "slot_taken"}]
    assert (await hub.sql("SELECT count(*) AS n FROM appointment"))[0].n == 1
    made = (await reception.post("/api/series", {**wanted, "skip_taken": True}, expect=201)).data
    assert len(made["appointments"]) == 4 and [one["day"] for one in made["skipped"]] == [last[:10]]
    one = made["appointments"][1]
    moved = (await reception.post(f"/api/appointments/{one['id']}/move", {"starts_at": await in_days(hub, 15)})).data
    assert moved["series_id"] == made["id"]
    change = {"since": made["appointments"][2]["starts_at"], "at": "10:20", "shift_days": 1}
    changed = (await reception.post(f"/api/series/{made['id']}/change", change)).data["appointments"]
    days = [date.fromisoformat(first) + timedelta(days=n) for n in (0, 8, 15, 22)]
    async with hub.reading() as db:
        zone = await house.zone(db)
    local = [datetime.fromisoformat(row["starts_at"]).astimezone(zone) for row in changed]
    assert [row.date() for row in local] == days
    assert [row.strftime("%H:%M") for row in local] == ["10:00", "10:00", "10:20", "10:20"], "across a change of clocks"
    # The third would stand where somebody else is: then none of them moves.
    stop = {"since": changed[2]["starts_at"], "at": "10:00", "shift_days": 6}
    await booked(
        await hub.sign_in("patient", "X"), doctor, (local[2] + timedelta(days=6)).replace(minute=0).isoformat()
    )
    assert (await reception.post(f"/api/series/{made['id']}/change", stop, expect=409)).code == "series_conflict"
    rest = await reception.post(f"/api/series/{made['id']}/cancel", {"since": changed[1]["starts_at"]})
    assert rest["cancelled"] == 3
    left = (await reception.get(f"/api/series/{made['id']}"))["appointments"]
    assert [row["id"] for row in left] == [changed[0]["id"]]
    stranger = await hub.sign_in("patient", "Stranger")
    await stranger.get(f"/api/series/{made['id']}", expect=404)
    assert blocker["status"] == "booked"


async def test_hours_of_a_new_clinician_on_several_days_at_once(hub: Hub) -> None:
    async with hub.transaction() as db:
        doctor = (await clinicians.practitioner(db)).id
    admin = await hub.sign_in("admin")
    path = f"/api/practitioners/{doctor}/hours"
    assert (await admin.get(path))["hours"] == [], "nothing yet is no error"
    await admin.get(f"/api/practitioners/{uuid4()}/hours", expect=404)
    wanted = {"practitioner_id": str(doctor), "weekdays": [0, 1, 2, 3, 4, 4], "starts": "09:00", "ends": "12:00"}
    added = (await admin.post("/api/hours", wanted, expect=201))["items"]
    assert [row["weekday"] for row in added] == [0, 1, 2, 3, 4]
    again = await admin.post("/api/hours", {**wanted, "weekdays": [6, 4]}, expect=409)
    assert again.code == "hours_overlap" and len((await admin.get(path))["hours"]) == 5, "all of them or none"
    for bad in ([], [7], [-1], ["Monday"]):
        await admin.post("/api/hours", {**wanted, "weekdays": bad}, expect=422)
