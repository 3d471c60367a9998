"""What the house knows better than the data of a case: the patient lies elsewhere, another clinician leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from workflows import engine, queries, tasks
from workflows.advance import Run, open_run
from workflows.errors import EngineError
from workflows.facts import TaskChanged
from workflows.instances import ENDED, lock, settle
from workflows.models import Task, TaskStatus
from workflows.worklist import people_of, roles_of, tell

log = structlog.get_logger(__name__)


async def amend(
    db: Db, case_id: UUID, group: str, values: Mapping[str, Any], *, actor: Actor, instead_of: UUID | None = None
) -> None:
    """Change values of a group of the case's data; open tasks are offered to whom the drawing means now.

    `instead_of`: the account that has nothing to do with the case any more; a task of its people that it had taken goes
    back to the pool, with its draft. A case that has ended, or that has no such group, stays as it is.
    """
    row = await lock(db, case_id)
    if row.status in ENDED:
        return
    run = await open_run(db, row, actor)
    data = engine.snapshot(run.case)
    if not isinstance(data.get(group), dict):
        return
    former = {task.id: task for task in engine.ready_human_tasks(run.case)}
    data[group] |= values
    engine.edit(run.case, data, now=now())
    await _reoffer(run)
    run.note("", "data_edited", ", ".join(f"{group}.{name}" for name in sorted(values)))
    audit.noted(db, actor, "data_edited", "case_instance", row.id, patient_id=row.patient_id)
    offered = {task.id: task for task in engine.ready_human_tasks(run.case)}
    for task in await queries.open_tasks(db, [row.id]):
        before, after = former.get(task.id), offered.get(task.id)
        if before is not None and after is not None and _people(before) != _people(after):
            await _offered_anew(run, task, after, instead_of)
    await settle(run)


async def _reoffer(run: Run) -> None:
    """Who the drawing asks for; one that cannot say it now leaves its tasks with whom they are."""
    before = run.checkpoint()
    try:
        engine.reoffer(run.case, now=now())
    except EngineError as error:
        log.warning("task_not_reoffered", case_id=str(run.row.id), code=error.code)
        await run.reload(before)


def _people(task: engine.HumanTask) -> tuple[Any, ...]:
    return task.candidates, task.departments, task.roles


async def _offered_anew(run: Run, task: Task, wanted: engine.HumanTask, instead_of: UUID | None) -> None:
    if task.status == TaskStatus.claimed and instead_of is not None and task.assignee_id == instead_of:
        await tasks.give_back(run.db, task, actor=run.actor)
    task.practitioner_id, task.candidates = people_of(wanted, run.practitioner_id)
    task.candidate_role, task.other_roles = roles_of(wanted)
    task.department = next(iter(wanted.departments), None)
    tell(run.db, TaskChanged, task, actor=run.actor)
