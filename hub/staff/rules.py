"""Pure rules of staff: specialties, National Provider Identifiers, privileges, shifts, cover, leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hub.core.wall import instant

SPECIALTIES: dict[str, tuple[str, str]] = {
    "family_medicine": ("Family medicine", "207Q00000X"),
    "internal_medicine": ("Internal medicine", "207R00000X"),
    "cardiology": ("Cardiology", "207RC0000X"),
    "dermatology": ("Dermatology", "207N00000X"),
    "pediatrics": ("Pediatrics", "208000000X"),
    "psychiatry": ("Psychiatry", "2084P0800X"),
    "neurology": ("Neurology", "2084N0400X"),
    "orthopedics": ("Orthopedics", "207X00000X"),
    "gynecology": ("Women's health", "207V00000X"),
    "endocrinology": ("Endocrinology", "207RE0101X"),
    "emergency_medicine": ("Emergency medicine", "207P00000X"),
    "nursing": ("Nursing", "163W00000X"),
}
"""code -> (what people read, NUCC provider taxonomy code as claims name it)."""

HOSPITAL = "282N00000X"
"""NUCC provider taxonomy code of a general acute care hospital."""


def npi_is_valid(npi: str) -> bool:
    """Whether `npi` is ten digits whose last is the Luhn check digit over 80840 + the first nine (45 CFR 162.406)."""
    if len(npi) != 10 or not npi.isascii() or not npi.isdigit():
        return False
    total = 0
    for place, digit in enumerate(reversed("80840" + npi)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def npi_from(nine: str) -> str:
    """The NPI that begins with these nine digits (for demo data)."""
    return next(nine + str(last) for last in range(10) if npi_is_valid(nine + str(last)))


PRIVILEGES: dict[str, str] = {
    "prescribe_controlled": "Prescribe controlled drugs",
    "sedation": "Sedation for procedures",
    "central_line": "Central venous lines",
    "intubation": "Airway: intubation",
    "minor_surgery": "Minor surgery",
    "ultrasound": "Point-of-care ultrasound",
}
"""code -> what people read. What the product checks itself stands first; a hospital adds its own without a code."""

WARN_DAYS = (60, 30, 7, 0)
"""So many days before its last day a licence is warned of; 0: it has ended."""


def warning_due(days_left: int, warned: int | None) -> int | None:
    """The warning that is due with `days_left` days to go (negative: over), after `warned`; None when there is none."""
    due = 0 if days_left < 0 else next((step for step in sorted(WARN_DAYS) if step and days_left <= step), None)
    return due if due is not None and (warned is None or due < warned) else None


def shift_span(day: date, starts: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The moments (UTC) of a shift that begins on `day`; an end that is not after the beginning is the next day's.

    A night over the change of the clock is an hour shorter or longer, as it is for those who work it.
    """
    last = day if ends > starts else day + timedelta(days=1)
    return instant(day, starts, zone), instant(last, ends, zone)


def monday(day: date) -> date:
    """The Monday of the ISO week of `day`."""
    return day - timedelta(days=day.weekday())


def working_days(first: date, last: date) -> int:
    """Mondays to Fridays from `first` to `last`, both included."""
    return sum((first + timedelta(days=n)).weekday() < 5 for n in range((last - first).days + 1))


def gaps(
    taken: Iterable[tuple[datetime, datetime]], start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:  # fmt: skip
    """The stretches of [start, end) that nothing of `taken` covers, in order."""
    at = start
    for begins, over in sorted(taken):
        if begins >= end:
            break
        if begins > at:
            yield at, begins
        at = max(at, over)
    if at < end:
        yield at, end
