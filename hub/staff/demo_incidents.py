"""The demo's incident reports: one with a name, one without, both before a lead."""

from __future__ import annotations

from datetime import timedelta

from hub.core.db import Db
from hub.core.demo import Demo
from hub.identity.queries import actor_of_user
from hub.staff import incidents
from hub.staff.incident_models import Harm, IncidentKind
from hub.staff.incident_schemas import ReportIncident


async def load(db: Db, demo: Demo) -> None:
    """What the nurse reported this morning, and what nobody wants to have reported."""
    nurse = await actor_of_user(db, demo.made["nurse"].user_id)
    fall = ReportIncident(
        kind=IncidentKind.fall, harm=Harm.moderate, happened_at=demo.now - timedelta(hours=5), place="Medical ward",
        words="Slipped beside the bed on the way to the bathroom; the floor had just been wiped. Wrist cooled, X-ray "
        "without a break.",
    )  # fmt: skip
    await incidents.report(db, fall, actor=nurse)
    near = ReportIncident(
        kind=IncidentKind.medication, harm=Harm.none, happened_at=demo.now - timedelta(days=2), place="Medicine room",
        anonymous=True, words="Two ampoules with nearly the same label stood side by side; noticed at the second look "
        "before it was drawn up.",
    )  # fmt: skip
    await incidents.report(db, near, actor=nurse)
