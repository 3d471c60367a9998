"""Letters against denied claims: written by the office without the chart, furnished by a clinician, signed, sent,
answered; and who may do what of it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from hub.billing.appeals import actions
from hub.core.actor import SYSTEM
from hub.core.clock import now, travel
from hub.core.ids import uuid7
from hub.encounters import notes
from hub.encounters import queries as chart
from hub.encounters.letter_models import Letter
from hub.encounters.models import Diagnosis, Encounter, ServiceRendered
from hub.insurance import coverages
from hub.insurance.models import Claim, ClaimLine, ClaimStatus, Payer
from hub.patients.access import labels
from hub.patients.access.models import Label, Labelled
from hub.patients.models import Patient
from hub.staff import queries as staff
from tests.factories import encounters
from tests.factories import insurance as make
from tests.hub.core.test_files import PDF
from tests.hub.encounters.test_diagnostics import potassium, result
from tests.hub_fixture import Client, Hub
from tests.workflows.hosting import todo

WORDS = "To the insurer\n\nWe ask you to decide anew: the visit was needed, as the note shows."


@dataclass
class Desk:
    """A denied claim of a visit whose note is signed, and who has to do with it."""

    hub: Hub
    clerk: Client
    doctor: Client
    patient: Client
    claim_id: UUID
    encounter_id: UUID

    @property
    def path(self) -> str:
        return f"/api/claims/{self.claim_id}/appeals"

    async def begun(self) -> dict[str, Any]:
        return dict((await self.clerk.post(self.path, {}, expect=201))["items"][0])

    async def one(self) -> dict[str, Any]:
        return dict((await self.clerk.get(self.path, expect=200))["items"][0])

    async def saved(self, row: dict[str, Any], **changes: Any) -> dict[str, Any]:
        body = {"body": WORDS, "send_by": row["send_by"], "version": row["version"], **changes}
        return dict((await self.clerk.put(f"/api/appeals/{row['id']}", body, expect=200))["items"][0])

    async def signed(self) -> dict[str, Any]:
        row = await self.saved(await self.begun())
        done = await self.clerk.post(f"/api/appeals/{row['id']}/sign", {"version": row["version"]}, expect=200)
        return dict(done["items"][0])

    async def sent(self) -> dict[str, Any]:
        row = await self.signed()
        how = {"channel": "fax", "sent_on": now().date().isoformat(), "reference": "F-77"}
        return dict((await self.clerk.post(f"/api/appeals/{row['id']}/sent", how, expect=200))["items"][0])


@pytest.fixture
async def desk(hub: Hub) -> Desk:
    doctor, patient = await hub.sign_in("doctor"), await hub.sign_in("patient")
    async with hub.transaction() as db:
        met = await encounters.encounter(db, patient.actor, doctor.actor)
        note = await chart.note_of(db, met.id)
        note.sections = encounters.FULL_NOTE
        db.add(Diagnosis(encounter_id=met.id, patient_id=met.patient_id, code="J06.9", display="Cold", rank=1))
        db.add(ServiceRendered(encounter_id=met.id, patient_id=met.patient_id, code="G0425", display="Visit", units=1))
        await db.flush()
        await notes.sign(db, met, note_id=note.id, version=note.version, actor=doctor.actor)
        payer = (await db.scalars(select(Payer).where(Payer.code == "SIM01"))).one()
        person = await db.get_one(Patient, patient.patient_id)
        cover = await coverages.add(db, person, payer, {"member_id": "SIMDENIED01"}, actor=SYSTEM)
        claim = Claim(
            control_number="W000000777", patient_id=person.id, coverage_id=cover.id, payer_id=payer.id,
            payer_code=payer.code, encounter_id=met.id, status=ClaimStatus.denied, total=18_000, denied=12_000,
            paid=6_000, payer_control_number="SIM000000001", reason="not seen as medically necessary",
            snapshot=make.claim(control_number="W000000777").model_dump(mode="json"),
        )  # fmt: skip
        db.add(claim)
        await db.flush()
        for number, (code, charge, denied) in enumerate((("G0425", 12_000, 12_000), ("Q3014", 6_000, 0)), 1):
            db.add(ClaimLine(claim_id=claim.id, number=number, line_id=uuid7().hex[-20:], code=code, units=1,
                             charge=charge, served_on=now().date(), denied=denied))  # fmt: skip
        ids = claim.id, met.id
    return Desk(hub, await hub.sign_in("billing_clerk"), doctor, patient, *ids)


async def test_a_letter_is_prefilled_written_signed_sent_and_answered(desk: Desk) -> None:
    row = await desk.begun()
    assert (row["level"], row["status"]) == (1, "draft")
    for word in ("W000000777", "$120.00", "$180.00", "not seen as medically necessary", desk.patient.actor.name):
        assert word in row["body"], word
    assert row["send_by"] == (now().date() + timedelta(days=180)).isoformat(), "the payer's own days"
    again = await desk.clerk.post(desk.path, {}, expect=409)
    assert again.code == "appeal_running"
    early = await desk.clerk.post(f"/api/appeals/{row['id']}/sign", {"version": row["version"]}, expect=422)
    assert early.code == "letter_open", "a place in brackets is left"
    stale = {"body": WORDS, "send_by": row["send_by"], "version": row["version"] + 1}
    assert (await desk.clerk.put(f"/api/appeals/{row['id']}", stale, expect=409)).code == "appeal_changed"
    path = f"/api/appeals/{row['id']}"
    row = await desk.saved(row)
    await desk.clerk.get(f"{path}/letter.pdf", expect=404)
    how = {"channel": "fax", "sent_on": now().date().isoformat(), "reference": "F-77"}
    assert (await desk.clerk.post(f"{path}/sent", how, expect=409)).code == "illegal_move"
    signed = (await desk.clerk.post(f"{path}/sign", {"version": row["version"]}, expect=200))["items"][0]
    assert signed["status"] == "signed" and signed["letter_number"].startswith("L-")
    pdf = await desk.clerk.get(f"{path}/letter.pdf", expect=200)
    assert pdf.raw.startswith(b"%PDF") and pdf.headers["Content-Type"] == "application/pdf"
    body = {"body": "Another word " * 3, "send_by": row["send_by"], "version": signed["version"]}
    assert (await desk.clerk.put(path, body, expect=409)).code == "appeal_signed"
    future = {**how, "sent_on": (now().date() + timedelta(days=2)).isoformat()}
    assert (await desk.clerk.post(f"{path}/sent", future, expect=422)).code == "in_the_future"
    sent = (await desk.clerk.post(f"{path}/sent", how, expect=200))["items"][0]
    assert (sent["status"], sent["channel"], sent["reference"]) == ("sent", "fax", "F-77")
    said = {"outcome": "overturned", "answered_on": now().date().isoformat(), "words": "They pay after all."}
    old = {**said, "answered_on": (now().date() - timedelta(days=9)).isoformat()}
    assert (await desk.clerk.post(f"{path}/answer", old, expect=422)).code == "too_early"
    done = await desk.clerk.post(f"{path}/answer", said, expect=200)
    assert (done["items"][0]["status"], done["items"][0]["outcome"]) == ("answered", "overturned")
    assert done["may_begin"] and (await desk.clerk.post(f"{path}/answer", said, expect=409)).code == "illegal_move"
    story = await desk.hub.sql("SELECT what FROM claim_history ORDER BY id")
    assert [one.what for one in story][-2:] == ["appeal_sent", "appeal_overturned"]
    # The patient finds it in his export, not among the letters that were meant for him; the code proves it.
    assert (await desk.patient.get("/api/my/letters"))["items"] == []
    sealed = await desk.hub.sql("SELECT body_sealed, answer_sealed FROM claim_appeal")
    assert "decide anew" not in str(sealed) and "after all" not in str(sealed)


async def test_what_the_payer_upholds_is_denied_again_and_a_second_level_begins(desk: Desk) -> None:
    await desk.sent()
    async with desk.hub.transaction() as db:
        claim = await db.get_one(Claim, desk.claim_id)
        claim.status = ClaimStatus.appealed
    row = await desk.one()
    said = {"outcome": "upheld", "answered_on": now().date().isoformat(), "words": "Still not necessary, they say."}
    done = await desk.clerk.post(f"/api/appeals/{row['id']}/answer", said, expect=200)
    assert done["may_begin"]
    [claim] = await desk.hub.sql("SELECT status FROM claim")
    assert claim.status == "partial", "a part of it stays paid"
    assert (await desk.begun())["level"] == 2


async def test_the_office_asks_a_clinician_and_he_chooses_what_the_payer_sees(desk: Desk) -> None:
    typed = await desk.doctor.post(
        f"/api/patients/{desk.patient.patient_id}/diagnostic-reports", result(potassium()), expect=201
    )
    row = await desk.begun()
    path = f"/api/appeals/{row['id']}"
    await desk.clerk.get(f"{path}/records", expect=403)  # the office does not look into the chart
    asked = await desk.clerk.post(f"{path}/ask", {"words": "The note of the visit, please."}, expect=200)
    assert asked["items"][0]["records_wanted"]
    again = await desk.clerk.post(f"{path}/ask", {"words": "Once more, please."}, expect=409)
    assert again.code == "records_asked"
    [task] = [one for one in await todo(desk.doctor) if one["process_id"] == "appeal_records"]
    assert datetime.fromisoformat(task["due_at"]) <= now() + timedelta(days=7), "not on the payer's last day"
    offered = await desk.doctor.get(f"{path}/records", expect=200)
    assert offered["asked"] == "The note of the visit, please." and not any(one["enclosed"] for one in offered["items"])
    keys = [one["key"] for one in offered["items"]]
    assert {key.split(":")[0] for key in keys} == {"note", "report"} and f"report:{typed['id']}" in keys
    wrong = {"decision": "enclose", "records": [f"note:{uuid7()}"]}
    url = f"/api/tasks/{task['id']}/complete"
    refused = await desk.doctor.post(url, {"answers": wrong, "version": task["version"]}, expect=422)
    assert refused.code == "record_unknown" and (await desk.one())["enclosures"] == []
    answers = {"decision": "enclose", "records": keys, "reply": "Both show it."}
    await desk.doctor.post(url, {"answers": answers, "version": task["version"]}, expect=200)
    row = await desk.one()
    assert {one["kind"] for one in row["enclosures"]} == {"report", "note"}
    assert row["reply"] == "Both show it." and not row["records_wanted"]
    for one in row["enclosures"]:
        got = await desk.clerk.get(f"{path}/enclosures/{one['id']}", expect=200)
        assert got.raw.startswith(b"%PDF")
        assert got.headers["Content-Disposition"].startswith("attachment")
    names = await desk.hub.sql("SELECT title_sealed FROM appeal_enclosure")
    assert "Salts" not in str(names)
    stored = await desk.hub.sql(
        "SELECT case_instance::text AS data FROM case_instance WHERE process_id = 'appeal_records'"
    )
    assert all("note of the visit" not in one.data and "Both show" not in one.data for one in stored)
    looks = await desk.hub.sql(
        "SELECT count(*) FROM audit_event WHERE action = 'read' AND entity IN ('note', 'diagnostic_report', "
        "'appeal_enclosure')"
    )
    assert looks[0][0] >= 4, "each copy and each look is written down"
    gone = row["enclosures"][0]["id"]
    left = await desk.clerk.delete(f"{path}/enclosures/{gone}", expect=200)
    assert len(left["items"][0]["enclosures"]) == 1
    await desk.clerk.get(f"{path}/enclosures/{gone}", expect=404)
    row = await desk.saved(await desk.one())
    signed = await desk.clerk.post(f"{path}/sign", {"version": row["version"]}, expect=200)
    left_id = signed["items"][0]["enclosures"][0]["id"]
    late = await desk.clerk.delete(f"{path}/enclosures/{left_id}", expect=409)
    assert late.code == "appeal_signed"


async def test_signing_while_a_clinician_is_asked_is_said_and_makes_the_request_fall_away(desk: Desk) -> None:
    row = await desk.saved(await desk.begun())
    path = f"/api/appeals/{row['id']}"
    row = (await desk.clerk.post(f"{path}/ask", {"words": "The note, please."}, expect=200))["items"][0]
    [task] = [one for one in await todo(desk.doctor) if one["process_id"] == "appeal_records"]
    warned = await desk.clerk.post(f"{path}/sign", {"version": row["version"]}, expect=409)
    assert warned.code == "records_wanted" and (await desk.one())["records_wanted"], "nothing has happened yet"
    assert (await desk.one())["status"] == "draft"
    alone = {"version": row["version"], "without_records": True}
    await desk.clerk.post(f"{path}/sign", alone, expect=200)
    assert [one for one in await todo(desk.doctor) if one["process_id"] == "appeal_records"] == []
    answers = {"decision": "nothing", "reply": "Too late."}
    late = await desk.doctor.post(
        f"/api/tasks/{task['id']}/complete", {"answers": answers, "version": task["version"]}, expect=409
    )
    assert late.code in ("task_withdrawn", "stale")


async def test_b09_what_labels_keep_from_the_clinician_is_not_offered(desk: Desk) -> None:
    row = await desk.begun()
    other = await desk.hub.sign_in("doctor", "Other")
    path = f"/api/appeals/{row['id']}/records"
    await other.get(path, expect=404)
    async with desk.hub.transaction() as db:
        person = await db.get_one(Patient, desk.patient.patient_id)
        await labels.put(db, person, Label.psychiatry, actor=SYSTEM, entity=Labelled.encounter,
                         entity_id=desk.encounter_id)  # fmt: skip
        from hub.patients import actions as people

        await people.relate(db, person.id, other.practitioner_id, "scheduled", "manual", actor=SYSTEM)
    assert (await other.get(path, expect=200))["items"] == []
    assert len((await desk.doctor.get(path, expect=200))["items"]) == 1, "his own visit"
    with pytest.raises(Exception, match="not a part of the record"):
        async with desk.hub.transaction() as db:
            note = (await db.scalars(select(Encounter).where(Encounter.id == desk.encounter_id))).one()
            key = f"note:{(await chart.note_of(db, note.id)).id}"
            await actions.choose(db, UUID(row["id"]), [key], "", actor=other.actor)


async def test_the_office_encloses_papers_that_it_may_open_itself(desk: Desk) -> None:
    url = f"/api/patients/{desk.patient.patient_id}/documents"
    desk_clerk = await desk.hub.sign_in("receptionist")
    for folder in ("insurance", "result", "identity"):
        await desk_clerk.call("POST", f"{url}?folder={folder}&title={folder}", data=PDF, expect=201)
    found = {row.title: row.id for row in await desk.hub.sql("SELECT title, id FROM document")}
    row = await desk.begun()
    path = f"/api/appeals/{row['id']}/documents"
    for hidden in ("result", "identity"):
        await desk.clerk.post(path, {"document_id": str(found[hidden])}, expect=404)
    for _ in range(2):  # once, however often it is asked for
        done = await desk.clerk.post(path, {"document_id": str(found["insurance"])}, expect=201)
    [one] = done["items"][0]["enclosures"]
    assert (await desk.clerk.get(f"/api/appeals/{row['id']}/enclosures/{one['id']}")).raw == PDF


async def test_b04_who_may_not_write_appeals_finds_none(desk: Desk) -> None:
    row = await desk.begun()
    nobody = uuid7()
    for who in (desk.patient, desk.doctor, await desk.hub.sign_in("receptionist")):
        await who.get(desk.path, expect=403)
        await who.post(f"/api/appeals/{row['id']}/sign", {"version": 1}, expect=403)
    for path in (f"/api/appeals/{nobody}/letter.pdf", f"/api/claims/{nobody}/appeals"):
        await desk.clerk.get(path, expect=404)
    await desk.doctor.get(f"/api/appeals/{nobody}/records", expect=404)
    async with desk.hub.transaction() as db:
        person = await db.get_one(Patient, desk.patient.patient_id)
        await labels.object_to(db, person, desk.clerk.user_id, "A neighbour", actor=SYSTEM)
    await desk.clerk.get(desk.path, expect=404)
    await desk.clerk.post(f"/api/appeals/{row['id']}/sign", {"version": row["version"]}, expect=404)


async def test_only_what_was_denied_is_appealed_and_one_letter_at_a_time(desk: Desk) -> None:
    replies = await asyncio.gather(*(desk.clerk.post(desk.path, {}, expect=0) for _ in range(5)))
    assert sorted(one.status for one in replies) == [201, 409, 409, 409, 409]
    row = await desk.one()
    gone = await desk.clerk.post(f"/api/appeals/{row['id']}/withdraw", {"reason": "We correct it."}, expect=200)
    assert gone["items"][0]["status"] == "withdrawn" and gone["may_begin"]
    async with desk.hub.transaction() as db:
        (await db.get_one(Claim, desk.claim_id)).status = ClaimStatus.paid
    assert (await desk.clerk.post(desk.path, {}, expect=409)).code == "not_appealable"


async def test_a_signed_letter_that_is_withdrawn_no_longer_counts(desk: Desk) -> None:
    row = await desk.signed()
    await desk.clerk.post(f"/api/appeals/{row['id']}/withdraw", {"reason": "We correct it."}, expect=200)
    assert (await desk.hub.sql("SELECT status FROM patient_letter")) == [("revoked",)]


async def test_the_office_is_reminded_of_the_payers_last_day(desk: Desk) -> None:
    row = await desk.begun()
    last = (now().date() + timedelta(days=8)).isoformat()
    await desk.saved(row, send_by=last)

    async def reminded(days: float) -> int:
        with travel(timedelta(days=days)):
            async with desk.hub.transaction() as db:
                return await actions.remind(db, actor=SYSTEM)

    assert [await reminded(days) for days in (0, 1, 1, 2, 7, 7, 9)] == [0, 1, 0, 0, 1, 0, 0]
    facts = [fact for fact in await desk.hub.publish() if fact["kind"] == "AppealDue"]
    assert [fact["payload"]["days"] for fact in facts] == [7, 1]
    await desk.hub.run_jobs()
    told = [one["kind"] for one in (await desk.clerk.get("/api/notifications"))["items"]]
    assert told.count("appeal_due") == 2


async def test_a_letter_names_the_insurers_address_and_numbers_as_people_write_them(desk: Desk) -> None:
    row = await desk.begun()
    assert row["body"].splitlines()[1] == "[Address of the insurer]", "nobody has entered it: to be filled in"
    gone = {"reason": "The address comes first."}
    await desk.clerk.post(f"/api/appeals/{row['id']}/withdraw", gone, expect=200)
    (payer,) = [one for one in (await desk.clerk.get("/api/payers/profiles"))["items"] if one["code"] == "SIM01"]
    kept = {name: payer[name] for name in ("name", "receiver_id", "receiver_name", "usage", "version")}
    rules = {**payer["rules"], "appeal_address": " Appeals unit\nP.O. Box 7\nAlbany NY 12201 "}
    await desk.clerk.put(f"/api/payers/{payer['id']}", {**kept, "rules": rules}, expect=200)
    async with desk.hub.transaction() as db:
        (await staff.facility(db)).phone = "+15185550100"
    row = await desk.begun()
    assert row["body"].splitlines()[:4] == [payer["name"], "Appeals unit", "P.O. Box 7", "Albany NY 12201"]
    assert row["body"].endswith("Sincerely,")
    row = await desk.saved(row, body=re.sub(r"\[[^]]+\]", "It was needed.", row["body"]))
    done = await desk.clerk.post(f"/api/appeals/{row['id']}/sign", {"version": row["version"]}, expect=200)
    async with desk.hub.reading() as db:
        letter = (await db.scalars(select(Letter).where(Letter.number == done["items"][0]["letter_number"]))).one()
        content = dict(letter.content)
    assert content["facility"]["phone"] == "(518) 555-0100"
    assert [part["right"] for part in content["parts"] if part["kind"] == "table"] == [[2, 3]]
    assert content["parts"][0]["lines"][0] == payer["name"], "an address is lines of one paragraph"
    assert content["parts"][-1]["lines"] == ["Sincerely,"], "right above the signature, below the table"


async def test_the_template_is_the_administrators_and_says_nothing_of_the_chart(desk: Desk) -> None:
    admin = await desk.hub.sign_in("admin")
    found = await admin.get("/api/letter-templates/all", expect=200)
    [mine] = [one for one in found["items"] if one["kind"] == "appeal"]
    assert "note.plan" not in found["places_of"]["appeal"] and "claim.reasons" in found["places_of"]["appeal"]
    body = {name: mine[name] for name in ("key", "kind", "title", "asks", "active", "version")}
    wrong = await admin.put("/api/letter-templates", {**body, "body": "{note.plan}"}, expect=422)
    assert wrong.code == "place_unknown"
    asks = [{"name": "x", "label": "X"}]
    assert (await admin.put("/api/letter-templates", {**body, "body": "{x}", "asks": asks}, expect=422)).code == (
        "asks_nothing"
    )
    shown = await admin.post("/api/letter-templates/preview", {**body, "body": "{claim.denied} of {claim.total}"})
    assert "$120.00 of $180.00" in str(shown.data)
    await admin.put("/api/letter-templates", {**body, "body": "House style for {payer.name}, please read."}, expect=200)
    assert (await desk.begun())["body"].startswith("House style for ")
    listed = await desk.doctor.get("/api/letter-templates")
    assert "appeal" not in [one["kind"] for one in listed["items"]]
    url = f"/api/patients/{desk.patient.patient_id}/letters"
    await desk.doctor.post(url, {"template_id": mine["id"]}, expect=404)
