"""Escalation: what nobody has taken in time becomes more urgent and is offered to every department, once."""

from __future__ import annotations

from sqlalchemy import select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.jobs import job
from workflows.facts import TaskEscalated
from workflows.models import Task, TaskStatus
from workflows.worklist import tell

STEP, LEAST = 25, 75
BATCH = 200


@job("workflows.escalate", every=5.0)
async def escalate(db: Db, actor: Actor) -> None:
    """Escalate free tasks whose moment has come; several workers never get the same one, a claim in between wins."""
    found = await db.scalars(
        select(Task)
        .where(Task.status == TaskStatus.open, Task.escalated_at.is_(None), Task.escalate_at <= now())
        .order_by(Task.escalate_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    for task in found:
        task.escalated_at = now()
        if task.candidate_role == "patient" or task.by_message:
            continue  # patients are reminded, not escalated
        task.priority = min(100, max(task.priority + STEP, LEAST))
        task.follow_up_at = None
        audit.noted(db, actor, "escalate", "task", task.id, patient_id=task.patient_id)
        tell(db, TaskEscalated, task, actor=actor)
