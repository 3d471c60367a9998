"""What of the wards belongs to a patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.beds.models import Stay
from hub.patients.belongings import STAY, belongs, tells

belongs("stay", title="Stays")
belongs("stay_note", merge=STAY, because="append-only; read through its stay, which moves")


@tells("stay")
def _stays(patient_id: UUID) -> Any:
    found = select(Stay.admitted_at, Stay.id, Stay.status, Stay.practitioner_id)
    return found.where(Stay.patient_id == patient_id, Stay.admitted_at.is_not(None))
