"""What crosses HTTP of an emergency that comes to the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from hub.core.http import Body, Out
from hub.patients.schemas import UnknownPatient


class TakeIn(Body):
    """As little as it takes: who (or that nobody knows him), why, to whom; `level` 1 has to be seen at once."""

    patient_id: UUID | None = None
    unknown: UnknownPatient | None = None
    practitioner_id: UUID
    complaint: Annotated[str, StringConstraints(min_length=2, max_length=500)]
    arrival: Literal["walked", "ambulance", "police", "transferred", "other"] = "walked"
    level: int | None = Field(None, ge=1, le=5)

    @model_validator(mode="after")
    def one_person(self) -> Self:
        if (self.patient_id is None) == (self.unknown is None):
            raise ValueError("patient_id: name the patient, or say that nobody knows him")
        return self


class EmergencyOut(Out):
    """An emergency that is here, as the desk may see it: who and since when, never why."""

    encounter_id: UUID
    patient_id: UUID
    patient_name: str
    patient_number: str
    unidentified: bool
    arrived_at: datetime
    status: str
    level: int | None
    practitioner_name: str


class EmergenciesOut(Out):
    """Who came as an emergency and is not finished: how many, the most urgent of them; who may say the level."""

    items: list[EmergencyOut]
    total: int
    may_triage: bool
    doctors: list[EmergencyDoctorOut]


class EmergencyDoctorOut(Out):
    """Somebody who can be told; those on duty now come first."""

    id: UUID
    name: str
    specialty: str
    on_duty: bool
