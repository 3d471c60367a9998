"""One case moves to another version, or back: its state, its open tasks, timers and messages, in one transaction.
Claims, drafts, due times and data stay what they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import undefer

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import HubError
from workflows import diagrams, engine
from workflows.advance import Run, open_run
from workflows.authoring.models import CaseMigration, CaseMigrationItem, ItemStatus
from workflows.engine_migrate import Carried, Reason, carry
from workflows.facts import TaskChanged
from workflows.instances import ENDED, lock
from workflows.models import OPEN, Case, Incident, ProcessVersion, Subscription, Task, Timer
from workflows.saving import save
from workflows.worklist import people_of, roles_of, tell

_FIELDS = (
    "element_id", "name", "form", "result", "on_complete", "by_message", "candidate_role", "other_roles", "candidates",
    "department", "practitioner_id", "due_at", "follow_up_at", "escalate_at",
)  # fmt: skip


async def move_one(db: Db, migration_id: UUID, case_id: UUID, *, actor: Actor) -> None:
    """Move one case. It is looked at afresh: what cannot be moved now is refused with the reason, and stays."""
    item, migration = await _item(db, migration_id, case_id)
    if item.status != ItemStatus.planned:
        return
    item.done_at = now()
    row = await lock(db, case_id)
    if row.status in ENDED or row.process_version_id != migration.from_version_id:
        item.status = ItemStatus.refused
        item.reasons = [_reason("case_ended", "The case has ended or moved meanwhile.")]
        return
    before = await db.get_one(ProcessVersion, migration.from_version_id)
    after = await db.get_one(ProcessVersion, migration.to_version_id)
    run = await open_run(db, row, actor)
    blob = engine.dump(run.case)
    carried = _carried(run.case, diagrams.compiled(after), migration.mapping)
    item.verdict, item.reasons = words_of(carried, run.case, before, after)
    if carried.case is None:
        item.status = ItemStatus.refused
        return
    tasks = await _tasks(db, case_id)
    item.before_state = blob
    item.before_tasks = [_kept(task) for task in tasks]
    former = {task.id: task for task in engine.ready_human_tasks(run.case)}
    await _become(run, carried.case, after, f"version {before.number} → {after.number}")
    _retitle(run, former, tasks)
    item.status, item.after_digest = ItemStatus.migrated, row.state_digest
    audit.noted(db, actor, "migrate", "case_instance", row.id, patient_id=row.patient_id, reason=migration.reason,
                before={"version": before.number}, after={"version": after.number})  # fmt: skip


def _kept(task: Task) -> dict[str, Any]:
    """A task's fields as JSON, to put them back."""
    return {"id": str(task.id), **{name: _plain(getattr(task, name)) for name in _FIELDS}}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else str(value) if isinstance(value, UUID) else value


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith("_at"):
        return datetime.fromisoformat(value)
    if name == "candidates":
        return [UUID(one) for one in value]
    return UUID(value) if name == "practitioner_id" else value


def _carried(case: engine.Case, target: engine.Diagram, mapping: Mapping[str, str]) -> Carried:
    try:
        return carry(case, target, mapping, now=now())
    except HubError as error:
        return Carried(None, [Reason("", error.code, error.detail)])


async def put_back(db: Db, migration_id: UUID, case_id: UUID, *, actor: Actor) -> None:
    """Put one case back to what it was, unless it has moved since: then it stays, and the item says so."""
    item, migration = await _item(db, migration_id, case_id)
    if item.status != ItemStatus.migrated:
        return
    item.done_at = now()
    row = await lock(db, case_id)
    moved = row.process_version_id != migration.to_version_id or row.state_digest != item.after_digest
    if moved or row.status in ENDED or item.before_state is None:
        item.status = ItemStatus.kept
        item.reasons = [*item.reasons, _reason("case_moved", "The case has moved on since, and stays where it is.")]
        return
    before = await db.get_one(ProcessVersion, migration.from_version_id)
    run = await open_run(db, row, actor)
    old = engine.load(diagrams.compiled(before), item.before_state, now=now())
    await _become(run, old, before, f"back to version {before.number}")
    for kept in item.before_tasks or []:
        task = await db.get(Task, UUID(kept["id"]))
        if task is not None and task.status in OPEN:
            for name in _FIELDS:
                setattr(task, name, _read(name, kept[name]))
            tell(db, TaskChanged, task, actor=actor)
    item.status, item.before_state, item.before_tasks = ItemStatus.undone, None, None
    audit.noted(db, actor, "undo_migration", "case_instance", row.id, patient_id=row.patient_id,
                reason=migration.reason, after={"version": before.number})  # fmt: skip


async def _item(db: Db, migration_id: UUID, case_id: UUID) -> tuple[CaseMigrationItem, CaseMigration]:
    item = await db.scalar(
        select(CaseMigrationItem)
        .options(undefer(CaseMigrationItem.before_state), undefer(CaseMigrationItem.before_tasks))
        .where(CaseMigrationItem.migration_id == migration_id, CaseMigrationItem.case_id == case_id)
        .with_for_update()
    )
    assert item is not None  # it was listed, and items are never deleted
    return item, await db.get_one(CaseMigration, migration_id)


