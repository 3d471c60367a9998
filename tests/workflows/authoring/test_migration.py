"""Migration of running cases: dry run, batches, undo; nothing that people have done is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hub.core import db as core_db
from hub.core.clock import travel
from tests.counting import counted
from tests.hub_fixture import Client, Hub
from tests.workflows import drawing as d
from tests.workflows.authoring.drawn import FORMS, drafted, edit, released
from tests.workflows.hosting import finish, todo
from workflows.authoring import migrating, moving

WHY = {"reason": "The new way is safer."}


def first() -> str:
    """start -> triage (an hour to do it, then a reminder) -> call -> end"""
    return d.bpmn(
        [d.start(), d.human("triage", form="decide", due="hours(2)"),
         d.boundary("late", "triage", timer="PT1H", interrupts=False),
         d.human("remind", form="done"), d.end("reminded"), d.human("call", form="done"), d.end()],
        ["start -> triage", "late -> remind", "remind -> reminded", "triage -> call", "call -> end"], name="callback",
    ).decode()  # fmt: skip


def second() -> str:
    """The call is called differently and is the doctor's; a letter is new."""
    was = first()
    for old, new in (
        ('id="call" name="call"', 'id="phone" name="Phone"'),
        ('targetRef="call"', 'targetRef="phone"'),
        ('sourceRef="call"', 'sourceRef="phone"'),
    ):
        was = was.replace(old, new)
    head, _, tail = was.partition('id="phone"')
    return f'{head}id="phone"{tail.replace("nurse", "doctor", 1)}'


async def two_versions(hub: Hub) -> tuple[Client, Client]:
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    await released(admin, doctor, await drafted(admin, xml=first()))
    return admin, doctor


async def publish_second(admin: Client, doctor: Client, xml: str) -> None:
    draft = (await admin.post("/api/process-drafts", {"process_id": "callback", "name": "Second"})).data
    forms = {
        **FORMS,
        "done": {"schema": {"type": "object", "properties": {"said": {"type": "string", "maxLength": 9}}}},
    }
    draft |= (await admin.put(f"/api/process-drafts/{draft['id']}", edit(draft, xml=xml, forms=forms))).data
    await released(admin, doctor, draft)


async def begin(client: Client) -> str:
    return str((await client.post("/api/cases", {"process": "callback"}))["case_id"])


async def dry_run(admin: Client, **mapping: str) -> dict[str, Any]:
    body = {"process_id": "callback", "from": 1, "to": 2, "mapping": mapping, **WHY}
    planned: dict[str, Any] = (await admin.post("/api/migrations", body, expect=201)).data
    return planned


async def version_of(admin: Client, case: str) -> int:
    return int((await admin.get(f"/api/cases/{case}"))["version_number"])


async def test_a_dry_run_says_what_would_happen_and_moves_nothing(hub: Hub) -> None:
    admin, doctor = await two_versions(hub)
    nurse = await hub.sign_in("nurse")
    at_triage, at_call = await begin(admin), await begin(admin)
    row = next(row for row in await todo(nurse) if row["case_id"] == at_call)
    await nurse.post(f"/api/tasks/{row['id']}/complete", {"answers": {"urgent": True}, "version": row["version"]})
    await publish_second(admin, doctor, second())
    planned = await dry_run(admin)
    verdicts = {item["case_id"]: item for item in planned["items"]}
    assert verdicts[at_triage]["verdict"] == "ok" and verdicts[at_triage]["at"] == ["triage"]
    assert verdicts[at_call]["verdict"] == "blocked" and verdicts[at_call]["reasons"][0]["code"] == "element_missing"
    assert planned["unmapped"] == [{"element_id": "call", "element_name": "call", "cases": 1}]
    assert planned["from"] == 1 and planned["status"] == "planned" and planned["remaining"] == 0
    again = await dry_run(admin, call="phone")
    item = {item["case_id"]: item for item in again["items"]}[at_call]
    assert item["verdict"] == "warning" and {one["code"] for one in item["reasons"]} == {"role_differs", "form_differs"}
    assert await version_of(admin, at_call) == await version_of(admin, at_triage) == 1
    body = {"process_id": "callback", "from": 1, "to": 2, "mapping": {"call": "nowhere"}, **WHY}
    assert (await admin.post("/api/migrations", body, expect=422)).code == "mapping_unknown"
    await nurse.post("/api/migrations", body, expect=403)


