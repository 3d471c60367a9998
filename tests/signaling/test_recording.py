"""Recording a call: with everybody's consent and no longer, in a process of its own, kept sealed, played as it was."""

from __future__ import annotations

import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import av
import pytest
from sqlalchemy import text

from hub.core.settings import settings
from hub.core.storage import storage
from hub.visits import actions as visit_actions
from hub.visits import queries as visit_queries
from hub.visits.recording import vault, writing
from signaling import recording
from signaling.muxing import Film
from signaling.recorder import BEGIN, HEAD, Recorder, Stored
from signaling.relaying import Relaying
from tests.factories import visits
from tests.hub_fixture import Client, Hub
from tests.signaling.conftest import options_of
from tests.signaling.house import House, Sock, until
from tests.signaling.page import Page
from tests.signaling.test_guest import guest_of, guest_sock, offered


class Call:
    """A call of two with pages that send, on one web process."""

    def __init__(self, house: House, visit: visits.TheVisit) -> None:
        self.house, self.visit, self.path = house, visit, f"{visit.path}/recordings"
        self.socks: dict[str, Sock] = {}
        self.pages: list[Page] = []

    @property
    def relaying(self) -> Relaying:
        return self.house.webs[0].sockets.relaying

    @property
    def taps(self) -> int:
        """How many tracks are recorded now."""
        peers = [peer for room in self.relaying.relay.rooms.values() for peer in room.peers.values()]
        return sum(len(inlet.taps) for peer in peers for inlet in peer.inlets.values())

    async def is_written(self) -> None:
        """Wait until everybody's tracks are recorded, and a second of each is."""
        await until(lambda: self.taps == 2 * len(self.pages))
        inlets = list(next(iter(self.relaying.recorders.values())).inlets)
        before = {inlet: inlet.packets for inlet in inlets}
        await until(lambda: all(inlet.packets > before[inlet] + 50 for inlet in inlets))

    async def enter(self) -> Call:
        for side in ("doctor", "patient"):
            self.socks[side] = await self.house.connect(getattr(self.visit, side))
            page = {"visit_id": str(self.visit.id), "page": "page-0001"}
            assert (await self.socks[side].ask("visit:enter", page))["ok"]

        async def both_are_in() -> bool:
            return bool((await self.visit.doctor.get(self.visit.path))["status"] == "in_call")

        await until(both_are_in)
        return self

    async def move_to_the_relay(self) -> None:
        """What both pages do when they hear that the relay carries the call."""
        for sock in self.socks.values():
            self.pages.append(Page())
            await offered(sock, self.pages[-1], str(self.visit.id), 1)

    async def ask(self) -> str:
        return str((await self.visit.doctor.post(self.path))["id"])

    async def agree(self, recording_id: str, client: Client, agree: bool = True) -> dict[str, Any]:
        found: dict[str, Any] = (await client.post(f"{self.path}/{recording_id}/consent", {"agree": agree})).data
        return found

    async def newest(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.visit.doctor.get(self.path))["items"][0]
        return found

    async def status(self, wanted: str) -> dict[str, Any]:
        """Wait for a state of the recording."""
        found = {"status": ""}

        async def look() -> bool:
            found.update(await self.newest())
            return found["status"] == wanted

        await until(look)
        return found

    async def close(self) -> None:
        for page in self.pages:
            await page.close()


@pytest.fixture
async def call(hub: Hub) -> AsyncIterator[Call]:
    house = options_of(hub)
    async with house.stack:
        await house.open()
        visit = await (await (await (await visits.booked(hub)).prepare()).wait()).admit()
        one = await Call(house, visit).enter()
        try:
            yield one
        finally:
            await one.close()


