"""Messages to cases. The host owns correlation: a message names its case, never a value inside a diagram."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from hub.core.clock import now
from workflows import engine
from workflows.errors import EngineError
from workflows.models import EarlyMessage, IncidentKind, Subscription

if TYPE_CHECKING:
    from workflows.advance import Run

KEEP = timedelta(days=30)
"""How long a message that came too early is kept for its case."""


def awaits(run: Run, name: str) -> bool:
    """Whether some token waits for this message now."""
    return any(m.name == name and m.task_id not in run.blocked for m in engine.waiting_messages(run.case))


async def give(run: Run, name: str, payload: dict[str, Any]) -> bool:
    """Hand a message to the token that waits for it; if the diagram cannot go on from there, keep it."""
    from workflows.advance import raise_incident

    catcher = next(m for m in engine.waiting_messages(run.case) if m.name == name)
    before = engine.dump(run.case)
    try:
        engine.deliver(run.case, name, payload, now=now())
    except EngineError as error:
        await run.reload(before)
        keep(run, name, payload)
        await raise_incident(run, IncidentKind.message, catcher.task_id, catcher.element, error.code, error.detail)
        return False
    run.note(catcher.element, "message", name)
    return True


def keep(run: Run, name: str, payload: dict[str, Any]) -> None:
    """Keep a message until its case waits for it."""
    run.db.add(EarlyMessage(case_id=run.row.id, name=name, payload=payload, expires_at=now() + KEEP))
    run.row.early += 1


async def take_early(run: Run) -> bool:
    """Deliver the oldest kept message that the case waits for now; False when there is none."""
    names = {m.name for m in engine.waiting_messages(run.case) if m.task_id not in run.blocked}
    if not names or not run.row.early:
        return False
    found = await run.db.scalar(
        select(EarlyMessage)
        .where(EarlyMessage.case_id == run.row.id, EarlyMessage.name.in_(names), EarlyMessage.expires_at > now())
        .order_by(EarlyMessage.created_at, EarlyMessage.id)
        .limit(1)
    )
    if found is None:
        return False
    await run.db.delete(found)
    run.row.early -= 1
    await give(run, found.name, found.payload)
    return True


async def sync(run: Run) -> None:
    """Make the subscription rows what the case waits for now."""
    waiting = {message.task_id: message for message in engine.waiting_messages(run.case)}
    if gone := run.awaited - waiting.keys():
        await run.db.execute(delete(Subscription).where(Subscription.id.in_(gone)))
    if new := [waiting[token] for token in waiting.keys() - run.awaited]:
        await run.db.execute(
            insert(Subscription),
            [{"id": m.task_id, "case_id": run.row.id, "element_id": m.element, "name": m.name, "key": m.key or ""}
             for m in new],
        )  # fmt: skip
