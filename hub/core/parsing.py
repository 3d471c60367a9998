"""What a request carries, read: JSON with bounds, then a schema; what does not fit is refused in words."""

from __future__ import annotations

from typing import Any, TypeVar

import orjson
from pydantic import ValidationError
from quart import request

from hub.core.errors import Invalid, Malformed

T = TypeVar("T")

MAX_DEPTH = 40
NUL = b"\\u0000"


def body(raw: bytes) -> Any:
    """The JSON value of a request; text/plain and friends are refused (B25), deep nesting too (B37)."""
    if request.mimetype != "application/json" and not request.mimetype.endswith("+json"):
        raise Malformed("Please send application/json.", code="not_json")
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Malformed("This is not valid JSON.", code="not_json") from error
    if _depth(value) > MAX_DEPTH:
        raise Malformed("This is nested too deeply.", code="too_deep")
    if NUL in raw and NUL in orjson.dumps(value).replace(rb"\\", b""):
        raise no_text()
    return value


def no_text() -> Malformed:
    """What to say of a text with a NUL in it."""
    return Malformed("A text holds a NUL character, which nobody can read.", code="bad_character")


def _depth(value: Any, level: int = 0) -> int:
    if level > MAX_DEPTH or not isinstance(value, dict | list) or not value:
        return level
    children = value.values() if isinstance(value, dict) else value
    return max(_depth(child, level + 1) for child in children)


def parse(kind: type[T], value: Any) -> T:
    """`value` as `kind`, or 422 with one message per wrong member (values are not repeated: they may be clinical)."""
    try:
        return kind.model_validate(value)  # type: ignore[attr-defined, no-any-return]
    except ValidationError as error:
        problems = [{"path": ".".join(map(str, e["loc"])), "message": e["msg"], "type": e["type"]}
                    for e in error.errors(include_input=False, include_url=False, include_context=False)]  # fmt: skip
        first = problems[0]
        raise Invalid(f"{first['path'] or 'The request'}: {first['message']}", errors=problems) from None
