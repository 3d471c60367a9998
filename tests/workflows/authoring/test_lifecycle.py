"""Draft -> check -> review -> publish -> roll back, and who may do what with a pathway."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

from tests.hub_fixture import Client, Hub
from tests.workflows import drawing as d
from tests.workflows.authoring.drawn import DECIDE, FORMS, drafted, edit, pathway, published, released
from tests.workflows.hosting import finish, todo
from tests.workflows.tables import dmn, table
from workflows import calling, diagrams, layout, reference
from workflows.authoring import publishing

WHY = {"reason": "Because it is better."}


async def begin(client: Client, process: str = "callback", **given: Any) -> str:
    return str((await client.post("/api/cases", {"process": process, **given}))["case_id"])


async def test_the_whole_way_of_a_pathway(hub: Hub) -> None:
    admin, doctor, nurse = [await hub.sign_in(role) for role in ("admin", "doctor", "nurse")]
    draft = await drafted(admin)
    version = await released(admin, doctor, draft)
    assert version["number"] == 1 and version["active"] and version["reason"] == "The ward wants it."
    assert version["author"]["id"] == str(admin.user_id) and version["reviewer"]["id"] == str(doctor.user_id)
    await begin(admin)
    task = (await nurse.get(f"/api/tasks/{(await todo(nurse))[0]['id']}")).data
    assert task["form_schema"] == DECIDE and task["form_ui"] == {"note": {"ui:widget": "textarea"}}
    wrong = await finish(nurse, "triage", {"urgent": "yes", "level": 9, "extra": 1}, expect=422)
    assert {problem["path"] for problem in wrong["errors"]} == {"", "urgent", "level"}
    await finish(nurse, "triage", {"urgent": True})
    assert [row["element_id"] for row in await todo(nurse)] == ["call_now"]
    audited = {row[0] for row in await hub.sql("SELECT action FROM audit_event WHERE reason <> ''")}
    assert {"submit", "create", "publish"} <= audited
    await hub.run_jobs()
    assert [fact["payload"]["number"] for fact in hub.facts if fact["kind"] == "ProcessPublished"] == [1]


async def test_a_wrong_drawing_does_not_get_to_review(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    draft = await drafted(admin, xml=pathway().replace('form="decide"', 'form="nosuch"'))
    reply = await admin.post(f"/api/process-drafts/{draft['id']}/submit", WHY, expect=422)
    assert reply.code == "diagram_invalid" and reply["problems"][0]["code"] == "form_unknown"


async def test_nobody_approves_what_he_has_drawn(hub: Hub) -> None:
    author, second = await hub.sign_in("admin"), await hub.sign_in("admin", "Second")
    draft = await drafted(author)
    path = f"/api/process-drafts/{draft['id']}"
    saved = (await second.put(path, edit(draft, xml=pathway(condition="triage.level == 1")))).data
    await author.post(f"{path}/submit", WHY)
    for person in (author, second):
        assert (await person.post(f"{path}/approve", WHY, expect=403)).code == "own_work"
        assert (await person.get(path))["may_approve"] is False
    third = await hub.sign_in("admin", "Third")
    assert (await third.post(f"{path}/approve", {"reason": " "}, expect=422)).code == "invalid"
    assert (await third.post(f"{path}/approve", WHY))["status"] == "approved"
    assert saved["status"] == "editing"


async def test_a_changed_draft_needs_a_new_review(hub: Hub) -> None:
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    draft = await drafted(admin)
    path = f"/api/process-drafts/{draft['id']}"
    await admin.post(f"{path}/submit", WHY)
    approved = (await doctor.post(f"{path}/approve", WHY)).data
    body = edit(approved, xml=pathway(condition="triage.level == 1"))
    assert (await admin.put(path, body))["status"] == "editing"
    assert (await admin.post(f"{path}/publish", WHY, expect=409)).code == "review_needed"
    shown = (await admin.get(path)).data
    assert shown["reviews"][0]["current"] is False and shown["may_publish"] is False
    assert (await doctor.post(f"{path}/approve", WHY, expect=409)).code == "not_in_review"


async def test_a_rejected_draft_goes_back_with_the_reason(hub: Hub) -> None:
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    draft = await drafted(admin)
    path = f"/api/process-drafts/{draft['id']}"
    await admin.post(f"{path}/submit", WHY)
    await doctor.post(f"{path}/reject", {"reason": "Who calls at night?"})
    shown = (await admin.get(path)).data
    assert shown["status"] == "editing" and shown["reviews"][0]["reason"] == "Who calls at night?"


async def test_running_cases_stay_on_their_version(hub: Hub) -> None:
    admin, doctor, nurse = [await hub.sign_in(role) for role in ("admin", "doctor", "nurse")]
    await published(hub)
    old = await begin(admin)
    draft = (await admin.post("/api/process-drafts", {"process_id": "callback", "name": "Second"})).data
    assert draft["forms"] == FORMS and draft["base_number"] == 1 and draft["running_cases"] == {"1": 1}
    forms = {**FORMS, "decide": {"schema": {**DECIDE, "required": ["urgent", "level"]}}}
    draft = {**draft, **(await admin.put(f"/api/process-drafts/{draft['id']}", edit(draft, forms=forms))).data}
    assert (await released(admin, doctor, draft))["number"] == 2
    await finish(nurse, "triage", {"urgent": False})  # the old form does not ask for the level
    assert (await admin.get(f"/api/cases/{old}"))["version_number"] == 1
    new = await begin(admin)
    assert (await admin.get(f"/api/cases/{new}"))["version_number"] == 2
    await finish(nurse, "triage", {"urgent": False}, expect=422)
    versions = (await admin.get("/api/processes/callback"))["versions"]
    assert [(v["number"], v["active"], v["running"]) for v in versions] == [(2, True, 1), (1, False, 1)]


async def test_who_publishes_over_somebody_elses_work_has_to_say_so(hub: Hub) -> None:
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    await published(hub)
    mine, theirs = [
        (await admin.post("/api/process-drafts", {"process_id": "callback", "name": name})).data for name in "ab"
    ]
    for draft, level in ((mine, 1), (theirs, 2)):
        xml = pathway(condition=f"triage.level == {level}")
        draft |= (await admin.put(f"/api/process-drafts/{draft['id']}", edit(draft, xml=xml))).data
    await released(admin, doctor, theirs)
    path = f"/api/process-drafts/{mine['id']}"
    await admin.post(f"{path}/submit", WHY)
    await doctor.post(f"{path}/approve", WHY)
    reply = await admin.post(f"{path}/publish", WHY, expect=409)
    assert reply.code == "base_outdated" and reply["current"] == 2
    assert (await admin.post(f"{path}/publish", {**WHY, "over": 2}))["number"] == 3


async def test_back_to_an_earlier_version(hub: Hub) -> None:
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    await published(hub)
    draft = (await admin.post("/api/process-drafts", {"process_id": "callback", "name": "Second"})).data
    xml = pathway(condition="triage.level == 1")
    draft |= (await admin.put(f"/api/process-drafts/{draft['id']}", edit(draft, xml=xml))).data
    await released(admin, doctor, draft)
    reply = await admin.post("/api/processes/callback/rollback", {"number": 1, **WHY})
    assert reply["number"] == 3 and reply["rolled_back_from"] == 2 and reply["xml"] == pathway()
    assert (await admin.get("/api/processes/callback/versions/2"))["active"] is False
    again = await admin.post("/api/processes/callback/rollback", {"number": 3, **WHY}, expect=409)
    assert again.code == "version_active"
    await admin.post("/api/processes/callback/rollback", {"number": 9, **WHY}, expect=404)


async def test_a_publish_that_races_starts_has_exactly_one_effect(hub: Hub) -> None:
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    await published(hub)
    draft = (await admin.post("/api/process-drafts", {"process_id": "callback", "name": "Second"})).data
    xml = pathway(condition="triage.level == 1")
    draft |= (await admin.put(f"/api/process-drafts/{draft['id']}", edit(draft, xml=xml))).data
    path = f"/api/process-drafts/{draft['id']}"
    await admin.post(f"{path}/submit", WHY)
    await doctor.post(f"{path}/approve", WHY)
    publish = [admin.same().post(f"{path}/publish", WHY, expect=0) for _ in range(3)]
    starts = [admin.same().post("/api/cases", {"process": "callback"}, expect=201) for _ in range(12)]
    replies = await asyncio.gather(*starts[:6], *publish, *starts[6:])
    assert sorted(reply.status for reply in replies).count(201) == 12
    assert [reply.status for reply in replies].count(200) == 1
    rows = await hub.sql("SELECT number, active FROM process_version WHERE process_id = 'callback' ORDER BY number")
    assert [tuple(row) for row in rows] == [(1, False), (2, True)]
    assert await hub.sql(
        "SELECT 1 FROM case_instance c JOIN process_version v ON v.id = c.process_version_id WHERE v.number > 2"
    ) == []  # fmt: skip
    assert (await admin.get(f"/api/cases/{await begin(admin)}"))["version_number"] == 2


async def test_what_is_shipped_does_not_replace_what_was_drawn(hub: Hub) -> None:
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    draft = (await admin.post("/api/process-drafts", {"process_id": "visit", "name": "Our visit"})).data
    xml = draft["xml"].replace('name="Consultation"', 'name="Our consultation"')
    draft |= (await admin.put(f"/api/process-drafts/{draft['id']}", edit(draft, xml=xml))).data
    assert (await released(admin, doctor, draft))["number"] == 2
    async with hub.transaction() as db:
        await reference.load(db)
        await reference._ship(db, draft["xml"].replace("Visit booked", "Booked"), "visit")
        active = await publishing._active(db, "visit")
    assert active is not None and active.number == 2
    numbers = await hub.sql("SELECT number FROM process_version WHERE process_id = 'visit' ORDER BY 1")
    assert [row[0] for row in numbers] == [1, 2, 3]


async def test_a_pathway_can_be_kept_for_some_roles(hub: Hub) -> None:
    admin, doctor, nurse = [await hub.sign_in(role) for role in ("admin", "doctor", "nurse")]
    await published(hub)
    await begin(admin)
    assert len(await todo(nurse)) == 1
    shut = {**WHY, "start": ["doctor"], "see": ["admin", "doctor"], "work": ["doctor"], "operate": ["doctor"],
            "edit": ["doctor"]}  # fmt: skip
    shown = (await admin.put("/api/processes/callback/permissions", shut)).data
    assert shown["publish"] == [] and shown["work"] == ["doctor"]
    case = str((await doctor.post("/api/cases", {"process": "callback"}))["case_id"])
    assert (await admin.post("/api/cases", {"process": "callback"}, expect=403)).code == "pathway_closed"
    await nurse.post("/api/cases", {"process": "callback"}, expect=404)
    assert await todo(nurse) == []
    assert "callback" not in {row["process_id"] for row in (await nurse.get("/api/processes"))["items"]}
    await nurse.get("/api/processes/callback", expect=404)
    await nurse.get(f"/api/cases/{case}", expect=404)
    assert (await admin.post(f"/api/cases/{case}/cancel", WHY, expect=403)).code == "pathway_closed"
    made = await admin.post("/api/process-drafts", {"process_id": "callback", "name": "x"}, expect=403)
    assert made.code == "pathway_closed"
    await hub.run_jobs()
    unknown = await admin.put("/api/processes/callback/permissions", {**WHY, "work": ["wizard"]}, expect=422)
    assert unknown.code == "role_unknown"
    await admin.put("/api/processes/callback/permissions", WHY)
    assert len(await todo(nurse)) == 2


async def test_a_row_is_not_sent_to_a_pool_that_may_not_see_it(hub: Hub) -> None:
    from workflows import rows
    from workflows.models import Task
    from workflows.worklist import fact

    admin, nurse = await hub.sign_in("admin"), await hub.sign_in("nurse")
    await published(hub)
    await begin(admin)
    task_id = (await todo(nurse))[0]["id"]
    async with hub.transaction() as db:
        from workflows.facts import TaskOpened

        opened = fact(TaskOpened, await db.get_one(Task, task_id))
        assert await rows._fresh(db, [opened]) != [None]
    await admin.put("/api/processes/callback/permissions", {**WHY, "work": ["doctor"]})
    async with hub.transaction() as db:
        assert await rows._fresh(db, [opened]) == [None]


async def test_elements_of_one_id_in_a_pathway_and_in_one_that_it_calls_are_told_apart(hub: Hub) -> None:
    """In the worklist, the case, the heat maps, an incident's place, coverage and saved tests: two admins who draw from
    the same template need not know of each other's ids. A subprocess of the same id runs what is drawn in it."""
    admin, doctor, nurse = [await hub.sign_in(role) for role in ("admin", "doctor", "nurse")]

    def same(name: str, *more: str) -> str:
        look = d.sub("part", [d.start("in"), d.human("look", form=name), d.end("out")], ["in -> look", "look -> out"])
        flow = ["start", *(["call"] if more else []), "part", "end"]
        flows = [f"{before} -> {after}" for before, after in itertools.pairwise(flow)]
        return d.bpmn([d.start(), *more, look, d.end()], flows, name=name).decode()

    forms = {name: {"inner": {"schema": DECIDE}, "outer": FORMS["done"]}[name] for name in ("inner", "outer")}
    await published(hub, "inner", xml=same("inner"), forms={"inner": forms["inner"]})
    draft = await drafted(admin, "outer", xml=same("outer", d.call("call", "inner")), forms={"outer": forms["outer"]})
    path = f"/api/process-drafts/{draft['id']}"
    tried = (await admin.post(f"{path}/try", {})).data
    assert tried["complete"] and tried["coverage"]["missing"] == []
    (run,) = tried["runs"]
    assert [(one["kind"], one["element"]) for one in run["moves"]] == [("do", "inner:look"), ("do", "look")]
    half = (await admin.post(f"{path}/try", {"moves": run["moves"][:1]})).data["coverage"]
    assert "end" not in half["elements"] and "part_end" not in half["flows"] and "inner:end" in half["elements"]
    await admin.post(f"{path}/tests", {"name": "Both", "moves": run["moves"]}, expect=201)
    await released(admin, doctor, draft)

    case = await begin(admin, "outer")
    await begin(admin, "inner")
    assert sorted(row["element_id"] for row in await todo(nurse)) == ["inner:look", "look"]
    shown = (await admin.get(f"/api/cases/{case}")).data
    assert shown["called"][0]["renamed"]["look"] == "inner:look" and "call" not in shown["called"][0]["renamed"]
    inner, outer = [(await admin.get(f"/api/processes/{name}"))["load"] for name in ("inner", "outer")]
    assert inner["look"]["active"] == 2 and outer["call"]["active"] == 1 and not outer.get("look", {}).get("active")
    await finish(nurse, "inner:look", {"urgent": True})
    (row,) = [row for row in await todo(nurse) if row["case_id"] == case]
    task = (await nurse.get(f"/api/tasks/{row['id']}")).data
    assert task["element_id"] == "look" and task["form_schema"]["title"] == "Done"
    await nurse.post(f"/api/tasks/{row['id']}/complete", {"version": row["version"], "answers": {}})
    shown = (await admin.get(f"/api/cases/{case}")).data
    assert shown["status"] == "completed" and shown["completed"] == dict.fromkeys(
        ("start", "call", "inner:start", "inner:part", "inner:in", "inner:look", "inner:out", "inner:end", "part", "in",
         "look", "out", "end"), 1)  # fmt: skip
    inner, outer = [(await admin.get(f"/api/processes/{name}"))["load"] for name in ("inner", "outer")]
    assert inner["look"]["done"] == 1 and outer["look"]["done"] == 1


