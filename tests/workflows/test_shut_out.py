"""A record closes to who has a task of it in hand: the task goes back at once, and he is told without a name (B09)."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import text

from hub.core.actor import SYSTEM
from hub.patients.access import labels
from hub.patients.access.models import Label
from hub.patients.models import Patient
from tests.hub_fixture import Client, Hub
from tests.workflows.hosting import chain, publish, start, todo


async def tell_all(hub: Hub) -> None:
    await hub.publish()
    await hub.run_jobs()


async def changed(hub: Hub, statement: str) -> None:
    async with hub.transaction() as db:
        await db.execute(text(statement))


async def held(hub: Hub, client: Client, **options: Any) -> tuple[Any, dict[str, Any]]:
    """A patient's task in the hands of this person: (patient, row)."""
    await publish(hub, chain("vitals", **options))
    maria = await hub.sign_in("patient")
    await start(hub, by=maria.actor, patient_id=maria.patient_id)
    [row] = await todo(client)
    row = (await client.post(f"/api/tasks/{row['id']}/claim", {"version": row["version"]}, expect=200)).data
    return maria, row


async def delegated(hub: Hub) -> tuple[Client, Client, Client, Any, str]:
    """A nurse's task in the hands of a helper: (nurse, helper, officer, patient, path)."""
    nurse, helper, officer = (
        await hub.sign_in("nurse"),
        await hub.sign_in("nurse", "N2"),
        await hub.sign_in("privacy_officer"),
    )
    maria, row = await held(hub, nurse)
    path = f"/api/tasks/{row['id']}"
    await nurse.post(f"{path}/delegate", {"user_id": str(helper.user_id), "note": ""}, expect=200)
    return nurse, helper, officer, maria, path


async def object_to(officer: Client, maria: Client, client: Client, *, expect: int = 201) -> Any:
    body = {"user_id": str(client.user_id), "reason": "A neighbour of hers"}
    return await officer.post(f"/api/patients/{maria.patient_id}/objections", body, expect=expect)


async def test_b09_a_held_task_goes_back_to_its_pool_in_the_commit_that_closes_the_record(hub: Hub) -> None:
    nurse, other, officer = (
        await hub.sign_in("nurse"),
        await hub.sign_in("nurse", "N2"),
        await hub.sign_in("privacy_officer"),
    )
    maria, row = await held(hub, nurse)
    path = f"/api/tasks/{row['id']}"
    await changed(hub, "UPDATE task SET due_at = now() + interval '1 hour', escalate_at = now() + interval '1 hour'")
    [clock] = await hub.sql("SELECT due_at, escalate_at, created_at FROM task")
    await nurse.put(f"{path}/draft", {"content": {"note": "half a word"}}, expect=200)
    await object_to(officer, maria, nurse)
    [task] = await hub.sql("SELECT status, assignee_id, assignee_name, due_at, escalate_at, created_at FROM task")
    assert (task.status, task.assignee_id, task.assignee_name) == ("open", None, None)
    assert tuple(task[3:]) == tuple(clock), "its clock goes on"
    assert await todo(nurse) == [] == await todo(nurse, "mine")
    await nurse.get(path, expect=404)
    await nurse.post(f"{path}/complete", {"answers": {}, "version": row["version"]}, expect=404)
    [free] = await todo(other)
    shown = await other.get(f"{path}", expect=200)
    assert free["status"] == "open" and shown["draft"] is None, "his words are not another's"
    await other.post(f"{path}/claim", {"version": free["version"]}, expect=200)

    facts = {fact["kind"]: fact for fact in await hub.publish()}
    assert facts["TaskShutOut"]["rooms"] == [f"user:{nurse.user_id}"]
    assert str(maria.patient_id) not in str(facts["TaskShutOut"]["payload"]) and "neighbour" not in str(facts)
    assert f"user:{nurse.user_id}" in facts["TaskReleased"]["rooms"], "his list hears of it"
    await tell_all(hub)
    told = (await nurse.get("/api/notifications"))["items"]
    assert [one["kind"] for one in told if one["kind"] == "task_taken_back"] == ["task_taken_back"]
    assert all("Maria" not in str(one) for one in told)
    trail = await hub.sql("SELECT action, reason FROM audit_event WHERE entity = 'task' AND action = 'take_back'")
    assert [tuple(one) for one in trail] == [("take_back", "closed to who had it")]


async def test_b09_what_he_typed_waits_for_him_behind_the_door_and_goes_with_the_task(hub: Hub) -> None:
    nurse, other, officer = (
        await hub.sign_in("nurse"),
        await hub.sign_in("nurse", "N2"),
        await hub.sign_in("privacy_officer"),
    )
    maria, row = await held(hub, nurse)
    path = f"/api/tasks/{row['id']}"
    await nurse.put(f"{path}/draft", {"content": {"note": "half a word"}}, expect=200)
    made = await object_to(officer, maria, nurse)
    await nurse.put(f"{path}/draft", {"content": {"note": "more"}}, expect=404)
    access = f"/api/patients/{maria.patient_id}/objections/{made['objections'][0]['id']}"
    await officer.call("DELETE", access, expect=200)
    assert (await nurse.get(path, expect=200))["draft"] == {"note": "half a word"}
    await object_to(officer, maria, nurse)
    [free] = await todo(other)
    await other.post(f"{path}/complete", {"answers": {}, "version": free["version"]}, expect=200)
    assert (await hub.sql("SELECT count(*) FROM task_draft"))[0][0] == 0


