"""Scheduled work of scheduling."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.scheduling import actions


@job("scheduling.release_expired_holds", every=10)
async def release_expired_holds(db: Db, actor: Actor) -> None:
    """Give kept times back when their minutes are over, so that other people's screens show them again."""
    await actions.release_expired(db)