async def test_what_calls_a_pathway_calls_its_new_version_and_running_cases_keep_theirs(hub: Hub) -> None:
    """One place to change how something is done: with the called pathway its callers are published anew, its drawn
    forms come along, a draft of a caller is not out of date by it; a case rests, shows, stops inside the call."""
    admin, doctor, nurse = [await hub.sign_in(role) for role in ("admin", "doctor", "nurse")]
    inner = await published(hub, "inner", xml=pathway("inner"), name="Inner")
    outer = d.bpmn([d.start("outer_start"), d.call("ask", "inner"), d.human("after", form="done"), d.end("outer_end")],
                   ["outer_start -> ask", "ask -> after", "after -> outer_end"], name="outer").decode()  # fmt: skip
    await published(hub, "outer", xml=outer, name="Outer", forms={"done": FORMS["done"]})
    old = await begin(admin, "outer")
    shown = (await admin.get(f"/api/cases/{old}")).data
    assert [(one["process_id"], one["xml"]) for one in shown["called"]] == [("inner", layout.visible(inner["xml"]))]
    assert {token["element_id"]: token["waits_for"] for token in shown["tokens"]} == {
        "ask": "inside",
        "triage": "person",
    }
    waiting = (await admin.post("/api/process-drafts", {"process_id": "outer", "name": "Outer"})).data
    draft = (await admin.post("/api/process-drafts", {"process_id": "inner", "name": "Inner"})).data
    forms = FORMS | {"decide": {"schema": DECIDE | {"title": "Decide now"}}}
    draft |= (await admin.put(f"/api/process-drafts/{draft['id']}", edit(draft, forms=forms))).data
    await released(admin, doctor, draft)
    await hub.run_jobs()
    told = [fact["payload"] for fact in hub.facts if fact["kind"] == "ProcessPublished"]
    assert [(one["process_id"], one["number"]) for one in told[-2:]] == [("inner", 2), ("outer", 2)]
    fresh = await begin(admin, "outer")
    titles = {}
    for row in await todo(nurse):
        titles[row["case_id"]] = (await nurse.get(f"/api/tasks/{row['id']}"))["form_schema"].get("title")
    assert titles == {old: "Decide", fresh: "Decide now"}
    page, around = (await admin.get("/api/processes/inner")).data, (await admin.get("/api/processes/outer")).data
    assert [one["process_id"] for one in page["called_by"]] == ["outer"] and page["load"]["triage"]["active"] == 2
    assert [one["process_id"] for one in around["called"]] == ["inner"] and around["load"]["ask"]["active"] == 2
    changed = outer.replace('name="after"', 'name="Afterwards"')
    waiting |= (await admin.put(f"/api/process-drafts/{waiting['id']}", edit(waiting, xml=changed))).data
    assert (await released(admin, doctor, waiting))["number"] == 3, "what it calls is newer, its drawing is not"
    body = {"process_id": "outer", "from": 1, "to": 3, "mapping": {}, **WHY}
    planned = (await admin.post("/api/migrations", body, expect=201)).data
    assert [item["case_id"] for item in planned["items"]] == [old] and planned["items"][0]["verdict"] != "blocked"
    await admin.post(f"/api/migrations/{planned['id']}/apply")
    await hub.run_jobs()
    assert (await admin.get(f"/api/cases/{old}"))["version_number"] == 3
    assert (await admin.post(f"/api/cases/{old}/suspend", WHY, expect=200))["status"] == "suspended"
    assert (await admin.post(f"/api/cases/{old}/resume", WHY, expect=200))["status"] == "running"
    await admin.post(f"/api/cases/{fresh}/cancel", WHY)
    assert [row["case_id"] for row in await todo(nurse)] == [old]
    await finish(nurse, "triage", {"urgent": True})
    await finish(nurse, "call_now", {})
    assert [row["name"] for row in await todo(nurse)] == ["Afterwards"]
    await finish(nurse, "after", {})
    assert (await admin.get(f"/api/cases/{old}"))["status"] == "completed"


