"""Reads of worklists, cases and processes. Lists are keyset pages; nothing here changes or audits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, tuple_

from hub.core import cursor
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from workflows.models import (
    OPEN,
    Case,
    CaseHistory,
    CaseStatus,
    Incident,
    ProcessVersion,
    Task,
    TaskDraft,
    TaskStatus,
)  # fmt: skip
from workflows.schemas import CaseQuery, TaskQuery

LIVE = (CaseStatus.running, CaseStatus.incident, CaseStatus.suspended)


def visible(actor: Actor) -> ColumnElement[bool]:
    """Tasks this person may see: their own, those of their role's pool, and for a patient their own to-do list."""
    if actor.user_id is None:
        return false()
    rules: list[ColumnElement[bool]] = [
        Task.assignee_id == actor.user_id,
        Task.candidate_user_id == actor.user_id,
        Task.completed_by == actor.user_id,
    ]
    if pools := sorted(actor.roles - {"patient"}):
        rules.append(Task.candidate_role.in_(pools))
    if actor.patient_id is not None:
        rules.append(and_(Task.candidate_role == "patient", Task.patient_id == actor.patient_id))
    return or_(*rules)


def mine(actor: Actor) -> ColumnElement[bool]:
    """What this person has in hand: claimed by them, or meant for nobody else."""
    rules = [
        Task.assignee_id == actor.user_id,
        and_(Task.assignee_id.is_(None), Task.candidate_user_id == actor.user_id),
    ]
    if actor.patient_id is not None:
        rules.append(and_(Task.candidate_role == "patient", Task.patient_id == actor.patient_id))
    return or_(*rules)


def waits_for(actor: Actor) -> ColumnElement[bool]:
    """What somebody else has to do in this clinician's cases."""
    if actor.practitioner_id is None:
        return false()
    return and_(
        Task.practitioner_id == actor.practitioner_id,
        Task.candidate_role.not_in(sorted(actor.roles)),
        or_(Task.assignee_id.is_(None), Task.assignee_id != actor.user_id),
    )


def _scope(actor: Actor, query: TaskQuery) -> list[ColumnElement[bool]]:
    if query.scope == "done":
        rules: list[ColumnElement[bool]] = [Task.status == TaskStatus.completed, Task.completed_by == actor.user_id]
    elif query.scope == "others":
        rules = [Task.status.in_(OPEN), waits_for(actor)]
    elif query.scope == "open":
        rules = [Task.status.in_(OPEN), visible(actor)]
    else:
        rules = [Task.status.in_(OPEN), mine(actor)]
    if query.process:
        rules.append(Task.process_id == query.process)
    if query.case_id:
        rules.append(Task.case_id == query.case_id)
    return rules


# A person who waits now comes before a date, a higher priority before a lower one; the id makes the order total.
_MOMENT = func.coalesce(Task.waiting_since, Task.due_at, Task.created_at)
_ORDER = (-Task.priority, _MOMENT, Task.id)


async def tasks(db: Db | ReadDb, actor: Actor, query: TaskQuery) -> tuple[list[Task], str | None]:
    """One page of a worklist and the cursor of the next."""
    statement = select(Task).where(*_scope(actor, query))
    if query.scope == "done":
        if query.after:
            at, last = _place(query.after, datetime.fromisoformat, UUID)
            statement = statement.where(tuple_(Task.ended_at, Task.id) < (at, last))
        statement = statement.order_by(Task.ended_at.desc(), Task.id.desc())
    else:
        if query.after:
            statement = statement.where(tuple_(*_ORDER) > _place(query.after, int, datetime.fromisoformat, UUID))
        statement = statement.order_by(*_ORDER)
    found = list((await db.scalars(statement.limit(query.limit + 1))).all())
    if len(found) <= query.limit:
        return found, None
    last_one = found[query.limit - 1]
    if query.scope == "done":
        return found[: query.limit], cursor.write(last_one.ended_at, last_one.id)
    moment = last_one.waiting_since or last_one.due_at or last_one.created_at
    return found[: query.limit], cursor.write(-last_one.priority, moment, last_one.id)


async def open_task_ids(db: Db | ReadDb, case_ids: Sequence[UUID], element_id: str) -> dict[UUID, UUID]:
    """case -> the open task of one element, for the rooms above that act for its person."""
    found = await db.execute(
        select(Task.case_id, Task.id).where(
            Task.case_id.in_(case_ids), Task.element_id == element_id, Task.status.in_(OPEN)
        )
    )
    return {row.case_id: row.id for row in found}


async def counts(db: Db | ReadDb, actor: Actor) -> dict[str, int]:
    """All counts of the home page in one query."""
    moment = now()
    is_open = Task.status.in_(OPEN)
    seen, own = visible(actor), mine(actor)
    numbers = {
        "mine": func.count().filter(is_open, own),
        "open": func.count().filter(Task.status == TaskStatus.open, seen),
        "waiting": func.count().filter(is_open, seen, Task.waiting_since.is_not(None)),
        "late": func.count().filter(is_open, seen, Task.due_at < moment),
        "others": func.count().filter(is_open, waits_for(actor)),
        "done_today": func.count().filter(
            Task.status == TaskStatus.completed, Task.completed_by == actor.user_id,
            Task.ended_at > moment - timedelta(hours=12),
        ),
    }  # fmt: skip
    relevant = or_(
        and_(is_open, or_(seen, waits_for(actor))),
        and_(Task.completed_by == actor.user_id, Task.ended_at > moment - timedelta(hours=12)),
    )
    row = (await db.execute(select(*(n.label(name) for name, n in numbers.items())).where(relevant))).one()
    return dict(row._mapping)


