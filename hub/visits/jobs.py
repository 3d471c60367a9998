"""Scheduled work of visits."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.visits import guest_letters


@job("visits.give_up_guest_letters", every=60)
async def give_up_guest_letters(db: Db, actor: Actor) -> None:
    """A link that could not be sent is forgotten, and who invited is told."""
    await guest_letters.give_up(db)
