"""The pure functions that expressions may call, by bare name. Nothing here reads a clock, a file or the network:
`now` comes from the caller. To add one, write a plain function and list it in `FUNCTIONS` with its help text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from workflows.errors import ExpressionError

MAX_TEXT = 10_000
MAX_NUMBER = 10**18
MAX_ITEMS = 10_000


@dataclass(frozen=True, slots=True)
class Function:
    """One callable name: how many arguments it takes, what it does in words, whether it wants the clock first."""

    call: Callable[..., Any]
    least: int
    most: int
    help: str
    clock: bool = False


def wrong(message: str, code: str = "expression_type") -> ExpressionError:
    return ExpressionError(message, code=code)


def kind(value: Any) -> str:
    """What a value is called in an error message."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes/no"
    for types, word in (
        ((int, float, Decimal), "a number"),
        (str, "text"),
        (datetime, "a date and time"),
        (date, "a date"),
        (timedelta, "a duration"),
        ((list, tuple), "a list"),
        (dict, "a group of values"),
    ):
        if isinstance(value, types):
            return word
    return "something unknown"


def number(value: Any) -> int | Decimal:
    """A whole or exact decimal number; floats become the decimal they print as, so 0.1 + 0.2 is 0.3."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise wrong(f"Expected a number, got {kind(value)}.")
    if isinstance(value, int):
        if abs(value) > MAX_NUMBER:
            raise wrong("A number is too large.", "expression_number_too_large")
        return value
    exact = Decimal(repr(value)) if isinstance(value, float) else value
    if not exact.is_finite() or abs(exact) > MAX_NUMBER:
        raise wrong("A number is too large or not a number.", "expression_number_too_large")
    return exact


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise wrong(f"Expected text, got {kind(value)}.")
    if len(value) > MAX_TEXT:
        raise wrong(f"Text is longer than {MAX_TEXT} characters.", "expression_text_too_long")
    return value


def items(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise wrong(f"Expected a list, got {kind(value)}.")
    if len(value) > MAX_ITEMS:
        raise wrong(f"A list has more than {MAX_ITEMS} items.", "expression_list_too_long")
    return list(value)


def _span(unit: str) -> Callable[[Any], timedelta]:
    def build(amount: Any) -> timedelta:
        try:
            return timedelta(**{unit: float(number(amount))})
        except OverflowError as error:
            raise wrong("A duration is too long.", "expression_number_too_large") from error

    return build


def parse_date(value: Any) -> date:
    """The day of an ISO date, of an ISO date and time, or of a date itself."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    source = text(value)
    try:
        return date.fromisoformat(source) if len(source) <= 10 else datetime.fromisoformat(source).date()
    except ValueError as error:
        raise wrong(f"'{source[:40]}' is not a date like 2026-03-31.", "expression_not_a_date") from error


def parse_datetime(value: Any) -> datetime:
    """An ISO date and time with its offset; without one it is UTC. A plain date is its midnight in UTC."""
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime.combine(value, time.min)
    else:
        source = text(value)
        try:
            moment = datetime.fromisoformat(source)
        except ValueError as error:
            raise wrong(
                f"'{source[:40]}' is not a date and time like 2026-03-31T09:30:00+00:00.", "expression_not_a_date"
            ) from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


_ISO_SPAN = re.compile(
    r"(-?)P(?=\d|T\d)(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?"
)


def _duration(value: Any) -> timedelta:
    """The duration of an ISO text; months and years have no fixed length, so add_months() is for them."""
    if isinstance(value, timedelta):
        return value
    found = _ISO_SPAN.fullmatch(text(value))
    if found is None:
        raise wrong(f"'{value[:40]}' is not a duration like P2DT3H.", "expression_not_a_date")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -span if found.group(1) else span


def zone(name: Any) -> ZoneInfo:
    try:
        return ZoneInfo(text(name))
    except (OSError, ValueError, LookupError) as error:
        raise wrong(f"'{str(name)[:40]}' is not a time zone like Europe/Berlin.", "expression_not_a_zone") from error


def _today(now: datetime, zone_name: Any = "UTC") -> date:
    return now.astimezone(zone(zone_name)).date()


def _age(now: datetime, born: Any, on: Any = None) -> int:
    """Completed years on a day (today in UTC by default)."""
    birth, day = parse_date(born), now.date() if on is None else parse_date(on)
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _next_time(now: datetime, clock: Any, zone_name: Any = "UTC") -> datetime:
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