async def test_what_is_approved_is_what_runs_with_all_that_it_calls(hub: Hub) -> None:
    """A caller and what it calls, published at one moment: the caller comes last, finds that it would call something
    else than was approved, and goes to review once more."""
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    await published(hub, "inner", xml=pathway("inner"), name="Inner")
    outer = d.bpmn([d.start("outer_start"), d.call("ask", "inner"), d.end("outer_end")],
                   ["outer_start -> ask", "ask -> outer_end"], name="outer").decode()  # fmt: skip
    draft = await drafted(admin, "outer", xml=outer, name="Outer", forms={})
    waiting = ("SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE l.locktype = 'advisory' "
               "AND NOT l.granted AND d.datname = current_database()")  # fmt: skip
    newer = pathway("inner", condition="triage.level == 1")
    path = f"/api/process-drafts/{draft['id']}"
    await admin.post(f"{path}/submit", WHY)
    await doctor.post(f"{path}/approve", WHY)
    assert (await admin.get(path))["may_publish"] is True
    async with hub.transaction() as db:
        version = await reference.publish(db, newer, forms=FORMS)
        assert await reference.follow(db, version) == []
        publishing_it = asyncio.create_task(admin.same().post(f"{path}/publish", WHY, expect=409))
        while not publishing_it.done() and not await hub.sql(waiting):
            await asyncio.wait([publishing_it], timeout=0.02)
    assert (await publishing_it).code == "review_needed"
    shown = (await admin.get(path)).data
    assert shown["status"] == "approved" and not shown["may_publish"] and not shown["reviews"][0]["current"]
    assert (await released(admin, doctor, draft))["number"] == 1
    case = (await admin.get(f"/api/cases/{await begin(admin, 'outer')}")).data
    assert [one["xml"] for one in case["called"]] == [layout.visible(newer)]


