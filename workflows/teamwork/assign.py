"""Who does a task: assign and reassign (one or many), delegate and resolve, put off, adjust."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from hub.core import audit
from hub.core.actor import Actor, load_actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, HubError, Invalid, NotFound
from workflows import directory, rights, rows
from workflows.facts import TaskChanged, TaskClaimed
from workflows.models import OPEN, Task, TaskDraft, TaskStatus
from workflows.schemas import TaskRow
from workflows.tasks import access_to_lead, hand, is_candidate, may_lead
from workflows.teamwork import cover
from workflows.teamwork.schemas import (
    AdjustTask,
    AssignedMany,
    AssignedOne,
    AssignMany,
    AssignTask,
    ColleagueOut,
    ColleaguesOut,
    DelegateTask,
)
from workflows.worklist import tell


async def assign(db: Db, task: Task, given: AssignTask, *, actor: Actor) -> Task:
    """Give a task to a person, whoever has it now. 403 for who does not lead its role; 409 not_a_candidate when the
    person could not do it; 409 when it has ended. Who has it already keeps it: nothing changes."""
    _must_be_open(task)
    if not may_lead(task, actor):
        raise Forbidden("You may not give this task to people.", code="not_a_lead")
    person = await _candidate(db, task, given.user_id)
    if task.assignee_id == person.user_id and task.owner_id is None:
        return task
    before = {"assignee_id": str(task.assignee_id) if task.assignee_id else None}
    if task.assignee_id is not None:
        tell(db, TaskChanged, task, actor=actor)  # who loses it hears of it too: this fact still names them
        await directory.taken(db, task.id, task.patient_id, actor=actor, held=False)
    hand(task, person.user_id, person.name)
    task.owner_id = task.owner_name = None
    audit.noted(db, actor, "assign", "task", task.id, patient_id=task.patient_id, reason=given.reason, before=before,
                after={"assignee_id": str(person.user_id)})  # fmt: skip
    await directory.taken(db, task.id, task.patient_id, actor=actor, holder=person)
    tell(db, TaskClaimed, task, actor=actor)
    return task


async def assign_many(db: Db, given: AssignMany, *, actor: Actor) -> AssignedMany:
    """Give several tasks to one person; each that cannot be given says why, the others are given all the same.

    Cases are locked in one order, so that two leads at once never wait for each other in a circle.
    """
    order = await db.execute(select(Task.id).where(Task.id.in_(given.task_ids)).order_by(Task.case_id, Task.id))
    outcome = {task_id: AssignedOne(task_id=task_id, ok=False, code="not_found") for task_id in given.task_ids}
    done = []
    for task_id in order.scalars().all():
        try:
            task = await access_to_lead(db, actor, task_id)
            done.append(await assign(db, task, AssignTask(user_id=given.user_id, reason=given.reason), actor=actor))
            outcome[task_id] = AssignedOne(task_id=task_id, ok=True)
        except HubError as error:
            outcome[task_id] = AssignedOne(task_id=task_id, ok=False, code=error.code, detail=error.detail)
    return AssignedMany(items=list(outcome.values()), rows=await rows.rows(db, done, actor=actor))


async def delegate(db: Db, task: Task, given: DelegateTask, *, actor: Actor) -> Task:
    """Have a colleague prepare a task that stays one's own: it returns on resolve. Only who has it may; what is
    delegated already cannot be delegated on."""
    _must_be_open(task)
    if task.assignee_id != actor.user_id or task.owner_id is not None:
        raise Conflict("Only what is in your own hands can be delegated.", code="not_in_hand")
    if given.user_id == actor.user_id:
        raise Invalid("Choose somebody else.", code="to_oneself")
    person = await _candidate(db, task, given.user_id)
    task.owner_id, task.owner_name = actor.user_id, actor.name
    hand(task, person.user_id, person.name)
    await pass_draft(db, task, actor.user_id, person.user_id)
    audit.noted(db, actor, "delegate", "task", task.id, patient_id=task.patient_id, reason=given.note,
                after={"assignee_id": str(person.user_id)})  # fmt: skip
    await directory.taken(db, task.id, task.patient_id, actor=actor, holder=person)
    tell(db, TaskClaimed, task, actor=actor)
    return task


async def resolve(db: Db, task: Task, note: str, *, actor: Actor) -> Task:
    """Hand a delegated task back to its owner, with what was typed so far as the owner's draft."""
    _must_be_open(task)
    if task.owner_id is None or task.assignee_id != actor.user_id:
        raise Conflict("Nobody has delegated this to you.", code="not_delegated")
    owner, name = task.owner_id, task.owner_name or ""
    tell(db, TaskChanged, task, actor=actor)  # still names who had it
    await pass_draft(db, task, actor.user_id, owner)
    task.owner_id = task.owner_name = None
    hand(task, owner, name)
    audit.noted(db, actor, "resolve", "task", task.id, patient_id=task.patient_id, reason=note)
    tell(db, TaskClaimed, task, actor=actor)
    return task


