"""What laboratories measure most: a bundled table of our own making, so that a report is typed in a minute.

tables/analytes.csv holds LOINC codes with names and plain words of our own, UCUM units and ranges of adults as
textbooks give them (edition 2026-11). A laboratory's own range, printed on its report, comes first: whoever enters a
report sees the table's and may write another. Children's ranges differ: none is offered for them. This material
contains content from LOINC (http://loinc.org), copyright Regenstrief Institute, Inc. and the LOINC Committee.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Final

EDITION: Final = "2026-11"
ADULT_DAYS: Final = 18 * 366
Bounds = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True)
class Analyte:
    """One thing that is measured; `plain` is for the patient, `panel` what it is usually ordered with, `prepare` what
    the patient does before the specimen is taken."""

    code: str
    name: str
    plain: str
    panel: str
    unit: str
    usual: Bounds
    usual_female: Bounds
    critical: Bounds
    prepare: str

    def range(self, *, age_days: int, sex: str) -> Bounds:
        """(low, high) for this person; (None, None) for a child."""
        if age_days < ADULT_DAYS:
            return (None, None)
        return self.usual_female if sex == "female" else self.usual


@lru_cache
def analytes() -> dict[str, Analyte]:
    """By LOINC code, in the order of the table."""
    with Path(__file__).with_name("tables").joinpath("analytes.csv").open(newline="") as file:
        return {one["code"]: _read(one) for one in csv.DictReader(file)}


def _read(row: dict[str, str]) -> Analyte:
    def bounds(low: str, high: str) -> Bounds:
        return (Decimal(row[low]) if row[low] else None, Decimal(row[high]) if row[high] else None)

    usual, female = bounds("low", "high"), bounds("low_female", "high_female")
    return Analyte(
        row["code"], row["name"], row["plain"], row["panel"], row["unit"], usual,
        usual if female == (None, None) else female, bounds("critical_low", "critical_high"), row["prepare"],
    )  # fmt: skip


def plain(code: str) -> str:
    """What the patient is told of it; empty for what the table does not know."""
    known = analytes().get(code)
    return known.plain if known else ""


def instruction(codes: Iterable[str]) -> str:
    """What the patient does before these are taken, each sentence once; empty when nothing."""
    known = (analytes().get(code) for code in codes)
    return " ".join(dict.fromkeys(one.prepare for one in known if one is not None and one.prepare))
