"""Samples of webhooks: one, and a delivery that was given up."""

from __future__ import annotations

from uuid import UUID

from hub.core.clock import now
from hub.core.db import Db
from tests.architecture.samples import BODIES, World, sample
from workflows.webhooks.models import DeliveryStatus, Webhook, WebhookDelivery, WebhookStatus

INSIDE, OUTSIDE = "https://127.0.0.1:9/hook", "https://93.184.215.14/hook"
"""What a test message is refused for before anything is called, and what is only judged."""


async def _webhook(db: Db) -> Webhook:
    row = Webhook(name="Board", url=INSIDE, process_ids=[], kinds=["CaseEnded"], status=WebhookStatus.active,
                  position=0, salt="0" * 32, failures=0)  # fmt: skip
    db.add(row)
    await db.flush()
    return row


@sample("webhook_id")
async def webhook(db: Db, world: World) -> UUID:
    return (await _webhook(db)).id


@sample("delivery_id")
async def delivery(db: Db, world: World) -> UUID:
    row = WebhookDelivery(webhook_id=(await _webhook(db)).id, kind="CaseEnded", position=1, body="{}", attempts=12,
                          status=DeliveryStatus.dead, next_at=now())  # fmt: skip
    db.add(row)
    return row.id


_GIVEN = {"name": "Board", "url": OUTSIDE, "kinds": ["CaseEnded"]}
BODIES |= {
    "POST /api/webhooks": _GIVEN,
    "PUT /api/webhooks/<uuid:webhook_id>": {**_GIVEN, "version": 1},
}
