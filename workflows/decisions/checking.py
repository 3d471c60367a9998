"""What is wrong with decisions: what cannot be read, circles, rules that overlap where only one may fit, and cases that
no rule fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

from workflows.check.problem import Problem, error, warning
from workflows.decisions import cells, feel
from workflows.decisions.domains import EVERYTHING, Domain, Span, constant, domain
from workflows.decisions.graph import Tables, known_as, sources
from workflows.decisions.model import (
    AGGREGATIONS,
    HIT_POLICIES,
    NUMBERS,
    TYPES,
    Column,
    DecisionSource,
    LiteralSource,
    Rule,
    TableSource,
)
from workflows.decisions.reading import decisions
from workflows.decisions.table import ranks
from workflows.errors import EngineError, ExpressionError
from workflows.expressions import compile_expression
from workflows.values import kind

MOST_PAIRS = 50_000
MOST_PLACES = 5_000
SHOWN = 3
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")


def check(tables: Tables) -> list[Problem]:
    """Everything wrong with the decisions of a pathway; `element_id` is the id of the decision."""
    found: list[Problem] = []
    for key, xml in tables.items():
        try:
            if not decisions(xml.encode() if isinstance(xml, str) else xml):
                found.append(error(key, "decision_empty", f"The file of '{key}' holds no decision."))
        except EngineError as refused:
            found.append(
                error(key, "decision_unreadable", f"The decision '{key}' cannot be read: {refused.detail.rstrip('.')}.")
            )
    if found:
        return found
    known = sources(tables)
    for key in tables:
        if key not in known:
            found.append(error(key, "decision_unknown", f"The file kept as '{key}' holds no decision of this id."))
    for source in known.values():
        found += _decision(source, known)
    return found


def _decision(source: DecisionSource, known: dict[str, DecisionSource]) -> Iterator[Problem]:
    for name in source.requires:
        if name not in known:
            yield error(
                source.id, "decision_unknown", f"'{source.name}' requires '{name}', which is not there.", source.name
            )
        elif not known_as(known[name]):
            words = f"'{source.name}' requires '{known[name].name}', whose answer has no name that can be written."
            yield error(source.id, "decision_output", words, source.name)
    if _circle(source.id, known):
        yield error(source.id, "decision_circle", f"'{source.name}' requires itself in the end.", source.name)
    if isinstance(source.body, LiteralSource):
        yield from _expression(source, source.body.text, "The expression", "decision_cell")
    elif isinstance(source.body, TableSource):
        yield from _table(source, source.body)
    else:
        words = f"'{source.name}' is {f'a {source.kind}, which is not supported' if source.kind else 'empty'}."
        yield error(source.id, "decision_unsupported" if source.kind else "decision_empty", words, source.name)


def _circle(start: str, known: dict[str, DecisionSource]) -> bool:
    seen: set[str] = set()
    waiting = list(known[start].requires)
    while waiting:
        name = waiting.pop()
        if name == start:
            return True
        if name in known and name not in seen:
            seen.add(name)
            waiting += known[name].requires
    return False


def _expression(source: DecisionSource, text: str, what: str, code: str) -> Iterator[Problem]:
    if not text.strip():
        yield error(source.id, code, f"{what} of '{source.name}' is empty.", source.name)
        return
    try:
        compile_expression(feel.expression(text))
    except ExpressionError as refused:
        yield error(source.id, code, f"{what} of '{source.name}': {refused.detail}", source.name)


# ---- tables ---------------------------------------------------------------------------------------------------------


def _table(source: DecisionSource, table: TableSource) -> Iterator[Problem]:
    problems = [*_head(source, table), *_cells(source, table)]
    yield from problems
    if any(one.severity == "error" for one in problems):
        return
    grid = [[_domain(text) for text in rule.inputs] for rule in table.rules]
    yield from _kinds(source, table, grid)
    yield from _overlaps(source, table, grid)
    yield from _gaps(source, table, grid)


def _head(source: DecisionSource, table: TableSource) -> Iterator[Problem]:
    if table.hit_policy not in HIT_POLICIES:
        words = f"'{table.hit_policy}' is no hit policy we know."
        yield error(source.id, "decision_hit_policy", words, source.name)
    if table.aggregation not in AGGREGATIONS or (table.aggregation and table.hit_policy != "COLLECT"):
        words = f"'{source.name}' cannot collect by '{table.aggregation}' under {table.hit_policy}."
        yield error(source.id, "decision_hit_policy", words, source.name)
    if table.aggregation and len(table.outputs) != 1:
        yield error(source.id, "decision_hit_policy", f"'{source.name}' adds up one output only.", source.name)
    if not table.outputs:
        yield error(source.id, "decision_output", f"'{source.name}' has no output.", source.name)
    if not table.rules:
        yield error(source.id, "decision_empty", f"'{source.name}' has no rules.", source.name)
    labels = [column.name for column in table.outputs]
    for column in table.outputs:
        several = len(table.outputs) > 1
        if several and (_NAME.fullmatch(column.name) is None or labels.count(column.name) > 1):
            words = f"The output '{column.label or column.name}' of '{source.name}' needs a name of its own."
            yield error(source.id, "decision_output", words, source.name)
        if table.hit_policy in ("PRIORITY", "OUTPUT ORDER") and not column.values:
            words = f"{table.hit_policy} needs the allowed values of '{column.label}' in their order."
            yield error(source.id, "decision_values", words, source.name)
        if column.default:
            yield from _expression(source, column.default, f"The default of '{column.label}'", "decision_cell")
    for column in (*table.inputs, *table.outputs):
        if column.type not in TYPES:
            words = f"'{column.type}' is no type we know (column '{column.label}')."
            yield error(source.id, "decision_type", words, source.name)
    for column in table.inputs:
        yield from _expression(source, column.source, f"The input '{column.label}'", "decision_input")


def _cells(source: DecisionSource, table: TableSource) -> Iterator[Problem]:
    for rule in table.rules:
        if len(rule.inputs) != len(table.inputs) or len(rule.outputs) != len(table.outputs):
            words = f"Rule {rule.number} of '{source.name}' has not as many cells as there are columns."
            yield error(source.id, "decision_cell", words, source.name)
            continue
        for column, text in zip(table.inputs, rule.inputs, strict=True):
            yield from _cell(source, rule, column, text)
        for column, text in zip(table.outputs, rule.outputs, strict=True):
            if text and text != "-":
                what = f"Rule {rule.number}, output '{column.label}'"
                yield from _expression(source, text, what, "decision_cell")
                yield from _constant_type(source, rule, column, feel.expression(text))


def _cell(source: DecisionSource, rule: Rule, column: Column, text: str) -> Iterator[Problem]:
    try:
        compile_expression(cells.read(text).expression)
    except ExpressionError as refused:
        words = f"Rule {rule.number}, column '{column.label}' of '{source.name}': {refused.detail}"
        yield error(source.id, "decision_cell", words, source.name)
        return
    for one in cells.read(text).alternatives:
        for end in (one.low, one.high):
            if end and one.kind != "where":
                yield from _constant_type(source, rule, column, end)


_KINDS = {
    "string": "text",
    "boolean": "yes/no",
    "date": "a date",
    "datetime": "a date and time",
    "duration": "a duration",
}


def _constant_type(source: DecisionSource, rule: Rule, column: Column, text: str) -> Iterator[Problem]:
    """A constant must be of the type of its column, or it could never fit."""
    wanted = "a number" if column.type in NUMBERS else _KINDS.get(column.type)
    try:
        value = constant(text)
    except LookupError:
        return
    found = {kind(one) for one in value} if isinstance(value, list) else {kind(value)}
    if wanted is not None and found - {wanted, "nothing"}:
        words = f"Rule {rule.number} of '{source.name}': '{column.label}' is {wanted}, '{text}' is {found.pop()}."
        yield error(source.id, "decision_type", words, source.name)
    allowed = ranks(column) if column.values else []
    if allowed and not isinstance(value, list) and value is not None and value not in allowed:
        words = f"Rule {rule.number} of '{source.name}': {text} is not among the allowed values of '{column.label}'."
        yield error(source.id, "decision_values", words, source.name)


def _domain(text: str) -> Domain | None:
    return domain(cells.read(text))


def _kinds(source: DecisionSource, table: TableSource, grid: list[list[Domain | None]]) -> Iterator[Problem]:
    """Within one column, texts and numbers do not mix: a cell of the other kind never fits."""
    for place, column in enumerate(table.inputs):
        column_domains = [row[place] for row in grid]
        ordered = any(one is not None and one.spans for one in column_domains)
        listed = any(one is not None and one.values for one in column_domains)
        if ordered and listed:
            words = f"The column '{column.label}' of '{source.name}' mixes texts with numbers or dates."
            yield error(source.id, "decision_type", words, source.name)


def _overlaps(source: DecisionSource, table: TableSource, grid: list[list[Domain | None]]) -> Iterator[Problem]:
    if table.hit_policy not in ("UNIQUE", "ANY") or len(grid) * (len(grid) - 1) // 2 > MOST_PAIRS:
        return
    shown = 0
    for one, two in combinations(range(len(grid)), 2):
        first, second = table.rules[one], table.rules[two]
        if table.hit_policy == "ANY" and first.outputs == second.outputs:
            continue
        if all(
            _meet(a, b, left == right)
            for a, b, left, right in zip(grid[one], grid[two], first.inputs, second.inputs, strict=True)
        ):
            words = f"Rules {first.number} and {second.number} of '{source.name}' can fit at once; only one may."
            yield error(source.id, "decision_overlap", words, source.name)
            shown += 1
            if shown == SHOWN:
                return


def _meet(one: Domain | None, two: Domain | None, alike: bool) -> bool:
    """Whether two cells certainly have a value in common."""
    if one is None or two is None:
        return alike or one == EVERYTHING or two == EVERYTHING
    return one.meets(two)


# ---- gaps -----------------------------------------------------------------------------------------------------------


def _gaps(source: DecisionSource, table: TableSource, grid: list[list[Domain | None]]) -> Iterator[Problem]:
    """Every combination of places between the limits in the cells is tried, for tables that must have an answer."""
    if table.hit_policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER") or any(one.default for one in table.outputs):
        return
    columns: list[list[tuple[str, Any]]] = []
    total = 1
    for place, column in enumerate(table.inputs):
        found = [row[place] for row in grid]
        if any(one is None for one in found):
            return
        columns.append(_places(column, [one for one in found if one is not None]))
        total *= len(columns[-1])
        if total > MOST_PLACES:
            return
    shown = 0
    for combination in product(*columns):
        if any(
            all(one is not None and _holds(one, value) for one, (_, value) in zip(row, combination, strict=True))
            for row in grid
        ):
            continue
        where = " and ".join(words for words, _ in combination if words)
        yield warning(source.id, "decision_gap", f"No rule of '{source.name}' fits when {where}.", source.name)
        shown += 1
        if shown == SHOWN:
            return


class _Other:
    """Any value that no cell names."""


_OTHER = _Other()


def _places(column: Column, found: list[Domain]) -> list[tuple[str, Any]]:
    """One value for each part of a column that its cells tell apart, with words for it."""
    label = column.label
    ends = sorted(
        {end for one in found for span in one.spans or () for end in (span.low, span.high) if end is not None}
    )
    if ends:
        places: list[tuple[str, Any]] = [(f"{label} is below {_say(ends[0])}", _Between(None, ends[0]))]
        for low, high in zip(ends, [*ends[1:], None], strict=True):
            places.append((f"{label} is {_say(low)}", low))
            words = (
                f"{label} is above {_say(low)}" if high is None else f"{label} is between {_say(low)} and {_say(high)}"
            )
            places.append((words, _Between(low, high)))
        if column.type in ("integer", "long"):
            places = [one for one in places if not _empty_of_whole(one[1])]
        return places
    values: set[Any] = {value for one in found for value in one.values}
    allowed = ranks(column) if column.values else []
    if column.type == "boolean" or (values <= {True, False} and values):
        return [(f"{label} is {'true' if value else 'false'}", value) for value in (True, False)]
    if allowed:
        return [(f"{label} is {_say(value)}", value) for value in allowed]
    if not values:
        return [("", _OTHER)]
    named = [(f"{label} is {_say(value)}", value) for value in sorted(values, key=str)]
    return [*named, (f"{label} is something else", _OTHER)]


class _Between:
    """Some value between two limits, neither of them."""

    def __init__(self, low: Any, high: Any) -> None:
        self.low, self.high = low, high


def _empty_of_whole(place: Any) -> bool:
    return (
        isinstance(place, _Between) and place.low is not None and place.high is not None and place.high - place.low <= 1
    )


def _holds(one: Domain, value: Any) -> bool:
    if one.everything:
        return True
    if isinstance(value, _Between):
        return any(_covers(span, value) for span in one.spans or ())
    if one.spans is not None:
        return not isinstance(value, _Other) and any(span.holds(value) for span in one.spans)
    if isinstance(value, _Other):
        return one.other
    return (value in one.values) != one.other


def _covers(span: Span, place: _Between) -> bool:
    low = span.low is None or (place.low is not None and span.low <= place.low)
    return low and (span.high is None or (place.high is not None and span.high >= place.high))


def _say(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)
