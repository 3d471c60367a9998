"""Keyset cursors: where a page of a list ended, as an opaque string that the caller gives back as ?after=…"""

from __future__ import annotations

import base64
import binascii
from typing import Any

import orjson

from hub.core.errors import Malformed


def write(*values: Any) -> str:
    """The sort key of the last row shown."""
    return base64.urlsafe_b64encode(orjson.dumps([str(value) for value in values])).decode().rstrip("=")


def read(after: str, size: int) -> tuple[str, ...] | None:
    """The `size` values of a cursor, None for the first page, or 400 bad_cursor."""
    if not after:
        return None
    try:
        values = orjson.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        if len(values) != size or not all(isinstance(value, str) for value in values):
            raise ValueError
    except (binascii.Error, ValueError, TypeError) as error:
        raise Malformed("This place in the list is not known. Please start again.", code="bad_cursor") from error
    return tuple(values)


def parse(kind: Any, value: str) -> Any:
    """One value of a cursor as `kind` (UUID, datetime.fromisoformat, int), or 400 bad_cursor."""
    try:
        return kind(value)
    except (ValueError, TypeError) as error:
        raise Malformed("This place in the list is not known. Please start again.", code="bad_cursor") from error
