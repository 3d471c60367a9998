"""Webhooks in the hands of an administrator: register, change, pause, renew the secret, test, try again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import orjson
from sqlalchemy import func, select, update

from hub.core import audit, cursor, egress, outbox
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.core.http import Page
from hub.core.states import move
from workflows import rights
from workflows.facts import WebhookChanged
from workflows.models import ProcessVersion
from workflows.webhooks import sending, signing
from workflows.webhooks.models import DeliveryStatus, Webhook, WebhookDelivery, WebhookStatus
from workflows.webhooks.schemas import (
    EditWebhook,
    NewWebhook,
    WebhookDeliveryOut,
    WebhookDeliveryQuery,
    WebhookMade,
    WebhookOut,
)

MOST = 50
BOTH_SIGN = timedelta(hours=24)
"""How long the former secret signs as well."""


async def access_webhook(db: Db | ReadDb, webhook_id: UUID, *, actor: Actor, lock: bool = False) -> Webhook:
    """A webhook, for who manages them."""
    actor.must("webhook.manage")
    found = await db.get(Webhook, webhook_id, with_for_update=lock or None)
    if found is None:
        raise NotFound()
    return found


async def access_delivery(db: Db, delivery_id: UUID, *, actor: Actor) -> WebhookDelivery:
    """A delivery, locked, for who manages webhooks."""
    actor.must("webhook.manage")
    found = await db.get(WebhookDelivery, delivery_id, with_for_update=True)
    if found is None:
        raise NotFound()
    return found


async def register(db: Db, given: NewWebhook, *, actor: Actor) -> WebhookMade:
    """A new webhook; it hears what happens from now on. 422 address_refused for an address that leads inside."""
    await _check(db, given, actor)
    if (await db.scalar(select(func.count()).select_from(Webhook)) or 0) >= MOST:
        raise Conflict(f"There are {MOST} webhooks already.", code="too_many_webhooks")
    _, position = await outbox.head(db)
    hook = Webhook(**_values(given), status=WebhookStatus.active, position=position, salt=signing.fresh_salt(),
                   failures=0, author_id=actor.user_id)  # fmt: skip
    db.add(hook)
    audit.wrote(db, actor, hook)
    await db.flush()
    _tell(db, hook, actor)
    return await _with_secret(db, hook)


async def edit(db: Db, hook: Webhook, given: EditWebhook, *, actor: Actor) -> Webhook:
    """Change where it goes and what it hears. 409 stale."""
    if hook.version != given.version:
        raise Conflict("Somebody changed this. Please look again.", code="stale", current=hook.version)
    await _check(db, given, actor)
    for key, value in _values(given).items():
        setattr(hook, key, value)
    hook.resting_until, hook.failures = None, 0
    audit.wrote(db, actor, hook)
    _tell(db, hook, actor)
    await db.flush()
    return hook


async def remove(db: Db, hook: Webhook, *, actor: Actor) -> None:
    """Forget a webhook and its deliveries."""
    audit.noted(db, actor, "delete", "webhook", hook.id, before={"name": hook.name, "url": hook.url})
    _tell(db, hook, actor)
    await db.delete(hook)


async def pause(db: Db, hook: Webhook, *, actor: Actor) -> Webhook:
    """Send nothing until it is resumed; facts are kept for it."""
    move(hook, WebhookStatus.paused)
    return await _changed(db, hook, "pause", actor)


async def resume(db: Db, hook: Webhook, *, actor: Actor) -> Webhook:
    """Send again, what was kept first."""
    move(hook, WebhookStatus.active)
    hook.resting_until, hook.failures = None, 0
    return await _changed(db, hook, "resume", actor)


async def renew(db: Db, hook: Webhook, *, actor: Actor) -> WebhookMade:
    """A new secret, shown once; for a day both sign."""
    hook.former_salt, hook.former_until = hook.salt, now() + BOTH_SIGN
    hook.salt = signing.fresh_salt()
    await _changed(db, hook, "renew_secret", actor)
    return await _with_secret(db, hook)


async def test(db: Db, hook: Webhook, *, actor: Actor) -> WebhookDelivery:
    """Send a message that means nothing, once and now; paused or not. What came of it stands in the list."""
    row = WebhookDelivery(webhook_id=hook.id, kind="Test", body="", status=DeliveryStatus.waiting, attempts=0,
                          next_at=now())  # fmt: skip
    row.body = orjson.dumps({"id": str(row.id), "kind": "Test", "at": now().isoformat()}).decode()
    db.add(row)
    await db.flush()
    audit.noted(db, actor, "test", "webhook", hook.id)
    await sending.attempt(hook, row)
    if row.status == DeliveryStatus.waiting:
        move(row, DeliveryStatus.dead)
        row.ended_at = now()
    _tell(db, hook, actor)
    return row


async def retry(db: Db, row: WebhookDelivery, *, actor: Actor) -> WebhookDelivery:
    """Try a dead delivery again, from the beginning."""
    if row.kind == "Test":
        raise Conflict("Send a new test instead.", code="test_is_over")
    move(row, DeliveryStatus.waiting)
    row.attempts, row.next_at, row.ended_at = 0, now(), None
    audit.noted(db, actor, "retry", "webhook_delivery", row.id)
    hook = await db.get_one(Webhook, row.webhook_id, with_for_update=True)
    hook.resting_until = None
    _tell(db, hook, actor)
    return row


async def retry_all(db: Db, hook: Webhook, *, actor: Actor) -> int:
    """Try every dead delivery of a webhook again; how many."""
    found = await db.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.webhook_id == hook.id, WebhookDelivery.status == DeliveryStatus.dead,
               WebhookDelivery.position.is_not(None))
        .values(status=DeliveryStatus.waiting, attempts=0, next_at=now(), ended_at=None)
        .returning(WebhookDelivery.id)
    )  # fmt: skip
    number = len(found.all())
    hook.resting_until = None
    audit.noted(db, actor, "retry_many", "webhook", hook.id, after={"number": number})
    _tell(db, hook, actor)
    return number


# ---- reads ----------------------------------------------------------------------------------------------------------


async def listed(db: Db | ReadDb, *, actor: Actor) -> list[WebhookOut]:
    """All webhooks by name, each with what waits and what is dead."""
    actor.must("webhook.manage")
    found = list(await db.scalars(select(Webhook).order_by(func.lower(Webhook.name), Webhook.id)))
    return await _rows(db, found)


async def shown(db: Db | ReadDb, hook: Webhook) -> WebhookOut:
    """One webhook."""
    return (await _rows(db, [hook]))[0]


async def _rows(db: Db | ReadDb, hooks: list[Webhook]) -> list[WebhookOut]:
    counted = await db.execute(
        select(
            WebhookDelivery.webhook_id,
            func.count().filter(WebhookDelivery.status == DeliveryStatus.waiting).label("waiting"),
            func.count().filter(WebhookDelivery.status == DeliveryStatus.dead).label("dead"),
            func.max(WebhookDelivery.ended_at)
            .filter(WebhookDelivery.status == DeliveryStatus.delivered)
            .label("delivered_at"),
        )
        .where(WebhookDelivery.webhook_id.in_([hook.id for hook in hooks]))
        .group_by(WebhookDelivery.webhook_id)
    )
    numbers = {row.webhook_id: row for row in counted}
    return [
        WebhookOut(
            **{name: getattr(hook, name) for name in WebhookOut.model_fields if hasattr(hook, name)},
            waiting=numbers[hook.id].waiting if hook.id in numbers else 0,
            dead=numbers[hook.id].dead if hook.id in numbers else 0,
            delivered_at=numbers[hook.id].delivered_at if hook.id in numbers else None,
        )
        for hook in hooks
    ]


async def deliveries(db: Db | ReadDb, hook: Webhook, query: WebhookDeliveryQuery) -> Page[WebhookDeliveryOut]:
    """Deliveries of a webhook, the newest first."""
    statement = select(WebhookDelivery).where(WebhookDelivery.webhook_id == hook.id)
    if query.status is not None:
        statement = statement.where(WebhookDelivery.status == query.status)
    if (place := cursor.read(query.after, 1)) is not None:
        statement = statement.where(WebhookDelivery.id < cursor.parse(UUID, place[0]))
    found = list(await db.scalars(statement.order_by(WebhookDelivery.id.desc()).limit(query.limit + 1)))
    page = found[: query.limit]
    return Page(items=[WebhookDeliveryOut.model_validate(row) for row in page],
                next=cursor.write(page[-1].id) if len(found) > query.limit else None)  # fmt: skip


# ---- inside ---------------------------------------------------------------------------------------------------------


def _values(given: NewWebhook) -> dict[str, object]:
    return {"name": given.name, "url": given.url, "process_ids": sorted(set(given.process_ids)),
            "kinds": sorted(set(given.kinds))}  # fmt: skip


async def _check(db: Db, given: NewWebhook, actor: Actor) -> None:
    """The address may be called, and the pathways are there and this person's to operate."""
    try:
        await egress.judged(given.url)
    except egress.Unanswered as error:
        raise Invalid("There is no such host; please look at the address again.", code="address_unknown") from error
    wanted = set(given.process_ids)
    known = await db.scalars(
        select(ProcessVersion.process_id).where(ProcessVersion.active, ProcessVersion.process_id.in_(wanted))
    )
    if missing := wanted - set(known):
        raise Invalid(f"There is no pathway '{min(missing)}'.", code="process_unknown")
    for process_id in sorted(wanted):
        await rights.must(db, actor, process_id, "operate")


async def _changed(db: Db, hook: Webhook, deed: str, actor: Actor) -> Webhook:
    audit.noted(db, actor, deed, "webhook", hook.id)
    _tell(db, hook, actor)
    await db.flush()
    return hook


def _tell(db: Db, hook: Webhook, actor: Actor) -> None:
    state(db, WebhookChanged(webhook_id=hook.id), actor=actor)


async def _with_secret(db: Db, hook: Webhook) -> WebhookMade:
    return WebhookMade(**dict(await shown(db, hook)), secret=signing.secret(hook.id, hook.salt))
