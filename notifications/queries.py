"""Reads of notifications: one's own bell; the mailbox and the deliveries for an admin."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, case, cast, func, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.core.jobs import Job
from hub.identity.queries import self_id
from notifications.models import Delivery, DeliveryState, Mail, Notification, TextMessage
from notifications.preferences import language_of

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
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    language = await language_of(db, self_id(actor))
    return {"items": rows[:PAGE], "unread": unread or 0, "next": more, "language": language}


def leads_to(page: str) -> ColumnElement[bool]:
    """SQL for 'this notification opens the page', in the staff's shell or the patients' (/my)."""
    return Notification.link.in_((page, f"/my{page}"))


async def unread_under(db: Db | ReadDb, page: str, user_ids: list[UUID]) -> list[UUID]:
    """Whose bell, of these people's, counts something that leads to this page."""
    mine = Notification.user_id.in_(user_ids)
    found = select(Notification.user_id).where(mine, Notification.read_at.is_(None), leads_to(page)).distinct()
    return list(await db.scalars(found))


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
    """The latest deliveries with their state, those that nobody tries any more first, for the admin."""
    given_up = (Delivery.status == DeliveryState.failed) | (
        (Delivery.status == DeliveryState.queued) & (Job.state == "dead")
    )
    rows = await db.execute(
        select(Delivery, Notification.kind, func.coalesce(Job.attempts, 0), func.coalesce(given_up, False))
        .join(Notification, Notification.id == Delivery.notification_id)
        .outerjoin(Job, (Job.name == "notifications.deliver") & (Job.once == once_of()))
        .order_by(func.coalesce(given_up, False).desc(), Delivery.id.desc())
        .limit(200)
    )
    names = ("id", "created_at", "channel", "status", "status_at", "reason", "due_at", "tries")
    return [
        {**{name: getattr(row, name) for name in names}, "kind": kind, "attempts": attempts, "stuck": stuck}
        for row, kind, attempts, stuck in rows
    ]


def once_of() -> Any:
    """SQL for the key of a delivery's job: its id, and how often somebody had it tried anew."""
    plain = cast(Delivery.id, String)
    return case((Delivery.tries == 0, plain), else_=plain + ":" + cast(Delivery.tries, String))


async def access_delivery(db: Db, delivery_id: UUID) -> tuple[Delivery, bool]:
    """(a delivery, locked; whether nobody tries it any more)."""
    row = await db.get(Delivery, delivery_id, with_for_update=True)
    if row is None:
        raise NotFound()
    dead = await db.scalar(
        select(Job.id).where(Job.name == "notifications.deliver", Job.state == "dead", Job.once == once(row))
    )
    return row, row.status is DeliveryState.failed or dead is not None


def once(row: Delivery) -> str:
    """The key of a delivery's job."""
    return str(row.id) if row.tries == 0 else f"{row.id}:{row.tries}"


async def texts(db: Db | ReadDb) -> list[TextMessage]:
    """Text messages that the simulator kept, newest first."""
    return list(await db.scalars(select(TextMessage).order_by(TextMessage.id.desc()).limit(100)))


async def access_text(db: Db, actor: Actor, text_message_id: UUID) -> TextMessage:
    """One kept text in full; reading somebody's text is audited."""
    row = await db.get(TextMessage, text_message_id)
    if row is None:
        raise NotFound()
    audit.read(db, actor, "text_message", row.id, patient_id=None)
    return row
