"""Timers are rows: written with the move that sets them, due by an index, fired by a job that locks the case.

Each timer queues its own wake-up for its due moment; a sweep every second finds what was missed. After a downtime
everything due is fired, the earliest first.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, exists, func, select, text, update

from hub.core.actor import SYSTEM, Actor, load_actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import HubError
from hub.core.jobs import enqueue, waiting
from hub.core.prepared import Prepared
from workflows import engine
from workflows.models import Case, CaseStatus, Incident, Timer

if TYPE_CHECKING:
    from workflows.advance import Run

AGAIN = timedelta(seconds=30)
"""A due timer whose wake-up seems lost is tried again after this long."""
GRACE = timedelta(seconds=1)
WAKE = "workflows.wake"


_FIRES = (Case.status == CaseStatus.running) | (
    (Case.status == CaseStatus.incident)
    & ~exists().where(Incident.case_id == Case.id, Incident.resolved_at.is_(None), Incident.token_id == Timer.id)
)
"""Where a step, or a timer, is stuck the others go on; the one that could not be fired waits for who looks at it."""

_GONE = Prepared(delete(Timer).where(Timer.id == bindparam("gone", type_=Uuid())))
_SET = Prepared(
    text("""
INSERT INTO timer (id, case_id, element_id, due_at) VALUES (:id, :case_id, :element_id, :due_at)
ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, woken_at = NULL
""")
)


async def sync(run: Run) -> None:
    """Make the timer rows what runs in the case now."""
    active = {timer.task_id: timer for timer in engine.timers(run.case)}
    for token in run.timers.keys() - active.keys():
        await run.db.last(_GONE, gone=token)
    changed = [timer for token, timer in active.items() if run.timers.get(token) != timer]
    if not changed:
        return
    for timer in changed:
        await run.db.last(_SET, id=timer.task_id, case_id=run.row.id, element_id=timer.element, due_at=timer.due_at)
        await enqueue(run.db, WAKE, run_at=timer.due_at, once=_wake_up(timer.task_id, timer.due_at),
                      case_id=run.row.id)  # fmt: skip


def _wake_up(timer_id: object, due_at: datetime) -> str:
    """What the wake-up of a timer for this moment is known by."""
    return f"{timer_id}@{due_at.astimezone(UTC).isoformat()}"


async def overdue(db: Db, limit: int = 200) -> list[UUID]:
    """Claim cases whose due timers nobody fires, in due order; several sweepers never get the same one.

    Behind a long queue many timers are late whose wake-up only waits for its turn: those are left to it.
    """
    moment = now()
    due = (
        select(Timer.id)
        .join(Case, Case.id == Timer.case_id)
        .where(
            Timer.due_at <= moment - GRACE,
            Timer.woken_at.is_(None) | (Timer.woken_at < moment - AGAIN),
            _FIRES,
        )
        .order_by(Timer.due_at, Timer.id)
        .limit(limit)
        .with_for_update(of=Timer, skip_locked=True)
    )
    claimed = (
        await db.execute(
            update(Timer).where(Timer.id.in_(due.scalar_subquery())).values(woken_at=moment)
            .returning(Timer.id, Timer.case_id, Timer.due_at)
        )
    ).all()  # fmt: skip
    if not claimed:
        return []
    in_turn = await waiting(db, WAKE, [_wake_up(row.id, row.due_at) for row in claimed])
    lost = [row for row in claimed if _wake_up(row.id, row.due_at) not in in_turn]
    return list(dict.fromkeys(row.case_id for row in sorted(lost, key=lambda row: row.due_at)))


async def on_behalf(db: Db, starter: UUID | None) -> Actor:
    """Who acts when the clock does: nobody in person, with no more rights than who started the case (B12)."""
    if starter is None:
        return replace(SYSTEM, name="Timer")
    try:
        person = await load_actor(db, starter)
    except HubError:
        return Actor(user_id=None, name="Timer")
    return replace(person, user_id=None, name="Timer", session_id=None, csrf="")


async def late(db: Db | ReadDb) -> int:
    """How many timers are more than five seconds late (health page)."""
    return (
        await db.scalar(
            select(func.count()).select_from(Timer).join(Case, Case.id == Timer.case_id)
            .where(Timer.due_at < now() - timedelta(seconds=5), _FIRES)
        )
    ) or 0  # fmt: skip
