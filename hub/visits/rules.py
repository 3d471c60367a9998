"""Pure rules of the waiting room and the call: the honest estimate, the quality of a connection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from statistics import median

ENOUGH = 3
"""Fewer recent visits than this say nothing about the next one."""


def estimate_minutes(
    recent_seconds: Sequence[float], ahead: int, busy_for: timedelta | None, starts_at: datetime, moment: datetime
) -> int | None:
    """Minutes until somebody with `ahead` people before them is seen, or None when that cannot honestly be said.

    `busy_for` = how long the clinician has been with the present patient (None: with nobody). Nobody is promised a
    place before their appointment.
    """
    until_start = max(0.0, (starts_at - moment).total_seconds())
    if ahead == 0 and busy_for is None:
        # Nobody before them: the appointment's own time is the only honest thing to say.
        return ceil(until_start / 60) if until_start else None
    if len(recent_seconds) < ENOUGH:
        return None
    usual = median(recent_seconds)
    present = max(60.0, usual - busy_for.total_seconds()) if busy_for is not None else 0.0
    return ceil(max(present + ahead * usual, until_start) / 60)


def quality_score(
    rtt_ms: float | None, jitter_ms: float | None, loss_percent: float | None, *, video: bool = True
) -> int:
    """0-100 as LiveKit counts it: 100 - delay effect - loss effect; above 80 excellent, 40 good, 20 poor, else lost."""
    delay = (rtt_ms or 0.0) / 2 + 2 * (jitter_ms or 0.0)
    effect = delay / 40 if delay < 160 else (delay - 120) / 10
    return max(0, min(100, round(100 - effect - (loss_percent or 0.0) * (10 if video else 8))))
