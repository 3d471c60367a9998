"""Erasing in the background."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.patients.erasure import actions, work


@job(work.JOB, every=60)
async def erase(db: Db, actor: Actor) -> None:
    """The next part of the oldest erasure that runs. Each part asks for the next; the clock takes up what was left."""
    await work.step(db)


@job("patients.erasure_due", every=6 * 3600)
async def erasure_due(db: Db, actor: Actor) -> None:
    """Closed records whose day has come: somebody has to open them again, or erase them."""
    await actions.tell_due(db, actor=actor)
