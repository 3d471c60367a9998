"""A new patient comes on board over HTTP: with an account by himself, without one at the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hub.core import switches
from hub.core.actor import SYSTEM
from hub.core.clock import travel
from hub.patients import evidence
from hub.patients.erasure import holds
from hub.patients.models import Patient
from hub.patients.switches import ONBOARDING
from tests.factories import patients
from tests.hub.core.test_files import PDF, png
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


async def test_an_identity_document_is_photographed_compared_and_forgotten(hub: Hub) -> None:
    """Sent back with a reason once, then confirmed; only the patient and the desk see the pictures, for as long as the
    hospital says."""
    desk, nurse = await hub.sign_in("receptionist"), await hub.sign_in("nurse")
    patient, other = await hub.sign_in("patient"), await hub.sign_in("patient", "Other")
    await desk.post(f"/api/patients/{patient.patient_id}/onboarding")
    mine, pictures = "/api/my/identity-evidence", f"/api/patients/{patient.patient_id}/identity-evidence"

    async def take(side: str, content: bytes, expect: int = 200) -> Any:
        return await patient.call("PUT", f"{mine}/picture", data=content, query={"side": side}, expect=expect)

    show = {"how": "pictures", "document": "passport"}
    task = (await tasks(patient))["show_identity"]
    early = await patient.post(
        f"/api/tasks/{task['id']}/complete", {"answers": show, "version": task["version"]}, expect=409
    )
    assert early.code == "no_picture"
    assert (await take("front", PDF, expect=415)).code == "file_type"
    assert (await take("front", png()))["evidence"]["front"] and (await take("back", png()))["evidence"]["back"]
    await desk.get(pictures, side="front", expect=404)  # what is not sent yet is nobody else's to see
    assert (await patient.get(f"{mine}/picture", side="front")).raw == png()
    await done(patient, "show_identity", **show)
    assert (await take("front", png(), expect=409)).code == "evidence_sent"
    assert (await desk.get(pictures, side="front")).raw == png()
    assert (await nurse.get(pictures, side="front", expect=403)).code == "forbidden"
    assert (await other.get(f"{mine}/picture", side="front", expect=404)).code == "not_found"

    await done(desk, "compare_identity", decision="send_back", reason="The lower edge is cut off.")
    await desk.get(pictures, side="front", expect=404)
    again = (await patient.get(mine))["evidence"]
    assert (again["status"], again["reason"], again["front"]) == ("returned", "The lower edge is cut off.", False)
    await take("front", png())
    await done(patient, "show_identity", **show)
    assert "verify_identity" in await tasks(desk), "who comes in meanwhile shows it at the desk"
    await done(desk, "compare_identity", decision="confirm", matches=True)
    shown = (await desk.get(f"/api/patients/{patient.patient_id}/onboarding")).data
    assert (shown["identity_document"], shown["evidence"]["status"]) == ("passport", "confirmed")
    assert "verify_identity" not in await tasks(desk)
    await hub.run_jobs()
    assert "identity_returned" in [one["kind"] for one in (await patient.get("/api/notifications"))["items"]]
    kept = "SELECT id FROM stored_file WHERE owner_id = :id"
    assert await hub.sql(kept, id=patient.patient_id)
    held = f"/api/patients/{patient.patient_id}/legal-holds"
    officer = await hub.sign_in("privacy_officer")
    await officer.post(held, {"reason": "Letter of a court"}, expect=201)
    with travel(timedelta(days=31)):
        async with hub.transaction() as db:
            await evidence.forget_due(db, actor=SYSTEM)
        await hub.run_jobs()
    assert await hub.sql(kept, id=patient.patient_id), "a legal hold stops every clock (B70)"
    async with hub.transaction() as db:
        person = await db.get_one(Patient, patient.patient_id)
        await holds.lift(db, person, "The court is done with it", actor=officer.actor)
    with travel(timedelta(days=31)):
        async with hub.transaction() as db:
            await evidence.forget_due(db, actor=SYSTEM)
        await hub.run_jobs()
    assert not await hub.sql(kept, id=patient.patient_id)


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
