"""What the desk decides and what links do: rooms, overbooking, why a clinician suits, moving by link, fees."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from hub.billing import fees
from hub.core.actor import SYSTEM
from hub.core.clock import now, travel
from hub.scheduling import actions, due, links
from hub.scheduling.models import AppointmentStatus
from tests.counting import counted
from tests.hub.scheduling.test_booking import booked, hold, in_days, open_hours
from tests.hub.scheduling.test_placing import a_patient, room
from tests.hub_fixture import Hub

pytestmark = pytest.mark.usefixtures("daytime")


async def test_rooms_and_devices_are_offered_kept_and_given_back(hub: Hub) -> None:
    doctor, reception = await open_hours(hub), await hub.sign_in("receptionist")
    one, device = await room(hub), await room(hub, "equipment")
    at = await in_days(hub)
    until = (datetime.fromisoformat(at) + timedelta(minutes=20)).isoformat()
    kept = await hold(reception, doctor, at, patient_id=await a_patient(hub))
    body = {"hold_id": kept["hold_id"], "resources": [one, one, device]}
    made = (await reception.post("/api/appointments", body, expect=201)).data

    async def free(**more: Any) -> dict[str, bool]:
        items = (await reception.get("/api/resources", starts_at=at, ends_at=until, **more))["items"]
        return {row["id"]: row["free"] for row in items}

    assert await free() == {one["id"]: False, device["id"]: False}
    assert await free(appointment_id=made["id"]) == {one["id"]: True, device["id"]: True}
    path = f"/api/appointments/{made['id']}/resources"
    assert [row["kind"] for row in (await reception.get(path))["items"]] == ["room", "equipment"]
    left = await reception.put(path, {"resources": [device]})
    assert [row["id"] for row in left["items"]] == [device["id"]] and (await free())[one["id"]]
    bea = await open_hours(hub, "Bea")
    other = await hold(reception, bea, at, patient_id=await a_patient(hub))
    await reception.post("/api/appointments", {"hold_id": other["hold_id"], "resources": [one]}, expect=201)
    assert (await reception.put(path, {"resources": [one, device]}, expect=409)).code == "resource_taken"
    assert [row["id"] for row in (await reception.get(path))["items"]] == [device["id"]], "a refusal changes nothing"
    backwards = await reception.get("/api/resources", starts_at=until, ends_at=at, expect=422)
    assert backwards.code == "invalid"
    await reception.post(f"/api/appointments/{made['id']}/cancel", {"reason": "Ill"})
    assert (await reception.put(path, {"resources": []}, expect=409)).code == "not_booked"


async def test_an_overbooked_time_says_why_and_the_board_counts(hub: Hub) -> None:
    doctor, reception = await open_hours(hub), await hub.sign_in("receptionist")
    at = await in_days(hub)
    await booked(await hub.sign_in("patient"), doctor, at)
    over = {"practitioner_id": str(doctor), "starts_at": at, "why": "Sent by the emergency room",
            "patient_id": await a_patient(hub), "resources": [await room(hub)]}  # fmt: skip
    made = (await reception.post("/api/appointments/overbook", over, expect=201)).data
    assert made["booking_reason"] == "Sent by the emergency room"
    said = await reception.get("/api/overbooking", practitioner_id=doctor, day=at[:10])
    assert said.data == {"used": 1, "cap": 2}
    board = await reception.get("/api/board", day=at[:10])
    column = next(one for one in board["columns"] if one["clinician"]["id"] == str(doctor))
    assert (column["overbooked"], board["overbook_cap"]) == (1, 2)
    row = next(one for one in column["rows"] if one["id"] == made["id"])
    assert row["booking_reason"] == over["why"] and len(row["resources"]) == 1
    doctor_reads = await (await hub.sign_in("doctor")).get(f"/api/appointments/{made['id']}")
    assert doctor_reads["booking_reason"] == over["why"]
    await (await hub.sign_in("patient")).get("/api/overbooking", practitioner_id=doctor, day=at[:10], expect=403)


async def test_a_suggestion_says_why(hub: Hub) -> None:
    ada, _ = await open_hours(hub, "Ada"), await open_hours(hub, "Bea")
    patient, reception = await hub.sign_in("patient"), await hub.sign_in("receptionist")
    for days in (1, 2):
        made = await booked(patient, ada, await in_days(hub, days))
        async with hub.transaction() as db:
            await actions.change(db, UUID(made["id"]), AppointmentStatus.fulfilled, actor=SYSTEM)
    best = (await patient.get("/api/slots/best", specialty="family_medicine", kind="in_person"))["items"]
    assert best[0]["clinician"]["id"] == str(ada) and best[0]["because"][0] == "continuity"
    assert "continuity" not in best[1]["because"] and "soon" in best[1]["because"]
    desk = await reception.get("/api/slots/best", specialty="family_medicine", patient_id=patient.patient_id)
    assert desk["items"][0]["because"][0] == "continuity"


async def test_a_link_moves_once_and_keeps_what_was_said(hub: Hub) -> None:
    doctor, patient = await open_hours(hub), await hub.sign_in("patient")
    made = await booked(patient, doctor, await in_days(hub), reason="A cough")
    nobody = hub.client()
    token = links.token(UUID(made["id"]), links.Purpose.move)
    path = f"/api/appointment-links/{token}"
    assert (await nobody.get(path))["open"]
    assert (await nobody.post(path, {}, expect=422)).code == "time_needed"
    days = (await nobody.get(f"{path}/slots", days=7))["days"]
    target = next(slot["starts_at"] for day in days[3:] for slot in day["slots"])
    for _ in range(2):  # a press that is repeated moves nothing twice
        said = await nobody.post(f"{path}/move", {"starts_at": target})
        assert (said["status"], said["moved_to"], said["open"]) == ("cancelled", target, False)
    assert (await nobody.post(f"{path}/move", {"starts_at": await in_days(hub, 6)}, expect=410)).code == "link_over"
    await nobody.get(f"{path}/slots", expect=410)
    old = await patient.get(f"/api/appointments/{made['id']}")
    new = await patient.get(f"/api/appointments/{old['moved_to']}")
    assert (new["replaces_id"], new["reason"], new["starts_at"]) == (made["id"], "A cough", target)
    assert len((await patient.get(f"/api/appointments/{new['id']}/history"))["items"]) == 1
    cancel = links.token(UUID(new["id"]), links.Purpose.cancel)
    await nobody.get(f"/api/appointment-links/{cancel}/slots", expect=404)
    await nobody.post(f"/api/appointment-links/{cancel}/move", {"starts_at": target}, expect=404)
    taken = await booked(await hub.sign_in("patient", "Other"), doctor, await in_days(hub, 5))
    fresh = links.token(UUID(new["id"]), links.Purpose.move)
    late = {"starts_at": taken["starts_at"]}
    assert (await nobody.post(f"/api/appointment-links/{fresh}/move", late, expect=409)).code == "slot_taken"
    assert (await patient.get(f"/api/appointments/{new['id']}"))["status"] == "booked", "nothing is lost"


async def _policy(hub: Hub, **changes: int) -> None:
    admin = await hub.sign_in("admin")
    policy = await admin.get("/api/booking-policy")
    await admin.put("/api/booking-policy", {k: v for k, v in policy.data.items() if k != "currency"} | changes)


async def test_a_late_cancellation_and_a_no_show_are_billed_once(hub: Hub) -> None:
    doctor, patient = await open_hours(hub), await hub.sign_in("patient")
    await _policy(hub, late_cancel_hours=24, late_cancel_fee_minor=2500, no_show_fee_minor=4000)
    early, late = (
        await booked(patient, doctor, await in_days(hub, 5)),
        await booked(patient, doctor, await in_days(hub, 3)),
    )
    assert (await patient.get(f"/api/appointments/{early['id']}"))["cancel_fee"] is None
    await patient.post(f"/api/appointments/{early['id']}/cancel", {"reason": ""})
    missed = await booked(await hub.sign_in("patient", "Missed"), doctor, await in_days(hub, 2))
    starts = datetime.fromisoformat(late["starts_at"])
    with travel(datetime.fromisoformat(missed["ends_at"]) + timedelta(hours=2) - now()):
        async with hub.transaction() as db:
            await due.mark_no_shows(db)
    with travel(starts - timedelta(hours=3) - now()):
        patient = await hub.sign_in("patient")
        assert (await patient.get(f"/api/appointments/{late['id']}"))["cancel_fee"] == {
            "minor": 2500,
            "currency": "USD",
        }
        no = f"/api/appointment-links/{links.token(UUID(late['id']), links.Purpose.cancel)}"
        assert (await hub.client().get(no))["fee"]["minor"] == 2500
        await hub.client().post(no, {})
        await hub.run_jobs()
    async with hub.transaction() as db:  # a fact that is heard twice
        who = patient.patient_id
        assert await fees.bill(db, UUID(late["id"]), "late_cancel", 2500, patient_id=who, actor=SYSTEM) is None
    bills = await hub.sql("SELECT reason, total FROM invoice ORDER BY total")
    assert [(row.reason, row.total) for row in bills] == [("late_cancel", 2500), ("no_show", 4000)]
    books = await hub.sql("SELECT account_code, sum(minor) AS n FROM posting GROUP BY 1 ORDER BY 1")
    assert [(row.account_code, row.n) for row in books] == [("ar:patient", 6500), ("revenue:fees", -6500)]


async def test_b84_a_month_of_free_times_costs_the_same_however_many_work(hub: Hub) -> None:
    """And the month is read by its beginning: years of appointments before it are not looked at."""
    doctors = [await open_hours(hub, name) for name in ("Ada", "Bea", "Cid")]
    patient = await hub.sign_in("patient")
    await booked(patient, doctors[0], await in_days(hub))
    found = []
    for whom in ({"practitioner_id": doctors[0]}, {"specialty": "family_medicine"}):
        with counted(hub.database) as statements:
            page = await patient.get("/api/slots", days=31, kind="in_person", **whom)
        assert sum(len(day["slots"]) for day in page["days"]) > 1000
        found.append(len(statements))
    assert found[0] == found[1] <= 6, found
    assert any("lower(appointment.during)" in text for text in statements), "read by the beginning, which is indexed"


async def test_times_that_nobody_can_mean_are_refused_in_words(hub: Hub) -> None:
    doctor, patient = await open_hours(hub), await hub.sign_in("patient")
    made = await booked(patient, doctor, await in_days(hub))
    reception = await hub.sign_in("receptionist")
    for far in ("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:00"):
        said = await reception.post(f"/api/appointments/{made['id']}/move", {"starts_at": far}, expect=422)
        assert said.code == "invalid"
        over = {"practitioner_id": str(doctor), "patient_id": made["patient"]["id"], "why": "Urgent", "starts_at": far}
        await reception.post("/api/appointments/overbook", over, expect=422)
    number = await reception.post("/api/queue/tickets", {"category": "W"}, expect=201)
    away = {"category": "W", "practitioner_id": "00000000-0000-0000-0000-000000000000"}
    await reception.post(f"/api/queue/tickets/{number['id']}/transfer", away, expect=404)
