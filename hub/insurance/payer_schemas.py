"""What crosses HTTP of insurers: where their claims go, and their companion guide as rules."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator

from hub.core.http import Body, Out
from hub.insurance.findings import folded

Code = Annotated[str, Field(max_length=10)]


class PlanRulesIn(Body):
    """What one plan of the payer wants to be asked about first: in the place of the payer's own list."""

    plan: Annotated[str, Field(min_length=1, max_length=80)]
    authorization_codes: list[Code] = Field(default_factory=list, max_length=200)


class PayerRulesIn(Body):
    """What the payer wants (its companion guide), as far as our checks can use it."""

    filing_days: int = Field(365, ge=1, le=3650)
    appeal_days: int = Field(180, ge=1, le=3650)
    appeal_address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)] = ""
    member_id_masks: list[Annotated[str, Field(min_length=2, max_length=40)]] = Field(
        default_factory=list, max_length=20
    )
    authorization_codes: list[Code] = Field(default_factory=list, max_length=200)
    authorization_plans: list[PlanRulesIn] = Field(default_factory=list, max_length=100)
    telehealth_modifier: bool = False
    max_units: int = Field(999, ge=1, le=99_999)
    disabled_edits: list[Annotated[str, Field(max_length=40)]] = Field(default_factory=list, max_length=100)

    @field_validator("authorization_plans")
    @classmethod
    def once_each(cls, value: list[PlanRulesIn]) -> list[PlanRulesIn]:
        if len({folded(one.plan) for one in value}) != len(value):
            raise ValueError("name each plan once")
        return value


class ChangePayer(Body):
    """`receiver_id` and `receiver_name` are the clearing house's (ISA08, NM1*40); `usage` P production, T test."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    receiver_id: Annotated[str, Field(min_length=2, max_length=15)]
    receiver_name: Annotated[str, Field(min_length=1, max_length=60)]
    filing_code: Annotated[str, Field(pattern=r"^[0-9A-Z]{2}$")] = "CI"
    usage: Literal["P", "T"] = "P"
    active: bool = True
    rules: PayerRulesIn = Field(default_factory=PayerRulesIn)
    version: int = 1


class NewPayer(ChangePayer):
    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{2,20}$")]


class PayerProfileOut(Out):
    """A payer with all that is needed to send it claims."""

    id: UUID
    code: str
    name: str
    partner: str
    receiver_id: str
    receiver_name: str
    filing_code: str
    usage: str
    simulated: bool
    active: bool
    rules: dict[str, Any]
    version: int


class PayerProfilesOut(Out):
    items: list[PayerProfileOut]
