"""One input cell: what it stands for, as an expression over `cell_value` and, where it can be said, as a set of values.

A cell holds alternatives: `-` (anything), `null`, `[18..65]`, `>= 18`, `"A","B"`, `? in list`, or an expression whose
value is meant; `not(...)` around them means none of these. Nothing (null) fits only `-`, `null` and what asks for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from workflows.decisions import feel
from workflows.errors import ExpressionError

VALUE = "cell_value"
MAX_CELL = 1_000
_INTERVAL = re.compile(r"([\[\](])(.*?)\.\.(.*)([\])\[])", re.S)
_COMPARE = re.compile(r"(<=|>=|!=|==|=|<|>)(.*)", re.S)
_NEGATED = re.compile(r"not\s*\((.*)\)", re.S)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the tests of a cell. `low` and `high` are sources; an interval has its ends in or out."""

    kind: Literal["any", "null", "interval", "compare", "equal", "where"]
    low: str = ""
    high: str = ""
    sign: str = ""
    low_in: bool = True
    high_in: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """A whole cell."""

    alternatives: tuple[Alternative, ...]
    negated: bool = False

    @property
    def expression(self) -> str:
        """The cell as a condition over `cell_value` and the case data."""
        if any(one.kind == "any" for one in self.alternatives):
            return "false" if self.negated else "true"
        plain = [_condition(one) for one in self.alternatives if one.kind not in ("null", "where")]
        others = [_condition(one) for one in self.alternatives if one.kind in ("null", "where")]
        if self.negated:
            inner = " or ".join([*plain, *(one for one in others if one)]) or "false"
            return f"{VALUE} != null and not ({inner})"
        found = [f"({VALUE} != null and ({' or '.join(plain)}))"] if plain else []
        return " or ".join([*found, *others])


def _condition(one: Alternative) -> str:
    if one.kind == "null":
        return f"{VALUE} == null"
    if one.kind == "where":
        return f"({one.low})"
    if one.kind == "equal":
        word = "in" if one.low.startswith("[") else "=="
        return f"{VALUE} {word} ({one.low})"
    if one.kind == "compare":
        return f"{VALUE} {one.sign} ({one.low})"
    lower, upper = ">=" if one.low_in else ">", "<=" if one.high_in else "<"
    return f"({VALUE} {lower} ({one.low}) and {VALUE} {upper} ({one.high}))"


def read(text: str) -> Cell:
    """A cell as written; ExpressionError says what cannot be read."""
    source = text.strip()
    if len(source) > MAX_CELL:
        raise ExpressionError(
            f"A cell is longer than {MAX_CELL} characters.", code="expression_too_long", expression=""
        )
    if source in ("", "-"):
        return Cell((Alternative("any"),))
    negated = _NEGATED.fullmatch(source)
    if negated is not None and _is_one_bracket(source[source.index("(") :]):
        return Cell(tuple(_alternative(part) for part in feel.split(negated.group(1))), negated=True)
    return Cell(tuple(_alternative(part) for part in feel.split(source)))


def _is_one_bracket(source: str) -> bool:
    """Whether the first bracket closes at the very end."""
    depth = 0
    parts = feel.tokens(source)
    for place, part in enumerate(parts):
        depth += (part in ("(", "[")) - (part in (")", "]"))
        if depth == 0:
            return place == len(parts) - 1
    return False


def _alternative(source: str) -> Alternative:
    found = _read(source)
    if found.kind in ("interval", "compare", "equal") and not (found.low and (found.high or found.kind != "interval")):
        raise ExpressionError(f"A value is missing in '{source[:40]}'.", code="decision_cell", expression=source)
    return found


def _read(source: str) -> Alternative:
    if not source:
        raise ExpressionError("A value is missing between two commas.", code="decision_cell", expression=source)
    if source == "-":
        return Alternative("any")
    if source == "null":
        return Alternative("null")
    if any(part == "?" for part in feel.tokens(source.replace("??", "  "))):
        return Alternative("where", low=feel.expression(_asked(source)))
    interval = _INTERVAL.fullmatch(source)
    if interval is not None and _ends_fit(source):
        opens, low, high, closes = interval.groups()
        return Alternative(
            "interval", feel.expression(low), feel.expression(high), low_in=opens == "[", high_in=closes == "]"
        )
    compare = _COMPARE.fullmatch(source)
    if compare is not None:
        sign = "==" if compare.group(1) == "=" else compare.group(1)
        return Alternative("compare", feel.expression(compare.group(2)), sign=sign)
    return Alternative("equal", feel.expression(source))


def _ends_fit(source: str) -> bool:
    return ".." in feel.tokens(source)


def _asked(source: str) -> str:
    """The text with `?` (but not `??`) as the value of the input."""
    parts = feel.tokens(source)
    found = []
    for place, part in enumerate(parts):
        beside = parts[place - 1 : place] + parts[place + 1 : place + 2]
        found.append(VALUE if part == "?" and "?" not in beside else part)
    return "".join(found)
