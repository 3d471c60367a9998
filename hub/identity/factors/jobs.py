"""Scheduled work of second factors and letters."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.identity.factors import letters, sms, tokens


@job("identity.prune_letters", every=3600)
async def prune_letters(db: Db, actor: Actor) -> None:
    """Forget used links, sent letters and codes."""
    await tokens.prune(db)
    await letters.prune(db)
    await sms.prune(db)
