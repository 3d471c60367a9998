"""What crosses HTTP of vital signs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints, field_validator, model_validator

from hub.core.http import Body, Out
from hub.core.quantities import MEASURES

ENTERED = tuple(name for name in MEASURES if name != "bmi")
"""Body mass index is computed, never typed."""


class Sign(Body):
    """One measured value; without a unit it is the one of its measure (hub.core.quantities)."""

    sign: str
    value: Decimal = Field(max_digits=10, decimal_places=3)
    unit: Annotated[str, StringConstraints(max_length=20)] = ""

    @model_validator(mode="after")
    def possible(self) -> Self:
        if self.sign not in ENTERED:
            raise ValueError("sign: not one that is charted")
        measure = MEASURES[self.sign]
        self.value = measure.read(self.value, self.unit or measure.unit)
        return self


class ChartVitals(Body):
    """What was measured at one time; `measured_at` may lie in the past (a late entry), never in the future."""

    signs: list[Sign] = Field(min_length=1, max_length=len(ENTERED))
    measured_at: AwareDatetime | None = None
    encounter_id: UUID | None = None
    reported: bool = False
    remark: Annotated[str, StringConstraints(max_length=500)] = ""

    @field_validator("signs")
    @classmethod
    def once_each(cls, value: list[Sign]) -> list[Sign]:
        if len({one.sign for one in value}) != len(value):
            raise ValueError("a sign is there twice")
        given = {one.sign: one.value for one in value}
        if "systolic" in given and "diastolic" in given and given["diastolic"] >= given["systolic"]:
            raise ValueError("the lower pressure must be below the upper one")
        return value


class SignOut(Out):
    """A charted value with the range it was judged by."""

    sign: str
    value: Decimal
    unit: str
    loinc: str
    flag: str
    low: Decimal | None
    high: Decimal | None
    percentile: float | None = None
    """Of a child's weight, height or body mass index."""

    @field_validator("value", "low", "high")
    @classmethod
    def plain(cls, value: Decimal | None) -> Decimal | None:
        """117, not 117.0 and not 1.2E+2."""
        return None if value is None else Decimal(f"{value.normalize():f}")


class VitalSetOut(Out):
    """What was measured at one time."""

    id: UUID
    measured_at: datetime
    recorded_at: datetime
    by_name: str
    reported: bool
    remark: str
    status: str
    error_reason: str
    signs: list[SignOut]


class RangeOut(Out):
    """What is healthy for this patient today."""

    sign: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    critical_low: Decimal | None
    critical_high: Decimal | None
    source: str


class VitalsOut(Out):
    """The latest sets, newest first, and the ranges for this patient; `may_write` for those who may chart."""

    items: list[VitalSetOut]
    ranges: list[RangeOut]
    edition: str
    may_write: bool = False


class VitalsSearch(Body):
    """How many sets."""

    limit: int = Field(30, ge=1, le=200)


class GrowthPointOut(Out):
    """One measurement among children of the same age."""

    months: float
    value: float
    percentile: float
    z: float
    measured_at: datetime


class GrowthLineOut(Out):
    """One percentile curve: months and values side by side."""

    percentile: int
    months: list[float]
    values: list[float]


class GrowthChartOut(Out):
    """One measure of one child."""

    measure: str
    unit: str
    points: list[GrowthPointOut]
    lines: list[GrowthLineOut]


class GrowthOut(Out):
    """Growth charts; `items` is empty for adults and where no standard fits."""

    items: list[GrowthChartOut]
    source: str
    birth_date: date
