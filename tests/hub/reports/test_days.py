"""Days of the books: closed in order, frozen for ever, corrections later."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hub.billing import ledger
from hub.core.actor import SYSTEM
from hub.core.clock import now, travel
from hub.core.ids import uuid7
from tests.factories import billing
from tests.hub_fixture import Hub


async def test_a_closed_day_never_changes(hub: Hub) -> None:
    clerk, auditor = await hub.sign_in("billing_clerk"), await hub.sign_in("auditor")
    await hub.person("patient")
    [(patient_id,)] = await hub.sql("SELECT id FROM patient")
    [(zone,)] = await hub.sql("SELECT zone FROM facility")
    assert (await clerk.get("/api/reports/days"))["open_from"] is None
    assert (await clerk.post("/api/reports/days", {"day": "2026-01-01"}, expect=409)).code == "nothing_to_close"
    with travel(timedelta(days=-2)):
        async with hub.transaction() as db:
            await billing.invoice(db, patient_id)
        day = now().astimezone(ZoneInfo(zone)).date()
    today = (day + timedelta(days=2)).isoformat()
    assert (await clerk.post("/api/reports/days", {"day": today}, expect=422)).code == "day_not_over"
    assert (await clerk.post("/api/reports/days", {"day": "0001-01-01"}, expect=422)).code == "invalid"
    await auditor.post("/api/reports/days", {"day": day.isoformat()}, expect=403)
    closed = (await clerk.post("/api/reports/days", {"day": day.isoformat(), "remark": "All there"})).data
    assert closed["figures"]["sum"] == 0 and closed["figures"]["entries"] == 2
    assert closed["figures"]["invoices"]["count"] == 1
    revenue = next(one for one in closed["figures"]["accounts"] if one["account"] == "revenue")
    assert revenue["credit"] > 0
    for again in (day, day - timedelta(days=1)):
        assert (await clerk.post("/api/reports/days", {"day": again.isoformat()}, expect=409)).code == "day_closed"
    # A correction that says it belongs to the closed day becomes an entry of an open one.
    with travel(timedelta(days=-2)):
        async with hub.transaction() as db:
            await ledger.post(db, f"late:{uuid7()}", "Correction", [("ar:patient", -100), ("revenue", 100)],
                              currency="USD", actor=SYSTEM)  # fmt: skip
    shown = (await auditor.get(f"/api/reports/days/{day}")).data
    assert shown["unchanged"] is True
    assert shown["figures"] == closed["figures"] and shown["sha256"] == closed["sha256"]
    open_day = (await auditor.get(f"/api/reports/days/{today}")).data
    assert open_day["closed"] is False and open_day["figures"]["entries"] == 1
    rows = (await auditor.get("/api/reports/days"))["items"]
    assert [row["closed"] for row in rows[:3]] == [False, False, True]
    for nothing in ("yesterday", "0001-01-01", "9999-12-31"):
        assert (await auditor.get(f"/api/reports/days/{nothing}", expect=404)).code == "not_found"
    async with hub.transaction() as db:
        with pytest.raises(DBAPIError, match="append-only"):
            await db.execute(text("UPDATE day_close SET remark = 'other'"))
        await db.rollback()