async def test_b09_a_delegated_task_returns_to_its_owner_with_what_was_typed(hub: Hub) -> None:
    nurse, helper, officer, maria, path = await delegated(hub)
    await helper.put(f"{path}/draft", {"content": {"note": "prepared"}}, expect=200)
    await object_to(officer, maria, helper)
    shown = await nurse.get(path, expect=200)
    assert shown["mine"] and shown["draft"] == {"note": "prepared"} and shown["status"] == "claimed"
    await nurse.post(f"{path}/complete", {"answers": {}, "version": shown["version"]}, expect=200)


async def test_b09_an_owner_who_is_shut_out_loses_it_and_the_helper_goes_on(hub: Hub) -> None:
    nurse, helper, officer, maria, path = await delegated(hub)
    await object_to(officer, maria, nurse)
    shown = await helper.get(path, expect=200)
    assert shown["mine"] and shown["may_complete"]
    await helper.post(f"{path}/complete", {"answers": {}, "version": shown["version"]}, expect=200)


async def test_b09_completing_while_the_record_closes_has_exactly_one_outcome(hub: Hub) -> None:
    nurse, officer = await hub.sign_in("nurse"), await hub.sign_in("privacy_officer")
    await publish(hub, chain("vitals"))
    outcomes = set()
    for n in range(8):
        maria = await hub.sign_in("patient", f"P{n}")
        await start(hub, by=maria.actor, patient_id=maria.patient_id)
        [row] = [one for one in await todo(nurse) if one["status"] == "open"]
        row = (await nurse.post(f"/api/tasks/{row['id']}/claim", {"version": row["version"]}, expect=200)).data
        body = {"answers": {}, "version": row["version"]}
        done, _ = await asyncio.gather(
            nurse.post(f"/api/tasks/{row['id']}/complete", body, expect=0), object_to(officer, maria, nurse)
        )
        [task] = await hub.sql("SELECT status, assignee_id FROM task WHERE id = :id", id=row["id"])
        assert done.status in (200, 404, 409) and (task.status == "completed") == (done.status == 200), done.raw
        assert done.status == 200 or (task.status, task.assignee_id) == ("open", None)
        outcomes.add(done.status)
        if task.status == "open":
            await changed(hub, "UPDATE task SET status = 'cancelled', ended_at = now() WHERE status = 'open'")
    assert outcomes, outcomes


async def test_b09_who_comes_under_an_objection_later_gives_the_task_back_too(hub: Hub) -> None:
    """The objection is to a department, and he moves there with the task in hand."""
    nurse, officer = await hub.sign_in("nurse"), await hub.sign_in("privacy_officer")
    maria, row = await held(hub, nurse)
    [place] = [one.id for one in await hub.sql("SELECT id FROM department ORDER BY code LIMIT 1")]
    body = {"department_id": str(place), "reason": "She worked there"}
    await officer.post(f"/api/patients/{maria.patient_id}/objections", body, expect=201)
    assert [one["id"] for one in await todo(nurse, "mine")] == [row["id"]], "he does not work there yet"
    await changed(hub, f"UPDATE user_account SET department_id = '{place}' WHERE id = '{nurse.user_id}'")
    async with hub.transaction() as db:
        assert await labels.take_back_shut(db, actor=SYSTEM) == 1
        assert await labels.take_back_shut(db, actor=SYSTEM) == 0
    assert await hub.sql("SELECT status FROM task") == [("open",)]


async def test_b09_a_label_takes_a_task_from_who_no_longer_may_open_the_record(hub: Hub) -> None:
    """Who has the task treats the patient, and a label leaves that open; where the hospital's rules let treating not
    open records, only his weaker relation did, and the label closes it."""
    doctor = await hub.sign_in("doctor")
    maria, _ = await held(hub, doctor, role="doctor")
    async with hub.transaction() as db:
        patient = await db.get_one(Patient, maria.patient_id)
        row = await labels.put(db, patient, Label.psychiatry, actor=SYSTEM)
        assert (await db.execute(text("SELECT status FROM task"))).scalar_one() == "claimed"
        await labels.take(db, patient, row.id, actor=SYSTEM)
        await db.execute(text("UPDATE care_relation SET kind = 'scheduled'"))
        await labels.put(db, patient, Label.psychiatry, actor=SYSTEM)
        assert (await db.execute(text("SELECT status FROM task"))).scalar_one() == "open"


async def test_b09_who_comes_under_a_label_later_gives_the_task_back_too(hub: Hub) -> None:
    """The label leaves open what he treats; then only a weaker relation to the patient is left to him."""
    doctor = await hub.sign_in("doctor")
    maria, row = await held(hub, doctor, role="doctor")
    async with hub.transaction() as db:
        patient = await db.get_one(Patient, maria.patient_id)
        await labels.put(db, patient, Label.psychiatry, actor=SYSTEM)
        assert await labels.take_back_shut(db, actor=SYSTEM) == 0, "it is open to him"
    async with hub.transaction() as at_work, hub.transaction() as db:
        await at_work.execute(text("SELECT id FROM case_instance FOR UPDATE"))
        await db.execute(text("SET LOCAL lock_timeout = '500ms'"))
        assert await labels.take_back_shut(db, actor=SYSTEM) == 0, "and nobody who works on it is waited for"
    assert [one["id"] for one in await todo(doctor, "mine")] == [row["id"]]
    await changed(hub, "UPDATE care_relation SET kind = 'scheduled'")
    async with hub.transaction() as db:
        assert await labels.take_back_shut(db, actor=SYSTEM) == 1
        assert await labels.take_back_shut(db, actor=SYSTEM) == 0
    assert await hub.sql("SELECT status FROM task") == [("open",)]