async def test_cases_are_moved_with_their_timers_drafts_and_claims(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    admin, doctor = await two_versions(hub)
    nurse = await hub.sign_in("nurse")
    case = await begin(admin)
    row = (await todo(nurse))[0]
    await nurse.post(f"/api/tasks/{row['id']}/claim", {})
    await nurse.put(f"/api/tasks/{row['id']}/draft", {"content": {"note": "half a sent"}})
    due = await hub.sql("SELECT due_at FROM timer WHERE case_id = :c", c=case)
    await publish_second(admin, doctor, second())
    planned = await dry_run(admin, call="phone")
    applied = (await admin.post(f"/api/migrations/{planned['id']}/apply")).data
    monkeypatch.setattr(core_db, "_current", None)  # a worker has a database of its own
    assert applied["status"] == "applying" and (applied["done"], applied["total"]) == (0, 1)
    await hub.run_jobs()
    monkeypatch.undo()
    shown = (await admin.get(f"/api/migrations/{planned['id']}")).data
    assert shown["status"] == "applied" and shown["items"][0]["status"] == "migrated" and shown["done"] == 1
    assert await version_of(admin, case) == 2
    task = (await nurse.get(f"/api/tasks/{row['id']}")).data
    assert task["mine"] and task["draft"] == {"note": "half a sent"} and task["due_at"] == row["due_at"]
    assert await hub.sql("SELECT due_at FROM timer WHERE case_id = :c", c=case) == due
    await finish(nurse, "triage", {"urgent": True})
    assert [one["element_id"] for one in await todo(doctor)] == ["phone"] and await todo(nurse) == []
    await finish(doctor, "phone", {"said": "far too much"}, expect=422)
    await finish(doctor, "phone", {"said": "fine"})
    story = (await admin.get(f"/api/cases/{case}"))["history"]
    assert "migrated" in [step["outcome"] for step in story]
    facts = [fact["payload"] for fact in hub.facts if fact["kind"] == "MigrationMoved"]
    assert [(fact["status"], fact["done"]) for fact in facts] == [("applying", 0), ("applying", 1), ("applied", 1)]
    assert (await admin.get("/api/migrations", process_id="callback"))["items"][0]["id"] == planned["id"]
    assert (await admin.post(f"/api/migrations/{planned['id']}/apply", expect=409)).code == "illegal_move"


async def test_undo_puts_back_what_has_not_moved_since(hub: Hub) -> None:
    admin, doctor = await two_versions(hub)
    nurse = await hub.sign_in("nurse")
    still, moves = await begin(admin), await begin(admin)
    for row in await todo(nurse):
        await nurse.post(f"/api/tasks/{row['id']}/complete", {"answers": {"urgent": True}, "version": row["version"]})
    before = await hub.sql("SELECT state, state_digest FROM case_instance WHERE id = :c", c=still)
    await publish_second(admin, doctor, second())
    planned = await dry_run(admin, call="phone")
    await admin.post(f"/api/migrations/{planned['id']}/apply")
    await hub.run_jobs()
    task = next(row for row in await todo(doctor) if row["case_id"] == moves)
    await doctor.post(f"/api/tasks/{task['id']}/complete", {"answers": {}, "version": task["version"]})
    await admin.post(f"/api/migrations/{planned['id']}/undo")
    await hub.run_jobs()
    shown = (await admin.get(f"/api/migrations/{planned['id']}")).data
    assert shown["status"] == "undone"
    assert {item["case_id"]: item["status"] for item in shown["items"]} == {still: "undone", moves: "kept"}
    assert (await version_of(admin, still), await version_of(admin, moves)) == (1, 2)
    assert await hub.sql("SELECT state, state_digest FROM case_instance WHERE id = :c", c=still) == before
    assert [row["element_id"] for row in await todo(nurse)] == ["call"]
    await finish(nurse, "call", {"said": "back on the old form, which takes more"})


async def test_a_killed_worker_leaves_every_case_on_one_version_and_goes_on(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, doctor = await two_versions(hub)
    cases = [await begin(admin) for _ in range(5)]
    await publish_second(admin, doctor, second())
    planned = await dry_run(admin)
    await admin.post(f"/api/migrations/{planned['id']}/apply")
    real, calls = moving.move_one, 0

    async def dies(*args: Any, **options: Any) -> None:
        nonlocal calls
        calls += 1
        await real(*args, **options)
        if calls in (2, 4):
            raise ConnectionError("killed in the middle of the transaction")

    monkeypatch.setattr(moving, "move_one", dies)
    await hub.run_jobs(failures=True)
    done = (await admin.get(f"/api/migrations/{planned['id']}"))["done"]
    assert done == 1 and [await version_of(admin, case) for case in cases].count(2) == 1
    for _ in range(3):
        async with hub.transaction() as db:
            await db.execute(text("UPDATE job SET run_at = now() WHERE name = 'workflows.migrate'"))
        await hub.run_jobs(failures=True)
    shown = (await admin.get(f"/api/migrations/{planned['id']}")).data
    assert shown["status"] == "applied" and {item["status"] for item in shown["items"]} == {"migrated"}
    assert [await version_of(admin, case) for case in cases] == [2] * 5
    moved = await hub.sql("SELECT count(*) FROM case_history WHERE outcome = 'migrated'")
    assert moved[0][0] == 5


async def test_a_case_that_ends_before_its_turn_stays_as_it_is(hub: Hub) -> None:
    admin, doctor = await two_versions(hub)
    case = await begin(admin)
    await publish_second(admin, doctor, second())
    planned = await dry_run(admin)
    await admin.post(f"/api/cases/{case}/cancel", WHY)
    await admin.post(f"/api/migrations/{planned['id']}/apply")
    await hub.run_jobs()
    item = (await admin.get(f"/api/migrations/{planned['id']}"))["items"][0]
    assert item["status"] == "refused" and item["reasons"][0]["code"] == "case_ended"


async def test_a_migrated_timer_still_fires(hub: Hub) -> None:
    admin, doctor = await two_versions(hub)
    await begin(admin)
    await publish_second(admin, doctor, second())
    planned = await dry_run(admin)
    await admin.post(f"/api/migrations/{planned['id']}/apply")
    await hub.run_jobs()
    nurse = await hub.sign_in("nurse")
    assert [row["element_id"] for row in await todo(nurse)] == ["triage"]
    with travel(timedelta(minutes=61)):
        nurse, admin = await hub.sign_in("nurse"), await hub.sign_in("admin")
        await hub.tick()
        await hub.run_jobs()
        assert sorted(row["element_id"] for row in await todo(nurse)) == ["remind", "triage"]


async def test_the_dry_run_of_many_cases_asks_the_database_a_fixed_number_of_questions(hub: Hub) -> None:
    admin, doctor = await two_versions(hub)
    await begin(admin)
    await publish_second(admin, doctor, second())
    one = await dry_run(admin)
    with counted(hub.database) as few:
        await admin.get(f"/api/migrations/{one['id']}")
    for _ in range(4):
        await hub_start_old(hub, admin)
    many = await dry_run(admin)
    with counted(hub.database) as more:
        await admin.get(f"/api/migrations/{many['id']}")
    assert len(many["items"]) == 5 and len(more) == len(few)


async def test_a_dry_run_of_many_cases_goes_on_by_a_job(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "LOOKED_AT", 2)
    monkeypatch.setattr(migrating, "SHOWN", 3)
    admin, doctor = await two_versions(hub)
    nurse = await hub.sign_in("nurse")
    for _ in range(5):
        await begin(admin)
    await finish(nurse, "triage", {"urgent": True})
    await publish_second(admin, doctor, second())
    planned = await dry_run(admin)
    assert (planned["status"], planned["done"], planned["total"]) == ("planning", 2, 5)
    assert (await admin.post(f"/api/migrations/{planned['id']}/apply", expect=409)).code == "illegal_move"
    await hub.run_jobs()
    shown = (await admin.get(f"/api/migrations/{planned['id']}")).data
    assert shown["status"] == "planned" and sum(shown["verdicts"].values()) == 5 and shown["remaining"] == 0
    assert len(shown["items"]) == 3 and shown["items"][0]["verdict"] == "blocked", "those that need a look come first"
    assert [(one["element_id"], one["cases"]) for one in shown["unmapped"]] == [("call", 1)]
    await admin.post(f"/api/migrations/{planned['id']}/apply")
    await hub.run_jobs()
    shown = (await admin.get(f"/api/migrations/{planned['id']}")).data
    assert (shown["status"], shown["done"]) == ("applied", 5)
    assert (await hub.sql("SELECT count(*) FROM case_migration_item WHERE status = 'migrated'"))[0][0] == 4


async def hub_start_old(hub: Hub, admin: Client) -> None:
    """A case on the first version, begun while it was active."""
    for active in (1, 2):
        async with hub.transaction() as db:
            for flag in ("false", f"number = {active}"):
                await db.execute(text(f"UPDATE process_version SET active = {flag} WHERE process_id = 'callback'"))
        if active == 1:
            await begin(admin)
