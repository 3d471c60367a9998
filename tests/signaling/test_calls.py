"""The call of a visit over sockets: who comes in when, what is passed between the two, what is refused."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
import socketio

from hub.core.facts import state
from hub.visits import actions
from hub.visits.facts import VisitChanged
from hub.visits.models import Visit, VisitStatus
from tests.factories import visits
from tests.factories.visits import TheVisit
from tests.hub_fixture import Hub
from tests.signaling.conftest import options_of
from tests.signaling.house import House, Sock, until

PAGE, OTHER_PAGE = "page-0001", "page-0002"


class TheCall:
    """A visit with an open door and a socket for each side, each on a web front of its own."""

    def __init__(self, house: House, visit: TheVisit) -> None:
        self.house, self.visit = house, visit

    async def patient(self) -> Sock:
        return await self.house.connect(self.visit.patient, 0)

    async def clinician(self) -> Sock:
        return await self.house.connect(self.visit.doctor, 1)

    async def enter(self, sock: Sock, page: str = PAGE) -> dict[str, Any]:
        return await sock.ask("visit:enter", {"visit_id": str(self.visit.id), "page": page})

    def signal(self, to: str, /, **more: Any) -> dict[str, Any]:
        return {"visit_id": str(self.visit.id), "to": to, "gen": 1, "to_gen": 1, "seq": 1} | more


@pytest.fixture
async def waiting(hub: Hub) -> AsyncIterator[TheCall]:
    house = options_of(hub)
    async with house.stack:
        await house.open(2)
        visit = await (await (await visits.booked(hub)).prepare()).wait()
        await house.settled()  # a page that opens now hears nothing of what led here
        yield TheCall(house, visit)


@pytest.fixture
async def call(waiting: TheCall) -> TheCall:
    await waiting.visit.admit()
    await waiting.house.settled()
    return waiting


async def test_nothing_of_a_call_before_the_door_is_open(waiting: TheCall) -> None:
    patient, clinician = await waiting.patient(), await waiting.clinician()
    for sock in (patient, clinician):
        assert (await waiting.enter(sock))["problem"]["code"] == "not_admitted"
    offer = waiting.signal("clinician", description={"type": "offer", "sdp": "v=0"})
    assert (await patient.ask("call:signal", offer))["problem"]["code"] == "not_in_call"
    assert (await waiting.visit.patient.get(f"{waiting.visit.path}/ice", expect=409)).code == "not_admitted"
    assert (await patient.ask("watch", {"room": f"visit:{waiting.visit.id}"}))["ok"]
    await waiting.visit.admit()
    await waiting.house.settled()
    await until(lambda: any(fact["kind"] == "VisitChanged" for fact in patient.facts()))
    assert [fact["status"] for fact in patient.facts() if fact["kind"] == "VisitChanged"] == ["admitted"]


async def test_both_come_in_and_speak_to_each_other_across_processes(call: TheCall) -> None:
    patient, clinician = await call.patient(), await call.clinician()
    first = await call.enter(clinician)
    assert (first["participant_id"], first["polite"], first["gen"], first["peers"]) == ("clinician", False, 1, [])
    second = await call.enter(patient)
    assert (second["participant_id"], second["polite"]) == ("patient", True)
    assert second["peers"] == [{"participant_id": "clinician", "gen": 1}]
    assert (await clinician.hears("call:peer"))[0] == {
        "visit_id": str(call.visit.id), "participant_id": "patient", "gen": 1, "state": "here",
    }  # fmt: skip
    assert await call.visit.status() == "in_call"
    sdp = "v=0\r\n" + "a=x\r\n" * 2000
    await clinician.ask("call:signal", call.signal("patient", description={"type": "offer", "sdp": sdp}))
    heard = (await patient.hears("call:signal"))[0]
    assert heard["description"] == {"type": "offer", "sdp": sdp} and heard["from"] == "clinician"
    candidate = {"candidate": "candidate:1 1 UDP 1 127.0.0.1 9 typ host", "sdpMid": "0", "sdpMLineIndex": 0,
                 "usernameFragment": "abcd"}  # fmt: skip
    await patient.ask("call:signal", call.signal("clinician", candidate=candidate))
    await patient.ask("call:signal", call.signal("clinician", candidate=None))
    heard = await clinician.hears("call:signal", 2)
    assert heard[0]["candidate"] == candidate and heard[1]["candidate"] is None


async def test_a_reload_is_a_new_generation_and_a_lost_socket_is_not(call: TheCall) -> None:
    patient, clinician = await call.patient(), await call.clinician()
    await call.enter(clinician)
    await call.enter(patient)
    await patient.io.disconnect()
    assert [news["state"] for news in await clinician.hears("call:peer", 2)] == ["here", "away"]
    back = await call.patient()
    assert (await call.enter(back))["gen"] == 1, "the same page keeps its generation, and its media"
    reloaded = await call.patient()
    assert (await call.enter(reloaded, OTHER_PAGE))["gen"] == 2
    assert (await back.hears("call:replaced"))[0]["gen"] == 2
    stale = call.signal("clinician", description={"type": "offer", "sdp": "v=0"})
    assert (await back.ask("call:signal", stale))["problem"]["code"] == "not_in_call"
    assert (await reloaded.ask("call:signal", stale))["problem"]["code"] == "stale_generation"
    assert (await reloaded.ask("call:signal", {**stale, "gen": 2}))["ok"]
    news = await clinician.hears("call:peer", 4)
    assert [(one["gen"], one["state"]) for one in news] == [(1, "here"), (1, "away"), (1, "here"), (2, "here")]
    await back.io.disconnect()
    await reloaded.ask("visit:leave", {"visit_id": str(call.visit.id)})
    assert [one["state"] for one in (await clinician.hears("call:peer", 5))[4:]] == ["left"]


async def test_b50_a_stranger_is_refused_and_written_down(call: TheCall) -> None:
    stranger = await call.house.connect(await call.house.hub.sign_in("patient", "Stranger"))
    reply = await call.enter(stranger)
    assert reply["problem"]["code"] == "not_found"
    for room in (f"visit:{call.visit.id}", f"case:{call.visit.case_id}", f"patient:{call.visit.patient.patient_id}"):
        assert (await stranger.ask("watch", {"room": room}))["problem"]["status"] in (403, 404)
    rows = await call.house.hub.sql(
        "SELECT entity_id, actor_id FROM audit_event WHERE action = 'watch' AND outcome = 'denied'"
    )
    assert len(rows) == 4 and {row[1] for row in rows} == {stranger_id(call)}


def stranger_id(call: TheCall) -> Any:
    return call.house.hub._people["patient Stranger"]


NOT_SIGNALS: list[dict[str, Any]] = [
    {"description": {"type": "offer", "sdp": "x" * 64_001}},
    {"description": {"type": "nonsense", "sdp": ""}},
    {"description": {"type": "offer", "sdp": 5}},
    {"description": {"type": "offer", "sdp": "", "extra": 1}},
    {"candidate": {"candidate": "x" * 5_000}},
    {"candidate": "x"},
    {"description": {"type": "offer", "sdp": ""}, "candidate": None},
    {},
    {"description": {"type": "offer", "sdp": ""}, "to": "everybody"},
    {"description": {"type": "offer", "sdp": ""}, "gen": "1"},
    {"description": {"type": "offer", "sdp": ""}, "visit_id": "x"},
]


async def test_a_signal_that_is_not_one_gets_a_problem(call: TheCall) -> None:
    clinician = await call.clinician()
    await call.enter(clinician)
    for wrong in NOT_SIGNALS:
        reply = await clinician.ask("call:signal", call.signal("patient", **wrong))
        assert reply["ok"] is False and reply["problem"]["code"] == "invalid", wrong


async def test_one_speaks_only_to_the_other_side(call: TheCall) -> None:
    clinician = await call.clinician()
    await call.enter(clinician)
    reply = await clinician.ask("call:signal", call.signal("clinician", description={"type": "offer", "sdp": ""}))
    assert reply["problem"]["code"] == "no_such_participant"


async def test_a_hostile_page_reaches_no_other_call_and_a_loop_of_offers_is_cut_short(call: TheCall) -> None:
    """Candidates for another room, and renegotiation in a loop; what else is said in the call goes through."""
    clinician, patient = await call.clinician(), await call.patient()
    await call.enter(clinician)
    await call.enter(patient)
    other = await visits.booked(call.house.hub, minutes=60, patient="Second")
    candidate = {"candidate": "candidate:1 1 UDP 1 127.0.0.1 9 typ host", "sdpMid": "0"}
    for visit_id in (str(other.id), "00000000-0000-0000-0000-000000000000"):
        wrong = call.signal("patient", candidate=candidate) | {"visit_id": visit_id}
        assert (await clinician.ask("call:signal", wrong))["problem"]["code"] == "not_in_call"
    offer = call.signal("patient", description={"type": "offer", "sdp": "v=0"})
    codes: list[str] = []
    with contextlib.suppress(socketio.exceptions.SocketIOError):  # who goes on after being refused is cut off
        for _ in range(400):
            codes.append((await clinician.ask("call:signal", offer)).get("problem", {}).get("code", ""))
    assert codes[0] == "" and set(codes) <= {"", "too_many_requests"}
    assert (await patient.ask("call:signal", call.signal("clinician", candidate=None)))["ok"], "nobody else is harmed"
    passed = sum(event == "call:signal" for event, _ in patient.heard)
    assert 0 < passed <= codes.count("") + 1, "nothing of the other room, and no more than was let through"


async def test_when_the_visit_is_over_everybody_is_put_out(call: TheCall) -> None:
    patient, clinician = await call.patient(), await call.clinician()
    await call.enter(clinician)
    await call.enter(patient)
    async with call.house.hub.transaction() as db:
        visit = await db.get_one(Visit, call.visit.id, with_for_update=True)
        await actions.finish(db, visit, VisitStatus.ended, actor=call.visit.doctor.actor)
    for sock in (patient, clinician):
        await sock.hears("call:closed")
    reply = await patient.ask("call:signal", call.signal("clinician", description={"type": "offer", "sdp": ""}))
    assert reply["problem"]["code"] == "not_in_call"
    assert (await call.enter(patient))["problem"]["code"] == "visit_over"


async def test_news_of_the_time_before_the_door_opened_put_nobody_out(call: TheCall) -> None:
    patient, clinician = await call.patient(), await call.clinician()
    await call.enter(clinician)
    await call.enter(patient)
    async with call.house.hub.transaction() as db:
        visit = await db.get_one(Visit, call.visit.id)
        late = VisitChanged(visit_id=visit.id, status="waiting", practitioner_id=visit.practitioner_id)
        state(db, late, actor=call.visit.doctor.actor)
    await call.house.settled()
    offer = call.signal("clinician", description={"type": "offer", "sdp": "v=0"})
    assert (await patient.ask("call:signal", offer))["ok"]
    await clinician.hears("call:signal")


async def test_the_call_goes_on_without_valkey_in_one_process(call: TheCall, monkeypatch: pytest.MonkeyPatch) -> None:
    from redis.asyncio import Redis
    from redis.exceptions import ConnectionError as Lost

    async def lost(*_: Any, **__: Any) -> Any:
        raise Lost("away")

    monkeypatch.setattr(Redis, "execute_command", lost)
    monkeypatch.setattr("redis.asyncio.client.Pipeline.execute", lost)
    clinician, patient = await call.clinician(), await call.house.connect(call.visit.patient, 1)
    await call.enter(clinician)
    assert (await call.enter(patient))["peers"] == [{"participant_id": "clinician", "gen": 1}]
    await clinician.ask("call:signal", call.signal("patient", description={"type": "offer", "sdp": "v=0"}))
    assert (await patient.hears("call:signal"))[0]["description"]["sdp"] == "v=0"
