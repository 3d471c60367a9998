"""Visits that do not take place: cancelled before and after the to-dos, nobody came, two people who want one time."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from hub.core.clock import now, travel
from tests.flows.story import Town, Visit
from tests.hub_fixture import Client


async def is_free(town: Town, browser: Client, at: str) -> bool:
    """Whether the booking page offers this time of the doctor."""
    days = (await browser.get("/api/slots", days=2, practitioner_id=town.doctor.practitioner_id))["days"]
    moment = datetime.fromisoformat(at)
    return any(datetime.fromisoformat(slot["starts_at"]) == moment for day in days for slot in day["slots"])


async def is_off(visit: Visit, status: str) -> None:
    """Nothing is left to do, to see or to pay."""
    case = await visit.shown()
    assert case["status"] == "completed" and case["tokens"] == [] and case["tasks"] == []
    assert case["incident_list"] == []
    ((shown,),) = await visit.hub.sql("SELECT status FROM visit WHERE id = :id", id=visit.id)
    assert shown == status
    ((encounter,),) = await visit.hub.sql("SELECT status FROM encounter WHERE id = :id", id=visit.encounter_id)
    assert encounter == "cancelled"
    assert (
        await visit.hub.sql("SELECT 1 FROM charge UNION ALL SELECT 1 FROM invoice UNION ALL SELECT 1 FROM claim") == []
    )
    assert await visit.hub.sql("SELECT name, error FROM job WHERE state = 'dead'") == []
    assert await visit.tasks(visit.doctor) == {}


@pytest.mark.parametrize("when", ["booked", "prepared", "waiting"])
async def test_cancelled_by_the_patient(town: Town, when: str) -> None:
    visit = await town.visit()
    if when != "booked":
        await visit.prepare()
    if when == "waiting":
        await visit.wait()
    at = visit.appointment["starts_at"]
    assert not await is_free(town, visit.patient, at)
    path = f"/api/appointments/{visit.appointment['id']}/cancel"
    cancelled = await visit.patient.post(path, {"reason": "Feeling better"})
    assert (cancelled["status"], cancelled["cancelled_by"]) == ("cancelled", "patient")
    await visit.hub.run_jobs()
    assert await is_free(town, visit.patient, at)
    await is_off(visit, "cancelled")
    assert await visit.tasks(visit.patient, "mine") == {}
    assert (await visit.patient.post(f"{visit.path}/wait", expect=410)).code == "visit_over"
    assert (await visit.patient.post(path, {"reason": "Again"}, expect=409)).code == "illegal_move"
    assert (await visit.bell(visit.patient)).count("visit_cancelled") == 1
    assert (await visit.bell(town.doctor)).count("visit_cancelled_with_you") == 1
    again = await town.book(visit.patient, at)
    assert again.appointment["status"] == "booked"


async def test_cancelled_by_the_clinic(town: Town) -> None:
    visit = await (await town.visit()).prepare()
    reception = await town.staff("receptionist")
    cancelled = await reception.post(f"/api/appointments/{visit.appointment['id']}/cancel", {"reason": "Doctor is ill"})
    assert cancelled["cancelled_by"] == "clinic"
    await visit.hub.run_jobs()
    await is_off(visit, "cancelled")
    assert "visit_cancelled" in await visit.bell(visit.patient)


@pytest.mark.parametrize("prepared", [False, True])
async def test_nobody_came(town: Town, prepared: bool) -> None:
    visit = await town.visit()
    if prepared:
        await visit.prepare()
    starts = datetime.fromisoformat(visit.appointment["starts_at"])
    with travel(starts + timedelta(minutes=14) - now()):
        await town.hub.tick()
        await town.hub.run_jobs()
        assert (await visit.shown())["status"] == "running", "the grace is not over"
    with travel(starts + timedelta(minutes=16) - now()):
        await town.hub.tick()
        await town.hub.run_jobs()
        visit.doctor = await town.staff("doctor")
        await is_off(visit, "no_show")
    ((status,),) = await town.hub.sql("SELECT status FROM appointment WHERE id = :id", id=visit.appointment["id"])
    assert status == "no_show"
    assert (await visit.bell(await town.back())).count("visit_missed") == 1


async def test_who_waits_is_no_no_show(town: Town) -> None:
    """The clinician is late: the patient, who waits, does not lose the visit."""
    visit = await (await (await town.visit()).prepare()).wait()
    starts = datetime.fromisoformat(visit.appointment["starts_at"])
    with travel(starts + timedelta(hours=1) - now()):
        await town.hub.tick()
        await town.hub.run_jobs()
        assert "consultation" in await visit.at()
        visit.doctor = await town.staff("doctor")
        visit.patient = await town.back()
        await visit.consult()
        await visit.pay()
        await visit.is_closed()


async def test_two_people_take_one_time(town: Town) -> None:
    first, second = await town.register(), await town.register(email="two@example.org", family="Second")
    slot = await town.first_time(first)
    wanted = {"practitioner_id": town.doctor.practitioner_id, "starts_at": slot["starts_at"]}
    replies = await asyncio.gather(
        *(who.post("/api/appointments/hold", wanted, expect=0) for who in (first, second, first, second))
    )
    codes = sorted({reply.code for reply in replies} - {""})
    winners = {number % 2 for number, reply in enumerate(replies) if reply.status == 201}
    assert len(winners) == 1 and codes[0] in ("slot_taken", "own_appointment"), [reply.raw for reply in replies]
    winner, loser = (first, second) if winners == {0} else (second, first)
    assert (await loser.post("/api/appointments/hold", wanted, expect=409)).code == "slot_taken"
    ((hold_id,),) = await town.hub.sql("SELECT id FROM appointment WHERE status = 'held'")
    both = await asyncio.gather(
        *(winner.post("/api/appointments", {"hold_id": hold_id}, expect=0) for _ in range(3)),
        loser.post("/api/appointments", {"hold_id": hold_id}, expect=404),
    )
    assert [reply.status for reply in both].count(201) >= 1
    assert await town.hub.sql("SELECT count(*) FROM case_instance") == [(1,)]
    assert await town.hub.sql("SELECT count(*) FROM visit") == [(1,)]
    assert await town.hub.sql("SELECT count(*) FROM appointment WHERE status = 'booked'") == [(1,)]


async def test_a_case_that_an_admin_ends_leaves_no_visit_open(town: Town) -> None:
    visit = await (await town.visit()).prepare()
    admin = await town.staff("admin")
    await admin.post(f"/api/cases/{visit.case_id}/cancel", {"reason": "Started by mistake"})
    await town.hub.run_jobs()
    assert (await visit.shown())["status"] == "cancelled"
    ((status,),) = await town.hub.sql("SELECT status FROM visit WHERE id = :id", id=visit.id)
    assert status == "cancelled"
    assert await is_free(town, visit.patient, visit.appointment["starts_at"])
