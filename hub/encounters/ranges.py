"""What is healthy, by age and sex: the table that charted vital signs are flagged by. Guidance, no diagnosis.

Edition 2026-11. Sources, by row: `pals` = American Heart Association, Pediatric Advanced Life Support 2020 (pulse
awake, breathing, lowest systolic); `aap` = American Academy of Pediatrics 2017, screening pressures by age and sex
(read as the upper edge); `news2` = Royal College of Physicians, NEWS2 2017 (what alone scores 3 is critical); `who` =
WHO body mass index classes of adults, and fever; `aha` = hypertensive crisis, American Heart Association 2017; `esc` =
hypertension from 140/90, European Society of Cardiology 2018; `ada` = glucose, American Diabetes Association 2024.
A child's pressure is critical below the lowest systolic of PALS and from 30 above the screening pressure.
Children's body mass index has no row: it is judged by its percentile (growth.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

EDITION: Final = "2026-11"
YEAR: Final = Decimal("365.25")
NEVER: Final = 200 * 366


@dataclass(frozen=True)
class Range:
    """Healthy is `low` to `high`; at or beyond `critical_*` somebody must look now. Ages in days, half-open."""

    sign: str
    sex: str  # male | female | any
    from_day: int
    until_day: int
    low: Decimal | None
    high: Decimal | None
    critical_low: Decimal | None
    critical_high: Decimal | None
    source: str

    def flag(self, value: Decimal) -> str:
        """'' | low | high | critical_low | critical_high."""
        if self.critical_low is not None and value <= self.critical_low:
            return "critical_low"
        if self.critical_high is not None and value >= self.critical_high:
            return "critical_high"
        if self.low is not None and value < self.low:
            return "low"
        return "high" if self.high is not None and value > self.high else ""


def _days(years: float) -> int:
    return NEVER if years >= 199 else int(Decimal(str(years)) * YEAR)


def _row(
    sign: str, start: float, end: float, low: float | None, high: float | None, critical_low: float | None,
    critical_high: float | None, source: str, sex: str = "any",
) -> Range:  # fmt: skip
    def number(value: float | None) -> Decimal | None:
        return None if value is None else Decimal(str(value))

    return Range(sign, sex, _days(start), _days(end), number(low), number(high), number(critical_low),
                 number(critical_high), source)  # fmt: skip


_PULSE = ((0, 0.08, 100, 205, 80, 220), (0.08, 1, 100, 180, 80, 205), (1, 3, 98, 140, 70, 180),
          (3, 6, 80, 120, 60, 160), (6, 12, 75, 118, 50, 140), (12, 16, 60, 100, 45, 135),
          (16, 199, 51, 100, 40, 131))  # fmt: skip
_BREATHS = ((0, 1, 30, 53, 20, 70), (1, 3, 22, 37, 15, 50), (3, 6, 20, 28, 14, 40), (6, 12, 18, 25, 12, 35),
            (12, 16, 12, 20, 9, 30), (16, 199, 12, 20, 8, 25))  # fmt: skip
_LOWEST_SYSTOLIC = ((0, 0.08, 60), (0.08, 1, 70), (1, 2, 72), (2, 3, 74), (3, 4, 76), (4, 5, 78), (5, 6, 80),
                    (6, 7, 82), (7, 8, 84), (8, 9, 86), (9, 10, 88), (10, 16, 90))  # fmt: skip
# years: boys' systolic and diastolic, girls' systolic and diastolic (AAP 2017, table 6)
_SCREENING = {1: (98, 52, 98, 54), 2: (100, 55, 101, 58), 3: (101, 58, 102, 60), 4: (102, 60, 103, 62),
              5: (103, 63, 104, 64), 6: (105, 66, 105, 67), 7: (106, 68, 106, 68), 8: (107, 69, 107, 69),
              9: (107, 70, 108, 71), 10: (108, 72, 109, 72), 11: (110, 74, 111, 74), 12: (113, 75, 114, 75),
              13: (120, 80, 120, 80), 14: (120, 80, 120, 80), 15: (120, 80, 120, 80)}  # fmt: skip


def _rows() -> Iterator[Range]:
    for start, end, low, high, critical_low, critical_high in _PULSE:
        yield _row("heart_rate", start, end, low, high, critical_low, critical_high, "news2" if start == 16 else "pals")
    for start, end, low, high, critical_low, critical_high in _BREATHS:
        source = "news2" if start == 16 else "pals"
        yield _row("respiratory_rate", start, end, low, high, critical_low, critical_high, source)
    yield from _pressures()
    yield _row("oxygen_saturation", 0, 199, 95, None, 91, None, "news2")
    yield _row("temperature", 0, 0.25, 36.5, 37.5, 35.5, 38.0, "who")
    yield _row("temperature", 0.25, 199, 36.0, 38.0, 35.0, 41.0, "who")
    yield _row("bmi", 20, 199, 18.5, 24.9, 15, 40, "who")
    yield _row("glucose", 0, 199, 70, 180, 53, 400, "ada")
    yield _row("pain", 0, 199, None, 3, None, 8, "who")


def _pressures() -> Iterator[Range]:
    for start, end, lowest in _LOWEST_SYSTOLIC:
        for place, sex in ((0, "male"), (2, "female")):
            for age in range(max(1, int(start)), max(2, int(end))) if start >= 1 else (0,):
                high = _SCREENING[age][place] if age else None
                yield _row("systolic", age or start, age + 1 if age else end, lowest, high, lowest - 1,
                           high + 30 if high else None, "aap" if age else "pals", sex)  # fmt: skip
    for age, limits in _SCREENING.items():
        yield _row("diastolic", age, age + 1, 30, limits[1], 20, limits[1] + 30, "aap", "male")
        yield _row("diastolic", age, age + 1, 30, limits[3], 20, limits[3] + 30, "aap", "female")
    yield _row("systolic", 16, 199, 100, 139, 90, 180, "esc")
    yield _row("diastolic", 16, 199, 60, 89, 40, 120, "aha")


RANGES: Final[tuple[Range, ...]] = tuple(_rows())


def range_of(sign: str, *, age_days: int, sex: str) -> Range | None:
    """The range for this sign, age and sex; for another or unknown sex the wider of the two; None = none known."""
    fitting = [one for one in RANGES if one.sign == sign and one.from_day <= age_days < one.until_day]
    exact = [one for one in fitting if one.sex in (sex, "any")]
    if exact:
        return exact[0]
    return max(fitting, key=lambda one: one.high or Decimal(0), default=None)
