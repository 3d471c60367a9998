"""A patient's background over HTTP, and meetings that nobody booked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.counting import counted
from tests.factories import scheduling
from tests.factories.encounters import FULL_NOTE
from tests.hub.encounters.test_vitals import begin
from tests.hub_fixture import Hub

TODAY = scheduling.day().isoformat()


async def test_medicines_at_home_are_reconciled(hub: Hub) -> None:
    doctor, patient_id, encounter_id = await begin(hub)
    url = f"/api/patients/{patient_id}"
    aspirin = (await doctor.post(f"{url}/home-medications", {"medication": "Aspirin 100 mg", "dose": "1 a day"},
                                 expect=201)).data  # fmt: skip
    twice = await doctor.post(f"{url}/home-medications", {"medication": "aspirin 100 MG"}, expect=409)
    assert twice.code == "on_the_list"
    oil = (
        await doctor.post(f"{url}/home-medications", {"medication": "Fish oil", "source": "family"}, expect=201)
    ).data
    plan: list[dict[str, Any]] = [{"of": "home", "id": aspirin["id"], "decision": "change", "reason": "Too much",
                                   "dose": "1 every other day"}]  # fmt: skip
    missing = await doctor.post(f"{url}/reconciliations", {"decisions": plan}, expect=409)
    assert missing.code == "list_changed"
    plan.append({"of": "home", "id": oil["id"], "decision": "stop", "reason": "No use"})
    done = await doctor.post(
        f"{url}/reconciliations", {"decisions": plan, "encounter_id": str(encounter_id)}, expect=201
    )
    assert [one["decision"] for one in done["decisions"]] == ["change", "stop"]
    chart = (await doctor.get(f"/api/encounters/{encounter_id}")).data
    assert [(one["medication"], one["how"]) for one in chart["medicines"]] == [("Aspirin 100 mg", "1 every other day")]
    back = (await doctor.get(f"{url}/background")).data
    assert [one["status"] for one in back["home_medications"]] == ["active", "stopped"]
    assert back["reconciled"]["by_name"] and back["home_medications"][1]["end_reason"] == "No use"
    no_reason = {"status": "stopped"}
    await doctor.post(f"/api/home-medications/{aspirin['id']}/status", no_reason, expect=422)
    await doctor.post(f"/api/home-medications/{oil['id']}/status", {"status": "active"})
    unsaid = {**plan[1], "reason": ""}
    await doctor.post(f"{url}/reconciliations", {"decisions": [plan[0], unsaid]}, expect=422)


async def test_immunizations_procedures_family_and_social_history(hub: Hub) -> None:
    doctor, patient_id, encounter_id = await begin(hub)
    url = f"/api/patients/{patient_id}"
    shot = {"cvx": "140", "given_on": TODAY, "lot": "A1", "site": "left_arm", "encounter_id": str(encounter_id)}
    given = (await doctor.post(f"{url}/immunizations", shot, expect=201)).data
    assert given["display"].startswith("Influenza") and given["by_name"]
    assert (await doctor.post(f"{url}/immunizations", shot, expect=409)).code == "given_already"
    for bad in ({"cvx": "999"}, {"cvx": "1; DROP"}, {"not_done": True}, {"expires_on": "2001-01-01"}):
        assert (await doctor.post(f"{url}/immunizations", {**shot, **bad}, expect=422)).code == "invalid"
    early = await doctor.post(f"{url}/immunizations", {**shot, "given_on": "1900-01-01"}, expect=422)
    assert early.code == "before_birth"
    late = await doctor.post(f"{url}/procedures", {"display": "X", "done_on": "2999-01-01"}, expect=422)
    assert late.code == "day_to_come"
    act = (await doctor.post(f"{url}/procedures", {"display": "Appendix removed", "done_on": "2001-05-01"},
                             expect=201)).data  # fmt: skip
    kin = (await doctor.post(f"{url}/family-history", {"relation": "mother", "code": "I10", "onset_age": 50},
                             expect=201)).data  # fmt: skip
    assert kin["display"].startswith("Essential")
    for answer in ("every_day", "former"):
        await doctor.post(f"{url}/social-history", {"topic": "tobacco", "answer": answer}, expect=201)
    await doctor.post(f"{url}/social-history", {"topic": "tobacco", "answer": "sometimes"}, expect=422)
    await doctor.post(f"{url}/social-history", {"topic": "work"}, expect=422)
    work = (await doctor.post(f"{url}/social-history", {"topic": "work", "remark": "Baker"}, expect=201)).data
    with counted(hub.database) as asked:
        back = (await doctor.get(f"{url}/background")).data
    assert len(asked) <= 12, asked
    assert [one["answer"] for one in back["social"] if one["topic"] == "tobacco"] == ["former"]
    assert back["immunizations"] and back["procedures"] and back["family"]
    stranger = await hub.sign_in("nurse", "Stranger")
    await stranger.get(f"{url}/background", expect=404)
    for path in (f"immunizations/{given['id']}", f"procedures/{act['id']}", f"family-history/{kin['id']}",
                 f"social-history/{work['id']}"):  # fmt: skip
        await stranger.post(f"/api/{path}/entered-in-error", {"reason": "A mistake"}, expect=404)
        await doctor.post(f"/api/{path}/entered-in-error", {"reason": "A mistake"})
    back = (await doctor.get(f"{url}/background")).data
    assert not back["immunizations"] and not back["procedures"] and not back["family"]
    rows = await hub.sql("SELECT after::text AS t FROM audit_event WHERE entity IN ('procedure', 'family_history')")
    assert rows and not any("Appendix" in str(row.t) or "Essential" in str(row.t) for row in rows)


async def test_problems_and_allergies_are_corrected(hub: Hub) -> None:
    doctor, patient_id, encounter_id = await begin(hub)
    url = f"/api/patients/{patient_id}"
    problem = (await doctor.post(f"{url}/problems", {"code": "I10", "onset": "2019-02-01"}, expect=201)).data
    better = {"onset": "2018-01-01", "severity": "moderate", "remark": "Since the birth of her son"}
    assert (await doctor.put(f"/api/problems/{problem['id']}", better))["severity"] == "moderate"
    to_come = await doctor.put(f"/api/problems/{problem['id']}", {"onset": "2999-01-01"}, expect=422)
    assert to_come.code == "onset_to_come"
    resolved = await doctor.post(f"/api/problems/{problem['id']}/status", {"status": "resolved"})
    assert resolved["resolved_on"]
    allergy = (await doctor.post(f"{url}/allergies", {"substance": "Peanut", "category": "food"}, expect=201)).data
    sure = {"substance": "Peanut", "category": "food", "criticality": "high", "verification": "confirmed"}
    assert (await doctor.put(f"/api/allergies/{allergy['id']}", sure))["criticality"] == "high"
    stranger = await hub.sign_in("doctor", "Stranger")
    await stranger.put(f"/api/allergies/{allergy['id']}", sure, expect=404)
    await stranger.put(f"/api/problems/{problem['id']}", better, expect=404)
    assert (await doctor.get(f"/api/encounters/{encounter_id}"))["allergies"][0]["verification"] == "confirmed"


async def test_a_visit_that_nobody_booked_from_the_door_to_the_signature(hub: Hub) -> None:
    doctor, patient_id, _ = await begin(hub)
    url = f"/api/patients/{patient_id}/encounters"
    assert (await doctor.post(url, {"kind": "VR"}, expect=422)).code == "needs_pathway"
    here = (await doctor.post(url, {"kind": "EMER", "reason": "Fell off a ladder", "arrived": True}, expect=201)).data
    assert here["status"] == "arrived" and here["started_at"] is None
    at = f"/api/encounters/{here['id']}"
    for status in ("triaged", "in_progress", "on_hold", "in_progress"):
        here = (await doctor.post(f"{at}/status", {"status": status})).data
        assert here["status"] == status
    assert here["started_at"]
    assert (await doctor.post(f"{at}/status", {"status": "arrived"}, expect=409)).code == "illegal_move"
    assert (await doctor.post(f"{at}/status", {"status": "finished"}, expect=409)).code == "finish_by_signing"
    assert (await doctor.post(f"{at}/status", {"status": "cancelled"}, expect=422)).code == "reason_missing"
    chart = (await doctor.get(at)).data
    assert chart["note"]["sections"] == {"reason": "Fell off a ladder"}
    note = chart["note"]
    early = await doctor.post(f"{at}/sign", {"note_id": note["id"], "version": note["version"]}, expect=422)
    assert early.code == "note_incomplete"
    saved = await doctor.put(f"{at}/note", {"version": note["version"], "sections": FULL_NOTE})
    await doctor.post(f"{at}/diagnoses", {"code": "M54.50"}, expect=201)
    await doctor.post(f"{at}/services", {"code": "G0463"}, expect=201)
    stale = await doctor.post(f"{at}/sign", {"note_id": note["id"], "version": note["version"]}, expect=409)
    assert stale.code == "note_changed"
    await doctor.post(f"{at}/sign", {"note_id": note["id"], "version": saved["version"]})
    assert (await doctor.get(at))["encounter"]["status"] == "finished"
    wrong = (await doctor.post(url, {"kind": "HH", "reason": "At home"}, expect=201)).data
    gone = {"status": "entered_in_error", "reason": "Another patient"}
    assert (await doctor.post(f"/api/encounters/{wrong['id']}/status", gone))["status_reason"] == "Another patient"
    await (await hub.sign_in("doctor", "Stranger")).post(url, {"kind": "AMB"}, expect=404)


@pytest.mark.parametrize("day", ["2014-01-01", "2020-06-01", TODAY])
async def test_codes_are_those_of_the_edition_in_force(hub: Hub, day: str) -> None:
    doctor, _, _ = await begin(hub)
    found = (await doctor.get("/api/terminology/icd10", search="I10", on=day))["items"]
    assert bool(found) == (day > "2015-10-01"), "before October 2015 there was no ICD-10-CM"
