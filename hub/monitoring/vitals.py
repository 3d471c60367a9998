"""The vital signs we know: LOINC code, UCUM unit, what is possible at all, and which other units can be converted.

Codes are facts of LOINC and UCUM; the bounds of the possible are wide on purpose (survivable values must pass).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

Convert = Callable[[Decimal], Decimal]
D = Decimal


def _times(factor: str) -> Convert:
    return lambda value: value * D(factor)


@dataclass(frozen=True, slots=True)
class Vital:
    """One kind of measurement. `low` and `high` are the ends of the possible, in `unit`."""

    code: str
    key: str
    display: str
    unit: str
    low: Decimal
    high: Decimal
    digits: int = 0
    others: Mapping[str, Convert] = field(default_factory=dict)
    """UCUM unit -> how its values become ours."""

    def rounded(self, value: Decimal) -> Decimal:
        return value.quantize(D(1).scaleb(-self.digits), ROUND_HALF_EVEN)


_PER_MINUTE: Mapping[str, Convert] = {"{beats}/min": _times("1"), "{breaths}/min": _times("1"), "1/min": _times("1")}
_PRESSURE: Mapping[str, Convert] = {"kPa": _times("7.50061683"), "mmHg": _times("1")}

VITALS: tuple[Vital, ...] = (
    Vital("8867-4", "hr", "Heart rate", "/min", D(10), D(320), 0, _PER_MINUTE),
    Vital("59408-5", "spo2", "Oxygen saturation", "%", D(30), D(100), 0),
    Vital("9279-1", "rr", "Respiratory rate", "/min", D(1), D(120), 0, _PER_MINUTE),
    Vital("8480-6", "sbp", "Systolic blood pressure", "mm[Hg]", D(30), D(300), 0, _PRESSURE),
    Vital("8462-4", "dbp", "Diastolic blood pressure", "mm[Hg]", D(10), D(200), 0, _PRESSURE),
    Vital("8310-5", "temp", "Body temperature", "Cel", D(25), D(45), 1, {
        "[degF]": lambda value: (value - 32) * 5 / 9, "K": lambda value: value - D("273.15"),
    }),
    Vital("29463-7", "weight", "Body weight", "kg", D("0.3"), D(500), 1, {
        "g": _times("0.001"), "[lb_av]": _times("0.45359237"), "[stone_av]": _times("6.35029318"),
    }),
    Vital("2339-0", "glucose", "Blood glucose", "mg/dL", D(10), D(1000), 0, {
        "mmol/L": _times("18.0156"), "g/L": _times("100"),
    }),
    Vital("3151-8", "oxygen", "Oxygen given", "L/min", D(0), D(80), 1),
    Vital("80288-4", "acvpu", "Level of consciousness", "1", D(0), D(4), 0),
)  # fmt: skip
"""Consciousness is kept as its place in ACVPU: 0 alert, 1 new confusion, 2 voice, 3 pain, 4 unresponsive."""

BY_CODE: Mapping[str, Vital] = {vital.code: vital for vital in VITALS}
BY_KEY: Mapping[str, Vital] = {vital.key: vital for vital in VITALS}
ACVPU = ("alert", "confusion", "voice", "pain", "unresponsive")

HR, SPO2, RR, SBP, DBP, TEMP, WEIGHT, GLUCOSE, OXYGEN, CONSCIOUS = (vital.code for vital in VITALS)
HOME = (SBP, DBP, HR, SPO2, TEMP, WEIGHT, GLUCOSE)
"""What a patient may type."""
STREAMED = (HR, SPO2, RR, SBP, DBP, TEMP)
"""What a bedside monitor says every second (pressures when a line is in)."""
