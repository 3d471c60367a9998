"""What went wrong is reported, with a name or without, reviewed by a lead and answered with measures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hub.core.clock import now
from tests.hub_fixture import Client, Hub

WORDS = "The pump ran at ten times the rate; noticed after a minute, nobody hurt."


def told(**more: Any) -> dict[str, Any]:
    at = (now() - timedelta(hours=1)).isoformat()
    return {"kind": "equipment", "harm": "severe", "happened_at": at, "place": "Ward 2", "words": WORDS, **more}


async def open_task(lead: Client) -> dict[str, Any]:
    (task,) = (await lead.get("/api/tasks", scope="open"))["items"]
    found: dict[str, Any] = task
    return found


async def test_a_report_is_reviewed_and_ends_with_measures(hub: Hub) -> None:
    nurse, lead, desk = [await hub.sign_in(role) for role in ("nurse", "team_lead", "receptionist")]
    assert (await nurse.post("/api/incident-reports", told(harm="bad"), expect=422)).code == "invalid"
    ahead = told(happened_at=(now() + timedelta(days=1)).isoformat())
    assert (await nurse.post("/api/incident-reports", ahead, expect=422)).code == "in_the_future"
    made = await nurse.post("/api/incident-reports", told(), expect=201)
    (own,) = (await nurse.get("/api/incident-reports"))["items"]
    assert (own["id"], own["mine"], own["severity"], own["status"]) == (made["id"], True, 3, "reported")
    assert (await desk.get("/api/incident-reports"))["items"] == []
    task = await open_task(lead)
    assert (task["form"], task["priority"]) == ("review_incident", 85) and WORDS not in str(task)
    shown = await lead.get(f"/api/tasks/{task['id']}/incident-report")
    assert shown["words"] == WORDS and shown["reporter_name"] == nurse.actor.name
    await desk.get(f"/api/tasks/{task['id']}/incident-report", expect=404)
    path = f"/api/tasks/{task['id']}/complete"
    first = await lead.get("/api/incident-reports", limit=1)
    assert ([row["id"] for row in first["items"]], first["next"]) == ([made["id"]], None)
    review = {"decision": "measures", "words": "Two pumps look alike."}
    await lead.post(path, {"answers": review, "version": task["version"]})
    task = await open_task(lead)
    assert task["form"] == "take_measures"
    done = {"answers": {"measures": "Labels in two colours."}, "version": task["version"]}
    await lead.post(f"/api/tasks/{task['id']}/complete", done)
    (own,) = (await nurse.get("/api/incident-reports"))["items"]
    assert (own["status"], own["review"], own["measures"]) == ("closed", review["words"], "Labels in two colours.")
    kinds = [fact["kind"] for fact in await hub.publish()]
    assert kinds.count("IncidentReportChanged") == 3


async def test_who_reports_without_a_name_is_kept_nowhere(hub: Hub) -> None:
    nurse, lead = await hub.sign_in("nurse"), await hub.sign_in("team_lead")
    await nurse.post("/api/incident-reports", told(anonymous=True, harm="none"), expect=201)
    assert (await nurse.get("/api/incident-reports"))["items"] == []
    (row,) = (await lead.get("/api/incident-reports"))["items"]
    assert (row["reporter_name"], row["mine"], row["severity"]) == ("", False, 0)
    reads = await hub.sql("SELECT entity_id FROM audit_event WHERE entity = 'incident_report' AND action = 'read'")
    assert [tuple(read) for read in reads] == [("",)], "the whole list was read, no report in particular"
    for table in ("incident_report", "case_instance", "case_history", "task", "outbox", "audit_event"):
        rows = [str(row[0]) for row in await hub.sql(f"SELECT row_to_json(t)::text FROM {table} t")]
        about = rows if table == "incident_report" else [row for row in rows if "incident" in row]
        assert about or table == "case_history", table
        assert not any(str(nurse.user_id) in row or nurse.actor.name in row for row in about), table


async def test_nobody_reviews_his_own_report_and_the_list_goes_on_behind_a_page(hub: Hub) -> None:
    lead, other = await hub.sign_in("team_lead"), await hub.sign_in("privacy_officer")  # a house with one lead
    made = [(await lead.post("/api/incident-reports", told(), expect=201))["id"] for _ in range(3)]
    task = await open_task_of(lead, made[0], hub)
    body = {"answers": {"decision": "none", "words": "Nothing to it."}, "version": task["version"]}
    refused = await lead.post(f"/api/tasks/{task['id']}/complete", body, expect=409)
    assert refused.code == "own_report"
    task = await open_task_of(other, made[0], hub)
    await other.post(f"/api/tasks/{task['id']}/complete", {**body, "version": task["version"]})
    assert (await other.get("/api/incident-reports"))["items"] == []  # of the others she sees what she is given
    trail = await hub.sql("SELECT actor_id FROM audit_event WHERE entity = 'incident_report' AND action = 'update'")
    assert other.user_id in {row[0] for row in trail}
    page = await lead.get("/api/incident-reports", limit=1)
    seen = [row["id"] for row in page["items"]]
    while page["next"]:
        page = await lead.get("/api/incident-reports", limit=1, after=page["next"])
        seen += [row["id"] for row in page["items"]]
    assert seen == [made[2], made[1], made[0]], "open ones first, the latest first"
    assert (await lead.get("/api/incident-reports", after="nonsense", expect=400)).code == "bad_cursor"


async def open_task_of(lead: Client, report: str, hub: Hub) -> dict[str, Any]:
    [[case_id]] = await hub.sql("SELECT case_id FROM incident_report WHERE id = :id", id=report)
    (task,) = (await lead.get("/api/tasks", scope="open", case_id=case_id))["items"]
    found: dict[str, Any] = task
    return found
