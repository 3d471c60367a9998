"""Everything one patient has, as a zip of JSON and files: made by a job, audited, kept for some days (B70).

Which tables: belongings.py; how they are packed: packing.py. What a table holds of other people (who wrote a note) goes
along as it stands there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, Table, and_, cast, exists, select

from hub.core import audit, filing, sealed
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Base, Db, ReadDb
from hub.core.errors import Conflict, Gone, NotFound
from hub.core.facts import state
from hub.core.jobs import Job, enqueue
from hub.core.states import move
from hub.patients import merging, packing
from hub.patients.access import policy
from hub.patients.access.models import Label, SensitivityLabel
from hub.patients.belongings import BELONGINGS, KEPT_BACK, STAY, Belonging
from hub.patients.facts import ExportChanged
from hub.patients.filed import ExportStatus, PatientExport
from hub.patients.models import Patient

KEPT = timedelta(days=7)
JOB = "patients.export"


@filing.keeps_files
def _archives() -> Any:
    return select(PatientExport.file_id, PatientExport.patient_id)


async def ask(db: Db, patient: Patient, reason: str, *, actor: Actor, whole: bool = False) -> PatientExport:
    """Have it made. One at a time for a patient.

    What bears a sensitivity label is in it for the patient himself, and for staff who say so (`whole`); else it is left
    out with whatever hangs on it. 409 labelled: then nothing would be left, for the whole record bears one.
    """
    own = policy.is_own(actor, patient.id)
    row = PatientExport(
        patient_id=patient.id, requested_by=actor.user_id, reason=reason, status=ExportStatus.queued,
        labels="all" if not policy.is_proxy(actor) and (own or whole) else "veiled" if own else "none",
    )  # fmt: skip
    return await start(db, patient, row, actor=actor)


async def start(db: Db, patient: Patient, row: PatientExport, *, actor: Actor) -> PatientExport:
    """Have this one made. 409 labelled, export_running."""
    if patient.id in await _labelled(db, row):
        raise Conflict("The whole record bears a label. Say that it is to be taken out all the same.", code="labelled")
    await give_up(db, PatientExport.patient_id == patient.id, actor=actor)
    waiting = select(PatientExport.id).where(
        PatientExport.patient_id == patient.id, PatientExport.status == ExportStatus.queued
    )
    if await db.scalar(waiting):
        raise Conflict("An export is being made already.", code="export_running")
    db.add(row)
    audit.wrote(db, actor, row, reason=row.reason)
    await db.flush()
    await enqueue(db, JOB, actor=actor, export_id=row.id)
    return row


async def make(db: Db, export_id: UUID, *, actor: Actor) -> None:
    """Collect, pack, store; the job's work. Done again after a crash it makes another file, and one row."""
    row = await db.get_one(PatientExport, export_id, with_for_update=True)
    if row.status != ExportStatus.queued:
        return
    patient = await db.get_one(Patient, row.patient_id)
    hidden = await _labelled(db, row) | await _kept_back(db, row, patient)
    tables = without(await _collected(db, patient, await merging.records_of(db, patient.id)), hidden)
    packed = packing.packed(patient, tables, packing.papers(db, patient, tables))
    row.file_id, row.sha256, row.size = await filing.keep_pieces(db, packed, owner=patient.id)
    row.expires_at = now() + KEPT
    move(row, ExportStatus.ready)
    audit.wrote(db, actor, row)
    state(db, ExportChanged(patient_id=patient.id, export_id=row.id, user_id=row.requested_by), actor=actor)


async def download(db: Db, row: PatientExport, *, actor: Actor) -> AsyncIterator[bytes]:
    """The archive piece by piece; 410 when it is over. Every download is in the audit trail."""
    if row.status != ExportStatus.ready or row.file_id is None or row.expires_at is None or row.expires_at <= now():
        raise Gone("This export is over. Please ask for a new one.", code="export_expired")
    row.downloads += 1
    audit.noted(db, actor, "export", "patient_export", row.id, patient_id=row.patient_id)
    return await pieces(db, row)


async def pieces(db: Db, row: PatientExport) -> AsyncIterator[bytes]:
    """Its bytes, for whoever was let in; 410 file_lost."""
    assert row.file_id is not None
    try:
        return await filing.pieces(db, row.file_id)
    except FileNotFoundError as error:
        raise Gone("The storage has lost this file.", code="file_lost") from error


async def expire(db: Db, *, actor: Actor) -> int:
    """Delete the files whose time is over."""
    rows = list(
        await db.scalars(
            select(PatientExport).where(PatientExport.status == ExportStatus.ready, PatientExport.expires_at <= now())
            .with_for_update(skip_locked=True).limit(100)
        )
    )  # fmt: skip
    for row in rows:
        if row.file_id is not None:
            await filing.let_go(db, row.file_id)
        row.file_id = None
        move(row, ExportStatus.expired)
        audit.wrote(db, actor, row)
        state(db, ExportChanged(patient_id=row.patient_id, export_id=row.id, user_id=row.requested_by), actor=actor)
    return len(rows)


