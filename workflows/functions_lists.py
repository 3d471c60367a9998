"""Functions of expressions about lists: what other languages do with loops, in words. `list_of` reads one key of every
item, so `sum(list_of(orders, 'price'))` needs no loop; equality is that of `==`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from workflows.operators import same
from workflows.values import items, kind, number, text, wrong


def extreme(pick: Callable[..., Any]) -> Callable[..., Any]:
    """min() and max() of a list or of several values."""

    def choose(*values: Any) -> Any:
        candidates = items(values[0]) if len(values) == 1 else list(values)
        if not candidates:
            raise wrong(f"{pick.__name__}() of an empty list.")
        return pick(_alike(candidates, pick.__name__))

    return choose


def _alike(candidates: list[Any], name: str) -> list[Any]:
    """Values that can be ordered, made alike."""
    if all(isinstance(item, int | float | Decimal) and not isinstance(item, bool) for item in candidates):
        return [number(item) for item in candidates]
    if len({type(item) for item in candidates}) != 1 or not isinstance(candidates[0], str | date | timedelta):
        raise wrong(f"{name}() can only compare numbers, texts, dates or durations with their like.")
    if len({getattr(item, "tzinfo", None) is None for item in candidates}) > 1:
        raise wrong("A time with an offset cannot be compared with one without.")
    return candidates


def total(values: Any) -> int | Decimal:
    found: int | Decimal = 0
    for item in items(values):
        found = number(found + number(item))
    return found


def average(values: Any) -> int | Decimal:
    found = items(values)
    if not found:
        raise wrong("average() of an empty list.")
    return number(Decimal(total(found)) / len(found))


def median(values: Any) -> int | Decimal:
    found = sorted(number(item) for item in items(values))
    if not found:
        raise wrong("median() of an empty list.")
    middle = len(found) // 2
    return found[middle] if len(found) % 2 else number(Decimal(found[middle - 1] + found[middle]) / 2)


def get(value: Any, key: Any, default: Any = None) -> Any:
    """A key of a group or a position of a list (0 is the first); the default if it is not there."""
    if value is None:
        return default
    if isinstance(value, dict):
        return value.get(text(key), default)
    place = number(key)
    found = items(value)
    return found[place] if isinstance(place, int) and -len(found) <= place < len(found) else default


def contains(value: Any, part: Any) -> bool:
    return text(part) in value if isinstance(value, str) else any(same(item, part) for item in items(value))


def count(values: Any, *wanted: Any) -> int:
    found = items(values)
    return sum(same(item, wanted[0]) for item in found) if wanted else len(found)


def list_of(values: Any, key: Any) -> list[Any]:
    """One key of every item; nothing where an item lacks it."""
    return [_key(item, key) for item in items(values)]


def where(values: Any, key: Any, wanted: Any) -> list[Any]:
    """The items whose key has this value."""
    return [item for item in items(values) if same(_key(item, key), wanted)]


def any_is(values: Any, key: Any, wanted: Any) -> bool:
    return any(same(_key(item, key), wanted) for item in items(values))


def all_are(values: Any, key: Any, wanted: Any) -> bool:
    return all(same(_key(item, key), wanted) for item in items(values))


def _key(item: Any, key: Any) -> Any:
    if item is None:
        return None
    if not isinstance(item, dict):
        raise wrong(f"Expected groups of values in the list, got {kind(item)}.")
    return item.get(text(key))


def distinct(values: Any) -> list[Any]:
    """Every value once, in the order of the list."""
    found: list[Any] = []
    seen: set[Any] = set()
    for item in items(values):
        if isinstance(item, dict | list | tuple):
            raise wrong("distinct() takes texts, numbers, dates and yes/no.")
        mark = (isinstance(item, bool), number(item) if isinstance(item, float) else item)
        if mark not in seen:
            seen.add(mark)
            found.append(item)
    return found


def ordered(values: Any) -> list[Any]:
    found = items(values)
    return sorted(_alike(found, "sort")) if found else []


def is_empty(value: Any) -> bool:
    if not isinstance(value, str | list | tuple | dict | None):
        raise wrong(f"is_empty() needs text, a list or a group, not {kind(value)}.")
    return not value


def length(value: Any) -> int:
    if not isinstance(value, str | list | tuple | dict):
        raise wrong(f"len() needs text, a list or a group, not {kind(value)}.")
    return len(value)


def numbers_to(start: Any, end: Any) -> list[Any]:
    """The whole numbers from one to another, both included."""
    first, last = number(start), number(end)
    if not isinstance(first, int) or not isinstance(last, int):
        raise wrong("numbers() takes whole numbers.")
    if last - first >= 1_000:
        raise wrong("numbers() makes 1000 numbers at most.", "expression_list_too_long")
    return list(range(first, last + 1))
