"""What + - * / % and the comparisons mean in expressions: exact decimals, no surprises between kinds of values."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from workflows.errors import ExpressionError
from workflows.values import MAX_TEXT, items, kind, number, text, wrong


class Budget(Protocol):
    """What an evaluation may still spend on work that grows with the data."""

    def spend(self, steps: int) -> None: ...


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _pair(left: Any, right: Any) -> tuple[Any, Any]:
    """Two numbers made alike: both whole, or both decimal."""
    one, two = number(left), number(right)
    return (one, two) if type(one) is type(two) else (Decimal(one), Decimal(two))


def negative(value: Any) -> Any:
    return -value if isinstance(value, timedelta) else -number(value)


def _mismatch(verb: str, left: Any, right: Any) -> ExpressionError:
    return wrong(f"Cannot {verb} {kind(left)} and {kind(right)}.")


def _add(left: Any, right: Any) -> Any:
    if _is_number(left) and _is_number(right):
        one, two = _pair(left, right)
        return number(one + two)
    if isinstance(left, str) and isinstance(right, str):
        if len(left) + len(right) > MAX_TEXT:
            raise wrong(f"Text is longer than {MAX_TEXT} characters.", "expression_text_too_long")
        return left + right
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return items([*left, *right])
    if isinstance(left, timedelta) and isinstance(right, date | timedelta):
        return right + left
    if isinstance(left, date) and isinstance(right, timedelta):
        return left + right
    raise _mismatch("add", left, right)


def _subtract(left: Any, right: Any) -> Any:
    if _is_number(left) and _is_number(right):
        one, two = _pair(left, right)
        return number(one - two)
    if isinstance(left, date | timedelta) and isinstance(right, timedelta):
        return left - right
    if isinstance(left, datetime) and isinstance(right, datetime):
        return _aware(left) - _aware(right)
    if type(left) is date and type(right) is date:
        return left - right
    raise _mismatch("subtract", left, right)


def _multiply(left: Any, right: Any) -> Any:
    if _is_number(left) and _is_number(right):
        one, two = _pair(left, right)
        return number(one * two)
    if isinstance(left, timedelta) and _is_number(right):
        return left * float(number(right))
    if _is_number(left) and isinstance(right, timedelta):
        return right * float(number(left))
    raise _mismatch("multiply", left, right)


def _divide(left: Any, right: Any) -> Any:
    divisor = number(right)
    if not divisor:
        raise wrong("Cannot divide by zero.", "expression_division_by_zero")
    if isinstance(left, timedelta):
        return left / float(divisor)
    return number(Decimal(number(left)) / Decimal(divisor))


def _remainder(left: Any, right: Any) -> Any:
    one, two = _pair(left, right)
    if not two:
        raise wrong("Cannot divide by zero.", "expression_division_by_zero")
    # Python's whole-number rule (the sign of the divisor) for decimals too.
    return one % two if isinstance(one, int) else number(one - two * (one / two).to_integral_value("ROUND_FLOOR"))


def _aware(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value


def _equal(run: Budget, left: Any, right: Any) -> bool:
    if type(left) is type(right) and type(left) in _SIMPLE:
        return bool(left == right)
    if _is_number(left) and _is_number(right):
        one, two = _pair(left, right)
        return bool(one == two)
    if isinstance(left, bool) != isinstance(right, bool):
        return False  # 1 is not 'yes'
    if isinstance(left, datetime) and isinstance(right, datetime):
        return _aware(left) == _aware(right)
    if isinstance(left, list | tuple | dict) and isinstance(right, list | tuple | dict):
        run.spend(len(left))
        return list(left) == list(right) if not isinstance(left, dict) else left == right
    return bool(left == right)


_SIMPLE = frozenset({str, int, bool, type(None)})


class _Free:
    """A budget that nothing exhausts, for functions: what they are given has been counted."""

    def spend(self, steps: int) -> None: ...


def same(left: Any, right: Any) -> bool:
    """What == means."""
    return _equal(_Free(), left, right)


def at_most(left: Any, right: Any) -> bool:
    """What <= means."""
    return COMPARE[ast.LtE](_Free(), left, right)


def _order(verb: Callable[[Any, Any], bool]) -> Callable[[Budget, Any, Any], bool]:
    def compare(_run: Budget, left: Any, right: Any) -> bool:
        if type(left) is int and type(right) is int:
            return verb(left, right)
        if _is_number(left) and _is_number(right):
            return verb(*_pair(left, right))
        if isinstance(left, datetime) and isinstance(right, datetime):
            return verb(_aware(left), _aware(right))
        if type(left) is type(right) and isinstance(left, str | date | timedelta):
            return verb(left, right)
        raise _mismatch("compare", left, right)

    return compare


def _within(run: Budget, left: Any, right: Any) -> bool:
    if isinstance(right, str):
        return text(left) in right
    if isinstance(right, dict):
        return isinstance(left, str) and left in right
    found = items(right)
    run.spend(len(found))
    return any(_equal(run, left, item) for item in found)


ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: _add,
    ast.Sub: _subtract,
    ast.Mult: _multiply,
    ast.Div: _divide,
    ast.Mod: _remainder,
}
COMPARE: dict[type[ast.cmpop], Callable[[Budget, Any, Any], bool]] = {
    ast.Eq: _equal,
    ast.NotEq: lambda run, left, right: not _equal(run, left, right),
    ast.Lt: _order(lambda left, right: left < right),
    ast.LtE: _order(lambda left, right: left <= right),
    ast.Gt: _order(lambda left, right: left > right),
    ast.GtE: _order(lambda left, right: left >= right),
    ast.In: _within,
    ast.NotIn: lambda run, left, right: not _within(run, left, right),
    ast.Is: lambda run, left, right: left is None,
    ast.IsNot: lambda run, left, right: left is not None,
}
