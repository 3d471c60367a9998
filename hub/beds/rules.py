"""Pure rules of stays."""

from __future__ import annotations

from datetime import date

BED_DAY = "WL100"
"""The service of one night, as the catalogue names it."""


def nights(first: date, last: date) -> int:
    """Midnights between two local days; a stay within one day counts as one."""
    if last < first:
        raise ValueError("a stay ends after it began")
    return max(1, (last - first).days)
