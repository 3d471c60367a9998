"""The demo hospital loads whole: hours, the visit in two minutes, signed records."""

from __future__ import annotations

import pytest

from hub import demo
from hub.encounters import reference
from tests.hub_fixture import Hub


async def test_the_demo_has_a_visit_in_two_minutes_and_a_past(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = reference.TEST_CATEGORIES | {"E78", "G47", "J30", "M25", "K21", "E03"}
    async with hub.transaction() as db:
        from sqlalchemy import text

        await db.execute(text("DELETE FROM icd10"))
        await reference.load_icd10(db, only=wanted)
    async with hub.transaction() as db:
        made = (await demo.load(db)).made
    client = await hub.sign_in_as(made["patient"].user_id)
    upcoming = (await client.get("/api/appointments", scope="upcoming"))["items"]
    assert [one["kind"] for one in upcoming] == ["video"] and upcoming[0]["reason"] == "Cough for five days"
    assert upcoming[0]["case_id"]
    past = (await client.get("/api/encounters"))["items"]
    assert len(past) == 3
    summary = (await client.get(f"/api/encounters/{past[0]['id']}/summary")).data
    assert summary["advice"] and summary["diagnoses"]
    free = (await client.get("/api/slots", specialty="family_medicine", days=3)).data
    assert any(day["slots"] for day in free["days"]) and len(free["clinicians"]) == 2
    doctor = await hub.sign_in_as(made["doctor"].user_id)
    chart = (await doctor.get(f"/api/encounters/{past[0]['id']}")).data
    assert chart["allergies"][0]["substance"] == "Penicillin" and len(chart["past"]) == 2
