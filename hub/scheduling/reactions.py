"""What scheduling does on hearing of itself: a freed time goes to somebody who waits."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.facts import consumes
from hub.scheduling import closures, offers
from hub.scheduling.facts import SlotFreed
from hub.staff.facts import StaffLeaveChanged


@consumes(SlotFreed, "scheduling.on_slot_freed", when=lambda fact: fact.starts_at > now() + offers.SOONEST)
async def on_slot_freed(db: Db, fact: SlotFreed, actor: Actor) -> None:
    """Offer it to the first of the waitlist who wants it."""
    await offers.offer_freed(db, fact.practitioner_id, fact.starts_at)


@consumes(StaffLeaveChanged, "scheduling.on_staff_leave", when=lambda fact: fact.practitioner_id is not None)
async def on_staff_leave(db: Db, fact: StaffLeaveChanged, actor: Actor) -> None:
    """Approved leave closes the clinician's days; leave that is called off opens them again."""
    await closures.follow_leave(db, fact, actor=actor)
