"""Functions of expressions about texts and numbers."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from workflows.operators import at_most
from workflows.values import MAX_TEXT, items, number, text, wrong


def as_text(value: Any) -> str:
    if isinstance(value, Decimal):
        return text(format(value, "f"))
    return text(str(value)) if isinstance(value, str | int | float | date) else text(value)


def to_number(value: Any) -> int | Decimal:
    if not isinstance(value, str):
        return number(value)
    try:
        parsed = Decimal(text(value).strip())
    except InvalidOperation as error:
        raise wrong(f"'{value[:40]}' is not a number.") from error
    exact = number(parsed)
    return int(exact) if exact == int(exact) and "." not in value else exact


def rounded(value: Any, digits: Any = 0) -> int | Decimal:
    """Rounds halves away from zero, as invoices do; without digits the answer is a whole number."""
    return _round(value, digits, ROUND_HALF_UP, "round")


def round_up(value: Any, digits: Any = 0) -> int | Decimal:
    return _round(value, digits, ROUND_CEILING, "round_up")


def round_down(value: Any, digits: Any = 0) -> int | Decimal:
    return _round(value, digits, ROUND_FLOOR, "round_down")


def _round(value: Any, digits: Any, how: str, name: str) -> int | Decimal:
    places = number(digits)
    if not isinstance(places, int) or not 0 <= places <= 12:
        raise wrong(f"{name}() takes 0 to 12 digits.")
    found = Decimal(number(value)).quantize(Decimal(1).scaleb(-places), rounding=how)
    return found if places else int(found)


def between(value: Any, low: Any, high: Any) -> bool:
    """Whether a number, text, date or duration lies between two others, both included."""
    return at_most(low, value) and at_most(value, high)


def part(value: Any, start: Any, size: Any = None) -> str:
    """Part of a text: from a place (0 is the first character), so many characters."""
    first = number(start)
    count = None if size is None else number(size)
    if not isinstance(first, int) or first < 0 or (count is not None and (not isinstance(count, int) or count < 0)):
        raise wrong("part() takes whole numbers from 0.")
    return text(value)[first : None if count is None else first + count]


def replace(value: Any, old: Any, new: Any) -> str:
    source, wanted, instead = text(value), text(old), text(new)
    if not wanted:
        raise wrong("replace() needs something to look for.")
    if len(source) + source.count(wanted) * (len(instead) - len(wanted)) > MAX_TEXT:
        raise wrong(f"Text is longer than {MAX_TEXT} characters.", "expression_text_too_long")
    return source.replace(wanted, instead)


def split(value: Any, separator: Any) -> list[str]:
    wanted = text(separator)
    if not wanted:
        raise wrong("split() needs something to cut at.")
    return items([one.strip() for one in text(value).split(wanted)])


def join(values: Any, separator: Any = ", ") -> str:
    parts = [as_text(one) for one in items(values) if one is not None]
    between_them = text(separator)
    if sum(map(len, parts)) + len(between_them) * len(parts) > MAX_TEXT:
        raise wrong(f"Text is longer than {MAX_TEXT} characters.", "expression_text_too_long")
    return between_them.join(parts)
