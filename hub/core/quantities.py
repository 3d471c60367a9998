"""MEASURES: what can be measured, its LOINC code, its UCUM unit, and the bounds beyond which it is a mistake.

One list for charted vital signs and for device readings, so that both mean the same. This material contains content
from LOINC (http://loinc.org); LOINC is copyright Regenstrief Institute, Inc. and the LOINC Committee, free of charge
under its licence. UCUM codes are copyright Regenstrief Institute, Inc.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final


@dataclass(frozen=True)
class Measure:
    """One measurable thing. `least` and `most` bound the possible, not the healthy; `places` decimals are kept."""

    name: str
    loinc: str
    unit: str
    least: Decimal
    most: Decimal
    places: int = 0
    also: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    """UCUM unit -> (factor, offset): value in our unit = value * factor + offset."""

    def read(self, value: Decimal, unit: str) -> Decimal:
        """`value` in our unit, rounded half up; ValueError for a unit that does not measure this, or impossible."""
        if not value.is_finite():
            raise ValueError("is not a number")
        if unit != self.unit:
            if unit not in self.also:
                raise ValueError(f"is not measured in {unit}")
            factor, offset = self.also[unit]
            value = value * factor + offset
        if not self.least <= value <= self.most:
            raise ValueError(f"must be {self.least} to {self.most} {self.unit}")
        return value.quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_UP)


def _measure(
    name: str, loinc: str, unit: str, least: str, most: str, places: int = 0, **also: tuple[str, str]
) -> Measure:  # fmt: skip
    units = {key: (Decimal(factor), Decimal(offset)) for key, (factor, offset) in also.items()}
    return Measure(name, loinc, unit, Decimal(least), Decimal(most), places, units)


_FAHRENHEIT = (str(Decimal(5) / 9), str(Decimal(-160) / 9))

MEASURES: Final[Mapping[str, Measure]] = {
    one.name: one
    for one in (
        _measure("heart_rate", "8867-4", "/min", "0", "350"),
        _measure("systolic", "8480-6", "mm[Hg]", "20", "350", kPa=("7.500617", "0")),
        _measure("diastolic", "8462-4", "mm[Hg]", "10", "250", kPa=("7.500617", "0")),
        _measure("respiratory_rate", "9279-1", "/min", "0", "150"),
        _measure("oxygen_saturation", "59408-5", "%", "30", "100"),
        _measure("temperature", "8310-5", "Cel", "20", "46", 1, **{"[degF]": _FAHRENHEIT}),
        _measure("weight", "29463-7", "kg", "0.2", "650", 3, **{"[lb_av]": ("0.45359237", "0"), "g": ("0.001", "0")}),
        _measure("height", "8302-2", "cm", "20", "275", 1, **{"[in_i]": ("2.54", "0"), "m": ("100", "0")}),
        _measure("bmi", "39156-5", "kg/m2", "4", "150", 1),
        _measure("head", "9843-4", "cm", "20", "75", 1, **{"[in_i]": ("2.54", "0")}),
        _measure("glucose", "2339-0", "mg/dL", "5", "1500", 0, **{"mmol/L": ("18.016", "0")}),
        _measure("pain", "72514-3", "{score}", "0", "10"),
    )
}
