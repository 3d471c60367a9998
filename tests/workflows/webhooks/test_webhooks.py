"""Webhooks: which facts are told, signed how, tried again when, and what is never called."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from hub.core import egress
from hub.core.clock import now, travel
from hub.core.settings import settings
from tests.hub_fixture import Client, Hub
from tests.workflows.hosting import chain, publish, start
from tests.workflows.webhooks.receiver import Receiver
from workflows.webhooks import sending, signing

KINDS = ["CaseStarted", "TaskOpened", "TaskCompleted", "CaseEnded"]


@pytest.fixture
async def receiver(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Receiver]:
    monkeypatch.setattr(settings(), "egress_allow", "127.0.0.1/32")
    async with Receiver() as found:
        yield found


@pytest.fixture
async def admin(hub: Hub) -> Client:
    await publish(hub, chain("look"))
    return await hub.sign_in("admin")


async def registered(admin: Client, receiver: Receiver, **more: Any) -> dict[str, Any]:
    body = {"name": "Bed board", "url": receiver.url, "kinds": KINDS, "process_ids": ["demo"], **more}
    made: dict[str, Any] = (await admin.post("/api/webhooks", body, expect=201)).data
    return made


async def told(hub: Hub) -> None:
    """What relay, clock and worker do in a second."""
    await hub.publish()
    async with hub.transaction() as db:
        await sending.gather(db)
    await hub.run_jobs(failures=True)


async def test_facts_of_a_pathway_are_told_signed_once_and_without_words(
    hub: Hub, admin: Client, receiver: Receiver
) -> None:
    hook = await registered(admin, receiver)
    assert hook["secret"].startswith("whsec_") and (hook["waiting"], hook["dead"]) == (0, 0)
    await publish(hub, chain("look").replace(b'"demo"', b'"other"'))
    nurse, patient = await hub.sign_in("nurse"), await hub.sign_in("patient")
    await start(hub, "other", by=nurse.actor)
    case_id = await start(hub, by=nurse.actor, patient_id=patient.patient_id)
    row = next(one for one in (await nurse.get("/api/tasks", scope="open"))["items"] if one["process_id"] == "demo")
    await nurse.post(f"/api/tasks/{row['id']}/complete", {"answers": {}, "version": row["version"]})
    await told(hub)
    await told(hub)
    said = [orjson.loads(got.body) for got in receiver.got]
    assert [one["kind"] for one in said] == KINDS, "in order, each once, of this pathway alone"
    assert {one["case_id"] for one in said} == {str(case_id)} and {one["process_id"] for one in said} == {"demo"}
    assert said[1] == {
        "id": said[1]["id"], "kind": "TaskOpened", "position": said[1]["position"], "at": said[1]["at"],
        "case_id": str(case_id), "process_id": "demo", "task_id": row["id"], "element_id": "look",
        "candidate_role": "nurse",
    }  # fmt: skip
    everything = b"".join(got.body for got in receiver.got).decode()
    assert str(patient.patient_id) not in everything and nurse.actor.name not in everything
    for got, one in zip(receiver.got, said, strict=True):
        assert got.headers[""] == "POST /hook?from=wardline HTTP/1.1"
        assert got.headers["host"] == f"127.0.0.1:{receiver.port}"
        assert got.headers["wardline-delivery"] == one["id"] and got.headers["wardline-fact"] == one["kind"]
        assert signing.is_right(got.headers["wardline-signature"], got.body, hook["secret"], now())
        assert not signing.is_right(got.headers["wardline-signature"], got.body + b" ", hook["secret"], now())
        assert not signing.is_right(got.headers["wardline-signature"], got.body, "whsec_other", now())
        later = now() + timedelta(seconds=signing.TOLERANCE + 1)
        assert not signing.is_right(got.headers["wardline-signature"], got.body, hook["secret"], later), "played again"
    assert not signing.is_right("nonsense", b"", hook["secret"], now())
    shown = (await admin.get(f"/api/webhooks/{hook['id']}/deliveries")).data["items"]
    assert [one["status"] for one in shown] == ["delivered"] * 4 and all(one["answer_status"] == 200 for one in shown)
    assert "secret" not in (await admin.get(f"/api/webhooks/{hook['id']}")).data
    stored = await hub.sql("SELECT row_to_json(w)::text FROM webhook w")
    audited = await hub.sql("SELECT coalesce(after::text, '') FROM audit_event WHERE entity = 'webhook'")
    assert hook["secret"] not in str(stored) + str(audited), "the secret is stored nowhere"
    await nurse.get("/api/webhooks", expect=403)


async def test_it_is_tried_again_ever_later_until_it_is_given_up_and_begun_anew(
    hub: Hub, admin: Client, receiver: Receiver
) -> None:
    receiver.answers = [503]
    hook = await registered(admin, receiver, kinds=["CaseStarted"])
    await start(hub, by=admin.actor)
    await start(hub, by=admin.actor)
    moment, pauses = now(), []
    for _ in range(40):
        with travel(moment - now()):
            await told(hub)
        ((rest,),) = await hub.sql("SELECT resting_until FROM webhook")
        waiting = await hub.sql("SELECT min(next_at), max(attempts) FROM webhook_delivery WHERE status = 'waiting'")
        if waiting[0][0] is None:
            break
        then = max(rest, waiting[0][0])
        pauses.append((then - moment).total_seconds())
        moment = then + timedelta(seconds=1)
    rows = await hub.sql("SELECT status, attempts, error, answer_status FROM webhook_delivery")
    assert rows == [("dead", sending.MOST_ATTEMPTS, "bad_status", 503)] * 2
    assert 8 <= pauses[0] <= 13 and max(pauses) <= sending.LONGEST * 1.2 + 1
    ids = {got.headers["wardline-delivery"] for got in receiver.got}
    assert len(ids) == 2 and len(receiver.got) == 2 * sending.MOST_ATTEMPTS, "the same id at every try"
    receiver.answers = [204]
    with travel(moment - now()):
        admin = await hub.sign_in("admin")
        shown = (await admin.get("/api/webhooks"))["items"][0]
        assert (shown["dead"], shown["waiting"]) == (2, 0)
        dead = (await admin.get(f"/api/webhooks/{hook['id']}/deliveries", status="dead"))["items"]
        await admin.post(f"/api/webhook-deliveries/{dead[0]['id']}/retry")
        assert (await admin.post(f"/api/webhooks/{hook['id']}/retry"))["number"] == 1
        await told(hub)
        assert [row[0] for row in await hub.sql("SELECT status FROM webhook_delivery")] == ["delivered"] * 2
        again = await admin.post(f"/api/webhook-deliveries/{dead[0]['id']}/retry", expect=409)
        assert again.code == "illegal_move"


async def test_a_receiver_that_refuses_one_message_gets_the_others(hub: Hub, admin: Client, receiver: Receiver) -> None:
    receiver.answers = [422, 200]
    await registered(admin, receiver, kinds=["CaseStarted"])
    for _ in range(3):
        await start(hub, by=admin.actor)
    await told(hub)
    rows = await hub.sql("SELECT status, answer_status FROM webhook_delivery ORDER BY position")
    assert rows == [("waiting", 422), ("delivered", 200), ("delivered", 200)]


async def test_one_that_hangs_or_talks_for_ever_is_left_after_its_time(
    hub: Hub, admin: Client, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.answers = [
        "hang",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n" + b"x" * 200_000,
        b"garbage\r\n\r\n",
        b"",
    ]
    hook = await registered(admin, receiver, kinds=["CaseStarted"])
    found = []
    for answer in receiver.answers:
        monkeypatch.setattr(egress, "SECONDS", 0.3 if answer == "hang" else 60.0)
        found.append((await admin.post(f"/api/webhooks/{hook['id']}/test"))["error"])
    assert found == ["timeout", "answer_too_large", "not_http", "not_http"]
    await start(hub, by=admin.actor)
    await start(hub, by=admin.actor)
    receiver.answers = ["hang"]
    monkeypatch.setattr(egress, "SECONDS", 0.3)
    await told(hub)
    assert len(receiver.got) == 5, "the second does not wait ten seconds as well: the whole webhook rests"
    ((failures,),) = await hub.sql("SELECT failures FROM webhook")
    assert failures == 1


async def test_b35_what_leads_inside_is_never_called(
    hub: Hub, admin: Client, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loopback, private, link-local, mapped, decimal, hexadecimal, credentials, other schemes, a redirect to inside,
    a name that points inside, and one that points elsewhere when it is looked up again (DNS rebinding)."""
    hook = await registered(admin, receiver, kinds=["CaseStarted"])
    monkeypatch.setattr(settings(), "egress_allow", "")
    port = receiver.port
    inside = [
        f"http://127.0.0.1:{port}/", f"https://127.0.0.1:{port}/", f"https://localhost:{port}/", "https://10.0.0.7/",
        "https://172.16.3.4/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data", "https://[::1]/",
        "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[fe80::1]/",
        f"https://2130706433:{port}/", f"https://0x7f000001:{port}/", f"https://127.1:{port}/", "https://0.0.0.0/",
        "https://100.64.0.1/", "https://224.0.0.1/", "https://user:pass@example.org/", "ftp://example.org/",
        "file:///etc/passwd", "https://", "https://exa mple.org/", "https:\\\\example.org", "https://example.org/#x",
        "gopher://127.0.0.1:6379/_FLUSHALL", "https://example.org:99999/",
    ]  # fmt: skip
    for url in inside:
        body = {"name": "Bad", "url": url, "kinds": ["CaseStarted"]}
        reply = await admin.post("/api/webhooks", body, expect=422)
        assert reply.code in ("address_refused", "invalid"), (url, reply.code)
    assert not egress.public("::ffff:10.1.2.3") and egress.public("93.184.215.14")
    tried = (await admin.post(f"/api/webhooks/{hook['id']}/test")).data
    assert (tried["error"], receiver.got) == ("address_refused", []), "judged at every try, not only when registered"

    looked_up: list[str] = []

    async def rebinding(host: str, _port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) > 1 else ["93.184.215.14"]

    reached: list[str] = []

    async def exchange(url: str, address: str, body: bytes, headers: Any) -> int:
        reached.append(address)
        return 200

    monkeypatch.setattr(egress, "_resolve", rebinding)
    monkeypatch.setattr(egress, "_exchange", exchange)
    await egress.post("https://rebind.example/", b"", {})
    assert (looked_up, reached) == (["rebind.example"], ["93.184.215.14"]), "looked up once, that address called"
    monkeypatch.setattr(egress, "_resolve", lambda *_: _gives(["93.184.215.14", "10.0.0.1"]))
    with pytest.raises(egress.AddressRefused):
        await egress.post("https://two.example/", b"", {})


