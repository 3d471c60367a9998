"""The dates of a series: a small, exact part of RFC 5545 RRULE on calendar dates, pure arithmetic."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Literal

MOST = 60
"""A series has at most so many appointments."""
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Rule:
    """Every `interval` days, weeks (on `weekdays`, 0 = Monday; none: that of `first`) or months (the same date).

    A month without the date (the 31st) has no appointment, as RFC 5545 says. `count` is of dates before exceptions.
    """

    first: date
    frequency: Literal["daily", "weekly", "monthly"]
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None
    exceptions: frozenset[date] = frozenset()

    def dates(self) -> list[date]:
        """The dates in order, without the exceptions; at most `MOST`, within a year."""
        last = min(self.until or date.max, self.first + LONGEST)
        found = []
        for day in islice(self._all(), min(self.count or MOST, MOST)):
            if day > last:
                break
            found.append(day)
        return [day for day in found if day not in self.exceptions]

    def _all(self) -> Iterator[date]:
        if self.frequency == "daily":
            yield from self._daily()
        elif self.frequency == "weekly":
            yield from self._weekly()
        else:
            yield from self._monthly()

    def _daily(self) -> Iterator[date]:
        day = self.first
        while True:
            yield day
            day += timedelta(days=self.interval)

    def _weekly(self) -> Iterator[date]:
        monday = self.first - timedelta(days=self.first.weekday())
        weekdays = sorted(set(self.weekdays)) or [self.first.weekday()]
        while True:
            for weekday in weekdays:
                day = monday + timedelta(days=weekday)
                if day >= self.first:
                    yield day
            monday += timedelta(weeks=self.interval)

    def _monthly(self) -> Iterator[date]:
        step = 0
        while step <= 12 * MOST:
            months = self.first.month - 1 + step
            year, month = self.first.year + months // 12, months % 12 + 1
            if year <= date.max.year and self.first.day <= calendar.monthrange(year, month)[1]:
                yield date(year, month, self.first.day)
            step += self.interval
