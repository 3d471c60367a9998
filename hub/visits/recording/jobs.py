"""Scheduled work of recordings."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.visits.recording import writing


@job("visits.sweep_recordings", every=15)
async def sweep(db: Db, actor: Actor) -> None:
    """Recordings whose recorder died get a state that says so."""
    await writing.sweep(db)


@job("visits.expire_recordings", every=3600)
async def expire(db: Db, actor: Actor) -> None:
    """Recordings whose keeping time is over go."""
    await writing.expire(db)
