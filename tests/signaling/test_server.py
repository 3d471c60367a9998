"""Sockets: who gets in, what they hear, what they missed, when they are cut."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
import socketio

from hub.core import presence
from hub.core.http import cookie_name
from hub.core.settings import settings
from hub.core.valkey import close_valkey, valkey
from hub.identity import sessions
from signaling import limits
from tests.factories import visits
from tests.factories.visits import TheVisit
from tests.hub_fixture import Hub
from tests.signaling.conftest import options_of
from tests.signaling.house import PATIENCE, House, until, valkey_of_its_own


async def _is(visit: TheVisit, status: str) -> bool:
    return await visit.status() == status


async def handshake(house: House, path: str = "/socket.io/?EIO=4&transport=websocket", **headers: str) -> int:
    """The HTTP status of a WebSocket handshake; 101 = accepted."""
    async with aiohttp.ClientSession() as http:
        try:
            async with http.ws_connect(house.webs[0].url + path, headers=headers):
                return 101
        except aiohttp.WSServerHandshakeError as error:
            return error.status


async def test_b51_no_session_or_a_foreign_page_is_refused_before_the_websocket(house: House) -> None:
    doctor = await house.hub.sign_in("doctor")
    cookie = {"Cookie": f"{cookie_name()}={doctor.cookie()}"}
    own = {"Origin": house.webs[0].url}
    assert await handshake(house, **own, **cookie) == 101
    assert await handshake(house, **own) == 401
    assert await handshake(house, **own, Cookie=f"{cookie_name()}=made-up") == 401
    assert await handshake(house, **own, Cookie='"') == 401
    assert await handshake(house, Origin="http://evil.example", **cookie) == 403
    assert await handshake(house, Origin="null", **cookie) == 403
    rebound = {"Origin": "http://evil.example", "Host": "evil.example"}
    assert await handshake(house, **rebound, **cookie) == 403
    for path in ("/socket.io/?EIO=3&transport=websocket", "/socket.io/?EIO=4&transport=polling",
                 "/socket.io/?EIO=4&transport=websocket&sid=x"):  # fmt: skip
        assert await handshake(house, path, **own, **cookie) == 400
    async with aiohttp.ClientSession() as http, http.get(house.webs[0].url + "/socket.io/") as reply:
        assert reply.status == 400
        assert (await reply.json())["code"] == "websocket_only"


async def test_facts_reach_the_rooms_the_server_chose_and_each_socket_once(two_webs: House) -> None:
    doctor, patient = await two_webs.hub.sign_in("doctor"), await two_webs.hub.sign_in("patient")
    here, there = await two_webs.connect(doctor, 0), await two_webs.connect(doctor, 1)
    other = await two_webs.connect(patient, 1)
    await two_webs.say(f"user:{doctor.user_id}", f"practitioner:{doctor.practitioner_id}", "role:doctor")
    await two_webs.say("role:patient")
    await two_webs.say(f"user:{patient.user_id}")
    for sock in (here, there):
        await sock.hears("fact")
    await other.hears("fact")
    await two_webs.say("role:doctor", count=3)
    for sock in (here, there):
        await sock.hears("fact", 4)
        assert sock.positions() == sorted(set(sock.positions()))
        assert len(sock.facts()) == 4
    assert [fact["kind"] for fact in other.facts()] == ["Pinged"]


async def test_b53_after_an_absence_exactly_what_was_missed_in_order(house: House) -> None:
    doctor = await house.hub.sign_in("doctor")
    room = f"user:{doctor.user_id}"
    sock = await house.connect(doctor)
    start = await sock.ask("catch_up", {})
    assert start["ok"] and start["recovered"] is False
    await house.say(room, count=3)
    await sock.hears("fact", 3)
    seen = sock.positions()
    await sock.io.disconnect()
    await house.say(room, count=40)
    await house.say("role:admin", count=5)
    await house.settled()
    back = await house.connect(doctor)
    reply = await back.ask("catch_up", {"epoch": start["epoch"], "position": seen[-1]})
    assert reply["recovered"] is True
    assert [fact["position"] for fact in reply["facts"]] == [seen[-1] + n for n in range(1, 41)]
    assert [fact["n"] for fact in reply["facts"]] == list(range(40))
    again = await back.ask("catch_up", {"epoch": start["epoch"], "position": reply["position"]})
    assert again["recovered"] is True and again["facts"] == []


async def test_catch_up_says_so_when_it_cannot_know(house: House) -> None:
    doctor = await house.hub.sign_in("doctor")
    sock = await house.connect(doctor)
    epoch = (await sock.ask("catch_up", {}))["epoch"]
    for asked in ({"epoch": "another", "position": 0}, {"epoch": epoch, "position": 10**9}):
        reply = await sock.ask("catch_up", asked)
        assert reply["ok"] and reply["recovered"] is False and reply["facts"] == []
    await house.say(f"user:{doctor.user_id}", count=501)
    await house.settled()
    reply = await sock.ask("catch_up", {"epoch": epoch, "position": 0})
    assert reply["recovered"] is False and reply["position"] == house.position


async def test_b75_b76_valkey_killed_and_started_again_loses_no_fact_and_parts_no_call(hub: Hub) -> None:
    async with valkey_of_its_own() as (url, kill, again):
        house = options_of(hub, redis_url=url)
        monkey = pytest.MonkeyPatch()
        monkey.setenv("HUB_REDIS_URL", url)
        settings.cache_clear()
        await close_valkey()
        try:
            async with house.stack:
                await house.open(3)
                visit = await (await (await (await visits.booked(hub)).prepare()).wait()).admit()
                doctor = visit.doctor
                room = f"user:{doctor.user_id}"
                await house.settled()  # so that nothing of the visit comes between what is counted
                sock = await house.connect(doctor, 1)
                start = await sock.ask("catch_up", {})
                await house.say(room, count=2)
                await sock.hears("fact", 2)
                kill()
                await house.say(room, count=20)
                await house.settled()
                assert len(sock.facts()) == 2, "nothing gets through without Valkey"
                caught = await sock.ask("catch_up", {"epoch": start["epoch"], "position": sock.positions()[-1]})
                assert [fact["n"] for fact in caught["facts"] if fact["kind"] == "Pinged"] == list(range(20))
                call = {"visit_id": str(visit.id), "page": "page-0001"}
                older, newer = await house.connect(visit.patient, 1), await house.connect(visit.patient, 0)
                await older.ask("visit:enter", call)
                assert (await newer.ask("visit:enter", call | {"page": "page-0002"}))["gen"] == 2
                clinician = await house.connect(doctor, 2)
                assert (await clinician.ask("visit:enter", call))["peers"] == [], "each at a process of its own"
                again()

                async def live_again() -> bool:
                    await house.say(room)
                    await house.settled()
                    return bool(sum(fact["kind"] == "Pinged" for fact in sock.facts()) > 2)

                await until(live_again)
                # Those who came into one call meanwhile find each other, and an older page hears that it is one.
                (met,) = await clinician.hears("call:peer")
                assert (met["participant_id"], met["gen"], met["state"]) == ("patient", 2, "here")
                assert (await newer.hears("call:peer"))[0]["participant_id"] == "clinician"
                assert (await older.hears("call:replaced"))[0]["gen"] == 2
                await until(lambda: _is(visit, "in_call"))
        finally:
            monkey.undo()
            settings.cache_clear()
            await close_valkey()


async def test_b51_b21_a_revoked_session_is_cut_within_two_seconds_and_hears_nothing_more(two_webs: House) -> None:
    doctor = await two_webs.hub.sign_in("doctor")
    nurse = await two_webs.hub.sign_in("nurse")
    socks = [await two_webs.connect(doctor, 0), await two_webs.connect(doctor, 1)]
    stays = await two_webs.connect(nurse, 1)
    async with two_webs.hub.transaction() as db:
        await sessions.end_all(db, doctor.user_id, "revoked", actor=doctor.actor)
    await until(lambda: not any(sock.io.connected for sock in socks), 2.0)
    heard = [len(sock.facts()) for sock in socks]
    await two_webs.say("role:doctor", "role:nurse")
    await stays.hears("fact")
    assert [len(sock.facts()) for sock in socks] == heard
    with pytest.raises(socketio.exceptions.ConnectionError):
        await two_webs.connect(doctor)


async def test_b51_a_revocation_that_nobody_announced_is_noticed_too(house: House) -> None:
    doctor = await house.hub.sign_in("doctor")
    sock = await house.connect(doctor)
    async with house.hub.transaction() as db:
        from sqlalchemy import text

        await db.execute(text("UPDATE session SET ended_at = now()"))
    await until(lambda: not sock.io.connected, 2.0)


@pytest.fixture
def quick_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    from signaling import server

    monkeypatch.setattr(server, "BEAT", 0.2)


async def test_presence_survives_a_flush_and_ends_with_the_socket(quick_beat: None, house: House) -> None:
    doctor = await house.hub.sign_in("doctor")
    sock = await house.connect(doctor)

    async def here() -> bool:
        return doctor.user_id in await presence.connected(valkey(), [doctor.user_id])

    async def away() -> bool:
        return not await here()

    await until(here)
    await valkey().flushdb()
    await until(here)
    await sock.io.disconnect()
    await until(away)


async def test_b50_guessed_rooms_are_refused_alike_and_audited(house: House) -> None:
    doctor = await house.hub.sign_in("doctor")
    sock = await house.connect(doctor)
    nobody = "01890000-0000-7000-8000-000000000000"
    for room, code in (
        (f"user:{nobody}", "not_watchable"), ("role:admin", "not_watchable"), ("admin", "not_watchable"),
    ):  # fmt: skip
        reply = await sock.ask("watch", {"room": room})
        assert reply["ok"] is False and reply["problem"]["code"] == code
    rows = await house.hub.sql("SELECT entity_id FROM audit_event WHERE action = 'watch' AND outcome = 'denied'")
    assert {row[0] for row in rows} == {f"user:{nobody}", "role:admin", "admin"}
    await house.say("role:admin")
    await house.say(f"user:{doctor.user_id}")
    await sock.hears("fact")
    assert len(sock.facts()) == 1


BAD_INPUT: list[tuple[str, Any, str]] = [
    ("nonsense", {}, "unknown_message"),
    ("connect", {}, "unknown_message"),
    ("disconnect", {}, "unknown_message"),
    ("catch_up", None, "invalid"),
    ("catch_up", [], "invalid"),
    ("catch_up", {"position": "5"}, "invalid"),
    ("catch_up", {"position": -1}, "invalid"),
    ("catch_up", {"unknown": 1}, "invalid"),
    ("watch", {"room": "x" * 100}, "invalid"),
    ("watch", {}, "invalid"),
    ("watch", {"room": "visit:not-an-id"}, "bad_room"),
]


async def test_bad_input_gets_a_problem_and_the_socket_lives(house: House) -> None:
    sock = await house.connect(await house.hub.sign_in("doctor"))
    for name, data, code in BAD_INPUT:
        reply = await sock.ask(name, data)
        assert reply["ok"] is False and reply["problem"]["code"] == code, (name, data)
    assert (await sock.ask("catch_up", {}))["ok"] is True


async def test_too_many_of_one_message_are_refused_without_cutting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = time.monotonic()  # however long it takes: the bucket is not filled meanwhile
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: stopped))
    sock = await house.connect(await house.hub.sign_in("doctor"))
    replies = [await sock.ask("catch_up", {}) for _ in range(14)]
    refused = [reply["problem"] for reply in replies if not reply["ok"]]
    assert len(refused) == 4 and all(one["code"] == "too_many_requests" and one["retry_after"] == 1 for one in refused)
    assert (await sock.ask("watch", {"room": "x"}))["problem"]["code"] == "not_watchable"


async def raw(house: House, client: Any) -> tuple[aiohttp.ClientSession, aiohttp.ClientWebSocketResponse]:
    http = aiohttp.ClientSession()
    ws = await http.ws_connect(
        house.webs[0].url + "/socket.io/?EIO=4&transport=websocket", max_msg_size=0,
        headers={"Cookie": f"{cookie_name()}={client.cookie()}", "Origin": house.webs[0].url},
    )  # fmt: skip
    assert (await ws.receive_str()).startswith("0")
    return http, ws


async def is_cut(ws: aiohttp.ClientWebSocketResponse) -> bool:
    """Whether the server drops the connection."""
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await ws.receive()
                if message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.ERROR):
                    return True
    except TimeoutError:
        return False


BROKEN = [
    "", "9", "2probe", "5", "4", "49", "4x", "40/admin,", "42", '42{"a":1}', "42[1]", '42["a"', "42" + "[" * 90_000,
    '451-["a",{"_placeholder":true,"num":0}]', "44{}", "b" + "A" * 40, "4" + "2" * 200 + "[]", "\ud7ff" * 50_000,
    '42["' + "x" * 200_000 + '"]',
]  # fmt: skip


async def test_b52_a_broken_frame_cuts_only_who_sent_it_without_a_traceback(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    doctor = await house.hub.sign_in("doctor")
    other = await house.connect(await house.hub.sign_in("nurse"))
    for frame in BROKEN:
        http, ws = await raw(house, doctor)
        async with http:
            await ws.send_str("40")
            assert (await ws.receive_str()).startswith("40")
            await ws.send_str(frame)
            assert await is_cut(ws), frame[:40]
        assert (await other.ask("watch", {"room": "x"}))["problem"]["code"] == "not_watchable"
    assert not [r for r in caplog.records if r.exc_info or "Traceback" in r.getMessage()]
    await until(lambda: len(house.webs[0].sockets.lines) == 1)


async def test_b52_binary_frames_and_floods_are_cut_and_others_do_not_wait(house: House) -> None:
    doctor = await house.hub.sign_in("doctor")
    other = await house.connect(await house.hub.sign_in("nurse"))
    http, ws = await raw(house, doctor)
    async with http:
        await ws.send_bytes(b"\x04hello")
        assert await is_cut(ws)
    http, ws = await raw(house, doctor)
    async with http:
        await ws.send_str("40")

        async def flood() -> None:
            with pytest.raises((ConnectionError, aiohttp.ClientError)):
                while True:
                    for _ in range(20):
                        await ws.send_str('42["nonsense",{}]')
                    await asyncio.sleep(0.1)  # 200 messages a second

        flooding = asyncio.create_task(flood())
        waits = []
        for _ in range(10):
            began = time.thread_time()  # what the loop did meanwhile, whoever else uses this machine
            assert (await other.ask("watch", {"room": "x"}))["ok"] is False
            waits.append(time.thread_time() - began)
        await asyncio.wait_for(flooding, PATIENCE)
    assert sorted(waits)[-1] < 0.25
    await until(lambda: len(house.webs[0].sockets.lines) == 1)


async def test_b52_half_open_handshakes_do_not_pile_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from signaling import rights

    monkeypatch.setattr(rights, "CONNECT_WITHIN", 0.3)
    doctor = await house.hub.sign_in("doctor")
    http, ws = await raw(house, doctor)
    async with http:
        assert await is_cut(ws), "who never says hello is cut"
    monkeypatch.undo()
    others = [await raw(house, doctor) for _ in range(12)]
    assert await handshake(house, Origin=house.webs[0].url, Cookie=f"{cookie_name()}={doctor.cookie()}") == 429, (
        "one session holds at most twelve sockets"
    )
    for http, _ in others:
        await http.close()
    await until(lambda: not house.webs[0].sockets.lines)


async def test_b54_a_client_that_does_not_read_is_dropped_at_a_bounded_buffer(house: House) -> None:
    doctor, nurse = await house.hub.sign_in("doctor"), await house.hub.sign_in("nurse")
    web = house.webs[0]
    http, ws = await raw(house, doctor)
    reader = await house.connect(nurse)
    async with http:
        await ws.send_str("40")
        await until(lambda: sum(bool(line.sid) for line in web.sockets.lines) == 2)
        ws._reader._protocol.pause_reading()  # the client stops reading: TCP fills up, then our queue
        line = next(line for line in web.sockets.lines if line.actor.user_id == doctor.user_id)
        sid = web.sockets.io.manager.eio_sid_from_sid(line.sid, "/")
        queue = web.sockets.io.eio.sockets[sid].queue
        largest, sent = 0, 0
        while not line.dead and sent < 3000:
            for _ in range(20):
                await web.sockets.io.emit("fact", {"position": sent, "kind": "Pinged", "pad": "x" * 4000},
                                          room=[f"user:{doctor.user_id}", f"user:{nurse.user_id}"])  # fmt: skip
                sent += 1
            largest = max(largest, queue.bytes)
            await asyncio.sleep(0)
        assert line.dead, "it was dropped"
        assert largest <= 512 * 1024
        await until(lambda: len(web.sockets.lines) == 1)
    await reader.hears("fact", sent)