async def test_what_calls_a_pathway_is_checked_and_tested_before_it_calls_something_new(hub: Hub) -> None:
    """What would break a caller is refused with the caller, its element and what to do, before review; a saved test
    of a caller that would fail blocks publishing, one that fails already does not."""
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    await published(hub, "inner", xml=pathway("inner"), name="Inner")
    outer = d.bpmn([d.start("begin"), d.call("ask", "inner"), d.xor("urgent_now", "no"), d.end("over")],
                   ["begin -> ask", "ask -> urgent_now", "urgent_now -> ask : triage.urgent", "urgent_now -> over"],
                   name="outer").decode().replace('id="urgent_now_over"', 'id="no"')  # fmt: skip
    await published(hub, "outer", xml=outer.replace("isExec", 'name="Outer" isExec'), name="Outer", forms={})
    moves = [
        {"kind": "do", "element": "triage", "value": {"urgent": True}},
        {"kind": "do", "element": "call_now", "value": {}},
    ]
    above = (await admin.post("/api/process-drafts", {"process_id": "outer", "name": "Outer"})).data
    saved = {"name": "Urgent", "moves": moves, "expected": {"elements": ["call_now"]}}
    await admin.post(f"/api/process-drafts/{above['id']}/tests", saved, expect=201)
    broken = {"name": "Never", "moves": moves, "expected": {"elements": ["call_later"]}}
    await admin.post(f"/api/process-drafts/{above['id']}/tests", broken, expect=201)

    draft = (await admin.post("/api/process-drafts", {"process_id": "inner", "name": "Inner"})).data
    path = f"/api/process-drafts/{draft['id']}"
    hurried = d.bpmn([d.start(), d.end()], ["start -> end"], name="inner").decode()
    draft |= (await admin.put(path, edit(draft, xml=hurried))).data
    errors = [one for one in (await admin.post(f"{path}/check"))["problems"] if one["severity"] == "error"]
    assert {(one["element_name"], one["code"]) for one in errors} == {
        ("Outer: ask", "loop_without_wait"), ("Outer: urgent_now → ask", "data_unknown"),
    }  # fmt: skip
    assert any("sets 'triage'" in one["message"] for one in errors), "what the caller reads of it"
    for said in errors:
        assert said["message"].startswith("'Outer' calls this pathway") and not said["element_id"]
        assert "first in 'Outer'" in said["remedy"]
    assert (await admin.post(f"{path}/submit", WHY, expect=422)).code == "diagram_invalid"

    draft |= (await admin.put(path, edit(draft, xml=pathway("inner", "triage.level == 1")))).data
    await admin.post(f"{path}/submit", WHY)
    await doctor.post(f"{path}/approve", WHY)
    refused = await admin.post(f"{path}/publish", WHY, expect=422)
    assert refused.code == "tests_failed" and [one["name"] for one in refused["tests"]] == ["Urgent"]
    assert "'Outer' calls this pathway" in refused["detail"] and refused["process_id"] == "outer"
    assert (await admin.get("/api/processes/inner"))["number"] == 1


async def test_what_is_shipped_stays_beside_where_a_pathway_drawn_here_could_not_run_with_it(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    outer = d.bpmn([d.start("begin"), d.call("ask", "claim"), d.end("over")], ["begin -> ask", "ask -> over"], "ours")
    async with hub.transaction() as db:
        claim = await diagrams.active(db, "claim")
        called = await calling.called_by(db, outer.decode(), "ours")
        fees = dmn(table("fees", ["level : number"], ["fee : number"], ["1 -> 2"]))
        await reference.publish(db, outer.decode(), called=called, decisions={"fees": fees}, author_id=admin.user_id)
        await reference._ship(db, claim.xml, "claim", {**claim.decisions, "fees": fees.replace(">2<", ">3<")})
        kept = await publishing.version_of(db, "claim", 2)
        assert not kept.active and kept.reason.startswith("'ours' calls this pathway and could not run any more")
        await reference._ship(db, claim.xml, "claim", {**claim.decisions, "others": fees.replace("fees", "others")})
        assert (await diagrams.active(db, "claim")).number == 3
        assert (await diagrams.active(db, "visit")).number == (await diagrams.active(db, "ours")).number == 2
