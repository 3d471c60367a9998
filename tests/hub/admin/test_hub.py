"""The administrator's hub over HTTP: attention, jobs, services and prices, switches, words, the configuration file."""

from __future__ import annotations

import asyncio

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hub.core.jobs import enqueue
from hub.encounters import reference
from tests.counting import counted
from tests.factories import scheduling
from tests.factories.notifications import mails
from tests.flows.story import FACILITY
from tests.hub_fixture import Hub

NEW_PATIENT = {"email": "new@example.org", "password": "a long enough passphrase", "given": "Nora", "family": "Neu",
               "birth_date": "1990-01-01", "sex": "female"}  # fmt: skip


async def test_what_was_given_up_is_tried_again(hub: Hub) -> None:
    admin, auditor = await hub.sign_in("admin"), await hub.sign_in("auditor")
    async with hub.transaction() as db:
        for n in range(3):
            await enqueue(db, "billing.make_receipt", invoice_id=f"{n}")
        await db.execute(text("UPDATE job SET state = 'dead', attempts = 12, error = 'ValueError'"))
    shown = await admin.get("/api/admin/attention")
    found = {one["code"]: one for one in shown["items"]}
    assert (found["jobs_dead"]["level"], found["jobs_dead"]["count"]) == ("problem", 3)
    assert [one["level"] for one in shown["items"]] == sorted(
        (one["level"] for one in shown["items"]), key=["problem", "attention", "setup"].index
    )
    first = await auditor.get("/api/admin/jobs", limit=2)
    assert first["next"] and len(first["items"]) == 2
    job_id = first["items"][0]["id"]
    assert (await auditor.post(f"/api/admin/jobs/{job_id}/retry", expect=403)).code == "forbidden"
    assert (await admin.post(f"/api/admin/jobs/{job_id}/retry"))["count"] == 1
    assert (await admin.post(f"/api/admin/jobs/{job_id}/retry", expect=409)).code == "job_not_dead"
    assert (await admin.post("/api/admin/jobs/retry", {"name": "billing.make_receipt"}))["count"] == 2
    assert (await admin.get("/api/admin/jobs"))["items"] == []
    assert await hub.sql("SELECT DISTINCT state, attempts FROM job") == [("queued", 0)]
    await admin.post("/api/admin/jobs/999999/retry", expect=404)


async def test_a_switch_holds_has_a_history_and_is_undone(hub: Hub) -> None:
    admin, nobody = await hub.sign_in("admin"), hub.client()
    path = "/api/admin/switches/portal.registration"
    assert (await admin.put(path, {"value": 1}, expect=422)).code == "bad_value"
    await admin.put("/api/admin/switches/nothing", {"value": True}, expect=404)
    assert (await admin.post(f"{path}/undo", expect=409)).code == "nothing_to_undo"
    await admin.put(path, {"value": False, "reason": "Too many robots"})
    assert (await nobody.post("/api/patients/register", NEW_PATIENT, expect=403)).code == "switched_off"
    shown = {one["key"]: one for one in (await admin.post(f"{path}/undo"))["items"]}
    assert shown["portal.registration"]["value"] is True
    await nobody.post("/api/patients/register", NEW_PATIENT)
    history = (await admin.get(f"{path}/history"))["items"]
    assert [(one["before"], one["value"], one["reason"][:4]) for one in history] == [
        (False, True, "undo"), (True, False, "Too "),
    ]  # fmt: skip
    trail = await hub.sql("SELECT count(*) FROM audit_event WHERE action = 'switch'")
    assert trail[0][0] == 2
    async with hub.transaction() as db:
        with pytest.raises(DBAPIError, match="append-only"):
            await db.execute(text("DELETE FROM switch_change"))
        await db.rollback()