async def postpone(db: Db, task: Task, until: object, *, actor: Actor) -> Task:
    """Put a task off until a moment; null brings it back. Who has it may, a free one any of its candidates."""
    _must_be_open(task)
    if task.assignee_id not in (None, actor.user_id):
        raise Conflict(f"{task.assignee_name} has taken this.", code="task_taken", by=task.assignee_name)
    if until is not None and until <= now():  # type: ignore[operator]
        raise Invalid("Choose a time that is still to come.", code="in_the_past")
    task.follow_up_at = until  # type: ignore[assignment]
    audit.noted(db, actor, "postpone", "task", task.id, patient_id=task.patient_id, after={"until": str(until)})
    tell(db, TaskChanged, task, actor=actor)
    return task


async def adjust(db: Db, task: Task, given: AdjustTask, *, actor: Actor) -> Task:
    """Change how urgent a task is and when it is due (only what is given). A lead may."""
    _must_be_open(task)
    if not may_lead(task, actor):
        raise Forbidden("You may not change this task.", code="not_a_lead")
    before = {"priority": task.priority, "due_at": str(task.due_at)}
    if given.priority is not None:
        task.priority = given.priority
    if "due_at" in given.model_fields_set:
        if given.due_at is not None and given.due_at.tzinfo is None:
            raise Invalid("A moment needs a time zone.", code="no_zone")
        task.due_at = given.due_at
        if task.escalated_at is None:
            task.escalate_at = given.due_at
    audit.noted(db, actor, "update", "task", task.id, patient_id=task.patient_id, before=before,
                after={"priority": task.priority, "due_at": str(task.due_at)})  # fmt: skip
    tell(db, TaskChanged, task, actor=actor)
    return task


async def people(db: Db, task: Task, search: str, *, actor: Actor) -> ColleaguesOut:
    """Whom a task could be given to: name, whether away, and how much they have in hand."""
    if not (may_lead(task, actor) or task.assignee_id == actor.user_id):
        raise NotFound()
    found = await directory.colleagues(db, [task.candidate_role, *task.other_roles], search.strip())
    return ColleaguesOut(items=await _described(db, found))


async def colleagues(db: Db, search: str, *, actor: Actor) -> ColleaguesOut:
    """Colleagues of one's own roles: who could cover."""
    found = await directory.colleagues(db, sorted(actor.roles - {"patient", "team_lead"}), search.strip())
    return ColleaguesOut(items=await _described(db, [person for person in found if person[0] != actor.user_id]))


async def _described(db: Db, found: list[tuple[UUID, str, list[str]]]) -> list[ColleagueOut]:
    ids = [user for user, _, _ in found]
    away = await cover.away(db, ids)
    load = dict(
        (await db.execute(
            select(Task.assignee_id, func.count()).where(Task.assignee_id.in_(ids), Task.status.in_(OPEN))
            .group_by(Task.assignee_id)
        )).tuples().all()
    )  # fmt: skip
    return [
        ColleagueOut(
            id=user, name=name, roles=roles, open_tasks=load.get(user, 0),
            away_until=away[user].until_at if user in away else None,
            cover_name=away[user].cover_name if user in away else None,
        )
        for user, name, roles in found
    ]  # fmt: skip


async def _candidate(db: Db, task: Task, user_id: UUID) -> Actor:
    """The person, if they are here and could do the task."""
    try:
        person = await load_actor(db, user_id)
    except HubError as error:
        raise Invalid("There is no such colleague.", code="person_unknown") from error
    if not person.may("task.work") or not is_candidate(task, person) or not await rights.may(
        db, person, task.process_id, "work"
    ):  # fmt: skip
        raise Conflict(f"This is not a task for {person.name}.", code="not_a_candidate")
    return person


async def pass_draft(db: Db, task: Task, giver: UUID | None, taker: UUID | None) -> None:
    """What the one has typed so far is where the other goes on."""
    draft = await db.get(TaskDraft, (task.id, giver))
    if draft is None or taker is None:
        return
    values = {"content": draft.content, "saved_at": now()}
    await db.execute(
        insert(TaskDraft).values(task_id=task.id, user_id=taker, **values)
        .on_conflict_do_update(index_elements=["task_id", "user_id"], set_=values)
    )  # fmt: skip


def _must_be_open(task: Task) -> None:
    if task.status not in OPEN:
        done = task.status == TaskStatus.completed
        raise Conflict(
            "This has been done already." if done else "This is no longer needed; it was withdrawn.",
            code="task_done" if done else "task_withdrawn",
        )


async def shown(db: Db, task: Task, *, actor: Actor) -> TaskRow:
    """The row as it is now; who gives work to others is not told by that whose it is."""
    await db.flush()
    return await rows.row(db, task, actor=actor)
