"""More of a medicine: asked by its patient, decided by a clinician, one answer, told once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from hub.core.actor import SYSTEM
from hub.patients import actions as patients
from hub.patients.access import labels
from hub.patients.access.models import Label, Labelled
from hub.patients.models import Patient, Proxy, ProxyKind, ProxyStatus, RelationKind
from tests.exchanges import Reply
from tests.factories import scheduling
from tests.hub.encounters.test_chart import PILLS, Meeting, meeting
from tests.hub_fixture import Client, Hub

__all__ = ["meeting"]


@dataclass
class Wish:
    """A patient whose medicine was prescribed, and the doctor who did it."""

    hub: Hub
    patient: Client
    doctor: Client
    prescription_id: str

    async def medicines(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.patient.get("/api/my/medicines"))["items"]
        return items

    async def ask(self, *, expect: int = 201, **body: Any) -> Reply:
        return await self.patient.post(f"/api/prescriptions/{self.prescription_id}/refill", body, expect=expect)

    async def task(self) -> dict[str, Any]:
        items = (await self.doctor.get("/api/tasks", scope="open"))["items"]
        row: dict[str, Any] = next(one for one in items if one["form"] == "review_refill")
        return row

    async def decide(self, *, expect: int | None = None, **answers: Any) -> Reply:
        task = await self.task()
        body = {"answers": answers, "version": task["version"]}
        return await self.doctor.post(f"/api/tasks/{task['id']}/complete", body, expect=expect)


@pytest.fixture
async def wish(meeting: Meeting) -> Wish:
    await meeting.fill()
    prescribed = await meeting.doctor.post(f"{meeting.url}/prescriptions", PILLS, expect=201)
    await meeting.sign()
    patient = await meeting.hub.sign_in("patient")
    return Wish(meeting.hub, patient, meeting.doctor, str(prescribed["prescription"]["id"]))


async def test_renewed_as_it_was(wish: Wish) -> None:
    (one,) = await wish.medicines()
    assert one["may_ask"] and one["refill"] is None and one["lasts_until"]
    asked = await wish.ask(remark="Nearly used up")
    assert asked["status"] == "requested"
    (one,) = await wish.medicines()
    assert not one["may_ask"] and one["refill"]["remark"] == "Nearly used up"
    [[stored]] = await wish.hub.sql("SELECT remark_sealed FROM refill_request")
    assert stored.startswith("1|") and "used" not in stored
    task = await wish.task()
    shown = await wish.doctor.get(f"/api/refill-requests/{task['subject']['refill_request_id']}")
    assert shown["prescription"]["medication"] == PILLS["medication"] and shown["remark"] == "Nearly used up"
    await wish.decide(decision="renew", quantity_value="30")
    (again,) = await wish.medicines()
    assert again["id"] != wish.prescription_id and again["quantity_value"] == "30" and again["may_ask"]
    assert again["medication"] == PILLS["medication"] and again["status"] == "active"
    await wish.hub.run_jobs()
    told = [row["kind"] for row in (await wish.patient.get("/api/notifications"))["items"]]
    assert told.count("refill_renewed") == 1
    assert (await wish.ask(expect=409)).code == "prescription_renewed"
    assert await wish.hub.sql("SELECT 1 FROM case_instance WHERE process_id = 'refill' AND status <> 'completed'") == []


@pytest.mark.parametrize(("decision", "status"), [("decline", "declined"), ("visit", "visit_needed")])
async def test_not_renewed_is_said_with_words(wish: Wish, decision: str, status: str) -> None:
    await wish.ask()
    assert (await wish.decide(decision=decision, expect=422)).data["errors"], "a refusal needs words for the patient"
    await wish.decide(decision=decision, answer="Please come and see me first.")
    (one,) = await wish.medicines()
    assert (one["refill"]["status"], one["refill"]["answer"]) == (status, "Please come and see me first.")
    assert one["may_ask"], "it may be asked for again"


async def test_asked_once_while_it_waits_and_taken_back(wish: Wish) -> None:
    asked = await wish.ask()
    assert (await wish.ask(expect=409)).code == "refill_asked"
    for _ in range(2):
        back = await wish.patient.post(f"/api/refill-requests/{asked['id']}/withdraw")
        assert back["status"] == "withdrawn"
    assert (await wish.doctor.get("/api/tasks", scope="open"))["items"] == []
    again = await wish.ask()
    await wish.decide(decision="renew")
    late = await wish.patient.post(f"/api/refill-requests/{again['id']}/withdraw", expect=409)
    assert late.code == "refill_answered"


async def test_b09_a_proxy_asks_for_nothing_that_a_label_keeps_from_him(wish: Wish) -> None:
    proxy, patient_id = await wish.hub.sign_in("patient", "Proxy"), wish.patient.patient_id
    asked = await wish.ask()
    sql = "SELECT encounter_id FROM prescription WHERE id = :id"
    [[encounter_id]] = await wish.hub.sql(sql, id=wish.prescription_id)
    async with wish.hub.transaction() as db:
        db.add(Proxy(patient_id=patient_id, user_id=proxy.user_id, kind=ProxyKind.paper, paper="x",
                     status=ProxyStatus.active, rights=["record"], starts_on=date(2020, 1, 1)))  # fmt: skip
        patient = await db.get_one(Patient, patient_id)
        await labels.put(db, patient, Label.psychiatry, entity=Labelled.encounter, entity_id=encounter_id, actor=SYSTEM)
    proxy.headers["X-Acting-For"] = str(patient_id)
    assert (await proxy.get("/api/my/medicines"))["items"] == []
    await proxy.post(f"/api/prescriptions/{wish.prescription_id}/refill", {}, expect=404)
    await proxy.post(f"/api/refill-requests/{asked['id']}/withdraw", expect=404)
    scheduled = await wish.hub.sign_in("doctor", "Scheduled")
    async with wish.hub.transaction() as db:
        await patients.relate(db, patient_id, scheduled.practitioner_id, RelationKind.scheduled, "test", actor=SYSTEM)
    await scheduled.get(f"/api/refill-requests/{asked['id']}", expect=404)
    await wish.doctor.get(f"/api/refill-requests/{asked['id']}")  # his own encounter
    await wish.patient.post(f"/api/refill-requests/{asked['id']}/withdraw")


async def test_b70_nothing_more_is_asked_for_a_record_that_is_closed(wish: Wish) -> None:
    officer = await wish.hub.sign_in("privacy_officer")
    row = await officer.post(f"/api/patients/{wish.patient.patient_id}/erasures", {"reason": "By letter"}, expect=201)
    answer = {"answer": "The law makes us keep it."}
    await officer.post(f"/api/erasures/{row['id']}/restrict", answer, expect=200)
    assert (await wish.ask(expect=409)).code == "record_closed", "nobody could renew it"
    await officer.post(f"/api/erasures/{row['id']}/refuse", answer, expect=200)
    await wish.ask()


async def test_an_allergy_recorded_since_must_be_overridden(wish: Wish) -> None:
    patient_id = wish.patient.patient_id
    await wish.ask()
    await wish.doctor.post(f"/api/patients/{patient_id}/allergies", {"substance": "Ibuprofen"}, expect=201)
    refused = await wish.decide(decision="renew", expect=409)
    assert refused.code == "allergy_match" and refused.data["substances"] == ["Ibuprofen"]
    await wish.decide(decision="renew", override=True)
    assert (await wish.medicines())[0]["id"] != wish.prescription_id


async def test_nobody_asks_for_another_or_decides_unknown(wish: Wish) -> None:
    stranger = await wish.hub.sign_in("patient", "Stranger")
    path = f"/api/prescriptions/{wish.prescription_id}/refill"
    assert (await stranger.post(path, {}, expect=404)).code == "not_found"
    asked = await wish.ask()
    assert (await stranger.post(f"/api/refill-requests/{asked['id']}/withdraw", expect=404)).code == "not_found"
    other = await wish.hub.sign_in("doctor", "Unrelated")
    await other.get(f"/api/refill-requests/{asked['id']}", expect=404)


async def test_a_controlled_drug_wants_a_privilege_where_the_hospital_says_so(meeting: Meeting) -> None:
    hub, doctor, admin = meeting.hub, meeting.doctor, await meeting.hub.sign_in("admin")
    at, sleep = f"{meeting.url}/prescriptions", {**PILLS, "medication": "Diazepam 5 mg tablet"}
    await meeting.fill()
    free = (await doctor.post(at, sleep, expect=201))["prescription"]  # nobody asks until the switch says so
    pain = (await doctor.post(at, PILLS, expect=201))["prescription"]
    wanted = {"value": True, "reason": "Policy 12"}
    await admin.put("/api/admin/switches/staff.controlled_needs_privilege", wanted)
    for refused in (
        await doctor.post(at, {**sleep, "medication": "Lorazepam 1 mg", "override_reason": "Ward round"}, expect=403),
        await doctor.put(f"{at}/{free['id']}", {**sleep, "duration_days": 2}, expect=403),
        await doctor.put(f"{at}/{pain['id']}", {**sleep, "override_reason": "Ward round"}, expect=403),
    ):
        assert refused.code == "privilege_needed" and refused["privilege"] == "prescribe_controlled"
    await doctor.put(f"{at}/{pain['id']}", {**PILLS, "duration_days": 2})  # others are not asked
    # Held from tomorrow on, or no longer, it is not held; held today it is.
    grants = f"/api/staff/{doctor.user_id}/privileges"
    day = [str(scheduling.day(n)) for n in range(-9, 10)]
    code = {"code": "prescribe_controlled"}
    for starts, ends in ((day[11], None), (day[0], day[7])):
        await admin.post(grants, {**code, "starts_on": starts, "ends_on": ends}, expect=201)
    await doctor.put(f"{at}/{free['id']}", {**sleep, "duration_days": 2}, expect=403)
    held = (await admin.post(grants, {**code, "starts_on": day[8], "ends_on": day[10]}, expect=201))["privileges"]
    await doctor.put(f"{at}/{free['id']}", {**sleep, "duration_days": 2})
    await meeting.sign()
    # The patient's wish for more asks for it, too.
    patient = await hub.sign_in("patient")
    wish = Wish(hub, patient, doctor, free["id"])
    await wish.ask()
    mine = next(one["id"] for one in held if one["holds"])
    await admin.post(f"{grants}/{mine}/revoke", {"reason": "Policy 12"})
    assert (await wish.decide(decision="renew", expect=403)).code == "privilege_needed"
    here = (await doctor.post(f"/api/patients/{patient.patient_id}/encounters", {"kind": "AMB"}, expect=201)).data
    again = f"/api/encounters/{here['id']}/prescriptions/{free['id']}/renew"
    assert (await doctor.post(again, {}, expect=403)).code == "privilege_needed"
    # What was stopped meanwhile is not renewed; declining needs nothing.
    await doctor.post(f"{at}/{free['id']}/cancel", {"reason": "Drowsy"})
    await admin.put("/api/admin/switches/staff.controlled_needs_privilege", {**wanted, "value": False})
    assert (await wish.decide(decision="renew", expect=409)).code == "prescription_ended"
    await wish.decide(decision="decline", answer="It made you drowsy.")
