"""What a decision is made of, as it stands in the file."""

from __future__ import annotations

from dataclasses import dataclass, field

HIT_POLICIES = frozenset({"UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"})
AGGREGATIONS = frozenset({"", "SUM", "MIN", "MAX", "COUNT"})
TYPES = frozenset(
    {"", "string", "boolean", "number", "integer", "long", "double", "decimal", "date", "datetime", "time", "duration"}
    | {"any", "daytimeduration", "yearmonthduration"}
)
NUMBERS = frozenset({"number", "integer", "long", "double", "decimal"})
DURATIONS = frozenset({"duration", "daytimeduration"})


@dataclass(frozen=True, slots=True)
class Column:
    """An input or output column. `source` is the input expression, `name` the name of an output, `values` the allowed
    values as written, `default` the default output entry."""

    id: str
    label: str
    type: str
    source: str = ""
    name: str = ""
    values: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: its cells as written. `number` is its place, the first being 1."""

    id: str
    number: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSource:
    hit_policy: str
    aggregation: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class LiteralSource:
    text: str


@dataclass(frozen=True, slots=True)
class DecisionSource:
    """One decision of a file. `variable` is the name under which other decisions read its answer, `requires` the ids of
    the decisions it needs; `body` is None if it is of a kind we do not know (`kind` says which)."""

    id: str
    name: str
    variable: str
    type: str = ""
    requires: tuple[str, ...] = ()
    body: TableSource | LiteralSource | None = None
    kind: str = ""
    problems: tuple[str, ...] = field(default=())
