"""A new patient comes on board over HTTP: with an account by himself, without one at the desk."""

from __future__ import annotations

from typing import Any

from hub.core import switches
from hub.core.actor import SYSTEM
from hub.patients.switches import ONBOARDING
from tests.factories import patients
from tests.hub.patients.test_patients import PERSON
from tests.hub_fixture import Client, Hub


async def tasks(who: Client) -> dict[str, dict[str, Any]]:
    return {row["form"]: row for row in (await who.get("/api/tasks", scope="open"))["items"]}


async def done(who: Client, form: str, **answers: Any) -> None:
    task = (await tasks(who))[form]
    await who.post(f"/api/tasks/{task['id']}/complete", {"answers": answers, "version": task["version"]})


async def test_a_new_patient_comes_on_board(hub: Hub) -> None:
    desk, doctor = await hub.sign_in("receptionist"), await hub.sign_in("doctor")
    patient = await hub.sign_in("patient")
    url = f"/api/patients/{patient.patient_id}/onboarding"
    assert (await desk.get(url))["case_id"] is None
    await desk.post(url)
    assert (await desk.post(url, expect=409)).code == "case_exists"
    assert {"confirm_details", "insurance", "house_consents"} <= set(await tasks(patient))
    await done(patient, "confirm_details", confirmed=True)
    await done(patient, "insurance", kind="self_pay")
    await done(patient, "house_consents", treatment=True, privacy=True, signature="Ann Example")
    await done(desk, "verify_identity", document="passport", matches=True)
    assert (await desk.get(url))["status"] == "running"
    await done(desk, "assign_clinician", practitioner_id=str(doctor.practitioner_id))
    shown = (await desk.get(url)).data
    assert (shown["status"], shown["identity_document"]) == ("completed", "passport") and shown["identity_verified_at"]
    await doctor.get(f"/api/patients/{patient.patient_id}/service-requests")
    given = {row[0] for row in await hub.sql("SELECT kind FROM consent WHERE patient_id = :id", id=patient.patient_id)}
    assert given == {"treatment", "privacy"}
    await hub.run_jobs()
    assert "welcome" in [one["kind"] for one in (await patient.get("/api/notifications"))["items"]]


async def test_who_has_no_account_comes_on_board_at_the_desk(hub: Hub) -> None:
    desk, doctor = await hub.sign_in("receptionist"), await hub.sign_in("doctor")
    person = {"given": "Otto", "family": "Desk", "birth_date": "1950-04-01", "sex": "male"}
    made = (await desk.post("/api/patients", person, expect=201)).data["patient"]["id"]
    await desk.post(f"/api/patients/{made}/onboarding")
    await done(desk, "onboard_at_desk", details=True, insurance=True, consents=True)
    await done(desk, "verify_identity", document="identity_card", matches=True)
    await done(desk, "assign_clinician", practitioner_id=str(doctor.practitioner_id))
    assert (await desk.get(f"/api/patients/{made}/onboarding"))["status"] == "completed"
    unknown = (await desk.post("/api/patients/unknown", {"sex": "male", "age": 40}, expect=201)).data["patient"]["id"]
    assert (await desk.post(f"/api/patients/{unknown}/onboarding", expect=409)).code == "unidentified"


async def test_who_registers_alone_begins_it_where_the_hospital_wants_that(hub: Hub) -> None:
    async with hub.transaction() as db:
        await switches.change(db, ONBOARDING, True, "test", actor=SYSTEM)
    patient = await patients.registered(hub, PERSON)
    assert {"confirm_details", "insurance", "house_consents"} <= set(await tasks(patient))
