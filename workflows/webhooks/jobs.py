"""What webhooks leave to a worker."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from workflows.webhooks import sending


@job("workflows.webhooks", every=1.0)
async def gather(db: Db, actor: Actor) -> None:
    """Make deliveries of new facts, and have them sent."""
    await sending.gather(db)


@job(sending.JOB)
async def send(db: Db, actor: Actor, webhook_id: str) -> None:
    """Send what is due to one webhook."""
    await sending.send(db, UUID(webhook_id))


@job("workflows.tidy_webhooks", every=3600.0)
async def tidy(db: Db, actor: Actor) -> None:
    """Forget old deliveries."""
    await sending.tidy(db)
