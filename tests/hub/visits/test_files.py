"""Files of the chat and photos in the call: sent, taken back, filed to the chart; by the two of the visit alone."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from sqlalchemy import text, update

from hub.core import scanner
from hub.core.actor import SYSTEM
from hub.core.ids import uuid7
from hub.core.scanner import EICAR
from hub.patients import actions as patients
from hub.patients.access import labels
from hub.patients.access.models import Label, Labelled
from hub.patients.models import Patient
from hub.visits import actions as visit_actions
from hub.visits import queries as visit_queries
from hub.visits.models import VisitFile, VisitStatus
from tests.factories import visits
from tests.hub.core.test_files import png
from tests.hub_fixture import Client, Hub

TEXT = b"Blood pressure at home: 146/92"


@pytest.fixture
async def visit(hub: Hub) -> visits.TheVisit:
    """A call in which both are."""
    one = await (await (await (await visits.booked(hub)).prepare()).wait()).admit()
    async with hub.transaction() as db:
        row = await visit_queries.access_visit(db, one.doctor.actor, one.id, lock=True)
        await visit_actions.joined(db, row, actor=one.doctor.actor)
    return one


async def send(by: Client, path: str, raw: bytes, *, expect: int = 201, **query: Any) -> Any:
    return await by.call("POST", path, data=raw, query=query, expect=expect)


async def chat(by: Client, visit: visits.TheVisit) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await by.get(f"{visit.path}/messages"))["items"]
    return found


async def test_a_file_of_the_chat_is_read_by_both_filed_once_and_seen_by_the_patient(
    visit: visits.TheVisit, hub: Hub
) -> None:
    files = f"{visit.path}/files"
    line = await send(visit.patient, files, TEXT, name="C:\\home\\readings.txt")
    assert (line["body"], line["file"]["name"], line["file"]["filed"]) == ("", "readings.txt", False)
    one = f"{files}/{line['file']['id']}"
    reply = await visit.doctor.get(one, expect=200)
    assert (reply.raw, reply.headers["Content-Disposition"].split(";")[0]) == (TEXT, "attachment")

    # Late in the evening, where the clinic is: its date, not Greenwich's.
    async with hub.transaction() as db:
        await db.execute(text("UPDATE visit_file SET created_at = '2026-03-04 03:30+00'"))
    data = {"title": "Readings at home", "folder": "result"}
    assert (await visit.patient.post(f"{one}/chart", data, expect=403)).code == "forbidden"
    assert (await visit.doctor.post(f"{one}/chart", data, expect=201))["filed"]
    assert (await visit.doctor.post(f"{one}/chart", data, expect=409)).code == "filed"
    assert (await visit.doctor.delete(one, expect=409)).code == "filed"
    [paper] = (await visit.patient.get("/api/my/documents"))["items"]
    assert (paper["title"], paper["folder"], paper["dated"], paper["encounter_id"]) == (
        "Readings at home", "result", "2026-03-03", str(visit.encounter_id),
    )  # fmt: skip
    assert (await visit.patient.get(f"/api/my/documents/{paper['id']}", expect=200)).raw == TEXT
    stored = await hub.sql("SELECT name_sealed FROM visit_file")
    assert "readings" not in stored[0][0], "sealed"

    # Its meeting's label is the document's, too: a colleague of the team sees that something is kept, and no more.
    team = await hub.sign_in("doctor", "Team")
    async with hub.transaction() as db:
        patient = await db.get_one(Patient, visit.patient.patient_id)
        await patients.join_care_team(db, patient, team.practitioner_id, actor=SYSTEM)
    url = f"/api/patients/{patient.id}/documents"
    assert len((await team.get(url))["items"]) == 1
    async with hub.transaction() as db:
        await labels.put(
            db, patient, Label.psychiatry, actor=SYSTEM, entity=Labelled.encounter, entity_id=visit.encounter_id
        )
    assert (await team.get(url)).data == {"items": [], "restricted": True}
    await team.get(f"{url}/{paper['id']}", expect=404)
    assert len((await visit.doctor.get(url))["items"]) == 1


async def test_a_file_is_taken_back_until_it_is_filed_and_nothing_else_is_taken(
    visit: visits.TheVisit, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = f"{visit.path}/files"
    for raw, status, code in (
        (b"<svg onload=x>", 415, "file_type"),
        (EICAR, 422, "file_infected"),
        (b"", 422, "file_empty"),
    ):
        assert (await send(visit.patient, files, raw, expect=status)).code == code
    assert await chat(visit.patient, visit) == []
    line = await send(visit.doctor, files, png(), name="exercise.png")
    one = f"{files}/{line['file']['id']}"
    assert (await visit.patient.delete(one, expect=403)).code == "not_your_file"
    for stranger in (await hub.sign_in("doctor", "Stranger"), await hub.sign_in("patient", "Other")):
        await stranger.get(one, expect=404)
        await send(stranger, files, TEXT, expect=404)
    kept_id = (await hub.sql("SELECT file_id FROM visit_file"))[0][0]
    for erased in (None, uuid7()):  # the row stays, its file does not
        async with hub.transaction() as db:
            await db.execute(update(VisitFile).values(file_id=erased))
        assert (await visit.patient.get(one, expect=410)).code == "file_erased"
    async with hub.transaction() as db:
        await db.execute(update(VisitFile).values(file_id=kept_id))
    await visit.doctor.delete(one)
    assert (await visit.patient.get(one, expect=410)).code == "file_removed"
    assert (await chat(visit.patient, visit))[0]["file"]["removed"]
    await hub.run_jobs()
    assert await hub.sql("SELECT 1 FROM stored_file") == []

    # While the scanner takes its time nobody waits for it: the clinician hangs up, and ends the visit.
    kept = await send(visit.patient, files, TEXT, name="list.txt")
    looked_at, seen = scanner.check, []

    async def slow(content: bytes) -> str:
        await visit.doctor.post(f"{visit.path}/hang-up")
        async with hub.transaction() as db:
            row = await visit_queries.access_visit(db, visit.doctor.actor, visit.id, lock=True)
            await visit_actions.finish(db, row, VisitStatus.ended, actor=SYSTEM)
        seen.append(content)
        return await looked_at(content)

    monkeypatch.setattr(scanner, "check", slow)
    assert (await send(visit.patient, files, TEXT, expect=410)).code == "visit_over"
    assert seen == [TEXT] and len(await chat(visit.patient, visit)) == 2

    # The desk reads the words with who waits, and not the files; what nobody has filed stays when the visit is over.
    assert (await send(visit.patient, files, TEXT, expect=410)).code == "visit_over"
    assert (await visit.doctor.get(f"{files}/{kept['file']['id']}")).raw == TEXT
    await visit.patient.post("/api/my/exports", expect=201)
    await hub.run_jobs()
    [made] = (await visit.patient.get("/api/my/exports"))["items"]
    archive = zipfile.ZipFile(io.BytesIO((await visit.patient.get(f"/api/my/exports/{made['id']}")).raw))
    assert archive.read(f"visit_file/{kept['file']['id']}-list.txt") == TEXT


async def test_a_photo_is_asked_for_taken_by_the_patient_and_filed_with_its_body_site(
    visit: visits.TheVisit, hub: Hub
) -> None:
    photos = f"{visit.path}/photos"
    await visit.patient.post(photos, {"wanted": "the rash"}, expect=403)
    asked = [await visit.doctor.post(photos, {"wanted": "the rash"}, expect=201) for _ in range(2)]
    assert asked[0]["id"] == asked[1]["id"], "asked twice, one question"
    one = f"{photos}/{asked[0]['id']}"
    assert (await send(visit.doctor, f"{one}/picture", png(), expect=403)).code == "patient_only"
    assert (await send(visit.patient, f"{one}/picture", TEXT, expect=415)).code == "file_type"
    assert (await visit.patient.post(f"{one}/refuse", {"reason": "no"}))["status"] == "refused"
    assert (await send(visit.patient, f"{one}/picture", png(), expect=410)).code == "photo_over"
    assert (await chat(visit.doctor, visit)) == [], "refused: nothing has left the phone"

    one = f"{photos}/{(await visit.doctor.post(photos, {}, expect=201))['id']}"
    assert (await send(visit.patient, f"{one}/picture", png()))["status"] == "sent"
    [line] = await chat(visit.patient, visit)
    assert line["mine"] and line["file"]["photo"] and line["file"]["media_type"] == "image/png"
    data = {"title": "Rash", "folder": "imaging", "body_site": "left forearm"}
    await visit.doctor.post(f"{visit.path}/files/{line['file']['id']}/chart", data, expect=201)
    [paper] = (await visit.patient.get("/api/my/documents"))["items"]
    assert (paper["body_site"], paper["folder"], paper["encounter_id"]) == (
        "left forearm", "imaging", str(visit.encounter_id),
    )  # fmt: skip
    trail = await hub.sql("SELECT action, actor_id FROM audit_event WHERE entity = 'visit_photo' ORDER BY id")
    assert [row[1] for row in trail] == [visit.doctor.user_id, visit.patient.user_id] * 2
    words = await hub.sql("SELECT string_agg(after::text, '') FROM audit_event WHERE entity = 'visit_photo'")
    assert "rash" not in words[0][0]

    # Without both in the call nobody is asked, and the end of the visit ends the question.
    await visit.doctor.post(photos, {}, expect=201)
    await visit.doctor.post(f"{visit.path}/hang-up")
    async with hub.transaction() as db:
        row = await visit_queries.access_visit(db, visit.doctor.actor, visit.id, lock=True)
        await visit_actions.finish(db, row, VisitStatus.ended, actor=SYSTEM)
    await hub.run_jobs()
    assert [row["status"] for row in (await visit.patient.get(photos))["items"]] == ["withdrawn", "sent", "refused"]
    assert (await visit.doctor.post(photos, {}, expect=410)).code == "visit_over"
