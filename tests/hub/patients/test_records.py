"""Merging and undoing, the timeline, the export of everything; and that no table of a patient is forgotten (B70)."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import Range

from hub.core import rotation
from hub.core.actor import SYSTEM, Actor
from hub.core.clock import now, travel
from hub.core.db import Base
from hub.core.sealed import SEALED
from hub.encounters.history_models import RecordVersion
from hub.modules import load
from hub.patients import actions, documents, merging, proxies
from hub.patients.access import labels
from hub.patients.access.models import Label
from hub.patients.belongings import BELONGINGS, TIMELINE
from hub.patients.models import ConsentKind, Patient
from hub.scheduling.models import Appointment, AppointmentStatus, Kind
from hub.staff.queries import facility
from tests.counting import counted
from tests.factories import encounters, patients, staff
from tests.hub_fixture import Hub
from tests.workflows.hosting import chain, publish, start


def test_b70_every_table_of_a_patient_has_its_rules() -> None:
    """A new table? Add it to holdings.py of its module: what a merge does with it, and whether it is exported."""
    load()
    named = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.c
        if column.name == "patient_id" or any(key.column.table.name == "patient" for key in column.foreign_keys)
    }
    known = set(BELONGINGS)
    assert named - known == set(), "these name a patient and have no rule"
    owners = {(place.table, place.owner) for place in SEALED}  # a patient whose key seals a row that is more than his
    assert known - named - owners == set(), "these rules are of no table"
    children = {(table, column) for one in BELONGINGS.values() for table, column in one.children}
    assert all(column in Base.metadata.tables[table].c for table, column in children)
    for one in BELONGINGS.values():
        assert set(one.hide) <= set(Base.metadata.tables[one.table].c.keys())


async def _two(hub: Hub) -> tuple[Any, Any]:
    """A survivor with an account, and the same person registered again with a history."""
    async with hub.transaction() as db:
        survivor = await patients.patient(db, family="Marsh")
        loser = await patients.patient(db, account=False, family="March", phone="+12125550177")
        await documents.add(db, loser, b"Dear doctor", {"folder": "other", "title": "L", "visibility": "patient"},
                            actor=SYSTEM)  # fmt: skip
        await actions.give_consent(db, loser, ConsentKind.privacy, "Maria March", actor=SYSTEM)
        await proxies.invite(db, loser, {"email": "aunt@example.org", "rights": ["book"]}, actor=SYSTEM)
    return survivor, loser


async def test_two_records_become_one_and_two_again(hub: Hub) -> None:
    desk = await hub.sign_in("receptionist")
    doctor = await hub.sign_in("doctor")
    survivor, loser = await _two(hub)
    async with hub.transaction() as db:
        await encounters.encounter(db, Actor(user_id=None, name="March", patient_id=loser.id), doctor.actor)
        for one in (survivor, loser):
            await actions.relate(db, one.id, doctor.practitioner_id, "care_team", "manual", actor=SYSTEM)
    url = f"/api/patients/{survivor.id}"

    async def where() -> dict[str, tuple[int, int]]:
        """(rows of the survivor, of the loser) in every table."""
        found = {}
        for table, column in BELONGINGS:
            if table not in ("audit_event", "patient_word", "patient_key", "patient_merge", "user_account", "patient"):
                owners = [row[0] for row in await hub.sql(f"SELECT {column} FROM {table}")]
                found[f"{table}.{column}"] = (owners.count(survivor.id), owners.count(loser.id))
        return found

    before = await where()
    preview = await desk.get(f"{url}/merge-preview", other_id=str(loser.id), expect=200)
    assert {row["table"]: row["moves"] for row in preview["moving"] if row["moves"]}.items() >= {
        "document": 1, "consent": 1, "proxy": 1, "encounter": 1,
    }.items()  # fmt: skip
    assert {row["field"] for row in preview["differences"]} >= {"family", "phone"} and preview["account"] == "none"
    assert await where() == before  # looking changes nothing

    body = {"other_id": str(loser.id), "take": ["phone"], "reason": "Registered twice"}
    for wrong in ({**body, "other_id": str(survivor.id)}, {**body, "take": ["number"]}, {**body, "reason": ""}):
        await desk.post(f"{url}/merges", wrong, expect=422)
    merged = await desk.post(f"{url}/merges", body, expect=201)
    after = await where()
    for place, (kept, moved) in after.items():
        assert kept + moved == sum(before[place]), place
        assert moved == 0 or place in ("care_relation.patient_id", "patient_export.patient_id"), place
    assert after["care_relation.patient_id"][1] == 1  # the same carer twice: one stays behind
    page = await desk.get(url)
    assert page["patient"]["phone"] == "+12125550177" and page["patient"]["family"] == "Marsh"
    assert (await desk.get("/api/patients", search="march"))["items"] == [] or all(
        row["similar"] for row in (await desk.get("/api/patients", search="march"))["items"]
    )
    old = (await desk.get("/api/patients", search=loser.number))["items"][0]
    assert old["id"] == str(loser.id) and old["merged_into_id"] == str(survivor.id)
    assert (await desk.get(f"/api/patients/{loser.id}/merges"))["merged_into"]["id"] == str(survivor.id)
    assert (await desk.patch(f"/api/patients/{loser.id}", {"family": "X"}, expect=409)).code == "merged"
    assert (await desk.post(f"{url}/merges", body, expect=409)).code == "merged"

    merge_id = merged["items"][0]["id"]
    await desk.patch(url, {"email": "new@example.org"}, expect=200)
    undone = await desk.post(f"{url}/merges/{merge_id}/undo", {"reason": "Two people"}, expect=200)
    assert undone["items"][0]["undone_at"]
    assert await where() == before
    page = await desk.get(url)
    assert page["patient"]["phone"] == survivor.phone and page["patient"]["email"] == "new@example.org"
    assert (await desk.post(f"{url}/merges/{merge_id}/undo", {"reason": "again"}, expect=409)).code == "undone"
    found = (await desk.get("/api/patients", search="march"))["items"]
    assert str(loser.id) in [row["id"] for row in found if not row["similar"]]
    await hub.publish()
    assert [f["payload"]["undone"] for f in hub.facts if f["kind"] == "PatientsMerged"] == [False, True]


async def test_b09_a_label_survives_a_merge_and_the_only_account_moves(hub: Hub) -> None:
    officer = await hub.sign_in("privacy_officer")
    async with hub.transaction() as db:
        survivor = await patients.patient(db, account=False)
    own = await hub.sign_in("patient")
    await (await hub.sign_in("receptionist")).patch(f"/api/patients/{own.patient_id}", {"confidential": True})
    url = f"/api/patients/{survivor.id}"
    body = {"other_id": str(own.patient_id), "reason": "Registered twice"}
    merged = await officer.post(f"{url}/merges", body, expect=201)
    assert (await officer.get(url))["patient"]["confidential"]
    assert (await own.get("/api/my/details", expect=200))["patient"]["id"] == str(survivor.id)
    await officer.post(f"{url}/merges/{merged['items'][0]['id']}/undo", {"reason": "Two people"}, expect=200)
    assert (await own.get("/api/my/details", expect=200))["patient"]["id"] == str(own.patient_id)
    assert not (await officer.get(url))["patient"]["confidential"]


async def test_b70_what_was_written_under_a_merged_record_is_read_exported_rotated_and_forgotten(hub: Hub) -> None:
    """A comment goes to the key of the record that stays, and back; what never changes stays under the old one's."""
    survivor, loser = await _two(hub)
    await publish(hub, chain("look", role="nurse"))
    nurse, officer, doctor = [await hub.sign_in(role) for role in ("nurse", "privacy_officer", "doctor")]
    emergency = {"patient_id": str(loser.id), "reason": "Unconscious in the waiting room", "minutes": 30}
    glass = (await doctor.post("/api/break-glass", emergency, expect=201))["id"]
    await doctor.get(f"/api/patients/{loser.id}", expect=200)
    talk = f"/api/cases/{await start(hub, by=nurse.actor, patient_id=loser.id)}/comments"
    await nurse.post(talk, {"text": "He cannot swallow"}, expect=201)
    async with hub.transaction() as db:
        cares = nurse.actor.practitioner_id
        assert cares is not None
        for one in (survivor, loser):  # what both have stays with each
            await actions.relate(db, one.id, cares, "care_team", "once", actor=SYSTEM)
        db.add(RecordVersion(patient_id=loser.id, kind="problem", row_id=loser.id, by_name="Dr", reason="Worse now",
                             content={"remark": "It was mild"}))  # fmt: skip
    url = f"/api/patients/{survivor.id}"

    async def owner() -> tuple[str, UUID]:
        """What is read, and whose key seals it."""
        ((whose,),) = await hub.sql("SELECT owner_id FROM task_comment")
        return (await nurse.get(talk))["items"][0]["text"], whose

    async def rotated() -> None:
        async with hub.transaction() as db:
            await rotation.start(db, rotation.RotationKind.data, actor=SYSTEM)
            while await rotation.step(db):
                pass

    merged = await officer.post(f"{url}/merges", {"other_id": str(loser.id), "reason": "Registered twice"}, expect=201)
    assert doctor.actor.name in [one["who"] for one in (await officer.get(f"{url}/looks"))["items"]]
    noted = (await officer.get("/api/audit", patient_id=survivor.id, actor_id=doctor.user_id))["items"]
    assert {row["action"] for row in noted} >= {"break_glass", "read"}
    assert "patient" in [act["entity"] for act in (await officer.get(f"/api/break-glass/{glass}"))["acts"]]
    await rotated()
    assert await owner() == ("He cannot swallow", survivor.id)
    await officer.post(f"{url}/exports", {"reason": "court", "whole": True}, expect=201)
    await hub.run_jobs()
    made = (await officer.get(f"{url}/exports"))["items"][0]["id"]
    archive = zipfile.ZipFile(io.BytesIO((await officer.get(f"{url}/exports/{made}", expect=200)).raw))
    (before,) = orjson.loads(archive.read("record_version.json"))
    assert (before["content"], before["reason"]) == ({"remark": "It was mild"}, "Worse now")
    assert "task_comment.json" not in archive.namelist()
    cared = [one for one in orjson.loads(archive.read("care_relation.json")) if one["source"] == "once"]
    assert {one["patient_id"] for one in cared} == {str(survivor.id), str(loser.id)}

    undo = f"{url}/merges/{merged['items'][0]['id']}/undo"
    await officer.post(undo, {"reason": "Two people"}, expect=200)
    await rotated()
    assert await owner() == ("He cannot swallow", loser.id)
    await officer.post(f"{url}/merges", {"other_id": str(loser.id), "reason": "One after all"}, expect=201)
    async with hub.transaction() as db:
        for one in await merging.records_of(db, survivor.id):
            await rotation.shred(db, one, actor=SYSTEM, reason="erasure")
    assert (await owner())[0] == ""
    async with hub.reading() as db:
        gone = (await db.scalars(select(RecordVersion))).one()
        assert (gone.content, gone.reason) == ({}, "")


