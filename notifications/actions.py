"""Writes of notifications: read marks and push subscriptions."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.jobs import enqueue
from hub.core.states import move
from notifications import queries
from notifications.channels.addresses import allowed_scheme, outside
from notifications.facts import NotificationsRead
from notifications.models import Delivery, DeliveryState, Notification, PushSubscription
from notifications.schemas import NewPushSubscription

MOST_BROWSERS = 20


async def mark_read(db: Db, notification: Notification, *, actor: Actor) -> Notification:
    """Read one; again is fine."""
    if notification.read_at is None and actor.user_id:
        notification.read_at = now()
        state(db, NotificationsRead(user_id=actor.user_id))
    return notification


async def mark_all_read(db: Db, *, actor: Actor) -> None:
    """Read all of mine."""
    await db.execute(
        update(Notification)
        .where(Notification.user_id == actor.user_id, Notification.read_at.is_(None))
        .values(read_at=now())
    )
    if actor.user_id:
        state(db, NotificationsRead(user_id=actor.user_id))


async def mark_read_under(db: Db, page: str, user_ids: list[UUID]) -> None:
    """What led these people to a page is old news for them; `page` is without the patients' /my."""
    read = await db.scalars(
        update(Notification)
        .where(Notification.user_id.in_(user_ids), Notification.read_at.is_(None), queries.leads_to(page))
        .values(read_at=now()).returning(Notification.user_id)
    )  # fmt: skip
    for user_id in sorted(set(read)):
        state(db, NotificationsRead(user_id=user_id))


async def subscribe(db: Db, wanted: NewPushSubscription, *, actor: Actor, user_agent: str = "") -> None:
    """This browser may be woken for me; a browser that changes hands belongs to the last who signed in."""
    if not allowed_scheme(wanted.endpoint) or not await outside(wanted.endpoint):
        raise Invalid("This is not the address of a push service.", code="bad_push_endpoint")
    count = await db.scalar(
        select(func.count()).select_from(PushSubscription).where(PushSubscription.user_id == actor.user_id)
    )
    if (count or 0) >= MOST_BROWSERS:
        raise Invalid("Too many browsers are subscribed.", code="too_many_browsers")
    values = {"user_id": actor.user_id, "p256dh": wanted.keys.p256dh, "auth": wanted.keys.auth,
              "user_agent": user_agent[:300]}  # fmt: skip
    await db.execute(
        insert(PushSubscription)
        .values(id=uuid7(), created_at=now(), version=1, endpoint=wanted.endpoint, **values)
        .on_conflict_do_update(index_elements=["endpoint"], set_=values)
    )
    audit.noted(db, actor, "create", "push_subscription")


async def unsubscribe(db: Db, endpoint: str, *, actor: Actor) -> None:
    """This browser is not woken any more."""
    mine = PushSubscription.user_id == actor.user_id
    await db.execute(delete(PushSubscription).where(PushSubscription.endpoint == endpoint, mine))
    audit.noted(db, actor, "delete", "push_subscription")


async def retry(db: Db, delivery: Delivery, given_up: bool, *, actor: Actor) -> None:
    """Try a delivery anew that failed or that nobody tries any more; 409 not_stuck for any other."""
    if not given_up:
        raise Conflict("This is still being tried, or has arrived.", code="not_stuck")
    if delivery.status is DeliveryState.failed:
        move(delivery, DeliveryState.queued)
    delivery.tries += 1
    delivery.reason, delivery.due_at = "", now()
    audit.noted(db, actor, "retry", "delivery", delivery.id)
    await enqueue(db, "notifications.deliver", once=queries.once(delivery), delivery_id=delivery.id)
