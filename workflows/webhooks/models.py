"""Tables of the webhooks. No secret is stored: it follows from the hospital's key and a random salt (`signing`)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Record
from hub.core.states import legal_moves


class WebhookStatus(StrEnum):
    """`paused`: facts are kept, nothing is sent until it is resumed."""

    active = "active"
    paused = "paused"


legal_moves(
    WebhookStatus,
    {WebhookStatus.active: {WebhookStatus.paused}, WebhookStatus.paused: {WebhookStatus.active}},
)


class DeliveryStatus(StrEnum):
    """`dead`: tried for hours without success; an administrator may try again."""

    waiting = "waiting"
    delivered = "delivered"
    dead = "dead"


legal_moves(
    DeliveryStatus,
    {
        DeliveryStatus.waiting: {DeliveryStatus.delivered, DeliveryStatus.dead},
        DeliveryStatus.dead: {DeliveryStatus.waiting},
    },
)


class Webhook(Record):
    """An address that is told of facts of some pathways (of all, when none is named)."""

    __tablename__ = "webhook"

    name: Mapped[str]
    url: Mapped[str] = mapped_column(Text)
    process_ids: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text))
    status: Mapped[WebhookStatus] = mapped_column(default=WebhookStatus.active)
    position: Mapped[int]
    """Up to which position of the outbox deliveries have been made."""
    salt: Mapped[str] = mapped_column(info={"audit": "mask"})
    former_salt: Mapped[str | None] = mapped_column(info={"audit": "mask"})
    """The secret before the last rotation; signs as well until `former_until`."""
    former_until: Mapped[datetime | None]
    resting_until: Mapped[datetime | None]
    """It did not answer: nothing is tried before."""
    failures: Mapped[int] = mapped_column(default=0)
    """Times in a row that it did not answer."""
    author_id: Mapped[UUID | None]


class WebhookDelivery(Record):
    """One fact for one webhook; its id is what the receiver knows it by, at every try."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index("uq_webhook_delivery_fact", "webhook_id", "position", unique=True,
              postgresql_where=text("position IS NOT NULL")),
        Index("ix_webhook_delivery_due", "webhook_id", "next_at", "id", postgresql_where=text("status = 'waiting'")),
        Index("ix_webhook_delivery_list", "webhook_id", "id"),
    )  # fmt: skip

    webhook_id: Mapped[UUID] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    kind: Mapped[str]
    position: Mapped[int | None]
    """Its place in the outbox; null for a test."""
    body: Mapped[str] = mapped_column(Text)
    status: Mapped[DeliveryStatus] = mapped_column(default=DeliveryStatus.waiting)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    answer_status: Mapped[int | None]
    error: Mapped[str | None]
    """Why the last try failed: a stable word (`timeout`, `unreachable`, `bad_status` …)."""
    took_ms: Mapped[int | None]
    tried_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
