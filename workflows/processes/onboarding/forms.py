"""The forms of a new patient's onboarding."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from workflows.processes.shared_forms import Form, Insurance
from workflows.processes.visit.forms import ConfirmDetails


class HouseConsents(Form):
    """Treatment and privacy: what we ask every patient to agree to."""

    treatment: Literal[True] = Field(title="I agree to be treated here")
    privacy: Literal[True] = Field(title="I have read how my data are kept, and agree")
    signature: str = Field(title="Your name, as a signature", min_length=1, max_length=200)


class OnboardAtDesk(Form):
    """Go through it with the patient; each part is entered on the patient's page."""

    details: Literal[True] = Field(title="The details were checked together")
    insurance: Literal[True] = Field(title="Insurance is on file, or the patient pays")
    consents: Literal[True] = Field(title="The consents are signed")


class VerifyIdentity(Form):
    """Is this the person?"""

    document: Literal["passport", "identity_card", "driving_licence", "residence_permit", "other"] = Field(
        title="What was shown, or sent in"
    )
    matches: Literal[True] = Field(title="Name, date of birth and picture match")


class AssignClinician(Form):
    """Who takes care of this patient?"""

    practitioner_id: UUID = Field(title="Clinician")


FORMS: dict[str, type[BaseModel]] = {
    "confirm_details": ConfirmDetails,
    "insurance": Insurance,
    "house_consents": HouseConsents,
    "onboard_at_desk": OnboardAtDesk,
    "verify_identity": VerifyIdentity,
    "assign_clinician": AssignClinician,
}