async def test_b59_nothing_is_recorded_before_everybody_agreed_and_nothing_after_one_takes_it_back(call: Call) -> None:
    visit = call.visit
    recording_id = await call.ask()
    asked = await call.newest()
    assert asked["status"] == "asked"
    assert {one["participant"]: one["agreed"] for one in asked["consents"]} == {"clinician": True, "patient": None}
    await call.house.settled()
    assert not call.taps and (await visit.doctor.get(visit.path))["engine"] == "p2p"

    await call.agree(recording_id, visit.patient)
    await call.house.settled()
    engines = [data["engine"] for data in await call.socks["patient"].hears("call:engine", 2)]
    assert engines == ["p2p", "relay"], "news of the question, then of the move"
    await call.move_to_the_relay()
    await call.status("recording")
    await call.is_written()

    # Taken back by the patient: stopped at once, and the call is the two's own again.
    stopped = await call.agree(recording_id, visit.patient, False)
    assert (stopped["status"], stopped["stop_reason"], stopped["stopped_by_name"]) == (
        "saving", "withdrawn", (await visit.doctor.get(visit.path))["patient"]["name"],
    )  # fmt: skip
    await call.house.settled()
    assert not call.relaying.recorders
    kept = await call.status("kept")
    assert (await visit.doctor.get(visit.path))["engine"] == "p2p"

    # Both participants' tracks, as long as it lasted, decodable to the end; sealed in the storage.
    assert [one["participant"] for one in kept["files"]].count("patient") == 1
    assert {one["participant"] for one in kept["files"]} == {"patient", "clinician"}
    for file in kept["files"]:
        content = await played(visit.doctor, f"{call.path}/{recording_id}/files/{file['id']}", file["size"])
        container = av.open(io.BytesIO(content), "r")
        assert [stream.codec_context.name for stream in container.streams] == ["opus", "vp8"]
        assert container.duration and abs(container.duration / 1000 - file["duration_ms"]) < 100
        # How many pictures a second there are is up to the machine that makes them; they last as long as the film.
        pictures = [frame.time or 0.0 for frame in container.decode(video=0)]
        assert len(pictures) > 10 and pictures[-1] * 1000 > file["duration_ms"] * 0.7
    on_disk = b"".join(path.read_bytes() for path in settings().files_dir.rglob("*") if path.is_file())
    assert b"OpusHead" not in on_disk and b"webm" not in on_disk

    # The patient may play it; a colleague without a part in it may not, and nobody what is outside of it.
    own = f"{call.path}/{recording_id}/files/{kept['files'][0]['id']}"
    assert (await visit.patient.get(own, expect=206)).status == 206
    await (await visit.hub.sign_in("doctor", "Stranger")).get(own, expect=404)
    outside = await visit.doctor.call("GET", own, headers={"Range": "bytes=99999999-"}, expect=416)
    assert outside.code == "range"


async def played(client: Client, path: str, size: int) -> bytes:
    """The file as a player gets it: in ranges, one after the other."""
    content = b""
    while len(content) < size:
        reply = await client.call("GET", path, headers={"Range": f"bytes={len(content)}-"}, expect=206)
        content += reply.raw
    return content


