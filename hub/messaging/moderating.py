"""Marks on messages: an urgent one is acknowledged, or climbs; a wrong one is hidden with a reason, never deleted."""

from __future__ import annotations

from sqlalchemy import select

from hub.core import audit
from hub.core.actor import SYSTEM, Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden
from hub.core.facts import state
from hub.messaging import actions, routing, rules
from hub.messaging.facts import MessageOverdue
from hub.messaging.models import Message, Thread, ThreadSide
from hub.messaging.switches import URGENT_MINUTES


async def acknowledge(db: Db, thread: Thread, row: Message, *, actor: Actor) -> Message:
    """I have seen this urgent message and answer for it; again is harmless. 409 not_urgent, own_message."""
    if not row.urgent:
        raise Conflict("This message does not ask for it.", code="not_urgent")
    if row.author_id == actor.user_id:
        raise Conflict("Somebody else has to acknowledge this.", code="own_message")
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by, row.acknowledged_by_name = now(), actor.user_id, actor.name
        row.escalate_at = None
        audit.wrote(db, actor, row, patient_id=thread.patient_id)
        await actions.marked(db, thread, row, "acknowledged", actor=actor)
    return row


async def hide(db: Db, thread: Thread, row: Message, reason: str, *, actor: Actor) -> Message:
    """Take a message off everybody's screen, one's own or (who moderates) anybody's. It stays, sealed, with the reason
    and who did it. 409 hidden."""
    if row.side is ThreadSide.system or not (row.author_id == actor.user_id or actor.may("message.moderate")):
        raise Forbidden("Only its author and who moderates can hide a message.", code="not_the_author")
    if row.hidden_at is not None:
        raise Conflict("This message is hidden already.", code="hidden")
    row.hidden_at, row.hidden_by, row.hidden_by_name, row.hidden_reason = now(), actor.user_id, actor.name, reason
    row.escalate_at = None
    audit.wrote(db, actor, row, reason=reason, patient_id=thread.patient_id)
    await actions.marked(db, thread, row, "hidden", actor=actor)
    return row


async def show(db: Db, thread: Thread, row: Message, *, actor: Actor) -> Message:
    """Undo the hiding; who moderates."""
    actor.must("message.moderate")
    if row.hidden_at is not None:
        row.hidden_at = row.hidden_by = None
        row.hidden_by_name = row.hidden_reason = ""
        audit.wrote(db, actor, row, reason="shown again", patient_id=thread.patient_id)
        await actions.marked(db, thread, row, "shown", actor=actor)
    return row


async def climb(db: Db, limit: int = 100) -> int:
    """Tell again of urgent messages that nobody has acknowledged in time; how many. Each rung once, whoever looks."""
    rows = await db.scalars(
        select(Message).where(Message.escalate_at <= now()).order_by(Message.escalate_at).limit(limit)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    found = rows.all()
    minutes = await URGENT_MINUTES.value(db)
    for row in found:
        row.rung += 1
        row.escalate_at = rules.next_rung(row.rung, now(), minutes)
        thread = await db.get_one(Thread, row.thread_id)
        await routing.cover(db, thread, actor=SYSTEM)
        about = await actions.told(db, thread)
        staff, theirs = await routing.told_outside(
            db, thread, about["user_ids"], author_id=row.author_id, urgent=True
        )  # fmt: skip
        state(db, MessageOverdue(**about, message_id=row.id, rung=row.rung, staff_ids=staff, patient_ids=theirs,
                                 author_id=row.author_id))  # fmt: skip
    return len(found)
