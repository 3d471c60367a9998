"""Recordings without media: who is asked, what ends one, what is swept up, what expires."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text

from hub.core import rotation, switches
from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.core.ids import uuid7
from hub.core.keys import Unreadable
from hub.core.settings import settings
from hub.core.storage import storage
from hub.patients.erasure import holds
from hub.patients.models import Patient
from hub.visits import actions as visit_actions
from hub.visits import guests
from hub.visits import queries as visit_queries
from hub.visits.guest_routes import cookie_name as guest_cookie
from hub.visits.recording import queries, vault, writing
from hub.visits.recording.models import RecordingFile
from hub.visits.recording.switches import RECORDING
from tests.factories import visits
from tests.hub_fixture import Hub
from tests.signaling.test_guest import guest_of


@pytest.fixture
async def visit(hub: Hub) -> visits.TheVisit:
    """A call in which both are."""
    one = await (await (await (await visits.booked(hub)).prepare()).wait()).admit()
    async with hub.transaction() as db:
        row = await visit_queries.access_visit(db, one.doctor.actor, one.id, lock=True)
        await visit_actions.joined(db, row, actor=one.doctor.actor)
    return one


async def asked(visit: visits.TheVisit, *, agreed: bool = False) -> str:
    recording_id = str((await visit.doctor.post(f"{visit.path}/recordings"))["id"])
    if agreed:
        await visit.patient.post(f"{visit.path}/recordings/{recording_id}/consent", {"agree": True})
    return recording_id


async def newest(visit: visits.TheVisit) -> dict[str, Any]:
    found: dict[str, Any] = (await visit.doctor.get(f"{visit.path}/recordings"))["items"][0]
    return found


async def engine(visit: visits.TheVisit) -> str:
    return str((await visit.doctor.get(visit.path))["engine"])


async def test_asking_needs_both_in_the_call_the_clinician_and_a_hospital_that_records(
    visit: visits.TheVisit, hub: Hub
) -> None:
    path = f"{visit.path}/recordings"
    await visit.patient.post(path, expect=403)
    again = [str((await visit.doctor.post(path))["id"]) for _ in range(2)]
    assert again[0] == again[1], "asked twice, one question"
    refused = await visit.patient.post(f"{path}/{again[0]}/consent", {"agree": False})
    assert (refused["status"], await engine(visit)) == ("declined", "p2p")
    late = await visit.patient.post(f"{path}/{again[0]}/consent", {"agree": True}, expect=410)
    assert late.code == "recording_over"
    await visit.patient.post(f"{path}/{again[0]}/consent", {"agree": False}, expect=200)
    await visit.doctor.post(f"{visit.path}/hang-up")
    assert (await visit.doctor.post(path, expect=409)).code == "not_in_call"
    async with hub.transaction() as db:
        await switches.change(db, RECORDING, False, "no recordings here", actor=SYSTEM)
    assert (await visit.doctor.post(path, expect=403)).code == "switched_off"
    assert (await visit.doctor.get(path))["offered"] is False


@pytest.mark.parametrize(
    ("verb", "reason"), [("hang-up", "hung_up"), ("hold", "on_hold"), ("send-back", "on_hold")]
)  # fmt: skip
async def test_what_ends_or_pauses_the_call_ends_its_recording(
    visit: visits.TheVisit, hub: Hub, verb: str, reason: str
) -> None:
    recording_id = UUID(await asked(visit, agreed=True))
    assert ((await newest(visit))["status"], await engine(visit)) == ("starting", "relay")
    async with hub.transaction() as db:
        assert await writing.begun(db, recording_id)
    await visit.doctor.post(f"{visit.path}/{verb}")
    found = await newest(visit)
    assert (found["status"], found["stop_reason"], await engine(visit)) == ("saving", reason, "p2p")
    async with hub.transaction() as db:
        assert not await writing.begun(db, recording_id), "no packet more is written"


async def test_b59_a_recorder_may_not_begin_without_every_consent_stored(visit: visits.TheVisit, hub: Hub) -> None:
    recording_id = UUID(await asked(visit, agreed=True))
    async with hub.transaction() as db:
        await db.execute(text("UPDATE visit_recording_consent SET withdrawn_at = now() WHERE participant = 'patient'"))
        assert not await writing.begun(db, recording_id)
    assert (await newest(visit))["status"] == "starting"


@pytest.mark.parametrize("removed", [False, True])
async def test_nobody_waits_for_the_answer_of_a_guest_who_has_gone(
    visit: visits.TheVisit, hub: Hub, removed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("url", "key", "secret"):
        monkeypatch.setattr(settings(), f"livekit_{name}", "wss://livekit.example.org" if removed else "")
    browser = hub.client()
    guest_id = await guest_of(visit, browser)
    async with hub.transaction() as db:
        await guests.enter(db, browser.cookie(guest_cookie()), "guest-page-1")
    await asked(visit, agreed=True)
    assert await engine(visit) == ("livekit" if removed else "relay")
    found = await newest(visit)
    assert (found["status"], [one["agreed"] for one in found["consents"]]) == ("asked", [True, True, None])
    if removed:
        await visit.doctor.delete(f"{visit.path}/guests/{guest_id}")
    else:
        await browser.post("/api/guest/leave")
    assert ((await newest(visit))["status"], await engine(visit)) == ("starting", "relay"), (
        "both agreed long ago, and what is recorded goes over our relay, LiveKit or not"
    )


async def test_a_recording_whose_recorder_is_gone_says_what_is_missing_and_expires_in_the_end(
    visit: visits.TheVisit, hub: Hub
) -> None:
    # Never began: the sweep says so, and the call goes from browser to browser again.
    await asked(visit, agreed=True)
    await _later(hub, writing.STARTS_WITHIN)
    assert ((await newest(visit))["failure"], await engine(visit)) == ("did_not_start", "p2p")

    # Began and fell silent: what is stored is kept, and the state says that the end is missing.
    recording_id = UUID(await asked(visit, agreed=True))
    async with hub.transaction() as db:
        await writing.begun(db, recording_id)
        key = await queries.key(db, recording_id)
        file_id, plain = uuid7(), b"\x1aE\xdf\xa3" + bytes(5_000)
        part, _ = await storage().put(vault.seal(key, file_id, 0, plain))
        await writing.write(db, recording_id, [{
            "id": file_id, "participant": "patient", "source": "camera", "tracks": ["audio"], "offset_ms": 40,
            "duration_ms": 2_000, "size": len(plain), "part_size": vault.PART, "parts": [part],
        }])  # fmt: skip
    await _later(hub, writing.BEATS_WITHIN)
    kept = await newest(visit)
    assert (kept["status"], kept["failure"], kept["duration_ms"]) == ("kept", "recorder_died", 2_040)
    path = f"{visit.path}/recordings/{recording_id}/files/{file_id}"
    reply = await visit.patient.call("GET", path, headers={"Range": "bytes=2-101"}, expect=206)
    assert reply.raw == plain[2:102] and reply.headers["Content-Range"] == f"bytes 2-101/{len(plain)}"
    assert await hub.sql("SELECT count(*) FROM audit_event WHERE action = 'play'") == [(0,)]
    await visit.patient.get(path, expect=206)
    assert await hub.sql("SELECT count(*) FROM audit_event WHERE action = 'play'") == [(1,)]
    with pytest.raises(Unreadable):
        vault.unseal(key, file_id, 1, await storage().get(part))

    # Who takes out the own record has the film, too, as it was sent.
    await visit.patient.post("/api/my/exports", expect=201)
    await hub.run_jobs()
    made = (await visit.patient.get("/api/my/exports"))["items"][0]["id"]
    archive = zipfile.ZipFile(io.BytesIO((await visit.patient.get(f"/api/my/exports/{made}", expect=200)).raw))
    (film,) = [name for name in archive.namelist() if name.startswith("visit_recording/")]
    assert film.endswith(f"-{recording_id}/1-patient-camera.webm") and archive.read(film) == plain
    sums = orjson.loads(archive.read("manifest.json"))["files"]
    assert sums[film] == sha256(plain).hexdigest() and archive.testzip() is None

    # The patient's key is shredded: nothing plays any more, and it expires like every other.
    async with hub.transaction() as db:
        await rotation.shred(db, UUID(str(visit.patient.patient_id)), actor=SYSTEM, reason="asked for")
    assert (await visit.patient.get(path, expect=410)).code == "recording_gone"

    # A legal hold stops the clock (B70).
    person = UUID(str(visit.patient.patient_id))
    async with hub.transaction() as db:
        await db.execute(text("UPDATE visit_recording SET keep_until = now() - interval '1 day'"))
        await holds.put(db, await db.get_one(Patient, person), "A court asks", actor=visit.doctor.actor)
        await writing.expire(db)
    await hub.run_jobs()
    assert (await newest(visit))["status"] == "kept" and await storage().get(part)
    async with hub.transaction() as db:
        await holds.lift(db, await db.get_one(Patient, person), "It is done", actor=visit.doctor.actor)

    # Its time is over: key and bytes are gone, the fact that there was one stays.
    async with hub.transaction() as db:
        await writing.expire(db)
    await hub.run_jobs()
    expired = await newest(visit)
    assert (expired["status"], expired["files"]) == ("expired", [])
    with pytest.raises(FileNotFoundError):
        await storage().get(part)
    assert (await visit.patient.get(path, expect=410)).code == "recording_gone"


async def _later(hub: Hub, time: timedelta) -> None:
    """The sweep, as if `time` had passed since the recording's last change."""
    past = now() - time - timedelta(seconds=1)
    async with hub.transaction() as db:
        await db.execute(text("UPDATE visit_recording SET status_at = :past, beat_at = NULL"), {"past": past})
        await writing.sweep(db)


async def test_the_bytes_of_another_recording_are_not_found(visit: visits.TheVisit, hub: Hub) -> None:
    recording_id = await asked(visit)
    async with hub.transaction() as db:
        db.add(RecordingFile(recording_id=UUID(recording_id), participant="patient", source="camera", tracks=["audio"],
                             offset_ms=0, duration_ms=0, size=1, part_size=vault.PART, parts=[uuid7()]))  # fmt: skip
    await visit.doctor.get(f"{visit.path}/recordings/{recording_id}/files/{uuid7()}", expect=404)
    await visit.doctor.get(f"{visit.path}/recordings/{uuid7()}/files/{uuid7()}", expect=404)
