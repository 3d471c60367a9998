"""What crosses HTTP of medicines and wishes for more of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from hub.core.http import Body, Out
from hub.encounters.prescription_schemas import PrescriptionOut


class AskRefill(Body):
    """What the patient says with the wish."""

    remark: Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)] = ""


class RefillOut(Out):
    """A wish for more of a medicine and what became of it."""

    id: UUID
    status: str
    asked_at: datetime
    status_at: datetime
    remark: str
    answer: str


class MedicineOut(PrescriptionOut):
    """A medicine that the patient has been prescribed; `may_ask` = more of it can be asked for now."""

    prescribed_at: datetime
    practitioner_name: str
    lasts_until: date | None
    """The day on which the amount given is used up, refills included, taken as prescribed."""
    may_ask: bool
    refill: RefillOut | None


class MedicinesOut(Out):
    """Latest first."""

    items: list[MedicineOut]


class RefillShownOut(RefillOut):
    """For the clinician who decides: with the prescription and when the patient was last seen."""

    patient_id: UUID
    prescription: MedicineOut
    last_seen_at: datetime | None
    allergies: list[str]
    """Recorded allergies that this medicine's name matches."""
