"""What encounters does on what others say: a referral follows the appointment that answers it, a result goes on to
who may open it.
"""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import consumes
from hub.encounters import actions, queries, referrals, reviewing
from hub.encounters.facts import EncounterFinished
from hub.patients.access.facts import AccessChanged
from hub.scheduling import actions as scheduling
from hub.scheduling.facts import AppointmentBooked, AppointmentCancelled
from workflows.facts import CaseEnded


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


@consumes(AccessChanged, "encounters.on_access_changed")
async def on_access_changed(db: Db, fact: AccessChanged, actor: Actor) -> None:
    """A result is not to wait for somebody to whom it has been closed."""
    await reviewing.hand_on(db, fact.patient_id, actor=actor)


def _called_off(fact: CaseEnded) -> bool:
    return fact.process_id == "clinic_visit" and fact.status == "cancelled"


@consumes(CaseEnded, "encounters.on_case_ended", when=_called_off)
async def on_case_ended(db: Db, fact: CaseEnded, actor: Actor) -> None:
    """A visit at the clinic whose case an administrator has cancelled does not take place; one that is over stays."""
    encounter = await queries.encounter_of_case(db, fact.case_id)
    if encounter is not None and encounter.appointment_id is not None:
        await actions.withdraw(db, encounter, actor=actor)
        await scheduling.withdraw(db, encounter.appointment_id, "The pathway was cancelled.", actor=actor)


@consumes(EncounterFinished, "encounters.on_encounter_finished")
async def on_encounter_finished(db: Db, fact: EncounterFinished, actor: Actor) -> None:
    """The specialist's note is the answer to a referral."""
    encounter = await queries.encounter_by_id(db, fact.encounter_id)
    if encounter.appointment_id is not None:
        await referrals.seen(db, encounter.appointment_id, actor=actor)
