"""Worklist rows as people see them: a Task with the patient's label, many with one query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.facts import carries
from hub.core.prepared import Prepared
from workflows import directory, queries, rights
from workflows.directory import PatientLabel
from workflows.facts import TASK_FACTS
from workflows.models import Task
from workflows.schemas import TaskPatient, TaskRow

_COLUMNS = (
    "id", "case_id", "process_id", "element_id", "name", "form", "status", "candidate_role", "practitioner_id",
    "assignee_id", "assignee_name", "claimed_at", "priority", "due_at", "waiting_since", "note", "by_message",
    "created_at", "ended_at", "subject", "department", "follow_up_at", "escalated_at", "owner_id", "owner_name",
)  # fmt: skip


def fields(task: Task, label: PatientLabel | None) -> dict[str, Any]:
    """The fields of a TaskRow."""
    values = {column: getattr(task, column) for column in _COLUMNS}
    return values | {
        "version": task.rev, "patient": patient(task.patient_id, label), "other_roles": task.other_roles or [],
        "warn_at": task.due_at - (task.due_at - task.created_at) / 4 if task.due_at else None,
    }  # fmt: skip


def patient(patient_id: Any, label: PatientLabel | None) -> TaskPatient | None:
    """Who it is about; the number alone is never guessed."""
    if patient_id is None or label is None:
        return None
    return TaskPatient(
        id=patient_id, name=label.name, number=label.number, birth_date=label.birth_date, sex=label.sex
    )  # fmt: skip


async def rows(db: Db | ReadDb, tasks: Sequence[Task], *, actor: Actor | None = None) -> list[TaskRow]:
    """Rows in the order given; one more query for all patients. `actor`: who is not told whose a task is that a label
    keeps from him; without one it is his already."""
    hidden = await directory.veiled(db, actor, tasks) if actor is not None else set()
    labels = await directory.patients(db, (task.patient_id for task in tasks if task.id not in hidden))
    shown = [TaskRow(**fields(task, labels.get(task.patient_id) if task.patient_id else None)) for task in tasks]
    return [_nameless(one) if one.id in hidden else one for one in shown]


def _nameless(row: TaskRow) -> TaskRow:
    """Without the patient, what names him otherwise, and what people wrote who knew of whom."""
    himself = {"assignee_id": None, "assignee_name": None} if row.candidate_role == "patient" else {}
    return row.model_copy(update={"patient": None, "subject": {}, "note": None, **himself})


async def row(db: Db | ReadDb, task: Task, *, actor: Actor | None = None) -> TaskRow:
    """One row."""
    return (await rows(db, [task], actor=actor))[0]


_FRESH = Prepared(
    select(*queries.TASK.listed).where(
        Task.id == any_(bindparam("ids", type_=ARRAY(Uuid()))), rights.open_to(Task.process_id, Task.candidate_role)
    )
)


async def _fresh(db: Db, facts: Sequence[Any]) -> list[dict[str, Any] | None]:
    # A row goes to every room of the fact, the role's pool among them: not where the pathway is kept from that role.
    # And not where an objection or a label is kept by some of them: each is asked at the door of HTTP.
    found = [queries.TASK.view(row) for row in await db.all(_FRESH, ids=list({fact.task_id for fact in facts}))]
    hidden = await directory.veiled(db, None, found)
    open_to_all = [task for task in found if task.id not in hidden]
    shown = {row.id: row.model_dump(mode="json") for row in await rows(db, open_to_all)}
    return [shown.get(fact.task_id) for fact in facts]


for _fact in TASK_FACTS:
    carries(_fact)(_fresh)
