"""Case data: what may be in it, how it becomes bytes and back, how large it may grow.

A case has one document of data. A person's answers replace the key named by their task; the payload of a message and
the result of a step are merged into the key their element names. A step that names none puts its own keys into the
document. Parallel branches use different keys, so they never edit the same value. What comes in is copied and cleaned
once, here; from then on the document holds only text, numbers, yes/no, nothing, lists, groups, exact decimals, dates,
times and durations. Ids (UUID) become their canonical text, enums their value, pydantic models their fields.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import orjson

from workflows.errors import DataRefused

WARN_BYTES = 64 * 1024
MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_KEY = 200
MAX_INT = 2**63 - 1


def clean(value: Any, path: tuple[Any, ...] = ()) -> Any:
    """A deep copy of a value, of kinds that can be kept; DataRefused says what cannot and where."""
    kind = type(value)
    if kind is str:
        return value if value.isascii() else _text(value, path)
    if value is None or kind is bool or (kind is int and -MAX_INT <= value <= MAX_INT):
        return value
    if kind is dict:
        if len(path) >= MAX_DEPTH:
            raise _refuse(path, "is nested too deeply")
        return {_key(key, path): clean(inner, (*path, key)) for key, inner in value.items()}
    if kind is list:
        if len(path) >= MAX_DEPTH:
            raise _refuse(path, "is nested too deeply")
        return [clean(inner, (*path, place)) for place, inner in enumerate(value)]
    return _clean_other(value, path)


def _clean_other(value: Any, path: tuple[Any, ...]) -> Any:
    """What is not simply JSON."""
    if isinstance(value, Enum):
        return clean(value.value, path)
    if isinstance(value, str):
        return _text(str(value), path)
    if isinstance(value, int):
        if abs(value) > MAX_INT:
            raise _refuse(path, "is too large a number")
        return int(value)
    if isinstance(value, float | Decimal):
        if not math.isfinite(value):
            raise _refuse(path, "is not a finite number")
        return value
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value
    if isinstance(value, date | timedelta):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return clean(dict(value), path)
    if isinstance(value, tuple | list):
        return clean(list(value), path)
    if hasattr(value, "model_dump"):
        return clean(value.model_dump(), path)
    raise _refuse(path, f"is of a kind that cannot be kept ({type(value).__name__})")


def merge(data: dict[str, Any], key: str | None, values: dict[str, Any]) -> None:
    """Adds clean values to the group under a key (what was no group is replaced), or to the document itself."""
    if key is None:
        data.update(values)
        return
    before = data.get(key)
    data[key] = {**before, **values} if isinstance(before, dict) else values


def copy(value: Any) -> Any:
    """A deep copy of clean data (faster than copy.deepcopy: no memo, leaves are immutable)."""
    if type(value) is dict:
        return {key: copy(inner) for key, inner in value.items()}
    if type(value) is list:
        return [copy(inner) for inner in value]
    return value


def encode(value: Any) -> bytes:
    """Clean data as JSON bytes. Never store them as jsonb: they are ours, and so is the order of their keys."""
    return orjson.dumps(value, default=_tag, option=orjson.OPT_PASSTHROUGH_DATETIME)


def decode(blob: bytes) -> Any:
    """The inverse of `encode`."""
    value = orjson.loads(blob)
    return untag(value) if b'{"$' in blob else value


def untag(value: Any) -> Any:
    """Puts decimals, dates and durations back where `encode` left a tag; works in place on containers."""
    if type(value) is dict:
        if len(value) == 1:
            ((key, inner),) = value.items()
            if key in _UNTAG:
                return _UNTAG[key](inner)
        for key, inner in value.items():
            if type(inner) is dict or type(inner) is list:
                value[key] = untag(inner)
    elif type(value) is list:
        for place, inner in enumerate(value):
            if type(inner) is dict or type(inner) is list:
                value[place] = untag(inner)
    return value


def _tag(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, timedelta):
        return {"$seconds": value.total_seconds()}
    raise TypeError(f"cannot encode {type(value).__name__}")


_UNTAG: dict[str, Callable[[Any], Any]] = {
    "$decimal": Decimal,
    "$datetime": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$seconds": lambda seconds: timedelta(seconds=seconds),
}


def _text(value: str, path: tuple[Any, ...]) -> str:
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise _refuse(path, "holds half a character") from error
    return value


def _key(key: Any, path: tuple[Any, ...]) -> str:
    if not isinstance(key, str):
        raise _refuse(path, "has a key that is not text")
    if not key or len(key) > MAX_KEY:
        raise _refuse(path, f"has an empty key or one longer than {MAX_KEY} characters")
    if key.startswith("$"):
        raise _refuse(path, f"has a key that begins with $ ('{key[:20]}'): kept for dates and decimals")
    return key if key.isascii() else _text(key, path)


def _refuse(path: tuple[Any, ...], why: str) -> DataRefused:
    where = ""
    for step in path:
        where += f"[{step}]" if isinstance(step, int) else f".{step}" if where else str(step)
    return DataRefused(f"'{where[:120] or 'data'}' {why}.", path=where[:120])
