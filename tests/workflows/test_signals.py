"""Messages and signals by hand: one case is meant, or everybody who waits."""

from __future__ import annotations

from tests.hub_fixture import Hub
from tests.workflows import drawing as d
from tests.workflows.hosting import case_row, publish, start, todo


def _declared(xml: bytes) -> bytes:
    return xml.replace(b"<bpmn:process ", b'<bpmn:signal id="s_fire" name="fire"/><bpmn:process ', 1)


def waiting(name: str) -> bytes:
    """start -> waits for the signal 'fire' -> a nurse's task -> end"""
    listen = (
        '<bpmn:intermediateCatchEvent id="wait"><bpmn:extensionElements><wardline:message result="alarm"/>'
        '</bpmn:extensionElements><bpmn:signalEventDefinition signalRef="s_fire"/></bpmn:intermediateCatchEvent>'
    )
    nodes = [d.start(), listen, d.human("leave"), d.end()]
    return _declared(d.bpmn(nodes, ["start -> wait", "wait -> leave", "leave -> end"], name=name))


async def test_a_signal_reaches_every_case_that_waits_for_it(hub: Hub) -> None:
    await publish(hub, waiting("ward"))
    await publish(hub, waiting("kitchen"))
    admin, nurse = await hub.sign_in("admin"), await hub.sign_in("nurse")
    cases = [await start(hub, name, by=admin.actor) for name in ("ward", "ward", "kitchen")]
    body = {"name": "fire", "payload": {"floor": 2}}
    first = await admin.post("/api/signals", body, key="alarm-0001")
    again = await admin.post("/api/signals", body, key="alarm-0001")
    assert first["cases"] == again["cases"] == 3
    await hub.run_jobs()
    assert sorted(row["case_id"] for row in await todo(nurse)) == sorted(str(case) for case in cases)
    assert (await admin.get(f"/api/cases/{cases[0]}"))["data"]["alarm"] == {"floor": 2}
    assert (await admin.post("/api/signals", body))["cases"] == 0
    assert await hub.sql("SELECT 1 FROM subscription") == []
    await nurse.post("/api/signals", body, expect=403)


async def test_a_signal_that_one_case_sends_reaches_the_others(hub: Hub) -> None:
    await publish(hub, waiting("ward"))
    throw = (
        '<bpmn:intermediateThrowEvent id="shout"><bpmn:signalEventDefinition signalRef="s_fire"/>'
        "</bpmn:intermediateThrowEvent>"
    )
    nodes = [d.start(), throw, d.human("rest"), d.end()]
    await publish(hub, _declared(d.bpmn(nodes, ["start -> shout", "shout -> rest", "rest -> end"], name="porter")))
    admin = await hub.sign_in("admin")
    ward = await start(hub, "ward", by=admin.actor)
    await start(hub, "porter", by=admin.actor)
    await hub.run_jobs()
    assert (await admin.get(f"/api/cases/{ward}"))["at"] == ["leave"]


async def test_a_message_by_hand_is_taken_kept_or_refused(hub: Hub) -> None:
    nodes = [d.start(), d.human("first"), d.catch("wait", "answer"), d.end()]
    await publish(hub, d.bpmn(nodes, ["start -> first", "first -> wait", "wait -> end"], messages="answer"))
    admin, nurse = await hub.sign_in("admin"), await hub.sign_in("nurse")
    case = await start(hub, by=admin.actor)
    path = f"/api/cases/{case}/messages"
    assert (await admin.post(path, {"name": "other"}, expect=409)).code == "message_unknown"
    sent = {"name": "answer", "payload": {"said": "yes"}}
    assert (await admin.post(path, sent, key="message-0001"))["taken"] is False
    assert (await admin.post(path, sent, key="message-0001"))["taken"] is False
    assert (await hub.sql("SELECT count(*) FROM early_message"))[0][0] == 1
    row = (await todo(nurse))[0]
    await nurse.post(f"/api/tasks/{row['id']}/complete", {"answers": {}, "version": row["version"]})
    assert (await case_row(hub, case)).status == "completed"
    assert (await admin.post(path, sent, expect=409)).code == "case_ended"
    await nurse.post(path, sent, expect=403)
