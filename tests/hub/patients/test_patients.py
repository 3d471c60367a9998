"""Patients over HTTP: registration, who sees whom, corrections, consents, care team."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hub.core.actor import SYSTEM
from hub.core.clock import now, travel
from hub.core.ids import uuid7
from hub.patients import actions, registering
from tests.counting import counted
from tests.factories import patients
from tests.factories.identity import PASSWORD
from tests.hub_fixture import Hub

PERSON: dict[str, Any] = {
    "given": "José María", "family": "García Ñúñez", "birth_date": "1984-02-29", "sex": "male",
    "email": "Jose@Example.org", "phone": "(212) 555-0123", "password": PASSWORD,
}  # fmt: skip


async def test_a_patient_registers_and_is_signed_in(hub: Hub) -> None:
    browser = await patients.registered(hub, PERSON)
    session = await browser.get("/api/session")
    assert session["user"]["roles"] == ["patient"] and "appointment.book" in session["permissions"]
    assert (await hub.sql("SELECT email_verified_at FROM user_account"))[0][0] is not None
    own = await browser.get("/api/my/details")
    assert own["patient"]["number"].startswith("W-0000") and own["patient"]["phone"] == "+12125550123"
    assert own["patient"]["email"] == "jose@example.org" and own["care"] == []
    await hub.run_jobs()
    assert "PatientRegistered" in [fact["kind"] for fact in hub.facts]
    assert "García" not in str(hub.facts)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"password": "passwordpassword"}, "weak_password"), ({"password": "JoseMariaGarcia84"}, "weak_password"),
        ({"email": "nobody"}, "bad_email"), ({"birth_date": "2184-01-01"}, "bad_birth_date"),
        ({"birth_date": "1784-01-01"}, "bad_birth_date"), ({"birth_date": "1984-02-30"}, "invalid"),
        ({"phone": "12"}, "bad_phone"), ({"given": ""}, "invalid"), ({"given": "a\u202eb"}, "invalid"),
        ({"family": "x" * 101}, "invalid"), ({"sex": "no"}, "invalid"), ({"roles": ["admin"]}, "invalid"),
        ({"patient_id": str(uuid7())}, "invalid"), ({"demo": True}, "invalid"), ({"id": str(uuid7())}, "invalid"),
    ],
)  # fmt: skip
async def test_b07_registration_with_wrong_or_extra_members_leaves_nothing(
    hub: Hub, wrong: dict[str, Any], code: str
) -> None:  # fmt: skip
    browser = hub.client()
    reply = await browser.post("/api/patients/register", {**PERSON, **wrong}, expect=422)
    assert reply.code == code
    assert browser.cookie() == ""
    assert (await hub.sql("SELECT (SELECT count(*) FROM patient) + (SELECT count(*) FROM user_account)"))[0][0] == 0


async def test_b17_signing_up_does_not_tell_whether_an_address_is_known(hub: Hub) -> None:
    """The same answer and the same statements for both; what differs is in the letter, which only the owner reads."""
    await patients.registered(hub, PERSON)
    seen = []
    for email in ("JOSE@example.org", "new@example.org"):
        with counted(hub.database) as statements:
            reply = await hub.client().post(
                "/api/patients/register", {**PERSON, "email": email, "language": "es"}, expect=202
            )
        seen.append((reply.raw, reply.headers.getlist("Set-Cookie"), statements))
    assert seen[0] == seen[1] and seen[0][1] == []
    await hub.run_jobs()
    letters = dict(list(await hub.sql("SELECT recipient, subject FROM mail ORDER BY id"))[-2:])
    assert letters == {"jose@example.org": "You have an account already", "new@example.org": "Termine su registro"}, (
        "in the reader's language"
    )
    assert (await hub.sql("SELECT count(*) FROM patient"))[0][0] == 1
    token = await patients.link(hub)
    await hub.client().post("/api/patients/register/confirm", {"token": token}, expect=201)
    assert (await hub.client().post("/api/patients/register/confirm", {"token": token}, expect=410)).code == "link_over"
    assert (await hub.sql("SELECT count(*) FROM patient"))[0][0] == 2
    left = await hub.sql("SELECT count(*) FROM registration")
    assert left[0][0] == 1  # the one of the known address; nobody can confirm it, and the clock drops it
    with travel(timedelta(hours=25)):
        async with hub.transaction() as db:
            await registering.prune(db)
    assert await hub.sql("SELECT 1 FROM registration") == []


async def test_registration_is_limited_per_address(hub: Hub) -> None:
    statuses = [
        (await hub.client().post("/api/patients/register", {**PERSON, "email": f"p{n}@example.org"}, expect=0)).status
        for n in range(22)
    ]
    assert statuses == [202] * 20 + [429] * 2


async def test_b03_a_nurse_who_does_not_care_for_the_patient_sees_nothing_and_is_audited(hub: Hub) -> None:
    async with hub.transaction() as db:
        patient = await patients.patient(db, given="Secretia")
    nurse = await hub.sign_in("nurse")
    reply = await nurse.get(f"/api/patients/{patient.id}", expect=404)
    for value in (patient.given, patient.family, patient.number, patient.phone, patient.email):
        assert value.encode() not in reply.raw
    assert (await nurse.get("/api/patients"))["items"] == []
    rows = await hub.sql("SELECT outcome, reason, after FROM audit_event WHERE actor_id = :id AND entity = 'route'",
                         id=nurse.user_id)  # fmt: skip
    assert [(row.outcome, row.reason) for row in rows] == [("denied", "not_found")]
    assert str(patient.id) in str(rows[0].after)


async def test_b10_a_care_relation_opens_and_closes_the_record_from_the_next_request_on(hub: Hub) -> None:
    desk, doctor = await hub.sign_in("receptionist"), await hub.sign_in("doctor")
    async with hub.transaction() as db:
        patient = await patients.patient(db)
    url = f"/api/patients/{patient.id}"
    await doctor.get(url, expect=404)
    page = await desk.post(f"{url}/care", {"practitioner_id": str(doctor.practitioner_id)}, expect=201)
    assert [(c["kind"], c["manual"]) for c in page["care"]] == [("care_team", True)]
    await doctor.get(url)
    assert [row["id"] for row in (await doctor.get("/api/patients"))["items"]] == [str(patient.id)]
    await desk.delete(f"{url}/care/{doctor.practitioner_id}")
    await doctor.get(url, expect=404)
    await hub.publish()
    told = [fact["payload"]["ended"] for fact in hub.facts if fact["kind"] == "CareChanged"]
    assert told == [False, True]


async def test_a_relation_ends_by_itself_and_can_be_made_longer(hub: Hub) -> None:
    doctor = await hub.sign_in("doctor")
    async with hub.transaction() as db:
        patient = await patients.patient(db)
        for hours in (1, 2, 2):
            await actions.relate(db, patient.id, doctor.practitioner_id, "treating", "stay:1", actor=SYSTEM,
                                 until=now().replace(microsecond=0) + timedelta(hours=hours))  # fmt: skip
    url = f"/api/patients/{patient.id}"
    with travel(timedelta(minutes=90)):
        await (await hub.sign_in("doctor")).get(url)
    with travel(timedelta(minutes=121)):
        await (await hub.sign_in("doctor")).get(url, expect=404)


async def test_b04_ids_of_others_in_path_body_and_query_reach_nothing(hub: Hub) -> None:
    one, other = await hub.sign_in("patient"), await hub.sign_in("patient", "Other")
    given = await other.post("/api/my/consents", {"kind": "privacy", "signature": "Other"}, expect=201)
    foreign = given["consents"][0]["id"]
    assert (await one.post(f"/api/my/consents/{foreign}/withdraw", expect=404)).code == "not_found"
    await one.patch("/api/my/details", {"phone": "+12125550188", "id": str(other.patient_id)}, expect=422)
    await one.patch("/api/my/details", {"phone": "+12125550188", "patient_id": str(other.patient_id)}, expect=422)
    await one.get(f"/api/patients/{other.patient_id}", expect=403)
    desk = await hub.sign_in("receptionist")
    body = {"id": str(other.patient_id), "given": "New", "family": "Name", "birth_date": "1990-01-01", "sex": "female"}
    await desk.post("/api/patients", body, expect=422)
    await desk.post(f"/api/patients/{one.patient_id}/care", {"practitioner_id": str(uuid7())}, expect=404)
    assert (await other.get("/api/my/details"))["patient"]["given"] == "Other"


async def test_b06_reception_sees_demographics_and_no_others_do_without_a_reason(hub: Hub) -> None:
    async with hub.transaction() as db:
        patient = await patients.patient(db)
    url = f"/api/patients/{patient.id}"
    for role in ("receptionist", "billing_clerk", "privacy_officer"):
        page = await (await hub.sign_in(role)).get(url)
        assert set(page.data) == {"patient", "identifiers", "relatives", "consents", "care"}
    for role in ("admin", "store_manager", "pharmacist", "lab_technician", "auditor", "patient"):
        await (await hub.sign_in(role)).get(url, expect=403)


async def test_reading_and_changing_a_record_are_in_the_audit_trail(hub: Hub) -> None:
    desk = await hub.sign_in("receptionist")
    async with hub.transaction() as db:
        patient = await patients.patient(db)
    await desk.get(f"/api/patients/{patient.id}")
    await desk.patch(f"/api/patients/{patient.id}", {"family": "Married"})
    rows = await hub.sql("SELECT action, before, after FROM audit_event WHERE actor_id = :a AND patient_id = :p "
                         "AND entity = 'patient' ORDER BY id", a=desk.user_id, p=patient.id)  # fmt: skip
    assert [row.action for row in rows] == ["read", "read", "update"]
    assert rows[-1].after["family"] == "Married" and rows[-1].before["family"] == patient.family
    assert rows[-1].after["sound"] == "***"


async def test_search_finds_by_name_number_phone_birth_date_and_mail(hub: Hub) -> None:
    desk = await hub.sign_in("receptionist")
    person = {name: value for name, value in PERSON.items() if name != "password"}
    page = await desk.post("/api/patients", person, expect=201)
    async with hub.transaction() as db:
        await patients.patient(db, given="Somebody", phone="+13105550000", birth_date=date(1950, 1, 1))
    number = page["patient"]["number"]
    for text in ("garcia", "GARCÍA jos", "nunez", number, number.removeprefix("W-").lstrip("0"), "(212) 555-0123",
                 "555-0123", "1984-02-29", "02/29/1984", "jose@example.org"):  # fmt: skip
        found = (await desk.get("/api/patients", search=text))["items"]
        assert page["patient"]["id"] in [row["id"] for row in found], text
        assert len(found) == 1, text
    for text in ("zzz", "'; DROP TABLE patient; --", "!&|():*<->", "\\", "%"):
        assert (await desk.get("/api/patients", search=text))["items"] == [], text


async def test_the_list_pages_by_name_without_gaps(hub: Hub) -> None:
    async with hub.transaction() as db:
        for n in range(7):
            await patients.patient(db, account=False, family="Same" if n % 2 else f"Name{n}", given="A")
    desk = await hub.sign_in("receptionist")
    seen: list[str] = []
    after = None
    while True:
        page = await desk.get("/api/patients", limit=2, after=after)
        seen += [row["id"] for row in page["items"]]
        if not (after := page["next"]):
            break
    assert len(seen) == len(set(seen)) == 7 == page["total"]


async def test_reception_is_shown_who_may_be_the_same_person(hub: Hub) -> None:
    desk = await hub.sign_in("receptionist")
    async with hub.transaction() as db:
        await patients.patient(db, given="Catherine", family="Smith", birth_date=date(1980, 5, 17), phone="")
        await patients.patient(db, given="Bob", family="Smith", birth_date=date(1999, 1, 1), phone="+13105550000")

    async def score(**typed: str) -> list[int]:
        return [item["score"] for item in (await desk.call("GET", "/api/patients/alike", query=typed))["items"]]

    assert (await score(given="Catherine", family="Smith", birth_date="1980-05-17"))[0] >= 80
    assert (await score(given="Katherine", family="Smyth", birth_date="1980-05-17"))[0] >= 50
    assert (await score(given="Cathrine", family="Smith", birth_date="1980-05-11"))[0] >= 50
    assert await score(given="Xaver", family="Young", birth_date="2001-01-01") == []


async def test_two_people_who_change_one_patient_do_not_overwrite_each_other(hub: Hub) -> None:
    desk = await hub.sign_in("receptionist")
    async with hub.transaction() as db:
        patient = await patients.patient(db)
    page = await desk.get(f"/api/patients/{patient.id}")
    version = page["patient"]["version"]
    await desk.patch(f"/api/patients/{patient.id}", {"version": version, "phone": "+12125550177"})
    late = await desk.patch(f"/api/patients/{patient.id}", {"version": version, "phone": "+12125550166"}, expect=409)
    assert late.code == "stale"


async def test_a_patient_corrects_contact_details_but_not_the_name(hub: Hub) -> None:
    patient = await hub.sign_in("patient")
    page = await patient.patch(
        "/api/my/details",
        {"phone": "212 555 0166", "address": {"line": "9 Oak Lane", "city": "Troy", "state": "NY", "country": "US"}},
    )
    assert page["patient"]["phone"] == "+12125550166" and page["patient"]["address"]["line"] == "9 Oak Lane"
    assert page["patient"]["details_confirmed_at"] is not None
    await patient.patch("/api/my/details", {"birth_date": "1990-01-01"}, expect=422)
    bad = await patient.patch("/api/my/details", {"emergency_phone": "nope"}, expect=422)
    assert bad["errors"][0]["path"] == "emergency_phone"


async def test_consents_are_given_once_and_withdrawn_for_good(hub: Hub) -> None:
    patient = await hub.sign_in("patient")
    body = {"kind": "telehealth", "signature": "Maria Test"}
    first = await patient.post("/api/my/consents", body, expect=201)
    again = await patient.post("/api/my/consents", body, expect=201)
    assert [c["id"] for c in first["consents"]] == [c["id"] for c in again["consents"]]
    id = first["consents"][0]["id"]
    gone = await patient.post(f"/api/my/consents/{id}/withdraw")
    assert gone["consents"][0]["withdrawn_at"] is not None
    assert (await patient.post(f"/api/my/consents/{id}/withdraw", expect=409)).code == "already_withdrawn"
    assert (await patient.post("/api/my/consents", {**body, "signature": " "}, expect=422)).code == "no_signature"
    assert len((await patient.post("/api/my/consents", body, expect=201))["consents"]) == 2


async def test_reception_gives_a_patient_an_account(hub: Hub) -> None:
    desk = await hub.sign_in("receptionist")
    person = {name: value for name, value in PERSON.items() if name != "password"}
    page = await desk.post("/api/patients", person, expect=201)
    invited = await desk.post(f"/api/patients/{page['patient']['id']}/invite")
    assert (await desk.post(f"/api/patients/{page['patient']['id']}/invite", expect=409)).code == "has_account"
    login = {"email": invited["email"], "password": invited["password"]}
    reply = await hub.client().post("/api/session", login, expect=201)
    assert reply["user"]["patient_id"] == page["patient"]["id"] and reply["user"]["must_change_password"]


async def test_the_same_key_registers_one_patient(hub: Hub) -> None:
    desk = await hub.sign_in("receptionist")
    person = {name: value for name, value in PERSON.items() if name != "password"}
    first = await desk.post("/api/patients", person, expect=201, key="a-key-for-this-one")
    second = await desk.post("/api/patients", person, expect=201, key="a-key-for-this-one")
    assert first.data == second.data
    other = await desk.post("/api/patients", {**person, "given": "Jo"}, expect=422, key="a-key-for-this-one")
    assert other.code == "idempotency_key_reused"
    assert (await hub.sql("SELECT count(*) FROM patient"))[0][0] == 1
