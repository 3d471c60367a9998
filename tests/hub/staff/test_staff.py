"""Clinicians, departments and the facility over HTTP."""

from __future__ import annotations

from typing import Any

from hub.core.ids import uuid7
from hub.staff.rules import npi_from, npi_is_valid
from tests.factories import staff
from tests.hub_fixture import Hub

DOCTOR: dict[str, Any] = {
    "email": "new.doctor@example.org", "given": "Ada", "family": "Okafor", "role": "doctor", "title": "Dr",
    "specialty": "cardiology", "npi": "1234567893", "languages": ["en", "ig"],
}  # fmt: skip


async def test_a_clinician_is_added_with_an_account_that_works(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    hired = await admin.post("/api/practitioners", DOCTOR, expect=201)
    assert hired["practitioner"]["name"] == "Dr Ada Okafor"
    assert hired["practitioner"]["specialty_name"] == "Cardiology"
    login = {"email": hired["email"], "password": hired["password"]}
    reply = await hub.client().post("/api/session", login, expect=201)
    assert reply["user"]["practitioner_id"] == hired["practitioner"]["id"] and reply["user"]["roles"] == ["doctor"]
    assert (await admin.post("/api/practitioners", DOCTOR, expect=409)).code == "email_taken"
    assert hired["password"] not in str(await hub.sql("SELECT after FROM audit_event"))


async def test_wrong_entries_are_refused_with_a_code(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    for wrong, code in (
        ({"npi": "1234567890"}, "bad_npi"), ({"specialty": "magic"}, "unknown_specialty"),
        ({"department_id": str(uuid7())}, "unknown_department"), ({"role": "admin"}, "invalid"),
        ({"languages": ["x y"]}, "invalid"), ({"email": "a b@c"}, "bad_email"),
    ):  # fmt: skip
        assert (await admin.post("/api/practitioners", {**DOCTOR, **wrong}, expect=422)).code == code
    assert (await hub.sql("SELECT count(*) FROM practitioner"))[0][0] == 0


async def test_patients_find_clinicians_by_specialty(hub: Hub) -> None:
    async with hub.transaction() as db:
        await staff.practitioner(db, given="Bea", family="Zander", specialty="cardiology")
        await staff.practitioner(db, given="Al", family="Amber", specialty="cardiology")
        await staff.practitioner(db, given="Gone", family="Gone", specialty="cardiology", active=False)
        await staff.practitioner(db, "nurse")
    patient = await hub.sign_in("patient")
    specialties = (await patient.get("/api/specialties"))["items"]
    assert specialties[0] == {"code": "cardiology", "name": "Cardiology", "doctors": 2}
    found = (await patient.get("/api/practitioners", specialty="cardiology"))["items"]
    assert [row["name"] for row in found] == ["Dr Al Amber", "Dr Bea Zander"]
    page = await patient.get("/api/practitioners", limit=2)
    rest = await patient.get("/api/practitioners", limit=2, after=page["next"])
    assert len(page["items"]) + len(rest["items"]) == 3 and rest["next"] is None
    assert [row["name"] for row in (await patient.get("/api/practitioners", search="zan be"))["items"]] == [
        "Dr Bea Zander"
    ]


async def test_who_has_left_cannot_sign_in_and_keeps_the_name(hub: Hub) -> None:
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    url = f"/api/practitioners/{doctor.practitioner_id}"
    await admin.patch(url, {"active": False, "family": "Married"})
    await doctor.get("/api/session", expect=401)
    assert (await admin.get(url))["name"] == "Dr Ada Married"
    row = await hub.sql("SELECT display_name, status FROM user_account WHERE id = :id", id=doctor.user_id)
    assert tuple(row[0]) == ("Dr Ada Married", "disabled")
    await admin.patch(url, {"active": True})
    await (await hub.sign_in("doctor")).get("/api/session")


async def test_the_facility_and_its_zone_can_be_corrected(hub: Hub) -> None:
    admin, desk = await hub.sign_in("admin"), await hub.sign_in("receptionist")
    await admin.patch("/api/facility", {"name": "Harbor Point", "zone": "Europe/Lisbon", "npi": npi_from("155555500")})
    assert (await desk.get("/api/session"))["facility"] == {
        "name": "Harbor Point", "zone": "Europe/Lisbon", "currency": "USD",
    }  # fmt: skip
    assert (await admin.patch("/api/facility", {"zone": "Mars/Olympus"}, expect=422)).code == "bad_zone"
    await desk.patch("/api/facility", {"name": "Mine"}, expect=403)
    assert len((await desk.get("/api/departments"))["items"]) == 6


def test_npi_check_digit() -> None:
    assert npi_is_valid("1234567893") and not npi_is_valid("1234567890")
    assert not npi_is_valid("123456789") and not npi_is_valid("12345678٣3")
    assert npi_is_valid(npi_from("155555001"))
