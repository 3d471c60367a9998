"""Samples of reports."""

from __future__ import annotations

from uuid import UUID

from hub.core.db import Db
from hub.reports.models import SavedReport
from tests.architecture.samples import BODIES, QUERIES, World, sample


@sample("saved_report_id")
async def saved_report(db: Db, world: World) -> UUID:
    """The administrator's own: what one keeps for oneself is nobody else's to drop."""
    row = SavedReport(name="Visits", owner_id=world.users["admin"], owner_name="Admin", definition={})
    db.add(row)
    await db.flush()
    return row.id


@sample("day")
async def day(db: Db, world: World) -> str:
    return "2026-01-05"


BODIES |= {
    "POST /api/reports/saved": {"name": "Visits", "definition": {"subject": "visits"}},
    "POST /api/reports/days": {"day": "2026-01-05"},
}
QUERIES |= {
    f"GET /api/reports/{name}": {"subject": "visits"}
    for name in ("figures", "rows", "figures.csv", "rows.csv", "figures.pdf")
}
