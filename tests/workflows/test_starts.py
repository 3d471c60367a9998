"""Pathways that begin by themselves: with a message (once), with a signal, and by the clock."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from hub.core.clock import now, travel
from hub.core.errors import Conflict
from tests.hub_fixture import Hub
from tests.workflows import drawing as d
from tests.workflows.hosting import case_row, publish, start, todo
from workflows import engine, starts


def begins(what: str, ref: str = "", name: str = "demo", **given: Any) -> bytes:
    """<trigger> -> a nurse's task -> end"""
    kinds = {"message": {"messages": "referred"}, "signal": {"signals": "fire"}}
    return d.bpmn([d.begins("came", what, ref, **given), d.human("look"), d.end()],
                  ["came -> look", "look -> end"], name=name, **kinds.get(what, {}))  # fmt: skip


async def cases(hub: Hub, process: str = "demo") -> list[tuple[str, str | None]]:
    rows = await hub.sql(
        "SELECT id::text, business_key FROM case_instance WHERE process_id = :p ORDER BY id", p=process
    )
    return [(row[0], row[1]) for row in rows]


async def test_a_message_begins_one_case_and_only_one(hub: Hub) -> None:
    await publish(hub, begins("message", "referred", result="referral", key="referral.number"))
    admin, nurse = await hub.sign_in("admin"), await hub.sign_in("nurse")
    patient = await hub.sign_in("patient")
    sent = {"message_id": "post-000001", "name": "referred", "payload": {"number": "R-7", "from": "practice"},
            "patient_id": str(patient.patient_id)}  # fmt: skip
    first = (await admin.post("/api/messages", sent)).data
    assert (first["outcome"], first["repeated"]) == ("started", False)
    again = (await admin.post("/api/messages", sent)).data
    assert (again["case_id"], again["repeated"]) == (first["case_id"], True)
    other = (await admin.post("/api/messages", {**sent, "message_id": "post-000002"})).data
    assert (other["case_id"], other["outcome"]) == (first["case_id"], "delivered"), "the number names this case"
    assert await cases(hub) == [(first["case_id"], "R-7")]
    row = await case_row(hub, first["case_id"])
    assert (row.patient_id, row.started_by) == (patient.patient_id, admin.user_id)
    assert list((await admin.get(f"/api/cases/{first['case_id']}"))["data"]["referral"]) == ["number", "from"]
    assert [one["case_id"] for one in await todo(nurse)] == [first["case_id"]]
    unknown = {**sent, "message_id": "post-000003", "name": "nobody", "key": "x"}
    assert (await admin.post("/api/messages", unknown, expect=404)).code == "not_found"
    await nurse.post("/api/messages", {**sent, "message_id": "post-000004"}, expect=403)
    bad = {**sent, "message_id": "post-000005", "payload": {"number": {"a": 1}}}
    assert (await admin.post("/api/messages", bad, expect=422)).code == "key_unreadable"
    assert len(await cases(hub)) == 1


async def test_two_messages_at_one_moment_begin_one_case(hub: Hub) -> None:
    await publish(hub, begins("message", "referred", result="referral", key="referral.number"))
    admin = await hub.sign_in("admin")
    bodies = [{"message_id": f"race-{n:06}", "name": "referred", "payload": {"number": "R-1"}} for n in range(6)]
    replies = await asyncio.gather(*(admin.same().post("/api/messages", body) for body in bodies))
    assert sorted(reply["outcome"] for reply in replies) == ["delivered"] * 5 + ["started"]
    assert len(await cases(hub)) == 1


async def test_a_message_has_one_receiver_and_a_version_without_it_lets_it_go(hub: Hub) -> None:
    await publish(hub, begins("message", "referred"))
    with pytest.raises(Conflict) as refused:
        await publish(hub, begins("message", "referred", name="second"))
    assert refused.value.code == "start_message_taken"
    plain = d.bpmn([d.start(), d.human("look"), d.end()], ["start -> look", "look -> end"])
    await publish(hub, plain)
    assert await hub.sql("SELECT 1 FROM process_start") == []
    await publish(hub, begins("message", "referred", name="second"))


async def test_what_one_pathway_sends_begins_another_for_the_same_patient(hub: Hub) -> None:
    await publish(hub, begins("message", "referred", name="intake", result="referral"))
    throw = d.throw("send", "referred", payload="visit")
    nodes = [d.start(), throw, d.human("wait"), d.end()]
    await publish(hub, d.bpmn(nodes, ["start -> send", "send -> wait", "wait -> end"], messages="referred"))
    doctor, patient = await hub.sign_in("doctor"), await hub.sign_in("patient")
    await start(hub, by=doctor.actor, data={"visit": {"reason": "knee"}}, patient_id=patient.patient_id)
    await hub.run_jobs()
    ((begun, _),) = await cases(hub, "intake")
    row = await case_row(hub, UUID(begun))
    assert (row.patient_id, row.started_by) == (patient.patient_id, doctor.user_id)
    admin = await hub.sign_in("admin")
    assert list((await admin.get(f"/api/cases/{begun}"))["data"]["referral"]) == ["reason"]


