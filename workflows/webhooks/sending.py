"""From the outbox to deliveries, and from deliveries to the receiver: one try, and when to try again.

A webhook that does not answer rests as a whole, so that its hundred deliveries do not each wait ten seconds; one whose
answer is a refusal of this one message (a 4xx) goes on with the next.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import structlog
from sqlalchemy import Text, cast, exists, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from hub.core import egress, outbox
from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.core.db import Db, beside
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.jobs import Job, enqueue
from hub.core.outbox import Outbox
from hub.core.states import move
from workflows.facts import WebhookChanged
from workflows.webhooks import signing
from workflows.webhooks.models import DeliveryStatus, Webhook, WebhookDelivery, WebhookStatus

log = structlog.get_logger(__name__)

JOB = "workflows.webhook"
MOST_ATTEMPTS = 12
FIRST, LONGEST, LONGEST_REST = 10.0, 3600.0, 300.0
"""Seconds: the first pause after a failure, the longest of one delivery, the longest of a whole webhook."""
GATHERED, SENT = 500, 20
_SAID = ("case_id", "process_id", "task_id", "element_id", "status", "rev", "incident_id", "code", "candidate_role")
"""What is told of a fact: ids, flags and codes; no name, no patient, no person."""


async def gather(db: Db) -> None:
    """Make the deliveries of new facts, and queue the sending of what is due. Without webhooks it is one query."""
    hooks = list(await db.scalars(select(Webhook).order_by(Webhook.id).with_for_update(skip_locked=True)))
    if not hooks:
        return
    _, head = await outbox.head(db)
    for hook in hooks:
        if hook.position < head:
            await _take(db, hook, head)
    await db.flush()
    for webhook_id in await _due(db):
        await enqueue(db, JOB, key=str(webhook_id), webhook_id=webhook_id)


async def _take(db: Db, hook: Webhook, head: int) -> None:
    found = await db.execute(
        select(Outbox.position, Outbox.kind, Outbox.payload, Outbox.created_at)
        .where(Outbox.position > hook.position, Outbox.position <= head, Outbox.kind.in_(hook.kinds))
        .order_by(Outbox.position)
        .limit(GATHERED)
    )
    facts = found.all()
    rows = [
        _delivery(hook, fact)
        for fact in facts
        if not hook.process_ids or fact.payload.get("process_id") in hook.process_ids
    ]
    if rows:
        await db.execute(insert(WebhookDelivery).on_conflict_do_nothing(), rows)
    position = facts[-1].position if len(facts) == GATHERED else head
    # Not through the row's version: what an administrator has on screen is not made stale by this.
    await db.execute(update(Webhook).where(Webhook.id == hook.id).values(position=position))


def _delivery(hook: Webhook, fact: Any) -> dict[str, Any]:
    name = uuid7()
    said = {key: fact.payload[key] for key in _SAID if fact.payload.get(key) is not None}
    body = {"id": str(name), "kind": fact.kind, "position": fact.position, "at": fact.created_at.isoformat(), **said}
    return {
        "id": name, "created_at": now(), "version": 1, "webhook_id": hook.id, "kind": fact.kind,
        "position": fact.position, "body": orjson.dumps(body).decode(), "status": DeliveryStatus.waiting,
        "attempts": 0, "next_at": now(),
    }  # fmt: skip


async def _due(db: Db) -> list[UUID]:
    """Webhooks with something to send now and no job that does it."""
    waiting = exists().where(WebhookDelivery.webhook_id == Webhook.id, *_is_due())
    queued = exists().where(Job.name == JOB, Job.key == cast(Webhook.id, Text), Job.state.in_(("queued", "running")))
    found = await db.scalars(
        select(Webhook.id).where(
            Webhook.status == WebhookStatus.active,
            or_(Webhook.resting_until.is_(None), Webhook.resting_until <= now()),
            waiting,
            ~queued,
        )
    )
    return list(found)


def _is_due() -> tuple[Any, ...]:
    return WebhookDelivery.status == DeliveryStatus.waiting, WebhookDelivery.next_at <= now()


async def send(db: Db, webhook_id: UUID) -> None:
    """Send what is due to one webhook, in order, each in a transaction of its own. The job's key lets one at a time
    work for a webhook: a receiver that hangs keeps one worker busy, never all."""
    for _ in range(SENT):
        async with beside(db) as own:
            if not await _one(own, webhook_id):
                break
    async with beside(db) as own:
        state(own, WebhookChanged(webhook_id=webhook_id), actor=SYSTEM)


async def _one(db: Db, webhook_id: UUID) -> bool:
    """One delivery; False when there is nothing more to do for now."""
    hook = await db.get(Webhook, webhook_id)
    if hook is None or hook.status != WebhookStatus.active:
        return False
    row = await db.scalar(
        select(WebhookDelivery)
        .where(WebhookDelivery.webhook_id == webhook_id, *_is_due())
        .order_by(WebhookDelivery.next_at, WebhookDelivery.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return False
    there = await attempt(hook, row)
    if row.status == DeliveryStatus.waiting and row.attempts >= MOST_ATTEMPTS:
        move(row, DeliveryStatus.dead)
        row.ended_at = now()
        log.warning("webhook_delivery_dead", webhook=str(webhook_id), delivery=str(row.id), error=row.error)
    failures = 0 if there else hook.failures + 1
    rest = None if there else now() + timedelta(seconds=pause(failures, LONGEST_REST))
    await db.execute(update(Webhook).where(Webhook.id == webhook_id).values(failures=failures, resting_until=rest))
    return there


async def attempt(hook: Webhook, row: WebhookDelivery) -> bool:
    """One try; the row says what came of it. False: nobody was there, or they said that they cannot at all now."""
    body = row.body.encode()
    row.attempts += 1
    row.tried_at, row.answer_status, row.took_ms = now(), None, None
    try:
        answer = await egress.post(hook.url, body, _headers(hook, row, body))
    except egress.AddressRefused as error:
        return _failed(row, error.code)
    except egress.Unanswered as error:
        return _failed(row, error.code)
    row.answer_status, row.took_ms = answer.status, answer.ms
    if 200 <= answer.status < 300:
        move(row, DeliveryStatus.delivered)
        row.error, row.ended_at = None, now()
        return True
    _failed(row, "redirected" if 300 <= answer.status < 400 else "bad_status")
    return answer.status < 500 and answer.status != 429


def _failed(row: WebhookDelivery, code: str) -> bool:
    row.error = code
    row.next_at = now() + timedelta(seconds=pause(row.attempts, LONGEST))
    return False


def pause(failures: int, longest: float) -> float:
    """Seconds to wait after so many failures in a row: doubling, capped, up to a fifth more or less by chance."""
    return float(min(longest, FIRST * 2 ** min(failures - 1, 20)) * random.uniform(0.8, 1.2))


def _headers(hook: Webhook, row: WebhookDelivery, body: bytes) -> dict[str, str]:
    salts = [hook.salt]
    if hook.former_salt is not None and hook.former_until is not None and hook.former_until > now():
        salts.append(hook.former_salt)
    keys = [signing.secret(hook.id, salt) for salt in salts]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Wardline-Webhook",
        signing.DELIVERY: str(row.id),
        signing.FACT: row.kind,
        signing.SIGNATURE: signing.sign(body, keys, now()),
    }


_KEPT = timedelta(days=30)


async def tidy(db: Db) -> None:
    """Forget what was delivered a month ago; give up what waited for a month; forget the dead after three."""
    moment: datetime = now()
    await db.execute(
        text("""DELETE FROM webhook_delivery WHERE (status = 'delivered' AND ended_at < :month)
             OR (status = 'dead' AND ended_at < :quarter)"""),
        {"month": moment - _KEPT, "quarter": moment - 3 * _KEPT},
    )
    await db.execute(
        text("""UPDATE webhook_delivery SET status = 'dead', error = 'too_late', ended_at = :now
             WHERE status = 'waiting' AND created_at < :month"""),
        {"now": moment, "month": moment - _KEPT},
    )
