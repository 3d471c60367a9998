"""LiveKit behind the port of media engines, against a stand-in for its server that checks what we send."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from hub.core import web
from hub.core.clock import now
from hub.core.errors import Unavailable
from hub.core.settings import settings
from hub.doctor import examine
from hub.visits import carrying
from signaling.livekit import api, tokens
from signaling.livekit.api import RoomService
from signaling.livekit.rooms import name_of, visit_of
from tests.factories import visits
from tests.hub_fixture import Hub
from tests.signaling.conftest import options_of
from tests.signaling.livekit_server import KEY, SECRET, LiveKitServer, grants, signed
from tests.signaling.test_guest import guest_of, guest_sock

HOOK = "/api/livekit/webhook"


@pytest.fixture
def livekit(monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveKitServer]:
    server = LiveKitServer()
    for name, value in (("url", server.url), ("key", KEY), ("secret", SECRET)):
        monkeypatch.setattr(settings(), f"livekit_{name}", value)
    yield server
    server.close()


async def test_the_room_service_is_called_as_livekit_wants_it_and_each_fault_has_its_name(
    livekit: LiveKitServer, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    service, room = RoomService(settings()), name_of(uuid4())
    await service.create(room)
    await service.create(room)
    assert await service.rooms() == {room} and await service.people(room) == set()
    identity = livekit.join(tokens.for_page(settings(), room, "patient"))
    assert await service.people(room) == {"patient"}
    await service.remove(room, identity)
    await service.remove(room, identity)  # gone already: that is what was wanted
    await service.delete(room)
    await service.delete(room)
    assert await service.people(room) == set() and livekit.rooms == {}

    wanted = {"down": "unavailable", "slow": "unavailable", "lost": "unavailable", "garbage": "unavailable",
              "unauthorized": "refused", "full": "full"}  # fmt: skip
    for livekit.fault, code in wanted.items():
        monkeypatch.setattr(api, "SECONDS", 0.3 if livekit.fault == "slow" else 60.0)
        with pytest.raises(Unavailable) as failed:
            await service.create(room)
        assert (failed.value.status, failed.value.code) == (503, f"livekit_{code}"), livekit.fault
    livekit.fault = ""
    monkeypatch.setattr(settings(), "livekit_secret", "another-secret-of-thirty-two-chars")
    with pytest.raises(Unavailable) as failed:
        await service.create(room)
    assert failed.value.code == "livekit_refused"
    assert "secret" not in str(capfd.readouterr()), "no key in a log"


def test_a_token_opens_one_room_for_one_person_and_not_for_long(livekit: LiveKitServer) -> None:
    visit = uuid4()
    claims = grants(tokens.for_page(settings(), name_of(visit), "guest-1"))
    assert (claims["iss"], claims["sub"]) == (KEY, "guest-1") and claims["exp"] - time.time() <= 60
    assert claims["video"] == {
        "roomJoin": True, "room": f"visit-{visit}", "canPublish": True, "canSubscribe": True, "canPublishData": False,
        "canUpdateOwnMetadata": False, "canPublishSources": ["camera", "microphone", "screen_share"],
    }  # fmt: skip
    assert "name" not in claims and "metadata" not in claims, "who it is, only we know"
    assert visit_of(name_of(visit)) == visit and visit_of("visit-x") is None and visit_of(str(visit)) is None


async def test_half_a_configuration_is_none_and_the_doctor_says_what_is_missing(
    livekit: LiveKitServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    async def found() -> tuple[str, str]:
        (one,) = [one for one in await examine(tmp_path) if one.name == "livekit"]
        assert SECRET not in str(one)
        return one.verdict, one.detail

    assert (await found())[0] == "OK" and carrying.for_guests() == "livekit"
    livekit.fault = "unauthorized"
    assert await found() == ("FAIL", "The media server does not accept our key.")
    livekit.fault = ""
    monkeypatch.setattr(settings(), "public_url", "https://hub.example.org")
    assert (await found())[0] == "FAIL", "a secure page opens no plain WebSocket"
    monkeypatch.setattr(settings(), "livekit_key", "")
    assert (await found())[0] == "FAIL" and carrying.for_guests() == "relay"
    assert web._livekit() == "" and tokens.says(settings(), "", b"") is False
    monkeypatch.setattr(settings(), "livekit_url", "")
    assert (await found())[0] == "OK"


async def test_b22_livekit_carries_a_call_with_a_guest_and_a_removed_guest_is_out_of_its_room(
    hub: Hub, livekit: LiveKitServer
) -> None:
    house = options_of(hub)
    async with house.stack:
        await house.open()
        visit = await (await (await (await visits.booked(hub)).prepare()).wait()).admit()
        visit_id, room = str(visit.id), name_of(visit.id)
        socks = {"clinician": await house.connect(visit.doctor), "patient": await house.connect(visit.patient)}
        for sock in socks.values():
            await sock.ask("visit:enter", {"visit_id": visit_id, "page": "page-0001"})
        ask = {"visit_id": visit_id, "gen": 1}
        assert (await socks["patient"].ask("livekit:ticket", ask))["problem"]["code"] == "not_on_livekit"
        await hub.run_jobs()
        assert livekit.calls == [], "a call of two needs no room"

        # It cannot be carried: said to the guest before the two lose what they have.
        guests = {}
        for _ in range(2):
            browser = hub.client()
            name = f"guest-{await guest_of(visit, browser)}"
            guests[name] = await guest_sock(house, browser, 0).connect()
        removed, stays = guests
        livekit.fault = "full"
        full = await guests[removed].ask("guest:enter", {"page": "guest-page-1"})
        assert full["problem"]["code"] == "livekit_full"
        assert await hub.sql("SELECT engine FROM visit") == [("p2p",)]
        livekit.fault = ""

        # Everybody hears what carries the call now, and gets a ticket of their own.
        for guest in guests.values():
            assert (await guest.ask("guest:enter", {"page": "guest-page-1"}))["engine"] == "livekit"
        await house.settled()
        assert (await socks["patient"].hears("call:engine"))[-1]["engine"] == "livekit"
        given = {}
        for identity, sock in {**socks, **guests}.items():
            ticket = await sock.ask("livekit:ticket", ask)
            assert ticket["url"] == livekit.url and livekit.join(ticket["token"]) == identity
            given[identity] = ticket["token"]
        stale = await guests[stays].ask("livekit:ticket", {**ask, "gen": 2})
        assert stale["problem"]["code"] == "stale_generation"
        await hub.run_jobs()
        assert livekit.rooms == {room: {*socks, *guests}}, "who may be there stays"

        # Removed: out of the room, even if LiveKit did not answer at first, and with a ticket from before.
        livekit.fault = "down"
        await visit.doctor.delete(f"{visit.path}/guests/{removed.removeprefix('guest-')}")
        await hub.run_jobs(failures=True)
        livekit.fault = ""
        async with hub.transaction() as db:
            await db.execute(text("UPDATE job SET run_at = now() WHERE state = 'queued' AND attempts > 0"))
        await hub.run_jobs()
        assert livekit.rooms == {room: {*socks, stays}}
        livekit.join(given[removed])
        hook = livekit.hook(room)
        assert (await hub.client().call("POST", HOOK, **hook)).status == 200
        assert (await hub.client().call("POST", HOOK, **hook, expect=0)).code in ("webhook_seen",)
        await hub.run_jobs()
        assert livekit.rooms == {room: {*socks, stays}}

        # The door is shut: nobody stays inside.
        await visit.doctor.post(f"{visit.path}/hold")
        await hub.run_jobs()
        assert livekit.rooms == {}
        assert await hub.sql("SELECT count(*) FROM job WHERE name = 'livekit.settle' AND run_at > now()") != [(0,)], (
            "and it is looked at again when no ticket holds any more"
        )


async def test_b62_forged_foreign_and_replayed_webhooks_of_livekit_do_nothing(
    hub: Hub, livekit: LiveKitServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, client = await visits.booked(hub), hub.client()
    room, moment = name_of(visit.id), int(now().timestamp())

    async def said(request: dict[str, Any]) -> str:
        reply = await client.call("POST", HOOK, **request, expect=0)
        return "" if reply.status == 200 else reply.code

    good = livekit.hook(room)
    assert (await said(good), await said(good)) == ("", "webhook_seen")
    assert await said(livekit.hook(room, "track_published")) == ""
    bent = {**good, "data": good["data"].replace(b"patient", b"doctor")}
    plain = {**good, "headers": {"Authorization": signed({"iss": KEY, "exp": moment + 60}, "", "none")}}
    for wrong in (
        livekit.hook(room, secret="another-secret-of-thirty-two-chars"), livekit.hook(room, iss="APIother"),
        livekit.hook(room, exp=moment - 60), livekit.hook(room, exp=moment + 90_000), livekit.hook(room, exp=None),
        livekit.hook(room, nbf=moment + 600), livekit.hook(room, sha256=""), bent, plain, {**good, "headers": {}},
        {**good, "headers": {"Authorization": "Bearer " + "a" * 9000}}, {**good, "headers": {"Authorization": "x.y.z"}},
    ):  # fmt: skip
        assert await said(wrong) == "bad_signature"
    for foreign in (name_of(uuid4()), "visit-7", "lobby", ""):
        assert await said(livekit.hook(foreign)) == "foreign_room"
    for odd in ("participant\0joined", "e" * 300):
        assert await said(livekit.hook(room, odd)) == "not_an_event"
    assert await hub.sql("SELECT count(*) FROM job WHERE name = 'livekit.settle'") == [(1,)]
    monkeypatch.setattr(settings(), "livekit_secret", "")
    assert await said(good) == "not_found"
