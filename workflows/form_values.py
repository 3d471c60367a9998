"""The answers that a form allows where they can be counted: choices, yes or no. For the check of what follows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MOST_VALUES = 60
_DEEPEST = 4


def values(schema: Mapping[str, Any], *, complete: bool) -> dict[str, tuple[Any, ...]]:
    """Field ('kind', 'plan.kind') -> all that can stand in it once the form is answered. Only fields that are always
    there: those that the form requires, or all if `complete` (what is left out gets its default)."""
    return dict(_fields(schema, schema, complete, "", 0))


def _fields(
    schema: Mapping[str, Any], root: Mapping[str, Any], complete: bool, before: str, depth: int
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    properties = schema.get("properties")
    required = schema.get("required") or ()
    for name, given in properties.items() if isinstance(properties, Mapping) else ():
        part = _resolved(given, root)
        if part is None or not (complete or name in required):
            continue
        found = _counted(part, root, 0)
        if found is not None:
            yield before + name, found
        elif part.get("type") == "object" and depth < _DEEPEST:
            yield from _fields(part, root, complete, f"{before}{name}.", depth + 1)


def _counted(schema: Mapping[str, Any], root: Mapping[str, Any], depth: int) -> tuple[Any, ...] | None:
    """All values of a field, or None where they cannot be counted."""
    if "const" in schema:
        found: tuple[Any, ...] = (schema["const"],)
    elif isinstance(schema.get("enum"), list):
        found = tuple(schema["enum"])
    elif schema.get("type") == "boolean":
        found = (True, False)
    elif schema.get("type") == "null":
        found = (None,)
    else:
        parts = schema.get("anyOf") or schema.get("oneOf")
        if not isinstance(parts, list) or depth >= _DEEPEST:
            return None
        resolved = [_resolved(one, root) for one in parts]
        each = [None if one is None else _counted(one, root, depth + 1) for one in resolved]
        if any(one is None for one in each):
            return None
        found = tuple(value for one in each for value in one or ())
    plain = all(one is None or isinstance(one, str | bool | int) for one in found)
    return found if plain and 0 < len(found) <= MOST_VALUES else None


def _resolved(schema: Any, root: Mapping[str, Any], depth: int = 0) -> Mapping[str, Any] | None:
    """A schema with its reference followed; None for what is none."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return None
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Any = root
    for part in str(reference).removeprefix("#/").split("/"):
        found = found.get(part) if isinstance(found, Mapping) else None
    return _resolved(found, root, depth + 1)
