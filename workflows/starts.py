"""Pathways that begin by themselves: with a message, a signal, or by the clock, as the start event of their active
version says.

What a pathway begins with is a row, so that nothing has to be loaded to find it. The clock's next moment is in that
row: who takes it queues the start and writes the moment after in one transaction, so each moment begins one case,
however many workers look. Moments missed while everything was down begin one case together, not one each.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, select

from hub.core.actor import SYSTEM, Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, NotFound
from hub.core.jobs import enqueue
from workflows import diagrams, engine_data, rights
from workflows.engine_case import Trigger
from workflows.engine_timer import add_duration
from workflows.models import ProcessStart, ProcessVersion

if TYPE_CHECKING:
    from workflows.advance import Run

JOB = "workflows.begin"


async def follow(db: Db, version: ProcessVersion) -> None:
    """Let the row say what the version that is active now begins with. 409 start_message_taken: a message has exactly
    one receiver, and another pathway begins with this one."""
    await db.execute(delete(ProcessStart).where(ProcessStart.process_id == version.process_id))
    trigger = diagrams.compiled(version).trigger
    if trigger is None:
        return
    if trigger.kind == "message" and (other := await _begins_with(db, trigger.name)) is not None:
        raise Conflict(f"The message '{trigger.name}' begins '{other}' already; it has one receiver.",
                       code="start_message_taken", process_id=other)  # fmt: skip
    row = ProcessStart(process_id=version.process_id, element_id=trigger.element, kind=trigger.kind, name=trigger.name)
    if trigger.plan is not None:
        row.due_at, row.every, row.remaining = _first(trigger)
    db.add(row)
    await db.flush()


def _first(trigger: Trigger) -> tuple[datetime | None, str | None, int | None]:
    """The first moment after publishing. One that has passed already is gone."""
    assert trigger.plan is not None
    due, repeat = trigger.plan.due({}, now())
    if repeat is None:
        return (due if due > now() else None), None, None
    return _after(due, repeat.every, repeat.left)


def _after(due: datetime, every: str, left: int | None) -> tuple[datetime | None, str | None, int | None]:
    """The first moment of a cycle that is still to come."""
    moment: datetime | None = due
    while moment is not None and moment <= now():
        left = None if left is None else left - 1
        moment = None if left is not None and left < 0 else add_duration(moment, every)
    return moment, every, left


async def by_clock(db: Db, limit: int = 100) -> None:
    """Queue the start of every pathway whose moment has come, and note the moment after."""
    due = await db.scalars(
        select(ProcessStart)
        .where(ProcessStart.due_at <= now())
        .order_by(ProcessStart.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    for row in due:
        assert row.due_at is not None
        await _queue(db, row, None, key=f"{row.element_id}@{row.due_at.isoformat()}", actor=None)
        if row.every is None:
            row.due_at = None
        else:
            row.due_at, _, row.remaining = _after(row.due_at, row.every, row.remaining)


async def by_signal(db: Db, name: str, payload: Any, *, actor: Actor, asked: bool = False) -> int:
    """Queue the start of every pathway that begins with a signal; how many. `asked`: by a person, who begins only what
    is theirs to start; a diagram was told by those who approved it."""
    found = list(
        await db.scalars(
            select(ProcessStart)
            .where(ProcessStart.kind == "signal", ProcessStart.name == name)
            .order_by(ProcessStart.process_id)
        )
    )
    if asked:
        found = [row for row in found if await rights.may(db, actor, row.process_id, "start")]
    for row in found:
        await _queue(db, row, payload, actor=actor)
    return len(found)


async def by_throw(run: Run, name: str, payload: Any) -> None:
    """A message that a case has sent begins the pathway that starts with it, for the same patient."""
    row = await run.db.scalar(select(ProcessStart).where(ProcessStart.kind == "message", ProcessStart.name == name))
    if row is not None:
        await _queue(run.db, row, payload, actor=run.actor, patient_id=run.row.patient_id)


async def receiver(db: Db | ReadDb, name: str, process_id: str | None) -> str:
    """The pathway that begins with a message, or 404."""
    found = await _begins_with(db, name)
    if found is None or process_id not in (None, found):
        raise NotFound()
    return found


async def _begins_with(db: Db | ReadDb, name: str) -> str | None:
    found: str | None = await db.scalar(
        select(ProcessStart.process_id).where(ProcessStart.kind == "message", ProcessStart.name == name)
    )
    return found


async def _queue(
    db: Db, row: ProcessStart, payload: Any, *, actor: Actor | None, key: str = "", patient_id: UUID | None = None
) -> None:  # fmt: skip
    await enqueue(db, JOB, actor=actor, process_id=row.process_id, payload=engine_data.encode(payload).decode(),
                  business_key=key, patient_id=patient_id)  # fmt: skip


def who(actor: Actor) -> Actor:
    """Who begins a case: whoever sent the message or signal; the clock by its name."""
    return replace(SYSTEM, name="Timer") if actor.user_id is None else actor
