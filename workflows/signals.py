"""Signals to cases: one signal reaches every case that waits for it now, begins one of every pathway that starts with
it, and is forgotten by the others.

What a case listens to stands among its subscriptions, so that the cases are found without loading any. Each hears it in
a transaction of its own (a job): a hundred cases are not locked together, and one that cannot go on stops no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import enqueue
from workflows import engine, engine_data, engine_events, starts
from workflows.models import Case, CaseStatus, Subscription

if TYPE_CHECKING:
    from workflows.advance import Run

JOB = "workflows.signal"
PREFIX = "signal:"
"""Before the name of a signal among the subscriptions: a message may have the same name."""


def listened(case: engine.Case, case_id: UUID) -> dict[UUID, str]:
    """The subscriptions of a case that are signals: row id -> name as it is kept."""
    return {uuid5(case_id, PREFIX + name): PREFIX + name for name in engine.waiting_signals(case)}


def listener(case: engine.Case, name: str) -> Any:
    """The first token that waits for a signal, or None."""
    for task in case.workflow.listening():
        definition = task.task_spec.event_definition
        if isinstance(definition, engine_events.Signal) and definition.name == name:
            return task
    return None


async def broadcast(
    db: Db, name: str, payload: Mapping[str, Any] | None, *, actor: Actor, but: UUID | None = None
) -> int:  # fmt: skip
    """Give a signal to every case that waits for it (`but` the one that sent it); how many these are."""
    found = await db.scalars(
        select(Subscription.case_id)
        .join(Case, Case.id == Subscription.case_id)
        .where(
            Subscription.name == PREFIX + name,
            Case.status.in_((CaseStatus.running, CaseStatus.incident)),
            Case.id != but if but is not None else Case.id.is_not(None),
        )
        .order_by(Subscription.case_id)
    )
    cases = list(found)
    kept = engine_data.encode(dict(payload or {})).decode()
    for case_id in cases:
        await enqueue(db, JOB, actor=actor, case_id=case_id, signal=name, payload=kept)
    return len(cases)


async def spread(run: Run) -> None:
    """Hand the signals that a case has sent in this move to the other cases."""
    for name, payload in engine.take_signals(run.case):
        await broadcast(run.db, name, payload, actor=run.actor, but=run.row.id)
        await starts.by_signal(run.db, name, payload, actor=run.actor)
