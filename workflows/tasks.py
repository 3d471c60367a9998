"""Tasks of people: access, claim, release, complete, draft. A completion is one transaction: answers checked, domain
effect done, diagram moved, worklist and history written; the reply carries the next task, so nothing is refetched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Uuid, bindparam, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm.attributes import set_committed_value

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, HubError, NotFound, TooLarge
from hub.core.http import Page
from hub.core.prepared import Prepared
from hub.core.states import move
from workflows import directory, engine, forms, offers, queries, rights, rows
from workflows.advance import Run, call_on_complete, open_run, raise_incident, undone
from workflows.errors import EngineError
from workflows.facts import TaskChanged, TaskClaimed, TaskCompleted, TaskReleased
from workflows.instances import ENDED, settle
from workflows.models import OPEN, Case, CaseStatus, Incident, IncidentKind, Task, TaskDraft, TaskStatus
from workflows.schemas import MAX_DRAFT_BYTES, CompletedOut, DraftOut, TaskOut, TaskQuery, TaskRow
from workflows.teamwork.models import Absence
from workflows.worklist import end, fact, tell

_FOUND = (
    select(*queries.TASK.listed, *queries.CASE.listed)
    .join(Case, Case.id == Task.case_id)
    .where(Task.id == bindparam("task_id", type_=Uuid()))
)
_SEEN = Prepared(_FOUND.where(queries.VISIBLE))
_LOCKED = Prepared(_FOUND.where(queries.REACHABLE).with_for_update(of=[Case, Task]))
_MANAGED = Prepared(_FOUND.where(queries.MANAGED).with_for_update(of=[Case, Task]))
_COVERS = Prepared(queries.COVERED.where(Absence.user_id == bindparam("whom", type_=Uuid())))


async def access_task(db: Db, actor: Actor, task_id: UUID, *, lock: bool = False) -> Task:
    """A task this person may see, with its case; unseen and absent are the same NotFound.

    `lock` takes the case row (the process mutex) and the task row in one statement, the case first, as everybody does.
    Opening a task without a lock is a read of a record, and audited.
    """
    task = await _found(db, _LOCKED if lock else _SEEN, actor, task_id)
    if not lock:
        audit.read(db, actor, "task", task.id, patient_id=task.patient_id)
    return task


async def access_to_lead(db: Db, actor: Actor, task_id: UUID) -> Task:
    """A task, locked, for giving it to somebody: one that this person sees, or any for who manages cases."""
    return await _found(db, _MANAGED, actor, task_id)


async def _found(db: Db, statement: Prepared, actor: Actor, task_id: UUID) -> Task:
    row = await db.first(statement, queries.who(actor), task_id=task_id)
    if row is None:
        raise NotFound()
    task = queries.TASK.adopt(db, row)
    set_committed_value(task, "case", queries.CASE.adopt(db, row))
    return task


async def covers(db: Db, task: Task, actor: Actor) -> bool:
    """Whether the task is in the hands of somebody this person covers for now."""
    if task.assignee_id is None or task.assignee_id == actor.user_id or actor.user_id is None:
        return False
    return await covering(db, actor, task.assignee_id)


async def covering(db: Db, actor: Actor, user_id: UUID) -> bool:
    """Whether this person covers for that one now."""
    return await db.first(_COVERS, queries.who(actor), whom=user_id) is not None


async def opened(db: Db, task: Task, *, actor: Actor) -> TaskOut:
    """A task as its own page shows it: row, form, what the form starts from, and this person's draft."""
    draft = await queries.draft(db, task.id, actor.user_id)
    label = await rows.row(db, task, actor=actor)
    form = await forms.of_task(db, task)
    return TaskOut(
        **dict(label),
        form_schema=form.schema(),
        form_ui=form.ui(),
        initial=await forms.initial(db, task, actor=actor),
        draft=draft.content if draft else None,
        draft_saved_at=draft.saved_at if draft else None,
        mine=task.assignee_id == actor.user_id,
        may_complete=may_complete(task, actor),
        may_assign=may_lead(task, actor),
        covers=task.status == TaskStatus.claimed and await covers(db, task, actor),
    )


def may_complete(task: Task, actor: Actor) -> bool:
    """Whether this person could complete the task now: it is theirs, or free and meant for them."""
    if task.by_message or task.owner_id is not None:
        return False
    if task.status == TaskStatus.claimed:
        return task.assignee_id == actor.user_id
    return task.status == TaskStatus.open and is_candidate(task, actor)


