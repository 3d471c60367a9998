"""What an erasure does, table by table: made from `belongs` and `erases`, in an order that foreign keys allow.

The rule for a table that says nothing is the strictest that keeps its row: every word of it goes. So a new column, or a
new table that names a patient, is erased before anybody has thought of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    Column,
    ColumnElement,
    Enum,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    cast,
    delete,
    func,
    literal,
    null,
    or_,
    select,
    update,
)

from hub.core.db import Base, Db
from hub.patients.belongings import BELONGINGS, BLANK, DELETE, ERASURES, KEEP, Erasure, Whose

HOUSE_WORDS = frozenset({"currency", "process_id", "element_id", "form", "gateway", "payer_code", "service_code"})
"""Columns with a word of the house in every table: which pathway, which money, which service. No person is in them."""


@dataclass(frozen=True)
class Part:
    """One table of an erasure."""

    table: Table
    rule: Erasure

    def reach(self, whose: Whose) -> ColumnElement[bool]:
        """SQL for 'this row is about him'."""
        if self.rule.reach is not None:
            return self.rule.reach(self.table, whose)
        name = self.table.name
        ways = [self.table.c[column].in_(whose.records) for table, column in BELONGINGS if table == name]
        for one in BELONGINGS.values():
            for child, column in one.children:
                if child == name:
                    parent = Base.metadata.tables[one.table]
                    his = select(parent.c.id).where(parent.c[one.column].in_(whose.records))
                    ways.append(self.table.c[column].in_(his))
        return or_(*ways)

    async def run(self, db: Db, whose: Whose) -> int:
        """Do it; how many rows it was."""
        if self.rule.how == DELETE:
            gone = await db.execute(delete(self.table).where(self.reach(whose)))
            return int(gone.rowcount)  # type: ignore[attr-defined]
        values = blank(self.table, self.rule.but)
        if not values:
            return 0
        done = await db.execute(update(self.table).where(self.reach(whose)).values(values))
        return int(done.rowcount)  # type: ignore[attr-defined]


def parts() -> list[Part]:
    """Every table of an erasure, children before what they hang on."""
    return list(_parts())


@cache
def _parts() -> tuple[Part, ...]:
    named = {table for table, _ in BELONGINGS} | {c for one in BELONGINGS.values() for c, _ in one.children}
    found = {name: ERASURES.get(name) or Erasure(name, BLANK, None, (), "") for name in named | ERASURES.keys()}
    order = [table for table in reversed(Base.metadata.sorted_tables) if table.name in found]
    rules = [Part(table, found[table.name]) for table in order if found[table.name].how != KEEP]
    # Rows are found by what hangs on them: what is deleted goes last, once nothing looks for it any more.
    return (*(one for one in rules if one.rule.how == BLANK), *(one for one in rules if one.rule.how == DELETE))


def words(table: Table, but: tuple[str, ...] = ()) -> Iterator[Column[Any]]:
    """The columns in which somebody's words may stand."""
    for column in table.c:
        kind = column.type.item_type if isinstance(column.type, ARRAY) else column.type
        if column.primary_key or column.foreign_keys or isinstance(kind, Enum):
            continue
        if isinstance(kind, String | JSON | LargeBinary) and column.name not in HOUSE_WORDS and column.name not in but:
            yield column


def blank(table: Table, but: tuple[str, ...]) -> dict[str, Any]:
    """Column -> nothing, as that column can have it; where only one row may say the same, its id."""
    unique = _unique(table)
    return {column.name: _nothing(table, column, column.name in unique) for column in words(table, but)}


def _nothing(table: Table, column: Column[Any], once: bool) -> Any:
    if once and isinstance(column.type, String) and "id" in table.c:
        return func.concat("~", cast(table.c.id, Text))
    if column.nullable:
        return null()
    if isinstance(column.type, ARRAY):
        return cast(literal("{}"), column.type)
    if isinstance(column.type, JSON):
        return cast(literal(_empty(column)), column.type)
    return b"" if isinstance(column.type, LargeBinary) else ""


def _empty(column: Column[Any]) -> str:
    """An empty list where the column begins as one."""
    default = column.default
    if default is not None and default.is_callable:
        return "[]" if isinstance(default.arg(None), list) else "{}"  # type: ignore[attr-defined]
    return "{}"


def _unique(table: Table) -> set[str]:
    found = {column.name for column in table.c if column.unique}
    for one in table.constraints:
        if isinstance(one, UniqueConstraint):
            found |= {column.name for column in one.columns}
    for index in table.indexes:
        if index.unique:
            said = " ".join(str(one) for one in index.expressions)  # upper(label), too
            found |= {column.name for column in table.c if re.search(rf"\b{column.name}\b", said)}
    return found
