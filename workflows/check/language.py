"""Expressions, timers and names in a drawing: read once, so that nothing unreadable is published."""

from __future__ import annotations

import re

from workflows.check.problem import Problems, error
from workflows.engine_timer import TimerPlan
from workflows.errors import ExpressionError
from workflows.expressions import compile_expression

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")
_REMEDY = "Correct the expression; the page on the language of pathways shows what can be written."


# ${...} and #{...} of Camunda 7 and Flowable, =... of Camunda 8.
_FOREIGN = re.compile(r"[$#]\{(?:(?P<inside>[^{}]*)\}|.*)|=(?!=)(?P<after>.*)", re.DOTALL)


def _foreign(source: str) -> str | None:
    """What an expression of another tool says without its wrapping; None if it is none."""
    found = _FOREIGN.fullmatch(source.strip())
    return None if found is None else (found["inside"] or found["after"] or "").strip()


def expression(element: str, name: str, what: str, source: str) -> Problems:
    """Problems of one expression; `what` says which one it is."""
    if (inside := _foreign(source)) is not None:
        yield error(
            element, "expression_foreign", f"{what}: '{source.strip()[:100]}' is written for another tool.", name,
            f"Write it without the signs around it: {inside[:100]}. {_REMEDY}" if inside else _REMEDY,
        )  # fmt: skip
        return
    try:
        compile_expression(source)
    except ExpressionError as refused:
        position = refused.extra.get("position")
        where = f" (at character {position + 1})" if isinstance(position, int) else ""
        yield error(element, refused.code, f"{what}{where}: {refused.detail}", name, _REMEDY)


def timer(element: str, name: str, plan: TimerPlan) -> Problems:
    try:
        plan.check()
    except ExpressionError as refused:
        yield error(
            element, refused.code, f"Timer: {refused.detail}", name, "" if refused.code.startswith("timer") else _REMEDY
        )


def key(element: str, name: str, found: str, code: str = "result_unreadable", what: str = "data key") -> Problems:
    """Problems of a name under which data are kept."""
    if _KEY.fullmatch(found) is None:
        yield error(element, code, f"'{found[:60]}' cannot be a {what}: letters, digits and '_' only.", name)
