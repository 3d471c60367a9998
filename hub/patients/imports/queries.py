"""Reads of imports, and the door to one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, tuple_

from hub.core import filing
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Gone, NotFound
from hub.identity import house
from hub.patients import fields, identifiers, queries
from hub.patients.imports.models import PatientImport, PatientImportRow
from hub.patients.imports.people import Asked
from hub.patients.imports.table import Form
from hub.patients.models import IdentifierKind, Patient

SAID = ("imported", "undone", "kept")
"""Codes of lines that became somebody; every other code says why a line was not taken."""


class Line(NamedTuple):
    """What is said about a line, with the patient it became and the one it looks like."""

    row: PatientImportRow
    made: Patient | None
    like: Patient | None


async def access_import(db: Db | ReadDb, actor: Actor, import_id: UUID, *, lock: bool = False) -> PatientImport:
    """One import; whoever may import sees each of them."""
    actor.must("patient.import")
    row = await db.get(PatientImport, import_id, with_for_update=lock or None)
    if row is None:
        raise NotFound()
    return row


async def recent(db: Db | ReadDb, *, most: int = 50) -> list[PatientImport]:
    """The latest imports, newest first."""
    return list(await db.scalars(select(PatientImport).order_by(PatientImport.id.desc()).limit(most)))


async def asked(db: Db | ReadDb) -> Asked:
    """What this hospital registers; its own number is given out and never taken from a file."""
    kinds = {row.code: row for row in await identifiers.systems(db) if row.kind != IdentifierKind.mrn}
    return Asked(kinds, await fields.all_of(db), await house.today(db))


def form_of(row: PatientImport) -> Form:
    """How the file of an import is written."""
    return Form(row.encoding, row.delimiter)


async def content(db: Db | ReadDb, row: PatientImport) -> bytes:
    """The bytes of the file; 410 when they were deleted or lost."""
    if row.file_id is None:
        raise Gone("The file of this import was deleted.", code="file_deleted")
    return await filing.content(db, row.file_id)


async def said(
    db: Db | ReadDb, import_id: UUID, *, made: bool | None, after: tuple[int, str] | None, limit: int
) -> list[Line]:  # fmt: skip
    """What is said about the lines, in their order; `made`: only those that became somebody, or only the others."""
    found = select(PatientImportRow).where(PatientImportRow.import_id == import_id)
    if made is not None:
        found = found.where(PatientImportRow.code.in_(SAID) if made else PatientImportRow.code.not_in(SAID))
    place = (PatientImportRow.line, PatientImportRow.field)
    if after:
        found = found.where(tuple_(*place) > tuple_(*after))
    rows = list(await db.scalars(found.order_by(*place).limit(limit)))
    known = await queries.patients_by_id(db, {id for row in rows for id in (row.made_id, row.like_id) if id})
    return [Line(row, known.get(row.made_id) if row.made_id else None,
                 known.get(row.like_id) if row.like_id else None) for row in rows]  # fmt: skip


async def counts(db: Db | ReadDb, import_id: UUID) -> tuple[int, int]:
    """(lines with an error, lines that look like somebody and were not accepted)."""
    alike = PatientImportRow.code == "likely_duplicate"
    lines = func.count(PatientImportRow.line.distinct())
    found = await db.execute(
        select(lines.filter(~alike), lines.filter(alike)).where(
            PatientImportRow.import_id == import_id, PatientImportRow.code.not_in(SAID),
            PatientImportRow.accepted.is_(False),
        )
    )  # fmt: skip
    wrong, like = found.one()
    return int(wrong), int(like)


async def by_line(
    db: Db | ReadDb, import_id: UUID, lines: Iterable[int] | None = None
) -> dict[int, list[PatientImportRow]]:
    """line -> what is said about it (`lines` None: of the whole file)."""
    found = select(PatientImportRow).where(PatientImportRow.import_id == import_id)
    if lines is not None:
        found = found.where(PatientImportRow.line.in_(list(lines)))
    told: dict[int, list[PatientImportRow]] = {}
    for row in await db.scalars(found.order_by(PatientImportRow.line, PatientImportRow.field)):
        told.setdefault(row.line, []).append(row)
    return told
