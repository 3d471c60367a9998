"""A proxy's pages are the patient's own: what is open comes from the grant, the age, the rules and the labels."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import Range

from hub.core.actor import SYSTEM
from hub.core.clock import now, travel
from hub.encounters import actions as encounters
from hub.encounters.models import EncounterClass, Problem
from hub.patients import actions, documents
from hub.patients.access import labels
from hub.patients.access.models import Label, Labelled
from hub.patients.exports import without
from hub.patients.models import Patient, Proxy
from hub.scheduling.models import Appointment, Kind
from hub.staff import queries as staff
from tests.factories import patients
from tests.hub_fixture import Client, Hub

PAGES = {
    "details": ("/api/my/details",),
    "book": ("/api/appointments", "/api/waitlist"),
    "record": ("/api/my/record", "/api/my/letters", "/api/my/medicines", "/api/my/referrals", "/api/my/timeline",
               "/api/my/vital-sets", "/api/my/observations", "/api/my/forms", "/api/my/looks", "/api/encounters",
               "/api/visits", "/api/tasks"),
    "documents": ("/api/my/documents",),
    "messages": ("/api/threads",),
    "bills": ("/api/invoices", "/api/coverages"),
}  # fmt: skip


def acting(client: Client, patient_id: object) -> Client:
    """The same person in a tab in which he acts for this patient."""
    other = client.same()
    other.headers["X-Acting-For"] = str(patient_id)
    return other


async def child_of(hub: Hub, parent: Client, *, years: int = 8, rights: list[str] | None = None) -> Patient:
    desk = await hub.sign_in("receptionist")
    async with hub.transaction() as db:
        child = await patients.patient(
            db, account=False, given="Kim", birth_date=now().date() - timedelta(days=years * 366)
        )
    given = {
        "kind": "parent",
        "identity": "passport",
        "proxy_patient_id": str(parent.patient_id),
        "rights": rights or list(PAGES),
    }
    await desk.post(f"/api/patients/{child.id}/proxies", given, expect=201)
    return child


async def reached(client: Client) -> set[str]:
    """The rights whose every page opens; one that opens by half fails the test."""
    found = set()
    for right, pages in PAGES.items():
        answers = {path: (await client.get(path, expect=0)).status for path in pages}
        assert len(set(answers.values())) == 1, answers
        if set(answers.values()) == {200}:
            found.add(right)
    return found


async def test_each_right_opens_its_pages_for_the_charge_and_nothing_else(hub: Hub) -> None:
    parent, stranger = await hub.sign_in("patient"), await hub.sign_in("patient", "Stranger")
    child = await child_of(hub, parent)
    whole, path = acting(parent, child.id), f"/api/patients/{child.id}/proxies"
    assert await reached(whole) == set(PAGES)
    session = await whole.get("/api/session")
    assert (session["acting_for"], session["user"]["patient_id"]) == (str(child.id),) * 2
    assert (await whole.get("/api/my/details"))["patient"]["id"] == str(child.id)
    assert (await parent.get("/api/my/details"))["patient"]["id"] == str(parent.patient_id)
    by_link = await parent.get("/api/my/details", acting_for=child.id)
    assert by_link["patient"]["id"] == str(child.id)

    # What is one's own stays one's own, and nobody gives the charge to a third person.
    assert [one["patient_id"] for one in (await whole.get("/api/my/family"))["acts_for"]] == [str(child.id)]
    await whole.post("/api/my/family/invitations", {"email": "x@example.org", "rights": ["book"]}, expect=403)
    # The trail names the person and how he came in; the charge's page of who looked says so, too.
    rows = await hub.sql("SELECT actor_id, actor_roles, reason FROM audit_event WHERE patient_id = :p "
                         "AND action = 'read' AND actor_id = :a", p=child.id, a=parent.user_id)  # fmt: skip
    assert {tuple(row) for row in rows} == {(parent.user_id, "proxy", "proxy")}

    for client in (acting(stranger, child.id), acting(parent, stranger.patient_id), acting(parent, "nonsense"),
                   acting(await hub.sign_in("doctor"), child.id)):  # fmt: skip
        assert (await client.get("/api/my/details", expect=404)).code == "not_acting"
        assert (await client.get("/api/session", expect=404)).code == "not_acting"

    desk = await hub.sign_in("receptionist")
    for right in PAGES:
        for row in (await desk.get(path))["items"]:
            if row["status"] == "active":
                await desk.post(f"{path}/{row['id']}/revoke", {"reason": "again"})
        given = {"kind": "parent", "identity": "passport", "proxy_patient_id": str(parent.patient_id)}
        await desk.post(path, {**given, "rights": [right]}, expect=201)
        assert await reached(whole) == {right}
    (row,) = [row for row in (await desk.get(path))["items"] if row["status"] == "active"]
    await desk.post(f"{path}/{row['id']}/revoke", {"reason": "over"})
    await whole.get("/api/invoices", expect=404)  # B10: with the next request


async def test_age_rules_and_a_doctor_who_is_a_parent(hub: Hub) -> None:
    parent, admin = await hub.sign_in("patient"), await hub.sign_in("admin")
    child = await child_of(hub, parent)
    whole = acting(parent, child.id)
    with travel(timedelta(days=5 * 366)):  # a teenager
        later = acting(await hub.sign_in_as(parent.user_id), child.id)
        assert await reached(later) == {"details", "book", "bills"}
        await later.post("/api/my/exports", expect=403)
    await whole.post("/api/my/exports", expect=201)  # a parent with every right, of a small child
    rule = {"effect": "deny", "role": "patient", "reason": "House rule"}
    await admin.post("/api/access-rules", {**rule, "permission": "chart.read", "relation": "proxy"}, expect=201)
    assert await reached(whole) == {"details", "book", "bills"}
    await admin.post("/api/access-rules", {**rule, "permission": "bill.read"}, expect=201)
    await whole.get("/api/invoices", expect=403)
    # Whatever the hospital denies him, a request for the charge never falls back to the person's own record.
    await admin.post("/api/access-rules", {**rule, "permission": "notification.read"}, expect=201)
    assert (await whole.get("/api/my/details"))["patient"]["id"] == str(child.id)

    # Somebody of the staff acts as a proxy like anybody, and his powers stay outside.
    doctor = await hub.sign_in("doctor")
    async with hub.transaction() as db:
        await db.execute(_give_to(child.id, doctor.user_id))
    mine = acting(doctor, child.id)
    assert (await mine.get("/api/my/details"))["patient"]["id"] == str(child.id)
    await mine.get("/api/patients", expect=403)
    await mine.get(f"/api/patients/{child.id}/record", expect=403)
    await doctor.get(f"/api/patients/{child.id}", expect=404)  # being a parent is no relation of care


def _give_to(patient_id: UUID, user_id: UUID) -> Any:
    return update(Proxy).where(Proxy.patient_id == patient_id).values(user_id=user_id)


async def test_b09_labels_hide_rows_from_a_proxy_and_from_weak_relations_everywhere(hub: Hub) -> None:
    parent, doctor, officer = [await hub.sign_in(role) for role in ("patient", "doctor", "privacy_officer")]
    other, desk = await hub.sign_in("doctor", "Two"), await hub.sign_in("receptionist")
    child = await child_of(hub, parent)
    whole = acting(parent, child.id)
    async with hub.transaction() as db:
        await actions.relate(db, child.id, doctor.practitioner_id, "treating", "t", actor=SYSTEM)
        await actions.relate(db, child.id, other.practitioner_id, "care_team", "c", actor=SYSTEM)
        starts = now() + timedelta(minutes=30)
        booked = Appointment(
            patient_id=child.id, practitioner_id=doctor.practitioner_id, facility_id=(await staff.facility(db)).id,
            during=Range(starts, starts + timedelta(minutes=20)), kind=Kind.in_person, status="booked", status_at=now()
        )  # fmt: skip
        db.add(booked)
        await db.flush()
        met = await encounters.plan(db, patient_id=child.id, practitioner_id=doctor.practitioner_id,
                                    appointment_id=booked.id, kind=EncounterClass.ambulatory, reason="CANARY-VISIT",
                                    actor=SYSTEM)  # fmt: skip
        await encounters.start(db, met, actor=doctor.actor)
        db.add(Problem(patient_id=child.id, code="F32.9", display="CANARY-PROBLEM"))
        await db.flush()
        summary = await documents.add(db, child, b"x", {"folder": "other", "title": "x", "visibility": "patient",
                                                        "encounter_id": met.id}, actor=SYSTEM)  # fmt: skip
        met_id, appointment = met.id, f"/api/appointments/{booked.id}"
    filed = await desk.call("POST", f"/api/patients/{child.id}/documents", data=b"CANARY-PAPER", expect=201,
                             query={"folder": "correspondence", "title": "CANARY-PAPER", "visibility": "patient"},
                             headers={"Content-Type": "application/octet-stream"})  # fmt: skip
    paper_id = filed["items"][0]["id"]
    (problem,) = await hub.sql("SELECT id FROM problem WHERE patient_id = :p", p=child.id)
    # A result of no visit that bears its own label, and one of the visit that the other doctor is to look at.
    found = {"effective_at": now().isoformat(), "conclusion": "x", "practitioner_id": str(doctor.practitioner_id)}
    reports = f"/api/patients/{child.id}/diagnostic-reports"
    result_id = (await doctor.post(reports, {**found, "title": "CANARY-RESULT"}, expect=201))["id"]
    await doctor.post(f"/api/diagnostic-reports/{result_id}/release", {"comment": "x"})
    of_visit = {**found, "title": "CANARY-OF-VISIT", "encounter_id": str(met_id)}
    visits_id = (await doctor.post(reports, {**of_visit, "practitioner_id": str(other.practitioner_id)},
                                   expect=201))["id"]  # fmt: skip
    await other.get(f"/api/diagnostic-reports/{visits_id}")
    url = f"/api/patients/{child.id}"
    pages = {
        "doctor": (doctor, (f"{url}/record", f"{url}/summary", f"{url}/timeline", f"{url}/documents", reports)),
        "other": (
            other,
            (
                f"{url}/record",
                f"{url}/summary",
                f"{url}/timeline",
                f"{url}/documents",
                reports,
                "/api/diagnostic-reports",
            ),
        ),
        "proxy": (
            whole,
            (
                "/api/my/record",
                "/api/my/timeline",
                "/api/my/documents",
                "/api/appointments",
                "/api/my/diagnostic-reports",
            ),
        ),
    }

    async def seen(who: str) -> set[str]:
        client, paths = pages[who]
        text = b"".join([(await client.get(path)).raw for path in paths])
        words = ("CANARY-PROBLEM", "CANARY-PAPER", "CANARY-RESULT", "CANARY-OF-VISIT")
        found = {word for word in words if word.encode() in text}
        found |= {"appointment"} if str(booked.id).encode() in text and who == "proxy" else set()
        found |= {"paper of the visit"} if str(summary.id).encode() in text else set()
        return found | ({"visit"} if str(met_id).encode() in text else set())

    everything = {"CANARY-PROBLEM", "CANARY-PAPER", "CANARY-RESULT", "CANARY-OF-VISIT", "visit", "paper of the visit"}
    assert await seen("doctor") == await seen("other") == everything
    assert await seen("proxy") == everything - {"CANARY-OF-VISIT"} | {"appointment"}, "it is not released"
    await whole.get(appointment)
    bad = {"label": "hiv", "entity": "document", "entity_id": str(met_id)}
    await officer.post(f"{url}/labels", bad, expect=404)  # a row of another table
    for entity, id in (("encounter", met_id), ("problem", problem.id), ("document", paper_id),
                       ("diagnostic_report", result_id)):  # fmt: skip
        await officer.post(f"{url}/labels", {"label": "psychiatry", "entity": entity, "entity_id": str(id)}, expect=201)
    assert await seen("doctor") == everything  # who treats the patient
    assert await seen("other") == await seen("proxy") == set()
    assert (await other.get(f"{url}/record"))["restricted"] and (await other.get(f"{url}/documents"))["restricted"]
    assert not (await doctor.get(f"{url}/record"))["restricted"]
    assert [len((await who.get(f"{url}/access"))["labels"]) for who in (officer, doctor, other)] == [4, 4, 0]
    assert (await whole.get("/api/my/record"))["restricted"]
    await doctor.get(f"/api/encounters/{met_id}")
    await doctor.get(appointment)
    await whole.get(appointment, expect=404)
    await whole.post(f"{appointment}/cancel", {"reason": "patient"}, expect=404)
    await other.get(f"/api/encounters/{met_id}", expect=404)
    await other.get(f"{url}/documents/{paper_id}", expect=404)
    await whole.get(f"/api/my/documents/{paper_id}", expect=404)
    for id in (result_id, visits_id):
        await other.get(f"/api/diagnostic-reports/{id}", expect=404)
    await whole.get(f"/api/my/diagnostic-reports/{result_id}", expect=404)
    closed = {**of_visit, "practitioner_id": str(other.practitioner_id)}
    assert (await doctor.post(reports, closed, expect=409)).code == "kept_out", "he could not look at it"

    # An export by somebody who does not say so leaves them and what hangs on them out.
    met_row = {"id": met_id, "appointment_id": None, "case_id": None}
    tables: dict[str, Any] = {"encounter": [met_row], "note": [{"id": 1, "encounter_id": met_id}]}
    assert without(tables, {met_id}) == {} and without(tables, set()) == tables

    # VIP and staff are about curious colleagues: a proxy sees what bears them.
    async with hub.transaction() as db:
        for row in await labels.of_patient(db, SYSTEM, child.id):
            await labels.take(db, child, row.id, actor=SYSTEM)
        await labels.put(db, child, Label.vip, entity=Labelled.encounter, entity_id=met_id, actor=SYSTEM)
    assert "visit" in await seen("proxy") and "visit" not in await seen("other")
    # The whole record: the confidential part of the grant is gone, by whichever door he comes.
    asked = {"kind": "care", "topic": "health", "subject": "CANARY-THREAD", "text": "x", "client_id": str(uuid4())}
    await whole.post("/api/threads", asked, expect=201)
    assert b"CANARY-THREAD" in (await parent.get("/api/threads")).raw
    async with hub.transaction() as db:
        await labels.put(db, child, Label.reproductive, actor=SYSTEM)
    assert await reached(whole) == {"details", "book", "bills"}
    assert b"CANARY-THREAD" not in (await parent.get("/api/threads")).raw
    (told,) = (await parent.get("/api/my/family"))["acts_for"]
    assert told["rights"] == ["details", "book", "bills"]