async def test_a_signal_begins_every_pathway_that_listens_to_it(hub: Hub) -> None:
    for name in ("ward", "kitchen"):
        await publish(hub, begins("signal", "fire", name=name, result="alarm"))
    admin = await hub.sign_in("admin")
    told = (await admin.post("/api/signals", {"name": "fire", "payload": {"floor": 2}}, key="alarm-0001")).data
    again = (await admin.post("/api/signals", {"name": "fire", "payload": {"floor": 2}}, key="alarm-0001")).data
    assert told == again == {"cases": 0, "started": 2}
    await hub.run_jobs()
    for name in ("ward", "kitchen"):
        ((case_id, _),) = await cases(hub, name)
        assert (await admin.get(f"/api/cases/{case_id}"))["data"]["alarm"] == {"floor": 2}


async def test_the_clock_begins_one_case_per_moment_and_one_after_a_downtime(hub: Hub) -> None:
    await publish(hub, begins("timeCycle", "R3/PT1H"))
    ((due,),) = await hub.sql("SELECT due_at FROM process_start")
    assert timedelta(minutes=59) < due - now() <= timedelta(hours=1)
    await hub.tick()
    assert await hub.run_jobs() == [] and await cases(hub) == []
    with travel(timedelta(minutes=61)):
        for _ in range(2):
            async with hub.transaction() as db:
                await starts.by_clock(db)
        await hub.run_jobs()
        assert await cases(hub) == [(await cases(hub))[0]], "looked at twice, begun once"
        assert (await cases(hub))[0][1] == f"came@{due.isoformat()}"
        assert await hub.sql("SELECT due_at, remaining FROM process_start") == [(due + timedelta(hours=1), 1)]
    with travel(timedelta(hours=50)):  # everything was down; both moments that were left have passed
        async with hub.transaction() as db:
            await starts.by_clock(db)
        await hub.run_jobs()
        assert len(await cases(hub)) == 2 and await hub.sql("SELECT due_at FROM process_start") == [(None,)]


@pytest.mark.parametrize(
    "kind, source, first",
    [
        ("timeDate", "2020-01-01T08:00Z", None),
        ("timeDuration", "PT2H", timedelta(hours=2)),
        ("timeDuration", "hours(3)", timedelta(hours=3)),
        ("timeCycle", "R/2020-01-01T07:00Z/P1D", "07:00"),
    ],
)
async def test_moments_that_have_passed_are_gone(hub: Hub, kind: str, source: str, first: object) -> None:
    await publish(hub, begins(kind, source))
    ((due,),) = await hub.sql("SELECT due_at FROM process_start")
    if first is None:
        assert due is None
    elif isinstance(first, timedelta):
        assert abs(due - now() - first) < timedelta(minutes=1)
    else:
        assert f"{due:%H:%M}" == first and timedelta() < due - now() <= timedelta(days=1)


async def test_a_pathway_that_cannot_begin_does_not_hold_up_the_others(hub: Hub) -> None:
    broken = d.bpmn([d.begins("came", "timeDuration", "PT1M"), d.human("look", priority="nothing.there + 1"), d.end()],
                    ["came -> look", "look -> end"], name="broken")  # fmt: skip
    await publish(hub, broken)
    await publish(hub, begins("timeDuration", "PT1M", name="fine"))
    with travel(timedelta(minutes=2)):
        async with hub.transaction() as db:
            await starts.by_clock(db)
        await hub.run_jobs(failures=True)
        assert await cases(hub, "broken") == [] and len(await cases(hub, "fine")) == 1
    async with hub.transaction() as db:
        assert (await db.execute(text("SELECT count(*) FROM job WHERE state = 'dead'"))).scalar_one() == 1


@pytest.mark.parametrize(
    "drawn, code",
    [
        (begins("timeDuration", "visit.wait"), "timer_before_case"),
        (begins("message", "unknown"), "message_undeclared"),
        (begins("error", "x"), "event_unsupported"),
        (begins("conditional"), "event_unsupported"),
        (begins("escalation", "x"), "event_unsupported"),
    ],
)
def test_what_cannot_begin_a_pathway_is_refused_by_name(drawn: bytes, code: str) -> None:
    assert (code, "came") in [(one.code, one.element_id) for one in engine.problems(drawn) if one.severity == "error"]


def test_a_part_of_a_pathway_is_begun_by_what_is_around_it() -> None:
    part = d.sub("part", [d.begins("inner", "message", "m"), d.human("a"), d.end("done")],
                 ["inner -> a", "a -> done"])  # fmt: skip
    drawn = d.bpmn([d.start(), part, d.end()], ["start -> part", "part -> end"], messages="m")
    assert "start_trigger" in [one.code for one in engine.problems(drawn)]