def _round(value: Any, digits: Any = 0) -> int | Decimal:
    """Rounds halves away from zero, as invoices do; without digits the answer is a whole number."""
    places = number(digits)
    if not isinstance(places, int) or not 0 <= places <= 12:
        raise wrong("round() takes 0 to 12 digits.")
    rounded = Decimal(number(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return rounded if places else int(rounded)


def _to_number(value: Any) -> int | Decimal:
    if not isinstance(value, str):
        return number(value)
    try:
        parsed = Decimal(text(value).strip())
    except InvalidOperation as error:
        raise wrong(f"'{value[:40]}' is not a number.") from error
    exact = number(parsed)
    return int(exact) if exact == int(exact) and "." not in value else exact


def _len(value: Any) -> int:
    if not isinstance(value, str | list | tuple | dict):
        raise wrong(f"len() needs text, a list or a group, not {kind(value)}.")
    return len(value)


def _extreme(pick: Callable[..., Any]) -> Callable[..., Any]:
    def choose(*values: Any) -> Any:
        candidates = items(values[0]) if len(values) == 1 else list(values)
        if not candidates:
            raise wrong(f"{pick.__name__}() of an empty list.")
        if all(isinstance(item, int | float | Decimal) and not isinstance(item, bool) for item in candidates):
            return pick(number(item) for item in candidates)
        if len({type(item) for item in candidates}) != 1 or not isinstance(candidates[0], str | date | timedelta):
            raise wrong(f"{pick.__name__}() can only compare numbers, texts, dates or durations with their like.")
        try:
            return pick(candidates)
        except TypeError as error:
            raise wrong("A time with an offset cannot be compared with one without.") from error

    return choose


def _sum(values: Any) -> int | Decimal:
    total: int | Decimal = 0
    for item in items(values):
        total = number(total + number(item))
    return total


def _get(value: Any, key: Any, default: Any = None) -> Any:
    """A key of a group or a position of a list (0 is the first); the default if it is not there."""
    if value is None:
        return default
    if isinstance(value, dict):
        return value.get(text(key), default)
    place = number(key)
    found = items(value)
    return found[place] if isinstance(place, int) and -len(found) <= place < len(found) else default


def _contains(value: Any, part: Any) -> bool:
    return text(part) in value if isinstance(value, str) else part in items(value)


FUNCTIONS: dict[str, Function] = {
    "now": Function(lambda now: now, 0, 0, "the present moment", clock=True),
    "today": Function(_today, 0, 1, "today's date, in UTC or in the named zone", clock=True),
    "age": Function(_age, 1, 2, "completed years since a birth date", clock=True),
    "next_time": Function(_next_time, 1, 2, "the next moment clocks in a zone show a time", clock=True),
    "date": Function(parse_date, 1, 1, "a date from ISO text"),
    "datetime": Function(parse_datetime, 1, 1, "a date and time from ISO text"),
    "in_zone": Function(lambda moment, name: parse_datetime(moment).astimezone(zone(name)), 2, 2, "local time"),
    "seconds": Function(_span("seconds"), 1, 1, "a duration"),
    "minutes": Function(_span("minutes"), 1, 1, "a duration"),
    "hours": Function(_span("hours"), 1, 1, "a duration"),
    "days": Function(_span("days"), 1, 1, "a duration"),
    "weeks": Function(_span("weeks"), 1, 1, "a duration"),
    "len": Function(_len, 1, 1, "how many characters, items or keys"),
    "lower": Function(lambda value: text(value).lower(), 1, 1, "text in small letters"),
    "upper": Function(lambda value: text(value).upper(), 1, 1, "text in capitals"),
    "trim": Function(lambda value: text(value).strip(), 1, 1, "text without blanks around it"),
    "starts_with": Function(lambda value, part: text(value).startswith(text(part)), 2, 2, "does text begin with"),
    "ends_with": Function(lambda value, part: text(value).endswith(text(part)), 2, 2, "does text end with"),
    "contains": Function(_contains, 2, 2, "does a text or list hold this"),
    "text": Function(
        lambda value: (
            text(format(value, "f") if isinstance(value, Decimal) else str(value))
            if isinstance(value, str | int | float | Decimal | date)
            else text(value)
        ),
        1,
        1,
        "as text",
    ),
    "number": Function(_to_number, 1, 1, "a number from text"),
    "round": Function(_round, 1, 2, "rounded, halves up"),
    "abs": Function(lambda value: abs(number(value)), 1, 1, "without its sign"),
    "min": Function(_extreme(min), 1, 50, "the smallest"),
    "max": Function(_extreme(max), 1, 50, "the largest"),
    "sum": Function(_sum, 1, 1, "all numbers of a list together"),
    "any": Function(lambda values: any(items(values)), 1, 1, "is one of them true"),
    "all": Function(lambda values: all(items(values)), 1, 1, "are all of them true"),
    "get": Function(_get, 2, 3, "a key or position, with a default"),
    "first": Function(lambda values: _get(values, 0), 1, 1, "the first of a list"),
    "last": Function(lambda values: _get(values, -1), 1, 1, "the last of a list"),
    "duration": Function(_duration, 1, 1, "a duration from ISO text like P2DT3H"),
    "default": Function(lambda value, other: other if value is None else value, 2, 2, "the value, or the other one"),
    "exists": Function(lambda value: value is not None, 1, 1, "is there such a value"),
}
