"""Tables of notifications."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Base, Record
from hub.core.states import legal_moves


class Notification(Record):
    """One thing one person should know. The words are made by the reader's catalogue from `kind` and `params`."""

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("user_id", "dedupe_key"),
        Index("ix_notification_list", "user_id", "id"),
        Index("ix_notification_unread", "user_id", postgresql_where=text("read_at IS NULL")),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[str]
    params: Mapped[Any] = mapped_column(JSON)
    """Ids, times and numbers only."""
    link: Mapped[str]
    urgent: Mapped[bool] = mapped_column(default=False)
    dedupe_key: Mapped[str]
    read_at: Mapped[datetime | None]


class MessageTemplate(Base):
    """The hospital's own words of one kind of message in one language; without a row the shipped file speaks."""

    __tablename__ = "message_template"

    kind: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True, default="en", server_default=text("'en'"))
    """BCP 47, in small letters."""
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str]


class PushSubscription(Record):
    """One browser that may be woken (W3C Push API)."""

    __tablename__ = "push_subscription"
    __table_args__ = (UniqueConstraint("endpoint"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    endpoint: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    p256dh: Mapped[str] = mapped_column(info={"audit": "mask"})
    auth: Mapped[str] = mapped_column(info={"audit": "mask"})
    user_agent: Mapped[str] = mapped_column(default="")


class DeliveryState(StrEnum):
    queued = "queued"
    sent = "sent"
    delivered = "delivered"
    """The gateway says that it arrived (texts only)."""
    skipped = "skipped"
    failed = "failed"


legal_moves(
    DeliveryState,
    {
        DeliveryState.queued: {DeliveryState.sent, DeliveryState.skipped, DeliveryState.failed},
        DeliveryState.sent: {DeliveryState.delivered, DeliveryState.failed},
        DeliveryState.failed: {DeliveryState.queued},
    },
)


class Delivery(Record):
    """One notification on one channel outside the app. `reason` is a stable word: present, no_address, gone ..."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("notification_id", "channel"),)

    notification_id: Mapped[UUID] = mapped_column(ForeignKey("notification.id"))
    channel: Mapped[str]
    status: Mapped[DeliveryState] = mapped_column(default=DeliveryState.queued)
    status_at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime] = mapped_column(default=now, server_default=text("now()"))
    """Not before: the end of the quiet hours, the hour of the digest."""
    digest: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Goes with the others of the day in one e-mail."""
    tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How often somebody had it tried anew."""


class NotificationSetting(Record):
    """How one person wants to be told: when not, in which zone, once a day or at once. Without a row: at once."""

    __tablename__ = "notification_setting"
    __table_args__ = (UniqueConstraint("user_id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    zone: Mapped[str] = mapped_column(default="")
    """IANA; '' is the facility's."""
    digest: Mapped[bool] = mapped_column(default=False)
    phone_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    """For text messages (E.164); '' takes the patient's own."""

    phone = sealed.text("phone_sealed")
    language: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """BCP 47, in small letters; '' takes the patient's own, and English for everybody else."""


sealed.keyed(NotificationSetting, "user_id")


class NotificationPreference(Base):
    """One topic over one channel, on or off; without a row as topics.py says."""

    __tablename__ = "notification_preference"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    wanted: Mapped[bool]


class TextMessage(Record):
    """A text message that the simulator kept instead of sending; an admin reads it in the app."""

    __tablename__ = "text_message"

    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    owner_id: Mapped[UUID]
    """Owner of the key that seals it: the reader, or the house."""
    recipient: Mapped[str] = mapped_column(info={"audit": "mask"})
    """The last four digits: enough to see that it went, too little to call."""
    body_sealed: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    body = sealed.text("body_sealed")
    message_id: Mapped[str] = mapped_column(unique=True)


sealed.keyed(TextMessage, "owner_id")


class Mail(Record):
    """An e-mail that the console twin kept instead of sending; an admin reads it in the app."""

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_list", "id"),)

    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    owner_id: Mapped[UUID]
    """Owner of the key that seals it: the reader, or the house."""
    recipient: Mapped[str] = mapped_column(info={"audit": "mask"})
    subject: Mapped[str]
    body_text_sealed: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    body_text = sealed.text("body_text_sealed")
    body_html_sealed: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    body_html = sealed.text("body_html_sealed")
    message_id: Mapped[str] = mapped_column(unique=True)


sealed.keyed(Mail, "owner_id")
