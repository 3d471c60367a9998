"""HTTP of notifications."""

from __future__ import annotations

from uuid import UUID

from quart import request

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import PUBLIC, Api, Done
from hub.core.settings import settings
from notifications import actions, own_words, preferences, queries, reports, vapid
from notifications.schemas import (
    DeliveriesOut,
    DropPushSubscription,
    MailboxOut,
    MailDetailOut,
    MessagePreviewOut,
    MessageTemplatesOut,
    MessageTestOut,
    NewPushSubscription,
    NotificationOut,
    NotificationQuery,
    NotificationSettingsOut,
    NotificationsOut,
    PushKeyOut,
    TemplatesQuery,
    TextMessageOut,
    TextMessagesOut,
    WriteNotificationSettings,
    WriteTemplate,
)  # fmt: skip

api = Api("notifications")


@api.get("/notifications", may="notification.read")
async def list_notifications(db: ReadDb, actor: Actor, query: NotificationQuery) -> NotificationsOut:
    """My bell, newest first."""
    return NotificationsOut.model_validate(await queries.bell(db, actor, query.after))


@api.post("/notifications/<uuid:notification_id>/read", may="notification.read")
async def read_notification(db: Db, actor: Actor, notification_id: UUID) -> NotificationOut:
    """Mark one as read."""
    row = await queries.access_notification(db, actor, notification_id)
    return NotificationOut.model_validate(await actions.mark_read(db, row, actor=actor))


@api.post("/notifications/read-all", may="notification.read")
async def read_all(db: Db, actor: Actor) -> Done:
    """Mark all as read."""
    await actions.mark_all_read(db, actor=actor)
    return Done()


@api.get("/push/key", may="notification.read")
async def push_key(actor: Actor) -> PushKeyOut:
    """The public VAPID key."""
    return PushKeyOut(key=vapid.public_key())


@api.post("/push/subscriptions", may="notification.read", status=201)
async def subscribe(db: Db, actor: Actor, data: NewPushSubscription) -> Done:
    """Let this browser be woken."""
    await actions.subscribe(db, data, actor=actor, user_agent=request.headers.get("User-Agent", ""))
    return Done()


@api.post("/push/subscriptions/drop", may="notification.read")
async def unsubscribe(db: Db, actor: Actor, data: DropPushSubscription) -> Done:
    """Do not wake this browser any more."""
    await actions.unsubscribe(db, data.endpoint, actor=actor)
    return Done()


@api.get("/admin/mailbox", may="mailbox.read")
async def mailbox(db: ReadDb, query: NotificationQuery) -> MailboxOut:
    """E-mail that was kept instead of sent."""
    return MailboxOut.model_validate(await queries.mailbox(db, query.after))


@api.get("/admin/mailbox/<uuid:mail_id>", may="mailbox.read")
async def show_mail(db: Db, actor: Actor, mail_id: UUID) -> MailDetailOut:
    """One kept e-mail."""
    return MailDetailOut.model_validate(await queries.access_mail(db, actor, mail_id))


@api.get("/admin/deliveries", may="mailbox.read")
async def deliveries(db: ReadDb) -> DeliveriesOut:
    """The latest deliveries outside the app."""
    return DeliveriesOut.model_validate({"items": await queries.deliveries(db)})


@api.post("/admin/deliveries/<uuid:notification_delivery_id>/retry", may="mailbox.read")
async def retry_delivery(db: Db, actor: Actor, notification_delivery_id: UUID) -> Done:
    """Try one anew that nobody tries any more."""
    row, given_up = await queries.access_delivery(db, notification_delivery_id)
    await actions.retry(db, row, given_up, actor=actor)
    return Done()


@api.get("/admin/text-messages", may="mailbox.read")
async def text_messages(db: ReadDb) -> TextMessagesOut:
    """Text messages that the simulator kept instead of sending."""
    found = await queries.texts(db)
    return TextMessagesOut.model_validate({"items": found, "simulated": not settings().sms_url})


@api.get("/admin/text-messages/<uuid:text_message_id>", may="mailbox.read")
async def show_text(db: Db, actor: Actor, text_message_id: UUID) -> TextMessageOut:
    """One kept text message."""
    return TextMessageOut.model_validate(await queries.access_text(db, actor, text_message_id))


@api.post("/text-messages/<uuid:text_message_id>/report", may=PUBLIC, csrf=False, hide=True, max_bytes=16_384)
async def text_report(db: Db, text_message_id: UUID, raw: bytes) -> Done:
    """The gateway tells what became of a text; signed with its account's token."""
    await reports.take(db, text_message_id, raw, request.headers.get(reports.HEADER, ""))
    return Done()


@api.get("/notification-settings", may="notification.read")
async def read_settings(db: ReadDb, actor: Actor) -> NotificationSettingsOut:
    """How I want to be told."""
    return await preferences.shown(db, actor)


@api.put("/notification-settings", may="notification.read")
async def write_settings(db: Db, actor: Actor, data: WriteNotificationSettings) -> NotificationSettingsOut:
    """Say how I want to be told."""
    return await preferences.write(db, data, actor=actor)


@api.post("/unsubscribe/<unsubscribe_token>", may=PUBLIC, csrf=False)
async def unsubscribe_topic(db: Db, unsubscribe_token: str) -> Done:
    """One press in a mail program ends e-mail about a topic (RFC 8058)."""
    await preferences.unsubscribe(db, unsubscribe_token)
    return Done()


@api.get("/message-templates", may="setting.manage")
async def message_templates(db: ReadDb, actor: Actor, query: TemplatesQuery) -> MessageTemplatesOut:
    """The words of every message that goes out, in one language."""
    return await own_words.listed(db, query.language)


@api.put("/message-templates/<kind>", may="setting.manage")
async def write_template(db: Db, actor: Actor, kind: str, data: WriteTemplate) -> MessageTemplatesOut:
    """Say it in the hospital's own words."""
    return await own_words.write(db, kind, data, actor=actor)


@api.delete("/message-templates/<kind>", may="setting.manage")
async def forget_template(db: Db, actor: Actor, kind: str, query: TemplatesQuery) -> MessageTemplatesOut:
    """Back to the shipped words."""
    return await own_words.forget(db, kind, query.language, actor=actor)


@api.post("/message-templates/<kind>/preview", may="setting.manage")
async def preview_template(db: ReadDb, actor: Actor, kind: str, data: WriteTemplate) -> MessagePreviewOut:
    """How it would read."""
    return await own_words.preview(db, kind, data)


@api.post("/message-templates/<kind>/test", may="setting.manage")
async def test_template(db: Db, actor: Actor, kind: str, data: WriteTemplate) -> MessageTestOut:
    """Send it to oneself."""
    return await own_words.send_test(db, kind, data, actor=actor)
