"""Deliveries outside the app, each in its own job: tried again with back-off until it is sent, skipped or hopeless."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.core.states import move
from hub.identity.models import UserAccount, UserStatus
from hub.staff.queries import facility
from notifications import own_words
from notifications.channels import Undeliverable, channel
from notifications.models import Delivery, DeliveryState, Notification
from notifications.switches import CHANNELS
from notifications.words import Words, rendered, values_of, written


@job("notifications.deliver")
async def deliver(db: Db, actor: Actor, delivery_id: str) -> None:
    """Send one notification over one channel, once."""
    row = await db.get_one(Delivery, UUID(delivery_id), with_for_update=True)
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
        words = await _words(db, notification, user, row.channel)
        await channel(row.channel).send(db, user, words, message_id=str(row.id))
    except Undeliverable as answer:
        row.reason = answer.reason
        move(row, DeliveryState.skipped if answer.reason in SKIPPED else DeliveryState.failed)
        return
    move(row, DeliveryState.sent)


SKIPPED = {"inactive", "read", "present", "no_address", "switched_off"}


async def _words(db: Db, notification: Notification, user: UserAccount, channel_name: str) -> Words:
    if channel_name != "email":
        return Words(notification.kind, notification.link, notification.urgent)
    house = await facility(db)
    values = values_of(
        notification.params, notification.link, name=user.display_name, facility=house.name, zone=house.zone
    )
    about = (notification.kind, notification.link, notification.urgent)
    if copy := await own_words.own(db, notification.kind):
        return rendered(*about, own_words.filled(copy.subject, values), own_words.filled(copy.body, values), values)
    return written(*about, values)
