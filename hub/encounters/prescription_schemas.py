"""What crosses HTTP of prescriptions and their checks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator, model_validator

from hub.core.http import Body, Out
from hub.encounters.checks import Checked
from hub.encounters.rules import FREQUENCIES, ROUTES, UNITS

Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Prescribe(Body):
    """One medication. Without `quantity_value` it is computed; `override_reason` says why in spite of a finding."""

    medication: Line
    dose_value: Decimal = Field(gt=0, max_digits=10, decimal_places=4)
    dose_unit: str
    route: str
    frequency: str
    as_needed: bool = False
    duration_days: int | None = Field(None, ge=1, le=366)
    quantity_value: Decimal | None = Field(None, gt=0, max_digits=10, decimal_places=4)
    quantity_unit: str = ""
    refills: int = Field(0, ge=0, le=12)
    max_per_day: Decimal | None = Field(None, gt=0, max_digits=10, decimal_places=4)
    substitution: bool = True
    instructions: Annotated[str, StringConstraints(max_length=1000)] = ""
    override_reason: Annotated[str, StringConstraints(max_length=500)] = ""

    @field_validator("dose_unit", "quantity_unit")
    @classmethod
    def ucum(cls, value: str) -> str:
        if value and value not in UNITS:
            raise ValueError("not a unit that we know (UCUM)")
        return value

    @model_validator(mode="after")
    def known_codes(self) -> Self:
        if not self.dose_unit:
            raise ValueError("dose_unit: not a unit that we know (UCUM)")
        if self.route not in ROUTES:
            raise ValueError("route: not a way that we know")
        if self.frequency not in FREQUENCIES:
            raise ValueError("frequency: not one that we know")
        return self


class CheckPrescription(Prescribe):
    """What would speak against this; `besides` are prescriptions that it would replace."""

    besides: list[UUID] = Field(default_factory=list, max_length=10)


class RenewPrescription(Body):
    """Continue it as it was, or with `changes` for a reason; the reason in spite of a finding."""

    override_reason: Annotated[str, StringConstraints(max_length=500)] = ""
    changes: Prescribe | None = None
    change_reason: Annotated[str, StringConstraints(max_length=500)] = ""

    @model_validator(mode="after")
    def why(self) -> Self:
        if self.changes is not None and len(self.change_reason) < 3:
            raise ValueError("change_reason: say why it is changed")
        return self


class FindingOut(Out):
    """What speaks against a medicine."""

    kind: str  # allergy | interaction | duplicate | max_dose
    severity: str
    against: str
    words: str
    advice: str


class ChecksOut(Out):
    """What the checks found and what they could not check; made with the table of `edition`, no remote service."""

    findings: list[FindingOut]
    unknown: list[str]
    """Medicines that the table does not hold: nothing is known of their interactions."""
    allergies_asked: bool
    needs_reason: bool
    edition: str

    @classmethod
    def of(cls, checked: Checked) -> Self:
        return cls(findings=[FindingOut.model_validate(one) for one in checked.findings], unknown=checked.unknown,
                   allergies_asked=checked.allergies_asked, edition=checked.edition,
                   needs_reason=any(one.asks for one in checked.findings))  # fmt: skip


class RenewedOut(Out):
    """The prescription that another one continues."""

    encounter_id: UUID
    prescribed_on: date


class PrescriptionOut(Out):
    """A prescription as written."""

    id: UUID
    status: str
    medication: str
    dose_value: Decimal
    dose_unit: str
    route: str
    frequency: str
    as_needed: bool
    duration_days: int | None
    quantity_value: Decimal
    quantity_unit: str
    refills: int
    instructions: str
    max_per_day: Decimal | None
    substitution: bool
    override_reason: str
    findings: list[FindingOut]
    checked_with: str
    renews_id: UUID | None
    renews: RenewedOut | None = None
    """Where the one before stands; told in the chart only."""
    change_reason: str = ""
    end_reason: str

    @field_validator("dose_value", "quantity_value", "max_per_day")
    @classmethod
    def plain(cls, value: Decimal | None) -> Decimal | None:
        """500, not 500.0000 and not 5E+2."""
        return None if value is None else Decimal(f"{value.normalize():f}")


class PrescribedOut(Out):
    """What was prescribed and what the checks said; `interactions_checked` is false for an unknown medicine."""

    prescription: PrescriptionOut
    checks: ChecksOut
    allergies_checked: bool
    interactions_checked: bool

    @classmethod
    def of(cls, row: Any, checked: Checked) -> Self:
        return cls(prescription=PrescriptionOut.model_validate(row), checks=ChecksOut.of(checked),
                   allergies_checked=checked.allergies_asked, interactions_checked=not checked.unknown)  # fmt: skip
