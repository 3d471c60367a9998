"""Reads of worklists, cases and processes. Lists are keyset pages; nothing here changes or audits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Text,
    Uuid,
    all_,
    and_,
    any_,
    bindparam,
    case,
    func,
    or_,
    select,
    tuple_,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import ARRAY

from hub.core import cursor
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from workflows import rights
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


# Who asks is always given as parameters: the conditions are built once, and so is their SQL.
_USER, _PATIENT, _PRACTITIONER = (bindparam(name, type_=Uuid()) for name in ("me", "my_patient", "my_practitioner"))
_ROLES, _POOLS = (bindparam(name, type_=ARRAY(Text)) for name in ("my_roles", "my_pools"))


def who(actor: Actor) -> dict[str, Any]:
    """The parameters of the conditions below. Nobody in particular sees nothing: null equals nothing."""
    return {
        "me": actor.user_id, "my_patient": actor.patient_id, "my_practitioner": actor.practitioner_id,
        "my_roles": sorted(actor.roles), "my_pools": sorted(actor.roles - {"patient"}) if actor.user_id else [],
    }  # fmt: skip


OWN_TO_DO = and_(Task.candidate_role == "patient", Task.patient_id == _PATIENT)
"""A patient's own to-do list."""
IS_OPEN = Task.status.in_(OPEN)
_POOL = Task.candidate_role == any_(_POOLS)
_WORKS_ON = rights.allowed(Task.process_id, "work")
_TAKES_PART = or_(Task.assignee_id == _USER, Task.completed_by == _USER)
VISIBLE = or_(_TAKES_PART, and_(or_(Task.candidate_user_id == _USER, and_(_POOL, IS_OPEN), OWN_TO_DO), _WORKS_ON))
"""Tasks this person may see: their own, what is open in their role's pools, and for a patient their own to-do list;
offers of a pathway that is kept for other roles are not among them."""
REACHABLE = or_(VISIBLE, and_(_POOL, _WORKS_ON))
"""Tasks this person may act on: also what a colleague of the pool has just ended, to be told so."""
MINE = or_(Task.assignee_id == _USER, and_(Task.assignee_id.is_(None), Task.candidate_user_id == _USER), OWN_TO_DO)
"""What this person has in hand: claimed by them, or meant for nobody else."""
WAITED_FOR = and_(
    Task.practitioner_id == _PRACTITIONER,
    Task.candidate_role != all_(_ROLES),
    or_(Task.assignee_id.is_(None), Task.assignee_id != _USER),
)
"""What somebody else has to do in this clinician's cases."""


_SCOPES: dict[str, tuple[ColumnElement[bool], ...]] = {
    "mine": (IS_OPEN, MINE),
    "open": (IS_OPEN, VISIBLE),
    "others": (IS_OPEN, WAITED_FOR),
    "done": (Task.status == TaskStatus.completed, Task.completed_by == _USER),
}


def _scope(query: TaskQuery) -> list[ColumnElement[bool]]:
    rules = list(_SCOPES[query.scope])
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
    statement = select(Task).where(*_scope(query))
    if query.scope == "done":
        if query.after:
            at, last = _place(query.after, datetime.fromisoformat, UUID)
            statement = statement.where(tuple_(Task.ended_at, Task.id) < (at, last))
        statement = statement.order_by(Task.ended_at.desc(), Task.id.desc())
    else:
        if query.after:
            statement = statement.where(tuple_(*_ORDER) > _place(query.after, int, datetime.fromisoformat, UUID))
        statement = statement.order_by(*_ORDER)
    found = list((await db.scalars(statement.limit(query.limit + 1), who(actor))).all())
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


_SINCE, _NOW = bindparam("since", type_=DateTime(timezone=True)), bindparam("now", type_=DateTime(timezone=True))
_DONE_TODAY = and_(Task.status == TaskStatus.completed, Task.completed_by == _USER, Task.ended_at > _SINCE)
_COUNTS = select(
    func.count().filter(IS_OPEN, MINE).label("mine"),
    func.count().filter(Task.status == TaskStatus.open, VISIBLE).label("open"),
    func.count().filter(IS_OPEN, VISIBLE, Task.waiting_since.is_not(None)).label("waiting"),
    func.count().filter(IS_OPEN, VISIBLE, Task.due_at < _NOW).label("late"),
    func.count().filter(IS_OPEN, WAITED_FOR).label("others"),
    func.count().filter(_DONE_TODAY).label("done_today"),
).where(or_(and_(IS_OPEN, or_(VISIBLE, WAITED_FOR)), _DONE_TODAY))


