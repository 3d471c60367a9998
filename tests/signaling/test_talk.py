"""Who types is seen by who has the conversation open, and by nobody else; what is sent is heard by its people."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from hub.core.actor import SYSTEM
from hub.patients import actions
from tests.signaling.house import House, until


async def test_b50_typing_is_seen_in_the_open_conversation_only(two_webs: House) -> None:
    hub = two_webs.hub
    patient, doctor = await hub.sign_in("patient"), await hub.sign_in("doctor")
    stranger = await hub.sign_in("doctor", "Stranger")
    async with hub.transaction() as db:
        await actions.relate(db, patient.patient_id, doctor.practitioner_id, "care_team", "manual", actor=SYSTEM)
    body = {"client_id": str(uuid4()), "kind": "care", "subject": "Knee", "text": "Hello"}
    thread = (await patient.post("/api/threads", body, expect=201))["thread"]["id"]
    room, said = f"thread:{thread}", {"thread_id": thread}
    one, two = await two_webs.connect(patient, 0), await two_webs.connect(doctor, 1)
    none = await two_webs.connect(stranger, 0)
    assert (await none.ask("watch", {"room": room}))["problem"]["code"] == "not_found"
    assert (await none.ask("typing", said))["problem"]["code"] == "not_watching"
    for sock in (one, two):
        assert (await sock.ask("watch", {"room": room})) == {"ok": True}
    assert (await two.ask("typing", said)) == {"ok": True}
    (heard,) = await one.hears("typing")
    assert heard == {**said, "user_id": str(doctor.user_id), "name": doctor.actor.name}
    answer = {"client_id": str(uuid4()), "text": "Good morning"}
    await doctor.post(f"/api/threads/{thread}/messages", answer, expect=201)
    await until(lambda: any(fact["kind"] == "MessageSent" and fact["seq"] == 2 for fact in one.facts()))
    assert "Good morning" not in str(one.facts()) and not any(fact["kind"] == "MessageSent" for fact in none.facts())
    # Care has ended: within two seconds the chair is empty (B10).
    sockets = two_webs.webs[1].sockets
    line = next(line for line in sockets.lines if line.actor.user_id == doctor.user_id)
    async with hub.transaction() as db:
        await actions.unrelate(db, patient.patient_id, doctor.practitioner_id, "manual", actor=SYSTEM)
    await until(lambda: room not in sockets.rooms_of(line), within=2)


async def test_many_emits_at_once_keep_their_order_and_need_one_connection(two_webs: House) -> None:
    """A thousand publishes at once took a connection each, until the pool had none left (MaxConnectionsError)."""
    doctor = await two_webs.hub.sign_in("doctor")
    sock = await two_webs.connect(doctor, 1)
    io = two_webs.webs[0].sockets.io
    await asyncio.gather(*(io.emit("count", {"n": n}, room=f"user:{doctor.user_id}") for n in range(300)))
    assert [said["n"] for said in await sock.hears("count", 300)] == list(range(300))
    pool = io.manager.redis.connection_pool
    assert len(pool._available_connections) + len(pool._in_use_connections) <= 2
