"""Samples of notifications: one for the patient, and an e-mail that the console twin kept."""

from __future__ import annotations

from uuid import UUID

from hub.core.db import Db
from hub.core.keys import HOUSE
from notifications.models import Delivery, DeliveryState, Mail, Notification, TextMessage
from notifications.preferences import unsubscribe_url
from tests.architecture.samples import BODIES, World, sample


@sample("notification_id")
async def notification(db: Db, world: World) -> UUID:
    row = Notification(
        user_id=world.users["patient"], kind="invoice_issued", params={}, link="/my", dedupe_key="matrix"
    )  # fmt: skip
    db.add(row)
    return row.id


@sample("mail_id")
async def mail(db: Db, world: World) -> UUID:
    row = Mail(user_id=world.users["patient"], owner_id=HOUSE, recipient="maria@example.org", subject="Hello",
               body_text="Hello", body_html="<p>Hello</p>", message_id="<matrix@example.org>")  # fmt: skip
    db.add(row)
    return row.id


@sample("notification_delivery_id")
async def delivery(db: Db, world: World) -> UUID:
    about = Notification(
        user_id=world.users["patient"], kind="invoice_issued", params={}, link="/my", dedupe_key="delivery"
    )  # fmt: skip
    db.add(about)
    await db.flush()
    row = Delivery(notification_id=about.id, channel="email", status=DeliveryState.failed, reason="address_refused")
    db.add(row)
    return row.id


@sample("unsubscribe_token")
async def unsubscribe_token(db: Db, world: World) -> str:
    return unsubscribe_url(world.users["patient"], "bills").rpartition("/")[2]


BODIES["PUT /api/notification-settings"] = {"zone": "America/New_York"}


@sample("text_message_id")
async def text_message_id(db: Db, world: World) -> UUID:
    row = TextMessage(user_id=world.users["patient"], owner_id=HOUSE, recipient="…0142", body="Hello",
                      message_id="matrix")  # fmt: skip
    db.add(row)
    await db.flush()
    return row.id
