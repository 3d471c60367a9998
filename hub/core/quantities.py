"""MEASURES: what can be measured, its LOINC code, its UCUM unit, and the bounds beyond which it is a mistake.

The one list for charted vital signs and for readings of devices, so that both mean and refuse the same. Each bound says
what it rests on (`why`): a bound is for typing errors and swapped units, never for the healthy; whoever has survived it
must be writable. This material contains content from LOINC (http://loinc.org); LOINC is copyright Regenstrief
Institute, Inc. and the LOINC Committee, free of charge under its licence. UCUM codes are copyright Regenstrief
Institute, Inc.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

Units = Mapping[str, tuple[Decimal, Decimal]]


class Unmeasurable(ValueError):
    """A value that cannot be: `code` is bad_value, wrong_unit or impossible."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True, slots=True)
class Measure:
    """One measurable thing. `least` and `most` bound the possible, not the healthy; `places` decimals are kept."""

    name: str
    """The word of the chart."""
    key: str
    """The short word of devices and of the wall of monitors."""
    display: str
    loinc: str
    unit: str
    least: Decimal
    most: Decimal
    places: int
    also: Units
    """UCUM unit -> (factor, offset): value in our unit = value * factor + offset."""
    why: str
    """What the bounds rest on."""

    def possible(self, value: Decimal) -> bool:
        """Whether a value in our unit can be."""
        return value.is_finite() and self.least <= value <= self.most

    def rounded(self, value: Decimal) -> Decimal:
        """As it is kept: half up, as people round."""
        return value.quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_UP)

    def read(self, value: Decimal, unit: str) -> Decimal:
        """`value` in our unit, rounded; Unmeasurable (a ValueError) for no number, another unit, or the impossible."""
        if not value.is_finite():
            raise Unmeasurable("bad_value", "is not a number")
        if unit != self.unit:
            if unit not in self.also:
                raise Unmeasurable("wrong_unit", f"is not measured in {unit}, but in {', '.join(self.units)}")
            factor, offset = self.also[unit]
            value = value * factor + offset
        if not self.possible(value):
            raise Unmeasurable("impossible", f"must be {self.least} to {self.most} {self.unit}")
        return self.rounded(value)

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit that is taken, ours first."""
        return (self.unit, *self.also)


def _measure(
    name: str, key: str, display: str, loinc: str, unit: str, least: str, most: str, places: int = 0, *, why: str,
    also: Mapping[str, str | tuple[str, str]] | None = None,
) -> Measure:  # fmt: skip
    pairs = {code: (given, "0") if isinstance(given, str) else given for code, given in (also or {}).items()}
    units = {code: (Decimal(factor), Decimal(offset)) for code, (factor, offset) in pairs.items()}
    return Measure(
        name, key, display, loinc, unit, Decimal(least), Decimal(most), places, MappingProxyType(units), why
    )  # fmt: skip


_PER_MINUTE = {"{beats}/min": "1", "{breaths}/min": "1", "1/min": "1"}
_PRESSURE = {"kPa": "7.50061683", "mmHg": "1"}
_LENGTH = {"[in_i]": "2.54", "m": "100"}
_HEAT = {"[degF]": (str(Decimal(5) / 9), str(Decimal(-160) / 9)), "K": ("1", "-273.15")}
_MASS = {"[lb_av]": "0.45359237", "[stone_av]": "6.35029318", "g": "0.001"}

_ALL = (
    _measure(
        "heart_rate", "hr", "Heart rate", "8867-4", "/min", "0", "350", also=_PER_MINUTE,
        why="0 is asystole, which a resuscitation writes down; atrial flutter of a newborn conducts up to about 300.",
    ),
    _measure(
        "systolic", "sbp", "Systolic blood pressure", "8480-6", "mm[Hg]", "20", "350", also=_PRESSURE,
        why="Cuffs are pumped to 300 mmHg at most (IEC 80601-2-30); an arterial line in a crisis reads higher.",
    ),
    _measure(
        "diastolic", "dbp", "Diastolic blood pressure", "8462-4", "mm[Hg]", "10", "250", also=_PRESSURE,
        why="Half a dozen above zero in shock; 250 is beyond every hypertensive crisis that is described.",
    ),
    _measure(
        "respiratory_rate", "rr", "Respiratory rate", "9279-1", "/min", "0", "150", also=_PER_MINUTE,
        why="0 is apnoea; a newborn in distress breathes up to about 120, and monitors count to 150.",
    ),
    _measure(
        "oxygen_saturation", "spo2", "Oxygen saturation", "59408-5", "%", "30", "100",
        why="Oximeters are judged from 70 to 100 % (ISO 80601-2-61); below 30 % none shows a number to rely on.",
    ),
    _measure(
        "oxygen", "oxygen", "Oxygen given", "3151-8", "L/min", "0", "80", 1,
        why="0 is room air; high-flow devices give up to 80 L/min.",
    ),
    _measure(
        "temperature", "temp", "Body temperature", "8310-5", "Cel", "10", "47", 1, also=_HEAT,
        why="13.7 survived (Gilbert, Lancet 2000;355:375), 46.5 survived (heat stroke, Atlanta 1980); "
            "degrees Fahrenheit typed as Celsius are always outside.",
    ),
    _measure(
        "consciousness", "acvpu", "Level of consciousness", "80288-4", "1", "0", "4",
        why="The place in ACVPU: 0 alert, 1 new confusion, 2 voice, 3 pain, 4 unresponsive (NEWS2, RCP 2017).",
    ),
    _measure(
        "weight", "weight", "Body weight", "29463-7", "kg", "0.2", "650", 3, also=_MASS,
        why="The lightest newborn who lived weighed 0.212 kg (Singapore 2020), the heaviest person 635 kg; "
            "grams are kept, for newborns are dosed by them.",
    ),
    _measure(
        "height", "height", "Body height", "8302-2", "cm", "20", "275", 1, also=_LENGTH,
        why="The smallest newborns who lived measured about 24 cm; the tallest person 272 cm.",
    ),
    _measure(
        "bmi", "bmi", "Body mass index", "39156-5", "kg/m2", "4", "200", 1,
        why="Computed from weight and height; the heaviest person had 186.",
    ),
    _measure(
        "head", "head", "Head circumference", "9843-4", "cm", "15", "75", 1, also=_LENGTH,
        why="Growth charts of preterms begin near 20 cm (Fenton 2013); untreated hydrocephalus exceeds 70 cm.",
    ),
    _measure(
        "glucose", "glucose", "Blood glucose", "2339-0", "mg/dL", "10", "2700",
        also={"mmol/L": "18.0156", "g/L": "100"},
        why="2656 survived (2008); a value in mmol/L typed as mg/dL is below 10 unless it is very high. "
            "180.156 g/mol is the molar mass of glucose.",
    ),
    _measure("pain", "pain", "Pain", "72514-3", "{score}", "0", "10", why="The numeric rating scale from 0 to 10."),
)  # fmt: skip

MEASURES: Final[Mapping[str, Measure]] = MappingProxyType({one.name: one for one in _ALL})
