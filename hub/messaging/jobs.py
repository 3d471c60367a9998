"""Scheduled work of messages."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.messaging import attaching, moderating


@job("messaging.climb", every=30)
async def climb(db: Db, actor: Actor) -> None:
    """Urgent messages that nobody has acknowledged are told again."""
    await moderating.climb(db)


@job("messaging.drop_unsent", every=3600)
async def drop_unsent(db: Db, actor: Actor) -> None:
    """Files whose message never came go."""
    await attaching.drop_unsent(db)
