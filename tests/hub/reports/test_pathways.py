"""How a pathway did in a period, over HTTP: the figures against an independent reckoning, files, rights, and cost."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hub.core.clock import now
from hub.reports.pathways import MOST
from tests.counting import counted
from tests.hub_fixture import Client, Hub
from tests.workflows import drawing as d
from tests.workflows import hosting
from tests.workflows.authoring.drawn import DONE, FORMS, pathway, published
from tests.workflows.hosting import finish, probes, todo

PATH = "/api/processes/callback/metrics"
DAY = timedelta(days=1)


async def begin(client: Client, process: str = "callback") -> str:
    return str((await client.post("/api/cases", {"process": process}))["case_id"])


async def write(hub: Hub, query: str, **values: Any) -> None:
    async with hub.transaction() as db:
        await db.execute(text(query), values)


async def done(hub: Hub, client: Client, element: str, answers: Any, *, wait: int, work: int) -> None:
    """Finish a task as if it had waited and been worked on for so many seconds."""
    row = next(row for row in await todo(client) if row["element_id"] == element)
    await finish(client, element, answers)
    await write(
        hub,
        "UPDATE task SET created_at = ended_at - make_interval(secs => :all), "
        "claimed_at = ended_at - make_interval(secs => :work) WHERE id = :id",
        all=wait + work, work=work, id=row["id"],
    )  # fmt: skip


async def shifted(hub: Hub, case: str, days: int, lasts: int) -> None:
    """A case as if it had ended so many days ago, after so many seconds."""
    await write(
        hub,
        "UPDATE case_instance SET ended_at = ended_at - make_interval(days => :days), created_at = "
        "ended_at - make_interval(days => :days) - make_interval(secs => :lasts) WHERE id = :id",
        days=days, lasts=lasts, id=case,
    )  # fmt: skip


async def test_the_figures_of_a_pathway_are_what_happened(hub: Hub) -> None:
    admin, nurse = await hub.sign_in("admin"), await hub.sign_in("nurse")
    await published(hub)
    cases = []
    for lasts, wait, work in ((600, 10, 5), (1200, 30, 7), (3000, 20, 60)):
        case = await begin(admin)
        await done(hub, nurse, "triage", {"urgent": True}, wait=wait, work=work)
        await done(hub, nurse, "call_now", {}, wait=1, work=1)
        await shifted(hub, case, 2, lasts)
        cases.append(case)
    await admin.post(f"/api/cases/{await begin(admin)}/cancel", {"reason": "Asked twice."})
    await begin(admin)
    before = await begin(admin)
    await write(hub, "UPDATE case_instance SET created_at = created_at - interval '90 days' WHERE id = :id", id=before)
    await write(hub, "UPDATE task SET due_at = ended_at - interval '1 hour', escalated_at = ended_at "
                  "WHERE element_id = 'call_now' AND case_id = :id", id=cases[0])  # fmt: skip

    found = (await admin.get(PATH)).data
    assert found["cases"] == {
        "started": 5, "completed": 3, "cancelled": 1, "cycle": {"median": 1200.0, "p90": 2640.0},
    }  # fmt: skip
    assert len(found["days"]) == 30 and found["last"] == found["days"][-1]["day"]
    by_day = {one["day"]: one for one in found["days"]}
    assert sum(one["started"] for one in found["days"]) == 5 and by_day[found["last"]]["cancelled"] == 1
    then = found["days"][-3]
    assert (then["started"], then["completed"]) == (3, 3), "those that were moved two days back"
    (version,) = found["versions"]
    assert (version["number"], version["active"], version["started"], version["cancelled"]) == (1, True, 5, 1)
    assert version["cycle"] == found["cases"]["cycle"]
    elements = {one["element_id"]: one for one in found["elements"]}
    triage, call = elements["triage"], elements["call_now"]
    assert triage["name"] == "triage" and triage["tasks"] == triage["visits"] == 3
    assert triage["wait"] == {"median": 20.0, "p90": 28.0} and triage["work"] == {"median": 7.0, "p90": 49.4}
    assert (call["late"], call["escalated"]) == (1, 1) == (found["late"], found["escalated"])
    assert found["tasks"] == 6 and "call_later" not in elements and found["capped"] is False
    assert found["incidents"] == 0 and found["causes"] == []

    asked: dict[str, Any] = {"from": (now() - 100 * DAY).date().isoformat()}
    assert (await admin.get(PATH, **asked))["cases"]["started"] == 6
    assert (await admin.get(PATH, days=100))["cases"]["started"] == 6
    assert [one["started"] for one in (await admin.get(PATH, days=2))["days"]] == [0, 2]
    past = (now() - 40 * DAY).date().isoformat()
    asked = {"from": past, "until": past}
    none = (await admin.get(PATH, **asked)).data
    assert none["cases"] == {"started": 0, "completed": 0, "cancelled": 0, "cycle": {"median": None, "p90": None}}
    assert none["elements"] == none["versions"] == [] and [one["day"] for one in none["days"]] == [past]


async def test_each_version_has_figures_of_its_own(hub: Hub) -> None:
    admin, nurse = await hub.sign_in("admin"), await hub.sign_in("nurse")
    await published(hub)
    await begin(admin)
    await finish(nurse, "triage", {"urgent": True})
    await published(hub, xml=pathway(condition="triage.level == 1"))
    for _ in range(2):
        await begin(admin)
    found = (await admin.get(PATH)).data
    assert [(one["number"], one["active"], one["started"]) for one in found["versions"]] == [
        (2, True, 2),
        (1, False, 1),
    ]
    first = (await admin.get(PATH, version=1)).data
    assert first["cases"]["started"] == 1 and first["version"] == 1
    assert {one["element_id"]: one["tasks"] for one in first["elements"]}["triage"] == 1
    second = (await admin.get(PATH, version=2)).data
    assert second["cases"]["started"] == 2 and second["tasks"] == 0
    assert (await admin.get(PATH, version=9, expect=404)).status == 404


async def test_what_went_wrong_is_counted_by_cause(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    await probes(hub)
    xml = d.bpmn([d.start(), d.step("send", "probe.sign"), d.end()], ["start -> send", "send -> end"], name="callback")
    hosting.switches.add("sign")
    await published(hub, xml=xml.decode(), forms={})
    for _ in range(2):
        await begin(admin)
    await write(hub, "UPDATE incident SET resolved_at = created_at + interval '5 minutes' WHERE id = "
                  "(SELECT id FROM incident ORDER BY id LIMIT 1)")  # fmt: skip
    found = (await admin.get(PATH)).data
    (cause,) = found["causes"]
    assert (cause["element_id"], cause["name"], cause["count"], cause["open"]) == ("send", "send", 2, 1)
    assert cause["code"] and cause["stood"] == {"median": 300.0, "p90": 300.0} and found["incidents"] == 2
    assert found["cases"]["started"] == 2 and found["cases"]["completed"] == 0


async def test_what_runs_inside_a_called_pathway_is_seen_on_both(hub: Hub) -> None:
    """Called by two pathways, one of which calls it through the other; every start and end of it counts once."""
    admin, nurse = await hub.sign_in("admin"), await hub.sign_in("nurse")
    inner = d.bpmn([d.start(), d.human("ask", form="done"), d.end()], ["start -> ask", "ask -> end"], name="inner")
    mid = d.bpmn([d.start(), d.call("call", "inner"), d.end()], ["start -> call", "call -> end"], name="middle")
    outer = d.bpmn([d.start("in"), d.call("call", "middle"), d.end("out")], ["in -> call", "call -> out"], name="outer")
    await published(hub, "inner", xml=inner.decode(), forms={"done": {"schema": DONE}})
    await published(hub, "middle", xml=mid.decode(), forms={})
    await published(hub, "outer", xml=outer.decode(), forms={})
    for _ in range(3):
        await begin(admin, "outer")
    await begin(admin, "middle")
    await begin(admin, "inner")
    for _ in range(2):
        await finish(nurse, "ask", {})
    await write(
        hub,
        "UPDATE case_history SET entered_at = at - interval '10 minutes' WHERE outcome = 'completed' AND element_id "
        "IN ('call', 'middle:call')",
    )  # fmt: skip
    inside = (await admin.get("/api/processes/inner/metrics")).data
    cases = inside["cases"]
    assert (cases["started"], cases["completed"], cases["cancelled"], inside["called"]) == (5, 2, 0, 4)
    assert inside["days"][-1] | {"day": ""} == {"day": "", "started": 5, "completed": 2, "cancelled": 0}
    assert inside["tasks"] == 2 and cases["cycle"]["median"] >= 300
    between = (await admin.get("/api/processes/middle/metrics")).data
    assert (between["cases"]["started"], between["called"]) == (4, 3)
    around = (await admin.get("/api/processes/outer/metrics")).data
    assert around["cases"]["started"] == 3 and around["called"] == 0
    assert around["cases"]["completed"] == 2 and {one["element_id"] for one in around["elements"]} >= {"in", "call"}
    first = (await admin.get("/api/processes/inner/metrics", version=1)).data
    assert (first["cases"]["started"], first["called"]) == (1, 0), "which version was called is not kept"
    ago = (now() - 40 * DAY).date().isoformat()
    asked: dict[str, Any] = {"from": ago, "until": ago}
    assert (await admin.get("/api/processes/inner/metrics", **asked))["called"] == 0


async def test_what_gets_stuck_inside_a_called_pathway_is_counted_on_both(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    await probes(hub)
    inner = d.bpmn([d.start(), d.step("send", "probe.sign"), d.end()], ["start -> send", "send -> end"], name="inner")
    outer = d.bpmn([d.start(), d.human("send"), d.call("call", "inner"), d.end()],
                   ["start -> send", "send -> call", "call -> end"], name="outer")  # fmt: skip
    hosting.switches.add("sign")
    await published(hub, "inner", xml=inner.decode(), forms={})
    await published(hub, "outer", xml=outer.decode(), forms={"note": {"schema": DONE}})
    await begin(admin, "outer")
    await finish(await hub.sign_in("nurse"), "send", {})
    await begin(admin, "inner")
    (inside,) = (await admin.get("/api/processes/inner/metrics"))["causes"]
    assert (inside["element_id"], inside["name"], inside["count"]) == ("send", "send", 2)
    (around,) = (await admin.get("/api/processes/outer/metrics"))["causes"]
    assert (around["element_id"], around["count"]) == ("inner:send", 1)


async def test_files_hold_the_tables_and_are_in_the_trail(hub: Hub) -> None:
    admin, nurse = await hub.sign_in("admin"), await hub.sign_in("nurse")
    await published(hub, xml=pathway().replace('name="triage"', 'name="=cmd()"'))
    await begin(admin)
    await finish(nurse, "triage", {"urgent": True})
    heads = {
        "days": "Day,Started,Completed,Cancelled",
        "versions": 'Started,Completed,Cancelled,"Cycle, median (s)","Cycle, 9 in 10 (s)",Number,Active',
        "elements": 'Element id,Name,Visits,"Took, median (s)","Took, 9 in 10 (s)",Tasks,"Wait, median (s)",'
        '"Wait, 9 in 10 (s)","Work, median (s)","Work, 9 in 10 (s)",Late,Escalated',
        "incidents": 'Element id,Name,Code,Count,Open,"Stood, median (s)","Stood, 9 in 10 (s)"',
    }
    for table, head in heads.items():
        reply = await admin.get(f"{PATH}.csv", table=table)
        assert reply.headers["content-type"].startswith("text/csv"), table
        content = reply.raw.decode()
        assert content.splitlines()[0] == head
    rows = list(csv.DictReader(io.StringIO((await admin.get(f"{PATH}.csv", table="elements")).raw.decode())))
    assert next(row for row in rows if row["Element id"] == "triage")["Name"] == "'=cmd()", "nothing is a formula"
    noted = await hub.sql("SELECT action, entity_id FROM audit_event WHERE entity = 'process' AND action = 'export'")
    assert len(noted) == 5 and noted[0][1] == "callback"


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"from": "2026-02-01", "until": "2026-01-01"}, 422, "bad_period"),
        ({"from": "2020-01-01", "until": "2026-01-01"}, 422, "period_too_long"),
        ({"until": "0001-01-02"}, 422, "invalid"),
        ({"until": "1900-01-01", "days": 1000}, 200, None),
        ({"from": "9999-12-31"}, 422, "invalid"),
        ({"from": "yesterday"}, 422, None),
        ({"version": 0}, 422, None),
        ({"version": "one"}, 422, None),
    ],
)
async def test_a_question_that_makes_no_sense_is_said(hub: Hub, asked: Any, status: int, code: str | None) -> None:
    admin = await hub.sign_in("admin")
    for path, more in (("visit/metrics", {}), ("visit/metrics.csv", {"table": "days"})):
        reply = await admin.get(f"/api/processes/{path}", **asked, **more, expect=status)
        assert code is None or reply.code == code


async def test_who_may_not_see_a_pathway_sees_no_figures(hub: Hub) -> None:
    admin, doctor, patient = [await hub.sign_in(role) for role in ("admin", "doctor", "patient")]
    await published(hub)
    assert (await doctor.get(PATH))["process_id"] == "callback"
    await patient.get(PATH, expect=403)
    await admin.get("/api/processes/nosuch/metrics", expect=404)
    await admin.put("/api/processes/callback/permissions", {"see": ["admin"], "reason": "Kept."})
    for path in (PATH, f"{PATH}.csv"):
        await doctor.get(path, expect=404)
        await admin.get(path)


async def test_the_cost_does_not_grow_with_what_happened(hub: Hub) -> None:
    """A fixed number of statements, none of which reads a whole table."""
    admin = await hub.sign_in("admin")
    await published(hub, forms=FORMS)
    case = await begin(admin)
    with counted(hub.database) as few:
        await admin.get(PATH)
    await write(
        hub,
        "INSERT INTO case_history (case_id, process_id, element_id, outcome, actor_name, detail, entered_at, at) "
        "SELECT :id, 'callback', 'triage', 'completed', '', '', now() - n * interval '2 minutes', "
        "now() - n * interval '1 minute' FROM generate_series(1, :most) n", id=case, most=MOST + 50,
    )  # fmt: skip
    with counted(hub.database) as many:
        found = (await admin.get(PATH)).data
    assert len(many) == len(few) <= 13, many
    (triage,) = [one for one in found["elements"] if one["element_id"] == "triage"]
    assert triage["visits"] == MOST and found["capped"] is True, "the latest, and it is said"
