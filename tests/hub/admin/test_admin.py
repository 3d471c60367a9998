"""The health page and the audit trail over HTTP."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from hub.core.clock import now
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.jobs import enqueue
from hub.staff.facts import FacilityChanged
from tests.hub_fixture import Hub
from tests.workflows.hosting import chain, publish, start


async def test_the_health_page_names_parts_and_what_piles_up(hub: Hub) -> None:
    auditor = await hub.sign_in("auditor")
    shown = await auditor.get("/api/admin/health")
    parts = {part["name"]: part for part in shown["parts"]}
    assert parts["database"]["ok"]
    assert parts["valkey"]["ok"]
    assert not parts["relay"]["ok"]  # none runs in this test, and the page says so
    assert shown["status"] == "degraded"
    assert shown["numbers"]["cases_stuck"] == 0
    lags = {one["name"]: one for one in shown["consumers"]}
    assert {"sockets", "webhooks", "timers", "messages", "jobs", "encounters.on_appointment_booked"} <= lags.keys()
    assert lags["timers"]["seconds"] == 0
    async with hub.transaction() as db:
        state(db, FacilityChanged(facility_id=uuid7()))
        await enqueue(db, "consume:encounters.on_appointment_booked", outbox_id=1, run_at=now() - timedelta(seconds=90))
    shown = await auditor.get("/api/admin/health")
    assert shown["consumers"][0]["name"] == "encounters.on_appointment_booked"
    assert 90 <= shown["consumers"][0]["seconds"] < 600 and shown["consumers"][0]["waiting"] == 1
    assert {one["name"]: one["waiting"] for one in shown["consumers"]}["sockets"] == lags["sockets"]["waiting"] + 1
    assert shown["numbers"]["database_bytes"] > 1_000_000


async def test_health_and_audit_are_for_those_who_may(hub: Hub) -> None:
    for role in ("doctor", "patient", "receptionist", "billing_clerk"):
        person = await hub.sign_in(role)
        for path in ("/api/admin/health", "/api/audit", "/api/audit/chain", "/api/audit/facets"):
            assert (await person.get(path, expect=403)).code == "forbidden"


async def test_the_trail_is_paged_filtered_and_whole(hub: Hub) -> None:
    await publish(hub, chain("vitals"))
    nurse, officer = await hub.sign_in("nurse"), await hub.sign_in("privacy_officer")
    for _ in range(3):
        await start(hub, by=nurse.actor)
    await nurse.get(f"/api/tasks/{uuid7()}", expect=404)
    first = await officer.get("/api/audit", limit=2, entity="case_instance")
    second = await officer.get("/api/audit", limit=2, entity="case_instance", after=first["next"])
    ids = [row["id"] for page in (first, second) for row in page["items"]]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 3
    assert second["next"] is None
    denied = (await officer.get("/api/audit", outcome="denied", actor_id=nurse.user_id))["items"]
    assert [row["reason"] for row in denied] == ["not_found"]
    looked = (await officer.get("/api/audit", entity="audit_event"))["items"]
    assert {row["actor_name"] for row in looked} == {officer.actor.name}
    assert (await officer.get("/api/audit/chain"))["whole"] is True
    assert "create" in (await officer.get("/api/audit/facets"))["actions"]
    (found,) = (await officer.get("/api/audit/people", search=nurse.actor.name.lower()))["items"]
    assert (found["id"], found["roles"]) == (str(nurse.user_id), ["nurse"])
    admin = await hub.sign_in("admin")
    bridge = await admin.post("/api/service-accounts", {"name": "Lab bridge", "roles": ["receptionist"]}, expect=201)
    found = (await officer.get("/api/audit/people", search="bridge"))["items"]
    assert [one["id"] for one in found] == [bridge["id"]], "who calls with a key stands in the trail, too"
    assert (await admin.get("/api/users", search="bridge"))["items"] == [], "no account of a person"
    assert (await officer.get("/api/audit/people", search="n", expect=422)).code == "invalid"
    assert (await officer.get("/api/audit", nonsense="1", expect=422)).code == "invalid"


async def test_a_trail_that_was_tampered_with_says_so(hub: Hub) -> None:
    officer = await hub.sign_in("privacy_officer")
    await officer.get("/api/audit")
    async with hub.transaction() as db:
        await db.execute(text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
        await db.execute(text("UPDATE audit_event SET actor_name = 'nobody'"))
    shown = await officer.get("/api/audit/chain")
    assert shown["whole"] is False
    assert "altered" in shown["problem"]
