"""The new elements through the whole host: HTTP, transaction, rows. Repeated tasks, decisions, event subprocesses."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from hub.core.actor import SYSTEM
from tests.hub_fixture import Hub
from tests.workflows import drawing as d
from tests.workflows.drawing import bpmn, end, human, start
from tests.workflows.hosting import case_row, finish, todo
from tests.workflows.hosting import start as begin
from tests.workflows.tables import dmn, table
from workflows import instances, reference
from workflows.models import CaseStatus

FORMS = {
    "note": {
        "schema": {
            "type": "object",
            "title": "Note",
            "properties": {
                "n": {"type": "integer", "title": "Number"},
                "level": {"type": "integer", "title": "Level"},
            },
        },
        "ui": {},
    }
}


async def published(hub: Hub, xml: bytes, **more: Any) -> None:
    async with hub.transaction() as db:
        await reference.publish(db, xml.decode(), forms=FORMS, **more)


async def open_elements(hub: Hub, case_id: UUID) -> list[str]:
    rows = await hub.sql("SELECT element_id FROM task WHERE case_id = :c AND status IN ('open', 'claimed') ORDER BY 1",
                         c=case_id)  # fmt: skip
    return [row[0] for row in rows]


async def test_each_item_is_a_task_of_its_own_and_may_be_done_at_the_same_moment(hub: Hub) -> None:
    node = d.each(human("ask", result="answer"), "people", item="person", result="answers")
    await published(hub, bpmn([start(), node, human("after"), end()], ["start -> ask", "ask -> after", "after -> end"]))
    nurse, other = await hub.sign_in("nurse"), await hub.sign_in("nurse")
    case_id = await begin(hub, by=nurse.actor, data={"people": ["ann", "bob", "cem"]})
    rows = [row for row in await todo(nurse) if row["element_id"] == "ask"]
    assert len(rows) == 3
    sent = [
        client.post(
            f"/api/tasks/{row['id']}/complete", {"answers": {"n": place}, "version": row["version"]}, expect=200
        )
        for place, (row, client) in enumerate(zip(rows, (nurse, other, nurse), strict=True))
    ]
    done = await asyncio.gather(*sent)
    assert len(done) == 3
    assert await open_elements(hub, case_id) == ["after"]
    await finish(nurse, "after", expect=200)
    assert (await case_row(hub, case_id)).status == CaseStatus.completed


async def test_a_decision_says_whose_task_it_is_and_without_an_answer_is_an_incident_while_the_rest_goes_on(
    hub: Hub,
) -> None:
    rules = ['<= 2 -> "doctor"', '[3..5] -> "nurse"', '[6..7] -> "wizard"']
    triage = dmn(table("triage", ["visit.level : number"], ["role : string"], rules))
    xml = bpmn(
        [start(), human("visit", result="visit"), d.decide("decide", "triage", "seen_by"),
         human("see", roles="seen_by"), human("beside"), end()],
        ["start -> visit", "visit -> decide", "visit -> beside", "decide -> see", "see -> end", "beside -> end"],
    )  # fmt: skip
    await published(hub, xml, decisions={"triage": triage})
    nurse = await hub.sign_in("nurse")
    case_id = await begin(hub, by=nurse.actor)
    await finish(nurse, "visit", {"level": 9}, expect=200)
    assert await open_elements(hub, case_id) == ["beside"]
    row = await case_row(hub, case_id)
    assert row.status == CaseStatus.incident
    [(code, detail)] = await hub.sql("SELECT code, detail FROM incident WHERE case_id = :c", c=case_id)
    assert code == "decision_no_match" and "triage" in detail and "9" not in detail
    other = await begin(hub, by=nurse.actor)
    tasks = [row for row in await todo(nurse) if row["element_id"] == "visit"]
    await nurse.post(f"/api/tasks/{tasks[0]['id']}/complete", {"answers": {"level": 4}, "version": tasks[0]["version"]},
                     expect=200)  # fmt: skip
    assert await open_elements(hub, other) == ["beside", "see"]
    for level, role in ((1, "doctor"), (7, "nurse")):  # whom the table names; who is nobody here leaves it where it was
        case_id = await begin(hub, by=nurse.actor)
        (task,) = [row for row in await todo(nurse) if row["element_id"] == "visit" and row["case_id"] == str(case_id)]
        done = {"answers": {"level": level}, "version": task["version"]}
        await nurse.post(f"/api/tasks/{task['id']}/complete", done, expect=200)
        wanted = "SELECT candidate_role FROM task WHERE case_id = :c AND element_id = 'see'"
        assert await hub.sql(wanted, c=case_id) == [(role,)]


async def test_an_event_subprocess_takes_over_on_a_message(hub: Hub) -> None:
    stop = d.event_sub("stop", d.begins("called_off", "message", "off", result="why"), [human("tidy"), end("tidied")],
                       ["called_off -> tidy", "tidy -> tidied"])  # fmt: skip
    await published(hub, bpmn([start(), human("a"), end(), stop], ["start -> a", "a -> end"], messages="off"))
    nurse = await hub.sign_in("nurse")
    case_id = await begin(hub, by=nurse.actor)
    async with hub.transaction() as db:
        assert await instances.deliver(db, case_id, "off", {"by": "patient"}, actor=SYSTEM)
    assert await open_elements(hub, case_id) == ["tidy"]
    await finish(nurse, "tidy", expect=200)
    row = await case_row(hub, case_id)
    assert row.status == CaseStatus.completed
