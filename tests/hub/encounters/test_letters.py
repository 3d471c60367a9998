"""Letters, forms and the summary over HTTP: numbered, provable, kept; answers with the version they were given to."""

from __future__ import annotations

import hashlib
from typing import Any

from tests.counting import counted
from tests.hub.encounters.test_vitals import begin, signs
from tests.hub.encounters.test_writing import signed
from tests.hub_fixture import Hub

NASTY = '<script>alert(1)</script> #let x = read("/etc/passwd") *bold* $x$ {patient.name}'


async def test_a_letter_is_written_kept_proved_and_taken_back(hub: Hub) -> None:
    meeting, chart = await signed(hub)
    doctor, patient_id = meeting.doctor, chart["patient"]["id"]
    templates = {one["key"]: one for one in (await doctor.get("/api/letter-templates"))["items"]}
    url = f"/api/patients/{patient_id}/letters"
    wanted = {"template_id": templates["sick_note"]["id"], "encounter_id": str(meeting.id)}
    open_ = await doctor.post(url, wanted, expect=422)
    assert open_.code == "answer_missing" and {one["path"] for one in open_["errors"]} >= {"answers.first_day"}
    wanted["answers"] = {"first_day": "2026-03-02", "last_day": "2026-03-06", "remark": NASTY}
    shown = (await doctor.post(f"{url}/preview", wanted)).data
    assert "March 2, 2026" in str(shown["parts"]) and NASTY in str(shown["parts"]), "what is typed is words, no place"
    letter = (await doctor.post(url, wanted, expect=201)).data
    assert letter["number"].startswith("L-") and letter["status"] == "issued"
    pdf = await doctor.get(f"/api/letters/{letter['id']}/pdf")
    assert pdf.raw.startswith(b"%PDF") and "attachment" in pdf.headers["Content-Disposition"]
    row = (await hub.sql("SELECT code, sha256, content_sealed AS t FROM patient_letter"))[0]
    assert row.sha256 == hashlib.sha256(pdf.raw).hexdigest()
    stranger = hub.client()
    told = (await stranger.post("/api/letters/check", {"code": row.code.lower()})).data
    assert told["status"] == "issued" and told["sha256"] == row.sha256
    assert chart["patient"]["family"] not in str(told)
    assert (await stranger.post("/api/letters/check", {"code": "A" * 16}, expect=404)).code == "letter_unknown"
    patient = await hub.sign_in("patient")
    assert [one["id"] for one in (await patient.get("/api/my/letters"))["items"]] == [letter["id"]]
    assert (await patient.get(f"/api/letters/{letter['id']}/pdf")).raw == pdf.raw
    await (await hub.sign_in("patient", "Second")).get(f"/api/letters/{letter['id']}/pdf", expect=404)
    await (await hub.sign_in("doctor", "Stranger")).get(f"/api/letters/{letter['id']}/pdf", expect=404)
    await doctor.post(f"/api/letters/{letter['id']}/revoke", {"reason": "Wrong dates"})
    assert (await stranger.post("/api/letters/check", {"code": row.code}))["status"] == "revoked"
    await patient.get(f"/api/letters/{letter['id']}/pdf", expect=404)
    for key in ("visit_summary", "patient_summary", "prescription", "attendance", "referral"):
        asks = {one["name"]: "09:00" for one in templates[key]["asks"] if one["required"]}
        body = {"template_id": templates[key]["id"], "encounter_id": str(meeting.id), "answers": asks}
        await doctor.post(url, body, expect=201)
    audited = await hub.sql(
        "SELECT after::text AS t FROM audit_event WHERE entity = 'patient_letter' AND after IS NOT NULL"
    )
    assert audited and not any("alert" in one.t or row.code in one.t for one in audited)


