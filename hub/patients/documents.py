"""Documents of patients: filed, seen, replaced by a newer version, marked as wrong; their bytes are in the storage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, exists, func, literal, or_, select

from hub.core import audit, files, filing, scanner
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, Invalid, NotFound
from hub.core.facts import state
from hub.core.settings import settings
from hub.core.states import move
from hub.patients import queries
from hub.patients.access import policy
from hub.patients.facts import DocumentChanged, PatientChanged
from hub.patients.filed import (
    CLINICAL,
    LIKE_THE_CHART,
    Document,
    DocumentStatus,
    DocumentVersion,
    Folder,
    Visibility,
)
from hub.patients.models import Patient

MOST_OF_A_PATIENT = 500


@filing.keeps_files
def _files() -> Any:
    return select(DocumentVersion.file_id, Document.patient_id).join(
        Document, Document.id == DocumentVersion.document_id
    )


@filing.keeps_files
def _photos() -> Any:
    return select(Patient.photo_id, Patient.id)


async def of_patient(db: Db | ReadDb, actor: Actor, patient: Patient) -> list[tuple[Document, DocumentVersion]]:
    """What this person may see of the patient's documents, each with its version that counts; newest first."""
    found = (
        select(Document, DocumentVersion)
        .join(
            DocumentVersion, (DocumentVersion.document_id == Document.id) & (DocumentVersion.number == Document.latest)
        )
        .where(Document.patient_id == patient.id, _open(actor, Document.patient_id, Document.id, Document.encounter_id))
        .where(or_(Document.folder != Folder.identity, literal(_sees_identity(actor, patient))))
        .order_by(Document.created_at.desc(), Document.id.desc())
    )
    if actor.patient_id == patient.id:
        found = found.where(Document.visibility == Visibility.patient, Document.status == DocumentStatus.current)
    elif not await queries.related(db, actor, patient.id):
        found = found.where(~LIKE_THE_CHART)
    return [(row[0], row[1]) for row in await db.execute(found.limit(MOST_OF_A_PATIENT))]


def _sees_identity(actor: Actor, patient: Patient) -> bool:
    """Papers that prove who somebody is are for himself and the desk that compares them, like the pictures of them
    (see `evidence`): nobody who treats him needs a copy of his passport."""
    return actor.patient_id == patient.id or actor.may("identity.verify")


def _must_see(actor: Actor, patient: Patient, folder: Folder) -> None:
    if folder == Folder.identity and not _sees_identity(actor, patient):
        raise Forbidden("Identity documents are filed by the desk.", code="identity_folder")


async def restricted(db: Db | ReadDb, actor: Actor, patient: Patient) -> bool:
    """Whether labels keep a document from this person, who is told that and no more."""
    hidden = exists().where(
        Document.patient_id == patient.id, Document.status == DocumentStatus.current,
        ~_open(actor, Document.patient_id, Document.id, Document.encounter_id),
    )  # fmt: skip
    return bool(await db.scalar(select(hidden)))


def _open(actor: Actor, patient: Any, document: Any, encounter: Any) -> ColumnElement[bool]:
    """Whether labels leave a document open to this person: its own, and those of the meeting it came of."""
    return policy.open_row(actor, patient, document) & policy.beside_open(actor, patient, encounter)


async def access_document(
    db: Db, actor: Actor, patient: Patient, document_id: UUID, *, lock: bool = False
) -> Document:  # fmt: skip
    """One document of a patient that one has access to; what is clinical only for whoever may open the chart, and what
    proves identity only for the desk."""
    row = await db.get(Document, document_id, with_for_update=lock or None)
    if row is None or row.patient_id != patient.id:
        raise NotFound()
    if actor.patient_id == patient.id:
        if row.visibility != Visibility.patient or row.status != DocumentStatus.current:
            raise NotFound()
    elif not await _folder_open(db, actor, patient, row):
        raise NotFound()
    came_of = literal(row.encounter_id, Uuid)
    if not await db.scalar(select(_open(actor, literal(patient.id), literal(row.id), came_of))):
        raise NotFound()
    audit.read(db, actor, "document", document_id, patient_id=patient.id)
    return row


async def _folder_open(db: Db, actor: Actor, patient: Patient, row: Document) -> bool:
    if row.folder == Folder.identity and not _sees_identity(actor, patient):
        return False
    return not (row.clinical or row.folder in CLINICAL) or await queries.related(db, actor, patient.id)


