"""The file of an import: given back with what became of each line, and deleted when it is old."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, exists, or_, select

from hub.core import audit, filing
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.sheets import line as sheet_line
from hub.patients import queries as patients
from hub.patients.imports import queries, table
from hub.patients.imports.models import ImportStatus, PatientImport, PatientImportRow
from hub.patients.models import Patient

KEPT = timedelta(days=30)
"""As long as the file of an import is kept after the last thing that was done with it."""


async def result(db: Db, row: PatientImport, *, only_refused: bool, actor: Actor) -> bytes:
    """The file again, with three columns before it: line, what became of it, and why not. UTF-8 with its mark.

    `only_refused`: without the lines that were taken, to be mended and uploaded again. It is in the audit trail.
    """
    raw, told = await queries.content(db, row), await queries.by_line(db, row.id)
    made = {one.made_id for said in told.values() for one in said if one.made_id}
    numbers = {id: one.number for id, one in (await patients.patients_by_id(db, made)).items()}
    lines = [sheet_line(["Line", "Outcome", "Why", *row.columns])]
    for n, cells in table.rows(raw, queries.form_of(row)):
        said = told.get(n, [])
        taken = any(one.code in queries.SAID for one in said)
        if only_refused and (taken or not said):
            continue
        outcome = next((one.code for one in said if one.code in queries.SAID), "refused" if said else "")
        number = next((numbers.get(one.made_id, "") for one in said if one.made_id), "")
        why = "; ".join(f"{one.field}: {one.message}" if one.field else one.message for one in said if one.message)
        lines.append(sheet_line([n, outcome, number or why, *cells]))
    audit.noted(db, actor, "export", "patient_import", row.id, after={"only_refused": only_refused})
    return "\ufeff".encode() + "".join(lines).encode()


async def expire(db: Db, *, actor: Actor) -> None:
    """Delete the files that nobody has needed for long, or that tell of somebody who was erased; what was said about
    the lines stays.
    """
    erased = exists().where(PatientImportRow.import_id == PatientImport.id, PatientImportRow.made_id == Patient.id,
                            Patient.erased_at.is_not(None))  # fmt: skip
    over = or_(PatientImport.status_at < now() - KEPT, and_(PatientImport.status == ImportStatus.done, erased))
    old = select(PatientImport).where(PatientImport.file_id.is_not(None), over)
    for row in await db.scalars(old.with_for_update(skip_locked=True).limit(20)):
        if row.file_id is not None:
            await filing.let_go(db, row.file_id)
        row.file_id = None
        audit.wrote(db, actor, row, reason="old")