async def _tasks(db: Db, case_id: UUID) -> list[Task]:
    found = await db.scalars(
        select(Task).where(Task.case_id == case_id, Task.status.in_(OPEN)).with_for_update()
    )  # fmt: skip
    return list(found)


async def _become(run: Run, case: engine.Case, version: ProcessVersion, words: str) -> None:
    """Let the row hold this case, with rows of timers and messages as the new version has them."""
    run.row.process_version_id = version.id
    run.case = case
    run.note("", "migrated", words)
    await _rename(run.db, run.row, case)
    await save(run)


async def _rename(db: Db, row: Case, case: engine.Case) -> None:
    """Rows that name elements follow the tokens they belong to."""
    for timer in engine.timers(case):
        await db.execute(update(Timer).where(Timer.id == timer.task_id).values(element_id=timer.element))
    for waiting in engine.waiting_messages(case):
        await db.execute(
            update(Subscription)
            .where(Subscription.id == waiting.task_id)
            .values(element_id=waiting.element, name=waiting.name, key=waiting.key or "")
        )
    for token in engine.tokens(case):
        await db.execute(
            update(Incident)
            .where(Incident.case_id == row.id, Incident.token_id == token.task_id, Incident.resolved_at.is_(None))
            .values(element_id=token.element)
        )


def _retitle(run: Run, former: Mapping[UUID, engine.HumanTask], tasks: list[Task]) -> None:
    """Open tasks get the name, form, roles and terms that the new version gives them; who has them keeps them, and so
    does what a lead has set by hand where the drawing says what it said before."""
    offered = {task.id: task for task in engine.ready_human_tasks(run.case)}
    for task in tasks:
        if (wanted := offered.get(task.id)) is None:
            continue
        task.element_id, task.name, task.result = wanted.element, wanted.name, wanted.result
        task.form = wanted.form or wanted.element
        task.on_complete, task.by_message = wanted.on_complete, wanted.by_message
        task.candidate_role, task.other_roles = roles_of(wanted)
        if (before := former.get(task.id)) is not None:
            _terms(run, task, before, wanted)
        tell(run.db, TaskChanged, task, actor=run.actor)


def _terms(run: Run, task: Task, before: engine.HumanTask, wanted: engine.HumanTask) -> None:
    if before.sla_at != wanted.sla_at:
        task.due_at = task.due_at if wanted.due_at else wanted.sla_at
        task.escalate_at = wanted.sla_at or wanted.due_at
    if before.follow_up_at != wanted.follow_up_at:
        task.follow_up_at = wanted.follow_up_at
    if before.departments != wanted.departments:
        task.department = next(iter(wanted.departments), None)
    if before.candidates != wanted.candidates:
        task.practitioner_id, task.candidates = people_of(wanted, run.practitioner_id)


def words_of(
    carried: Carried, case: engine.Case, before: ProcessVersion, after: ProcessVersion
) -> tuple[str, list[dict[str, Any]]]:  # fmt: skip
    """ok | warning | blocked, and the reasons as they are kept and shown."""
    names = case.diagram.elements
    found = [
        {"element_id": one.element, "element_name": names[one.element].name if one.element in names else one.element,
         "code": one.code, "message": one.message}
        for one in carried.reasons
    ]  # fmt: skip
    if carried.case is None:
        return "blocked", found
    found += differences(case, carried.case, diagrams.all_forms(before), diagrams.all_forms(after))
    return "warning" if found else "ok", found


def differences(
    old: engine.Case, new: engine.Case, old_forms: Mapping[str, Any], new_forms: Mapping[str, Any]
) -> list[dict[str, Any]]:  # fmt: skip
    """What changes for the people whose tasks are open, in words."""
    found = []
    offered = {task.id: task for task in engine.ready_human_tasks(new)}
    for before in engine.ready_human_tasks(old):
        after = offered.get(before.id)
        if after is None:
            continue
        former, fresh = (", ".join([role, *others]) for role, others in (roles_of(before), roles_of(after)))
        if former != fresh:
            found.append(_reason("role_differs", f"'{after.name}' is offered to '{fresh}' instead of "
                                 f"'{former}'; who has it keeps it.", before.element, before.name))  # fmt: skip
        if _times(before) != _times(after):
            found.append(_reason("terms_differ", f"When '{after.name}' has to be taken or looked at again is worked "
                                 "out anew.", before.element, before.name))  # fmt: skip
        if (before.candidates, before.departments) != (after.candidates, after.departments):
            found.append(_reason("people_differ", f"'{after.name}' is offered to other people now; who has it keeps "
                                 "it.", before.element, before.name))  # fmt: skip
        if before.form != after.form or old_forms.get(before.form) != new_forms.get(after.form):
            found.append(_reason("form_differs", f"The form of '{after.name}' is another one; what was typed is kept.",
                                 before.element, before.name))  # fmt: skip
    return found


def _times(task: engine.HumanTask) -> tuple[Any, ...]:
    return task.sla_at, task.follow_up_at


def _reason(code: str, message: str, element: str = "", name: str = "") -> dict[str, Any]:
    return {"element_id": element, "element_name": name, "code": code, "message": message}
