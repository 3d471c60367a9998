"""Messages to cases. The host owns correlation: a message names its case, never a value inside a diagram."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from hub.core.clock import now
from workflows import engine, signals
from workflows.errors import EngineError
from workflows.models import EarlyMessage, IncidentKind, Subscription

if TYPE_CHECKING:
    from workflows.advance import Run

KEEP = timedelta(days=30)
"""How long a message that came too early is kept for its case."""


def catcher(run: Run, name: str, key: str | None) -> engine.WaitingMessage | None:
    """The token that waits for this message now. A key given on both sides must be the same."""
    for waiting in engine.waiting_messages(run.case):
        if waiting.name == name and waiting.task_id not in run.blocked and _fits(waiting.key, key):
            return waiting
    return None


def _fits(wanted: str | None, given: str | None) -> bool:
    return wanted is None or given is None or wanted == given


async def give(run: Run, waiting: engine.WaitingMessage, key: str | None, payload: dict[str, Any]) -> bool:
    """Hand a message to the token that waits for it; if the diagram cannot go on from there, keep it."""
    from workflows.advance import raise_incident

    before = run.checkpoint()
    try:
        engine.deliver(run.case, waiting.name, payload, key=key, now=now())
    except EngineError as error:
        await run.reload(before)
        keep(run, waiting.name, key, payload)
        await raise_incident(run, IncidentKind.message, waiting.task_id, waiting.element, error.code, error.detail)
        return False
    run.note(waiting.element, "message", waiting.name)
    return True


def keep(run: Run, name: str, key: str | None, payload: dict[str, Any]) -> None:
    """Keep a message until its case waits for it."""
    run.db.add(EarlyMessage(case_id=run.row.id, name=name, key=key, payload=payload, expires_at=now() + KEEP))
    run.row.early += 1


async def take_early(run: Run) -> bool:
    """Deliver the oldest kept message that the case waits for now; False when there is none."""
    names = {m.name for m in engine.waiting_messages(run.case) if m.task_id not in run.blocked}
    if not names or not run.row.early:
        return False
    kept = await run.db.scalars(
        select(EarlyMessage)
        .where(EarlyMessage.case_id == run.row.id, EarlyMessage.name.in_(names), EarlyMessage.expires_at > now())
        .order_by(EarlyMessage.created_at, EarlyMessage.id)
    )
    for message in kept:
        waiting = catcher(run, message.name, message.key)
        if waiting is not None:
            await run.db.delete(message)
            run.row.early -= 1
            await give(run, waiting, message.key, message.payload)
            return True
    return False


async def sync(run: Run) -> None:
    """Make the subscription rows what the case waits for now: messages by token, signals by name."""
    waiting = awaited(run.case, run.row.id)
    if gone := run.awaited - waiting.keys():
        await run.db.execute(delete(Subscription).where(Subscription.id.in_(gone)))
    if new := waiting.keys() - run.awaited:
        await run.db.execute(insert(Subscription), [{"case_id": run.row.id, **waiting[one]} for one in sorted(new)])


def awaited(case: engine.Case, case_id: UUID) -> dict[UUID, dict[str, Any]]:
    """What a case waits for, as rows."""
    found = {
        message.task_id: {
            "id": message.task_id, "element_id": message.element, "name": message.name, "key": message.key or "",
        }
        for message in engine.waiting_messages(case)
    }  # fmt: skip
    for row_id, name in signals.listened(case, case_id).items():
        found[row_id] = {"id": row_id, "element_id": "", "name": name, "key": ""}
    return found
