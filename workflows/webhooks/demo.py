"""The demo's webhook: a bed board that was told of a few things and is paused, so that the demo calls nobody."""

from __future__ import annotations

from datetime import timedelta

import orjson

from hub.core.clock import now
from hub.core.db import Db
from hub.core.demo import Demo
from workflows.webhooks import signing
from workflows.webhooks.models import DeliveryStatus, Webhook, WebhookDelivery, WebhookStatus

_PAST = (("CaseEnded", 200, None), ("CaseEnded", 200, None), ("CaseEnded", 503, "bad_status"))


async def load(db: Db, demo: Demo) -> None:
    """One webhook with two deliveries that arrived and one that was given up."""
    hook = Webhook(
        name="Bed board", url="https://bedboard.example.org/wardline", process_ids=[], status=WebhookStatus.paused,
        kinds=["CaseEnded"], position=0, salt=signing.fresh_salt(), failures=0,
    )  # fmt: skip
    db.add(hook)
    await db.flush()
    for place, (kind, answer, error) in enumerate(_PAST):
        at = now() - timedelta(hours=30, seconds=-place)
        row = WebhookDelivery(
            webhook_id=hook.id, kind=kind, position=-1 - place, body="", created_at=at, next_at=at, tried_at=at,
            ended_at=at, answer_status=answer, error=error, took_ms=None if error else 41 + 7 * place,
            attempts=12 if error else 1, status=DeliveryStatus.dead if error else DeliveryStatus.delivered,
        )  # fmt: skip
        row.body = orjson.dumps(
            {"id": str(row.id), "kind": kind, "at": at.isoformat(), "process_id": "admission"}
        ).decode()
        db.add(row)
