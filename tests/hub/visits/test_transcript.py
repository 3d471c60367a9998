"""Transcripts: nobody's words are kept without their yes; looked through they are a document, else nothing."""

from __future__ import annotations

from typing import Any

import pytest

from hub.core import switches
from hub.core.actor import SYSTEM
from hub.visits import actions as visit_actions
from hub.visits import guests
from hub.visits import queries as visit_queries
from hub.visits.guest_routes import cookie_name as guest_cookie
from hub.visits.models import VisitStatus
from hub.visits.transcript.switches import TRANSCRIPT
from tests.factories import visits
from tests.hub_fixture import Hub
from tests.signaling.test_guest import guest_of

LINES = [
    {"speaker": "clinician", "text": "How is the knee?"},
    {"speaker": "patient", "text": "CANARY it hurts <b>less</b>."},
]


@pytest.fixture
async def visit(hub: Hub) -> visits.TheVisit:
    """A call in which both are."""
    one = await (await (await (await visits.booked(hub)).prepare()).wait()).admit()
    async with hub.transaction() as db:
        row = await visit_queries.access_visit(db, one.doctor.actor, one.id, lock=True)
        await visit_actions.joined(db, row, actor=one.doctor.actor)
    return one


async def asked(visit: visits.TheVisit, agree: bool | None = None) -> str:
    """The path of a transcript that was asked for, and answered by the patient."""
    path = f"{visit.path}/transcripts"
    one = f"{path}/{(await visit.doctor.post(path, expect=201))['newest']['id']}"
    if agree is not None:
        await visit.patient.post(f"{one}/consent", {"agree": agree})
    return one


async def newest(visit: visits.TheVisit) -> dict[str, Any]:
    found: dict[str, Any] = (await visit.doctor.get(f"{visit.path}/transcripts"))["newest"]
    return found


async def test_a_transcript_is_filed_with_the_consent_of_both_and_says_that_a_machine_wrote_it(
    visit: visits.TheVisit, hub: Hub
) -> None:
    path = f"{visit.path}/transcripts"
    await visit.patient.post(path, expect=403)
    one = await asked(visit)
    assert one == await asked(visit), "asked twice, one question"
    refused = await visit.doctor.post(f"{one}/chart", {"lines": LINES}, expect=409)
    assert (refused.code, refused["speakers"]) == ("not_agreed", ["patient"])
    await visit.patient.post(f"{one}/consent", {"agree": True})
    assert (await newest(visit))["status"] == "keeping"
    await visit.patient.post(f"{one}/chart", {"lines": LINES}, expect=403)
    for stranger in (await hub.sign_in("doctor", "Stranger"), await hub.sign_in("patient", "Other")):
        await stranger.get(path, expect=404)
        await stranger.post(f"{one}/consent", {"agree": False}, expect=404)
    for wrong in ([], [{"speaker": "nobody", "text": "x"}], [{"speaker": "patient", "text": "a\nb"}]):
        await visit.doctor.post(f"{one}/chart", {"lines": wrong}, expect=422)

    filed = (await visit.doctor.post(f"{one}/chart", {"lines": LINES}, expect=201))["newest"]
    assert filed["status"] == "filed"
    [paper] = (await visit.patient.get("/api/my/documents"))["items"]
    assert paper["id"] == filed["document_id"] and paper["title"].startswith("Machine-made transcript")
    assert paper["encounter_id"] == str(visit.encounter_id)
    words = (await visit.doctor.get(f"/api/patients/{visit.patient.patient_id}/documents/{paper['id']}")).raw.decode()
    assert "by a machine, looked through" in words and f"filed by {visit.doctor.actor.name}" in words
    assert words.index("How is the knee?") < words.index(": CANARY it hurts ‹b>less‹/b>.")
    for again in (("chart", {"lines": LINES}), ("consent", {"agree": False})):
        assert (await visit.doctor.post(f"{one}/{again[0]}", again[1], expect=410)).code == "transcript_over"
    trail = await hub.sql("SELECT entity, actor_name FROM audit_event WHERE entity LIKE 'visit_transcript%'")
    assert {entity for entity, _ in trail} == {"visit_transcript", "visit_transcript_consent"}
    assert {name for _, name in trail} == {visit.doctor.actor.name, visit.patient.actor.name}
    for table in ("audit_event", "outbox", "visit_transcript", "document", "document_version"):
        assert "CANARY" not in str(await hub.sql(f"SELECT * FROM {table}")), table  # B67, B68


async def test_a_refusal_the_end_and_another_clinician_let_the_words_go(visit: visits.TheVisit, hub: Hub) -> None:
    refused = await asked(visit, agree=False)
    found = await newest(visit)
    assert (found["status"], bool(found["declined_by_name"])) == ("declined", True)
    assert (await visit.patient.post(f"{refused}/consent", {"agree": True}, expect=410)).code == "transcript_over"
    back = await asked(visit, agree=True)
    await visit.doctor.post(f"{visit.path}/hang-up")
    await visit.patient.post(f"{back}/consent", {"agree": False})  # may be taken back until it is filed
    assert (await visit.doctor.post(f"{back}/chart", {"lines": LINES}, expect=410)).code == "transcript_over"
    assert (await visit.doctor.post(f"{visit.path}/transcripts", expect=409)).code == "not_in_call"

    async with hub.transaction() as db:
        row = await visit_queries.access_visit(db, visit.doctor.actor, visit.id, lock=True)
        await visit_actions.enter(db, row, "page-0002", actor=visit.doctor.actor)
        await visit_actions.joined(db, row, actor=visit.doctor.actor)
    await asked(visit)
    async with hub.transaction() as db:
        row = await visit_queries.access_visit(db, visit.doctor.actor, visit.id, lock=True)
        await visit_actions.finish(db, row, VisitStatus.ended, actor=SYSTEM)
    await hub.run_jobs()
    assert (await newest(visit))["status"] == "declined", "nobody is asked after the visit"
    async with hub.transaction() as db:
        await switches.change(db, TRANSCRIPT, False, "none here", actor=SYSTEM)
    assert (await visit.doctor.get(f"{visit.path}/transcripts"))["offered"] is False


async def test_a_guests_words_are_kept_with_the_guests_consent_only(visit: visits.TheVisit, hub: Hub) -> None:
    browser = hub.client()
    guest_id = await guest_of(visit, browser)
    async with hub.transaction() as db:
        await guests.enter(db, browser.cookie(guest_cookie()), "page-guest")
    one = await asked(visit, agree=True)
    assert (await browser.get("/api/guest"))["transcript"] == {"status": "keeping", "agreed": None}
    lines = [*LINES, {"speaker": f"guest-{guest_id}", "text": "She says it is better."}]
    refused = await visit.doctor.post(f"{one}/chart", {"lines": lines}, expect=409)
    assert refused["speakers"] == [f"guest-{guest_id}"]
    await browser.post("/api/guest/transcript", {"agree": True})
    await browser.post("/api/guest/transcript", {"agree": False})
    assert (await newest(visit))["status"] == "keeping", "the words of the others stay"
    assert (await visit.doctor.post(f"{one}/chart", {"lines": lines}, expect=409)).code == "not_agreed"
    await browser.post("/api/guest/transcript", {"agree": True})
    await visit.doctor.post(f"{one}/chart", {"lines": lines, "visibility": "staff"}, expect=201)
    assert (await browser.post("/api/guest/transcript", {"agree": True}, expect=410)).code == "transcript_over"
