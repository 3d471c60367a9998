"""The forms of a new patient's onboarding."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

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


Paper = Literal["passport", "identity_card", "driving_licence", "residence_permit", "other"]


class ShowIdentity(Form):
    """Who are you? The pictures go to the desk before this is done."""

    how: Literal["pictures", "desk"] = Field(title="How do you show it?")
    document: Paper | None = Field(None, title="Document")

    @model_validator(mode="after")
    def _named(self) -> ShowIdentity:
        if self.how == "pictures" and self.document is None:
            raise ValueError("say which document it is")
        return self


class CompareIdentity(Form):
    """Is this the person?"""

    decision: Literal["confirm", "send_back"] = Field(title="The pictures")
    matches: bool = Field(False, title="Name, date of birth and picture match")
    reason: str = Field("", title="What is missing, in words for the patient", max_length=500)

    @model_validator(mode="after")
    def _complete(self) -> CompareIdentity:
        if self.decision == "confirm" and not self.matches:
            raise ValueError("confirm only what matches")
        if self.decision == "send_back" and not self.reason:
            raise ValueError("tell the patient what is missing")
        return self


class VerifyIdentity(Form):
    """Is this the person?"""

    document: Paper = Field(title="What was shown")
    matches: Literal[True] = Field(title="Name, date of birth and picture match")


class AssignClinician(Form):
    """Who takes care of this patient?"""

    practitioner_id: UUID = Field(title="Clinician")


FORMS: dict[str, type[BaseModel]] = {
    "confirm_details": ConfirmDetails,
    "insurance": Insurance,
    "house_consents": HouseConsents,
    "onboard_at_desk": OnboardAtDesk,
    "show_identity": ShowIdentity,
    "compare_identity": CompareIdentity,
    "verify_identity": VerifyIdentity,
    "assign_clinician": AssignClinician,
}
