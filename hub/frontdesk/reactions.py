"""What the front desk does on hearing of appointments: numbers follow them."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import consumes
from hub.frontdesk import actions
from hub.scheduling.facts import AppointmentCancelled, AppointmentChanged


@consumes(AppointmentChanged, "frontdesk.on_appointment_changed", when=lambda fact: fact.status != "confirmed")
async def on_appointment_changed(db: Db, fact: AppointmentChanged, actor: Actor) -> None:
    """Who arrived by another way gets a number; who was seen needs none any more."""
    await actions.follow(db, fact.appointment_id, fact.status, actor=actor)


@consumes(AppointmentCancelled, "frontdesk.on_appointment_cancelled")
async def on_appointment_cancelled(db: Db, fact: AppointmentCancelled, actor: Actor) -> None:
    """Nobody is called for an appointment that is not."""
    await actions.follow(db, fact.appointment_id, "cancelled", actor=actor)
