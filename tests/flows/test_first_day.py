"""The first day of a hospital without demo data: guided setup, first doctor, first patient, over HTTP alone."""

from __future__ import annotations

from hub.identity.actions import setup_code
from tests.factories import scheduling
from tests.factories.identity import PASSWORD
from tests.flows.story import FACILITY, Town
from tests.hub_fixture import Client, Hub

OWN = "a-first-day-of-one's-own"


async def steps(admin: Client) -> dict[str, str]:
    return {one["code"]: one["state"] for one in (await admin.get("/api/admin/setup"))["steps"]}


async def entered(hub: Hub, email: str, password: str) -> Client:
    """Signed in as the page would do it."""
    browser = hub.client()
    browser.csrf = (await browser.post("/api/session", {"email": email, "password": password}, expect=201))["csrf"]
    return browser


async def the_doctor(hub: Hub, admin: Client) -> Client:
    """Hired with a first password that is told once; nothing opens before it is changed."""
    person = {"email": "ada@example.org", "given": "Ada", "family": "First", "title": "Dr", "role": "doctor",
              "specialty": "family_medicine"}  # fmt: skip
    hired = (await admin.post("/api/practitioners", person, expect=201)).data
    practitioner_id = hired["practitioner"]["id"]
    hours = {"practitioner_id": practitioner_id, "weekdays": [*range(7)], "starts": "00:00", "ends": "00:00"}
    await admin.post("/api/hours", hours, expect=201)
    first = await entered(hub, "ada@example.org", hired["password"])
    assert (await first.get("/api/session"))["user"]["must_change_password"]
    await first.get("/api/tasks", scope="open", expect=403)
    await first.post("/api/account/password", {"current": hired["password"], "new": OWN})
    await entered(hub, "ada@example.org", OWN)
    return await hub.sign_in_as(hired["practitioner"]["user_id"])


async def test_from_an_empty_house_to_the_first_visit(hub: Hub) -> None:
    stranger = hub.client()
    assert (await stranger.get("/api/welcome"))["setup"]
    person = {"email": "first@example.org", "name": "First Admin", "password": PASSWORD}
    wrong = await stranger.post("/api/setup", {**person, "code": "guessed"}, expect=403)
    assert wrong.code == "wrong_setup_code"
    admin = hub.client()
    admin.csrf = (await admin.post("/api/setup", {**person, "code": setup_code()}, expect=201))["csrf"]
    await stranger.post("/api/setup", {**person, "code": setup_code()}, expect=404)
    assert set((await steps(admin)).values()) == {"open"}
    await admin.patch("/api/facility", {"name": "First Clinic", **FACILITY})
    await admin.put("/api/admin/setup/departments", {"mark": "confirmed"})
    doctor = await the_doctor(hub, admin)
    for (code,) in await hub.sql("SELECT code FROM service_definition WHERE active"):
        price = {"service_code": code, "minor": 10_000, "valid_from": scheduling.day().isoformat()}
        await admin.post("/api/prices", price, expect=201)
    for code in ("second_factor", "mail"):
        await admin.put(f"/api/admin/setup/{code}", {"mark": "skipped"})
    left = {code: state for code, state in (await steps(admin)).items() if state == "open"}
    assert left == {}, left

    town = Town(hub, doctor)
    patient = await town.register()
    found = (await patient.get("/api/doctors"))["items"]
    assert [one["name"] for one in found] == ["Dr Ada First"] and found[0]["next_free"]
    visit = await (await town.book(patient, found[0]["next_free"])).prepare()
    await visit.wait()
    await visit.write()
    path, body = await visit.signature()
    done = await doctor.post(path, body)
    assert done["task"]["status"] == "completed"
    bill = (await patient.get("/api/invoices"))["items"][0]
    assert bill["status"] == "issued" and bill["total"] == 10_000
    assert (await patient.get("/api/encounters"))["items"][0]["id"] == str(visit.encounter_id)
