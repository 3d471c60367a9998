"""Subject, Measure, Group: the words of which a report is made. Nothing else reaches the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Column as Stored
from sqlalchemy import Date, FromClause, Join, Numeric, SQLColumnExpression, Table, cast, func
from sqlalchemy.sql import visitors

from hub.reports.period import Period

MeasureKind = Literal["count", "money", "minutes", "percent", "number"]
GroupKind = Literal["day", "week", "month", "weekday", "hour", "code", "name", "money"]
FILTERS = ("facility_id", "department_id", "practitioner_id", "payer_id")


@dataclass(frozen=True)
class Measure:
    """A number over the rows of a group. Money in minor units of the facility's currency."""

    kind: MeasureKind
    value: SQLColumnExpression[Any]


@dataclass(frozen=True)
class Group:
    """By what rows are put together; `name` is what people read when `key` is an id."""

    kind: GroupKind
    key: SQLColumnExpression[Any]
    name: SQLColumnExpression[Any] | None = None


@dataclass(frozen=True)
class Column:
    """One column of the rows behind a figure."""

    key: str
    kind: Literal["moment", "day", "text", "code", "money", "minutes"]
    value: SQLColumnExpression[Any]


@dataclass(frozen=True)
class Subject:
    """What can be counted: where it comes from, when it happened, and the words it offers.

    `may` is the permission that its figures need; `patient` the column by which the rows behind it are shown only to
    those who may see that patient (`clinical`: his record).
    """

    may: str
    source: FromClause
    moment: SQLColumnExpression[Any]
    where: tuple[SQLColumnExpression[bool], ...]
    measures: dict[str, Measure]
    groups: dict[str, Group]
    filters: dict[str, SQLColumnExpression[Any]]
    id: SQLColumnExpression[Any]
    patient: SQLColumnExpression[Any] | None = None
    clinical: bool = False
    columns: tuple[Column, ...] = ()
    default_measures: tuple[str, ...] = ()
    default_groups: tuple[str, ...] = ("day",)
    link: str = ""
    """What a row opens: encounter, appointment, invoice, claim, task; '' = nothing."""
    limits: tuple[SQLColumnExpression[bool], ...] = field(default=())


Make = Callable[[Period], Subject]
SUBJECTS: dict[str, Make] = {}


def subject(name: str) -> Callable[[Make], Make]:
    """Register a subject under the name by which reports ask for it."""

    def register(make: Make) -> Make:
        SUBJECTS[name] = make
        return make

    return register


def within(moment: SQLColumnExpression[Any], period: Period) -> tuple[SQLColumnExpression[bool], ...]:
    """The rows of the period, in the form that an index on the column answers."""
    return (moment >= period.start, moment < period.end)


def calendar(moment: SQLColumnExpression[Any], period: Period) -> dict[str, Group]:
    """Day, week, month, weekday (1 = Monday) and hour on the wall clock of the period's zone."""
    local = func.timezone(period.zone, moment)
    return {
        "day": Group("day", cast(local, Date)),
        "week": Group("week", cast(func.date_trunc("week", local), Date)),
        "month": Group("month", cast(func.date_trunc("month", local), Date)),
        "weekday": Group("weekday", func.extract("isodow", local)),
        "hour": Group("hour", func.extract("hour", local)),
    }


def calendar_of_days(day: SQLColumnExpression[Any]) -> dict[str, Group]:
    """The same for a column that is a date already."""
    return {
        "day": Group("day", day),
        "week": Group("week", cast(func.date_trunc("week", day), Date)),
        "month": Group("month", cast(func.date_trunc("month", day), Date)),
        "weekday": Group("weekday", func.extract("isodow", day)),
    }


def without_needless(source: FromClause, used: Iterable[Any]) -> FromClause:
    """The source without the joins that neither change which rows there are nor give a column that is used."""
    joins: list[Join] = []
    while isinstance(source, Join):
        joins.append(source)
        source = source.left
    wanted = _tables(used)
    kept: list[Join] = []
    for join in joins:
        if _only_adds(join) and join.right.name not in wanted:  # type: ignore[attr-defined]
            continue
        kept.append(join)
        wanted |= _tables([join.onclause])
    for join in reversed(kept):
        source = source.join(join.right, join.onclause, isouter=join.isouter)
    return source


def _tables(used: Iterable[Any]) -> set[str]:
    return {
        part.table.name
        for one in used
        for part in visitors.iterate(one.__clause_element__() if hasattr(one, "__clause_element__") else one)
        if isinstance(part, Stored)
    }


def _only_adds(join: Join) -> bool:
    """Whether each row on the left finds exactly one row on the right, or (outer) at most one: a key is looked up."""
    sides = (getattr(join.onclause, "left", None), getattr(join.onclause, "right", None))
    columns = [side for side in sides if isinstance(side, Stored)]
    if len(columns) != 2 or not isinstance(join.right, Table):
        return False
    theirs, ours = sorted(columns, key=lambda column: column.table.name != join.right.name)  # type: ignore[attr-defined]
    looked_up = theirs.primary_key and len(join.right.primary_key) == 1
    return looked_up and (join.isouter or (not ours.nullable and ours.references(theirs)))


def share(part: SQLColumnExpression[Any], whole: SQLColumnExpression[Any]) -> SQLColumnExpression[Any]:
    """Percent, one digit; nothing of nothing is nothing."""
    return rounded(100 * part / cast(func.nullif(whole, 0), Numeric))


def rounded(value: SQLColumnExpression[Any], digits: int = 1) -> SQLColumnExpression[Any]:
    """PostgreSQL rounds numeric to digits, not double precision."""
    return func.round(cast(value, Numeric), digits)


def minutes(span: SQLColumnExpression[Any]) -> SQLColumnExpression[Any]:
    """An interval in minutes."""
    return func.extract("epoch", span) / 60
