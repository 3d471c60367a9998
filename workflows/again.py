"""A step that fails is tried again by itself, each time later, before anybody is called: what it stumbled on is often
gone a minute later. What the drawing, the data or the rights have wrong is not: that waits for a person at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.facts import state
from hub.core.jobs import enqueue
from workflows.facts import IncidentRaised
from workflows.models import Case, CaseStatus, Incident, IncidentKind

if TYPE_CHECKING:
    from workflows.advance import Run

PAUSES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5))
JOB = "workflows.again"


async def plan(run: Run, incident: Incident, *, worth_it: bool) -> None:
    """Queue the next try of a failed step or, where it was the last or is not worth it, call the administrators."""
    if not worth_it or incident.attempts > len(PAUSES):
        call(run.db, run.row, incident, run.actor)
        return
    incident.again_at = now() + PAUSES[incident.attempts - 1]
    await enqueue(run.db, JOB, run_at=incident.again_at, incident_id=incident.id, attempts=incident.attempts,
                  behalf=run.actor.user_id or run.row.started_by)  # fmt: skip


async def at_once(db: Db, code: str, detail: str) -> int:
    """What these steps stumbled on is gone: queue their next try now; how many. Those whose detail begins so and that
    still are open; a step that stumbles once more stays the same incident."""
    found = await db.execute(
        select(Incident, Case.started_by)
        .join(Case, Case.id == Incident.case_id)
        .where(Incident.resolved_at.is_(None), Incident.kind == IncidentKind.step, Incident.code == code,
               Incident.detail.startswith(detail, autoescape=True), Case.status == CaseStatus.incident)
        .order_by(Incident.created_at, Incident.id)
    )  # fmt: skip
    rows = found.all()
    for incident, starter in rows:
        await enqueue(db, JOB, incident_id=incident.id, attempts=incident.attempts, behalf=starter)
    return len(rows)


def call(db: Db, row: Case, incident: Incident, actor: Actor) -> None:
    """It waits for an administrator: tell them."""
    incident.again_at = None
    state(db, IncidentRaised(case_id=row.id, process_id=row.process_id, incident_id=incident.id,
                             element_id=incident.element_id, code=incident.code), actor=actor)  # fmt: skip
