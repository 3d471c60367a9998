"""No page asks PostgreSQL more than twelve questions: what `bench http` measures, counted in round trips."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import time
from typing import Any

from tests.counting import counted
from tests.factories import encounters, identity, patients, scheduling
from tests.hub_fixture import Client, Hub
from workflows import diagrams

MOST = 12
ROWS = MOST + 1
"""So many on each page: one question for each of them would be too many."""
PASSWORD = "grey walrus tidy canyon"
ANN = {"email": "ann@example.org", "password": PASSWORD}


async def asks(hub: Hub, name: str, page: Awaitable[Any]) -> Any:
    """What the page answers, having asked at most so much."""
    with counted(hub.database) as seen:
        reply = await page
    assert 0 < len(seen) <= MOST, (name, len(seen), seen)
    return reply


async def test_b84_no_page_asks_more_than_twelve_questions(hub: Hub) -> None:
    desk, admin, doctor = await hub.sign_in("receptionist"), await hub.sign_in("admin"), await hub.sign_in("doctor")
    patient, whom = await hub.actor("patient"), doctor.practitioner_id
    async with hub.transaction() as db:
        await identity.user(db, "receptionist", email=ANN["email"], password=PASSWORD)
        await scheduling.hours(db, whom)
        visit = await encounters.encounter(db, patient, doctor.actor)
        named = [await patients.patient(db, account=False, given="Ada", family="Lovelace", phone=f"+121255501{n:02}")
                 for n in range(ROWS)]  # fmt: skip
        starts = [await scheduling.a_time(db, at=time(10 + n // 3, n % 3 * 20)) for n in range(ROWS)]
    chart, allergies = f"/api/encounters/{visit.id}", f"/api/patients/{patient.patient_id}/allergies"
    for n in range(ROWS):
        await doctor.post(allergies, {"substance": f"Substance {n}"}, expect=201)
    note = (await doctor.get(chart))["note"]
    async with hub.reading() as db:  # a process reads a drawing once in its life: no other test may have needed it yet
        await diagrams.diagram(db, await diagrams.active_id(db, "clinic_visit"))
    for person in (desk, admin):  # the first request of a session also notes its activity
        await person.get("/api/session")

    browser = hub.client()
    await asks(hub, "sign in", browser.post("/api/session", ANN, expect=201))
    await asks(hub, "sign in again", _another(hub, browser).post("/api/session", ANN, expect=201))
    await asks(hub, "patient", desk.get(f"/api/patients/{patient.patient_id}"))
    found = await asks(hub, "search by name", desk.get("/api/patients", search="Ada Lovelac"))
    assert len(found["items"]) == ROWS
    assert (await asks(hub, "search by phone", desk.get("/api/patients", search="2125550100")))["items"]
    month = await asks(hub, "month", desk.get("/api/slots", practitioner_id=whom, days=31, kind="in_person"))
    assert len(month["days"]) > ROWS
    assert len((await asks(hub, "chart", doctor.get(chart)))["allergies"]) == ROWS
    saved = {"version": note["version"], "sections": {"history": "Half-sided headache.", "plan": "Diary."}}
    await asks(hub, "save note", doctor.put(f"{chart}/note", saved))
    await asks(hub, "report", admin.get("/api/reports/figures", subject="visits", span="this_month"))
    for at, ada in zip(starts, named, strict=True):
        wanted = {"practitioner_id": str(whom), "starts_at": at.isoformat(), "kind": "in_person",
                  "patient_id": str(ada.id)}  # fmt: skip
        held = await asks(hub, "hold", desk.post("/api/appointments/hold", wanted, expect=201))
        body = {"hold_id": held["hold_id"], "reason": "Check-up"}
        booked = await asks(hub, "book", desk.post("/api/appointments", body, expect=201))
        assert booked["status"] == "booked" and booked["case_id"]
    day = await asks(hub, "day", doctor.get("/api/appointments", day=starts[0].date(), practitioner_id=whom))
    assert len(day["items"]) == ROWS


def _another(hub: Hub, browser: Client) -> Client:
    """The same browser, where nobody is signed in any more."""
    other = hub.client()
    other.set_cookie("wardline-device", browser.cookie("wardline-device"))
    return other
