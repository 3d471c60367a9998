"""Appeals' scheduled work."""

from __future__ import annotations

from hub.billing.appeals import actions
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job


@job("billing.remind_appeals", every=3600)
async def remind_appeals(db: Db, actor: Actor) -> None:
    """Tell the office of letters whose last day comes near."""
    await actions.remind(db, actor=actor)
