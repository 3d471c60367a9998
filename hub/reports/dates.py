"""A day in a path."""

from __future__ import annotations

from datetime import date

from hub.core.errors import NotFound
from hub.core.wall import within_calendars


def day_of(given: str) -> date:
    """2026-11-29 as a date; 404 for what names no day."""
    try:
        day: date = within_calendars(date.fromisoformat(given))
    except ValueError:
        raise NotFound() from None
    return day
