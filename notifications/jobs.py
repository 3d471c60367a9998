"""Deliveries outside the app, each in its own job: tried again with back-off until it is sent, skipped or hopeless."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import String, cast, func, select

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.jobs import job
from hub.core.states import move
from hub.identity.models import UserAccount, UserStatus
from hub.staff.queries import facility
from notifications import own_words, preferences, soon
from notifications.channels import Undeliverable, channel
from notifications.models import Delivery, DeliveryState, Notification
from notifications.phrases import phrases
from notifications.switches import CHANNELS
from notifications.topics import URGENT, topic_of
from notifications.words import Words, file_of, rendered, values_of, written


@job("notifications.deliver")
async def deliver(db: Db, actor: Actor, delivery_id: str) -> None:
    """Send one notification over one channel, once."""
    row = await db.get_one(Delivery, UUID(delivery_id))
    if row.digest:
        await _one_digest_at_a_time(db, row)
    await db.refresh(row, with_for_update=True)
    if row.status is not DeliveryState.queued:
        return
    notification = await db.get_one(Notification, row.notification_id)
    user = await db.get_one(UserAccount, notification.user_id)
    try:
        if user.status != UserStatus.active:
            raise Undeliverable("inactive")
        if row.channel in CHANNELS and not await CHANNELS[row.channel].value(db):
            raise Undeliverable("switched_off")
        if notification.read_at is not None:
            raise Undeliverable("read")
        if not await soon.still_so(db, notification):
            raise Undeliverable("old_news")
        if row.digest:
            await _digest(db, row, user)
            return
        await _not_too_many(db, row, notification)
        words = await _words(db, notification, user, row.channel)
        await channel(row.channel).send(db, user, words, message_id=str(row.id))
    except Undeliverable as answer:
        row.reason = answer.reason
        move(row, DeliveryState.skipped if answer.reason in SKIPPED else DeliveryState.failed)
        return
    row.reason = ""
    move(row, DeliveryState.sent)


SKIPPED = {"inactive", "read", "old_news", "present", "no_address", "switched_off", "throttled"}
AT_MOST = {"push": 20, "sms": 6}
"""What is not urgent, per person and hour; the bell in the app has it all the same."""


async def _not_too_many(db: Db, row: Delivery, notification: Notification) -> None:
    if notification.urgent or row.channel not in AT_MOST:
        return
    sent = select(func.count()).select_from(Delivery).join(Notification, Notification.id == Delivery.notification_id)
    count = await db.scalar(
        sent.where(Notification.user_id == notification.user_id, Delivery.channel == row.channel,
                   Delivery.status == DeliveryState.sent, Delivery.status_at > now() - timedelta(hours=1))
    )  # fmt: skip
    if (count or 0) >= AT_MOST[row.channel]:
        raise Undeliverable("throttled")


async def _one_digest_at_a_time(db: Db, row: Delivery) -> None:
    """All of a person's day are due at one moment, and each job takes them all: before any of them is locked."""
    await db.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended(cast(Notification.user_id, String), 17)))
        .where(Notification.id == row.notification_id)
    )  # fmt: skip


async def _digest(db: Db, row: Delivery, user: UserAccount) -> None:
    """What waits for the day's e-mail goes in one; what was read meanwhile is left out."""
    rows = await db.execute(
        select(Delivery, Notification).join(Notification, Notification.id == Delivery.notification_id)
        .where(Notification.user_id == user.id, Delivery.digest, Delivery.status == DeliveryState.queued,
               Delivery.due_at <= now())
        .order_by(Delivery.id).limit(200).with_for_update(of=Delivery)
    )  # fmt: skip
    waiting = [(found[0], found[1]) for found in rows]
    house = await facility(db)
    subjects = []
    for _, notification in waiting:
        if notification.read_at is None:
            subjects.append((await _words(db, notification, user, "email")).subject)
    if subjects:
        values = {"name": user.display_name, "facility": house.name}
        lines = "\n\n".join(f"· {subject}" for subject in subjects)
        link = "/my/notifications" if user.patient_id else "/notifications"
        language = await preferences.language_of(db, user.id)
        title = phrases(language)["digest"].format(facility=house.name)
        words = rendered("digest", link, False, title, lines, values, language)
        await channel("email").send(db, user, words, message_id=str(row.id))
    for delivery, notification in waiting:
        move(delivery, DeliveryState.sent if notification.read_at is None else DeliveryState.skipped)


async def _words(db: Db, notification: Notification, user: UserAccount, channel_name: str) -> Words:
    about = (notification.kind, notification.link, notification.urgent)
    language = await preferences.language_of(db, user.id)
    if channel_name != "email":
        return Words(*about, language=language)
    house = await facility(db)
    copy = await own_words.own(db, notification.kind, language)
    spoken = copy.language if copy else file_of(notification.kind, language)[1]
    values = values_of(
        notification.params, notification.link, name=user.display_name, facility=house.name, zone=house.zone,
        language=spoken,
    )  # fmt: skip
    if copy:
        words = rendered(*about, own_words.filled(copy.subject, values), own_words.filled(copy.body, values), values,
                         spoken)  # fmt: skip
    else:
        words = written(*about, values, spoken)
    topic = topic_of(notification.kind)
    ends = "" if topic == URGENT else preferences.unsubscribe_url(user.id, topic)
    return replace(words, unsubscribe=ends)


@job("notifications.soon", every=30)
async def remind_soon(db: Db, actor: Actor) -> None:
    """Whose visit begins in ten minutes is told."""
    await soon.remind(db)