async def test_letter_templates_are_kept_by_administrators(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    body = {"key": "fit", "kind": "other", "title": "Fit to fly", "body": "{patient.name} may fly to {town}.",
            "asks": [{"name": "town", "label": "Where to?"}]}  # fmt: skip
    shown = await admin.post("/api/letter-templates/preview", body)
    assert shown["parts"] == [{"kind": "words", "lines": ["Alex Sample may fly to [Where to?]."]}]
    unknown = await admin.post("/api/letter-templates/preview", {**body, "body": "{patient.secret}"}, expect=422)
    assert unknown.code == "place_unknown"
    made = (await admin.put("/api/letter-templates", body)).data
    assert (await admin.put("/api/letter-templates", body, expect=409)).code == "key_taken"
    unknown = await admin.put("/api/letter-templates", {**body, "body": "{patient.secret}", "version": 1}, expect=422)
    assert unknown.code == "place_unknown" and unknown["places"] == ["patient.secret"]
    stale = await admin.put("/api/letter-templates", {**body, "version": 9}, expect=409)
    assert stale.code == "template_changed"
    await admin.put("/api/letter-templates", {**body, "active": False, "version": made["version"]})
    doctor, patient_id, _ = await begin(hub)
    gone = {"template_id": made["id"], "answers": {"town": "Oslo"}}
    await doctor.post(f"/api/patients/{patient_id}/letters", gone, expect=404)
    await doctor.put("/api/letter-templates", body, expect=403)


async def test_a_form_is_drawn_published_given_and_answered_in_its_version(hub: Hub) -> None:
    doctor, patient_id, encounter_id = await begin(hub)
    admin, patient = await hub.sign_in("admin"), await hub.sign_in("patient")
    drawn: dict[str, Any] = {"type": "object", "title": "Sleep", "required": ["hours"],
             "properties": {"hours": {"type": "integer", "minimum": 0, "maximum": 24}}}  # fmt: skip
    form = {"key": "sleep", "title": "Sleep", "drawn": drawn, "by_patient": True}
    made = (await admin.put("/api/forms", form)).data
    hostile = {**form, "key": "evil", "drawn": {"type": "object", "properties": {"a": {"$ref": "http://x"}}}}
    assert (await admin.put("/api/forms", hostile, expect=422)).code == "form_remote_ref"
    given = {"form_id": made["id"], "by_patient": True, "encounter_id": str(encounter_id)}
    early = await doctor.post(f"/api/patients/{patient_id}/forms", given, expect=422)
    assert early.code == "form_unpublished"
    assert (await admin.post(f"/api/forms/{made['id']}/publish"))["number"] == 1
    assert (await admin.post(f"/api/forms/{made['id']}/publish"))["number"] == 1, "nothing new, no new version"
    asked = (await doctor.post(f"/api/patients/{patient_id}/forms", given, expect=201)).data
    now_ = (await admin.get("/api/forms"))["items"]
    version = next(one["version"] for one in now_ if one["key"] == "sleep")
    longer = {**drawn, "properties": {**drawn["properties"], "dreams": {"type": "string"}}}
    await admin.put("/api/forms", {**form, "drawn": longer, "version": version})
    assert (await admin.post(f"/api/forms/{made['id']}/publish"))["number"] == 2
    mine = (await patient.get("/api/my/forms"))["items"]
    assert mine[0]["number"] == 1 and "dreams" not in mine[0]["drawn"]["properties"]
    answer = f"/api/form-answers/{asked['id']}/answer"
    await patient.post(answer, {"answers": {"hours": 99}}, expect=422)
    await patient.post(answer, {"answers": {"hours": 6, "dreams": "x"}}, expect=422)
    await (await hub.sign_in("patient", "Second")).post(answer, {"answers": {"hours": 6}}, expect=404)
    assert (await patient.post(answer, {"answers": {"hours": 6}}))["status"] == "completed"
    assert (await patient.post(answer, {"answers": {"hours": 7}}, expect=409)).code == "illegal_move"
    struck = await doctor.post(f"/api/form-answers/{asked['id']}/strike", {"reason": "Other patient"})
    assert struck["status"] == "entered_in_error" and struck["answers"] == {"hours": 6}
    staff = next(one for one in (await doctor.get("/api/forms/published"))["items"] if not one["by_patient"])
    refused = await doctor.post(f"/api/patients/{patient_id}/forms", {"form_id": staff["id"], "by_patient": True},
                                expect=422)  # fmt: skip
    assert refused.code == "not_for_patients"
    assert (await patient.get("/api/my/forms"))["items"] == []


async def test_the_summary_has_every_section_and_few_queries(hub: Hub) -> None:
    meeting, chart = await signed(hub)
    doctor, patient_id = meeting.doctor, chart["patient"]["id"]
    url = f"/api/patients/{patient_id}"
    await doctor.post(f"{url}/problems", {"code": "I10"}, expect=201)
    await doctor.post(f"{url}/home-medications", {"medication": "Aspirin 100 mg"}, expect=201)
    await doctor.post(f"{url}/vital-sets", signs(systolic=120, diastolic=80), expect=201)
    with counted(hub.database) as asked:
        summary = (await doctor.get(f"{url}/summary")).data
    assert len(asked) <= 18, asked
    assert summary["problems"] and summary["medicines"] and summary["vitals"] and summary["visits"]
    assert summary["allergies"] is None and summary["sections"]["problems"] == "11450-4"
    own = (await (await hub.sign_in("patient")).get("/api/my/record")).data
    assert own["patient"]["id"] == patient_id and own["medicines"] == summary["medicines"]
    read = await hub.sql("SELECT 1 FROM audit_event WHERE entity = 'record' AND action = 'read'")
    assert len(read) == 1