async def test_two_bookings_at_one_time_refuse_a_merge_with_words(hub: Hub) -> None:
    desk = await hub.sign_in("receptionist")
    async with hub.transaction() as db:
        one, other = await patients.patient(db, account=False), await patients.patient(db, account=False)
        start, place = now() + timedelta(days=1), (await facility(db)).id
        for row in (one, other):
            doctor = await staff.practitioner(db)
            db.add(Appointment(
                patient_id=row.id, practitioner_id=doctor.id, facility_id=place, kind=Kind.video, status_at=now(),
                status=AppointmentStatus.booked, during=Range(start, start + timedelta(minutes=20)),
            ))  # fmt: skip
    body = {"other_id": str(other.id), "reason": "Registered twice"}
    refused = await desk.post(f"/api/patients/{one.id}/merges", body, expect=409)
    assert refused.code == "merge_conflict" and refused["table"] == "appointment"
    assert (await hub.sql("SELECT count(*) FROM patient WHERE merged_into_id IS NOT NULL"))[0][0] == 0


async def test_the_timeline_tells_of_every_module_page_by_page(hub: Hub) -> None:
    desk, own, doctor = await hub.sign_in("receptionist"), await hub.sign_in("patient"), await hub.sign_in("doctor")
    async with hub.transaction() as db:
        patient = await db.get_one(Patient, own.patient_id)
        meeting = await encounters.encounter(db, own.actor, doctor.actor)
        for n in range(5):
            await documents.add(db, patient, f"letter {n}".encode(), {
                "folder": "other", "title": f"L{n}", "visibility": "patient"}, actor=SYSTEM)  # fmt: skip
        await documents.add(db, patient, b"of the meeting", {"folder": "other", "title": "M", "visibility": "patient",
                                                             "encounter_id": meeting.id}, actor=SYSTEM)  # fmt: skip
    url = f"/api/patients/{own.patient_id}/timeline"
    whole = (await desk.get(url, expect=200))["items"]
    assert {line["kind"] for line in whole} >= {"registered", "document", "encounter"}
    assert whole == sorted(whole, key=lambda line: line["at"], reverse=True)
    pages, after = [], None
    while True:
        page = await desk.get(url, limit=2, after=after)
        pages += page["items"]
        if not (after := page["next"]):
            break
    assert pages == whole
    clinical = {kind for kind, needs_chart in TIMELINE if needs_chart and (kind, False) not in TIMELINE}
    assert clinical and not clinical & {line["kind"] for line in whole}  # B06: reception reads no diagnoses
    assert len([line for line in whole if line["kind"] == "document"]) == 5  # nor hears of the papers of a meeting
    treated = (await doctor.get(url, expect=200))["items"]
    assert len([line for line in treated if line["kind"] == "document"]) == 6
    with counted(hub.database) as seen:
        await own.get("/api/my/timeline", expect=200)
    assert len(seen) <= 12, seen
    await desk.get(url, after="nonsense", expect=400)