def is_candidate(task: Task, actor: Actor) -> bool:
    """Whether the task is offered to this person: by name, by pool, or as its patient."""
    if task.candidate_user_id is not None and task.candidate_user_id == actor.user_id:
        return True
    if task.candidate_role == "patient":
        return actor.patient_id is not None and task.patient_id == actor.patient_id
    named = {actor.user_id, actor.practitioner_id} - {None}
    return bool({task.candidate_role, *task.other_roles} & (actor.roles - {"patient"})) or bool(
        named & set(task.candidates)
    )


def may_lead(task: Task, actor: Actor) -> bool:
    """Whether this person may give the task to people: a lead of one of its roles, or who manages cases."""
    if not actor.may("task.assign") or task.status not in OPEN or task.candidate_role == "patient" or task.by_message:
        return False
    return actor.may("case.manage") or is_candidate(task, actor)


async def claim(db: Db, task: Task, version: int | None = None, *, actor: Actor) -> Task:
    """Take a task. Taken by another: 409 task_taken with `by`. Taken by oneself already: nothing changes."""
    if task.status == TaskStatus.claimed and task.assignee_id == actor.user_id:
        return task
    if task.status == TaskStatus.claimed and (task.owner_id == actor.user_id or await covers(db, task, actor)):
        return await _take_over(db, task, actor=actor)
    _must_be_open(task, actor)
    if version is not None:
        _must_be_current(task, version)
    if not is_candidate(task, actor):
        raise NotFound()
    if actor.acts_for is not None:
        return task  # it stays in the patient's own list, where every proxy finds it
    move(task, TaskStatus.claimed)
    task.assignee_id, task.assignee_name, task.claimed_at = actor.user_id, actor.name, now()
    task.rev += 1
    audit.noted(db, actor, "claim", "task", task.id, patient_id=task.patient_id)
    await directory.taken(db, task.id, task.patient_id, actor=actor)
    tell(db, TaskClaimed, task, actor=actor)
    return task


async def _take_over(db: Db, task: Task, *, actor: Actor) -> Task:
    """Who delegated it takes it back, or who covers for an absent colleague takes it over."""
    audit.noted(db, actor, "take_over", "task", task.id, patient_id=task.patient_id,
                before={"assignee_id": str(task.assignee_id)})  # fmt: skip
    hand(task, actor.user_id, actor.name)
    if task.owner_id == actor.user_id:
        task.owner_id = task.owner_name = None
    await directory.taken(db, task.id, task.patient_id, actor=actor)
    tell(db, TaskClaimed, task, actor=actor)
    return task


def hand(task: Task, user_id: UUID | None, name: str) -> None:
    """Put a task into somebody's hands, whoever had it."""
    if task.status == TaskStatus.open:
        move(task, TaskStatus.claimed)
    task.assignee_id, task.assignee_name, task.claimed_at = user_id, name, now()
    task.follow_up_at = None
    task.rev += 1


async def release(db: Db, task: Task, *, actor: Actor) -> Task:
    """Give a task back to its pool; the draft stays. Only who has it may, or who manages cases."""
    if task.status == TaskStatus.open:
        return task
    if task.assignee_id != actor.user_id and not actor.may("case.manage"):
        _must_be_open(task, actor)
    if task.status != TaskStatus.claimed:
        raise _closed(task)
    return await give_back(db, task, actor=actor)


async def give_back(db: Db, task: Task, *, actor: Actor) -> Task:
    """Put a taken task into its pool, whoever has it."""
    move(task, TaskStatus.open)
    # The fact still names who had it, so that their list hears of it too.
    tell(db, TaskReleased, task, actor=actor)
    task.assignee_id = task.assignee_name = task.claimed_at = task.owner_id = task.owner_name = None
    task.rev += 1
    audit.noted(db, actor, "release", "task", task.id, patient_id=task.patient_id)
    await directory.taken(db, task.id, task.patient_id, actor=actor, held=False)
    return task


