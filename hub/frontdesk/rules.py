"""Waiting: whose turn it is and how long it takes. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from statistics import median

ENOUGH = 5
"""So many served people make a pace; with fewer the days before are asked."""
USUAL = timedelta(minutes=12)
LONGEST = timedelta(hours=3)
"""A ticket that somebody forgot to close says nothing about the pace."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Minutes to wait and how they were found: (people ahead + this one's call) x pace / points that call."""

    minutes: int
    ahead: int
    points: int
    pace_minutes: float
    basis: str
    """today | fortnight | usual: where the pace comes from."""
    served: int
    """How many people it was measured on."""


def estimate(
    ahead: int, points: int, today: Sequence[timedelta], fortnight: Sequence[timedelta]
) -> Estimate:  # fmt: skip
    """The median time that one person takes, times the people before, shared by the points that are calling now."""
    today, fortnight = _sound(today), _sound(fortnight)
    basis, measured = ("today", today) if len(today) >= ENOUGH else ("fortnight", fortnight)
    if len(measured) < ENOUGH:
        basis, pace, served = "usual", USUAL, 0
    else:
        pace, served = timedelta(seconds=median(one.total_seconds() for one in measured)), len(measured)
    points = max(points, 1)
    minutes = ceil(ahead * (pace / timedelta(minutes=1)) / points)
    return Estimate(minutes, ahead, points, round(pace / timedelta(minutes=1), 1), basis, served)


def _sound(times: Sequence[timedelta]) -> list[timedelta]:
    return [one for one in times if timedelta(0) < one <= LONGEST]
