"""Scheduled work of scheduling: nothing here waits for a person to look."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.scheduling import actions, due, offers, waitlist


@job("scheduling.release_expired_holds", every=10)
async def release_expired_holds(db: Db, actor: Actor) -> None:
    """Give kept times back when their minutes are over, so that other people's screens show them again."""
    await actions.release_expired(db)


@job("scheduling.expire_offers", every=20)
async def expire_offers(db: Db, actor: Actor) -> None:
    """Offers that nobody answered end, and the next in line is asked."""
    await offers.expire(db)


@job("scheduling.expire_wishes", every=3600)
async def expire_wishes(db: Db, actor: Actor) -> None:
    """Nobody waits for days that are over."""
    await waitlist.expire(db)


@job("scheduling.remind", every=60)
async def remind(db: Db, actor: Actor) -> None:
    """Remind patients of what comes."""
    await due.remind(db)


@job("scheduling.mark_no_shows", every=60)
async def mark_no_shows(db: Db, actor: Actor) -> None:
    """Who did not come to the clinic, did not come."""
    await due.mark_no_shows(db)
