"""Arrival, numbers, calling, screens and card photos, over HTTP."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from hub.core.actor import SYSTEM
from hub.core.clock import local_day, now, travel
from hub.frontdesk import rules, views
from hub.frontdesk.models import QueueTicket
from hub.identity import house
from hub.patients.models import Patient
from hub.staff import queries as staff
from tests.counting import counted
from tests.factories import staff as clinicians
from tests.hub.scheduling.test_booking import booked, in_days, open_hours
from tests.hub_fixture import Client, Hub

pytestmark = pytest.mark.usefixtures("daytime")

JPEG = b"\xff\xd8\xff\xe0" + bytes(2000)


async def soon(hub: Hub, client: Client, doctor: UUID) -> Any:
    """Booked for the first free time from now on."""
    days = (await client.get("/api/slots", practitioner_id=doctor, days=2, kind="in_person"))["days"]
    return await booked(client, doctor, next(slot["starts_at"] for day in days for slot in day["slots"]))


async def a_point(client: Client, name: str, categories: str = "AW", **more: Any) -> str:
    for code, title in zip("AW", ("Appointments", "Walk-in"), strict=True):
        await client.call("PUT", "/api/queue/categories", json={"code": code, "name": title}, expect=200)
    body = {"name": name, "categories": list(categories), **more}
    return str((await client.post("/api/queue/points", body, expect=201))["id"])


async def test_from_the_phone_to_the_room(hub: Hub) -> None:
    doctor = await open_hours(hub)
    patient, reception, stranger = [await hub.sign_in(*who) for who in (
        ("patient",), ("receptionist",), ("patient", "Stranger"))]  # fmt: skip
    made = await soon(hub, patient, doctor)
    room = await a_point(reception, "Room 1", practitioner_id=str(doctor))
    await stranger.post(f"/api/appointments/{made['id']}/check-in", {}, expect=404)
    before = await patient.get(f"/api/appointments/{made['id']}/ticket")
    assert before["ticket"] is None and len(before["check_in_code"]) == 6
    mine = await patient.post(f"/api/appointments/{made['id']}/check-in", {})
    assert mine["ticket"]["code"] == "A001" and mine["estimate"]["basis"] == "usual"
    again = await patient.post(f"/api/appointments/{made['id']}/check-in", {})
    assert again["ticket"]["id"] == mine["ticket"]["id"]
    assert (await patient.get(f"/api/appointments/{made['id']}"))["status"] == "arrived"
    await hub.run_jobs()  # the reaction to the arrival makes no second number
    with counted(hub.database) as statements:
        board = await reception.get("/api/board")
    assert len(statements) <= 12, len(statements)
    row = next(row for column in board["columns"] for row in column["rows"])
    assert (row["stage"], row["ticket"]["code"]) == ("waiting", "A001")
    called = await reception.post("/api/queue/next", {"service_point_id": room})
    assert called["code"] == "A001" and called["status"] == "called"
    path = f"/api/queue/tickets/{called['id']}"
    await reception.post(f"{path}/status", {"status": "serving"})
    assert (await reception.post("/api/queue/next", {"service_point_id": room}, expect=409)).code == "nobody_waits"
    tickets = (await reception.get("/api/queue"))["tickets"]
    assert tickets == [], "who was served is done, although nobody came next"
    bad = await reception.post(f"{path}/status", {"status": "serving"}, expect=409)
    assert bad.code == "illegal_move"
    await patient.get("/api/queue", expect=403)
    await patient.get("/api/board", expect=403)


async def test_paper_and_phone_say_the_wait_that_the_list_says(hub: Hub) -> None:
    """Before one is whom the desk calls first; nobody of an earlier hour and a lower rank, one of the same hour."""
    async with hub.transaction() as db:
        ada, ben = [(await clinicians.practitioner(db)).id for _ in range(2)]
        facility, moment = (await staff.facility(db)).id, now()
        day = local_day(moment, await house.zone(db))
        line = [(None, 2, 0), (ada, 2, 5), (ada, 2, 5), (ben, 2, 5), (None, 1, 9), (ben, 2, 7), (ada, 1, 30)]
        for n, (whose, rank, minutes) in enumerate(line, 1):
            db.add(QueueTicket(
                id=UUID(int=n), facility_id=facility, day=day, category="A", number=n, priority=rank,
                practitioner_id=whose,
                due_at=moment + timedelta(minutes=minutes),
            ))  # fmt: skip
    async with hub.reading() as db:
        listed = {row.id: row for row in (await views.queue(db, SYSTEM)).tickets}
        assert {row.code: row.estimate.ahead for row in listed.values() if row.estimate} == {
            "A005": 0, "A007": 1, "A001": 2, "A002": 3, "A003": 4, "A004": 2, "A006": 3,
        }  # fmt: skip
        for ticket in await db.scalars(select(QueueTicket)):
            assert await views.estimate(db, ticket) == listed[ticket.id].estimate, ticket.code


async def test_too_early_and_too_late(hub: Hub) -> None:
    doctor = await open_hours(hub)
    made = await booked(await hub.sign_in("patient"), doctor, await in_days(hub))
    path = f"/api/appointments/{made['id']}/check-in"
    assert (await (await hub.sign_in("patient")).post(path, {}, expect=409)).code == "too_early"
    starts = datetime.fromisoformat(made["starts_at"]) - now()
    with travel(starts + timedelta(hours=3)):
        assert (await (await hub.sign_in("patient")).post(path, {}, expect=409)).code == "too_late"
    with travel(starts - timedelta(minutes=30)):
        assert (await (await hub.sign_in("patient")).post(path, {}))["ticket"]["code"] == "A001"


async def test_two_places_never_call_one_person_and_the_line_is_fair(hub: Hub) -> None:
    reception = await hub.sign_in("receptionist")
    one, two = await a_point(reception, "Desk 1"), await a_point(reception, "Desk 2", "A")
    codes = [(await reception.post("/api/queue/tickets", {"category": c}, expect=201))["code"] for c in "WAWA"]
    assert codes == ["W001", "A001", "W002", "A002"]
    replies = await asyncio.gather(*(
        reception.call("POST", "/api/queue/next", json={"service_point_id": point}, expect=200) for point in (one, two)
    ))  # fmt: skip
    assert len({reply["id"] for reply in replies}) == 2
    await reception.call(
        "PUT", "/api/queue/categories", json={"code": "W", "name": "Walk-in", "priority": 1}, expect=200
    )
    line = [row["code"] for row in (await reception.get("/api/queue"))["tickets"] if row["status"] == "waiting"]
    assert len(line) == 2
    missing = next(row for row in (await reception.get("/api/queue"))["tickets"] if row["status"] == "called")
    path = f"/api/queue/tickets/{missing['id']}"
    await reception.post(f"{path}/status", {"status": "skipped"})
    assert (await reception.post(f"{path}/call", {"service_point_id": one}))["calls"] == 2, "called again"
    sent = await reception.post(f"{path}/transfer", {"category": "W"})
    assert sent["status"] == "waiting" and sent["code"].startswith("W")
    with travel(timedelta(days=1)):
        reception = await hub.sign_in("receptionist")
        fresh = await reception.post("/api/queue/tickets", {"category": "W"}, expect=201)
        assert fresh["code"] == "W001", "numbers begin anew each day"
        assert [row["code"] for row in (await reception.get("/api/queue"))["tickets"]] == ["W001"]


async def screen(client: Client, kind: str) -> dict[str, str]:
    made = await client.post("/api/screens", {"kind": kind, "name": kind}, expect=201)
    return {"X-Screen-Token": made["url"].partition("#")[2], "id": made["screen"]["id"]}


async def test_a_display_shows_numbers_and_no_names(hub: Hub) -> None:
    doctor = await open_hours(hub)
    patient, reception = await hub.sign_in("patient"), await hub.sign_in("receptionist")
    made = await soon(hub, patient, doctor)
    await patient.post(f"/api/appointments/{made['id']}/check-in", {})
    room = await a_point(reception, "Room 1")
    await reception.post("/api/queue/next", {"service_point_id": room})
    device, nobody = await screen(reception, "display"), hub.client()
    token = {"X-Screen-Token": device["X-Screen-Token"]}
    shown = (await nobody.call("GET", "/api/display", headers=token, expect=200)).data
    assert [(one["code"], one["point"], one["fresh"]) for one in shown["called"]] == [("A001", "Room 1", True)]
    assert made["patient"]["name"] not in str(shown) and made["clinician"]["name"] not in str(shown)
    await nobody.get("/api/display", expect=401)
    kiosk = await nobody.call("POST", "/api/kiosk/find", json={"birth_date": "1980-01-01", "key": "W-000001"},
                              headers=token, expect=401)  # fmt: skip
    assert kiosk.code == "unknown_screen", "a display is no kiosk"
    await reception.delete(f"/api/screens/{device['id']}")
    await nobody.call("GET", "/api/display", headers=token, expect=401)


async def test_b17_a_kiosk_finds_only_whom_both_facts_name_and_tells_no_name(hub: Hub) -> None:
    doctor = await open_hours(hub)
    patient, reception = await hub.sign_in("patient"), await hub.sign_in("receptionist")
    made = await soon(hub, patient, doctor)
    async with hub.reading() as db:
        person = await db.get_one(Patient, patient.patient_id)
    device, nobody = await screen(reception, "kiosk"), hub.client()
    token = {"X-Screen-Token": device["X-Screen-Token"]}

    async def find(birth: object, key: str, expect: int) -> Any:
        body = {"birth_date": str(birth), "key": key}
        return await nobody.call("POST", "/api/kiosk/find", json=body, headers=token, expect=expect)

    unknown = await find(person.birth_date, "W-999999", 404)
    wrong = await find("1901-01-01", person.number, 404)
    assert unknown.data == wrong.data and unknown.code == "kiosk_unknown"
    code = (await patient.get(f"/api/appointments/{made['id']}/ticket"))["check_in_code"]
    assert (await find(person.birth_date, code, 200))["items"][0]["appointment_id"] == made["id"]
    found = (await find(person.birth_date, person.number.lower(), 200)).data
    assert person.family not in str(found) and person.given not in str(found)
    wanted = {"token": found["token"], "appointment_id": made["id"]}
    other = await screen(reception, "kiosk")
    stolen = await nobody.call("POST", "/api/kiosk/check-in", json=wanted, expect=404,
                               headers={"X-Screen-Token": other["X-Screen-Token"]})  # fmt: skip
    assert stolen.code == "kiosk_unknown"
    forged = found["token"][:-1] + ("1" if found["token"][-1] == "0" else "0")
    for bad in ("", "x" * 120, forged, "é.1"):
        await nobody.call("POST", "/api/kiosk/check-in", json={**wanted, "token": bad}, headers=token, expect=404)
    with travel(timedelta(seconds=200)):
        late = await nobody.call("POST", "/api/kiosk/check-in", json=wanted, headers=token, expect=404)
        assert late.code == "kiosk_over"
    await nobody.get("/api/kiosk", expect=401)
    stands = (await nobody.call("GET", "/api/kiosk", headers=token, expect=200)).data
    assert stands["country"] == "US", "the custom by which a date is asked for"
    here = (await nobody.call("POST", "/api/kiosk/check-in", json=wanted, headers=token, expect=200)).data
    assert (here["code"], here["queue"], here["estimate"]["ahead"]) == ("A001", "Appointments", 0)
    listed = (await reception.get("/api/queue"))["tickets"]
    assert [row["estimate"] for row in listed] == [here["estimate"]], "paper and list say the same"
    for n in range(4):
        last = await nobody.call("POST", "/api/kiosk/find", json={"birth_date": "1950-01-01", "key": "W-123456"},
                                 headers=token, expect=0)  # fmt: skip
        assert last.status == 404, n
    for _ in range(3):
        last = await nobody.call("POST", "/api/kiosk/find", json={"birth_date": "1950-01-01", "key": "W-123456"},
                                 headers=token, expect=0)  # fmt: skip
    assert last.status == 429, "guessing ends"


async def test_card_photos(hub: Hub) -> None:
    patient, stranger = await hub.sign_in("patient"), await hub.sign_in("patient", "Stranger")
    path = f"/api/patients/{patient.patient_id}/insurance-cards"
    sent: dict[str, Any] = {"data": JPEG, "query": {"side": "front"}, "headers": {"Content-Type": "image/jpeg"}}
    made = await patient.call("POST", path, expect=201, **sent)
    await stranger.call("POST", path, expect=404, **sent)
    bad = await patient.call("POST", path, expect=422, **{**sent, "data": b"<svg onload=alert(1)>"})
    assert bad.code == "not_a_photo"
    await patient.call("POST", path, expect=413, **{**sent, "data": JPEG + bytes(8_000_000)})
    photo = await patient.get(f"/api/insurance-cards/{made['id']}/image")
    assert photo.raw == JPEG and photo.headers["Content-Type"] == "image/jpeg"
    await stranger.get(f"/api/insurance-cards/{made['id']}/image", expect=404)
    assert made["checked_at"] is None, "what a patient sends in is compared by the desk"
    await patient.post(f"/api/insurance-cards/{made['id']}/check", {}, expect=403)
    reception = await hub.sign_in("receptionist")
    for _ in range(2):
        assert (await reception.post(f"/api/insurance-cards/{made['id']}/check", {}))["checked_at"] is not None
    assert (await reception.call("POST", path, expect=201, **sent))["checked_at"] is not None, "the desk sees the card"
    seen = await hub.sql("SELECT action FROM audit_event WHERE entity = 'insurance_card' ORDER BY id")
    assert [row.action for row in seen] == ["create", "read", "update", "create"]


MINUTES = st.lists(st.integers(-5, 400).map(lambda n: timedelta(minutes=n)), max_size=30)


@given(st.integers(0, 50), st.integers(0, 9), MINUTES, MINUTES)
def test_estimates_never_shrink_with_more_people_nor_grow_with_more_places(
    ahead: int, points: int, today: list[timedelta], before: list[timedelta]
) -> None:
    found = rules.estimate(ahead, points, today, before)
    assert found.minutes >= 0 and (ahead or found.minutes == 0) and 0 < found.pace_minutes <= 180
    assert rules.estimate(ahead + 1, points, today, before).minutes >= found.minutes
    assert rules.estimate(ahead, points + 1, today, before).minutes <= found.minutes
    assert found.served == 0 or found.served >= rules.ENOUGH