async def test_b22_a_guest_who_comes_unasked_ends_a_recording_and_consents_to_the_next_one(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = call.visit
    await call.agree(await call.ask(), visit.patient)
    await call.house.settled()
    await call.move_to_the_relay()
    await call.status("recording")
    browser = visit.hub.client()
    guest_id = await guest_of(visit, browser)
    guest = await guest_sock(call.house, browser, 0).connect()
    await guest.ask("guest:enter", {"page": "guest-page-1"})
    assert (await call.newest())["stop_reason"] == "joined"
    await call.status("kept")

    # Asked anew: all three have to agree, the guest in a browser without an account.
    recording_id = await call.ask()
    await call.agree(recording_id, visit.patient)
    await call.house.settled()
    assert not call.taps, "the guest has not agreed"
    assert (await browser.get("/api/guest"))["recording"] == {"status": "asked", "agreed": None}
    await browser.post("/api/guest/recording", {"agree": True})
    call.pages.append(Page())
    await offered(guest, call.pages[-1], str(visit.id), 1)
    await call.status("recording")
    await call.is_written()
    # What is recorded stays on our relay: whoever comes back into it needs no LiveKit that does not answer.
    with monkeypatch.context() as patched:
        for name, value in (("url", "ws://127.0.0.1:9"), ("key", "APItest"), ("secret", "s" * 32)):
            patched.setattr(settings(), f"livekit_{name}", value)
        back = await guest.ask("guest:enter", {"page": "guest-page-1"})
    assert back.get("engine") == "relay", back
    await browser.post("/api/guest/recording", {"agree": False})
    await call.house.settled()
    kept = await call.status("kept")
    assert (kept["stop_reason"], kept["stopped_by_name"]) == ("withdrawn", "Ana Lima")
    assert {one["participant"] for one in kept["files"]} == {"patient", "clinician", f"guest-{guest_id}"}


async def test_b59_a_recorder_that_dies_leaves_a_state_that_says_so_and_the_call_alone(call: Call) -> None:
    await call.agree(await call.ask(), call.visit.patient)
    await call.house.settled()
    await call.move_to_the_relay()
    await call.status("recording")
    (recorder,) = call.relaying.recorders.values()
    assert recorder._process is not None
    os.kill(recorder._process.pid, signal.SIGKILL)
    failed = await call.status("failed")
    assert failed["failure"] == "recorder_died", "nothing was stored yet, and it says so"
    assert (await call.visit.doctor.get(call.visit.path))["engine"] == "p2p", "the call goes on without it"


async def test_b59_what_was_recorded_is_kept_when_the_web_process_stops_in_the_middle(call: Call) -> None:
    recording_id = await call.ask()
    await call.agree(recording_id, call.visit.patient)
    await call.house.settled()
    await call.move_to_the_relay()
    await call.status("recording")
    await call.is_written()
    (recorder,) = call.relaying.recorders.values()
    for inlet in recorder.inlets:
        inlet.taps.clear()
    assert recorder._process is not None and recorder._process.stdin is not None
    recorder._process.stdin.close()  # all that a recorder sees of a web process that was killed
    kept = await call.status("kept")
    assert (kept["stop_reason"], kept["failure"], len(kept["files"])) == ("interrupted", "", 2)


async def test_a_recorder_lives_while_nobody_sends_and_deletes_no_part_before_the_new_one_is_written_down(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = await (await (await (await visits.booked(hub)).prepare()).wait()).admit()
    async with hub.transaction() as db:
        row = await visit_queries.access_visit(db, visit.doctor.actor, visit.id, lock=True)
        await visit_actions.joined(db, row, actor=visit.doctor.actor)
    path = f"{visit.path}/recordings"
    recording_id = UUID((await visit.doctor.post(path))["id"])
    await visit.patient.post(f"{path}/{recording_id}/consent", {"agree": True})
    recorder, packets = Recorder(recording_id, vault.new_key()), asyncio.StreamReader()
    monkeypatch.setattr("signaling.recorder.BEAT", 0.05)
    packets.feed_data(HEAD.pack(BEGIN, 0))
    running = asyncio.create_task(recorder.run(packets))

    async def has_beaten() -> bool:
        return bool((await hub.sql("SELECT beat_at > started_at FROM visit_recording"))[0][0])

    await until(has_beaten)
    running.cancel()
    await asyncio.wait([running])

    # The first part of a file is stored again when its length is known; until that is committed the old one counts.
    film = Film("patient", "camera", vault.PART)
    stored = recorder.rows[film] = Stored()
    film.parts.ready = [(0, b"as it began")]
    await recorder._store()
    before, film.parts.ready = stored.parts[0], [(0, b"as it ended")]
    with monkeypatch.context() as broken:
        broken.setattr(writing, "beat", _refuses)
        with pytest.raises(OSError, match="gone"):
            await recorder._store()
    await storage().get(before)
    stored.parts[0], film.parts.ready = before, [(0, b"as it ended")]
    await recorder._store()
    await hub.run_jobs()
    with pytest.raises(FileNotFoundError):
        await storage().get(before)
    after = stored.parts[0]

    # Given up meanwhile: what it still brings does not stay behind.
    async with hub.transaction() as db:
        await db.execute(text("UPDATE visit_recording SET status = 'failed'"))
    film.parts.ready = [(1, b"too late")]
    await recorder._store()
    await hub.run_jobs()
    for part in (after, stored.parts[1]):
        with pytest.raises(FileNotFoundError):
            await storage().get(part)


async def _refuses(*_: Any) -> None:
    raise OSError("gone")


async def test_nobody_is_told_of_a_move_that_the_process_which_carries_the_call_refuses(hub: Hub) -> None:
    house = options_of(hub, web_processes=2)
    async with house.stack:
        await house.open(2)
        visit = await (await (await (await visits.booked(hub)).prepare()).wait()).admit()
        await house.connect(visit.doctor, 1)
        carrying = house.webs[1].sockets.relaying
        carrying.relay.most = 10
        call = await Call(house, visit).enter()  # both pages sit at the other process
        assert await carrying._owner(visit.id, takeover=True) == carrying.id
        await call.agree(await call.ask(), visit.patient)
        assert (await call.status("failed"))["failure"] == "relay_full"
        await house.settled()
        await call.socks["patient"].hears("call:engine")
        for sock in call.socks.values():
            assert {data["engine"] for event, data in sock.heard if event == "call:engine"} == {"p2p"}


async def test_a_recorder_that_hangs_is_killed(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    relaying, recording_id = call.relaying, await call.ask()
    await until(lambda: relaying.recorders, 20)  # of a question that is declined at once nobody begins one
    await call.agree(recording_id, call.visit.patient, agree=False)
    await until(lambda: relaying._ending, 20)
    (hangs,) = relaying._ending
    assert hangs._process is not None
    os.kill(hangs._process.pid, signal.SIGSTOP)
    await relaying.beat()
    assert not hangs.over, "it may take its time"
    monkeypatch.setattr(recording, "KILLED_AFTER", 0.0)
    await relaying.beat()
    await until(lambda: hangs.over, 10)
    await relaying.beat()
    assert not relaying._ending


async def test_news_that_were_read_before_a_call_moved_do_not_shut_its_new_room(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, moved = call.relaying._record, asyncio.Event()
    held: list[UUID] = []

    async def slow(visit_id: UUID) -> bool:
        """The news of the question are still being told when the pages have moved already."""
        fits = await record(visit_id)
        if not held:
            held.append(visit_id)
            await moved.wait()
        return fits

    monkeypatch.setattr(call.relaying, "_record", slow)
    recording_id = await call.ask()
    await until(lambda: held, 20)
    await call.agree(recording_id, call.visit.patient)
    await call.move_to_the_relay()
    moved.set()
    await call.house.settled()
    (room,) = call.relaying.relay.rooms.values()
    assert set(room.peers) == {"patient", "clinician"}


async def test_a_full_relay_refuses_to_record_and_leaves_the_call_of_two_as_it_is(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    call.relaying.relay.most = 10
    record, agreed = call.relaying._record, asyncio.Event()

    async def until_agreed(visit_id: UUID) -> bool:
        """The news of the question are still being told when the last one agrees."""
        fits = await record(visit_id)
        await agreed.wait()
        return fits

    monkeypatch.setattr(call.relaying, "_record", until_agreed)
    await call.agree(await call.ask(), call.visit.patient)
    waits = asyncio.create_task(call.relaying.settle(call.visit.id))
    other = await visits.booked(call.visit.hub, minutes=60, patient="Second")
    monkeypatch.setattr(call.relaying, "_record", record)
    await asyncio.wait_for(call.relaying.settle(other.id), 10)
    assert not waits.done(), "what one call waits for holds up no other"
    monkeypatch.setattr(call.relaying, "_record", until_agreed)
    agreed.set()
    await call.house.settled()
    failed = await call.status("failed")
    assert failed["failure"] == "relay_full"
    assert (await call.visit.doctor.get(call.visit.path))["engine"] == "p2p"
    assert "relay" not in [data["engine"] for event, data in call.socks["patient"].heard if event == "call:engine"]
