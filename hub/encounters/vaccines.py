"""The vaccines that can be chosen: a part of CVX, the code set of the US Centers for Disease Control and Prevention.

CVX is in the public domain. tables/cvx.csv holds the codes that a clinic writes down most, with names of our own; a
code that is not among them can be brought with a code set called `cvx`. Edition 2026-11.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class Vaccine:
    """One CVX code."""

    code: str
    display: str
    group: str


@lru_cache
def vaccines() -> dict[str, Vaccine]:
    """By code, in the order of the table: what belongs to one disease stands together."""
    with Path(__file__).with_name("tables").joinpath("cvx.csv").open(newline="") as file:
        return {one["code"]: Vaccine(one["code"], one["name"], one["group"]) for one in csv.DictReader(file)}
