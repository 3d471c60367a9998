"""Scheduled work of the record."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.encounters import critical, diagnostics


@job("encounters.release_results", every=300)
async def release_results(db: Db, actor: Actor) -> None:
    """What nobody has released or held goes to the patient after the days that the hospital has set."""
    await diagnostics.release_by_rule(db, actor=actor)


@job("encounters.climb", every=30)
async def climb(db: Db, actor: Actor) -> None:
    """Critical results that nobody answers for are told again, and to more people."""
    await critical.climb(db)
