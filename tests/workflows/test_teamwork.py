"""Working together on tasks over HTTP: assign, delegate, put off, escalate, cover, talk, saved filters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from hub.core.clock import now, travel
from tests.hub_fixture import Client, Hub
from tests.workflows.hosting import chain, finish, publish, start, todo


async def write(hub: Hub, sql: str, **values: Any) -> None:
    async with hub.transaction() as db:
        await db.execute(text(sql), values)


async def one(hub: Hub, *names: str, **attributes: str) -> tuple[Client, Client, dict[str, Any]]:
    """Two nurses and the first task of a fresh case."""
    await publish(hub, chain(*(names or ("vitals",)), **attributes))
    ada, ben = await hub.sign_in("nurse", "Ada"), await hub.sign_in("nurse", "Ben")
    await start(hub, by=ada.actor)
    [row] = await todo(ada)
    return ada, ben, row


async def test_a_lead_gives_a_task_to_a_colleague_and_takes_it_from_who_had_it(hub: Hub) -> None:
    ada, ben, row = await one(hub, role="nurse,doctor")
    lead = await hub.sign_in("doctor", "Lead")
    path = f"/api/tasks/{row['id']}"
    assert (await ada.post(f"{path}/assign", {"user_id": str(ben.user_id)}, expect=403)).status == 403
    given = await lead.post(f"{path}/assign", {"user_id": str(ada.user_id)}, expect=200)
    assert given["assignee_id"] == str(ada.user_id)
    assert [r["id"] for r in await todo(ada, "mine")] == [row["id"]]
    moved = await lead.post(f"{path}/assign", {"user_id": str(ben.user_id), "reason": "Ada is busy."}, expect=200)
    assert moved["version"] > given["version"]
    assert await todo(ada, "mine") == []
    assert [r["id"] for r in await todo(ben, "mine")] == [row["id"]]
    stale = await ada.post(f"{path}/complete", {"answers": {}, "version": given["version"]}, expect=409)
    assert stale.code == "task_taken"
    people = (await lead.get(f"{path}/people"))["items"]
    assert {p["id"] for p in people} >= {str(ada.user_id), str(ben.user_id)}
    clerk = await hub.sign_in("receptionist")
    refused = await lead.post(f"{path}/assign", {"user_id": str(clerk.user_id)}, expect=409)
    assert refused.code == "not_a_candidate"
    assert (await lead.post(f"{path}/assign", {"user_id": str(uuid4())}, expect=422)).code == "person_unknown"
    await finish(ben, "vitals")


async def test_many_at_once_and_each_that_cannot_says_why(hub: Hub) -> None:
    await publish(hub, chain("vitals", role="nurse,doctor"))
    lead, ada = await hub.sign_in("doctor", "Lead"), await hub.sign_in("nurse", "Ada")
    for _ in range(3):
        await start(hub, by=ada.actor)
    rows = await todo(lead)
    await finish(ada, "vitals")
    ids = [row["id"] for row in rows] + [str(uuid4())]
    done = await lead.post(
        "/api/tasks/assign", {"task_ids": ids, "user_id": str(ada.user_id)}, key="bulk-0001", expect=200
    )
    codes = [item["code"] for item in done["items"]]
    assert sorted(codes, key=str) == [None, None, "not_found", "task_done"]
    assert len(await todo(ada, "mine")) == 2
    assert len(done["rows"]) == 2


async def test_a_delegated_task_goes_back_to_its_owner_with_what_was_prepared(hub: Hub) -> None:
    ada, ben, row = await one(hub)
    path = f"/api/tasks/{row['id']}"
    refused = await ada.post(f"{path}/delegate", {"user_id": str(ben.user_id)}, expect=409)
    assert refused.code == "not_in_hand"
    await ada.post(f"{path}/claim", {}, expect=200)
    given = await ada.post(f"{path}/delegate", {"user_id": str(ben.user_id)}, expect=200)
    assert (given["assignee_id"], given["owner_id"]) == (str(ben.user_id), str(ada.user_id))
    assert [r["id"] for r in await todo(ada, "others")] == [row["id"]]
    await ben.put(f"{path}/draft", {"content": {"note": "prepared"}}, expect=200)
    body = {"answers": {}, "version": given["version"]}
    assert (await ben.post(f"{path}/complete", body, expect=409)).code == "task_delegated"
    assert (await ada.post(f"{path}/resolve", {}, expect=409)).code == "not_delegated"
    back = await ben.post(f"{path}/resolve", {"note": "ready"}, expect=200)
    assert (back["assignee_id"], back["owner_id"]) == (str(ada.user_id), None)
    opened = await ada.get(path)
    assert opened["draft"] == {"note": "prepared"}
    await ada.post(f"{path}/complete", {"answers": {}, "version": back["version"]}, expect=200)


async def test_an_owner_takes_back_what_was_delegated(hub: Hub) -> None:
    ada, ben, row = await one(hub)
    path = f"/api/tasks/{row['id']}"
    await ada.post(f"{path}/claim", {}, expect=200)
    await ada.post(f"{path}/delegate", {"user_id": str(ben.user_id)}, expect=200)
    taken = await ada.post(f"{path}/claim", {}, expect=200)
    assert (taken["assignee_id"], taken["owner_id"]) == (str(ada.user_id), None)
    await finish(ada, "vitals")


async def test_what_is_put_off_is_out_of_the_lists_until_then(hub: Hub) -> None:
    ada, ben, row = await one(hub)
    path = f"/api/tasks/{row['id']}"
    past = {"until": (now() - timedelta(hours=1)).isoformat()}
    assert (await ada.post(f"{path}/postpone", past, expect=422)).code == "in_the_past"
    await ada.post(f"{path}/postpone", {"until": (now() + timedelta(hours=2)).isoformat()}, expect=200)
    assert await todo(ben) == []
    assert [r["id"] for r in await todo(ben, "later")] == [row["id"]]
    assert (await ben.get("/api/tasks/counts"))["later"] == 1
    with travel(timedelta(hours=3)):
        ben2 = await hub.sign_in("nurse", "Ben Again")
        assert [r["id"] for r in await todo(ben2)] == [row["id"]]


async def test_a_follow_up_and_a_department_come_from_the_drawing(hub: Hub) -> None:
    await publish(hub, chain("vitals", role="nurse", followUp="hours(1)"))
    ada = await hub.sign_in("nurse", "Ada")
    await start(hub, by=ada.actor)
    assert await todo(ada) == []
    assert len(await todo(ada, "later")) == 1
    await publish(hub, chain("scan", role="nurse", department="LAB").replace(b'"demo"', b'"other"'))
    await start(hub, "other", by=ada.actor)
    assert await todo(ada) == []  # Ada works in no department: the laboratory is asked first
    await write(hub, "UPDATE practitioner SET department_id = (SELECT id FROM department WHERE code = 'LAB')"
                  " WHERE id = :p", p=ada.practitioner_id)  # fmt: skip
    assert [r["element_id"] for r in await todo(ada)] == ["scan"]


async def test_nobody_takes_it_so_it_is_escalated_once(hub: Hub) -> None:
    await publish(hub, chain("vitals", sla="minutes(10)", department="MED"))
    ada = await hub.sign_in("nurse", "Ada")
    await start(hub, by=ada.actor)
    assert await todo(ada) == []  # the medical ward is asked first
    with travel(timedelta(minutes=11)):
        await hub.tick()
        await hub.run_jobs()
        await hub.tick()
        await hub.run_jobs()
        [row] = await todo(ada)
        assert (row["priority"], row["department"]) == (75, "MED")
    rows = await hub.sql("SELECT priority, escalated_at IS NOT NULL FROM task")
    assert tuple(rows[0]) == (75, True)
    assert (await hub.sql("SELECT count(*) FROM outbox WHERE kind = 'TaskEscalated'"))[0][0] == 1


async def test_a_cover_sees_and_takes_over_what_is_in_the_hands_of_who_is_away(hub: Hub) -> None:
    ada, ben, row = await one(hub)
    path = f"/api/tasks/{row['id']}"
    await ada.post(f"{path}/claim", {}, expect=200)
    span = {"from_at": now().isoformat(), "until_at": (now() + timedelta(days=3)).isoformat()}
    to_self = await ada.post("/api/absences", {"cover_id": str(ada.user_id), **span}, expect=422)
    assert to_self.code == "to_oneself"
    away = await ada.post("/api/absences", {"cover_id": str(ben.user_id), **span}, expect=201)
    again = await ada.post("/api/absences", {"cover_id": str(ben.user_id), **span}, expect=409)
    assert again.code == "absence_overlaps"
    assert [r["id"] for r in await todo(ben, "cover")] == [row["id"]]
    assert (await ben.get(path))["covers"] is True
    taken = await ben.post(f"{path}/claim", {}, expect=200)
    assert taken["assignee_id"] == str(ben.user_id)
    await ada.delete(f"/api/absences/{away['id']}", expect=200)
    assert (await ben.get("/api/absences"))["covering"] == []
    await finish(ben, "vitals")


async def test_cover_ends_by_itself(hub: Hub) -> None:
    ada, ben, row = await one(hub)
    await ada.post(f"/api/tasks/{row['id']}/claim", {}, expect=200)
    span = {"from_at": now().isoformat(), "until_at": (now() + timedelta(minutes=5)).isoformat()}
    await ada.post("/api/absences", {"cover_id": str(ben.user_id), **span}, expect=201)
    assert len(await todo(ben, "cover")) == 1
    with travel(timedelta(minutes=6)):
        assert await todo(ben, "cover") == []
        assert (await ben.post(f"/api/tasks/{row['id']}/claim", {}, expect=409)).code == "task_taken"


async def test_comments_and_files_at_any_time_and_never_changed(hub: Hub) -> None:
    ada, ben, row = await one(hub)
    path = f"/api/tasks/{row['id']}"
    await ada.post(f"{path}/comments", {"text": "Patient prefers the left arm."}, key="comment-1", expect=201)
    await finish(ada, "vitals")
    await ada.post(f"{path}/comments", {"text": "Thank you."}, key="comment-2", expect=201)
    file = await ada.post(
        f"{path}/attachments", query={"name": "../../scan.png"}, data=b"\x89PNG\r\n\x1a\nrest", expect=201
    )
    assert (file["name"], file["media_type"]) == ("scan.png", "image/png")
    refused = await ada.post(f"{path}/attachments", query={"name": "x.exe"}, data=b"MZ\x00\x01\xff", expect=422)
    assert refused.code == "file_kind"
    said = (await ada.get(f"{path}/comments"))["items"]
    assert [item["text"] or item["name"] for item in said] == [
        "Patient prefers the left arm.",
        "Thank you.",
        "scan.png",
    ]
    admin = await hub.sign_in("admin")
    await admin.get(f"/api/attachments/{file['id']}", expect=404)
    assert (await admin.get(f"/api/cases/{row['case_id']}/comments"))["items"] == []
    await ben.get(f"/api/attachments/{file['id']}", expect=404)
    outsider = await hub.sign_in("receptionist")
    await outsider.get(f"/api/attachments/{file['id']}", expect=404)
    await outsider.get(f"{path}/comments", expect=404)
    assert (await ada.get(f"/api/attachments/{file['id']}")).status == 200
    try:
        await write(hub, "UPDATE task_comment SET text = 'other'")
    except Exception as error:
        assert "append-only" in str(error)
    else:
        raise AssertionError("a comment was changed")
    facts = [fact for fact in await hub.publish() if fact["kind"] in ("CommentAdded", "CaseCommented")]
    assert "left arm" not in str(facts)


async def test_filters_are_kept_counted_and_shared_by_leads_only(hub: Hub) -> None:
    ada, ben, _row = await one(hub, "vitals")
    doctor = await hub.sign_in("doctor")
    query = {"scope": "open", "element": "vitals", "sort": "due"}
    body = {"name": "Vitals", "query": query}
    kept = await ada.post("/api/task-filters", body, expect=201)
    assert kept["count"] == 1
    assert (await ada.post("/api/task-filters", body, expect=409)).code == "name_taken"
    assert (
        await ada.post("/api/task-filters", {**body, "name": "All", "role": "nurse"}, expect=403)
    ).code == "not_a_lead"
    shared = await doctor.post("/api/task-filters", {"name": "Ward", "query": {"scope": "open"}, "role": "doctor"})
    assert [f["name"] for f in (await doctor.get("/api/task-filters"))["items"]] == ["Ward"]
    await ben.delete(f"/api/task-filters/{kept['id']}", expect=404)
    await finish(ada, "vitals")
    assert (await ada.get("/api/task-filters"))["items"][0]["count"] == 0
    changed = await ada.put(f"/api/task-filters/{kept['id']}", {**body, "name": "Later"}, expect=200)
    assert changed["name"] == "Later"
    await doctor.delete(f"/api/task-filters/{shared['id']}", expect=200)


async def test_lists_are_filtered_sorted_and_paged(hub: Hub) -> None:
    await publish(hub, chain("vitals"))
    lead = await hub.sign_in("nurse", "Ada")
    for n in range(6):
        case_id = await start(hub, by=lead.actor)
        await write(hub, "UPDATE task SET due_at = :d, priority = :p WHERE case_id = :c", c=case_id,
                      d=now() + timedelta(hours=3 - n), p=10 * n)  # fmt: skip
    due = [row["due_at"] for row in await todo(lead, sort="due")]
    assert due == sorted(due)
    assert [row["priority"] for row in await todo(lead, sort="priority")] == [50, 40, 30, 20, 10, 0]
    assert len(await todo(lead, overdue="true")) == 3
    assert len(await todo(lead, taken="true")) == 0
    for sort in ("due", "waiting", "priority"):
        seen: list[str] = []
        after = None
        while True:
            page = await lead.get("/api/tasks", scope="open", sort=sort, limit=2, after=after)
            seen += [row["id"] for row in page["items"]]
            after = page["next"]
            if after is None:
                break
        assert len(seen) == len(set(seen)) == 6
    assert await todo(lead, role="doctor") == []
    assert await todo(lead, patient_id=str(UUID(int=1))) == []
