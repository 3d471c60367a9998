"""Who is here now: emergencies, a home visit and a visit in the clinic, of the demo's doctor and nurse."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.demo import Demo
from hub.encounters.models import Encounter, EncounterClass, EncounterStatus, Note
from hub.encounters.statuses import Prescribing
from hub.encounters.triage_models import Triage
from hub.encounters.writing_models import Supervision
from hub.patients import actions as patients
from hub.staff.models import Practitioner, PractitionerRole

# What, minutes ago, class, status, triage level and how he came.
NOW = (
    ("Chest pain since this morning", 14, EncounterClass.emergency, EncounterStatus.triaged, (2, "ambulance")),
    ("Cut to the left hand", 38, EncounterClass.emergency, EncounterStatus.triaged, (4, "walked")),
    ("Fell on the stairs", 4, EncounterClass.emergency, EncounterStatus.arrived, None),
    ("Wound check at home", 22, EncounterClass.home, EncounterStatus.in_progress, None),
    ("Blood pressure follow-up", 9, EncounterClass.ambulatory, EncounterStatus.on_hold, None),
)


async def load(db: Db, demo: Demo) -> None:
    """Meetings that go on, and a nurse who prescribes under the doctor's supervision."""
    doctor: Practitioner = demo.made["doctor"]
    nurses = list(await db.scalars(
        select(Practitioner).where(Practitioner.role == PractitionerRole.nurse).order_by(Practitioner.id).limit(2)
    ))  # fmt: skip
    for patient, (reason, ago, kind, status, judged) in zip(demo.made["patients"][50:], NOW, strict=False):
        at = demo.now - timedelta(minutes=ago)
        begun = at if status in (EncounterStatus.in_progress, EncounterStatus.on_hold) else None
        encounter = Encounter(
            patient_id=patient.id, practitioner_id=doctor.id, kind=kind, status=status, status_at=at, reason=reason,
            started_at=begun, created_at=at,
        )  # fmt: skip
        db.add(encounter)
        await db.flush()
        db.add(Note(encounter_id=encounter.id, patient_id=patient.id, sections={"reason": reason}))
        if judged is not None:
            db.add(Triage(encounter_id=encounter.id, patient_id=patient.id, level=judged[0], complaint=reason,
                          arrival=judged[1], by_id=None, by_name=(nurses or [doctor])[0].name))  # fmt: skip
        for who in (doctor, *nurses[:1]):
            await patients.relate(db, patient.id, who.id, "treating", f"encounter:{encounter.id}", actor=SYSTEM)
    if len(nurses) > 1:
        db.add(Supervision(practitioner_id=nurses[1].id, supervisor_id=doctor.id, until=None,
                           prescribing=Prescribing.countersigned))  # fmt: skip
    await db.flush()
