"""Encounters for tests."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.encounters import actions
from hub.encounters.models import Encounter, EncounterClass

FULL_NOTE = {
    "reason": "Cough for five days",
    "history": "Dry cough, no fever, no shortness of breath.",
    "examination": "Speaks in full sentences by video.",
    "assessment": "Viral infection of the upper airways.",
    "plan": "Rest, fluids, come back if it gets worse.",
    "advice": "Drink enough. Call us if you have trouble breathing.",
}


async def encounter(db: Db, patient: Actor, doctor: Actor, *, started: bool = True) -> Encounter:
    """A video encounter of the two, begun unless told otherwise."""
    assert patient.patient_id is not None and doctor.practitioner_id is not None
    row = await actions.plan(
        db, patient_id=patient.patient_id, practitioner_id=doctor.practitioner_id, kind=EncounterClass.virtual,
        reason="A cough", actor=doctor,
    )  # fmt: skip
    if started:
        await actions.start(db, row, actor=doctor)
        await db.flush()
    return row
