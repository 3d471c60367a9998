"""Money, Period, Quantity: small values that know their unit."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

# ISO 4217 minor units that differ from two.
MINOR_DIGITS = {"JPY": 0, "KRW": 0, "CLP": 0, "KWD": 3, "BHD": 3, "OMR": 3, "TND": 3}


class Value(BaseModel):
    """A frozen value that crosses edges; unknown members are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Money(Value):
    """An amount in minor units (cents) of an ISO 4217 currency. Never a float."""

    minor: int = Field(strict=True)
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")

    def __add__(self, other: Money) -> Money:
        return Money(minor=self.minor + self._same(other), currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(minor=self.minor - self._same(other), currency=self.currency)

    def __neg__(self) -> Money:
        return Money(minor=-self.minor, currency=self.currency)

    def share(self, basis_points: int) -> Money:
        """`basis_points`/10 000 of it, rounded half to even to a whole minor unit."""
        part = (Decimal(self.minor) * basis_points / 10_000).quantize(Decimal(1), ROUND_HALF_EVEN)
        return Money(minor=int(part), currency=self.currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")
        return other.minor

    @property
    def decimal(self) -> Decimal:
        """Major units, exactly."""
        return Decimal(self.minor).scaleb(-MINOR_DIGITS.get(self.currency, 2))

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"


class Period(Value):
    """From `start` up to but not including `end`, both aware (FHIR Period, half-open)."""

    start: AwareDatetime
    end: AwareDatetime

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


class Quantity(Value):
    """A measured number with its UCUM unit code."""

    value: Decimal
    unit: str = Field(max_length=40)
