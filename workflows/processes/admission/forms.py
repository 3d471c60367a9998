"""The forms of the ward stay, one per task."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from workflows.processes.shared_forms import Form, Insurance, Pay


class AssignBed(Form):
    """Which bed?"""

    bed_id: UUID = Field(title="Bed")
    remark: str = Field("", title="Remark for the ward", max_length=500)


class AcceptOnWard(Form):
    """Does the ward take the patient?"""

    accepted: bool = Field(title="The patient has arrived and is accepted")
    reason: str = Field("", title="If not: why?", max_length=500)

    @model_validator(mode="after")
    def _reasoned(self) -> AcceptOnWard:
        if not self.accepted and not self.reason:
            raise ValueError("say why the ward cannot take the patient")
        return self


class DailyReview(Form):
    """The daily review: stays, or ready to go home?"""

    decision: Literal["continue", "discharge"] = Field(title="Decision")
    remark: str = Field("", title="Remark", max_length=2000)


class Discharge(Form):
    """Discharge from the ward."""

    disposition: Literal["home", "other_facility", "against_advice", "deceased"] = Field(title="Goes to")
    summary: str = Field(title="Summary", min_length=1, max_length=20_000)
    follow_up: str = Field("", title="Follow-up", max_length=1000)


FORMS: dict[str, type[BaseModel]] = {
    "insurance": Insurance,
    "assign_bed": AssignBed,
    "accept_on_ward": AcceptOnWard,
    "daily_review": DailyReview,
    "discharge": Discharge,
    "pay": Pay,
}
