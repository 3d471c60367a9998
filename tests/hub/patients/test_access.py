"""Who reaches a record: relations, labels, objections, emergencies, and who looked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from hub.core import outbox
from hub.core.actor import SYSTEM, Actor
from hub.core.clock import travel
from hub.patients import actions, queries
from hub.patients.access import labels
from hub.patients.access.models import Label
from hub.patients.models import Patient, RelationKind
from tests.factories import patients
from tests.hub_fixture import Client, Hub
from tests.workflows.hosting import chain, publish, start

REASON = "Found without consciousness in the corridor"


async def sees(hub: Hub, actor: Actor, patient_id: UUID) -> bool:
    async with hub.reading() as db:
        return await queries.may_see(db, actor, patient_id, clinical=True)


async def test_b11_break_glass_needs_a_reason_and_a_proof_is_marked_ends_and_is_reviewed(hub: Hub) -> None:
    doctor, officer = await hub.sign_in("doctor"), await hub.sign_in("privacy_officer")
    async with hub.transaction() as db:
        patient = await patients.patient(db, family="Quist")
    body = {"patient_id": str(patient.id), "reason": REASON, "minutes": 240}
    await doctor.get(f"/api/patients/{patient.id}", expect=404)
    found = await doctor.post("/api/break-glass/find", {"number": patient.number})
    assert [one["id"] for one in found["items"]] == [str(patient.id)]
    assert (await doctor.post("/api/break-glass/find", {"family": "Quist"}, expect=422)).code == "say_who"
    await doctor.post("/api/break-glass", {**body, "reason": "x"}, expect=422)
    await doctor.post("/api/break-glass", {**body, "minutes": 241}, expect=422)
    with travel(timedelta(minutes=3)):
        assert (await doctor.post("/api/break-glass", body, expect=403)).code == "step_up"
    glass = await doctor.post("/api/break-glass", body, expect=201)
    assert (await doctor.post("/api/break-glass", body, expect=409)).code == "already_open"
    await doctor.get(f"/api/patients/{patient.id}")
    await doctor.get(f"/api/patients/{patient.id}/record")
    assert len((await doctor.get("/api/break-glass/own"))["items"]) == 1
    reads = await hub.sql("SELECT entity, reason FROM audit_event WHERE action = 'read' AND patient_id = :p "
                          "AND actor_id = :a", p=patient.id, a=doctor.user_id)  # fmt: skip
    assert {tuple(row) for row in reads} == {("patient", "break_glass"), ("chart", "break_glass")}

    await hub.run_jobs()  # the privacy officer is told at once
    told = await hub.sql("SELECT n.user_id FROM notification n WHERE n.kind = 'glass_broken'")
    assert [row[0] for row in told] == [officer.user_id]
    queue = await officer.get("/api/break-glass", waiting=True)
    assert queue["waiting"] == 1 and queue["items"][0]["reason"] == REASON
    page = await officer.get(f"/api/break-glass/{glass['id']}")
    assert {act["entity"] for act in page["acts"]} >= {"patient", "chart"}
    review = {"verdict": "justified", "note": "An emergency indeed"}
    await doctor.post(f"/api/break-glass/{glass['id']}/review", review, expect=403)
    await officer.post(f"/api/break-glass/{glass['id']}/review", review)
    assert (await officer.post(f"/api/break-glass/{glass['id']}/review", review, expect=409)).code == "reviewed"

    with travel(timedelta(hours=4, minutes=1)):
        later = await hub.sign_in_as(doctor.user_id)
        await later.get(f"/api/patients/{patient.id}", expect=404)
    await doctor.post(f"/api/break-glass/{glass['id']}/end")
    await doctor.get(f"/api/patients/{patient.id}", expect=404)  # B10: with the next request

    with travel(timedelta(days=-9)):  # written down later than the others, as the demo tells its past
        await officer.get(f"/api/patients/{patient.id}")
    mine = await hub.sign_in_as(patient.user_id)  # type: ignore[arg-type]
    looks = (await mine.get("/api/my/looks"))["items"]
    assert {(look["entity"], look["emergency"]) for look in looks if look["action"] == "read"} >= {
        ("patient", True), ("chart", True)
    }  # fmt: skip
    assert all(look["who"] != patient.name for look in looks)
    assert [look["at"] for look in looks] == sorted((look["at"] for look in looks), reverse=True)


async def test_b09_an_objection_beats_every_relation_and_every_role(hub: Hub) -> None:
    doctor, desk, officer = [await hub.sign_in(role) for role in ("doctor", "receptionist", "privacy_officer")]
    async with hub.transaction() as db:
        patient = await patients.patient(db)
        await actions.relate(db, patient.id, doctor.practitioner_id, "treating", "t", actor=SYSTEM)
    for client in (doctor, desk):
        await client.get(f"/api/patients/{patient.id}")
        access = await officer.post(f"/api/patients/{patient.id}/objections",
                                    {"user_id": str(client.user_id), "reason": "A neighbour"}, expect=201)  # fmt: skip
        await client.get(f"/api/patients/{patient.id}", expect=404)
        listed = await client.get("/api/patients", search=patient.family)
        assert str(patient.id) not in [row["id"] for row in listed["items"]]
    glass = {"patient_id": str(patient.id), "reason": REASON}
    await doctor.post("/api/break-glass", glass, expect=404)
    for objection in access["objections"]:
        await officer.delete(f"/api/patients/{patient.id}/objections/{objection['id']}")
    await doctor.get(f"/api/patients/{patient.id}")


async def test_b09_a_label_takes_the_weak_relations_away_until_it_is_taken_off(hub: Hub) -> None:
    doctor, nurse = await hub.actor("doctor"), await hub.actor("nurse")
    assert doctor.practitioner_id and nurse.practitioner_id
    async with hub.transaction() as db:
        patient = await patients.patient(db)
        await actions.relate(db, patient.id, doctor.practitioner_id, RelationKind.scheduled, "s", actor=SYSTEM)
        await actions.relate(db, patient.id, nurse.practitioner_id, RelationKind.care_team, "c", actor=SYSTEM)
    assert await sees(hub, doctor, patient.id) and await sees(hub, nurse, patient.id)
    async with hub.transaction() as db:
        label = await labels.put(db, patient, Label.psychiatry, actor=SYSTEM)
    assert not await sees(hub, doctor, patient.id) and await sees(hub, nurse, patient.id)
    async with hub.transaction() as db:  # edits leave the label in place
        await actions.change_details(db, await queries.patient(db, patient.id), {"language": "de"}, actor=SYSTEM)
    assert not await sees(hub, doctor, patient.id)
    async with hub.transaction() as db:
        await labels.take(db, patient, label.id, actor=SYSTEM)
    assert await sees(hub, doctor, patient.id)


async def test_a_rule_says_which_relations_open_the_record(hub: Hub) -> None:
    admin, nurse = await hub.sign_in("admin"), await hub.sign_in("nurse")
    async with hub.transaction() as db:
        patient = await patients.patient(db)
        await actions.relate(db, patient.id, nurse.practitioner_id, RelationKind.scheduled, "s", actor=SYSTEM)
    await nurse.get(f"/api/patients/{patient.id}/record")
    rule = {
        "effect": "deny",
        "permission": "chart.read",
        "role": "nurse",
        "relation": "scheduled",
        "reason": "House rule",
    }
    await admin.post("/api/access-rules", rule, expect=201)
    await nurse.get(f"/api/patients/{patient.id}/record", expect=404)
    async with hub.transaction() as db:
        await actions.relate(db, patient.id, nurse.practitioner_id, RelationKind.care_team, "c", actor=SYSTEM)
    await nurse.get(f"/api/patients/{patient.id}/record")


async def test_b09_a_worklist_does_not_say_whose_a_task_is_that_a_label_keeps_from_its_reader(hub: Hub) -> None:
    await publish(hub, chain("look", role="nurse"))
    near, far, own = await hub.sign_in("nurse"), await hub.sign_in("nurse", "Far"), await hub.sign_in("patient")
    await hub.sign_in("patient", "Plain")
    async with hub.transaction() as db:
        patient = await db.get_one(Patient, own.patient_id)
        await actions.relate(db, patient.id, near.practitioner_id, "care_team", "manual", actor=SYSTEM)
        await labels.put(db, patient, Label.hiv, actor=SYSTEM)
        plain = await db.get_one(Patient, (await hub.actor("patient", "Plain")).patient_id)
    for about in (patient, patient, plain):
        await start(hub, by=near.actor, patient_id=about.id)

    async def named(who: Client, **query: Any) -> list[str | None]:
        items = (await who.get("/api/tasks", scope="open", **query))["items"]
        return sorted((row["patient"] or {"id": ""})["id"] for row in items)

    assert await named(near) == sorted([str(patient.id), str(patient.id), str(plain.id)])
    assert await named(far) == ["", "", str(plain.id)], "the work is there, the name is not"
    for path, more in (("/api/tasks", {"scope": "open"}), ("/api/cases", {})):
        hers: dict[str, Any] = {"patient_id": str(patient.id), "limit": 1, **more}
        assert (await near.get(path, **hers))["next"] is not None
        none = await far.get(path, **hers)
        assert (none["items"], none["next"]) == ([], None), "nor does it tell where a page ends"
    about = {"name": "Hers", "query": {"scope": "open", "patient_id": str(patient.id)}}
    kept = [await who.post("/api/task-filters", about, expect=201) for who in (near, far)]
    assert [one["count"] for one in kept] == [2, 0], "nor does a number"
    await hub.run_jobs()
    facts = [fact for fact in hub.facts if fact["kind"] == "TaskOpened"]
    async with hub.transaction() as db:
        told = await outbox.messages(db, facts)
    assert [bool(one["row"]) for one in told] == [False, False, True], "no room is told by a socket either"
    row, _ = [one for one in (await far.get("/api/tasks", scope="open"))["items"] if one["patient"] is None]
    assert row["subject"] == {} and (await far.get(f"/api/tasks/{row['id']}"))["patient"] is None
    case = f"/api/cases/{row['case_id']}"
    listed = {one["id"]: one for one in (await far.get("/api/cases"))["items"]}
    page = await far.get(case)
    for found in (listed[row["case_id"]], page.data, *page["tasks"]):
        assert (found["patient"], found["subject"]) == (None, {}), "the case of the task does not tell either"
    assert page["data"] == {} and str(patient.id) not in page.raw.decode()
    assert {step["actor_name"] for step in page["history"]} <= {""}, "nor do those who have worked on it"
    asked = await far.get("/api/cases", patient_id=str(patient.id))
    assert (asked["items"], asked["counts"]) == ([], {})
    assert (await near.get(case))["patient"]["id"] == str(patient.id)
    await near.post(f"{case}/comments", {"text": "Mrs Marsh prefers mornings"}, expect=201, key="hers-0001")
    await near.post(f"/api/tasks/{row['id']}/comments", {"text": "Mrs Marsh is late"}, expect=201, key="hers-0002")
    file = await near.call("POST", f"{case}/attachments?name=a.txt", data=b"Mrs Marsh")
    for talk in (f"{case}/comments", f"/api/tasks/{row['id']}/comments"):
        assert (await far.get(talk))["items"] == [], "nor do those who speak freely of whom they mean"
        assert len((await near.get(talk))["items"]) >= 2
    await far.get(f"/api/attachments/{file['id']}", expect=404)
    await hub.run_jobs()
    async with hub.transaction() as db:
        said = await outbox.messages(
            db, [fact for fact in hub.facts if "task_id" in fact["payload"] or "case_id" in fact["payload"]]
        )
    assert {one["kind"] for one in said} >= {"CaseStarted", "CaseMoved", "CommentAdded", "CaseCommented"}
    assert all("patient_id" not in one for one in said), "a socket hears the name of the work, never whose it is"
    lead = await hub.sign_in("admin")
    given = {"user_id": str(far.user_id), "reason": "She is free", "task_ids": [row["id"]]}
    urgent = await lead.patch(f"/api/tasks/{row['id']}", {"priority": 1})
    many = await lead.post("/api/tasks/assign", given, key="give-0001")
    assert [urgent["patient"], many["rows"][0]["patient"]] == [None, None], "nor does giving it to somebody"
    row = (await far.get(f"/api/tasks/{row['id']}")).data
    assert row["patient"]["id"] == str(patient.id), "who does the work knows for whom"
    assert (await far.get(case))["patient"]["id"] == str(patient.id)
