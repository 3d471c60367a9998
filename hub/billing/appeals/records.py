"""What of a record may go along with an appeal, and its copy: only by who may read it himself."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from hub.billing.appeals.models import AppealEnclosure, ClaimAppeal
from hub.core import audit, filing
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Invalid, NotFound
from hub.encounters import diagnostics, letter_places, letters, parts, queries
from hub.encounters.diagnostic_models import DiagnosticObservation, DiagnosticReport
from hub.encounters.models import Encounter, Note, NoteStatus, NoteVersion, VersionKind
from hub.encounters.statuses import ReportStatus
from hub.identity import house
from hub.patients import documents
from hub.patients.filed import Document, DocumentStatus
from hub.patients.models import Patient

PDF = "application/pdf"
MOST = 50
Row = dict[str, Any]
SIGNED = (NoteStatus.signed, NoteStatus.unlocked)
FINISHED = (ReportStatus.final, ReportStatus.amended)


async def offered(db: Db, patient_id: UUID, *, actor: Actor) -> list[Row]:
    """{kind, id, title, at} of signed notes, finished reports and papers of the patient that labels leave open to this
    clinician, the newest first; at most fifty of a kind. The caller has opened the chart."""
    notes = await db.execute(
        select(Note.id, Encounter.started_at, Encounter.created_at)
        .join(Encounter, Encounter.id == Note.encounter_id)
        .where(Note.patient_id == patient_id, Note.status.in_(SIGNED), parts.open_to(actor))
        .order_by(Encounter.created_at.desc(), Note.id).limit(MOST)
    )  # fmt: skip
    reports = await db.execute(
        select(DiagnosticReport.id, DiagnosticReport.title, DiagnosticReport.effective_at)
        .where(DiagnosticReport.patient_id == patient_id, DiagnosticReport.status.in_(FINISHED),
               parts.report_open_to(actor))
        .order_by(DiagnosticReport.effective_at.desc(), DiagnosticReport.id).limit(MOST)
    )  # fmt: skip
    patient = await db.get_one(Patient, patient_id)
    papers = [one for one, _ in await documents.of_patient(db, actor, patient)
              if one.status == DocumentStatus.current][:MOST]  # fmt: skip
    zone = await house.zone(db)
    found = [_row("note", id, f"Note of {letter_places.long((began or made).astimezone(zone).date())}", began or made)
             for id, began, made in notes]  # fmt: skip
    found += [_row("report", id, title, at) for id, title, at in reports]
    found += [_row("document", one.id, one.title, one.created_at) for one in papers]
    return sorted(found, key=lambda one: one["at"], reverse=True)


def _row(kind: str, id: UUID, title: str, at: datetime) -> Row:
    return {"key": f"{kind}:{id}", "kind": kind, "id": id, "title": title, "at": at}


async def enclose(db: Db, appeal: ClaimAppeal, keys: list[str], *, actor: Actor) -> int:
    """Copy these parts of the record for the letter; what is enclosed already stays as it is. Each is asked for again,
    as this clinician may see it now: 422 record_unknown for what he may not, all of it or nothing."""
    open_now = {one["key"]: one for one in await offered(db, appeal.patient_id, actor=actor)}
    if wrong := [key for key in keys if key not in open_now]:
        raise Invalid("This is not a part of the record that you may enclose.", code="record_unknown",
                      errors=[{"path": "records", "message": key} for key in wrong])  # fmt: skip
    known = set(await db.scalars(select(AppealEnclosure.source_id).where(AppealEnclosure.appeal_id == appeal.id)))
    wanted = [open_now[key] for key in dict.fromkeys(keys) if open_now[key]["id"] not in known]
    for one in wanted:
        await _copy(db, appeal, one, actor=actor)
    return len(wanted)


async def enclose_paper(db: Db, appeal: ClaimAppeal, document_id: UUID, *, actor: Actor) -> None:
    """A document that this person may open himself (the payer's letter, an assignment); 404 otherwise."""
    patient = await db.get_one(Patient, appeal.patient_id)
    row = await documents.access_document(db, actor, patient, document_id)
    if row.status != DocumentStatus.current:
        raise NotFound()
    known = select(AppealEnclosure.id).where(
        AppealEnclosure.appeal_id == appeal.id, AppealEnclosure.source_id == document_id
    )
    if await db.scalar(known) is None:
        await _copy(db, appeal, _row("document", row.id, row.title, row.created_at), actor=actor)


async def _copy(db: Db, appeal: ClaimAppeal, one: Row, *, actor: Actor) -> None:
    media_type, content = await _content(db, appeal.patient_id, one, actor=actor)
    file_id, digest = await filing.keep(db, content, owner=appeal.patient_id)
    row = AppealEnclosure(
        appeal_id=appeal.id, patient_id=appeal.patient_id, kind=one["kind"], source_id=one["id"], title=one["title"],
        file_id=file_id, media_type=media_type, sha256=digest, by_id=actor.user_id, by_name=actor.name,
    )  # fmt: skip
    db.add(row)
    audit.wrote(db, actor, row)


async def _content(db: Db, patient_id: UUID, one: Row, *, actor: Actor) -> tuple[str, bytes]:
    if one["kind"] == "document":
        row = await db.get_one(Document, one["id"])
        version, raw = await documents.content(db, row, 0)
        return version.media_type, raw
    audit.read(db, actor, one["kind"] if one["kind"] == "note" else "diagnostic_report", one["id"],
               patient_id=patient_id)  # fmt: skip
    said = await (_note(db, one["id"]) if one["kind"] == "note" else _report(db, one["id"]))
    return PDF, await letters.enclosure(db, patient_id, one["title"], said, actor=actor)


async def _note(db: Db, note_id: UUID) -> list[Row]:
    """What was signed last, and what was added to it since; what is being changed is not in it."""
    versions, zone = await queries.versions(db, note_id), await house.zone(db)
    signed = max((one for one in versions if one.kind == VersionKind.signed), key=lambda one: one.number)
    found = [{"kind": "list", "title": name.replace("_", " ").capitalize(), "lines": words.splitlines()}
             for name, words in signed.content["sections"].items() if words.strip()]  # fmt: skip
    coded = [f"{one['display']} ({one['code']})" for one in signed.content.get("diagnoses", ())]
    found += [{"kind": "list", "title": "Diagnoses", "lines": coded}] if coded else []
    given = [f"{one['display']} ({one['code']})" for one in signed.content.get("services", ())]
    found += [{"kind": "list", "title": "Services", "lines": given}] if given else []
    found += [_added(one, zone) for one in versions if one.kind == VersionKind.addendum and one.number > signed.number]
    return [*found, {"kind": "words", "lines": [f"Signed by {signed.author_name} on {_moment(signed.at, zone)}."]}]


def _added(one: NoteVersion, zone: ZoneInfo) -> Row:
    lines = str(one.content["text"]).splitlines()
    return {"kind": "list", "title": f"Added by {one.author_name}, {_moment(one.at, zone)}", "lines": lines}


def _moment(at: datetime, zone: ZoneInfo) -> str:
    """As the letter writes days, on the house's clock: a reader at a payer knows no other."""
    local = at.astimezone(zone)
    return f"{letter_places.long(local.date())} at {local:%H:%M}"


async def _report(db: Db, report_id: UUID) -> list[Row]:
    row = await db.get_one(DiagnosticReport, report_id)
    seen = (await diagnostics.observations(db, [report_id]))[report_id]
    on = letter_places.long(row.effective_at.astimezone(await house.zone(db)).date())
    table = {"kind": "table", "title": f"{row.performer}, {on}".strip(", "),
             "head": ["Finding", "Value", "Range"], "rows": [_finding(one) for one in seen]}  # fmt: skip
    said = [{"kind": "list", "title": "Conclusion", "lines": row.conclusion.splitlines()}] if row.conclusion else []
    return [*([table] if seen else []), *said]


def _finding(one: DiagnosticObservation) -> list[str]:
    value = (
        one.words if one.value is None else f"{one.comparator}{one.value.normalize():f} {letter_places.unit(one.unit)}"
    )
    low, high = (f"{bound.normalize():f}" if bound is not None else "" for bound in (one.low, one.high))
    return [one.name, value, f"{low}-{high}" if low or high else ""]