async def add(db: Db, patient: Patient, raw: bytes, values: Mapping[str, Any], *, actor: Actor) -> Document:
    """File a document: checked by content, freed of metadata, scanned, stored, then written down. 403 identity_folder
    for staff who may not look into that folder."""
    _must_see(actor, patient, Folder(values["folder"]))
    if (await db.scalar(select(func.count()).where(Document.patient_id == patient.id)) or 0) >= MOST_OF_A_PATIENT:
        raise Conflict("This patient has too many documents.", code="too_many_documents")
    own = actor.patient_id == patient.id
    row = Document(
        patient_id=patient.id, folder=Folder(values["folder"]), title=values["title"], dated=values.get("dated"),
        visibility=Visibility.patient if own else Visibility(values["visibility"]), by_patient=own,
        encounter_id=values.get("encounter_id"), body_site=values.get("body_site", ""),
        clinical=values.get("encounter_id") is not None or bool(values.get("clinical")),
    )  # fmt: skip
    db.add(row)
    audit.wrote(db, actor, row)
    await _version(db, row, raw, values.get("name", ""), 1, actor)
    return _told(db, patient, row, actor)


async def replace(db: Db, patient: Patient, row: Document, raw: bytes, name: str, *, actor: Actor) -> Document:
    """A newer version of the same paper; the older ones stay."""
    _still_current(row)
    row.latest += 1
    audit.wrote(db, actor, row)
    await _version(db, row, raw, name, row.latest, actor)
    return _told(db, patient, row, actor)


async def change(db: Db, patient: Patient, row: Document, values: Mapping[str, Any], *, actor: Actor) -> Document:
    """Another title, folder, date, or who may see it. 403 identity_folder like `add`."""
    _still_current(row)
    _must_see(actor, patient, Folder(values.get("folder", row.folder)))
    for field, value in values.items():
        setattr(row, field, value)
    audit.wrote(db, actor, row)
    return _told(db, patient, row, actor)


async def mark_in_error(db: Db, patient: Patient, row: Document, reason: str, *, actor: Actor) -> Document:
    """It never belonged here: hidden from the patient, kept with the reason for staff."""
    if not reason.strip():
        raise Invalid("Please say what is wrong with it.", code="no_reason")
    move(row, DocumentStatus.entered_in_error)
    row.reason = reason
    audit.wrote(db, actor, row, reason="entered in error")
    return _told(db, patient, row, actor)


async def versions(db: Db | ReadDb, document_id: UUID) -> list[DocumentVersion]:
    """Every version, newest first."""
    found = select(DocumentVersion).where(DocumentVersion.document_id == document_id)
    return list(await db.scalars(found.order_by(DocumentVersion.number.desc())))


async def content(db: Db | ReadDb, row: Document, number: int) -> tuple[DocumentVersion, bytes]:
    """A version (0: the one that counts) and its bytes. 410 when they were erased or lost."""
    found = select(DocumentVersion).where(DocumentVersion.document_id == row.id)
    version = await db.scalar(found.where(DocumentVersion.number == (number or row.latest)))
    if version is None:
        raise NotFound()
    return version, await filing.content(db, version.file_id)


async def set_photo(db: Db, patient: Patient, raw: bytes, *, actor: Actor) -> Patient:
    """The patient's picture; empty takes it away."""
    found = files.clean(raw, most=settings().max_upload_bytes, only_images=True) if raw else None
    if found is not None:
        await scanner.check(found.content)
    before = patient.photo_id
    patient.photo_id = (await filing.keep(db, found.content, owner=patient.id))[0] if found else None
    patient.photo_type = found.media_type if found else ""
    audit.wrote(db, actor, patient, patient_id=patient.id)
    state(db, PatientChanged(patient_id=patient.id, user_id=patient.user_id), actor=actor)
    if before is not None:
        await filing.let_go(db, before)
    return patient


async def photo(db: Db | ReadDb, patient: Patient) -> tuple[str, bytes]:
    """(media type, bytes) of the patient's picture; 404 without one."""
    if patient.photo_id is None:
        raise NotFound()
    try:
        return patient.photo_type, await filing.read(db, patient.photo_id)
    except FileNotFoundError:
        raise NotFound() from None


async def _version(db: Db, row: Document, raw: bytes, name: str, number: int, actor: Actor) -> None:
    found = files.clean(raw, most=settings().max_upload_bytes)
    scanned_by = await scanner.check(found.content)
    file_id, digest = await filing.keep(db, found.content, owner=row.patient_id)
    version = DocumentVersion(
        document_id=row.id, number=number, file_id=file_id, name=files.shown_name(name, found.media_type),
        media_type=found.media_type, size=len(found.content), sha256=digest, scanned_by=scanned_by,
        added_by=actor.user_id, added_by_name=actor.name, created_at=now(),
    )  # fmt: skip
    db.add(version)
    audit.wrote(db, actor, version, patient_id=row.patient_id)


def _still_current(row: Document) -> None:
    if row.status != DocumentStatus.current:
        raise Conflict("This document was entered in error.", code="entered_in_error")


def _told(db: Db, patient: Patient, row: Document, actor: Actor) -> Document:
    fact = DocumentChanged(patient_id=patient.id, document_id=row.id,
                           user_id=patient.user_id if row.visibility == Visibility.patient else None)  # fmt: skip
    state(db, fact, actor=actor)
    return row
