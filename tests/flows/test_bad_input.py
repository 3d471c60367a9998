"""Wrong, repeated, late, foreign, broken and huge input at every edge of a visit: a clear answer with a stable code,
and never half an effect. Garbage in every field of every route is in tests/architecture/test_garbage.py."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any

import aiohttp
import orjson

from hub.billing.gateway.signature import sign
from hub.billing.gateway.test import HEADER, webhook_secret
from hub.core.actor import SYSTEM
from hub.core.clock import now, travel
from hub.core.http import cookie_name
from hub.core.ids import uuid7
from hub.insurance.jobs import poll
from hub.insurance.simulator import desk
from hub.insurance.simulator.payer import Delays
from hub.insurance.transport import LocalFolder, folder
from signaling import edge
from tests.architecture.test_garbage import VALUES, places, spoiled
from tests.exchanges import Reply
from tests.factories.encounters import FULL_NOTE
from tests.flows.story import Town, Visit
from tests.hub_fixture import Client
from tests.signaling.house import House, Sock, until

PROBLEM = {"type", "code", "status", "title", "detail"}


def told(reply: Reply, status: int, code: str) -> None:
    """The answer is this problem, in the one shape that every edge has."""
    assert (reply.status, reply.code) == (status, code), reply.raw
    assert set(reply.data) >= PROBLEM and reply.data["status"] == status and reply.data["detail"]
    assert reply.data["type"] == f"about:problem/{code}" and reply.headers["Content-Type"] == "application/problem+json"


async def counts(town: Town) -> dict[str, int]:
    """How many rows the tables have in which an effect would show."""
    tables = (
        "appointment",
        "case_instance",
        "case_history",
        "task",
        "visit",
        "encounter",
        "charge",
        "invoice",
        "payment",
        "claim",
        "remittance",
        "remittance_claim",
        "journal_entry",
        "notification",
        "mail",
    )
    rows = await town.hub.sql(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in tables))
    return dict(tuple(row) for row in rows)


# ---- repeated and late ----------------------------------------------------------------------------------------------


async def test_b60_a_task_submitted_twice(town: Town) -> None:
    visit = await town.visit()
    task = (await visit.tasks(visit.patient, "mine"))["intake"]
    path, answers = f"/api/tasks/{task['id']}/complete", visit.answers["intake"]
    body = {"answers": answers, "version": task["version"]}
    first, *others = await asyncio.gather(*(visit.patient.post(path, body, key=f"press-{n:08}") for n in range(5)))
    assert all(reply.data["task"] == first.data["task"] for reply in others)
    before = await counts(town)
    again = await visit.patient.post(path, body, key="press-00000000")
    assert again.data == first.data and again.headers["Idempotent-Replay"] == "true"
    told(await visit.patient.post(path, body | {"version": 99}, key="press-00000000", expect=0), 422,
         "idempotency_key_reused")  # fmt: skip
    other = {"answers": {**answers, "reason": "Something else"}, "version": task["version"]}
    told(await visit.patient.post(path, other, key="another-key", expect=0), 409, "task_done")
    told(await visit.patient.post(path, body, key="short", expect=0), 400, "bad_idempotency_key")
    assert await counts(town) == before


async def test_stale_versions(town: Town) -> None:
    visit = await (await (await town.visit()).prepare()).wait()
    await visit.write()
    path, body = await visit.signature()
    before = await counts(town)
    told(await visit.doctor.post(path, {**body, "version": body["version"] - 1}, expect=0), 409, "stale")
    note = (await visit.doctor.get(visit.chart))["note"]
    old = {"version": note["version"] - 1, "sections": {**FULL_NOTE, "plan": "From another window"}}
    told(await visit.doctor.put(f"{visit.chart}/note", old, expect=0), 409, "note_changed")
    signed = {"note_id": note["id"], "note_version": note["version"] - 1}
    reply = await visit.doctor.post(path, {**body, "answers": signed}, expect=409)
    assert reply.code == "note_changed", reply.raw
    assert (await visit.doctor.get(visit.chart))["note"]["sections"]["plan"] != "From another window"
    assert await counts(town) == before
    await visit.doctor.post(path, body)


async def test_times_that_are_over_or_never_were(town: Town) -> None:
    patient = await town.register()
    at = (await town.first_time(patient))["starts_at"]
    wanted = {"practitioner_id": town.doctor.practitioner_id, "starts_at": at}
    held = await patient.post("/api/appointments/hold", wanted, expect=201)
    before = await counts(town)
    with travel(timedelta(minutes=6)):
        told(await patient.post("/api/appointments", {"hold_id": held["hold_id"]}, expect=0), 410, "hold_expired")
    for starts_at, status, code in (
        ("2020-01-01T10:00:00Z", 410, "slot_passed"), ("2999-01-01T10:00:00Z", 422, "slot_unknown"),
        (at.replace(":00Z", ":07Z"), 422, "slot_unknown"), (at.removesuffix("Z"), 422, "invalid"),
    ):  # fmt: skip
        told(await patient.post("/api/appointments/hold", {**wanted, "starts_at": starts_at}, expect=0), status, code)
    told(await patient.post("/api/appointments", {"hold_id": str(uuid7())}, expect=0), 404, "not_found")
    assert await counts(town) == before
    assert await town.hub.sql("SELECT count(*) FROM appointment WHERE status = 'booked'") == [(0,)]


async def test_b08_somebody_elses_ids_are_like_ids_of_nobody(town: Town) -> None:
    visit = await (await town.visit()).seen()
    bill, hub = await visit.bill(), town.hub
    strangers = [await town.register(email="other@example.org", family="Other"), await town.staff("doctor", "Stranger")]
    ((note_id,),) = await hub.sql("SELECT id FROM note")
    ((task_id,),) = await hub.sql("SELECT id FROM task WHERE element_id = 'pay'")
    answers = {"answers": {"note_id": str(note_id), "note_version": 1}, "version": 1}
    before = await counts(town)
    for stranger in strangers:
        for method, path, body in (
            ("GET", "/api/appointments/{}", visit.appointment["id"]), ("GET", "/api/visits/{}", visit.id),
            ("POST", "/api/visits/{}/wait", visit.id), ("POST", "/api/visits/{}/admit", visit.id),
            ("GET", "/api/visits/{}/messages", visit.id), ("GET", "/api/encounters/{}", visit.encounter_id),
            ("GET", "/api/encounters/{}/summary", visit.encounter_id), ("GET", "/api/tasks/{}", task_id),
            ("POST", "/api/tasks/{}/complete", task_id), ("GET", "/api/invoices/{}", bill["id"]),
            ("POST", "/api/invoices/{}/pay", bill["id"]), ("GET", "/api/cases/{}", visit.case_id),
        ):  # fmt: skip
            sent: dict[str, Any] = {
                "json": answers if "tasks" in path else {"method": "tok_ok"} if "pay" in path else {}
            }
            real, absent = [
                await stranger.call(method, path.format(id), expect=0, **(sent if method == "POST" else {}))
                for id in (body, uuid7())
            ]
            # 403: this role may do no such thing to anybody; never a word on whether the thing exists.
            assert real.status in (403, 404) and real.data == absent.data, (method, path, real.raw, absent.raw)
            assert set(real.data) == PROBLEM
    assert await counts(town) == before


# ---- money from outside ---------------------------------------------------------------------------------------------


async def look(town: Town) -> None:
    """The hub sees what payers have left."""
    async with town.hub.transaction() as db:
        await poll(db, SYSTEM)
    await town.hub.run_jobs()


def spoil(data: bytes, how: str) -> bytes:
    """An 835 that somebody or something has broken."""
    match how:
        case "truncated":
            return data[: len(data) * 2 // 3]
        case "wrong ISA":
            return data.replace(b"ISA*00*", b"ISA*", 1)
        case "another ISA number":
            return re.sub(rb"IEA\*1\*\d{9}", b"IEA*1*999999999", data)
        case "wrong count":
            return re.sub(rb"SE\*\d+\*", b"SE*99*", data)
        case "unbalanced":
            return re.sub(rb"BPR\*I\*[\d.]+\*", b"BPR*I*1*", data)
    raise AssertionError(how)


SPOILED = {
    "truncated": "x12_truncated", "wrong ISA": "x12_envelope", "another ISA number": "x12_control_mismatch",
    "wrong count": "x12_count_mismatch", "unbalanced": "x12_unbalanced",
}  # fmt: skip


async def test_b65_a_broken_835_is_put_aside_whole_and_shown_to_the_clerk(town: Town) -> None:
    """On the link it is quarantined, as an upload it is refused; either way nothing is posted, and the right one is."""
    visit = await (await town.insured("PEND")).seen()
    clerk = await visit.clerk()
    async with town.hub.reading() as db:
        link = LocalFolder(await folder(db, "simulator"))
    desk.work(link.root, (now() + timedelta(days=1)).replace(tzinfo=None), Delays())
    (answer,) = [link.inbox / file.name for file in link.waiting()]
    right = answer.read_bytes()
    answer.unlink()
    before = await counts(town)
    for how, code in SPOILED.items():
        (link.inbox / f"{how.replace(' ', '-')}.x12").write_bytes(spoil(right, how))
        upload = await clerk.call("POST", "/api/remittances", data=spoil(right, how), expect=0,
                                  headers={"Content-Type": "text/plain"})  # fmt: skip
        told(upload, 422, code)
        assert "Voss" not in upload.raw.decode() and "VOSS" not in upload.raw.decode()
    await look(town)
    assert await counts(town) == before
    shown = (await clerk.get("/api/interchanges", status="quarantined"))["items"]
    assert {file["name"].removesuffix(".x12").replace("-", " "): file["reason_code"] for file in shown} == SPOILED
    assert all(file["reason"] for file in shown)
    assert (await visit.claims())[0].status == "accepted" and "claim_decided" in await visit.at()
    (link.inbox / "right.x12").write_bytes(right)
    await look(town)
    assert (await visit.claims())[0].status == "paid"
    await visit.pay()
    await visit.is_closed()


async def test_b62_webhooks_that_are_not_from_the_gateway_or_come_again(town: Town) -> None:
    visit = await (await town.visit()).seen()
    bill = await visit.bill()
    await visit.patient.post(f"/api/invoices/{bill['id']}/pay", {"method": "tok_slow"}, expect=202)
    await town.hub.run_jobs()
    ((intent,),) = await town.hub.sql("SELECT external_id FROM payment")
    body, moment = orjson.dumps({"id": "m1", "type": "payment.succeeded", "intent": intent}), int(now().timestamp())
    good = sign(body, webhook_secret(), moment)
    before = await counts(town)
    for signature, sent in (
        ("", body), ("t=1,v1=00", body), (good, body.replace(b"m1", b"m2")), (good.replace("v1=", "v1=0"), body),
        (sign(body, "x" * 40, moment), body), (sign(body, webhook_secret(), moment - 301), body),
        (sign(body, webhook_secret(), moment + 301), body), (sign(b"\xff", webhook_secret()), b"\xff"),
    ):  # fmt: skip
        told(await webhook(town.hub.client(), sent, signature), 400, "bad_signature")
    told(await webhook(town.hub.client(), b"x" * 70_000, good), 413, "too_large")
    await town.hub.run_jobs()
    assert await counts(town) == before
    for _ in range(3):  # authentic, and early: the gateway itself says that nothing is paid yet
        assert (await webhook(town.hub.client(), body, good)).status == 200
    await town.hub.run_jobs()
    assert (await visit.bill())["status"] == "issued"
    with travel(timedelta(seconds=5)):
        await town.hub.run_jobs()
        assert (await webhook(town.hub.client(), body, good)).status == 200
        await town.hub.run_jobs()
    assert (await visit.bill())["status"] == "paid"
    told(
        await visit.patient.post(f"/api/invoices/{bill['id']}/pay", {"method": "tok_ok"}, expect=0), 409, "already_paid"
    )
    await visit.is_closed()
    assert await town.hub.sql("SELECT count(*) FROM payment") == [(1,)]


async def webhook(sender: Client, body: bytes, signature: str) -> Reply:
    headers = {"Content-Type": "application/json", "Origin": "", HEADER: signature}
    return await sender.call("POST", "/api/webhooks/payments/test", data=body, headers=headers, expect=0)


# ---- bytes that are no request --------------------------------------------------------------------------------------

BROKEN = [
    (b"", 400, "not_json"), (b"{", 400, "not_json"), (b"\xff\xfe{}", 400, "not_json"), (b'{"a": NaN}', 400, "not_json"),
    (b'{"reason": "\\ud800"}', 400, "not_json"), (b"[" * 100_000, 400, "not_json"),
    (b"[" * 60 + b"]" * 60, 400, "too_deep"), (b'{"answers": ' * 50 + b"1" + b"}" * 50, 400, "too_deep"),
    (b"null", 422, "invalid"), (b"[]", 422, "invalid"), (b'"x"', 422, "invalid"), (b"{}", 422, "invalid"),
    (b'{"answers": {}, "version": "one"}', 422, "invalid"), (b'{"answers": [], "version": 1}', 422, "invalid"),
    (b'{"answers": {}, "version": 1, "role": "admin"}', 422, "invalid"),
    (b'{"answers": {"reason": "a\\u0000b"}, "version": 1}', 400, "bad_character"),
    (b'{"a": "' + b"x" * 1_100_000 + b'"}', 413, "too_large"),
]  # fmt: skip


async def test_b37_broken_bodies(town: Town) -> None:
    visit = await town.visit()
    task = (await visit.tasks(visit.patient, "mine"))["intake"]
    path = f"/api/tasks/{task['id']}/complete"
    before = await counts(town)
    for raw, status, code in BROKEN:
        headers = {"Content-Type": "application/json"}
        told(await visit.patient.call("POST", path, data=raw, headers=headers, expect=0), status, code)
    for answers in ({}, {"reason": 5}, {"reason": "x" * 50_000}, {"reason": "A cough", "price": 0}, {"reason": None}):
        body = {"answers": answers, "version": task["version"]}
        told(await visit.patient.post(path, body, expect=0), 422, "invalid")
    body = {"answers": visit.answers["intake"], "version": task["version"]}
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        headers = {"Content-Type": kind}
        told(
            await visit.patient.call("POST", path, data=orjson.dumps(body), headers=headers, expect=0), 400, "not_json"
        )
    for odd in ("/api/tasks/not-an-id", "/api/tasks/%00", "/api/nothing", "/api/visits/..%2f..%2fetc"):
        told(await visit.patient.get(odd, expect=0), 404, "not_found")
    told(await visit.patient.call("PATCH", path, json={}, expect=0), 405, "method_not_allowed")
    assert await counts(town) == before
    await visit.patient.post(path, body)


async def test_a_note_keeps_every_letter_of_the_world(town: Town) -> None:
    """What is no bad input: any script, marks from right to left, emoji, backslashes that look like escapes."""
    visit = await (await (await town.visit()).prepare()).wait()
    await visit.write()
    text = "Grüße 你好 \u202eשלום\u202c 👩🏽‍⚕️ \\u0000 \\ \" ' <b>5 < 6</b> {{7*7}} %00"
    note = (await visit.doctor.get(visit.chart))["note"]
    saved = {"version": note["version"], "sections": {**FULL_NOTE, "plan": text}}
    await visit.doctor.put(f"{visit.chart}/note", saved)
    assert (await visit.doctor.get(visit.chart))["note"]["sections"]["plan"] == text


# ---- sockets --------------------------------------------------------------------------------------------------------


async def test_b51_a_socket_without_a_session(town: Town, front: House) -> None:
    url, own = front.webs[0].url + "/socket.io/?EIO=4&transport=websocket", {"Origin": front.webs[0].url}
    foreign = {"Origin": "https://evil.example", "Cookie": f"{cookie_name()}={town.doctor.cookie()}"}
    for headers, status, code in (
        (own, 401, "unauthenticated"), ({**own, "Cookie": f"{cookie_name()}=made-up"}, 401, "unauthenticated"),
        (foreign, 403, "foreign_origin"),
    ):  # fmt: skip
        async with aiohttp.ClientSession() as http, http.get(url, headers={**headers, **UPGRADE}) as reply:
            problem = await reply.json(content_type="application/problem+json")
            assert (reply.status, problem["code"], set(problem)) == (status, code, PROBLEM)


UPGRADE = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}  # fmt: skip


async def test_b52_an_sdp_of_two_megabytes_cuts_only_who_sent_it(town: Town, front: House) -> None:
    """Up to the size of a frame it is answered; beyond, the WebSocket is closed with 1009 before it is read."""
    visit = await (await (await town.visit()).prepare()).wait()
    await visit.doctor.post(f"{visit.path}/admit")
    doctor, phone = await front.connect(visit.doctor), await front.connect(visit.patient)
    enter = {"visit_id": str(visit.id), "page": "page-0001"}
    assert (await doctor.ask("visit:enter", enter))["ok"] and (await phone.ask("visit:enter", enter))["ok"]
    large = await phone.ask("call:signal", offer(visit, 90_000))
    assert large["ok"] is False and set(large["problem"]) >= PROBLEM
    assert (large["problem"]["status"], large["problem"]["code"]) == (422, "invalid")
    assert "v=0" not in str(large), "what was wrong is named, not repeated"
    assert await close_code(front, visit.patient, orjson.dumps(["call:signal", offer(visit, 2_000_000)])) == 1009
    assert (await phone.ask("call:signal", offer(visit, 2_000)))["ok"], "the call goes on"
    assert len((await doctor.hears("call:signal"))[0]["description"]["sdp"]) == 2_000
    assert [data for event, data in doctor.heard if event == "call:signal"][1:] == []
    ((status,),) = await town.hub.sql("SELECT status FROM visit")
    assert status == "in_call"


def offer(visit: Visit, size: int) -> dict[str, Any]:
    sdp = "v=0".ljust(size, "x")
    return {"visit_id": str(visit.id), "to": "clinician", "gen": 1, "to_gen": 1, "seq": 1,
            "description": {"type": "offer", "sdp": sdp}}  # fmt: skip


async def close_code(front: House, who: Client, event: bytes) -> int | None:
    """With which WebSocket code the server ends a connection that sends this event."""
    headers = {"Cookie": f"{cookie_name()}={who.cookie()}", "Origin": front.webs[0].url}
    url = front.webs[0].url + "/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http, http.ws_connect(url, headers=headers) as line:
        await line.receive_str()
        await line.send_str("40")
        await line.receive_str()
        await line.send_str("42" + event.decode())
        async with asyncio.timeout(60):
            while (await line.receive()).type not in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED):
                pass
        return line.close_code


async def test_garbage_over_a_socket_has_the_same_shape(town: Town, front: House) -> None:
    """Every message with garbage in every place: {ok: false, problem}, never our fault, and the line lives."""
    visit = await (await (await town.visit()).prepare()).wait()
    await visit.doctor.post(f"{visit.path}/admit")
    sock = await front.connect(visit.doctor)
    page = {"visit_id": str(visit.id), "page": "page-0001"}
    assert (await sock.ask("visit:enter", page))["ok"]
    sockets = front.webs[0].sockets
    (line,) = sockets.lines
    good = {"catch_up": {}, "watch": {"room": f"visit:{visit.id}"}, "unwatch": {"room": f"visit:{visit.id}"},
            "visit:enter": page, "visit:leave": page, "call:signal": {**offer(visit, 50), "to": "patient"}}  # fmt: skip
    for name, entry in edge.MESSAGES.items():
        for place in ((), *places(entry.shape), ("unknown",)):
            for value in VALUES:
                line.buckets.clear()
                reply = await edge.answer(sockets, line, name, [spoiled(good.get(name, {}), place, value)])
                if not reply["ok"]:
                    problem = reply["problem"]
                    assert set(problem) >= PROBLEM and problem["status"] < 500, (name, place, value, problem)
        wrong: list[list[Any]] = [[], [{}, {}], ["x"], [None]]
        for arguments in wrong:
            line.buckets.clear()
            assert (await edge.answer(sockets, line, name, arguments))["ok"] in (True, False)
    unknown = (await sock.ask("nonsense", {}))["problem"]
    assert (unknown["code"], unknown["status"], set(unknown)) == ("unknown_message", 400, PROBLEM)
    assert (await sock.ask("watch", {"room": f"visit:{uuid7()}"}))["problem"]["code"] == "not_found"
    assert await alive(sock)


async def alive(sock: Sock) -> bool:
    await until(lambda: sock.io.connected)
    return bool((await sock.ask("visit:leave", {"visit_id": str(uuid7())}))["ok"])
