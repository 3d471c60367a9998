"""Growth by the LMS method: how a child's weight, length or body mass index stands among children of that age and sex.

tables/growth.csv holds L, M and S: under 24 months the WHO Child Growth Standards (2006), from 24 months to 20 years
the CDC growth charts (2000, a work of the US government), each month and each half year; between the rows they are
interpolated linearly, as CDC does. z = ((value / M) ** L - 1) / (L * S), or ln(value / M) / S where L = 0 (Cole, 1990).
"""

from __future__ import annotations

import csv
import math
from bisect import bisect_right
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

MEASURES: Final = ("weight", "height", "bmi")
PERCENTILES: Final = (3, 10, 25, 50, 75, 90, 97)
Z: Final = {3: -1.880794, 10: -1.281552, 25: -0.67449, 50: 0.0, 75: 0.67449, 90: 1.281552, 97: 1.880794}
LAST_MONTH: Final = 240
SOURCE: Final = "WHO Child Growth Standards 2006 (under 2 years), CDC growth charts 2000 (2 to 20 years)"

Row = tuple[float, float, float, float]


@lru_cache
def table(measure: str, sex: str) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """(months, L, M, S) under two years, and from two years on."""
    with Path(__file__).with_name("tables").joinpath("growth.csv").open(newline="") as file:
        rows = [
            (one["standard"], (float(one["months"]), float(one["l"]), float(one["m"]), float(one["s"])))
            for one in csv.DictReader(file)
            if one["measure"] == measure and one["sex"] == sex
        ]
    return (
        tuple(row for standard, row in rows if standard == "WHO"),
        tuple(row for standard, row in rows if standard == "CDC"),
    )


def months_between(born: date, day: date) -> float:
    """Age in months of 30.4375 days, as both standards count."""
    return (day - born).days / 30.4375


def lms(measure: str, sex: str, months: float) -> tuple[float, float, float] | None:
    """L, M and S at that age; None outside of 0 to 240 months, for other sexes or measures."""
    if measure not in MEASURES or sex not in ("male", "female") or not 0 <= months <= LAST_MONTH:
        return None
    infants, children = table(measure, sex)
    rows = children if months >= children[0][0] else infants
    place = bisect_right([row[0] for row in rows], months)
    if place == len(rows):
        return rows[-1][1:]
    before, after = rows[max(place - 1, 0)], rows[place]
    share = (months - before[0]) / (after[0] - before[0]) if after[0] > before[0] else 0.0
    return tuple(a + (b - a) * share for a, b in zip(before[1:], after[1:], strict=True))  # type: ignore[return-value]


def z_score(measure: str, sex: str, months: float, value: float) -> float | None:
    """How many standard deviations from the median; None where there is no standard."""
    found = lms(measure, sex, months)
    if found is None or value <= 0:
        return None
    power, median, spread = found
    return math.log(value / median) / spread if power == 0 else ((value / median) ** power - 1) / (power * spread)


def percentile(measure: str, sex: str, months: float, value: float) -> float | None:
    """0 to 100 with one decimal, the share of children who measure less; None where there is no standard."""
    z = z_score(measure, sex, months, value)
    return None if z is None else round(50 * (1 + math.erf(z / math.sqrt(2))), 1)


def value_at(measure: str, sex: str, months: float, z: float) -> float | None:
    """The measure that stands `z` standard deviations from the median."""
    found = lms(measure, sex, months)
    if found is None:
        return None
    power, median, spread = found
    return median * math.exp(spread * z) if power == 0 else median * (1 + power * spread * z) ** (1 / power)


def curves(measure: str, sex: str, months: float) -> dict[int, list[tuple[float, float]]]:
    """Percentile -> [(months, value)] for the chart: the first two years, or two to twenty."""
    if sex not in ("male", "female"):
        return {}
    ages = [float(n) for n in range(24)] if months < 24 else [24 + 6.0 * n for n in range(37)]
    found: dict[int, list[tuple[float, float]]] = {}
    for wanted in PERCENTILES:
        line = [(age, value_at(measure, sex, age, Z[wanted])) for age in ages]
        found[wanted] = [(age, round(value, 2)) for age, value in line if value is not None]
    return found