async def test_prices_hold_from_a_day_on(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    await admin.post("/api/prices", {"service_code": "G0425", "minor": 12_500, "valid_from": "2020-01-01"})
    await admin.post("/api/prices", {"service_code": "G0425", "minor": 13_000, "valid_from": "2099-01-01"})
    services = {one["code"]: one for one in (await admin.get("/api/admin/services"))["items"]}
    assert services["G0425"]["price"]["minor"] == 12_500
    assert services["G0425"]["coming"] == {"minor": 13_000, "valid_from": "2099-01-01"}
    assert services["G0426"]["price"] is None
    changed = await admin.patch("/api/admin/services/G0426", {"active": False})
    assert [one["active"] for one in changed["items"] if one["code"] == "G0426"] == [False]
    await admin.patch("/api/admin/services/NONE", {"active": False}, expect=404)


async def test_a_hospital_adds_services_of_its_own(hub: Hub) -> None:
    admin, doctor, clerk = await hub.sign_in("admin"), await hub.sign_in("doctor"), await hub.sign_in("billing_clerk")
    ecg = {"code": " ecg-12 ", "display": "ECG with twelve leads", "virtual": False, "minor": 4_500}
    await clerk.post("/api/admin/services", ecg, expect=403)
    made = {one["code"]: one for one in (await admin.post("/api/admin/services", ecg, expect=201))["items"]}
    assert (made["ECG-12"]["system"], made["ECG-12"]["price"]["minor"]) == ("own", 4_500)
    assert made["G0425"]["shipped"] and not made["ECG-12"]["shipped"]
    for code, system in (("99213", "cpt"), ("0591T", "cpt"), ("J1885", "hcpcs")):
        rows = (await admin.post("/api/admin/services", {"code": code, "display": "Ours"}, expect=201))["items"]
        assert [(one["system"], one["price"]) for one in rows if one["code"] == code] == [(system, None)]
    for code, wrong in (
        ("ECG-12", "service_exists"),
        ("G0425", "service_exists"),
        ("ÄÖ", "bad_service_code"),
        ("-A", "bad_service_code"),
        ("A--B", "bad_service_code"),
        ("123", "bad_service_code"),
    ):
        status = 409 if wrong == "service_exists" else 422
        refused = await admin.post("/api/admin/services", {"code": code, "display": "Again"}, expect=status)
        assert refused.code == wrong, code
    offered = {one["code"]: one for one in (await doctor.get("/api/services"))["items"]}
    assert offered["ECG-12"]["priced"] and not offered["99213"]["priced"]
    assert list(offered)[-4:] == ["0591T", "99213", "ECG-12", "J1885"]  # after what is shipped, by code
    await admin.patch("/api/admin/services/ECG-12", {"display": "ECG", "unit": "15.min"})
    shipped = await admin.patch("/api/admin/services/G0425", {"display": "Talk"}, expect=409)
    assert shipped.code == "shipped_service"
    await admin.patch("/api/admin/services/J1885", {"active": False})
    offered = {one["code"]: one for one in (await doctor.get("/api/services"))["items"]}
    assert offered["ECG-12"]["display"] == "ECG" and "J1885" not in offered
    async with hub.transaction() as db:
        await reference.load_services(db)  # as every start does
    assert (await hub.sql("SELECT display, unit FROM service_definition WHERE code = 'ECG-12'"))[0][0] == "ECG"


async def test_one_of_many_who_add_the_same_service_does(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    ecg = {"code": "ECG-12", "display": "ECG", "minor": 4_500}
    answers = await asyncio.gather(*(admin.post("/api/admin/services", ecg, expect=0) for _ in range(6)))
    assert sorted(one.status for one in answers) == [201, *[409] * 5]
    assert (await hub.sql("SELECT count(*) FROM price WHERE service_code = 'ECG-12'"))[0][0] == 1


async def test_own_services_are_carried_with_their_prices_to_another_hospital(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    document = orjson.loads((await admin.get("/api/admin/configuration")).raw)
    own = {"code": "ECG-12", "display": "ECG", "unit": "1", "virtual": False, "active": False}
    document["own_services"] = [own]
    document["prices"] = [{"service_code": "ECG-12", "valid_from": "2020-01-01", "minor": 4_500, "currency": "USD"}]
    await admin.post("/api/admin/configuration", {"document": document, "apply": True})
    again = orjson.loads((await admin.get("/api/admin/configuration")).raw)
    assert again["own_services"] == [own] and again["prices"] == document["prices"]
    document["own_services"] = [own | {"code": "lower case"}]
    await admin.post("/api/admin/configuration", {"document": document, "apply": True}, expect=422)


async def test_a_hospital_says_it_in_its_own_words(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    path = "/api/message-templates/visit_booked"
    shown = {one["kind"]: one for one in (await admin.get("/api/message-templates"))["items"]}
    assert shown["visit_booked"]["edited"] is False
    assert "when" in shown["visit_booked"]["places"]
    words = {"subject": "See you {{ when }}", "body": "Dear {{ name }},\n\nuntil {{when}}.\n\n{{ facility }}"}
    for wrong, code in (("{{ password }}", "unknown_place"), ("{{ 7*7 }}", "bad_place"), ("{% if x %}", "bad_place"),
                        ("{{ name.__class__ }}", "bad_place")):  # fmt: skip
        for step, send in (("", admin.put), ("/preview", admin.post), ("/test", admin.post)):
            refused = await send(path + step, words | {"body": wrong}, expect=422)
            assert refused.code == code, (wrong, step)
    preview = await admin.post(f"{path}/preview", words)
    assert "Elena Marsh" in preview["text"] and "{{" not in preview["text"] + preview["subject"]
    await admin.put(path, words)
    assert (await admin.put(path, words, expect=409)).code == "stale"
    assert "@" in (await admin.post(f"{path}/test", words | {"body": "<script>alert(1)</script>"}))["to"]
    [mail] = await mails(hub)
    assert "<script>" not in mail.body_html
    await admin.delete(path)
    await admin.delete(path, expect=404)
    await admin.put("/api/message-templates/nothing", words, expect=404)


async def test_a_configuration_is_carried_to_another_hospital(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    await admin.post("/api/prices", {"service_code": "G0425", "minor": 12_500, "valid_from": "2020-01-01"})
    document = orjson.loads((await admin.get("/api/admin/configuration")).raw)
    same = await admin.post("/api/admin/configuration", {"document": document, "apply": True})
    assert same["changes"] == []
    document["switches"] = [{"key": "portal.refills", "value": False}]
    document["services"] = [{"code": "G0426", "active": False}]
    document["prices"].append({"service_code": "G0426", "valid_from": "2030-01-01", "minor": 1, "currency": "USD"})
    document["templates"] = [{"kind": "visit_booked", "subject": "Booked", "body": "Dear {{ name }}"}]
    document["letters"][0]["title"] = "Seen today"
    document["weeks"] = [{"name": "Mornings", "hours": [{"weekday": 0, "starts": "08:00:00", "ends": "12:00:00"}]}]
    document["holidays"] = [{"day": "2099-12-25", "name": "Christmas"}]
    document["booking_policy"][0]["notice_minutes"] = 90
    looked = await admin.post("/api/admin/configuration", {"document": document})
    assert looked["applied"] is False
    assert {(one["part"], one["kind"]) for one in looked["changes"]} == {
        ("switches", "changed"), ("services", "changed"), ("prices", "new"), ("templates", "new"),
        ("letters", "changed"), ("weeks", "new"), ("holidays", "new"), ("booking_policy", "changed"),
    }  # fmt: skip
    assert (await hub.sql("SELECT count(*) FROM switch_change"))[0][0] == 0
    await admin.post("/api/admin/configuration", {"document": document, "apply": True})
    again = await admin.post("/api/admin/configuration", {"document": document})
    assert again["changes"] == []
    # All of it or nothing: the switch before the wrong price is not thrown.
    document["switches"] = [{"key": "portal.refills", "value": True}]
    document["prices"][0]["minor"] = 99
    refused = await admin.post("/api/admin/configuration", {"document": document, "apply": True}, expect=409)
    assert refused.code == "price_exists"
    assert (await hub.sql("SELECT count(*) FROM switch_change"))[0][0] == 1
    for wrong in ({"format": "other"}, {**document, "users": []}, {**document, "switches": [{"key": "x", "sql": 1}]},
                  {**document, "weeks": [{"name": "Backwards", "hours": [
                      {"weekday": 0, "starts": "12:00:00", "ends": "08:00:00"}]}]}):  # fmt: skip
        await admin.post("/api/admin/configuration", {"document": wrong}, expect=422)


async def test_no_page_of_the_hub_asks_more_than_twelve_questions(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    for path in ("admin/attention", "admin/jobs", "admin/services", "admin/switches", "message-templates",
                 "admin/configuration"):  # fmt: skip
        with counted(hub.database) as statements:
            await admin.get(f"/api/{path}")
        assert len(statements) <= 12, (path, statements)


async def test_a_new_hospital_is_led_through_its_setup(hub: Hub) -> None:
    """Done is what the data show; the rest is confirmed or skipped, and taken up again later."""
    admin, path = await hub.sign_in("admin"), "/api/admin/setup"
    states = {one["code"]: one["state"] for one in (await admin.get(path))["steps"]}
    assert set(states.values()) == {"open"} and next(iter(states)) == "hospital"
    await admin.patch("/api/facility", {"phone": "+1 555 0100", "address": {"line": "1 Long Street"}, "taxonomy": ""})
    hospital = (await admin.get(path))["steps"][0]
    assert (hospital["state"], hospital["count"]) == ("open", 1), "an insurer is known: no claim leaves without these"
    assert hospital["lacks"] == ["npi", "tin", "taxonomy"]
    await admin.patch("/api/facility", {name: FACILITY[name] for name in ("npi", "tin", "taxonomy")})
    doctor = await hub.actor("doctor")
    assert doctor.practitioner_id is not None
    async with hub.transaction() as db:
        await scheduling.hours(db, doctor.practitioner_id)
    shown = await admin.put(f"{path}/mail", {"mark": "confirmed"})
    assert {one["code"] for one in shown["steps"] if one["state"] == "done"} == {
        "hospital", "clinicians", "hours", "staff", "mail",
    }  # fmt: skip
    assert shown["done"] == 5 and shown["next"] == "departments"
    shown = await admin.put(f"{path}/departments", {"mark": "skipped"})
    assert (shown["open"], shown["next"]) == (2, "services")
    shown = await admin.put(f"{path}/departments", {"mark": None})
    assert (shown["open"], shown["next"]) == (3, "departments")
    assert (await admin.put(f"{path}/hours", {"mark": "confirmed"}, expect=422)).code == "not_confirmed_by_hand"
    await admin.put(f"{path}/nothing", {"mark": "skipped"}, expect=404)
    await (await hub.sign_in("auditor")).get(path, expect=403)
    assert (await hub.sql("SELECT count(*) FROM audit_event WHERE entity = 'setup_step'"))[0][0] == 3
    marks = [admin.put(f"{path}/second_factor", {"mark": "skipped"}, expect=200) for _ in range(6)]
    assert {one["open"] for one in await asyncio.gather(*marks)} == {2}, "several at one moment"
