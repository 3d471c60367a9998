"""Timers: plain ISO 8601 as every modeler writes it (PT30M, 2026-03-31T08:00Z, R3/PT1H), or one of our expressions.

The due moment is worked out once, when the token arrives, and kept with it in UTC; nothing here reads a clock.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition

from workflows.errors import ExpressionError
from workflows.expressions import compile_expression
from workflows.values import kind, parse_datetime

_DURATION = re.compile(
    r"P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?",
)
_DATE = re.compile(r"\d{4}-?\d\d-?\d\d(?:T[\d:.,]+(?:Z|[+-]\d\d:?\d\d)?)?")
_CYCLE = re.compile(r"R(\d*)/(?:([^/]+)/)?(P[^/]+)")
TimerKind = Literal["date", "duration", "cycle"]


@dataclass(frozen=True, slots=True)
class Repeat:
    """What is left of a cycle: how many more times (None = for ever) and how far apart (ISO duration)."""

    left: int | None
    every: str


def add_duration(start: datetime, source: str) -> datetime:
    """A moment plus an ISO 8601 duration; months and years by the calendar (31 January + P1M = 28/29 February)."""
    found = _DURATION.fullmatch(source)
    if found is None:
        raise _unreadable(source)
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in found.groups()[:6])
    seconds = float((found.group(7) or "0").replace(",", "."))
    try:
        total = start.year * 12 + start.month - 1 + years * 12 + months
        year, month = divmod(total, 12)
        day = min(start.day, calendar.monthrange(year, month + 1)[1]) if years or months else start.day
        moved = start.replace(year=year, month=month + 1, day=day)
        return moved + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except (OverflowError, ValueError) as error:
        raise _unreadable(source) from error


@dataclass(frozen=True, slots=True)
class TimerPlan:
    """One timer of a diagram: which kind, and its source text."""

    kind: TimerKind
    source: str

    def check(self) -> None:
        """Raises ExpressionError if the source can never be right."""
        if not self.is_iso(self.source):
            compile_expression(self.source)
        elif self.kind == "duration":
            add_duration(datetime(2000, 1, 1, tzinfo=UTC), self.source)
        elif self.kind == "cycle":
            self._cycle(self.source, datetime(2000, 1, 1, tzinfo=UTC))
        else:
            parse_datetime(self.source)

    def due(self, data: dict[str, Any], now: datetime) -> tuple[datetime, Repeat | None]:
        """When the timer is due, in UTC, and what remains of a cycle after that first time."""
        value: Any = self.source
        if not self.is_iso(self.source):
            value = compile_expression(self.source)(data, now)
        if self.kind == "cycle":
            if not isinstance(value, str):
                raise ExpressionError(f"A repeating timer needs text like R3/PT1H, got {kind(value)}.")
            return self._cycle(value, now)
        if isinstance(value, timedelta):
            return _utc(now + value), None
        if isinstance(value, str) and value.startswith("P"):
            return _utc(add_duration(now, value)), None
        if isinstance(value, str | date):
            return _utc(parse_datetime(value)), None
        raise ExpressionError(
            f"A timer needs a date, a time or a duration, got {kind(value)}.",
            code="timer_unreadable",
            expression=self.source,
        )

    def is_iso(self, source: str) -> bool:
        """Whether this is plain ISO 8601, and no expression."""
        return any(pattern.fullmatch(source) for pattern in (_DURATION, _DATE, _CYCLE))

    def _cycle(self, source: str, now: datetime) -> tuple[datetime, Repeat | None]:
        found = _CYCLE.fullmatch(source)
        if found is None:
            raise _unreadable(source)
        times, start, every = found.groups()
        first = parse_datetime(start) if start else add_duration(now, every)
        if add_duration(now, every) < now + timedelta(seconds=1):
            raise _unreadable(source)
        left = int(times) - 1 if times else None
        return _utc(first), Repeat(left, every)


class Timer(EventDefinition):  # type: ignore[misc]  # the library is untyped
    """A timer definition on a catching event. It fires only when `engine.fire_timers` says so."""

    def __init__(self, name: str | None, plan: TimerPlan) -> None:
        super().__init__(name, description="Timer")
        self.plan = plan

    def update_task(self, my_task: Any) -> None:
        """Works out the due moment when the token arrives; later calls change nothing."""
        kept = my_task.internal_data
        if "due" in kept:
            return
        case = my_task.workflow.top_workflow.case
        due, repeat = self.plan.due(my_task.scope(), case.now)
        kept["due"] = due.isoformat()
        if repeat is not None:
            kept["left"], kept["every"] = repeat.left, repeat.every

    def catches(self, my_task: Any, event: Any) -> bool:
        return False


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _unreadable(source: str) -> ExpressionError:
    return ExpressionError(
        f"'{source[:60]}' is not a timer: use ISO 8601 (PT30M, 2026-03-31T08:00Z, R3/PT1H) or an expression.",
        code="timer_unreadable",
        expression=source,
    )
