"""A compiled decision table: which rules fit, and what its hit policy makes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from workflows.decisions import cells, feel
from workflows.decisions.domains import constant
from workflows.decisions.model import DURATIONS, NUMBERS, Column, Rule, TableSource
from workflows.errors import EngineError, ExpressionError
from workflows.expressions import Expression, compile_expression
from workflows.values import kind, number, parse_date, parse_datetime

Answer = Any
_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
_OPEN = object()
_TOTALS: dict[str, Callable[[list[Any]], Any]] = {"SUM": sum, "MIN": min, "MAX": max}


class DecisionFailed(EngineError):
    """A decision gives no answer: no rule fits, too many do, or a cell cannot be worked out."""

    code, status, title = "decision_failed", 409, "The decision has no answer"


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    tests: tuple[Expression | None, ...]
    """None: the cell fits everything."""
    answers: tuple[Expression | None, ...]


class Table:
    """A decision table, ready to be asked. Errors name the rule and the column, never the values."""

    def __init__(self, name: str, source: TableSource) -> None:
        self.name = name
        self.source = source
        self._inputs = [compile_expression(feel.expression(column.source)) for column in source.inputs]
        self._rows = [self._row(rule) for rule in source.rules]
        self._ranks = [ranks(column) for column in source.outputs]
        self._defaults = [_value(column.default) for column in source.outputs]

    def _row(self, rule: Rule) -> _Row:
        tests: list[Expression | None] = []
        for text in rule.inputs:
            found = cells.read(text).expression
            tests.append(None if found == "true" else compile_expression(found))
        return _Row(rule.number, tuple(tests), tuple(_value(text) for text in rule.outputs))

    @property
    def needs(self) -> frozenset[str]:
        """The names it reads."""
        found: set[str] = set()
        for expression in self._inputs:
            found |= expression.needs
        for row in self._rows:
            for part in (*row.tests, *row.answers):
                found |= part.needs if part is not None else frozenset()
        return frozenset(found - {cells.VALUE})

    @property
    def answers(self) -> dict[str, tuple[Any, ...]]:
        """All values of the outputs that are constants in every rule, by output ('' for the only one); of a table that
        answers with one rule."""
        source = self.source
        if source.hit_policy not in ("UNIQUE", "FIRST", "ANY", "PRIORITY"):
            return {}
        several = len(source.outputs) > 1
        lines = [row.answers for row in self._rows]
        if any(default is not None for default in self._defaults):
            lines.append(tuple(self._defaults))
        found = {}
        for place, column in enumerate(source.outputs):
            values = [_fixed(line[place]) for line in lines]
            if _OPEN not in values:
                found[column.name if several else ""] = tuple({(type(one), one): one for one in values}.values())
        return found

    def __call__(self, data: Mapping[str, Any], now: datetime) -> Answer:
        values = [
            self._typed(column, expression(data, now))
            for column, expression in zip(self.source.inputs, self._inputs, strict=True)
        ]
        first = self.source.hit_policy == "FIRST"
        hits: list[_Row] = []
        for row in self._rows:
            if self._fits(row, values, data, now):
                hits.append(row)
                if first:
                    break
        return self._answer(hits, data, now)

    def _typed(self, column: Column, value: Any) -> Any:
        if value is None:
            return None
        try:
            if column.type in NUMBERS:
                return number(value)
            if column.type == "date":
                return parse_date(value)
            if column.type == "datetime":
                return parse_datetime(value)
            wanted = {"string": "text", "boolean": "yes/no"}.get(column.type) or (
                "a duration" if column.type in DURATIONS else None
            )
            if wanted is not None and kind(value) != wanted:
                raise ExpressionError(f"Expected {wanted}, got {kind(value)}.")
        except ExpressionError as error:
            raise self._failed(f"the input '{column.label}': {error.detail}", "decision_type") from error
        return value

    def _fits(self, row: _Row, values: list[Any], data: Mapping[str, Any], now: datetime) -> bool:
        for place, test in enumerate(row.tests):
            if test is None:
                continue
            try:
                if not test.truth({**data, cells.VALUE: values[place]}, now):
                    return False
            except ExpressionError as error:
                label = self.source.inputs[place].label
                why = f"rule {row.number}, column '{label}': {error.detail}"
                raise self._failed(why, "decision_cell", **error.extra) from error
        return True

    # ---- hit policies -----------------------------------------------------------------------------------------------

    def _answer(self, hits: list[_Row], data: Mapping[str, Any], now: datetime) -> Answer:
        policy = self.source.hit_policy
        if policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER"):
            found = [self._outputs(row, data, now) for row in hits]
            if policy == "OUTPUT ORDER":
                found.sort(key=self._rank)
            return self._collected([self._shown(one) for one in found])
        if not hits:
            if any(default is not None for default in self._defaults):
                return self._shown([None if one is None else one(data, now) for one in self._defaults])
            labels = ", ".join(column.label for column in self.source.inputs)
            raise self._failed(f"no rule fits ({labels}), and there is no default", "decision_no_match")
        if policy == "UNIQUE" and len(hits) > 1:
            raise self._failed(f"rules {_numbers(hits)} fit at once, but only one may", "decision_overlap")
        found = [self._outputs(row, data, now) for row in hits]
        if policy == "ANY" and any(one != found[0] for one in found):
            raise self._failed(f"rules {_numbers(hits)} fit and say different things", "decision_overlap")
        if policy == "PRIORITY":
            found.sort(key=self._rank)
        return self._shown(found[0])

    def _outputs(self, row: _Row, data: Mapping[str, Any], now: datetime) -> list[Any]:
        found = []
        for place, answer in enumerate(row.answers):
            try:
                found.append(None if answer is None else answer(data, now))
            except ExpressionError as error:
                label = self.source.outputs[place].label
                why = f"rule {row.number}, output '{label}': {error.detail}"
                raise self._failed(why, "decision_cell", **error.extra) from error
        return found

    def _shown(self, outputs: list[Any]) -> Answer:
        if len(outputs) == 1:
            return outputs[0]
        return {column.name: value for column, value in zip(self.source.outputs, outputs, strict=True)}

    def _collected(self, found: list[Any]) -> Answer:
        if self.source.hit_policy != "COLLECT" or not self.source.aggregation:
            return found
        if self.source.aggregation == "COUNT":
            return len(found)
        if not found:
            return 0 if self.source.aggregation == "SUM" else None
        try:
            amounts = [number(one) for one in found]
            return number(_TOTALS[self.source.aggregation](amounts))
        except ExpressionError as error:
            raise self._failed(f"what it collects are no numbers: {error.detail}", "decision_type") from error

    def _rank(self, outputs: list[Any]) -> list[int]:
        """The order of PRIORITY and OUTPUT ORDER: by the lists of allowed values, the first column first."""
        return [
            next((place for place, one in enumerate(allowed) if one == value), len(allowed))
            for allowed, value in zip(self._ranks, outputs, strict=True)
        ]

    def _failed(self, why: str, code: str, **extra: Any) -> DecisionFailed:
        return DecisionFailed(f"The decision '{self.name}' has no answer: {why}.", code=code, **extra)


class Literal:
    """A decision that is one expression."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self._expression = compile_expression(feel.expression(text))

    @property
    def needs(self) -> frozenset[str]:
        return self._expression.needs

    def __call__(self, data: Mapping[str, Any], now: datetime) -> Answer:
        try:
            return self._expression(data, now)
        except ExpressionError as error:
            raise DecisionFailed(
                f"The decision '{self.name}' has no answer: {error.detail}", code=error.code, **error.extra
            ) from error


def _value(text: str) -> Expression | None:
    return None if text.strip() in ("", "-") else compile_expression(feel.expression(text))


def _numbers(hits: list[_Row]) -> str:
    return " and ".join(str(row.number) for row in hits[:4])


def _fixed(cell: Expression | None) -> Any:
    """What an output cell says whatever the case, or _OPEN."""
    if cell is None:
        return None
    try:
        value = constant(cell.source)
    except LookupError:
        return _OPEN
    return value if value is None or isinstance(value, str | bool | int) else _OPEN


def ranks(column: Column) -> list[Any]:
    """The allowed values of an output in their order, as far as they are constants."""
    found: list[Any] = []
    for part in feel.split(column.values) if column.values else []:
        expression = compile_expression(feel.expression(part))
        if not expression.names:
            found.append(expression({}, _ONCE))
    return found