async def test_b70_an_export_holds_everything_and_ends(hub: Hub) -> None:
    own, other, doctor = (
        await hub.sign_in("patient"),
        await hub.sign_in("patient", "Other"),
        await hub.sign_in("doctor"),
    )
    officer = await hub.sign_in("privacy_officer")
    async with hub.transaction() as db:
        patient = await db.get_one(Patient, own.patient_id)
        await documents.add(db, patient, b"Dear doctor", {"folder": "other", "title": "L", "visibility": "staff",
                                                          "name": "letter.txt"}, actor=SYSTEM)  # fmt: skip
        await encounters.encounter(db, own.actor, doctor.actor)
    await own.post("/api/my/consents", {"kind": "privacy", "signature": "Pat"}, expect=201)
    asked = await own.post("/api/my/exports", expect=201)
    assert (await own.post("/api/my/exports", expect=409)).code == "export_running"
    async with hub.transaction() as db:
        await db.execute(text("UPDATE job SET state = 'dead' WHERE name = 'patients.export'"))
    first, asked = asked["items"][0]["id"], await own.post("/api/my/exports", expect=201)
    assert [(one["id"] == first, one["status"]) for one in asked["items"]] == [(False, "queued"), (True, "failed")]
    await hub.run_jobs()
    row = (await own.get("/api/my/exports"))["items"][0]
    assert row["status"] == "ready" and row["id"] == asked["items"][0]["id"]
    url = f"/api/my/exports/{row['id']}"
    archive = zipfile.ZipFile(io.BytesIO((await own.get(url, expect=200)).raw))
    manifest = orjson.loads(archive.read("manifest.json"))
    assert manifest["tables"].items() >= {"patient": 1, "consent": 1, "document": 1, "document_version": 1,
                                          "encounter": 1, "user_account": 1}.items()  # fmt: skip
    papers = [name for name in archive.namelist() if name.startswith("documents/")]
    assert [archive.read(name) for name in papers] == [b"Dear doctor"]
    assert "password_hash" not in orjson.loads(archive.read("user_account.json"))[0]
    for table in manifest["tables"]:
        rows = orjson.loads(archive.read(f"{table}.json"))
        assert all(one.get("patient_id", str(own.patient_id)) == str(own.patient_id) for one in rows)
    await other.get(url, expect=404)  # B04
    await officer.get(f"/api/patients/{own.patient_id}/exports/{row['id']}", expect=200)
    audited = await hub.sql(
        "SELECT count(*) FROM audit_event WHERE action = 'export' AND patient_id = :p", p=own.patient_id
    )
    assert audited[0][0] == 2
    # What bears a label goes out only when that is said; of a record that bears one as a whole nothing would be left.
    async with hub.transaction() as db:
        await labels.put(db, await db.get_one(Patient, own.patient_id), Label.hiv, actor=SYSTEM)
    path = f"/api/patients/{own.patient_id}/exports"
    assert (await officer.post(path, {"reason": "court"}, expect=409)).code == "labelled"
    await officer.post(path, {"reason": "court", "whole": True}, expect=201)
    await hub.run_jobs()
    assert (await officer.get(path))["items"][0]["status"] == "ready"
    with travel(timedelta(days=8)):
        later = await hub.sign_in_as(own.user_id)
        assert (await later.get(url, expect=410)).code == "export_expired"
        await hub.tick()
        await hub.run_jobs()
        assert (await later.get("/api/my/exports"))["items"][0]["status"] == "expired"
