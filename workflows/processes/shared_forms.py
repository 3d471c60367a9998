"""Forms that several pathways ask."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Form(BaseModel):
    """The base of all forms: unknown fields are refused, text is trimmed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class CoverageKind(StrEnum):
    """Who pays."""

    insured = "insured"
    self_pay = "self_pay"


class PolicyHolder(Form):
    """Who holds the insurance, when it is not the patient."""

    given: str = Field("", title="Given name", max_length=80)
    family: str = Field(title="Family name", min_length=1, max_length=80)


class Insurance(Form):
    """Who pays for this visit?"""

    kind: CoverageKind = Field(title="Who pays?", description="Your insurance, or you yourself.")
    coverage_id: UUID | None = Field(None, title="Insurance on file")
    payer_id: UUID | None = Field(None, title="Insurance company")
    member_id: str | None = Field(None, title="Member number", max_length=80, description="As printed on your card.")
    group_number: str | None = Field(None, title="Group number", max_length=50)
    plan: str | None = Field(None, title="Plan", max_length=120)
    relationship: Literal["self", "spouse", "child", "other"] = Field("self", title="You are insured as")
    subscriber: PolicyHolder | None = Field(None, title="Who holds the insurance")

    @model_validator(mode="after")
    def _complete(self) -> Insurance:
        new = self.payer_id is not None and bool(self.member_id)
        if self.kind == CoverageKind.insured and self.coverage_id is None and not new:
            raise ValueError("choose an insurance on file, or give the company and the member number")
        return self


class Pay(Form):
    """Pay the bill: done when the payment has arrived, nothing to fill in."""
