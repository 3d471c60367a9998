"""instant(): from what a clock on the wall shows to the moment that it means, right on the nights it changes. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo


@lru_cache(maxsize=16_384)
def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The UTC moment at which a clock in `zone` shows `wall` on `day`; it never runs backwards as `wall` grows.

    A time that the clock skips in spring is the moment of the skip; one that it shows twice in autumn is the first.
    So hours that touch on the wall still touch, and no slot starts at a time that no clock shows.
    """
    local = datetime.combine(day, wall, zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    return _skip(local.replace(fold=1).astimezone(UTC), moment, zone)


def _skip(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the offset of `zone` changes between two moments around it."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


FIRST_YEAR, LAST_YEAR = 1000, 2999


def within_calendars(value: Any) -> Any:
    """A value from outside, unless it is a day so far away that the day before or after it is none (Python ends with
    the year 9999): then ValueError."""
    if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"choose a day between {FIRST_YEAR} and {LAST_YEAR}")
    return value
