"""Sink: many rows into one table by COPY, with the defaults that the table's class gives to what is not said."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, inspect

from hub.core.db import Base, Db

CHUNK = 20_000
Row = Sequence[Any]
Told = Callable[[str, int], None]
"""Hears the table's name and how many rows went in just now."""


def id_at(pick: random.Random, moment: datetime) -> UUID:
    """A version-7 id of that moment whose random bits come from `pick`: the same crowd every time."""
    value = int(moment.timestamp() * 1000) << 80 | 0x7 << 76 | pick.getrandbits(12) << 64 | 0b10 << 62
    return UUID(int=value | pick.getrandbits(62))


class Sink:
    """COPY into the table of `model`; `given` are the attributes that each row says, in its order.

    Columns that a row does not say get the default of the class, once for all rows; those that PostgreSQL fills are
    left to it. A required column that nobody fills is an error that names it.
    """

    def __init__(self, db: Db, model: type[Base], given: tuple[str, ...], told: Told) -> None:
        self.db, self.told = db, told
        mapper = inspect(model)
        table = mapper.local_table
        assert isinstance(table, Table)
        self.table = table
        columns = [mapper.columns[name] for name in given]
        rest = [column for column in self.table.columns if column not in columns]
        constant = [(column, _default(column)) for column in rest if _has_default(column)]
        missing = [c.name for c in rest if not _has_default(c) and not c.nullable and not _filled_below(c)]
        if missing:
            raise RuntimeError(f"{self.table.name}.{missing[0]} is required: say in hub.crowd what it holds")
        self.columns = [column.name for column in [*columns, *(column for column, _ in constant)]]
        dialect = db.get_bind().dialect
        ways = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
        self.ways = [(n, way) for n, way in enumerate(ways) if way is not None]
        tail = []
        for column, value in constant:
            way = column.type.dialect_impl(dialect).bind_processor(dialect)
            tail.append(way(value) if way else value)
        self.tail = tuple(tail)

    async def write(self, rows: Iterable[Row]) -> int:
        """Send the rows, some thousands at a time; returns how many."""
        raw = (await (await self.db.connection()).get_raw_connection()).driver_connection
        assert raw is not None
        source, total = iter(rows), 0
        while chunk := list(islice(self._bound(source), CHUNK)):
            await raw.copy_records_to_table(self.table.name, records=chunk, columns=self.columns)
            total += len(chunk)
            self.told(self.table.name, len(chunk))
        return total

    def _bound(self, rows: Iterator[Row]) -> Iterator[tuple[Any, ...]]:
        for row in rows:
            values = list(row)
            for n, way in self.ways:
                values[n] = way(values[n])
            yield (*values, *self.tail)


async def write_objects(db: Db, objects: Iterator[Base], told: Told) -> int:
    """The same for objects of one class, with whatever their makers have set (search words, blind indexes)."""
    first = next(objects, None)
    if first is None:
        return 0
    mapper = inspect(type(first))
    names = tuple(
        attribute.key
        for attribute in mapper.column_attrs
        if isinstance(column := attribute.columns[0], Column) and not _filled_below(column)
    )
    sink = Sink(db, type(first), names, told)

    def values() -> Iterator[Row]:
        yield _values(first, names)
        for one in objects:
            yield _values(one, names)

    return await sink.write(values())


def filled(one: Any) -> Any:
    """The object with the defaults of its class where nothing was set, as after a flush."""
    for attribute in inspect(type(one)).column_attrs:
        column = attribute.columns[0]
        if attribute.key not in one.__dict__ and isinstance(column, Column):
            one.__dict__[attribute.key] = _default(column) if _has_default(column) else None
    return one


def _values(one: Any, names: tuple[str, ...]) -> Row:
    known = filled(one).__dict__
    return [known[name] for name in names]


def _has_default(column: Column[Any]) -> bool:
    return column.default is not None and (column.default.is_scalar or column.default.is_callable)


def _default(column: Column[Any]) -> Any:
    found: Any = column.default
    return found.arg(None) if found.is_callable else found.arg


def _filled_below(column: Column[Any]) -> bool:
    """PostgreSQL fills it: an identity, a generated column, a default of the table."""
    return column.server_default is not None or column.identity is not None or column.computed is not None
