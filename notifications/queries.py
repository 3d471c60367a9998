"""Reads of notifications: one's own bell; the mailbox and the deliveries for an admin."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from notifications.models import Delivery, Mail, Notification

PAGE = 30


async def bell(db: Db | ReadDb, actor: Actor, after: UUID | None) -> dict[str, Any]:
    """My notifications, newest first, with the count of unread ones."""
    query = select(Notification).where(Notification.user_id == actor.user_id)
    if after:
        query = query.where(Notification.id < after)
    rows = list(await db.scalars(query.order_by(Notification.id.desc()).limit(PAGE + 1)))
    unread = await db.scalar(
        select(func.count())
        .select_from(Notification)
        .where(Notification.user_id == actor.user_id, Notification.read_at.is_(None))
    )
    return {"items": rows[:PAGE], "unread": unread or 0, "next": rows[PAGE - 1].id if len(rows) > PAGE else None}


async def access_notification(db: Db, actor: Actor, notification_id: UUID) -> Notification:
    """My own notification, locked; anybody else's is not there."""
    row = await db.scalar(
        select(Notification)
        .where(Notification.id == notification_id, Notification.user_id == actor.user_id)
        .with_for_update()
    )
    if row is None:
        raise NotFound()
    return row


async def mailbox(db: Db | ReadDb, after: UUID | None) -> dict[str, Any]:
    """E-mail that the console twin kept, newest first."""
    query = select(Mail).order_by(Mail.id.desc()).limit(PAGE + 1)
    if after:
        query = query.where(Mail.id < after)
    rows = list(await db.scalars(query))
    return {"items": rows[:PAGE], "next": rows[PAGE - 1].id if len(rows) > PAGE else None}


async def access_mail(db: Db, actor: Actor, mail_id: UUID) -> Mail:
    """One kept e-mail; reading somebody's mail is audited."""
    row = await db.get(Mail, mail_id)
    if row is None:
        raise NotFound()
    audit.read(db, actor, "mail", row.id, patient_id=None)
    return row


async def deliveries(db: Db | ReadDb) -> list[dict[str, Any]]:
    """The latest deliveries with their state, for the admin."""
    rows = await db.execute(
        select(Delivery, Notification.kind)
        .join(Notification, Notification.id == Delivery.notification_id)
        .order_by(Delivery.id.desc())
        .limit(200)
    )
    names = ("id", "created_at", "channel", "status", "status_at", "reason")
    return [{**{name: getattr(row, name) for name in names}, "kind": kind} for row, kind in rows]