async def complete(db: Db, task: Task, answers: Mapping[str, Any], version: int, *, actor: Actor) -> CompletedOut:
    """Complete a task and move its case.

    422 with paths: the answers do not fit the form. 409: taken by another, ended, or not the version that was shown.
    The same answers again by the same person: the same reply, nothing done twice. Any 4xx of the task's own domain
    step is the answer to the person. If the diagram cannot go on, the answers are kept as a draft, an incident tells
    the administrators, and the person gets 409 pathway_stuck.
    """
    given = dict(answers)
    digest = hashlib.blake2b(orjson.dumps(given, option=orjson.OPT_SORT_KEYS), digest_size=16).digest()
    if task.status == TaskStatus.completed and task.completed_by == actor.user_id and task.answers_hash == digest:
        return await _reply(db, task, None, actor=actor)
    if task.status == TaskStatus.open and not is_candidate(task, actor):
        raise NotFound()
    if task.assignee_id != actor.user_id and not await covers(db, task, actor):
        _must_be_open(task, actor)
    if task.status not in OPEN or task.case.status in ENDED:
        raise _closed(task)
    if task.case.status == CaseStatus.suspended:
        raise Conflict("This case is suspended: nothing in it moves until it is resumed.", code="case_suspended")
    if task.owner_id is not None and task.owner_id != actor.user_id:
        raise Conflict(f"{task.owner_name} has asked you to prepare this; hand it back when you are done.",
                       code="task_delegated", owner=task.owner_name)  # fmt: skip
    if task.by_message:
        raise Conflict("This ends by itself when it has arrived.", code="task_by_message")
    _must_be_current(task, version)
    checked = (await forms.of_task(db, task)).checked(given)
    if task.assignee_id != actor.user_id:
        await directory.taken(db, task.id, task.patient_id, actor=actor)
    run = await open_run(db, task.case, actor)
    await _finish(run, task, given, checked)
    run.done = task.id
    end(run, task, done=True, assignee_id=actor.user_id, assignee_name=actor.name, completed_by=actor.user_id,
        answers_hash=digest)  # fmt: skip
    run.say(fact(TaskCompleted, task))
    run.noted.append(audit.record(actor, "complete", "task", task.id, patient_id=task.patient_id))
    new = await settle(run)
    return await _reply(db, task, new, actor=actor)


async def _finish(run: Run, task: Task, given: dict[str, Any], checked: dict[str, Any]) -> None:
    """The domain effect, then the engine; if the diagram cannot go on, both are undone and an incident says so."""
    try:
        if task.on_complete:
            async with run.db.begin_nested():
                result = await call_on_complete(
                    run, task.on_complete, element=task.element_id, token=task.id, answers=checked
                )
                engine.finish(run.case, task.id, checked if result is None else result, now=now())
        else:
            engine.finish(run.case, task.id, checked, now=now())
    except EngineError as error:
        await undone(run)  # nothing has moved in this run: the row holds the case as it was
        await raise_incident(run, IncidentKind.run, task.id, task.element_id, error.code, error.detail)
        await settle(run)
        await save_draft(run.db, task, given, actor=run.actor)
        raise PathwayStuck(
            f"What you entered is kept, but the pathway cannot go on: {error.detail} An administrator has been told."
        ) from error
    if task.id in run.blocked:
        await _close_incident(run, task.id)


async def _close_incident(run: Run, token: UUID) -> None:
    found = await run.db.scalar(select(Incident).where(Incident.token_id == token, Incident.resolved_at.is_(None)))
    if found is not None:
        found.resolved_at, found.resolved_by, found.resolution = now(), run.actor.user_id, "retried"
    run.blocked.discard(token)


class PathwayStuck(HubError):
    """The diagram cannot go on from here. What was written before (the draft, the incident) is kept."""

    code, status, title = "pathway_stuck", 409, "The pathway cannot go on"
    keeps_writes = True


async def _reply(db: Db, task: Task, new: list[Task] | None, *, actor: Actor) -> CompletedOut:
    """The one exchange: this task, the next one for this person, and the ids to go on with."""
    free = [t for t in new or [] if is_candidate(t, actor)]
    following = free[0] if free else await offers.next_for(db, actor, case_id=task.case_id, not_task=task.id)
    shown = await rows.rows(db, [task, following] if following else [task], actor=actor if following else None)
    case = task.case
    return CompletedOut(
        task=shown[0], next_task_for_me=shown[1] if following else None, case_id=case.id, case_status=case.status,
        subject=case.subject, encounter_id=case.subject.get("encounter_id"),
    )  # fmt: skip


async def first_for(db: Db, offered: list[Task], *, actor: Actor) -> TaskRow | None:
    """The first of the tasks that a case has just offered which this person may do, to be shown."""
    free = next((task for task in offered if is_candidate(task, actor)), None)
    if free is None or not actor.may("task.work") or not await rights.may(db, actor, free.process_id, "work"):
        return None
    return await rows.row(db, free, actor=actor)


_UNCHANGED: Any = object()