async def _gives(value: list[str]) -> list[str]:
    return value


async def test_b35_a_redirect_is_not_followed(hub: Hub, admin: Client, receiver: Receiver) -> None:
    async with Receiver() as inside:
        receiver.answers = [f"HTTP/1.1 307 X\r\nLocation: {inside.url}\r\nContent-Length: 0\r\n\r\n".encode()]
        hook = await registered(admin, receiver, kinds=["CaseStarted"])
        tried = (await admin.post(f"/api/webhooks/{hook['id']}/test")).data
        assert (tried["status"], tried["error"], tried["answer_status"]) == ("dead", "redirected", 307)
        assert inside.got == [] and len(receiver.got) == 1


async def test_the_address_is_called_by_number_under_its_name(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(egress, "_resolve", lambda *_: _gives(["127.0.0.1"]))
    answer = await egress.post(f"http://board.example:{receiver.port}/x", b"{}", {})
    assert answer.status == 200 and receiver.got[0].headers["host"] == f"board.example:{receiver.port}"
    with pytest.raises(egress.Unanswered) as failed:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        await egress.post(f"http://board.example:{port}/x", b"{}", {})
    assert failed.value.code == "unreachable"

    async def no_tls(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(no_tls, "127.0.0.1", 0) as server:
        with pytest.raises(egress.Unanswered) as plain:
            port = server.sockets[0].getsockname()[1]
            await egress.post(f"https://board.example:{port}/x", b"{}", {})
    assert plain.value.code == "tls_failed"


async def test_paused_it_keeps_what_happens_and_both_secrets_sign_for_a_day(
    hub: Hub, admin: Client, receiver: Receiver
) -> None:
    hook = await registered(admin, receiver, kinds=["CaseStarted"])
    path = f"/api/webhooks/{hook['id']}"
    assert (await admin.post(f"{path}/pause"))["status"] == "paused"
    assert (await admin.post(f"{path}/pause", expect=409)).code == "illegal_move"
    await start(hub, by=admin.actor)
    await told(hub)
    assert receiver.got == [] and (await admin.get(path))["waiting"] == 1
    renewed = (await admin.post(f"{path}/secret")).data
    assert renewed["secret"] != hook["secret"] and renewed["former_until"] is not None
    await admin.post(f"{path}/resume")
    await told(hub)
    (got,) = receiver.got
    for secret in (renewed["secret"], hook["secret"]):
        assert signing.is_right(got.headers["wardline-signature"], got.body, secret, now())
    with travel(timedelta(hours=25)):
        admin = await hub.sign_in("admin")
        tested = (await admin.post(f"{path}/test")).data
        assert tested["status"] == "delivered" and orjson.loads(receiver.got[-1].body)["kind"] == "Test"
        header = receiver.got[-1].headers["wardline-signature"]
        assert signing.is_right(header, receiver.got[-1].body, renewed["secret"], now())
        assert not signing.is_right(header, receiver.got[-1].body, hook["secret"], now()), "the day is over"
    shown = (await admin.get(path)).data
    changed = {"name": "Board", "url": receiver.url, "kinds": ["CaseEnded"], "version": shown["version"]}
    assert (await admin.put(path, changed))["process_ids"] == []
    assert (await admin.put(path, changed, expect=409)).code == "stale"
    await admin.delete(path)
    assert await hub.sql("SELECT 1 FROM webhook_delivery") == []
    await admin.get(path, expect=404)
    deeds = await hub.sql("SELECT DISTINCT action FROM audit_event WHERE entity = 'webhook'")
    assert {row[0] for row in deeds} == {"create", "pause", "renew_secret", "resume", "test", "update", "delete"}


async def test_a_worker_that_dies_after_sending_sends_the_same_again(
    hub: Hub, admin: Client, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    await registered(admin, receiver, kinds=["CaseStarted"])
    await start(hub, by=admin.actor)
    real = sending.attempt

    async def dies(*given: Any) -> bool:
        await real(*given)
        raise ConnectionError("killed before the commit")

    monkeypatch.setattr(sending, "attempt", dies)
    await told(hub)
    monkeypatch.setattr(sending, "attempt", real)
    with travel(timedelta(minutes=1)):
        await told(hub)
    ids = [UUID(got.headers["wardline-delivery"]) for got in receiver.got]
    assert len(ids) >= 2 and len(set(ids)) == 1, "at least once, under one id"
    assert await hub.sql("SELECT status FROM webhook_delivery") == [("delivered",)]


async def test_bad_input_is_refused_by_name(hub: Hub, admin: Client, receiver: Receiver) -> None:
    good = {"name": "Board", "url": receiver.url, "kinds": ["CaseStarted"]}
    for change, code in (
        ({"kinds": []}, "invalid"), ({"kinds": ["Nothing"]}, "invalid"), ({"process_ids": ["gone"]}, "process_unknown"),
        ({"url": "https://no-such-host.invalid/"}, "address_unknown"), ({"secret": "x"}, "invalid"),
    ):  # fmt: skip
        assert (await admin.post("/api/webhooks", {**good, **change}, expect=422)).code == code
