"""The audit trail as a file: the same filters as on the screen, no formula in it, and noted itself."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from hub.admin import trail_file
from tests.factories import patients
from tests.hub_fixture import Client, Hub

EVIL, WHEN = "=HYPERLINK(1)", "When (America/New_York)"


async def file(person: Client, **query: Any) -> list[dict[str, str]]:
    reply = await person.get("/api/audit/trail.csv", **query)
    assert reply.headers["Content-Type"].startswith("text/csv")
    assert "audit-trail.csv" in reply.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(reply.raw.decode())))


async def test_what_was_asked_for_comes_as_a_file_and_that_is_noted(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    reception, officer = await hub.sign_in("receptionist"), await hub.sign_in("privacy_officer")
    async with hub.transaction() as db:
        elena = await patients.patient(db)
    for phone in ("+15185550142", "+15185550143", "+15185550144"):
        await reception.patch(f"/api/patients/{elena.id}", {"phone": phone})
    monkeypatch.setattr(trail_file, "CHUNK", 2)  # so that some pages of the database are read
    wanted: dict[str, Any] = {"patient_id": elena.id, "action": "update", "actor_id": reception.user_id}
    rows = await file(officer, **wanted)
    shown = (await officer.get("/api/audit", **wanted))["items"]
    assert [int(row["Entry"]) for row in rows] == [one["id"] for one in shown] and len(rows) >= 3
    assert {(row["Patient"], row["Who"]) for row in rows} == {(elena.number, reception.actor.name)}
    assert "phone" in rows[0]["Fields"] and not any("555014" in value for row in rows for value in row.values())
    assert next(iter(rows[0])) == "When (America/New_York)" and rows[0]["When (America/New_York)"][-6:-3] in (
        "-04",
        "-05",
    )
    (noted,) = (await officer.get("/api/audit", action="export", entity="audit_event"))["items"]
    assert noted["patient_id"] == str(elena.id) and noted["after"]["action"] == "update"
    monkeypatch.setattr(trail_file, "MOST", 2)
    cut = await file(officer, **wanted)
    assert len(cut) == 3 and "left out" in cut[-1][WHEN]


async def test_nothing_in_it_is_a_formula_and_who_sees_no_patients_has_ids(hub: Hub) -> None:
    auditor, clerk = await hub.sign_in("auditor"), await hub.sign_in("receptionist", EVIL)
    async with hub.transaction() as db:
        elena = await patients.patient(db)
    await clerk.patch(f"/api/patients/{elena.id}", {"phone": "+15185550142"})
    rows = await file(auditor, patient_id=elena.id, action="update")
    assert {row["Patient"] for row in rows} == {str(elena.id)}
    assert all(not value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    for role in ("doctor", "patient", "admin", "billing_clerk"):
        await (await hub.sign_in(role)).get("/api/audit/trail.csv", expect=403)
    assert (await auditor.get("/api/audit/trail.csv", outcome="maybe", expect=422)).code == "invalid"
