"""What encounters does on what others say: a referral follows the appointment that answers it."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import consumes
from hub.encounters import queries, referrals
from hub.encounters.facts import EncounterFinished
from hub.scheduling.facts import AppointmentBooked, AppointmentCancelled


@consumes(AppointmentBooked, "encounters.on_appointment_booked")
async def on_appointment_booked(db: Db, fact: AppointmentBooked, actor: Actor) -> None:
    """An accepted referral to that specialty has its time."""
    if fact.replaces is not None:
        await referrals.unbooked(db, fact.replaces, actor=actor)
    await referrals.booked(db, fact.patient_id, fact.practitioner_id, fact.appointment_id, actor=actor)


@consumes(AppointmentCancelled, "encounters.on_appointment_cancelled")
async def on_appointment_cancelled(db: Db, fact: AppointmentCancelled, actor: Actor) -> None:
    """A booked referral needs another time."""
    await referrals.unbooked(db, fact.appointment_id, actor=actor)


@consumes(EncounterFinished, "encounters.on_encounter_finished")
async def on_encounter_finished(db: Db, fact: EncounterFinished, actor: Actor) -> None:
    """The specialist's note is the answer to a referral."""
    encounter = await queries.encounter_by_id(db, fact.encounter_id)
    if encounter.appointment_id is not None:
        await referrals.seen(db, encounter.appointment_id, actor=actor)