async def save_draft(
    db: Db, task: Task, content: Mapping[str, Any], *, actor: Actor, based_on: datetime | None = _UNCHANGED
) -> DraftOut:  # fmt: skip
    """Keep what this person has typed so far, unchecked. An ended task takes no draft.

    `based_on`: when the draft was saved that the page knows (None: there was none). 409 draft_newer with the draft when
    another device has saved something else since; without it the last save wins.
    """
    if task.status not in OPEN:
        raise _closed(task)
    if len(orjson.dumps(content)) > MAX_DRAFT_BYTES:
        raise TooLarge(f"A draft holds at most {MAX_DRAFT_BYTES // 1024} KB.")
    values = {"content": dict(content), "saved_at": now()}
    unless_newer = None if based_on is _UNCHANGED else TaskDraft.saved_at == based_on
    saved = await db.execute(  # asked and written in one statement: of two devices at one moment one is refused
        insert(TaskDraft)
        .values(task_id=task.id, user_id=actor.user_id, **values)
        .on_conflict_do_update(index_elements=["task_id", "user_id"], set_=values, where=unless_newer)
        .returning(TaskDraft.saved_at)
    )
    if found := saved.first():
        return DraftOut(saved_at=found.saved_at)
    known = await queries.draft(db, task.id, actor.user_id)
    if known is None:
        raise _closed(task)
    if known.content != values["content"]:  # the same words again: their answer was lost on the way
        raise Conflict("You have written more of this on another device.", code="draft_newer",
                       content=known.content, saved_at=known.saved_at.isoformat())  # fmt: skip
    return DraftOut(saved_at=known.saved_at)


async def annotate(
    db: Db, case_id: UUID, element_id: str, *, actor: Actor, waiting_since: datetime | None = _UNCHANGED,
    note: str | None = _UNCHANGED, due_at: datetime | None = _UNCHANGED,
) -> int:  # fmt: skip
    """Say something about the open tasks of an element of a case: since when a person waits for it, a short stable
    code, a due time. Says it live; does not make anybody's open page stale. Returns how many tasks it concerned.
    """
    given = {"waiting_since": waiting_since, "note": note, "due_at": due_at}
    changes = {key: value for key, value in given.items() if value is not _UNCHANGED}
    found = await db.scalars(
        select(Task)
        .where(Task.case_id == case_id, Task.element_id == element_id, Task.status.in_(OPEN))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    number = 0
    for task in found:
        for key, value in changes.items():
            setattr(task, key, value)
        tell(db, TaskChanged, task, actor=actor)
        number += 1
    return number


async def page(db: Db | ReadDb, actor: Actor, query: TaskQuery) -> Page[TaskRow]:
    """One page of worklist rows and the cursor of the next."""
    found, following = await queries.tasks(db, actor, query, but=await _unsaid(db, actor, query.patient_id))
    return Page(items=await rows.rows(db, found, actor=actor), next=following)


async def count(db: Db | ReadDb, actor: Actor, query: TaskQuery) -> int:
    """How many tasks a list holds, up to `queries.CAP`."""
    return await queries.count(db, actor, query, but=await _unsaid(db, actor, query.patient_id))


async def _unsaid(db: Db | ReadDb, actor: Actor, patient_id: UUID | None) -> set[UUID]:
    """Of one patient those tasks that do not name him: in a list of his alone they would say whose they are, by a row,
    a number or the place where the page ends."""
    if patient_id is None:
        return set()
    his = Task.case_id.in_(select(Case.id).where(Case.patient_id == patient_id))
    listed = select(Task).where(his, or_(queries.VISIBLE, queries.WITH_OTHERS))
    return await directory.veiled(db, actor, list(await db.scalars(listed, queries.who(actor))))


def _must_be_open(task: Task, actor: Actor) -> None:
    if task.status == TaskStatus.claimed and task.assignee_id != actor.user_id:
        raise Conflict(f"{task.assignee_name} has taken this.", code="task_taken", by=task.assignee_name)
    if task.status not in OPEN:
        raise _closed(task)


def _must_be_current(task: Task, version: int) -> None:
    if task.rev != version:
        raise Conflict(
            "This task has changed since you opened it. Please look again.", code="stale", current=task.rev
        )  # fmt: skip


def _closed(task: Task) -> Conflict:
    if task.status == TaskStatus.completed:
        return Conflict("This has been done already.", code="task_done", by=task.assignee_name)
    return Conflict("This is no longer needed; it was withdrawn.", code="task_withdrawn")
