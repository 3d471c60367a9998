"""What scheduling does on hearing of itself: a freed time goes to somebody who waits."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.facts import consumes
from hub.scheduling import offers
from hub.scheduling.facts import SlotFreed


@consumes(SlotFreed, "scheduling.on_slot_freed", when=lambda fact: fact.starts_at > now() + offers.SOONEST)
async def on_slot_freed(db: Db, fact: SlotFreed, actor: Actor) -> None:
    """Offer it to the first of the waitlist who wants it."""
    await offers.offer_freed(db, fact.practitioner_id, fact.starts_at)
