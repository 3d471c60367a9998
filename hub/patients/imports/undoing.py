"""Taking an import back: whoever came in by it and has not been worked with since is removed, everybody else stays.

Untouched means: nobody corrected the record, and no table of the house holds a row of it but those that registration
itself wrote. Looking at somebody is no work; the audit trail keeps that he was here.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select

from hub.core import audit, rotation
from hub.core.actor import Actor
from hub.core.db import Base, Db
from hub.core.facts import state
from hub.core.jobs import enqueue
from hub.core.states import move
from hub.patients.belongings import BELONGINGS
from hub.patients.imports.facts import ImportChanged
from hub.patients.imports.models import ImportStatus, PatientImport, PatientImportRow
from hub.patients.index_models import PatientKey, PatientWord
from hub.patients.models import Patient, PatientIdentifier

BATCH = 100
OF_REGISTRATION = frozenset({"patient_word", "patient_key", "patient_identifier", "patient_import_row", "audit_event"})
"""Tables that hold rows of everybody who was only registered."""


async def undo(db: Db, row: PatientImport, *, actor: Actor) -> PatientImport:
    """Take back what nobody has touched."""
    move(row, ImportStatus.undoing)
    audit.wrote(db, actor, row, reason="undo")
    await db.flush()
    await enqueue(db, "patients.undo_import", actor=actor, key=str(row.id), import_id=row.id)
    state(db, ImportChanged(import_id=row.id), actor=actor)
    return row


async def undo_batch(db: Db, import_id: UUID, *, actor: Actor) -> None:
    """Take back the next of them, the last line first; who was touched is marked as kept."""
    row = await db.get_one(PatientImport, import_id, with_for_update=True)
    if row.status != ImportStatus.undoing:
        return
    lines = list(
        await db.scalars(
            select(PatientImportRow).where(PatientImportRow.import_id == row.id, PatientImportRow.code == "imported")
            .order_by(PatientImportRow.line.desc()).limit(BATCH)
        )
    )  # fmt: skip
    ids = [line.made_id for line in lines if line.made_id]
    # A row of any table that refers to a patient waits for this lock, and finds nobody then.
    people = {one.id: one for one in await db.scalars(
        select(Patient).where(Patient.id.in_(ids)).order_by(Patient.id).with_for_update())}  # fmt: skip
    touched = await _touched(db, lines, people)
    gone = [line for line in lines if line.made_id not in touched]
    for line in lines:
        line.code = "kept" if line.made_id in touched else "undone"
    await _remove(db, row, [id for line in gone if (id := line.made_id)], gone, actor)
    row.undone += len(gone)
    if len(lines) < BATCH:
        move(row, ImportStatus.undone)
        audit.wrote(db, actor, row)
    else:
        await db.flush()
        await enqueue(db, "patients.undo_import", actor=actor, key=str(row.id), import_id=row.id)
    state(db, ImportChanged(import_id=row.id), actor=actor)


async def _touched(db: Db, lines: list[PatientImportRow], people: dict[UUID, Patient]) -> set[UUID | None]:
    """Ids of those with whom somebody has worked since they came in."""
    came = {line.made_id: line.created_at for line in lines}
    found: set[UUID | None] = {id for id, one in people.items() if one.version > 1}
    for (name, column), belonging in BELONGINGS.items():
        if name not in OF_REGISTRATION:
            held = Base.metadata.tables[belonging.table].c[column]
            found |= set(await db.scalars(select(held).where(held.in_(people)).distinct()))
    numbers = select(PatientIdentifier).where(PatientIdentifier.patient_id.in_(people))
    for one in await db.scalars(numbers):
        if one.version > 1 or one.created_at > came[one.patient_id]:
            found.add(one.patient_id)
    return found


async def _remove(db: Db, row: PatientImport, ids: list[UUID], lines: list[PatientImportRow], actor: Actor) -> None:
    for line in lines:
        line.made_id = None
    await db.flush()
    for table in (PatientWord, PatientKey, PatientIdentifier):
        await db.execute(delete(table).where(table.patient_id.in_(ids)))
    await db.execute(delete(Patient).where(Patient.id.in_(ids)))
    for id in ids:
        audit.noted(db, actor, "delete", "patient", id, patient_id=id, reason=f"import {row.id} undone")
        await rotation.shred(db, id, actor=actor, reason="import undone")
