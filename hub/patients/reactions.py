"""What patients does on what happens below: whoever takes a patient's task takes care of that patient."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.patients import actions
from hub.patients.models import RelationKind
from workflows.directory import follows_tasks

AFTER_A_TASK = timedelta(days=30)
"""How long the chart stays open to a clinician who worked on a task: results come in, letters are written."""


@follows_tasks
async def take_care(db: Db, patient_id: UUID, source: str, holder: Actor, held: bool, actor: Actor) -> None:
    """A clinician from the pool may open the chart from the moment of the claim until the task is given back. It is
    written down under whoever did it: a lead who gives a task away opens the chart to a colleague."""
    if held and holder.practitioner_id is not None:
        until = now() + AFTER_A_TASK
        await actions.relate(
            db, patient_id, holder.practitioner_id, RelationKind.treating, source, actor=actor, until=until
        )
    elif not held:
        await actions.unrelate(db, patient_id, None, source, actor=actor)
