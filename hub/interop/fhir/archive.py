"""The resources of one archive as NDJSON, a file for each type, written line by line: `fhir/Observation.ndjson`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Table, select

from hub.core.db import Base, Db
from hub.core.settings import settings
from hub.interop.fhir import chart, measured, money, papers, people, visits  # noqa: F401  (they register what they tell)
from hub.interop.fhir.box import Box, Row
from hub.interop.fhir.words import clean

BESIDE: dict[str, tuple[str, ...]] = {
    "practitioner": ("practitioner_id", "specialist_id", "author_id", "cosigner_id", "decided_by"),
    "facility": ("facility_id",),
    "payer": ("payer_id",),
    "bed": ("bed_id",),
    "device": ("device_id",),
    "identifier_system": ("system_id",),
    "form_version": ("form_version_id",),
}
"""A table that is not the patient's -> the columns of his rows that name rows of it."""
HIDDEN = frozenset({"key_hash", "key_hint", "user_id"})
PIECE = 200
"""Resources that are turned into text in one go, away from the loop of the process."""


async def box(db: Db, tables: dict[str, list[Row]]) -> Box:
    """The rows of an archive with the people, places and devices that they name."""
    beside = {name: await _named(db, name, columns, tables) for name, columns in BESIDE.items()}
    wards = {row["ward_id"] for row in beside["bed"]}
    beside["ward"] = await _some(db, Base.metadata.tables["ward"], wards)
    own = {row["id"] for row in tables.get("device", ())}
    beside["device"] = [row | {"owner_patient_id": None} for row in beside["device"] if row["id"] not in own]
    return Box(tables, beside, settings().base_url)


async def _named(db: Db, name: str, columns: tuple[str, ...], tables: dict[str, list[Row]]) -> list[Row]:
    ids = {row[column] for rows in tables.values() for row in rows for column in columns
           if isinstance(row.get(column), UUID)}  # fmt: skip
    return await _some(db, Base.metadata.tables[name], ids)


async def _some(db: Db, table: Table, ids: set[UUID]) -> list[Row]:
    if not ids:
        return []
    columns = [one for one in table.c if one.name not in HIDDEN]
    rows = await db.execute(select(*columns).where(table.c.id.in_(ids)).order_by(table.c.id))
    return [dict(row._mapping) for row in rows]


async def files(db: Db, tables: dict[str, list[Row]]) -> AsyncIterator[tuple[str, AsyncIterator[bytes]]]:
    """(path in the archive, its lines piece by piece) of every type of which there is a resource."""
    found = await box(db, tables)
    for kind in found.kinds():
        lines = found.resources(kind)
        if first := next(lines, None):
            yield f"fhir/{kind}.ndjson", _pieces(first, lines)


async def _pieces(first: Row, rest: Iterator[Row]) -> AsyncIterator[bytes]:
    yield line(first)
    while piece := await asyncio.to_thread(_some_lines, rest):
        yield piece


def _some_lines(rest: Iterator[Row]) -> bytes:
    return b"".join(line(one) for _, one in zip(range(PIECE), rest, strict=False))


def line(resource: Row) -> bytes:
    """One resource as it stands in the file; numbers keep the digits that they were written with."""
    return orjson.dumps(clean(resource), default=_json, option=orjson.OPT_APPEND_NEWLINE)


def _json(value: Any) -> Any:
    return orjson.Fragment(format(value, "f")) if isinstance(value, Decimal) else str(value)
