"""Parameters of service steps: a value must be of the type the diagram says, so a handler can trust it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from workflows import engine_data
from workflows.errors import EngineError, ExpressionError
from workflows.values import kind, number, parse_date, parse_datetime


def typed(wanted: str, value: Any, name: str) -> Any:
    """The value as the wanted type (a private copy), None if it is nothing; EngineError says what is wrong."""
    if value is None:
        return None
    try:
        return _as(wanted, value)
    except (ValueError, TypeError, ExpressionError) as error:
        raise EngineError(
            f"The parameter '{name}' should be {wanted}, got {kind(value)}.", code="param_type", param=name
        ) from error


def _as(wanted: str, value: Any) -> Any:
    if wanted == "uuid":
        return UUID(value) if isinstance(value, str) else UUID(str(value))
    if wanted == "date":
        return parse_date(value)
    if wanted == "datetime":
        return parse_datetime(value)
    if wanted == "integer":
        whole = number(value)
        if whole != int(whole):
            raise ValueError
        return int(whole)
    if wanted == "decimal":
        return Decimal(number(value))
    expected = {"text": str, "boolean": bool, "duration": timedelta, "list": list, "group": dict}.get(wanted)
    if expected is not None and not isinstance(value, expected):
        raise TypeError
    return engine_data.clean(value)
