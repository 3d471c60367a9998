"""Scheduled work of staff."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.staff import records


@job("staff.warn_of_licences", every=3600)
async def warn_of_licences(db: Db, actor: Actor) -> None:
    """Who has to renew something is told in time, and so is his lead."""
    await records.warn(db)


@job("staff.follow_employments", every=3600)
async def follow_employments(db: Db, actor: Actor) -> None:
    """Whose new place begins today stands in it."""
    await records.follow_all(db)
