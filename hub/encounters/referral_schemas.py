"""What crosses HTTP of referrals."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, StringConstraints

from hub.core.http import Body, Out


class Refer(Body):
    """To which specialty, to whom in particular if it matters, and what is asked."""

    specialty: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    specialist_id: UUID | None = None
    urgent: bool = False
    question: Annotated[str, StringConstraints(min_length=3, max_length=4000)]
    encounter_id: UUID | None = None


class ReferralOut(Out):
    """A referral as clinicians read it."""

    id: UUID
    patient_id: UUID
    specialty: str
    specialty_name: str
    practitioner_name: str
    specialist_name: str
    urgent: bool
    question: str
    answer: str
    status: str
    asked_at: datetime
    status_at: datetime
    encounter_id: UUID | None
    appointment_id: UUID | None
    seen_encounter_id: UUID | None
    """The specialist's encounter, once it is finished."""


class OwnReferralOut(Out):
    """A referral as its patient reads it."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    specialty: str
    specialty_name: str
    practitioner_name: str
    specialist_name: str
    status: str
    asked_at: datetime


class OwnReferralsOut(Out):
    """Open ones, latest first."""

    items: list[OwnReferralOut]


class ReferralsOut(Out):
    """Latest first."""

    items: list[ReferralOut]
