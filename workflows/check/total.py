"""Whether one of the conditions of a choice always holds, so that it needs no default: `x` and `not x`, `a > 3` and
`a <= 3`, every value that a form allows.

Nothing is worked out by rules of our own: what is compared is replaced by a name, and the conditions themselves are
evaluated for one value of every kind that they can tell apart (nothing, yes and no, texts and numbers at and around
each constant, something else). A condition that cannot be worked out stops the case with or without a default, so such
values count for nothing. What is not proven so is not total.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise, product
from typing import Any

from workflows.errors import ExpressionError
from workflows.expression_text import python_source
from workflows.expressions import CONSTANTS, Expression, compile_expression

MOST_CASES = 4_000
"""Combinations of values looked at: where there are more, nothing is proven."""
_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.NotEq: ast.Eq, ast.GtE: ast.Lt, ast.LtE: ast.Gt, ast.NotIn: ast.In, ast.IsNot: ast.Is,
}  # fmt: skip
_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Gt: ast.Lt, ast.LtE: ast.GtE}


@dataclass(frozen=True, slots=True)
class Gap:
    """What nothing holds for: values by what they are values of ({} where it could not be worked out). `fields` are the
    values that each thing compared would have to be limited to for one condition to hold always, if that would do."""

    example: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, frozenset[Any]] = field(default_factory=dict)


def gap(conditions: Sequence[str], allowed: Mapping[str, Sequence[Any]] | None = None) -> Gap | None:
    """None if one of the conditions surely holds, else what none holds for. `allowed`: all the values that something in
    them can have, by its source ('details.kind'). Never raises: what cannot be read is not total."""
    try:
        reader = _Reader()
        tests = [reader.condition(source) for source in conditions]
    except (ExpressionError, SyntaxError, ValueError, RecursionError, MemoryError):
        return Gap()
    given = allowed or {}
    found = reader.uncovered(tests, {name: list(values) for name, values in given.items()})
    if found is None:
        return None
    named = {
        source: values for source, values in reader.compared().items() if source not in given and _is_field(source)
    }
    limited = {name: list(values) for name, values in named.items()} | {n: list(v) for n, v in given.items()}
    return Gap(found, named if named and reader.uncovered(tests, limited) is None else {})


class _Term:
    """Something compared or asked: its source, its name in the rewritten conditions, and what it is compared with."""

    def __init__(self, source: str, name: str, *, answer: bool = False) -> None:
        self.source = source
        self.name = name
        self.answer = answer
        """A comparison of two things that may both differ: it holds or it does not."""
        self.constants: list[Any] = []

    def values(self) -> list[Any]:
        """One value of every kind that the conditions can tell apart."""
        if self.answer:
            return [True, False]
        numbers = sorted({Decimal(0), *(Decimal(str(one)) for one in self.constants if _is_number(one))})
        texts = {"", "\0"}
        for one in self.constants:
            if isinstance(one, str):
                texts |= {one, one + "\0"}  # nothing comes between a text and the same with a NUL behind it
        between = [(low + high) / 2 for low, high in pairwise(numbers)]
        return [
            None, True, False, *sorted(texts), *numbers, *between, numbers[0] - 1, numbers[-1] + 1, [], [1],
        ]  # fmt: skip


class _Reader:
    """Conditions with everything but constants replaced by names."""

    def __init__(self) -> None:
        self.terms: dict[str, _Term] = {}

    def condition(self, source: str) -> Expression:
        tree = ast.parse(python_source(source).strip(), mode="eval").body
        compile_expression(source)  # what the language refuses is not judged
        rewritten = ast.unparse(ast.fix_missing_locations(self._asked(tree)))
        return compile_expression.__wrapped__(rewritten)

    def compared(self) -> dict[str, frozenset[Any]]:
        """What is compared with texts, whole numbers or yes and no: its source, and with which."""
        return {
            one.source: frozenset(one.constants)
            for one in self.terms.values()
            if one.constants and all(isinstance(value, str | int) for value in one.constants)
        }

    def uncovered(self, tests: Sequence[Expression], allowed: Mapping[str, list[Any]]) -> dict[str, Any] | None:
        """Values for which every condition is worked out and none holds; None if there are none. {}: too many."""
        terms = list(self.terms.values())
        choices = [allowed.get(one.source, one.values()) for one in terms]
        size = 1
        for values in choices:
            size *= len(values)
        if size > MOST_CASES:
            return {}
        for row in product(*choices):
            data = {one.name: value for one, value in zip(terms, row, strict=True)}
            if not _holds(tests, data):
                return {one.source: value for one, value in zip(terms, row, strict=True)}
        return None

    # ---- reading: each method gives the node back with names in it ---------------------------------------------------

    def _asked(self, node: ast.expr) -> ast.expr:
        """What is asked whether it holds."""
        if isinstance(node, ast.BoolOp):
            return ast.BoolOp(node.op, [self._asked(value) for value in node.values])
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return ast.UnaryOp(node.op, self._asked(node.operand))
        if isinstance(node, ast.IfExp):
            return ast.IfExp(self._asked(node.test), self._asked(node.body), self._asked(node.orelse))
        if isinstance(node, ast.Compare):
            return self._chain(node)
        if _constant(node):
            return node
        return self._named(node)

    def _chain(self, node: ast.Compare) -> ast.expr:
        sides = [node.left, *node.comparators]
        pairs = [self._pair(left, op, right) for (left, right), op in zip(pairwise(sides), node.ops, strict=True)]
        return pairs[0] if len(pairs) == 1 else ast.BoolOp(ast.And(), pairs)

    def _pair(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> ast.expr:
        within = isinstance(operator, ast.In | ast.NotIn)
        listed = within and isinstance(right, ast.List | ast.Tuple) and all(_constant(one) for one in right.elts)
        if _constant(left) and (_constant(right) or listed) and not (within and not listed):
            return ast.Compare(left, [operator], [right])
        if listed and isinstance(right, ast.List | ast.Tuple):
            term = self._named(left, *right.elts)
            return ast.Compare(term, [operator], [right])
        if not within and _constant(right):
            return ast.Compare(self._named(left, right), [operator], [right])
        if not within and _constant(left):
            return ast.Compare(left, [operator], [self._named(right, left)])
        return self._answer(left, operator, right)

    def _answer(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> ast.expr:
        """Two things that may both differ: the same question asked the other way round has the opposite answer."""
        kind: type[ast.cmpop] = type(operator)
        if kind in _TURNED:
            left, right, kind = right, left, _TURNED[kind]
        turned = _OPPOSITE.get(kind)
        source = ast.unparse(ast.Compare(left, [(turned or kind)()], [right]))
        name: ast.expr = ast.Name(self._term(source, answer=True).name, ast.Load())
        return name if turned is None else ast.UnaryOp(ast.Not(), name)

    def _named(self, node: ast.expr, *constants: ast.expr) -> ast.Name:
        term = self._term(ast.unparse(node))
        term.constants += [_value(one) for one in constants]
        return ast.Name(term.name, ast.Load())

    def _term(self, source: str, *, answer: bool = False) -> _Term:
        return self.terms.setdefault(source, _Term(source, f"v{len(self.terms)}", answer=answer))


def _holds(tests: Sequence[Expression], data: Mapping[str, Any]) -> bool:
    """Whether a condition holds, or one cannot be worked out before."""
    try:
        return any(test.truth(data, _ONCE) for test in tests)
    except ExpressionError:
        return True


def _constant(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return isinstance(node.operand, ast.Constant) and _is_number(node.operand.value)
    if isinstance(node, ast.Constant):
        return node.value is None or isinstance(node.value, bool | int | float | str)
    return isinstance(node, ast.Name) and node.id in CONSTANTS


def _value(node: ast.expr) -> Any:
    return compile_expression.__wrapped__(ast.unparse(node))({}, _ONCE)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _is_field(source: str) -> bool:
    return all(part.isidentifier() for part in source.split("."))
