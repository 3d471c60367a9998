"""The values that expressions work with: what they are called, and how they are read from data, in words when wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from workflows.errors import ExpressionError

MAX_TEXT = 10_000
MAX_NUMBER = 10**18
MAX_ITEMS = 10_000


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


def zone(name: Any) -> ZoneInfo:
    try:
        return ZoneInfo(text(name))
    except (OSError, ValueError, LookupError) as error:
        raise wrong(f"'{str(name)[:40]}' is not a time zone like Europe/Berlin.", "expression_not_a_zone") from error
