"""An emergency at the desk, over HTTP: taken in with what one sees, whoever has to come is told, no record is read."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hub.frontdesk import emergencies
from tests.hub_fixture import Client, Hub


async def told(hub: Hub, person: Client) -> list[str]:
    await hub.run_jobs()
    return [one["kind"] for one in (await person.get("/api/notifications"))["items"]]


async def test_an_emergency_is_taken_in_at_the_desk(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, doctor, nurse = [await hub.sign_in(role) for role in ("receptionist", "doctor", "nurse")]
    patient = await hub.sign_in("patient")
    wanted: dict[str, Any] = {"practitioner_id": str(doctor.practitioner_id), "complaint": "Cannot breathe"}
    stranger = {**wanted, "unknown": {"sex": "male", "age": 40, "note": "blue jacket"}, "arrival": "ambulance"}
    refused = await desk.post("/api/emergency-arrivals", {**stranger, "level": 3}, expect=403)
    assert refused.code == "triage_is_clinical", "what the desk may not judge"
    made = (await desk.post("/api/emergency-arrivals", {**stranger, "level": 1}, expect=201)).data
    assert made["unidentified"] and made["level"] == 1 and made["status"] == "triaged"
    assert "breathe" not in str(made)
    assert "emergency_arrived" in await told(hub, doctor) and "emergency_arrived" in await told(hub, nurse)
    chart = (await doctor.get(f"/api/encounters/{made['encounter_id']}")).data
    assert chart["encounter"]["reason"] == "Cannot breathe"
    await desk.get(f"/api/encounters/{made['encounter_id']}", expect=403)
    known = {**wanted, "patient_id": str(patient.patient_id)}
    second = (await desk.post("/api/emergency-arrivals", known, expect=201)).data
    assert second["level"] is None and second["status"] == "arrived"
    assert (await desk.post("/api/emergency-arrivals", known, expect=409)).code == "emergency_open"
    here = (await desk.get("/api/emergency-arrivals")).data
    assert [one["encounter_id"] for one in here["items"]] == [made["encounter_id"], second["encounter_id"]]
    assert not here["may_triage"] and here["doctors"]
    for body in (wanted, {**known, "unknown": {"sex": "male"}}, {**known, "level": 6}):
        await desk.post("/api/emergency-arrivals", body, expect=422)
    nobody = {**known, "practitioner_id": str(nurse.practitioner_id)}
    assert (await desk.post("/api/emergency-arrivals", nobody, expect=422)).code == "doctor_unknown"
    await patient.post("/api/emergency-arrivals", known, expect=403)
    admin = await hub.sign_in("admin")
    await admin.put("/api/admin/switches/desk.triage", {"value": True, "reason": "A trained desk"})
    third = {**stranger, "unknown": {"sex": "female"}, "level": 3}
    assert (await desk.post("/api/emergency-arrivals", third, expect=201))["level"] == 3
    await desk.post("/api/emergency-arrivals", {**third, "level": 2}, expect=201)
    order = [one["level"] for one in (await desk.get("/api/emergency-arrivals"))["items"]]
    assert order == [1, None, 2, 3], "the most urgent first, whoever was not judged yet among them"
    monkeypatch.setattr(emergencies, "MOST", 1)
    cut = (await desk.get("/api/emergency-arrivals")).data
    assert [one["level"] for one in cut["items"]] == [1] and cut["total"] == 4, (
        "what a short list leaves out is counted"
    )
    facts = await hub.sql("SELECT payload::text AS t FROM outbox WHERE kind = 'EmergencyArrived'")
    assert len(facts) == 4 and not any("breathe" in one.t for one in facts)


async def test_two_desks_take_in_one_person_at_once(hub: Hub) -> None:
    desks = [await hub.sign_in("receptionist", name) for name in ("Left", "Right")]
    doctor, patient = await hub.sign_in("doctor"), await hub.sign_in("patient")
    wanted = {
        "patient_id": str(patient.patient_id),
        "practitioner_id": str(doctor.practitioner_id),
        "complaint": "Fell",
    }
    replies = await asyncio.gather(*(desk.post("/api/emergency-arrivals", wanted, expect=0) for desk in desks))
    assert sorted(one.status for one in replies) == [201, 409]
    assert [one.code for one in replies if one.status == 409] == ["emergency_open"]
    assert len((await desks[0].get("/api/emergency-arrivals"))["items"]) == 1