async def give_up(db: Db, *whose: ColumnElement[bool], actor: Actor) -> int:
    """Mark as failed what nobody makes any more (its job has tried for the last time), so that it can be asked for
    again; how many there were.
    """
    tried = exists().where(Job.name == JOB, Job.state.in_(("queued", "running")),
                           Job.args["export_id"].as_string() == cast(PatientExport.id, String))  # fmt: skip
    rows = await db.scalars(
        select(PatientExport).where(PatientExport.status == ExportStatus.queued, ~tried, *whose)
        .with_for_update(skip_locked=True).limit(100)
    )  # fmt: skip
    found = rows.all()
    for row in found:
        move(row, ExportStatus.failed)
        audit.wrote(db, actor, row)
        state(db, ExportChanged(patient_id=row.patient_id, export_id=row.id, user_id=row.requested_by), actor=actor)
    await db.flush()
    return len(found)


async def of_patient(db: Db | ReadDb, actor: Actor, patient: Patient) -> list[PatientExport]:
    """Exports of a patient, newest first; for a proxy those that he asked for, for the patient not the hospital's."""
    found = select(PatientExport).where(PatientExport.patient_id == patient.id)
    if policy.is_proxy(actor):
        found = found.where(PatientExport.requested_by == actor.user_id)
    elif policy.is_own(actor, patient.id):
        found = found.where(~_HOUSES | (PatientExport.requested_by == actor.user_id))
    return list(await db.scalars(found.order_by(PatientExport.id.desc()).limit(20)))


async def access_export(db: Db, actor: Actor, patient: Patient, export_id: UUID) -> PatientExport:
    """An export of a patient that one has access to; of his own neither he nor a proxy gets what is kept from him."""
    row = await db.get(PatientExport, export_id, with_for_update=True)
    if row is None or row.patient_id != patient.id:
        raise NotFound()
    kept = policy.is_proxy(actor) or (policy.is_own(actor, patient.id) and _is_houses(row))
    if kept and row.requested_by != actor.user_id:
        raise NotFound()
    return row


_HOUSES = and_(PatientExport.labels == "all", PatientExport.identity == "")


def _is_houses(row: PatientExport) -> bool:
    """Whole and not for the patient, unless he asked himself: what is not his to read yet is in it."""
    return row.labels == "all" and not row.identity


async def _collected(db: Db, patient: Patient, records: list[UUID]) -> dict[str, list[dict[str, Any]]]:
    """table -> rows, children of rows included; of `records` that became part of this one what stayed with them."""
    tables = Base.metadata.tables
    tokens = [token for one in records for token in await sealed.tokens_of(db, one)]
    himself = await _rows(db, tables["patient"], "id", [patient.id], (), tokens)
    found: dict[str, list[dict[str, Any]]] = {"patient": himself}
    for one in BELONGINGS.values():
        if one.export:
            ids = records if one.merge == STAY or one.but else [patient.id]
            found.setdefault(one.table, []).extend(await _of(db, one, ids, found, tokens))
    return {name: rows for name, rows in found.items() if rows}


async def _of(
    db: Db, one: Belonging, ids: list[UUID], found: dict[str, list[dict[str, Any]]], tokens: list[str]
) -> list[dict[str, Any]]:  # fmt: skip
    rows = await _rows(db, Base.metadata.tables[one.table], one.column, ids, one.hide, tokens)
    for child, column in one.children:
        theirs = [row["id"] for row in rows]
        found.setdefault(child, []).extend(await _rows(db, Base.metadata.tables[child], column, theirs, (), tokens))
    return rows


async def _rows(
    db: Db, table: Table, column: str, ids: list[Any], hide: tuple[str, ...], tokens: list[str]
) -> list[dict[str, Any]]:  # fmt: skip
    if not ids:
        return []
    shown = [one for one in table.c if one.name not in hide]
    rows = await db.execute(select(*shown).where(table.c[column].in_(ids)).order_by(*table.primary_key.columns))
    return [sealed.opened(table.name, dict(row._mapping), tokens) for row in rows]


async def _labelled(db: Db, row: PatientExport) -> set[UUID]:
    """What bears a label and is to be left out."""
    if row.labels == "all":
        return set()
    kept_back = policy.VEILED if row.labels == "veiled" else frozenset(Label)
    found = select(SensitivityLabel.entity_id).where(
        SensitivityLabel.patient_id == row.patient_id, SensitivityLabel.removed_at.is_(None),
        SensitivityLabel.label.in_(sorted(kept_back)),
    )  # fmt: skip
    return set(await db.scalars(found))


async def _kept_back(db: Db, row: PatientExport, patient: Patient) -> set[UUID]:
    """What is not the patient's to read yet, unless staff take out the whole record."""
    if _is_houses(row) and row.requested_by != patient.user_id:
        return set()
    records = await merging.records_of(db, patient.id)
    return {id for rows in KEPT_BACK for one in records for id in await db.scalars(rows(one))}


def without(tables: dict[str, list[dict[str, Any]]], hidden: set[UUID]) -> dict[str, list[dict[str, Any]]]:
    """The rows that are not hidden and name no hidden one, nor one that names one: what hangs on it goes with it."""
    gone, before = set(hidden), -1
    met = [row for row in tables.get("encounter", ()) if row["id"] in hidden]
    gone |= {row[name] for row in met for name in ("appointment_id", "case_id") if row.get(name)}
    while hidden and len(gone) != before:
        before = len(gone)
        for rows in tables.values():
            gone |= {row["id"] for row in rows if "id" in row and not gone.isdisjoint(_ids(row))}
    kept = {name: [row for row in rows if gone.isdisjoint(_ids(row))] for name, rows in tables.items()}
    return {name: rows for name, rows in kept.items() if rows}


def _ids(row: dict[str, Any]) -> set[UUID]:
    return {value for value in row.values() if isinstance(value, UUID)}
