"""The values a cell stands for, as far as they can be said without a case: intervals of what can be ordered, or lists
of texts and yes/no. Only constants are looked at; a cell with anything else in it is unknown (None)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from workflows.decisions.cells import Alternative, Cell
from workflows.errors import EngineError
from workflows.expressions import compile_expression
from workflows.functions import FUNCTIONS
from workflows.values import number

_CLOCKED = frozenset(name for name, function in FUNCTIONS.items() if function.clock)
_ONCE = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high` (None: no end), each end in or out."""

    low: Any = None
    high: Any = None
    low_in: bool = False
    high_in: bool = False

    def holds(self, value: Any) -> bool:
        above = self.low is None or value > self.low or (self.low_in and value == self.low)
        return above and (self.high is None or value < self.high or (self.high_in and value == self.high))

    def meets(self, other: Span) -> bool:
        """Whether the two have a value in common."""
        low = _later(self, other)
        high = _earlier(self, other)
        if low[0] is None or high[0] is None or low[0] < high[0]:
            return True
        return bool(low[0] == high[0] and low[1] and high[1])


def _later(one: Span, two: Span) -> tuple[Any, bool]:
    if one.low is None or two.low is None:
        chosen = two if one.low is None else one
        return chosen.low, chosen.low_in
    if one.low == two.low:
        return one.low, one.low_in and two.low_in
    chosen = one if one.low > two.low else two
    return chosen.low, chosen.low_in


def _earlier(one: Span, two: Span) -> tuple[Any, bool]:
    if one.high is None or two.high is None:
        chosen = two if one.high is None else one
        return chosen.high, chosen.high_in
    if one.high == two.high:
        return one.high, one.high_in and two.high_in
    chosen = one if one.high < two.high else two
    return chosen.high, chosen.high_in


@dataclass(frozen=True, slots=True)
class Domain:
    """Either spans (`spans` is not None), or a list of `values`, `other` than which it means if set. `nothing`: whether
    null belongs to it."""

    spans: tuple[Span, ...] | None = None
    values: frozenset[Any] = frozenset()
    other: bool = False
    nothing: bool = False

    @property
    def everything(self) -> bool:
        return self.spans is None and self.other and not self.values and self.nothing

    def meets(self, two: Domain) -> bool:
        if self.nothing and two.nothing:
            return True
        if self.everything or two.everything:
            rest = two if self.everything else self
            return rest.spans != () and (rest.spans is not None or bool(rest.values) or rest.other or rest.nothing)
        if self.spans is not None and two.spans is not None:
            return any(a.meets(b) for a in self.spans for b in two.spans)
        if self.spans is not None or two.spans is not None:
            ordered, listed = (self, two) if self.spans is not None else (two, self)
            return listed.other and bool(ordered.spans)  # what can be ordered is none of the listed texts
        if self.other and two.other:
            return True
        if self.other or two.other:
            named, excluded = (two.values, self.values) if self.other else (self.values, two.values)
            return bool(named - excluded)
        return bool(self.values & two.values)


EVERYTHING = Domain(other=True, nothing=True)


def constant(source: str) -> Any:
    """The value of a source that needs no case and no clock; LookupError if it needs one."""
    try:
        expression = compile_expression(source)
        if expression.names or any(f"{name}(" in source for name in _CLOCKED):
            raise LookupError(source)
        value = expression({}, _ONCE)
    except EngineError as error:
        raise LookupError(source) from error
    return number(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def domain(cell: Cell) -> Domain | None:
    """What the cell stands for, or None if that depends on the case."""
    try:
        found = [_one(alternative) for alternative in cell.alternatives]
    except (LookupError, TypeError):
        return None
    merged = found[0]
    for other in found[1:]:
        united = _united(merged, other)
        if united is None:
            return None
        merged = united
    return _without(merged) if cell.negated else merged


def _one(one: Alternative) -> Domain:
    if one.kind == "any":
        return EVERYTHING
    if one.kind == "null":
        return Domain(nothing=True)
    if one.kind == "where":
        raise LookupError
    if one.kind == "interval":
        span = Span(constant(one.low), constant(one.high), one.low_in, one.high_in)
        return Domain(spans=(span,) if _real(span) else ())
    value = constant(one.low)
    if one.kind == "equal" or one.sign == "==":
        if isinstance(value, list):
            return Domain(values=frozenset(value))
        return Domain(values=frozenset({value})) if isinstance(value, str | bool) else _point(value)
    if one.sign == "!=":
        return _without(_one(Alternative("equal", one.low)))
    if one.sign in (">", ">="):
        return Domain(spans=(Span(low=value, low_in=one.sign == ">="),))
    return Domain(spans=(Span(high=value, high_in=one.sign == "<="),))


def _point(value: Any) -> Domain:
    return Domain(spans=(Span(value, value, True, True),))


def _united(one: Domain, two: Domain) -> Domain | None:
    if one.everything or two.everything:
        return EVERYTHING
    nothing = one.nothing or two.nothing
    if one.spans is None and not one.values and not one.other:
        return Domain(two.spans, two.values, two.other, nothing)
    if two.spans is None and not two.values and not two.other:
        return Domain(one.spans, one.values, one.other, nothing)
    if one.spans is not None and two.spans is not None:
        return Domain(spans=one.spans + two.spans, nothing=nothing)
    if one.spans is None and two.spans is None and not one.other and not two.other:
        return Domain(values=one.values | two.values, nothing=nothing)
    return None


def _without(one: Domain) -> Domain:
    """Everything but this, and but null."""
    if one.spans is None:
        return Domain(values=frozenset() if one.other else one.values, other=not one.other)
    free = [Span()]
    for span in one.spans:
        beside = []
        if span.low is not None:
            beside.append(Span(high=span.low, high_in=not span.low_in))
        if span.high is not None:
            beside.append(Span(low=span.high, low_in=not span.high_in))
        free = [_common(part, side) for part in free for side in beside if part.meets(side)]
    return Domain(spans=tuple(part for part in free if _real(part)))


def _common(one: Span, two: Span) -> Span:
    low, low_in = _later(one, two)
    high, high_in = _earlier(one, two)
    return Span(low, high, low_in, high_in)


def _real(span: Span) -> bool:
    """Whether there is a value in it."""
    if span.low is None or span.high is None or span.low < span.high:
        return True
    return bool(span.low == span.high and span.low_in and span.high_in)
