"""A record closes to who has a task of it in hand: the task goes back in the very commit that closes it (B09)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from hub.core import audit
from hub.core.actor import Actor, load_actor
from hub.core.db import Db
from hub.core.errors import HubError
from hub.core.facts import state
from hub.core.states import move
from workflows import directory
from workflows.facts import TaskChanged, TaskClaimed, TaskReleased, TaskShutOut
from workflows.models import Case, Task, TaskStatus
from workflows.tasks import hand
from workflows.teamwork.assign import pass_draft
from workflows.worklist import tell

Closed = Callable[[Db, Actor, Sequence[Task]], Awaitable[set[UUID]]]
"""Of these tasks of one patient the ids of those whose matter is closed to this person now."""


async def take_back(db: Db, patient_id: UUID, closed: Closed, *, actor: Actor) -> int:
    """Take the patient's tasks out of the hands of those to whom they are closed now; how many there were.

    A delegated task returns to its owner, with what was typed so far; any other to its pool, where its clock (due,
    escalation) goes on as it was. What the person has typed is kept for him alone, behind a door that is closed to him
    while the record is, and goes with the task's end. He is told by TaskShutOut, which does not say whose it is.
    Looks before it locks, since it is asked every minute for patients of whom nothing is to be taken back. Locks case
    before task, in one order, as everybody does: who completes at this moment is done, or comes too late.
    """
    await db.flush()  # what closes the record counts for the people who are asked for next
    if not any((await _shut(db, await _held(db, patient_id, lock=False), closed)).values()):
        return 0
    held = await _held(db, patient_id, lock=True)
    shut = await _shut(db, held, closed)
    found = 0
    for task in held:
        found += await _take_from(db, task, [who for who, ids in shut.items() if task.id in ids], actor=actor)
    return found


async def _shut(db: Db, held: Sequence[Task], closed: Closed) -> dict[UUID, set[UUID]]:
    """Who has one of these tasks -> those of his that are closed to him."""
    shut: dict[UUID, set[UUID]] = {}
    for user_id in sorted({one for task in held for one in (task.assignee_id, task.owner_id) if one is not None}):
        if (person := await _person(db, user_id)) is not None:
            shut[user_id] = await closed(
                db, person, [one for one in held if user_id in (one.assignee_id, one.owner_id)]
            )
    return shut


async def _held(db: Db, patient_id: UUID, *, lock: bool) -> Sequence[Task]:
    found = (
        select(Task).join(Case, Case.id == Task.case_id)
        .where(Task.patient_id == patient_id, Task.status == TaskStatus.claimed)
        .order_by(Task.case_id, Task.id)
    )  # fmt: skip
    if lock:
        found = found.with_for_update(of=[Case, Task]).execution_options(populate_existing=True)
    return (await db.scalars(found)).all()


async def _person(db: Db, user_id: UUID) -> Actor | None:
    try:
        return await load_actor(db, user_id)
    except HubError:
        return None  # gone for good: a lead gives his tasks to somebody


async def _take_from(db: Db, task: Task, out: Iterable[UUID], *, actor: Actor) -> bool:
    holder, owner = task.assignee_id, task.owner_id
    if not (lost := {one for one in (holder, owner) if one in set(out)}):
        return False
    if holder not in lost:
        tell(db, TaskChanged, task, actor=actor)  # still names the owner, whose list it leaves
        task.owner_id = task.owner_name = None
    elif owner is not None and owner not in lost:
        await _to_owner(db, task, owner, actor=actor)
    else:
        await _to_pool(db, task, actor=actor)
    audit.noted(db, actor, "take_back", "task", task.id, patient_id=task.patient_id, reason="closed to who had it",
                before={"assignee_id": str(holder), "owner_id": str(owner) if owner else None},
                after={"assignee_id": str(task.assignee_id) if task.assignee_id else None})  # fmt: skip
    for user_id in sorted(lost):
        state(db, TaskShutOut(task_id=task.id, case_id=task.case_id, user_id=user_id), actor=actor)
    return True


async def _to_owner(db: Db, task: Task, owner: UUID, *, actor: Actor) -> None:
    name = task.owner_name or ""
    tell(db, TaskChanged, task, actor=actor)  # still names who had it
    await directory.taken(db, task.id, task.patient_id, actor=actor, held=False)
    await pass_draft(db, task, task.assignee_id, owner)
    task.owner_id = task.owner_name = None
    hand(task, owner, name)
    await directory.taken(db, task.id, task.patient_id, actor=actor, holder=await load_actor(db, owner))
    tell(db, TaskClaimed, task, actor=actor)


async def _to_pool(db: Db, task: Task, *, actor: Actor) -> None:
    move(task, TaskStatus.open)
    tell(db, TaskReleased, task, actor=actor)  # still names who had it
    await directory.taken(db, task.id, task.patient_id, actor=actor, held=False)
    task.assignee_id = task.assignee_name = task.claimed_at = task.owner_id = task.owner_name = None
    task.follow_up_at = None
    task.rev += 1
