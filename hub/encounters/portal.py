"""The patient's record in one reply: for himself on the phone, and as the summary that a colleague reads."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.encounters import ips
from hub.encounters.ips import PatientSummaryOut
from hub.encounters.views import banner
from hub.patients.models import Patient
from hub.staff import queries as staff


async def summary(db: Db, patient_id: UUID, actor: Actor) -> PatientSummaryOut:
    """All sections; the number of queries does not grow with the record."""
    patient = await db.get_one(Patient, patient_id)
    facility = await staff.facility(db)
    today = now().astimezone(ZoneInfo(facility.zone)).date()
    return PatientSummaryOut(
        patient=banner(patient, today), facility=facility.name, zone=facility.zone, made_at=now(),
        sections=ips.SECTIONS, **await ips.gather(db, patient_id, actor),
    )  # fmt: skip
