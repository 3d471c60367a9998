"""More of a medicine: asked by its patient, decided by a clinician, one answer, told once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.hub.encounters.test_chart import PILLS, Meeting, meeting
from tests.hub_fixture import Client, Hub, Reply

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
