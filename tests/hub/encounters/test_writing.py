"""What helps to write, over HTTP: templates, phrases, order sets, second signatures, unlocking, code sets."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub.core.actor import SYSTEM
from hub.patients.actions import relate
from tests.counting import counted
from tests.factories.encounters import FULL_NOTE
from tests.hub.encounters.test_chart import PILLS, Meeting
from tests.hub.encounters.test_vitals import begin
from tests.hub_fixture import Hub


async def test_templates_and_phrases_are_ones_own_or_the_hospitals(hub: Hub) -> None:
    doctor, _, _ = await begin(hub)
    admin = await hub.sign_in("admin")
    start = (await doctor.get("/api/writing")).data
    assert start["templates"] and all(one["shared"] for one in start["templates"])
    await doctor.put("/api/phrases", {"short": "heart", "words": "My own heart."})
    words = {one["short"]: one["words"] for one in (await doctor.get("/api/writing"))["phrases"]}
    assert words["heart"] == "My own heart.", "one's own comes before the hospital's"
    await doctor.put("/api/phrases", {"short": "Bad word", "words": "x"}, expect=422)
    await doctor.put("/api/note-templates", {"name": "X", "sections": {"plan": "Y"}, "shared": True}, expect=403)
    await admin.put("/api/note-templates/shared", {"name": "Everybody's", "sections": {"plan": "Rest"}})
    mine = (await doctor.put("/api/note-templates", {"name": "Mine", "sections": {"plan": "A"}})).data
    again = (await doctor.put("/api/note-templates", {"name": "mine", "sections": {"plan": "B"}})).data
    assert again["id"] == mine["id"] and again["sections"] == {"plan": "B"}
    other = await hub.sign_in("doctor", "Stranger")
    names = {one["name"] for one in (await other.get("/api/writing"))["templates"]}
    assert "Everybody's" in names and "mine" not in names
    await other.delete(f"/api/note-templates/{mine['id']}", expect=404)
    shared = next(one["id"] for one in (await doctor.get("/api/writing"))["templates"] if one["shared"])
    await doctor.delete(f"/api/note-templates/{shared}", expect=404)
    await doctor.delete(f"/api/note-templates/{mine['id']}")
    await admin.delete(f"/api/note-templates/{shared}")


async def test_an_order_set_is_carried_out_whole_or_not_at_all(hub: Hub) -> None:
    doctor, patient_id, encounter_id = await begin(hub)
    admin = await hub.sign_in("admin")
    sets = (await doctor.get("/api/order-sets"))["items"]
    back = next(one for one in sets if "back pain" in one["name"])
    items = [one for one in back["items"] if one["kind"] != "words"]
    url = f"/api/encounters/{encounter_id}/order-sets/{back['id']}"
    await doctor.post(f"/api/patients/{patient_id}/allergies", {"substance": "Aspirin"}, expect=201)
    refused = await doctor.post(url, {"items": items}, expect=409)
    assert refused.code == "allergy_match"
    assert (await doctor.get(f"/api/encounters/{encounter_id}"))["diagnoses"] == [], "nothing half done"
    done = (await doctor.post(url, {"items": items, "override_reason": "Took it last week without trouble"})).data
    assert done["diagnoses"] and done["prescriptions"][0]["prescription"]["override_reason"]
    chart = (await doctor.get(f"/api/encounters/{encounter_id}")).data
    assert len(chart["diagnoses"]) == len(chart["prescriptions"]) == 1
    pressure = next(one for one in sets if "blood pressure" in one["name"])
    bloods = [one for one in pressure["items"] if one["kind"] == "laboratory"]
    applied = await doctor.post(f"/api/encounters/{encounter_id}/order-sets/{pressure['id']}", {"items": bloods})
    ordered = (await doctor.get(f"/api/patients/{patient_id}/service-requests"))["items"]
    assert applied["laboratory"] == 1 and [one["title"] for one in ordered] == [bloods[0]["title"]]
    unknown = {"name": "Y", "items": [{"kind": "laboratory", "title": "Y", "tests": ["1-1"]}]}
    await admin.post("/api/order-sets", unknown, expect=422)
    changed = {"name": back["name"], "items": back["items"], "version": back["version"] + 1}
    assert (await admin.put(f"/api/order-sets/{back['id']}", changed, expect=409)).code == "order_set_changed"
    taken = {"name": sets[0]["name"], "items": [{"kind": "diagnosis", "code": "I10"}]}
    assert (await admin.post("/api/order-sets", taken, expect=409)).code == "name_taken"
    await admin.post("/api/order-sets", {"name": "X", "items": [{"kind": "magic"}]}, expect=422)
    await doctor.post("/api/order-sets", {"name": "X", "items": items}, expect=403)
    await admin.delete(f"/api/order-sets/{back['id']}")
    await doctor.post(url, {"items": items}, expect=404)


async def signed(hub: Hub) -> tuple[Meeting, Any]:
    doctor, patient_id, _ = await begin(hub)
    here = (await doctor.post(f"/api/patients/{patient_id}/encounters", {"kind": "AMB"}, expect=201)).data
    meeting = Meeting(hub, here["id"], doctor)
    await meeting.fill()
    note = (await meeting.chart())["note"]
    await doctor.post(f"{meeting.url}/sign", {"note_id": note["id"], "version": note["version"]})
    return meeting, await meeting.chart()


async def test_who_learns_signs_and_the_supervisor_signs_beside(hub: Hub) -> None:
    attending = await hub.sign_in("doctor", "Attending")
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    url = f"/api/practitioners/{doctor.practitioner_id}/supervision"
    own = await admin.put(url, {"supervisor_id": str(doctor.practitioner_id)}, expect=422)
    assert own.code == "own_supervisor"
    await admin.put(url, {"supervisor_id": str(attending.practitioner_id)})
    meeting, chart = await signed(hub)
    assert chart["cosignature"]["status"] == "requested" and chart["cosignature"]["cosigner_name"]
    task = next(
        one for one in (await attending.get("/api/tasks", scope="open"))["items"] if one["form"] == "cosign_note"
    )
    task = (await attending.post(f"/api/tasks/{task['id']}/claim")).data
    wordless = {"answers": {"decision": "return"}, "version": task["version"]}
    await attending.post(f"/api/tasks/{task['id']}/complete", wordless, expect=422)
    done = {"answers": {"decision": "sign", "remark": "Well done"}, "version": task["version"]}
    await attending.post(f"/api/tasks/{task['id']}/complete", done)
    chart = await meeting.chart()
    assert chart["cosignature"]["status"] == "signed"
    assert [one["kind"] for one in chart["versions"]] == ["signed", "cosigned"]
    await admin.put(url, {"supervisor_id": None})
    assert (await admin.get("/api/supervisions"))["items"] == []


async def test_a_signed_note_is_opened_again_for_a_reason_and_what_was_signed_stays(hub: Hub) -> None:
    meeting, chart = await signed(hub)
    doctor = meeting.doctor
    nurse = await hub.sign_in("nurse", "Stranger")
    await nurse.post(f"{meeting.url}/note/unlock", {"reason": "Let me"}, expect=404)
    attending = await hub.sign_in("doctor", "Attending")
    asked = {"cosigner_id": str(attending.practitioner_id)}
    await doctor.post(f"{meeting.url}/cosignatures", asked, expect=201)
    assert (await doctor.post(f"{meeting.url}/cosignatures", asked, expect=409)).code == "cosign_asked"
    await doctor.post(f"{meeting.url}/note/unlock", {"reason": "Wrong side named"})
    chart = await meeting.chart()
    assert chart["note"]["status"] == "unlocked" and chart["may_write"]
    assert chart["cosignature"]["status"] == "withdrawn"
    refused = await doctor.post(f"{meeting.url}/diagnoses", {"code": "R05.9"}, expect=409)
    assert refused.code == "note_signed", "bills hang on it"
    kept = await meeting.save({**FULL_NOTE, "examination": "The left one."}, chart["note"]["version"])
    await doctor.post(f"{meeting.url}/sign", {"note_id": kept["id"], "version": kept["version"]})
    chart = await meeting.chart()
    assert [one["kind"] for one in chart["versions"]] == ["signed", "unlocked", "signed"]
    assert chart["versions"][0]["content"]["sections"] == FULL_NOTE
    assert chart["versions"][2]["content"]["sections"]["examination"] == "The left one."
    assert len(await hub.sql("SELECT 1 FROM outbox WHERE kind = 'EncounterFinished'")) == 1, "billed once"


async def test_a_prescription_is_renewed_changed_and_waits_for_the_supervisor(hub: Hub) -> None:
    attending, admin = await hub.sign_in("doctor", "Attending"), await hub.sign_in("admin")
    doctor, patient_id, encounter_id = await begin(hub)
    meeting = Meeting(hub, encounter_id, doctor)
    old = (await doctor.post(f"{meeting.url}/prescriptions", PILLS, expect=201))["prescription"]
    await meeting.fill()
    await meeting.sign()
    url = f"/api/practitioners/{doctor.practitioner_id}/supervision"
    await admin.put(url, {"supervisor_id": str(attending.practitioner_id), "prescribing": "none"})
    here = (await doctor.post(f"/api/patients/{patient_id}/encounters", {"kind": "AMB"}, expect=201)).data
    meeting = Meeting(hub, here["id"], doctor)
    renew = f"{meeting.url}/prescriptions/{old['id']}/renew"
    assert (await doctor.post(renew, {}, expect=403)).code == "may_not_prescribe"
    assert (await meeting.chart())["prescribing"] == "none"
    await admin.put(url, {"supervisor_id": str(attending.practitioner_id), "prescribing": "countersigned"})
    changed = {**PILLS, "frequency": "daily", "quantity_value": "5"}
    await doctor.post(renew, {"changes": changed}, expect=422)
    new = (await doctor.post(renew, {"changes": changed, "change_reason": "Less pain"}, expect=201))["prescription"]
    assert new["renews_id"] == old["id"] and new["change_reason"] == "Less pain" and new["frequency"] == "daily"
    assert new["findings"] == [], "what it takes the place of is no second medicine"
    assert (await doctor.post(renew, {}, expect=409)).code == "prescription_renewed"
    again = await doctor.put(f"{meeting.url}/prescriptions/{new['id']}", changed)
    assert again["checks"]["findings"] == []
    await meeting.fill()
    note = (await meeting.chart())["note"]
    await doctor.post(f"{meeting.url}/sign", {"note_id": note["id"], "version": note["version"]})
    chart = await meeting.chart()
    shown = chart["prescriptions"][0]
    assert shown["status"] == "awaiting" and shown["renews"]["encounter_id"] == str(encounter_id)
    assert [one["id"] for one in chart["medicines"]] == [old["id"]], "the old one holds until the new one is signed"
    asked = (await attending.get("/api/cosignatures"))["items"]
    mine = (await doctor.get("/api/cosignatures"))["items"]
    assert [(one["mine"], one["prescriptions"]) for one in (*asked, *mine)] == [(True, 1), (False, 1)]
    assert (await admin.get("/api/supervisions"))["items"][0]["waiting"] == 1
    task = (await attending.post(f"/api/tasks/{asked[0]['task_id']}/claim")).data
    done = {"answers": {"decision": "sign"}, "version": task["version"]}
    # Who needs a signature himself puts nothing into force.
    his = f"/api/practitioners/{attending.practitioner_id}/supervision"
    chief = await hub.sign_in("doctor", "Chief")
    await admin.put(his, {"supervisor_id": str(chief.practitioner_id), "prescribing": "countersigned"})
    refused = await attending.post(f"/api/tasks/{task['id']}/complete", done, expect=403)
    assert refused.code == "may_not_prescribe" and (await meeting.chart())["prescriptions"][0]["status"] == "awaiting"
    await admin.put(his, {"supervisor_id": str(chief.practitioner_id), "prescribing": "alone"})
    await attending.post(f"/api/tasks/{task['id']}/complete", done)
    chart = await meeting.chart()
    assert chart["prescriptions"][0]["status"] == "active"
    assert [one["id"] for one in chart["medicines"]] == [new["id"]]
    assert (await attending.get("/api/cosignatures"))["items"] == []
    assert [one["status"] for one in (await doctor.get(f"/api/encounters/{encounter_id}"))["prescriptions"]] == [
        "active"
    ]
    nurse = await hub.sign_in("nurse")
    async with hub.transaction() as db:
        await relate(db, UUID(str(patient_id)), nurse.practitioner_id, "care_team", "manual", actor=SYSTEM)
    here = (await nurse.post(f"/api/patients/{patient_id}/encounters", {"kind": "HH"}, expect=201)).data
    refused = await nurse.post(f"/api/encounters/{here['id']}/prescriptions", PILLS, expect=403)
    assert refused.code == "may_not_prescribe"


async def test_copied_words_are_marked_until_they_are_edited(hub: Hub) -> None:
    before, _ = await signed(hub)
    doctor, url = before.doctor, f"/api/patients/{(await before.chart())['patient']['id']}/encounters"
    here = (await doctor.post(url, {"kind": "AMB"}, expect=201)).data
    meeting = Meeting(hub, here["id"], doctor)
    version = (await meeting.chart())["note"]["version"]
    take = {"from_encounter_id": str(before.id), "sections": ["history", "plan"], "version": version}
    note = (await doctor.post(f"{meeting.url}/note/copy", take)).data
    assert note["sections"]["plan"] == FULL_NOTE["plan"] and {one["section"] for one in note["copied"]} == {
        "history",
        "plan",
    }
    assert note["copied"][0]["encounter_id"] == str(before.id)
    assert (await doctor.post(f"{meeting.url}/note/copy", take, expect=409)).code == "note_changed"
    own = {**note["sections"], "plan": f"{FULL_NOTE['plan']} And rest."}
    kept = await meeting.save(own, note["version"])
    assert {one["section"] for one in kept["copied"]} == {"history", "plan"}, "the words still stand as they were"
    edited = {**own, "plan": "Something else altogether", "history": FULL_NOTE["history"][:-3]}
    assert (await meeting.save(edited, kept["version"]))["copied"] == []
    assert (await doctor.post(f"{meeting.url}/note/copy", {**take, "from_encounter_id": here["id"]}, expect=409)).code
    # Pasted by hand, not with the tool: found when it is signed.
    long = "The cough began nine days ago after a flight and is worse at night, without fever."
    for one in (meeting, Meeting(hub, (await doctor.post(url, {"kind": "AMB"}, expect=201))["id"], doctor)):
        await one.fill()
        words = {**FULL_NOTE, "history": f"{long}\nNo fever today."}
        saved = await one.save(words, (await one.chart())["note"]["version"])
        assert saved["copied"] == []
        await doctor.post(f"{one.url}/sign", {"note_id": saved["id"], "version": saved["version"]})
    marks = (await one.chart())["versions"][0]["content"]["copied"]
    assert [mark["text"] for mark in marks if mark["section"] == "history"] == [long]


async def test_an_emergency_is_triaged_and_stands_first(hub: Hub) -> None:
    doctor, patient_id, encounter_id = await begin(hub)
    url = f"/api/patients/{patient_id}/encounters"
    plain = await doctor.post(f"/api/encounters/{encounter_id}/triage", {"level": 2, "complaint": "Pain"}, expect=409)
    assert plain.code == "not_an_emergency"
    home = (await doctor.post(url, {"kind": "HH"}, expect=201)).data
    urgent = (await doctor.post(url, {"kind": "EMER", "arrived": True}, expect=201)).data
    await doctor.post(f"/api/encounters/{urgent['id']}/triage", {"level": 6, "complaint": "Pain"}, expect=422)
    first = (await doctor.get("/api/encounters/open"))["items"][0]
    assert (first["id"], first["triage"]) == (urgent["id"], None), "whom nobody triaged stands first"
    for level in (4, 2):
        wanted = {"level": level, "complaint": "Chest pain", "arrival": "ambulance"}
        judged = (await doctor.post(f"/api/encounters/{urgent['id']}/triage", wanted, expect=201)).data
    chart = (await doctor.get(f"/api/encounters/{urgent['id']}")).data
    assert chart["encounter"]["status"] == "triaged" and chart["encounter"]["reason"] == "Chest pain"
    assert chart["triage"] == judged and judged["level"] == 2
    with counted(hub.database) as seen:
        found = (await doctor.get("/api/encounters/open"))["items"]
    assert len(seen) <= 8, seen
    assert found[0]["id"] == urgent["id"] and found[0]["triage"]["level"] == 2 and found[0]["age_years"] >= 0
    assert home["id"] in {one["id"] for one in found} and len({one["id"] for one in found}) == len(found)
    stranger = await hub.sign_in("doctor", "Stranger")
    assert (await stranger.get("/api/encounters/open"))["items"] == []
    sets = (await doctor.get("/api/terminology/code-sets"))["items"]
    assert sets[0]["system"] == "icd10cm" and sets[0]["edition"]


CODES = {"system": "loincs", "title": "Local tests", "edition": "1", "valid_from": "2024-01-01",
         "content": "code,display,valid_until\nA1,Blood count,\nA2,\"Sugar, fasting\",2025-01-01\n"}  # fmt: skip


async def test_a_code_set_is_brought_by_edition_and_searched_by_day(hub: Hub) -> None:
    doctor, _, _ = await begin(hub)
    admin = await hub.sign_in("admin")
    dry = (await admin.post("/api/code-systems", CODES)).data
    assert dry == {"codes": 2, "added": 2, "ended": 0, "problems": [], "kept": False}
    broken = {**CODES, "content": "code,display\n,x\nB,\n", "dry_run": False}
    wrong = (await admin.post("/api/code-systems", broken)).data
    assert len(wrong["problems"]) == 2 and not wrong["kept"]
    headless = (await admin.post("/api/code-systems", {**CODES, "content": "a;b\n1;2"})).data
    assert "no column" in headless["problems"][0]
    assert (await admin.post("/api/code-systems", {**CODES, "dry_run": False}))["kept"]
    assert (await admin.post("/api/code-systems", CODES, expect=409)).code == "edition_known"
    search = "/api/terminology/brought"
    found = (await doctor.get(search, system="loincs", search="sugar", on="2024-06-01"))["items"]
    assert [one["code"] for one in found] == ["A2"]
    assert (await doctor.get(search, system="loincs", search="sugar", on="2026-06-01"))["items"] == []
    second = {**CODES, "edition": "2", "valid_from": "2025-06-01", "dry_run": False,
              "content": "code,display\nA9,New test\n"}  # fmt: skip
    assert (await admin.post("/api/code-systems", second))["ended"] == 1
    assert [one["code"] for one in (await doctor.get(search, system="loincs", search="a", on="2026-01-01",
                                                     expect=0)).data.get("items", [])] == []  # fmt: skip
    assert len((await admin.get("/api/code-systems"))["items"]) == 2


async def test_a_new_edition_of_diagnoses_ends_codes_and_brings_others(hub: Hub) -> None:
    doctor, _, encounter_id = await begin(hub)
    admin = await hub.sign_in("admin")
    rows = await hub.sql("SELECT code, display, billable FROM icd10 WHERE code <> 'J06.9'")
    lines = ["code,display,billable", *(f'{row.code},"{row.display}",{int(row.billable)}' for row in rows)]
    edition = {"system": "icd10cm", "title": "ICD-10-CM", "edition": "FY2027", "valid_from": "2026-10-01",
               "dry_run": False, "content": "\n".join([*lines, "J06.X,Cold of the new kind,1"])}  # fmt: skip
    told = (await admin.post("/api/code-systems", edition)).data
    assert (told["added"], told["ended"], told["kept"]) == (1, 1, True)
    search = "/api/terminology/icd10"
    assert [one["code"] for one in (await doctor.get(search, search="J06.9", on="2026-09-30"))["items"]] == ["J06.9"]
    assert (await doctor.get(search, search="J06.9", on="2026-10-01"))["items"] == []
    await doctor.post(f"/api/encounters/{encounter_id}/diagnoses", {"code": "J06.X"}, expect=201)
    gone = await doctor.post(f"/api/encounters/{encounter_id}/diagnoses", {"code": "J06.9"}, expect=422)
    assert gone.code == "code_unknown"
