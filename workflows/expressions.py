"""The expression language of conditions, timers, parameters and form rules: a small part of Python's expression
syntax, compiled once into closures. There is no route from here to Python itself: names are keys of the case data,
a dot is a key of a group, calls go to `functions.FUNCTIONS`, everything else is refused when it is read.

    coverage.kind == 'insured' and age(patient.birth_date) >= 65

Missing keys of a group are nothing (None), and so is a key of nothing; an unknown first name is an error, because it
is most often a typing mistake, unless `??` says what to take instead: `stay.zone ?? 'UTC'`. Numbers with a point are
exact decimals. The clock is an argument, never read here.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import DecimalException
from functools import lru_cache
from typing import Any

from workflows.errors import ExpressionError
from workflows.expression_text import python_source, refused
from workflows.functions import FUNCTIONS, Function
from workflows.operators import ARITHMETIC, COMPARE, Budget, negative
from workflows.values import kind, number, text, wrong

MAX_LENGTH = 2_000
MAX_DEPTH = 40
MAX_NAME = 200
MAX_STEPS = 10_000
CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class _Run:
    """One evaluation: the data, the clock and what is left of the step budget.

    Every node of an expression runs at most once and there are at most 2,000 of them, so only work that grows with
    the data (functions over lists, `in`, comparing groups) is counted.
    """

    __slots__ = ("data", "left", "now")

    def __init__(self, data: Mapping[str, Any], now: datetime) -> None:
        self.data = data
        self.now = now
        self.left = MAX_STEPS

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise wrong("The expression takes too many steps.", "expression_budget_spent")


Closure = Callable[["_Run"], Any]


class Expression:
    """A compiled expression: call it with data and clock. `names` are the case data keys it starts from; `needs` those
    of them that must be there (what stands before `??`, or in default(), exists() and is_empty(), may be missing)."""

    __slots__ = ("_run", "names", "needs", "source")

    def __init__(self, source: str, run: Closure, names: frozenset[str], needs: frozenset[str]) -> None:
        self.source = source
        self._run = run
        self.names = names
        self.needs = needs

    def __call__(self, data: Mapping[str, Any], now: datetime) -> Any:
        try:
            return self._run(_Run(data, now))
        except ExpressionError as error:
            error.extra.setdefault("expression", self.source)
            raise
        except (ArithmeticError, DecimalException) as error:
            raise ExpressionError(
                "A number or date became too large.", code="expression_number_too_large", expression=self.source
            ) from error
        except RecursionError as error:
            raise ExpressionError(
                "The data is nested too deeply.", code="expression_too_deep", expression=self.source
            ) from error

    def truth(self, data: Mapping[str, Any], now: datetime) -> bool:
        """The answer of a condition: yes or no, where nothing counts as no. Anything else is a mistake."""
        answer = self(data, now)
        if answer is None:
            return False
        if not isinstance(answer, bool):
            raise ExpressionError(
                f"A condition must be yes or no, this one is {kind(answer)}.",
                code="expression_not_yes_no",
                expression=self.source,
            )
        return answer


@lru_cache(maxsize=4096)
def compile_expression(source: str) -> Expression:
    """Reads an expression, or says in words why not. Costs nothing the second time."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError(
            f"The expression is longer than {MAX_LENGTH} characters.", code="expression_too_long", expression=""
        )
    lead = len(source) - len(source.lstrip())
    try:
        tree = ast.parse(python_source(source).strip(), mode="eval")
    except (SyntaxError, ValueError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else "it holds a character that cannot be read"
        offset = error.offset if isinstance(error, SyntaxError) else None
        # The parser puts what is missing at the end at 0.
        where = {} if offset is None else {"position": lead + offset - 1 if offset else len(source.rstrip())}
        raise ExpressionError(
            f"The expression cannot be read: {reason}.", code="expression_syntax", expression=source, **where
        ) from error
    except (MemoryError, RecursionError) as error:
        raise ExpressionError(
            "The expression is nested too deeply.", code="expression_too_deep", expression=source
        ) from error
    reader = _Reader(source, lead)
    try:
        run = reader.read(tree.body, 1)
    except ExpressionError as error:
        error.extra.setdefault("expression", source)
        raise
    return Expression(source, run, frozenset(reader.names), frozenset(reader.needs))


def evaluate(source: str, data: Mapping[str, Any], now: datetime) -> Any:
    """Compiles (cached) and works out an expression over case data at a moment."""
    return compile_expression(source)(data, now)


class _Reader:
    """Turns allowed syntax nodes into closures; one method per node type, everything else is refused by name."""

    def __init__(self, source: str = "", lead: int = 0) -> None:
        self.names: set[str] = set()
        self.needs: set[str] = set()
        self._may_lack = 0
        self._source = source
        self._lead = lead

    def read(self, node: ast.AST, depth: int) -> Closure:
        try:
            if depth > MAX_DEPTH:
                raise wrong(f"The expression is nested deeper than {MAX_DEPTH}.", "expression_too_deep")
            method: Callable[[Any, int], Closure] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
            if method is None:
                raise wrong(f"{refused(node)} cannot be used in expressions.", "expression_not_allowed")
            return method(node, depth + 1)
        except ExpressionError as error:
            error.extra.setdefault("position", self.position(node))
            raise

    def position(self, node: ast.AST) -> int:
        """Where a node begins in the source, in characters (the parser counts bytes of one line)."""
        lines = self._source[self._lead :].splitlines(keepends=True)
        row, column = getattr(node, "lineno", 1) - 1, getattr(node, "col_offset", 0)
        before = self._lead + sum(len(line) for line in lines[:row])
        line = lines[row] if row < len(lines) else ""
        return before + len(line.encode()[:column].decode(errors="ignore"))

    def optional(self, node: ast.AST, depth: int) -> Closure:
        """Reads a part whose case data may be missing: then it is nothing."""
        self._may_lack += 1
        try:
            return self.read(node, depth)
        finally:
            self._may_lack -= 1

    def _constant(self, node: ast.Constant, _depth: int) -> Closure:
        value: Any = node.value
        if isinstance(value, float):
            value = number(value)
        elif isinstance(value, bool) or value is None:
            pass
        elif isinstance(value, int):
            number(value)
        elif isinstance(value, str):
            text(value)
        else:
            raise wrong(f"{refused(node)} cannot be used in expressions.", "expression_not_allowed")
        return lambda run: value

    def _name(self, node: ast.Name, _depth: int) -> Closure:
        name = node.id
        if name in CONSTANTS:
            fixed = CONSTANTS[name]
            return lambda run: fixed
        _plain(name)
        self.names.add(name)
        if self._may_lack:
            return lambda run: run.data.get(name)
        self.needs.add(name)
        position = self.position(node)

        def look_up(run: _Run) -> Any:
            try:
                return run.data[name]
            except KeyError:
                raise _unknown(name, run.data, position) from None

        return look_up

    def _attribute(self, node: ast.Attribute, depth: int) -> Closure:
        _plain(node.attr)
        owner, key = self.read(node.value, depth), node.attr

        def look_up(run: _Run) -> Any:
            group = owner(run)
            if group is None:
                return None
            if type(group) is not dict:
                raise wrong(f"'.{key}' needs a group of values, got {kind(group)}.", "expression_not_a_group")
            return group.get(key)

        return look_up

    def _boolop(self, node: ast.BoolOp, depth: int) -> Closure:
        parts = [self.read(value, depth) for value in node.values]
        stop_at = isinstance(node.op, ast.Or)

        def decide(run: _Run) -> Any:
            answer = None
            for part in parts:
                answer = part(run)
                if bool(answer) is stop_at:
                    break
            return answer

        return decide

    def _unaryop(self, node: ast.UnaryOp, depth: int) -> Closure:
        operand = self.read(node.operand, depth)
        if isinstance(node.op, ast.Not):
            return lambda run: not operand(run)
        if isinstance(node.op, ast.USub):
            return lambda run: negative(operand(run))
        raise wrong("Only 'not' and '-' can stand before a value.", "expression_not_allowed")

    def _binop(self, node: ast.BinOp, depth: int) -> Closure:
        if isinstance(node.op, ast.BitOr):
            return self._otherwise(node.left, node.right, depth)
        operation = ARITHMETIC.get(type(node.op))
        if operation is None:
            raise wrong("Only + - * / and % can be used to calculate.", "expression_not_allowed")
        if not isinstance(node.op, ast.Add):
            for side in (node.left, node.right):
                if isinstance(side, ast.List | ast.Tuple) or isinstance(getattr(side, "value", None), str):
                    raise wrong("Only + can be used with texts and lists.")
        left, right, work = self.read(node.left, depth), self.read(node.right, depth), operation
        position = self.position(node)

        def calculate(run: _Run) -> Any:
            one, two = left(run), right(run)
            try:
                return work(one, two)
            except ExpressionError as error:
                error.extra.setdefault("position", position)
                raise

        return calculate

    def _otherwise(self, value: ast.AST, other: ast.AST, depth: int) -> Closure:
        wanted, instead = self.optional(value, depth), self.read(other, depth)

        def choose(run: _Run) -> Any:
            found = wanted(run)
            return instead(run) if found is None else found

        return choose

    def _compare(self, node: ast.Compare, depth: int) -> Closure:
        first = self.read(node.left, depth)
        chain: list[tuple[Callable[[Budget, Any, Any], bool], Closure]] = []
        for operator, operand in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, ast.Is | ast.IsNot) and not (
                isinstance(operand, ast.Constant) and operand.value is None
            ):
                raise wrong("'is' can only be followed by None; use == instead.", "expression_not_allowed")
            chain.append((COMPARE[type(operator)], self.read(operand, depth)))

        position = self.position(node)
        if len(chain) == 1:
            only, second = chain[0]

            def compare_two(run: _Run) -> bool:
                left, right = first(run), second(run)
                try:
                    return only(run, left, right)
                except ExpressionError as error:
                    error.extra.setdefault("position", position)
                    raise

            return compare_two

        def compare(run: _Run) -> bool:
            left = first(run)
            for test, operand in chain:
                right = operand(run)
                if not test(run, left, right):
                    return False
                left = right
            return True

        return compare

    def _ifexp(self, node: ast.IfExp, depth: int) -> Closure:
        test, yes, no = (self.read(part, depth) for part in (node.test, node.body, node.orelse))
        return lambda run: yes(run) if test(run) else no(run)

    def _list(self, node: ast.List | ast.Tuple, depth: int) -> Closure:
        parts = [self.read(part, depth) for part in node.elts]
        return lambda run: [part(run) for part in parts]

    _tuple = _list

    def _call(self, node: ast.Call, depth: int) -> Closure:
        if not isinstance(node.func, ast.Name):
            raise wrong("Only functions can be called, by their bare name.", "expression_not_allowed")
        name = node.func.id
        function = FUNCTIONS.get(name)
        if function is None:
            raise wrong(f"There is no function '{name}'.{_nearest(name, FUNCTIONS)}", "expression_unknown_function")
        if node.keywords:
            raise wrong(f"{name}() takes its values by position only.", "expression_not_allowed")
        if name == "default" and len(node.args) == 2:
            return self._otherwise(node.args[0], node.args[1], depth)
        read = self.optional if name in ("exists", "is_empty") else self.read
        arguments = [read(argument, depth) for argument in node.args]
        if not function.least <= len(arguments) <= function.most:
            wanted = str(function.least) if function.least == function.most else f"{function.least}-{function.most}"
            raise wrong(f"{name}() takes {wanted} value(s), got {len(arguments)}.", "expression_arguments")
        return _call_closure(name, function, arguments, self.position(node))


def _call_closure(name: str, function: Function, arguments: list[Closure], position: int) -> Closure:
    target, clock = function.call, function.clock

    def call(run: _Run) -> Any:
        values = [argument(run) for argument in arguments]
        for value in values:
            if isinstance(value, list | tuple | dict | str):
                run.spend(len(value) // 8)
        try:
            return target(run.now, *values) if clock else target(*values)
        except ExpressionError as error:
            error.extra.setdefault("position", position)
            raise
        except OverflowError as error:
            raise wrong(f"{name}() went beyond the calendar.", "expression_number_too_large") from error

    return call


def _plain(name: str) -> None:
    if name.startswith("_"):
        raise wrong(f"Names cannot begin with '_' ('{name[:40]}').", "expression_not_allowed")
    if len(name) > MAX_NAME:
        raise wrong(f"A name is longer than {MAX_NAME} characters.", "expression_too_long")


def _unknown(name: str, data: Mapping[str, Any], position: int) -> ExpressionError:
    return ExpressionError(
        f"There is no '{name}' in the case data.{_nearest(name, data)}",
        code="expression_unknown_name",
        name=name,
        position=position,
    )


def _nearest(name: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name, list(known)[:200], n=1)
    return f" Did you mean '{near[0]}'?" if near else ""
