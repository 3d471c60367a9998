"""Erasing in the background."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.patients.erasure import work


@job("patients.erase", every=1)
async def erase(db: Db, actor: Actor) -> None:
    """The next part of the oldest erasure that runs; a worker that dies leaves it to the next one."""
    await work.step(db)