async def counts(db: Db | ReadDb, actor: Actor) -> dict[str, int]:
    """All counts of the home page in one query."""
    moment = now()
    row = (await db.execute(_COUNTS, {**who(actor), "now": moment, "since": moment - timedelta(hours=12)})).one()
    return dict(row._mapping)


_NEXT = (
    select(Task)
    .where(
        IS_OPEN,
        VISIBLE,
        or_(Task.assignee_id.is_(None), Task.assignee_id == _USER),
        Task.id != bindparam("not_task", type_=Uuid()),
    )
    .order_by(
        case((Task.case_id == bindparam("same_case", type_=Uuid()), 0), else_=1),
        case((Task.assignee_id == _USER, 0), else_=1),
        case((Task.practitioner_id == _PRACTITIONER, 0), else_=1),
        case((Task.waiting_since.is_not(None), 0), else_=1),
        *_ORDER,
    )
    .limit(1)
)


async def next_for(db: Db | ReadDb, actor: Actor, *, case_id: UUID, not_task: UUID) -> Task | None:
    """What this person should be offered next: in the same case first, then what they have, then who waits longest.

    A clinician is not offered what a colleague has taken.
    """
    return (await db.scalars(_NEXT, {**who(actor), "same_case": case_id, "not_task": not_task})).first()


async def draft(db: Db | ReadDb, task_id: UUID, user_id: UUID | None) -> TaskDraft | None:
    """This person's draft of a task."""
    return await db.get(TaskDraft, (task_id, user_id)) if user_id else None


_PART_IN_CASE = or_(
    Case.started_by == _USER,
    Case.patient_id == _PATIENT,
    Case.practitioner_id == _PRACTITIONER,
    select(Task.id).where(Task.case_id == Case.id, _TAKES_PART).exists(),
)
OWN_CASE = or_(_PART_IN_CASE, select(Task.id).where(Task.case_id == Case.id, VISIBLE).exists())
"""One's own case: as its patient, its clinician, its starter, or with a task in it, be it still open to one's pool."""


async def takes_part(db: Db | ReadDb, actor: Actor, case_id: UUID) -> bool:
    """Whether the case is this person's by more than a task that is open to their whole pool."""
    found = await db.scalar(select(Case.id).where(Case.id == case_id, _PART_IN_CASE), who(actor))
    return found is not None


def case_filter(actor: Actor) -> list[ColumnElement[bool]]:
    """Every case for who manages them, else one's own. Give `who(actor)` as parameters."""
    seen = rights.allowed(Case.process_id, "see")
    return [seen] if actor.may("case.manage") else [OWN_CASE, seen]


# Stuck first: an incident, then whatever has not moved for longest.
_STUCK = case((Case.status == CaseStatus.incident, 0), (Case.status == CaseStatus.suspended, 1),
              (Case.status == CaseStatus.running, 2), else_=3)  # fmt: skip
_CASE_ORDER = (_STUCK, Case.moved_at, Case.id)


async def cases(db: Db | ReadDb, actor: Actor, query: CaseQuery) -> tuple[list[Case], str | None]:
    """One page of cases, stuck ones first, and the cursor of the next."""
    statement = select(Case).where(*_case_rules(actor, query))
    if query.after:
        statement = statement.where(tuple_(*_CASE_ORDER) > _place(query.after, int, datetime.fromisoformat, UUID))
    found = list((await db.scalars(statement.order_by(*_CASE_ORDER).limit(query.limit + 1), who(actor))).all())
    if len(found) <= query.limit:
        return found, None
    last = found[query.limit - 1]
    rank = {CaseStatus.incident: 0, CaseStatus.suspended: 1, CaseStatus.running: 2}.get(last.status, 3)
    return found[: query.limit], cursor.write(rank, last.moved_at, last.id)


def _case_rules(actor: Actor, query: CaseQuery) -> list[ColumnElement[bool]]:
    rules = case_filter(actor)
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
    found = await db.execute(select(Case.status, func.count()).where(*rules).group_by(Case.status), who(actor))
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
