"""Cases on a real database: steps, incidents, messages, timers, cancelling; the rows always agree with the diagram."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from hub.core.actor import SYSTEM
from hub.core.clock import now, travel
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.ids import uuid7
from hub.core.settings import settings
from tests.counting import counted
from tests.hub_fixture import Hub
from tests.workflows import drawing as d
from tests.workflows.hosting import case_row, chain, effects, finish, probes, publish, start, switches, todo
from workflows import advance, instances, timers
from workflows.models import Case, CaseStatus, Incident
from workflows.operations import mend
from workflows.operations.schemas import EditData


def stepped(*, boundary: bool = False) -> bytes:
    """task `go`, then in parallel a step `work` with a task `after_work`, and a task `beside`."""
    nodes = [
        d.start(), d.human("go"), d.both("split"), d.step("work", "probe.first"), d.human("after_work"),
        d.human("beside"), d.both("join"), d.end(),
    ]  # fmt: skip
    flows = [
        "start -> go", "go -> split", "split -> work", "work -> after_work", "after_work -> join", "split -> beside",
        "beside -> join", "join -> end",
    ]  # fmt: skip
    return d.bpmn(nodes, flows)


async def elements(hub: Hub, case_id: UUID) -> list[str]:
    rows = await hub.sql(
        "SELECT element_id FROM task WHERE case_id = :c AND status IN ('open', 'claimed') ORDER BY 1", c=case_id
    )
    return [row[0] for row in rows]


async def send(hub: Hub, case_id: UUID, name: str, payload: dict[str, object] | None = None, **more: str) -> bool:
    async with hub.transaction() as db:
        return await instances.deliver(db, case_id, name, payload, actor=SYSTEM, **more)


# ---- steps ----------------------------------------------------------------------------------------------------------


async def test_a_step_is_an_action_of_the_person_in_the_same_transaction(hub: Hub) -> None:
    await probes(hub)
    await publish(hub, stepped())
    nurse, admin = await hub.sign_in("nurse"), await hub.sign_in("admin")
    case_id = await start(hub, by=nurse.actor)
    await finish(nurse, "go", expect=200)
    assert await effects(hub, "first") == 1
    assert await elements(hub, case_id) == ["after_work", "beside"]
    shown = await admin.get(f"/api/cases/{case_id}")
    assert shown["subject"]["probe_id"] == str(case_id)
    assert shown["completed"] == {"start": 1, "go": 1, "split": 1, "work": 1}
    [done] = [entry for entry in shown["history"] if entry["element_id"] == "go"]
    assert (done["outcome"], done["actor_name"], done["kind"]) == ("completed", nurse.actor.name, "userTask")


async def test_a_failing_step_is_an_incident_and_the_rest_goes_on(hub: Hub) -> None:
    await probes(hub)
    await publish(hub, stepped())
    nurse, admin = await hub.sign_in("nurse"), await hub.sign_in("admin")
    case_id = await start(hub, by=nurse.actor)
    switches.add("first")
    await finish(nurse, "go", expect=200)  # not the person's fault
    assert await effects(hub, "first") == 0
    assert (await case_row(hub, case_id)).status == CaseStatus.incident
    assert await elements(hub, case_id) == ["beside"]
    await finish(nurse, "beside", expect=200)
    shown = await admin.get(f"/api/cases/{case_id}")
    [incident] = shown["incident_list"]
    assert (incident["code"], incident["step"], incident["attempts"]) == ("probe_broken", "probe.first", 1)
    assert [token["waits_for"] for token in shown["tokens"] if token["element_id"] == "work"] == ["incident"]
    again = await admin.post(f"/api/incidents/{incident['id']}/retry", expect=200)
    assert (again["status"], again["incidents"]) == ("incident", 1)
    newest = again["incident_list"][0]
    assert newest["attempts"] == 2
    assert (await admin.post(f"/api/incidents/{incident['id']}/retry", expect=409)).code == "incident_closed"
    switches.clear()
    mended = await admin.post(f"/api/incidents/{newest['id']}/retry", expect=200)
    assert (mended["status"], mended["incidents"]) == ("running", 0)
    assert await effects(hub, "first") == 1
    assert await elements(hub, case_id) == ["after_work"]


async def test_a_bug_in_a_step_is_an_incident_without_its_text(hub: Hub) -> None:
    await probes(hub)
    nodes = [d.start(), d.step("work", "probe.second", amount="41"), d.human("go"), d.end()]
    await publish(hub, d.bpmn(nodes, ["start -> work", "work -> go", "go -> end"]))
    switches.add("second")
    case_id = await start(hub, by=await hub.actor("nurse"))
    [(code, detail)] = await hub.sql("SELECT code, detail FROM incident WHERE case_id = :c", c=case_id)
    assert code == "internal"
    assert "Maria" not in detail
    admin = await hub.sign_in("admin")
    [incident] = (await admin.get(f"/api/cases/{case_id}"))["incident_list"]
    skipped = await admin.post(f"/api/incidents/{incident['id']}/skip", {"reason": "done by hand"}, expect=200)
    assert skipped["status"] == "running"
    assert await elements(hub, case_id) == ["go"]
    assert await effects(hub, "second") == 0


@pytest.mark.parametrize(
    ("does", "params", "code"),
    [
        ("probe.nothing_like_it", {}, "step_unknown"),
        ("probe.second", {"amount": "'many'"}, "step_params"),
        ("probe.second", {"amount": "missing.key"}, "expression_unknown_name"),
        ("probe.second", {"amount": "'x'|integer"}, "param_type"),
    ],
)
async def test_b48_an_unknown_step_or_a_wrong_parameter_is_an_incident(
    hub: Hub, does: str, params: dict[str, str], code: str
) -> None:
    await probes(hub)
    nodes = [d.start(), d.step("work", does, **params), d.end()]
    await publish(hub, d.bpmn(nodes, ["start -> work", "work -> end"]))
    case_id = await start(hub, by=await hub.actor("nurse"))
    assert await hub.sql("SELECT code FROM incident WHERE case_id = :c", c=case_id) == [(code,)]
    assert (await case_row(hub, case_id)).status == CaseStatus.incident


async def test_a_strict_step_answers_the_person(hub: Hub) -> None:
    nodes = [d.start(), d.human("go"), d.step("work", "probe.strict"), d.end()]
    await publish(hub, d.bpmn(nodes, ["start -> go", "go -> work", "work -> end"]))
    nurse = await hub.sign_in("nurse")
    case_id = await start(hub, by=nurse.actor)
    assert (await finish(nurse, "go", expect=409)).code == "strictly_not"
    assert await elements(hub, case_id) == ["go"]
    assert (await case_row(hub, case_id)).status == CaseStatus.running


async def test_b45_steps_in_a_circle_are_stopped_with_an_incident(hub: Hub) -> None:
    await probes(hub)
    nodes = [d.start(), d.human("go"), d.xor("again"), d.step("work", "probe.first"), d.end()]
    flows = ["start -> go", "go -> again", "again -> work", "work -> again"]
    await publish(
        hub, d.bpmn([*nodes[:2], d.xor("again", default="again_work"), *nodes[3:]], [*flows, "again -> end : false"])
    )
    nurse = await hub.sign_in("nurse")
    case_id = await start(hub, by=nurse.actor)
    await finish(nurse, "go", expect=200)
    assert await hub.sql("SELECT code FROM incident WHERE case_id = :c", c=case_id) == [("step_budget_spent",)]
    assert await effects(hub, "first") == advance.MAX_STEPS


async def test_b45_a_diagram_that_cannot_go_on_keeps_the_answers_and_tells_an_administrator(hub: Hub) -> None:
    await probes(hub)
    nodes = [
        d.start(),
        d.human("go", onComplete="probe.sign"),
        d.xor("which", default="which_end"),
        d.human("more"),
        d.end(),
    ]
    flows = ["start -> go", "go -> which", "which -> more : nonsense.value > 3", "which -> end", "more -> end"]
    await publish(hub, d.bpmn(nodes, flows))
    nurse, admin = await hub.sign_in("nurse"), await hub.sign_in("admin")
    case_id = await start(hub, by=nurse.actor)
    [row] = await todo(nurse)
    stuck = await finish(nurse, "go", expect=409)
    assert stuck.code == "pathway_stuck"
    assert await effects(hub, "sign") == 0
    again = await finish(nurse, "go", expect=409)
    assert again.code == "pathway_stuck"
    shown = await admin.get(f"/api/cases/{case_id}")
    assert shown["status"] == "incident"
    assert {incident["kind"] for incident in shown["incident_list"]} == {"run"}
    assert (await nurse.get(f"/api/tasks/{row['id']}"))["draft"] == {}


# ---- messages -------------------------------------------------------------------------------------------------------


def waiting() -> bytes:
    nodes = [d.start(), d.human("go"), d.catch("hear", "answer"), d.human("then"), d.end()]
    return d.bpmn(nodes, ["start -> go", "go -> hear", "hear -> then", "then -> end"], messages="answer")


async def test_a_message_moves_the_case_that_waits_for_it(hub: Hub) -> None:
    await publish(hub, waiting())
    nurse = await hub.sign_in("nurse")
    one, two = await start(hub, by=nurse.actor), await start(hub, by=nurse.actor)
    await finish(nurse, "go", expect=200)
    await finish(nurse, "go", expect=200)
    assert await hub.sql("SELECT name, count(*) FROM subscription GROUP BY 1") == [("answer", 2)]
    assert await send(hub, one, "answer", {"n": 1}) is True
    assert await elements(hub, one) == ["then"]
    assert await elements(hub, two) == []
    assert await hub.sql("SELECT case_id FROM subscription") == [(two,)]
    assert await send(hub, one, "answer", {"n": 2}) is False


async def test_an_early_message_is_kept_and_delivered_once(hub: Hub) -> None:
    await publish(hub, waiting())
    nurse = await hub.sign_in("nurse")
    case_id = await start(hub, by=nurse.actor)
    assert await send(hub, case_id, "answer", {"n": 1}) is False
    assert await elements(hub, case_id) == ["go"]
    await finish(nurse, "go", expect=200)
    assert await elements(hub, case_id) == ["then"]
    assert await hub.sql("SELECT count(*) FROM early_message") == [(0,)]


async def test_an_early_message_is_forgotten_in_the_end(hub: Hub) -> None:
    await publish(hub, waiting())
    nurse = await hub.sign_in("nurse")
    case_id = await start(hub, by=nurse.actor)
    await send(hub, case_id, "answer")
    with travel(timedelta(days=31)):
        await hub.tick()
        assert await hub.sql("SELECT count(*) FROM early_message") == [(0,)]
        assert await hub.sql("SELECT early FROM case_instance") == [(0,)]


async def test_a_message_nobody_knows_or_of_an_ended_case_is_dropped(hub: Hub) -> None:
    await publish(hub, waiting())
    nurse = await hub.sign_in("nurse")
    case_id = await start(hub, by=nurse.actor)
    assert await send(hub, case_id, "nonsense") is False
    async with hub.transaction() as db:
        await instances.cancel(db, case_id, "a mistake", actor=nurse.actor)
    assert await send(hub, case_id, "answer") is False
    assert await hub.sql("SELECT count(*) FROM early_message") == [(0,)]
    with pytest.raises(NotFound):
        await send(hub, uuid7(), "answer")


async def test_forty_equal_messages_at_once_have_one_receiver(hub: Hub) -> None:
    await publish(hub, waiting())
    nurse = await hub.sign_in("nurse")
    case_id = await start(hub, by=nurse.actor)
    await finish(nurse, "go", expect=200)
    taken = await asyncio.gather(*(send(hub, case_id, "answer", {"n": n}) for n in range(10)))
    assert sorted(taken) == [False] * 9 + [True]
    assert await hub.sql("SELECT count(*) FROM task WHERE element_id = 'then'") == [(1,)]


async def test_a_task_that_waits_for_a_message_ends_by_it_and_not_by_hand(hub: Hub) -> None:
    nodes = [d.start(), d.receive("pay", "settled"), d.human("then"), d.end()]
    await publish(hub, d.bpmn(nodes, ["start -> pay", "pay -> then", "then -> end"], messages="settled"))
    nurse = await hub.sign_in("nurse")
    case_id = await start(hub, by=nurse.actor)
    [row] = await todo(nurse)
    shown = await nurse.get(f"/api/tasks/{row['id']}")
    assert (shown["element_id"], shown["may_complete"]) == ("pay", False)
    assert (await finish(nurse, "pay", expect=409)).code == "task_by_message"
    assert await send(hub, case_id, "settled") is True
    assert await elements(hub, case_id) == ["then"]
    assert await hub.sql("SELECT status FROM task WHERE element_id = 'pay'") == [("completed",)]
    kinds = [fact["kind"] for fact in await hub.publish()]
    assert "TaskCompleted" in kinds
    assert "TaskCancelled" not in kinds


async def test_a_step_may_speak_to_its_own_case(hub: Hub) -> None:
    nodes = [d.start(), d.step("work", "probe.tells_itself"), d.catch("hear", "answer"), d.human("then"), d.end()]
    flows = ["start -> work", "work -> hear", "hear -> then", "then -> end"]
    await publish(hub, d.bpmn(nodes, flows, messages="answer"))
    case_id = await start(hub, by=await hub.actor("nurse"))
    assert await elements(hub, case_id) == ["then"]


# ---- a failing step is tried again by itself ------------------------------------------------------------------------


async def failing(hub: Hub) -> UUID:
    await probes(hub)
    switches.add("first")
    await publish(hub, d.bpmn([d.start(), d.step("work", "probe.first"), d.human("then"), d.end()],
                              ["start -> work", "work -> then", "then -> end"]))  # fmt: skip
    return await start(hub, by=(await hub.sign_in("nurse")).actor)


async def calls(hub: Hub) -> int:
    """How often administrators were told."""
    return int((await hub.sql("SELECT count(*) FROM outbox WHERE kind = 'IncidentRaised'"))[0][0])


async def later(hub: Hub, seconds: int) -> None:
    with travel(timedelta(seconds=seconds)):
        await hub.run_jobs()


async def test_a_failing_step_is_tried_again_ever_later_before_somebody_is_called(hub: Hub) -> None:
    case_id = await failing(hub)
    for seconds, tries in ((5, 1), (11, 2), (60, 2), (75, 3), (300, 3), (400, 4), (9000, 4)):
        await later(hub, seconds)
        found = await hub.sql("SELECT attempts, again_at IS NULL, resolved_at FROM incident")
        assert found == [(tries, tries == 4, None)], seconds
        assert await calls(hub) == (tries == 4)
    assert (await case_row(hub, case_id)).status == "incident"
    switches.clear()
    admin = await hub.sign_in("admin")
    [incident] = (await admin.get(f"/api/cases/{case_id}"))["incident_list"]
    assert (incident["attempts"], incident["again_at"]) == (4, None)
    await admin.post(f"/api/incidents/{incident['id']}/retry", expect=200)
    assert await elements(hub, case_id) == ["then"]


async def test_what_is_gone_a_moment_later_calls_nobody(hub: Hub) -> None:
    case_id = await failing(hub)
    admin = await hub.sign_in("admin")
    [incident] = (await admin.get(f"/api/cases/{case_id}"))["incident_list"]
    assert incident["again_at"]
    switches.clear()
    await later(hub, 11)
    assert await elements(hub, case_id) == ["then"] and (await case_row(hub, case_id)).status == "running"
    assert await effects(hub, "first") == 1 and await calls(hub) == 0
    assert await hub.sql("SELECT resolution, resolved_by, attempts FROM incident") == [("retried", None, 1)]
    assert await hub.sql("SELECT actor_name FROM audit_event WHERE action = 'retried'") == [("Timer",)]


async def test_who_mends_it_first_or_lets_it_rest_is_not_disturbed(hub: Hub) -> None:
    case_id = await failing(hub)
    admin = await hub.sign_in("admin")
    [incident] = (await admin.get(f"/api/cases/{case_id}"))["incident_list"]
    switches.clear()
    await admin.post(f"/api/incidents/{incident['id']}/retry", expect=200)
    await later(hub, 11)
    assert await effects(hub, "first") == 1 and await calls(hub) == 0
    switches.add("first")
    other = await start(hub, by=(await hub.sign_in("nurse", "Other")).actor)
    await admin.post(f"/api/cases/{other}/suspend", {"reason": "The ward asked."}, expect=200)
    switches.clear()
    await later(hub, 30)
    assert await effects(hub, "first") == 1 and await calls(hub) == 1, "who resumes it decides"
    assert (await case_row(hub, other)).status == "suspended"


async def test_where_a_step_behind_it_refuses_and_where_a_try_is_lost_somebody_is_called(hub: Hub) -> None:
    await probes(hub)
    switches.add("first")
    await publish(hub, d.bpmn([d.start(), d.step("work", "probe.first"), d.step("more", "probe.strict"), d.end()],
                              ["start -> work", "work -> more", "more -> end"]))  # fmt: skip
    await start(hub, by=(await hub.sign_in("nurse")).actor)
    switches.clear()
    await later(hub, 11)
    assert await hub.sql("SELECT attempts, again_at, resolved_at FROM incident") == [(1, None, None)]
    assert await effects(hub, "first") == 0 and await calls(hub) == 1, "half a move is none"
    switches.add("first")
    await start(hub, by=(await hub.sign_in("nurse", "Other")).actor)
    async with hub.transaction() as db:
        await db.execute(text("DELETE FROM job"))
    with travel(timedelta(hours=2)):
        assert "workflows.tidy" in await hub.tick()
    assert await calls(hub) == 2
    assert await hub.sql("SELECT 1 FROM incident WHERE again_at IS NOT NULL") == []


async def test_what_the_data_have_wrong_is_not_tried_again(hub: Hub) -> None:
    await probes(hub)
    await publish(hub, d.bpmn([d.start(), d.step("second", "probe.second", amount="bill.amount|integer"), d.end()],
                              ["start -> second", "second -> end"]))  # fmt: skip
    await start(hub, by=(await hub.sign_in("nurse")).actor, data={"bill": {"amount": None}})
    assert await hub.sql("SELECT again_at FROM incident") == [(None,)]
    assert await calls(hub) == 1


# ---- timers ---------------------------------------------------------------------------------------------------------


def timed() -> bytes:
    """A task that is withdrawn after 30 minutes, by a chain of two more timers."""
    nodes = [
        d.start(), d.human("come"), d.boundary("late", "come", timer="PT30M"), d.step("note", "probe.first"),
        d.wait("pause", "PT10M"), d.human("call_them"), d.end(), d.end("missed"),
    ]  # fmt: skip
    flows = [
        "start -> come",
        "come -> end",
        "late -> note",
        "note -> pause",
        "pause -> call_them",
        "call_them -> missed",
    ]
    return d.bpmn(nodes, flows)


async def test_a_due_timer_wakes_its_case_and_acts_for_nobody_in_person(hub: Hub) -> None:
    await probes(hub)
    await publish(hub, timed())
    nurse = await hub.sign_in("nurse")
    case_id = await start(hub, by=nurse.actor)
    [(due,)] = await hub.sql("SELECT due_at FROM timer")
    assert timedelta(minutes=29) < due - now() <= timedelta(minutes=30)
    assert timers.WAKE not in await hub.run_jobs()
    with travel(timedelta(minutes=31)):
        assert timers.WAKE in await hub.run_jobs()
        assert await effects(hub, "first") == 1
        assert await elements(hub, case_id) == []
    [(status, by)] = await hub.sql(
        "SELECT t.status, h.actor_name FROM task t JOIN case_history h ON h.element_id = t.element_id"
    )
    assert (status, by) == ("cancelled", "Timer")
    with travel(timedelta(minutes=42)):
        await hub.run_jobs()
        assert await elements(hub, case_id) == ["call_them"]
    assert await hub.sql("SELECT count(*) FROM timer") == [(0,)]


async def test_timers_missed_in_a_downtime_are_fired_by_the_sweep_in_due_order(hub: Hub) -> None:
    await probes(hub)
    await publish(hub, timed())
    nurse = await hub.sign_in("nurse")
    ids = [await start(hub, by=nurse.actor) for _ in range(3)]
    async with hub.transaction() as db:  # the wake-ups themselves are lost
        await db.execute(text("DELETE FROM job"))
        await db.execute(text("UPDATE timer SET due_at = due_at - interval '5 min' WHERE case_id = :c"), {"c": ids[2]})
    with travel(timedelta(hours=5)):
        async with hub.transaction() as db:
            assert await timers.overdue(db) == [ids[2], ids[0], ids[1]]
            assert await timers.overdue(db) == []
    with travel(timedelta(hours=6)):
        assert "workflows.sweep" in await hub.tick()
        await hub.run_jobs()
    assert await effects(hub, "first") == 3
    assert await hub.sql("SELECT count(*) FROM task WHERE status = 'cancelled'") == [(3,)]


async def test_the_sweep_leaves_a_late_timer_to_a_wake_up_that_waits_for_its_turn(hub: Hub) -> None:
    """Behind a long queue every timer is late; waking each case twice would make the queue longer still."""
    await probes(hub)
    await publish(hub, timed())
    nurse = await hub.sign_in("nurse")
    ids = [await start(hub, by=nurse.actor) for _ in range(3)]
    async with hub.transaction() as db:
        await db.execute(
            text("DELETE FROM job WHERE name = :n AND args ->> 'case_id' = :c"), {"n": timers.WAKE, "c": str(ids[1])}
        )
    with travel(timedelta(hours=5)):
        async with hub.transaction() as db:
            assert await timers.overdue(db) == [ids[1]], "only the one whose wake-up is lost"
        async with hub.transaction() as db:
            assert await timers.overdue(db) == []
            await db.execute(text("UPDATE job SET state = 'dead' WHERE name = :n"), {"n": timers.WAKE})
    with travel(timedelta(hours=5) + timers.AGAIN + timedelta(seconds=1)):
        async with hub.transaction() as db:
            assert sorted(await timers.overdue(db)) == sorted(ids), "a wake-up that died is none"


async def test_a_step_that_is_stuck_does_not_hold_up_the_timers_of_other_branches(hub: Hub) -> None:
    await probes(hub)
    switches.add("first")
    nodes = [d.start(), d.both("f"), d.step("first", "probe.first"), d.wait("pause", "PT10M"), d.human("then"),
             d.both("j"), d.end()]  # fmt: skip
    flows = ["start -> f", "f -> first", "f -> pause", "first -> j", "pause -> then", "then -> j", "j -> end"]
    await publish(hub, d.bpmn(nodes, flows))
    case_id = await start(hub, by=await hub.actor("nurse"))
    assert (await case_row(hub, case_id)).status == "incident"
    async with hub.transaction() as db:  # the wake-up itself is lost
        await db.execute(text("DELETE FROM job"))
    with travel(timedelta(minutes=11)):
        async with hub.transaction() as db:
            assert await timers.late(db) == 1
        await hub.tick()
        await hub.run_jobs()
        assert await elements(hub, case_id) == ["then"]


async def test_a_timer_that_cannot_be_fired_does_not_hold_up_the_others(hub: Hub) -> None:
    """Earlier and later ones fire in their order; the broken one is the incident, and fires when its data are right."""
    pauses = [("early", "PT4M"), ("broken", "PT5M"), ("late", "PT6M"), ("last", "PT2H")]
    nodes = [d.start(), d.both("f"), d.both("j"), d.xor("which", "which_no"), d.human("mended"), d.end(),
             d.end("no")]  # fmt: skip
    flows = ["start -> f", "broken -> which", "which -> mended : whole / part > 1", "which -> no",
             "mended -> j", "j -> end"]  # fmt: skip
    for name, after in pauses:
        nodes.append(d.wait(name, after))
        flows.append(f"f -> {name}")
        if name != "broken":
            nodes.append(d.human(f"after_{name}"))
            flows += [f"{name} -> after_{name}", f"after_{name} -> j"]
    await publish(hub, d.bpmn(nodes, flows))
    case_id = await start(hub, by=await hub.actor("nurse"), data={"whole": 4, "part": 0})
    with travel(timedelta(minutes=11)):
        await hub.run_jobs()
        assert await elements(hub, case_id) == ["after_early", "after_late"]
        found = "SELECT element_id, kind, resolved_at FROM incident WHERE case_id = :c"
        assert await hub.sql(found, c=case_id) == [("broken", "timer", None)]
        opened = await hub.sql("SELECT element_id FROM case_history WHERE case_id = :c AND element_id IN "
                               "('early', 'late') ORDER BY id", c=case_id)  # fmt: skip
        assert [row[0] for row in opened] == ["early", "late"]
    with travel(timedelta(hours=3)):  # its wake-up is lost: the sweep finds it in a case with an incident
        async with hub.transaction() as db:
            await db.execute(text("DELETE FROM job"))
        async with hub.transaction() as db:
            assert await timers.overdue(db) == [case_id]
            await instances.wake(db, case_id, actor=SYSTEM)
        assert await elements(hub, case_id) == ["after_early", "after_last", "after_late"]
        async with hub.transaction() as db:
            assert (await timers.overdue(db), await timers.late(db)) == ([], 0), "only the broken one, which waits"
        async with hub.transaction() as db:
            case = await db.get_one(Case, case_id)
            ((incident_id,),) = await hub.sql("SELECT id FROM incident WHERE case_id = :c", c=case_id)
            given = EditData(rev=case.rev, reason="It was nought", changes={"part": 2})
            await mend.edit(db, case, given, actor=await hub.actor("admin"))
        async with hub.transaction() as db:
            await instances.retry(db, await db.get_one(Incident, incident_id), actor=await hub.actor("admin"))
        assert "mended" in await elements(hub, case_id)


async def test_many_sweepers_and_wakers_fire_a_timer_once(hub: Hub) -> None:
    await probes(hub)
    await publish(hub, timed())
    case_id = await start(hub, by=await hub.actor("nurse"))
    with travel(timedelta(minutes=31)):

        async def wake() -> None:
            async with hub.transaction() as db:
                await instances.wake(db, case_id, actor=SYSTEM)

        await asyncio.gather(*(wake() for _ in range(10)))
    assert await effects(hub, "first") == 1


async def test_a_task_done_in_time_takes_its_timer_along(hub: Hub) -> None:
    await publish(hub, timed())
    nurse = await hub.sign_in("nurse")
    await start(hub, by=nurse.actor)
    await finish(nurse, "come", expect=200)
    assert await hub.sql("SELECT count(*) FROM timer") == [(0,)]
    with travel(timedelta(hours=1)):
        await hub.run_jobs()
    assert await hub.sql("SELECT status FROM case_instance") == [("completed",)]


async def test_b12_the_clock_has_no_more_rights_than_who_started_the_case(hub: Hub) -> None:
    nurse = await hub.actor("nurse")
    async with hub.transaction() as db:
        clock = await timers.on_behalf(db, nurse.user_id)
        assert clock.permissions == nurse.permissions
        assert clock.user_id is None
        assert not clock.may("bill.manage")
        gone = await timers.on_behalf(db, uuid7())
        assert gone.permissions == frozenset()


# ---- the case itself ------------------------------------------------------------------------------------------------


async def test_a_second_start_of_the_same_thing_is_refused(hub: Hub) -> None:
    await publish(hub, chain("vitals"))
    nurse = await hub.actor("nurse")
    await start(hub, by=nurse, business_key="appointment:1")
    with pytest.raises(Conflict, match="already"):
        await start(hub, by=nurse, business_key="appointment:1")
    with pytest.raises(NotFound):
        await start(hub, "nothing", by=nurse)
    with pytest.raises(Invalid):
        await start(hub, by=nurse, data={"$bad": 1})


async def test_cancelling_withdraws_everything(hub: Hub) -> None:
    await publish(hub, timed())
    nurse, admin = await hub.sign_in("nurse"), await hub.sign_in("admin")
    case_id = await start(hub, by=nurse.actor)
    [row] = await todo(nurse)
    ended = await admin.post(f"/api/cases/{case_id}/cancel", {"reason": "entered twice"}, expect=200)
    assert (ended["status"], ended["tokens"], ended["end_reason"]) == ("cancelled", [], "entered twice")
    assert await todo(nurse) == []
    assert await hub.sql("SELECT count(*) FROM timer") == [(0,)]
    late = await nurse.post(f"/api/tasks/{row['id']}/complete", {"answers": {}, "version": row["version"]}, expect=409)
    assert late.code == "task_withdrawn"
    again = await admin.post(f"/api/cases/{case_id}/cancel", {"reason": "entered twice"}, expect=200)
    assert again["rev"] == ended["rev"]


async def test_a_case_goes_on_from_its_bytes_in_another_process(hub: Hub) -> None:
    await publish(hub, chain("one", "two", "three"))
    nurse = await hub.sign_in("nurse")
    await start(hub, by=nurse.actor)
    for name in ("one", "two", "three"):
        advance.CACHE._cases.clear()  # as after a restart
        await finish(nurse, name, expect=200)
    assert await hub.sql("SELECT status, rev FROM case_instance") == [("completed", 4)]


async def test_what_a_rolled_back_transaction_left_in_memory_is_never_used(hub: Hub) -> None:
    await publish(hub, chain("one", "two"))
    nurse = await hub.sign_in("nurse")
    case_id = await start(hub, by=nurse.actor)
    with pytest.raises(RuntimeError):
        async with hub.transaction() as db:
            await instances.cancel(db, case_id, "never mind", actor=nurse.actor)
            raise RuntimeError("the edge breaks after all was done")
    done = await finish(nurse, "one", expect=200)
    assert done["next_task_for_me"]["element_id"] == "two"


async def test_a_new_version_is_for_new_cases_only(hub: Hub) -> None:
    await publish(hub, chain("one", "two"))
    nurse = await hub.sign_in("nurse")
    await start(hub, by=nurse.actor)
    await publish(hub, chain("one", "three"))
    await publish(hub, chain("one", "three"))
    await start(hub, by=nurse.actor)
    await finish(nurse, "one", expect=200)
    await finish(nurse, "one", expect=200)
    assert sorted(row["element_id"] for row in await todo(nurse)) == ["three", "two"]
    assert await hub.sql("SELECT number, active FROM process_version WHERE process_id = 'demo' ORDER BY 1") == [
        (1, False), (2, True),
    ]  # fmt: skip


async def test_b78_a_worker_killed_in_the_middle_of_a_step_loses_and_doubles_nothing(hub: Hub, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """The step has run and the process dies before the commit; the job is taken back and runs once."""
    await probes(hub)
    await publish(hub, timed())
    await start(hub, by=await hub.actor("nurse"))
    with travel(timedelta(minutes=31)):
        async with hub.transaction() as db:
            from hub.core import jobs

            [job_id] = await jobs.due(db)
    environment = {
        **os.environ, "HUB_DATABASE_URL": hub.database.url, "HUB_FAULT_POINT": "workflows.after_step",
        "HUB_FAULT_MARKERS": str(tmp_path),
    }  # fmt: skip
    process = subprocess.run(
        [sys.executable, "-m", "tests.workflows.worker", str(job_id), "1900"], env=environment, timeout=300, check=False
    )
    assert process.returncode == -signal.SIGKILL
    assert await effects(hub, "first") == 0
    assert await hub.sql("SELECT status FROM task") == [("open",)]
    with travel(timedelta(minutes=32)):
        async with hub.transaction() as db:
            assert await jobs.reclaim(db) == 1
        await hub.run_jobs()
        assert await effects(hub, "first") == 1
        assert await hub.sql("SELECT status FROM task") == [("cancelled",)]
    assert settings().fault_point == ""


# ---- how much it costs ----------------------------------------------------------------------------------------------


async def test_a_completion_costs_a_fixed_number_of_statements(hub: Hub) -> None:
    await publish(hub, chain("one", "two", "three", "four"))
    nurse = await hub.sign_in("nurse")
    for _ in range(5):
        await start(hub, by=nurse.actor)
    with counted(hub.database) as statements:
        costs = []
        for name in ("one", "two", "three"):
            [row] = [row for row in await todo(nurse) if row["element_id"] == name][:1]
            statements.clear()
            await nurse.post(f"/api/tasks/{row['id']}/complete", {"answers": {}, "version": row["version"]})
            costs.append(len(statements))
        assert max(costs) <= 4, statements
        statements.clear()
        await todo(nurse)
        assert len(statements) <= 4, statements


async def test_a_completion_is_one_commit_and_at_most_ten_statements(hub: Hub) -> None:
    """With a service step on the way, and at the end of a case, when a task of another case is offered."""
    await probes(hub)
    await publish(hub, stepped())
    nurse = await hub.sign_in("nurse")
    for _ in range(2):
        await start(hub, by=nurse.actor)

    async def writers(since: int = 0) -> set[int]:
        """Who wrote the rows of this database: other tests use the same server, so its counter tells nothing."""
        tables = await hub.sql(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        every = " UNION ".join(f"SELECT xmin::text::bigint FROM {name}" for (name,) in tables)
        return {int(row[0]) for row in await hub.sql(every) if int(row[0]) > since}

    while tasks := await todo(nurse):
        before = max(await writers())
        with counted(hub.database) as statements:
            body = {"answers": {}, "version": tasks[0]["version"]}
            await nurse.post(f"/api/tasks/{tasks[0]['id']}/complete", body)
        assert len(statements) <= 10, statements
        assert 1 <= len(await writers(before)) <= 2, "one commit, and at most one savepoint of a step"
