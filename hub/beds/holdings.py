"""What of the wards belongs to a patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from hub.beds.models import Stay
from hub.patients.belongings import STAY, Whose, belongs, hinders, tells

belongs("stay", title="Stays")
belongs("stay_place", title="Beds of stays")
belongs("stay_note", merge=STAY, because="append-only; read through its stay, which moves")


@hinders("stay")
def _lies_here(whose: Whose) -> Any:
    here = Stay.status.in_(("requested", "reserved", "on_ward"))
    return select(func.count()).where(Stay.patient_id.in_(whose.records), here)


@tells("stay")
def _stays(patient_id: UUID) -> Any:
    found = select(Stay.admitted_at, Stay.id, Stay.status, Stay.practitioner_id)
    return found.where(Stay.patient_id == patient_id, Stay.admitted_at.is_not(None))
