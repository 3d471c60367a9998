"""Keep the worklist rows what the engine offers: new tasks appear, withdrawn ones are cancelled, each with its fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.facts import state
from workflows import directory, engine
from workflows.facts import TaskCancelled, TaskCompleted, TaskFact, TaskOpened
from workflows.models import OPEN, Task, TaskStatus
from workflows.queries import TASK

if TYPE_CHECKING:
    from workflows.advance import Run

PATIENT = "patient"


async def sync(run: Run) -> list[Task]:
    """Write the difference between what was offered before and what is offered now; returns the new tasks."""
    run.ended.update(engine.take_ended(run.case))
    offered = {task.id: task for task in engine.ready_human_tasks(run.case)}
    if gone := run.offered - offered.keys() - {run.done}:
        await _strike_off(run, gone)
    new = [task for token, task in offered.items() if token not in run.offered]
    user = await _patient_user(run, new)
    return [_open(run, task, user) for task in new]


async def _strike_off(run: Run, gone: set[UUID] | frozenset[UUID]) -> None:
    """Tasks that the diagram ended: withdrawn, or done by the message they waited for."""
    for task in await run.db.scalars(select(Task).where(Task.id.in_(gone), Task.status.in_(OPEN))):
        done = run.ended.get(task.id) == "completed"
        end(run, task, done=done, completed_by=run.actor.user_id if done else None)
        run.say(fact(TaskCompleted if done else TaskCancelled, task))


def end(run: Run, task: Task, *, done: bool, **values: Any) -> None:
    """Let the save of this run end a task; in memory it has ended already."""
    from workflows.saving import moved, settled

    fresh = {
        "status": moved(task, TaskStatus.completed if done else TaskStatus.cancelled), "rev": task.rev + 1,
        "assignee_id": task.assignee_id, "assignee_name": task.assignee_name, "completed_by": None,
        "answers_hash": None, "ended_at": now(), **values,
    }  # fmt: skip
    digest = fresh["answers_hash"]
    run.changed.append({**fresh, "id": task.id, "answers_hash": digest.hex() if digest else None})
    settled(task, {**fresh, "version": task.version + 1})


def _open(run: Run, offered: engine.HumanTask, patient_user: UUID | None) -> Task:
    row = run.row
    role, others = roles_of(offered)
    first, people = people_of(offered, run.practitioner_id)
    task = TASK.fresh(
        id=offered.id, case_id=row.id, process_id=row.process_id, element_id=offered.element, name=offered.name,
        form=offered.form or offered.element, result=offered.result, on_complete=offered.on_complete,
        by_message=offered.by_message, status=TaskStatus.open, candidate_role=role,
        candidate_user_id=patient_user if role == PATIENT else None, priority=offered.priority,
        patient_id=row.patient_id, practitioner_id=first,
        subject=dict(run.subject), rev=1, created_at=offered.ready_at, other_roles=others, candidates=people,
        department=next(iter(offered.departments), None), due_at=offered.due_at or offered.sla_at,
        follow_up_at=offered.follow_up_at, escalate_at=offered.sla_at or offered.due_at,
    )  # fmt: skip
    run.say(fact(TaskOpened, task))
    return task


def roles_of(offered: engine.HumanTask) -> tuple[str, list[str]]:
    """The role whose pool it is, and the others it is offered to. What the case says are roles and this hospital does
    not have is left out, so that a task is never in nobody's list."""
    known = {code for code, _ in directory.roles()}
    if found := [role for role in offered.roles if role in known]:
        return found[0], found[1:]
    role, *others = [word.strip() for word in (offered.role or (offered.lane or "").lower()).split(",")]
    return role, others


def people_of(offered: engine.HumanTask, clinician: UUID | None) -> tuple[UUID | None, list[UUID]]:
    """Whom it is meant for first (without candidates: the clinician of the case), and the others offered to by name."""
    people = [person for person in map(_uuid, offered.candidates) if person is not None]
    return (people[0] if people else clinician), people[1:]


async def _patient_user(run: Run, new: list[engine.HumanTask]) -> UUID | None:
    """The account of the case's patient, asked for once and only if one of the tasks is theirs."""
    if run.row.patient_id is None or not any(roles_of(task)[0] == PATIENT for task in new):
        return None
    label = (await directory.patients(run.db, [run.row.patient_id])).get(run.row.patient_id)
    return label.user_id if label else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def fact(kind: type[TaskFact], task: Task) -> TaskFact:
    """A fact about a task."""
    return kind(
        task_id=task.id, case_id=task.case_id, process_id=task.process_id, element_id=task.element_id,
        candidate_role=task.candidate_role, candidate_user_id=task.candidate_user_id, assignee_id=task.assignee_id,
        by_name=task.assignee_name, patient_id=task.patient_id, practitioner_id=task.practitioner_id,
        other_roles=tuple(task.other_roles or ()), owner_id=task.owner_id,
    )  # fmt: skip


def tell(db: Db, kind: type[TaskFact], task: Task, *, actor: Actor) -> None:
    """State a task fact."""
    state(db, fact(kind, task), actor=actor)
