"""Operating cases over HTTP: suspend, resume, edit data, move the token, by hand, in bulk; messages from outside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hub.core.actor import SYSTEM
from hub.core.clock import travel
from hub.core.ids import uuid7
from hub.identity import actions as identity
from hub.identity import queries as accounts
from hub.identity.models import UserAccount
from hub.patients.access import labels
from hub.patients.models import Patient
from tests.hub_fixture import Client, Hub
from tests.workflows import drawing as d
from tests.workflows.hosting import case_row, chain, effects, finish, probes, publish, start, switches, todo
from workflows import reference
from workflows.calling import Called

WHY = {"reason": "Because the ward asked for it."}
CAUSE = ("process_id", "element_id", "code")


def waits(timer: str = "PT10M") -> bytes:
    return d.bpmn(
        [d.start(), d.human("vitals"), d.wait("pause", timer), d.human("handover"), d.end()],
        ["start -> vitals", "vitals -> pause", "pause -> handover", "handover -> end"],
    )


async def test_a_suspended_case_rests_and_its_timer_keeps_what_was_left(hub: Hub) -> None:
    await publish(hub, waits())
    nurse, admin = await hub.sign_in("nurse"), await hub.sign_in("admin")
    case_id = await start(hub, by=nurse.actor)
    await finish(nurse, "vitals")
    due = (await hub.sql("SELECT due_at FROM timer"))[0][0]
    shown = await admin.post(f"/api/cases/{case_id}/suspend", WHY, expect=200)
    assert shown["status"] == "suspended"
    assert shown["suspended_at"]
    assert (await admin.post(f"/api/cases/{case_id}/suspend", WHY, expect=409)).code == "case_suspended"
    with travel(timedelta(hours=5)):
        await hub.tick()
        await hub.run_jobs()
        assert (await case_row(hub, case_id)).status == "suspended"
        fresh = await hub.sign_in("admin", "Again")
        await fresh.post(f"/api/cases/{case_id}/resume", WHY, expect=200)
        later = (await hub.sql("SELECT due_at FROM timer"))[0][0]
        assert timedelta(hours=5) - timedelta(minutes=1) < later - due < timedelta(hours=5, minutes=1)
    with travel(timedelta(hours=5, minutes=11)):
        await hub.tick()
        await hub.run_jobs()
        again = await hub.sign_in("nurse", "Night")
        assert [row["element_id"] for row in await todo(again)] == ["handover"]


async def test_a_task_of_a_suspended_case_cannot_be_finished(hub: Hub) -> None:
    await publish(hub, chain("vitals", "handover"))
    nurse, admin = await hub.sign_in("nurse"), await hub.sign_in("admin")
    case_id = await start(hub, by=nurse.actor)
    await admin.post(f"/api/cases/{case_id}/suspend", WHY, expect=200)
    assert (await finish(nurse, "vitals", expect=409)).code == "case_suspended"
    await admin.post(f"/api/cases/{case_id}/resume", WHY, expect=200)
    await finish(nurse, "vitals")


async def test_the_token_is_moved_only_while_suspended_and_goes_on_from_there(hub: Hub) -> None:
    await publish(hub, chain("vitals", "check", "handover"))
    nurse, admin = await hub.sign_in("nurse"), await hub.sign_in("admin")
    case_id = await start(hub, by=nurse.actor)
    [row] = await todo(nurse)
    there = {"token_id": row["id"], "element_id": "handover", **WHY}
    assert (await admin.post(f"/api/cases/{case_id}/move", there, expect=409)).code == "not_suspended"
    await admin.post(f"/api/cases/{case_id}/suspend", WHY, expect=200)
    nowhere = await admin.post(f"/api/cases/{case_id}/move", {**there, "element_id": "start"}, expect=409)
    assert nowhere.code == "move_not_possible"
    moved = await admin.post(f"/api/cases/{case_id}/move", there, expect=200)
    assert [token["element_id"] for token in moved["tokens"]] == ["handover"]
    await admin.post(f"/api/cases/{case_id}/resume", WHY, expect=200)
    done = await finish(nurse, "handover")
    assert done["case_status"] == "completed"
    assert [step["outcome"] for step in moved["history"]].count("token_moved") == 1


async def test_data_are_mended_by_type_and_the_incident_tried_again(hub: Hub) -> None:
    await probes(hub)
    xml = d.bpmn(
        [d.start(), d.step("second", "probe.second", amount="bill.amount|integer"), d.human("vitals"), d.end()],
        ["start -> second", "second -> vitals", "vitals -> end"],
    )
    await publish(hub, xml)
    nurse, admin = await hub.sign_in("nurse"), await hub.sign_in("admin")
    case_id = await start(hub, by=nurse.actor, data={"bill": {"amount": None, "open": True}})
    shown = await admin.get(f"/api/cases/{case_id}")
    assert shown["status"] == "incident"
    [incident] = shown["incident_list"]
    path = f"/api/cases/{case_id}/data"
    wrong = {"rev": shown["rev"], "changes": {"bill.open": "yes"}, **WHY}
    assert (await admin.patch(path, wrong, expect=422)).code == "wrong_type"
    nowhere = {"rev": shown["rev"], "changes": {"nothing.there": 1}, **WHY}
    assert (await admin.patch(path, nowhere, expect=422)).code == "path_unknown"
    assert (await admin.patch(path, {**wrong, "rev": 0}, expect=409)).code == "stale"
    right = {"rev": shown["rev"], "changes": {"bill.amount": 5}, "retry": incident["id"], **WHY}
    mended = await admin.patch(path, right, expect=200)
    assert mended["status"] == "running"
    assert await effects(hub, "second") == 1
    rows = await hub.sql("SELECT before, after FROM audit_event WHERE action = 'data_edited'")
    assert (rows[0][0], rows[0][1]) == ({"bill.amount": None}, {"bill.amount": 5})


async def test_what_stops_inside_a_called_pathway_is_mended_there(hub: Hub) -> None:
    """Edit and try again, skip, take the token elsewhere: as in the pathway itself, and only within what is called."""
    await probes(hub)
    inner = d.bpmn(
        [d.start("in"), d.step("second", "probe.second", amount="bill.amount|integer"), d.step("first", "probe.first"),
         d.human("vitals"), d.human("check"), d.end("out")],
        ["in -> second", "second -> first", "first -> vitals", "vitals -> check", "check -> out"], name="inner",
    )  # fmt: skip
    outer = d.bpmn([d.start(), d.call("ask", "inner"), d.human("handover"), d.end()],
                   ["start -> ask", "ask -> handover", "handover -> end"])  # fmt: skip
    await publish(hub, inner)
    async with hub.transaction() as db:
        await reference.publish(db, outer.decode(), called=[Called(inner.decode())])
    nurse, admin = await hub.sign_in("nurse"), await hub.sign_in("admin")
    switches.add("first")
    case_id = await start(hub, by=nurse.actor, data={"bill": {"amount": None}})
    shown = await admin.get(f"/api/cases/{case_id}")
    [incident] = shown["incident_list"]
    assert (shown["status"], incident["element_id"]) == ("incident", "second")
    load = (await admin.get("/api/processes/demo"))["load"]
    assert (load["ask"]["incidents"], "second" in load) == (1, False)
    assert (await admin.get("/api/processes/inner"))["load"]["second"]["incidents"] == 1
    mended = {"rev": shown["rev"], "changes": {"bill.amount": 5}, "retry": incident["id"], **WHY}
    shown = await admin.patch(f"/api/cases/{case_id}/data", mended, expect=200)
    [incident] = [one for one in shown["incident_list"] if not one.get("resolved_at")]
    assert incident["element_id"] == "first"
    skipped = await admin.post(f"/api/incidents/{incident['id']}/skip", WHY, expect=200)
    assert skipped["status"] == "running"
    assert (await effects(hub, "second"), await effects(hub, "first")) == (1, 0)
    [row] = await todo(nurse)
    assert row["element_id"] == "vitals"
    await admin.post(f"/api/cases/{case_id}/suspend", WHY, expect=200)
    there = {"token_id": row["id"], "element_id": "handover", **WHY}
    assert (await admin.post(f"/api/cases/{case_id}/move", there, expect=409)).code == "move_not_possible"
    await admin.post(f"/api/cases/{case_id}/move", {**there, "element_id": "check"}, expect=200)
    await admin.post(f"/api/cases/{case_id}/resume", WHY, expect=200)
    await finish(nurse, "check")
    assert (await finish(nurse, "handover"))["case_status"] == "completed"


async def test_incidents_of_one_cause_are_repaired_together(hub: Hub) -> None:
    await probes(hub)
    await publish(hub, d.bpmn([d.start(), d.step("first", "probe.first"), d.human("vitals"), d.end()],
                              ["start -> first", "first -> vitals", "vitals -> end"]))  # fmt: skip
    nurse, admin = await hub.sign_in("nurse"), await hub.sign_in("admin")
    switches.add("first")
    for _ in range(23):
        await start(hub, by=nurse.actor)
    [group] = (await admin.get("/api/incidents"))["items"]
    assert (group["element_id"], group["code"], group["number"]) == ("first", "probe_broken", 23)
    switches.clear()
    body = {"process_id": "demo", "element_id": "first", "code": "probe_broken", "action": "retry", **WHY}
    batch = await admin.post("/api/incidents/batches", body, key="batch-0001", expect=201)
    for _ in range(3):
        await hub.run_jobs()
    shown = await admin.get(f"/api/incidents/batches/{batch['id']}")
    assert (shown["total"], shown["done"], shown["failed"]) == (23, 23, 0)
    assert shown["ended_at"]
    assert len(await todo(nurse)) == 23
    assert await effects(hub, "first") == 23
    again = await admin.post("/api/incidents/batches", body, key="batch-0002", expect=409)
    assert again.code == "nothing_to_do"


async def test_b09_b12_a_bulk_repair_stops_at_an_objection_and_with_the_account_of_who_began_it(hub: Hub) -> None:
    await probes(hub)
    await publish(hub, d.bpmn([d.start(), d.step("first", "probe.first"), d.human("vitals"), d.end()],
                              ["start -> first", "first -> vitals", "vitals -> end"]))  # fmt: skip
    nurse, admin, other = [await hub.sign_in(role) for role in ("nurse", "admin", "patient")]
    switches.add("first")
    kept = await start(hub, by=nurse.actor, patient_id=other.patient_id)
    for _ in range(22):
        await start(hub, by=nurse.actor)
    switches.clear()
    async with hub.transaction() as db:
        patient = await db.get_one(Patient, other.patient_id)
        await labels.object_to(db, patient, admin.user_id, "a neighbour", actor=SYSTEM)
    [[incident]] = await hub.sql("SELECT id FROM incident WHERE case_id = :id", id=kept)
    await admin.post(f"/api/incidents/{incident}/retry", expect=404)
    body = {"process_id": "demo", "element_id": "first", "code": "probe_broken", "action": "retry", **WHY}
    batch = await admin.post("/api/incidents/batches", body, key="batch-0001", expect=201)
    assert batch["total"] == 22
    async with hub.transaction() as db:
        await identity.disable(db, await db.get_one(UserAccount, admin.user_id), actor=SYSTEM)
        left = await accounts.actor_of_user(db, admin.user_id)
        assert (left.name, left.permissions, left.roles) == (admin.actor.name, frozenset(), frozenset())
    await hub.run_jobs()
    [[failed]] = await hub.sql("SELECT failed FROM case_batch")
    assert failed == 22
    assert await effects(hub, "first") == 0


async def stuck(hub: Hub, number: int) -> Client:
    """So many cases that wait at 'second' for an amount that is a number."""
    await probes(hub)
    xml = d.bpmn(
        [d.start(), d.step("second", "probe.second", amount="bill.amount|integer"), d.human("vitals"), d.end()],
        ["start -> second", "second -> vitals", "vitals -> end"],
    )
    await publish(hub, xml)
    nurse = await hub.sign_in("nurse")
    for place in range(number):
        await start(hub, by=nurse.actor, data={"bill": {"amount": None, "place": place}})
    return await hub.sign_in("admin")


async def repaired(hub: Hub, admin: Client, action: str, **more: Any) -> tuple[int, int, int]:
    """(of how many, dealt with, of these failed)"""
    [group] = (await admin.get("/api/incidents"))["items"]
    body = {**{name: group[name] for name in CAUSE}, "action": action, **more, **WHY}
    made = await admin.post("/api/incidents/batches", body, key=f"{action}-{uuid7()}", expect=201)
    for _ in range(3):
        await hub.run_jobs()
    shown = await admin.get(f"/api/incidents/batches/{made['id']}")
    assert shown["ended_at"]
    assert await hub.sql("SELECT 1 FROM case_batch WHERE given::text <> 'null'") == [], "the trail has it"
    return shown["total"], shown["done"], shown["failed"]


async def test_the_same_value_is_mended_in_all_cases_of_one_cause(hub: Hub) -> None:
    admin = await stuck(hub, 22)
    assert await repaired(hub, admin, "edit", changes={"nothing.there": 5}) == (22, 22, 22)
    assert await hub.sql("SELECT 1 FROM audit_event WHERE action = 'data_edited'") == []
    assert await repaired(hub, admin, "edit", changes={"bill.amount": 5}) == (22, 22, 0)
    assert await effects(hub, "second") == 22
    rows = await hub.sql("SELECT before, after FROM audit_event WHERE action = 'data_edited'")
    assert rows == [({"bill.amount": None}, {"bill.amount": 5})] * 22
    asked = await hub.sql("SELECT after FROM audit_event WHERE action = 'edit_many' ORDER BY at")
    named = [["nothing.there"], ["bill.amount"]]
    assert [after["changes"] for (after,) in asked] == named, "of nobody, so no erasure would find a value there"


async def test_all_that_is_stuck_at_one_place_is_taken_elsewhere(hub: Hub) -> None:
    admin = await stuck(hub, 3)
    [[last]] = await hub.sql("SELECT max(id::text) FROM case_instance")
    await admin.post(f"/api/cases/{last}/suspend", WHY, expect=200)
    assert await repaired(hub, admin, "move", to="start") == (3, 3, 3)
    statuses = await hub.sql("SELECT status FROM case_instance ORDER BY id")
    assert statuses == [("incident",), ("incident",), ("suspended",)], "half a move is none"
    assert await repaired(hub, admin, "move", to="vitals") == (3, 3, 0)
    assert (await admin.get("/api/incidents"))["items"] == []
    assert await effects(hub, "second") == 0
    statuses = await hub.sql("SELECT status FROM case_instance ORDER BY id")
    assert statuses == [("running",), ("running",), ("suspended",)]
    await admin.post(f"/api/cases/{last}/resume", WHY, expect=200)
    assert len(await todo(await hub.sign_in("nurse", "Other"))) == 3


async def test_cases_of_one_cause_are_suspended_and_resumed_together(hub: Hub) -> None:
    admin = await stuck(hub, 3)
    assert await repaired(hub, admin, "suspend") == (3, 3, 0)
    assert await hub.sql("SELECT DISTINCT status FROM case_instance") == [("suspended",)]
    assert await repaired(hub, admin, "resume") == (3, 3, 0)
    assert await hub.sql("SELECT DISTINCT status FROM case_instance") == [("incident",)]


async def test_a_bulk_repair_says_what_it_needs(hub: Hub) -> None:
    admin = await stuck(hub, 1)
    [group] = (await admin.get("/api/incidents"))["items"]
    cause = {name: group[name] for name in CAUSE}
    for wrong in (
        {"action": "edit"}, {"action": "move"}, {"action": "retry", "changes": {"a": 1}}, {"action": "end"},
        {"action": "edit", "changes": {}}, {"action": "edit", "changes": {"a": 1}, "to": "x"},
        {"action": "skip", "to": "x"},
    ):  # fmt: skip
        await admin.post("/api/incidents/batches", {**cause, **wrong, **WHY}, expect=422)
    assert await hub.sql("SELECT 1 FROM case_batch") == []


async def test_a_broken_model_is_completed_by_hand(hub: Hub) -> None:
    await publish(hub, chain("vitals", "handover"))
    nurse, admin = await hub.sign_in("nurse"), await hub.sign_in("admin")
    case_id = await start(hub, by=nurse.actor)
    done = await admin.post(f"/api/cases/{case_id}/complete", WHY, expect=200)
    assert (done["status"], done["end_reason"]) == ("completed", WHY["reason"])
    assert await todo(nurse) == []
    assert (await admin.post(f"/api/cases/{case_id}/complete", WHY, expect=409)).code == "case_ended"


async def test_a_message_from_outside_has_one_effect_and_one_receiver(hub: Hub) -> None:
    await publish(
        hub,
        d.bpmn(
            [d.start(), d.catch("answer", "answer"), d.end()], ["start -> answer", "answer -> end"], messages="answer"
        ),
    )
    admin = await hub.sign_in("admin")
    case_id = await start(hub, by=admin.actor)
    sent = {"message_id": "lab-000001", "name": "answer", "case_id": str(case_id), "payload": {"ok": True}}
    [awaited] = (await admin.get(f"/api/cases/{case_id}"))["awaits"]
    assert (awaited["kind"], awaited["name"], awaited["element"]) == ("message", "answer", "answer")
    first = await admin.post("/api/messages", sent, expect=200)
    assert (await admin.get(f"/api/cases/{case_id}"))["awaits"] == []
    assert (first["outcome"], first["repeated"]) == ("delivered", False)
    again = await admin.post("/api/messages", sent, expect=200)
    assert (again["outcome"], again["repeated"]) == ("delivered", True)
    other = await admin.post("/api/messages", {**sent, "payload": {}}, expect=409)
    assert other.code == "message_id_reused"
    unknown = {**sent, "message_id": "lab-000002", "case_id": None}
    assert (await admin.post("/api/messages", unknown, expect=422)).code == "receiver_missing"
    late = await admin.post("/api/messages", {**sent, "message_id": "lab-000003"}, expect=200)
    assert late["outcome"] == "refused"


async def test_the_map_of_a_pathway_knows_how_long_things_take(hub: Hub) -> None:
    await publish(hub, chain("vitals", "handover"))
    nurse, admin = await hub.sign_in("nurse"), await hub.sign_in("admin")
    for _ in range(3):
        await start(hub, by=nurse.actor)
        await finish(nurse, "vitals")
    load = (await admin.get("/api/processes/demo"))["load"]
    assert (load["vitals"]["done"], load["handover"]["active"]) == (3, 3)
    assert load["vitals"]["cycle_seconds"] >= 0
    assert load["vitals"]["wait_seconds"] >= 0


async def test_case_data_are_masked_without_the_permission_and_looks_are_audited(hub: Hub) -> None:
    await publish(hub, chain("vitals"))
    nurse, admin = await hub.sign_in("nurse"), await hub.sign_in("admin")
    case_id = await start(hub, by=nurse.actor, data={"intake": {"words": "My chest hurts", "age": 61}})
    covered = await admin.get(f"/api/cases/{case_id}")
    assert covered["masked"] is True
    assert "chest" not in str(covered["data"])
    clear = await nurse.get(f"/api/cases/{case_id}")
    assert clear["data"]["intake"]["words"] == "My chest hurts"
    seen = await hub.sql("SELECT actor_id FROM audit_event WHERE entity = 'case_data'")
    assert [row[0] for row in seen] == [nurse.user_id]