async def next_for(db: Db | ReadDb, actor: Actor, *, case_id: UUID, not_task: UUID) -> Task | None:
    """What this person should be offered next: in the same case first, then what they have, then who waits longest.

    A clinician is not offered what a colleague has taken.
    """
    free = or_(Task.assignee_id.is_(None), Task.assignee_id == actor.user_id)
    order = [
        case((Task.case_id == case_id, 0), else_=1),
        case((Task.assignee_id == actor.user_id, 0), else_=1),
        case((Task.practitioner_id == actor.practitioner_id, 0), else_=1) if actor.practitioner_id else None,
        case((Task.waiting_since.is_not(None), 0), else_=1),
        *_ORDER,
    ]
    return (
        await db.scalars(
            select(Task)
            .where(Task.status.in_(OPEN), visible(actor), free, Task.id != not_task)
            .order_by(*(part for part in order if part is not None))
            .limit(1)
        )
    ).first()


async def draft(db: Db | ReadDb, task_id: UUID, user_id: UUID | None) -> TaskDraft | None:
    """This person's draft of a task."""
    return await db.get(TaskDraft, (task_id, user_id)) if user_id else None


def may_see_case(actor: Actor) -> ColumnElement[bool] | None:
    """None = every case. Otherwise one's own: as its patient, its clinician, its starter, or with a task in it."""
    if actor.may("case.manage"):
        return None
    rules: list[ColumnElement[bool]] = [Case.started_by == actor.user_id]
    if actor.patient_id is not None:
        rules.append(Case.patient_id == actor.patient_id)
    if actor.practitioner_id is not None:
        rules.append(Case.practitioner_id == actor.practitioner_id)
    rules.append(select(Task.id).where(Task.case_id == Case.id, visible(actor)).exists())
    return or_(*rules)


# Stuck first: an incident, then whatever has not moved for longest.
_STUCK = case((Case.status == CaseStatus.incident, 0), (Case.status == CaseStatus.suspended, 1),
              (Case.status == CaseStatus.running, 2), else_=3)  # fmt: skip
_CASE_ORDER = (_STUCK, Case.moved_at, Case.id)


async def cases(db: Db | ReadDb, actor: Actor, query: CaseQuery) -> tuple[list[Case], str | None]:
    """One page of cases, stuck ones first, and the cursor of the next."""
    statement = select(Case).where(*_case_rules(actor, query))
    if query.after:
        statement = statement.where(tuple_(*_CASE_ORDER) > _place(query.after, int, datetime.fromisoformat, UUID))
    found = list((await db.scalars(statement.order_by(*_CASE_ORDER).limit(query.limit + 1))).all())
    if len(found) <= query.limit:
        return found, None
    last = found[query.limit - 1]
    rank = {CaseStatus.incident: 0, CaseStatus.suspended: 1, CaseStatus.running: 2}.get(last.status, 3)
    return found[: query.limit], cursor.write(rank, last.moved_at, last.id)


def _case_rules(actor: Actor, query: CaseQuery) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    if (own := may_see_case(actor)) is not None:
        rules.append(own)
    if query.status == "active":
        rules.append(Case.status.in_(LIVE))
    elif query.status:
        rules.append(Case.status == CaseStatus(query.status))
    if query.process:
        rules.append(Case.process_id == query.process)
    if query.patient_id:
        rules.append(Case.patient_id == query.patient_id)
    return rules


async def case_counts(db: Db | ReadDb, actor: Actor, query: CaseQuery) -> dict[str, int]:
    """Cases per status, under the same filters but for the status."""
    rules = _case_rules(actor, query.model_copy(update={"status": None}))
    found = await db.execute(select(Case.status, func.count()).where(*rules).group_by(Case.status))
    return {str(status): number for status, number in found}


async def versions(db: Db | ReadDb, ids: Sequence[UUID]) -> dict[UUID, ProcessVersion]:
    """Process versions by id."""
    found = await db.scalars(select(ProcessVersion).where(ProcessVersion.id.in_(set(ids))))
    return {version.id: version for version in found}


async def history(db: Db | ReadDb, case_id: UUID, limit: int = 1000) -> list[CaseHistory]:
    """The newest entries of a case's story, oldest first."""
    found = await db.scalars(
        select(CaseHistory).where(CaseHistory.case_id == case_id).order_by(CaseHistory.id.desc()).limit(limit)
    )
    return list(found)[::-1]


async def incidents(db: Db | ReadDb, case_ids: Sequence[UUID], *, only_open: bool = False) -> list[Incident]:
    """Incidents of these cases, newest first."""
    statement = select(Incident).where(Incident.case_id.in_(case_ids)).order_by(Incident.created_at.desc())
    return list(await db.scalars(statement.where(Incident.resolved_at.is_(None)) if only_open else statement))


async def open_tasks(db: Db | ReadDb, case_ids: Sequence[UUID]) -> list[Task]:
    """Open and claimed tasks of these cases."""
    return list(
        await db.scalars(
            select(Task).where(Task.case_id.in_(case_ids), Task.status.in_(OPEN)).order_by(Task.created_at)
        )
    )


def _place(after: str, *kinds: Any) -> tuple[Any, ...]:
    """The sort key at which the page before ended, or 400 bad_cursor."""
    values = cursor.read(after, len(kinds)) or ()
    return tuple(cursor.parse(kind, value) for kind, value in zip(kinds, values, strict=True))
