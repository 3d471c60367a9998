"""Functions of expressions about days, times and durations. None reads a clock: `now` is handed in where needed."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from workflows.values import kind, number, parse_date, parse_datetime, text, wrong, zone

_SPAN = re.compile(
    r"(-?)P(?=\d|T\d)(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?"
)
_SECONDS = {"days": 86_400, "hours": 3_600, "minutes": 60}


def span(unit: str) -> Callable[[Any], timedelta]:
    """The function that makes a duration of so many days, hours, ..."""

    def build(amount: Any) -> timedelta:
        try:
            return timedelta(**{unit: float(number(amount))})
        except OverflowError as error:
            raise wrong("A duration is too long.", "expression_number_too_large") from error

    return build


def duration(value: Any) -> timedelta:
    """The duration of an ISO text; months and years have no fixed length, so add_months() is for them."""
    if isinstance(value, timedelta):
        return value
    found = _SPAN.fullmatch(text(value))
    if found is None:
        raise wrong(f"'{value[:40]}' is not a duration like P2DT3H.", "expression_not_a_date")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    whole = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -whole if found.group(1) else whole


def today(now: datetime, zone_name: Any = "UTC") -> date:
    return now.astimezone(zone(zone_name)).date()


def age(now: datetime, born: Any, on: Any = None) -> int:
    """Completed years on a day (today in UTC by default)."""
    birth, day = parse_date(born), now.date() if on is None else parse_date(on)
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def next_time(now: datetime, clock: Any, zone_name: Any = "UTC") -> datetime:
    """The next moment, later than now, at which clocks in the zone show this time; returned in UTC."""
    try:
        wanted = time.fromisoformat(text(clock))
    except ValueError as error:
        raise wrong(f"'{str(clock)[:20]}' is not a time like 08:00.", "expression_not_a_date") from error
    local = now.astimezone(zone(zone_name))
    for ahead in (0, 1, 2):
        moment = datetime.combine(local.date() + timedelta(days=ahead), wanted, tzinfo=local.tzinfo).astimezone(UTC)
        if moment > now:
            return moment
    raise wrong("There is no such time.", "expression_not_a_date")  # pragma: no cover - two days always hold one


def at(day: Any, clock: Any, zone_name: Any = "UTC") -> datetime:
    """The moment at which clocks in the zone show this time on this day; returned in UTC."""
    try:
        wanted = time.fromisoformat(text(clock))
    except ValueError as error:
        raise wrong(f"'{str(clock)[:20]}' is not a time like 08:00.", "expression_not_a_date") from error
    return datetime.combine(parse_date(day), wanted, tzinfo=zone(zone_name)).astimezone(UTC)


def between(unit: str) -> Callable[[Any, Any], int]:
    """The function that counts the whole units from one day or moment to another."""

    def count(start: Any, end: Any) -> int:
        if unit == "days" and not isinstance(start, datetime) and not isinstance(end, datetime):
            return (parse_date(end) - parse_date(start)).days
        whole = int((parse_datetime(end) - parse_datetime(start)).total_seconds())
        size = _SECONDS[unit]
        return whole // size if whole >= 0 else -(-whole // size)

    return count


def amount(unit: str) -> Callable[[Any], Any]:
    """The function that says how many units a duration has."""

    def count(value: Any) -> Any:
        if not isinstance(value, timedelta):
            raise wrong(f"Expected a duration, got {kind(value)}.")
        exact = number(Decimal(repr(value.total_seconds())) / _SECONDS[unit])
        return int(exact) if exact == int(exact) else exact

    return count


def add_months(value: Any, months: Any) -> date:
    """The same day so many months later; the last day of a shorter month."""
    start = value if isinstance(value, date) else _day_or_moment(value)
    count = number(months)
    if not isinstance(count, int) or abs(count) > 12_000:
        raise wrong("add_months() takes a whole number of months.")
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        raise wrong("add_months() went beyond the calendar.", "expression_number_too_large")
    return start.replace(year=year, month=month + 1, day=min(start.day, calendar.monthrange(year, month + 1)[1]))


def add_years(value: Any, years: Any) -> date:
    count = number(years)
    if not isinstance(count, int):
        raise wrong("add_years() takes a whole number of years.")
    return add_months(value, count * 12)


def _day_or_moment(value: Any) -> date:
    return parse_date(value) if len(text(value)) <= 10 else parse_datetime(value)


def field(name: str) -> Callable[[Any], int]:
    """The function that reads one part of a day or moment."""

    def read(value: Any) -> int:
        if name in ("hour", "minute"):
            return int(getattr(parse_datetime(value), name))
        day = parse_date(value)
        return day.isoweekday() if name == "weekday" else int(getattr(day, name))

    return read


def is_weekend(value: Any) -> bool:
    return parse_date(value).isoweekday() > 5
