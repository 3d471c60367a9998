"""The form of a refill: one decision."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field, model_validator

from workflows.processes.shared_forms import Form


class ReviewRefill(Form):
    """More of this medicine?"""

    decision: Literal["renew", "visit", "decline"] = Field(title="Decision")
    quantity_value: Decimal | None = Field(
        None, title="How much", gt=0, max_digits=10, decimal_places=4, description="Empty: as much as before."
    )
    answer: str = Field(
        "", title="To the patient", max_length=1000, description="The patient reads this, in these words."
    )
    override: bool = Field(False, title="Renew in spite of the recorded allergy")

    @model_validator(mode="after")
    def _reasoned(self) -> ReviewRefill:
        if self.decision != "renew" and not self.answer:
            raise ValueError("say to the patient why")
        return self


FORMS: dict[str, type[BaseModel]] = {"review_refill": ReviewRefill}
