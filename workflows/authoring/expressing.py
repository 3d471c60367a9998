"""Try an expression: on given data, or on the data of a case as far as the person may read them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hub.core.actor import Actor
from hub.core.clock import now as clock
from hub.core.db import Db
from workflows import cases, engine_data
from workflows.authoring.schemas_try import (
    ExpressionOut,
    ExpressionProblem,
    TryExpression,
)
from workflows.decisions import cells
from workflows.engine_timer import TimerPlan
from workflows.errors import EngineError
from workflows.expressions import compile_expression
from workflows.functions import kind


async def try_expression(db: Db, given: TryExpression, *, actor: Actor) -> ExpressionOut:
    """Its value and what kind of value that is; or what is wrong with it, in words and with the place.

    Without the right to read charts, or a part in the case, its words are covered before the expression sees them: what
    it cannot read it cannot tell. Of whom it is not told whose the case is, it sees nothing.
    """
    data, masked = dict(given.data), False
    if given.case_id is not None:
        case = await cases.access_case(db, actor, given.case_id)
        found, clear = await cases.data_for(db, case, actor=actor, right="chart.read")
        data, masked = {**found, **data}, not clear
    try:
        value = _worked_out(given, engine_data.clean(data))
    except EngineError as error:
        problem = ExpressionProblem(code=error.code, message=error.detail, position=error.extra.get("position"))
        return ExpressionOut(value=None, type=None, problem=problem, masked=masked, names=_names(given.expression))
    return ExpressionOut(
        value=_plain(value), type=_type(value), problem=None, masked=masked, names=_names(given.expression)
    )  # fmt: skip


def _worked_out(given: TryExpression, data: dict[str, Any]) -> Any:
    moment = given.now or clock()
    match given.kind:
        case "condition":
            return compile_expression(given.expression).truth(data, moment)
        case "timer":
            due, _repeat = TimerPlan("date" if not given.expression.startswith("R") else "cycle", given.expression).due(
                data, moment
            )
            return due
        case "cell":
            return _cell(given, data, moment)
    return compile_expression(given.expression)(data, moment)


def _cell(given: TryExpression, data: dict[str, Any], moment: datetime) -> bool:
    """Whether an input cell of a decision table fits the `input`."""
    condition = cells.read(given.expression).expression
    return compile_expression(condition).truth({**data, cells.VALUE: engine_data.clean(given.input)}, moment)


def _names(source: str) -> list[str]:
    try:
        return sorted(compile_expression(source).names)
    except EngineError:
        return []


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _type(value: Any) -> str:
    return kind(value)
