"""The demo's reports: some that roles keep, and the days of the books up to the day before yesterday, closed."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from hub.core.actor import Actor
from hub.core.clock import now, travel
from hub.core.db import Db
from hub.core.demo import Demo
from hub.identity.queries import actor_of_user
from hub.reports import days, saved
from hub.reports.schemas import CloseDay, ReportQuery, SaveReport
from hub.scheduling.rules import day_span
from hub.staff import queries as house

# name, role, subject, measures, group1, group2, span
KEPT = (
    ("No-shows by weekday", "receptionist", "appointments", "appointments,no_shows,no_show_percent", "weekday", "",
     "last_30"),
    ("Waiting by clinician", "admin", "waiting", "visits,waited_median,waited_p90", "clinician", "", "last_30"),
    ("Denials by payer", "billing_clerk", "claims", "claims,charged,denials,denial_percent", "payer", "status",
     "last_30"),
    ("Visits by department and month", "admin", "visits", "visits,patients", "department", "month", "this_year"),
)  # fmt: skip


async def load(db: Db, demo: Demo) -> None:
    """Kept by the administrator; closed by the billing clerk each morning, except that yesterday is still to do."""
    admin = await actor_of_user(db, demo.made["admin"].id)
    for name, role, subject, measures, group1, group2, span in KEPT:
        asked = ReportQuery.model_validate({"subject": subject, "measures": measures, "group1": group1,
                                            "group2": group2, "span": span})  # fmt: skip
        await saved.save(db, SaveReport(name=name, role=role, definition=asked), actor=admin)
    if not demo.crowd:  # whose bills of the last month come later, and closed days take none
        await _closes(db, demo, await actor_of_user(db, demo.made["billing"].id))


async def _closes(db: Db, demo: Demo, clerk: Actor) -> None:
    await db.flush()
    facility = await house.facility(db)
    zone = ZoneInfo(facility.zone)
    today = demo.now.astimezone(zone).date()
    for back in (8, 5, 2):
        morning = day_span(today - timedelta(days=back), zone).end + timedelta(hours=8)
        with travel(morning - now()):
            await days.close(db, CloseDay(day=today - timedelta(days=back)), actor=clerk)
